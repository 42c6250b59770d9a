"""Pages in a real browser: Debian's chromium without a window, driven by playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import run

ROOT = Path(__file__).parent.parent.parent
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]
SIZES = {"desktop": (1200, 900), "phone": (390, 844)}
HOSTILE = (
    """<script>window.hacked = 1</script><img src=x onerror="window.hacked=1">"'></title></style><svg onload=window.hacked=1>{{ 7*7 }}"""
)


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("no chromium here; apt-get install chromium")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed; pip install -e '.[dev]'")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def show(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a file at a size, as `show(path, "phone", color_scheme="dark")`; the page counts what it asks the network for."""
    contexts = []

    def open_page(path: Path, size: str = "desktop", **options: Any) -> Any:
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, has_touch=size == "phone", **options)
        contexts.append(context)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("dialog", lambda dialog: pytest.fail(f"the page opened a dialog: {dialog.message}"))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def screenshots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where pictures go: `NEWSWIRE_SCREENSHOTS`, or a folder of pytest's."""
    folder = Path(os.environ.get("NEWSWIRE_SCREENSHOTS") or tmp_path_factory.mktemp("screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def hostile_article(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hostile.txt"
    body = "ANKARA (AA) - The council met in Ankara on Monday and spoke about <b onclick=window.hacked=1>the bridge</b> for two hours."
    path.write_text(f"{HOSTILE}\n{body}\n{HOSTILE} was said in Ankara by many people who live there.\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def article_page(tmp_path_factory: pytest.TempPathFactory, hostile_article: Path) -> Callable[[str], Path]:
    """The page of a seed by the beginning of its name, or of `hostile`."""
    folder = tmp_path_factory.mktemp("pages")

    def make(name: str) -> Path:
        path = folder / f"{name}.html"
        if not path.exists():
            (source,) = [hostile_article] if name == "hostile" else (ROOT / "seeds").glob(f"{name}*")
            path.write_text(printed("inspect", str(source), "--html"), encoding="utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def report_page(tmp_path_factory: pytest.TempPathFactory, hostile_article: Path) -> Path:
    """The report of the seeds, laid into folders of three days, and of the hostile article, which is the newest, so that it is shown."""
    folder = tmp_path_factory.mktemp("report")
    names = sorted(path for path in (ROOT / "seeds").iterdir() if path.suffix == ".txt")
    days = ("2024-09-01", "2024-09-02", "2024-09-03", "2024-12-30")
    for day, files in zip(days, (names[::3], names[1::3], names[2::3], [hostile_article]), strict=True):
        inbox = folder / "inbox" / day
        inbox.mkdir(parents=True)
        for file in files:
            shutil.copy(file, inbox)
    printed("ingest", str(folder / "inbox"), "--lake", str(folder / "lake"), "--date", "2024-12-31", "--workers", "1")
    printed("report", "--lake", str(folder / "lake"), "--output", str(folder / "report.html"))
    return folder / "report.html"


def printed(*arguments: str) -> str:
    """What a command prints, run in this process."""
    out = StringIO()
    with redirect_stdout(out):
        assert run(list(arguments)) == 0
    return out.getvalue()
