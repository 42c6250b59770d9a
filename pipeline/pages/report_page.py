"""A lake at a glance, as a page."""

from __future__ import annotations

from pipeline.pages.render import render
from pipeline.pages.report_figures import Figures

_LABELS = {"PER": "person", "LOC": "place", "ORG": "organisation", "MISC": "other"}
_RUN = {
    "listed": "files read",
    "ingested": "new",
    "updated": "updated",
    "unchanged": "unchanged",
    "duplicate": "copies",
    "rejected": "rejected",
}


def render_report(figures: Figures, lake: str) -> str:
    """The page of one lake.

    Args:
        figures: What it shows.
        lake: Its name for the title.
    """
    counts = [(name, figures.run[column]) for column, name in _RUN.items()] if figures.run else []
    return render("report.html", title=f"News in {lake}", lake=lake, figures=figures, counts=counts, labels=_LABELS)
