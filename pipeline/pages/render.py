"""Fill a packaged template."""

from __future__ import annotations

from importlib import resources

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

_RTL_SCRIPTS = {"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"}


def render(template: str, **values: object) -> str:
    """The page, with its style sheet inside; whatever is in `values` is text and never markup."""
    environment = Environment(
        loader=FunctionLoader(_read), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.get_template(template).render(style=Markup(_read("page.css")), **values)  # our own file


def direction_of(script: str | None) -> str:
    """`rtl` or `ltr` for an ISO 15924 code; `auto` where it tells nothing.

    >>> direction_of("Arab"), direction_of("Latn"), direction_of("Zyyy")
    ('rtl', 'ltr', 'auto')
    """
    if script in _RTL_SCRIPTS:
        return "rtl"
    return "auto" if script in {None, "Zyyy", "Zzzz"} else "ltr"


def _read(name: str) -> str:
    return resources.files("pipeline.pages").joinpath(name).read_text("utf-8")
