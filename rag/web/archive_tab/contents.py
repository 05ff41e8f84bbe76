"""The archive tab: what the archive holds, in figures, a plot, tables and lists."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from rag.formatting import format_count, format_day
from rag.store.statistics import Headline, Holdings, OutletHolding
from rag.web.archive_tab import histogram
from rag.web.markup import escape, isolated, time_element

if TYPE_CHECKING:
    from rag.store.archive import Status

MEGABYTE = 1_000_000
SHOWN_OUTLETS = 12  # the others stand behind "more"


def figures(status: "Status", held: Holdings) -> str:
    """The archive in numbers."""
    numbers = [
        (status.articles, "article"),
        (status.passages, "passage"),
        (len(held.outlets), "outlet"),
    ]
    items = "".join(
        f"<div><dt>{noun}{'' if number == 1 else 's'}</dt><dd>{number:,}</dd></div>"
        for number, noun in numbers
    )
    days = ""
    if status.first_day and status.last_day:
        days = (
            f'<div class="days"><dt>published</dt><dd>{_day(status.first_day)} – '
            f"{_day(status.last_day)}</dd></div>"
        )
    return f'<h2>What is in the archive</h2><dl class="numbers">{items}{days}</dl>'


def holdings(status: "Status", held: Holdings) -> str:
    """Everything below the figures: the plot, the outlets, the newest, and what is peculiar."""
    drawn = histogram.series(held.days)
    over_time = (
        histogram.plot(drawn) if drawn else '<p class="none">None of the articles has a date.</p>'
    )
    return (
        f'<div class="halves">{_section("wide", "Over time", over_time)}'
        f"{_section('newest', 'Newest', _headlines(held.newest, 'No article has a date.'))}"
        f"{_section('outlets', 'Outlets', _outlets(held.outlets))}"
        f"{_section('retold', 'Told more than once', _retold(status, held))}"
        f"{_section('edited', 'Changed since', _reworded(status, held))}"
        f"{_undated(status, held)}</div>"
    )


def condition(status: "Status", *, whole: bool | None) -> str:
    """When the archive was brought up to date, and whether all of it is in order.

    `whole` is whether the index is, None while that is looked into.
    """
    index = {
        None: '<span class="looking">being looked into …</span>',
        True: "whole",
        False: '<strong class="fault">not whole</strong>. Answers come from the catalogue, more '
        "slowly; the next refresh makes the index anew.",
    }[whole]
    rows = [
        ("Last refresh", _moment(status.checked)),
        ("Last change", time_element(status.refreshed) if status.refreshed else "never"),
        ("Index", index),
        ("Embedding model", isolated(status.embedding_model)),
        ("Size on disk", _size(status.size)),
    ]
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows)
    return (
        '<section aria-labelledby="h-state"><h3 id="h-state">Condition</h3>'
        f'<dl class="condition">{items}</dl></section>'
    )


def _section(name: str, title: str, body: str) -> str:
    return (
        f'<section class="{name}" aria-labelledby="h-{name}"><h3 id="h-{name}">{title}</h3>'
        f"{body}</section>"
    )


def _headlines(listed: Sequence[Headline], none: str) -> str:
    if not listed:
        return f'<p class="none">{none}</p>'
    return f'<ol class="headlines">{"".join(_headline(one) for one in listed)}</ol>'


def _headline(one: Headline, note: str = "") -> str:
    origin = f"{isolated(one.outlet or 'Unknown outlet')} · {time_element(one.published)}"
    return (
        f'<li><button type="button" class="headline-of" data-article="{escape(one.id)}">'
        f'<span class="headline" dir="auto">{escape(one.title or "Without a headline")}</span>'
        f'<span class="origin">{origin}{note}</span></button></li>'
    )


def _outlets(outlets: Sequence[OutletHolding]) -> str:
    if not outlets:
        return '<p class="none">There is no article yet.</p>'
    table = _outlet_table(outlets[:SHOWN_OUTLETS])
    if more := outlets[SHOWN_OUTLETS:]:
        table += (
            f"<details><summary>{format_count(len(more), 'more outlet')}</summary>"
            f"{_outlet_table(more)}</details>"
        )
    return table


def _outlet_table(outlets: Sequence[OutletHolding]) -> str:
    rows = "".join(
        f'<tr><th scope="row" dir="auto">{isolated(one.name or "Unknown outlet")}</th>'
        f"<td>{one.articles:,}</td><td>{_day(one.first)}</td><td>{_day(one.last)}</td></tr>"
        for one in outlets
    )
    return (
        '<div class="scroll" role="region" aria-label="Outlets" tabindex="0"><table><thead><tr>'
        '<th scope="col">Outlet</th><th scope="col">Articles</th><th scope="col">First</th>'
        f'<th scope="col">Last</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _retold(status: "Status", held: Holdings) -> str:
    if not held.retold:
        return '<p class="none">No two articles tell a story in the same words.</p>'
    items = "".join(
        _headline(
            one.headline,
            f" · {format_count(one.articles, 'article')}, {format_count(one.outlets, 'outlet')}",
        )
        for one in held.retold
    )
    stories = "1 story is" if status.stories == 1 else f"{status.stories:,} stories are"
    copies = "1 copy" if status.duplicates == 1 else f"{status.duplicates:,} copies"
    return (
        f"<p>{stories} told in the same words by several articles, {copies} beyond the "
        f'earliest of each. An answer counts them once.</p><ol class="headlines">{items}</ol>'
    )


def _reworded(status: "Status", held: Holdings) -> str:
    if not held.reworded:
        return '<p class="none">No article has changed since it was first read.</p>'
    items = "".join(
        _headline(one.headline, f" · changed by {time_element(one.day)}") for one in held.reworded
    )
    kept = f"{format_count(status.versions, 'earlier version')} kept"
    return (
        f"<p>Articles that no longer say what they said: {kept}.</p>"
        f'<ol class="headlines">{items}</ol>'
    )


def _undated(status: "Status", held: Holdings) -> str:
    if not status.undated:
        return ""
    one = status.undated == 1
    says = (
        f"<p>{format_count(status.undated, 'article')} {'has' if one else 'have'} no date. "
        f"No time window finds {'it' if one else 'them'}.</p>"
    )
    return _section("undated", "Undated", says + _headlines(held.undated, ""))


def _day(day: date | None) -> str:
    return f'<time datetime="{day.isoformat()}">{format_day(day)}</time>' if day else "undated"


def _moment(written: str) -> str:
    """A moment in ISO 8601 to the minute, in the time zone of whoever refreshed."""
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return "not known"
    zone = f" {moment:%Z}" if moment.tzinfo else ""
    said = f"{format_day(moment.date())}, {moment:%H:%M}{escape(zone)}"
    return f'<time datetime="{escape(written)}">{said}</time>'


def _size(size: int) -> str:
    if size < MEGABYTE:
        return f"{-(-size // 1000):,} kB"
    return f"{size / MEGABYTE:,.0f} MB"
