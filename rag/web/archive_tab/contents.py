"""The archive tab: what the archive holds, in figures, a plot, tables and lists."""

from datetime import datetime
from typing import TYPE_CHECKING

from markupsafe import Markup

from rag.formatting import format_day
from rag.store.statistics import Holdings
from rag.web.archive_tab.histogram import count_series, render_plot
from rag.web.templating import render

if TYPE_CHECKING:
    from rag.store.archive import ArchiveStatus

MEGABYTE = 1_000_000


def render_holdings(status: "ArchiveStatus", held: Holdings) -> Markup:
    """Everything below the figures: the plot, the outlets, the newest, and what is peculiar."""
    drawn = count_series(held.days)
    plot = render_plot(drawn) if drawn else ""
    return render("contents", "holdings", status=status, held=held, plot=plot)


def render_condition(status: "ArchiveStatus", *, whole: bool | None) -> Markup:
    """When the archive was brought up to date, and whether all of it is in order.

    `whole` is whether the index is, None while that is looked into.
    """
    checked, size = format_moment(status.checked), format_size(status.size)
    return render("contents", "condition", status=status, checked=checked, size=size, whole=whole)


def format_moment(written: str) -> str:
    """A moment in ISO 8601 to the minute, in the time zone of whoever refreshed; "" for none."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return ""
    return f"{format_day(moment.date())}, {moment:%H:%M} {moment:%Z}".rstrip()


def format_size(size: int) -> str:
    """Bytes in the unit that fits."""
    if size < MEGABYTE:
        return f"{-(-size // 1000):,} kB"
    return f"{size / MEGABYTE:,.0f} MB"
