"""All packaging metadata of newswire."""

from pathlib import Path

from setuptools import setup

setup(
    name="newswire",
    version="0.1.0",
    description="Raw news-agency articles in; languages, credits, paragraphs and entities found; a Parquet lake out.",
    long_description=Path(__file__).with_name("README.md").read_text("utf-8"),
    long_description_content_type="text/markdown",
    license="Apache-2.0",
    python_requires=">=3.11",
    packages=[
        "pipeline",
        "pipeline.commands",
        "pipeline.lake",
        "pipeline.pages",
        "transforms",
        "transforms.formats",
        "transforms.containers",
        "transforms.resources",
        "transforms.text",
        "transforms.text.agency",
        "transforms.text.entities",
        "transforms.text.language",
    ],
    package_data={"pipeline.lake": ["*.sql"], "pipeline.pages": ["*.css", "*.html"], "transforms.resources": ["*", "*/*"]},
    install_requires=[
        "apache-beam>=2.77,<2.78",  # the local runner is reached through a class that moves between minors
        "backports.zstd>=1.8",
        "camel-tools>=1.6",
        "charset-normalizer>=3.4",
        "duckdb>=2.0",
        "Jinja2>=3.1",
        "langdetect>=1.0.9",
        "lxml[html-clean]>=5.3",  # trafilatura needs the extra and does not ask for it
        "lz4>=4.4",
        "numpy>=2.0",
        "pyarrow>=25",
        "PyYAML>=6.0",
        "trafilatura>=2.0",  # from 1.8 on under Apache-2.0
        "watchdog>=6.0",
    ],
    extras_require={
        "dev": [
            "axe-playwright-python",
            "duckdb-cli",
            "hypothesis",
            "import-linter",
            "mypy",
            "playwright",
            "pytest",
            "pytest-xdist",
            "python-crfsuite",
            "ruff",
            "setuptools>=77",
            "types-PyYAML",
        ],
    },
    entry_points={"console_scripts": ["newswire = pipeline.cli:main"]},
)
