"""Articles over time as stacked bars: SVG made here, and the same figures as a table.

Lengths are percentages of the drawing, so that it fits any width while its words keep their size.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from rag.formatting import format_count, format_day
from rag.web.markup import escape, isolated

Days = Sequence[tuple[str, date, int]]  # outlet, day of publication, articles of that day
Unit = Literal["day", "month", "year", "decade"]

UNITS: tuple[Unit, ...] = ("day", "month", "year", "decade")
BARS = 62  # at most, of any unit but the last: on a phone one is then four pixels wide
STRAY = 0.01  # of the articles, at each end, may be left out where that allows a finer unit
NAMED = 5  # outlets with a colour of their own; the rest are drawn as one
OTHERS = "\0"  # stands for them; no outlet is called that
LABELS = 8  # below the bars, at most
STEPS: dict[Unit, tuple[int, ...]] = {
    "day": (1, 2, 7, 14),
    "month": (1, 2, 3, 6, 12),
    "year": (1, 2, 5, 10),
    "decade": (1, 2, 5, 10, 100),
}
HEIGHT = 184  # pixels of the bars; the labels stand below, see holdings.css


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn: articles per unit of time and outlet."""

    unit: Unit
    first: int  # the number of the first bar's unit, see `_number`
    bars: tuple[Counter[str], ...]  # one a unit without a gap: outlet -> articles
    names: tuple[str, ...]  # the outlets, most articles first; last OTHERS, if there are any
    earlier: int  # articles left out before the first bar …
    later: int  # … and after the last

    def name(self, index: int) -> str:
        """The time of a bar in words: "June 2022"."""
        start = _start(self.first + index, self.unit)
        match self.unit:
            case "day":
                return format_day(start)
            case "month":
                return f"{start:%B} {start.year}"
            case "year":
                return str(start.year)
            case "decade":
                return f"{start.year}s"


def series(days: Days) -> Series | None:
    """The figures in the finest unit that needs no more than `BARS`; None where there are none."""
    if not days:
        return None
    total = sum(count for _, _, count in days)
    edges = _without_strays(days, total)
    unit = _unit(*edges)
    whole = (min(day for _, day, _ in days), max(day for _, day, _ in days))
    if _unit(*whole) == unit:
        edges = whole
    first, last = (_number(day, unit) for day in edges)
    most = Counter[str]()
    for outlet, _, count in days:
        most[outlet] += count
    ranked = sorted(most, key=lambda name: (-most[name], name))
    named = ranked if len(ranked) == NAMED + 1 else ranked[:NAMED]
    bars = [Counter[str]() for _ in range(last - first + 1)]
    outside = Counter[bool]()
    for outlet, day, count in days:
        place = _number(day, unit) - first
        if 0 <= place < len(bars):
            bars[place][outlet if outlet in named else OTHERS] += count
        else:
            outside[place < 0] += count
    names = (*named, OTHERS) if len(ranked) > len(named) else tuple(named)
    return Series(unit, first, tuple(bars), names, outside[True], outside[False])


def plot(drawn: Series) -> str:
    """The figure: the drawing with its legend, and the table that says the same."""
    span = f"{drawn.name(0)} to {drawn.name(len(drawn.bars) - 1)}"
    return (
        '<figure class="over-time">'
        f'<figcaption id="plot-says">Articles by {drawn.unit} of publication{_left_out(drawn)}'
        f"</figcaption>{_legend(drawn)}"
        '<div class="drawing"><svg class="plot" role="img" aria-labelledby="plot-says"'
        f' aria-description="Bars from {escape(span)}; the table below has the figures.">'
        f'<svg class="field" width="100%" height="{HEIGHT}">{_grid(drawn)}{_bars(drawn)}</svg>'
        f"{_labels(drawn)}</svg></div>"
        f'<details class="figures"><summary>The figures as a table</summary>{_table(drawn)}'
        "</details></figure>"
    )


def _without_strays(days: Days, total: int) -> tuple[date, date]:
    """The first and the last day when up to `STRAY` of the articles at each end are left out."""
    spared = int(STRAY * total)
    ends = []
    for ordered in (days, days[::-1]):
        passed = 0
        for _, day, count in ordered:
            passed += count
            if passed > spared:
                ends.append(day)
                break
    return ends[0], ends[1]


def _unit(first: date, last: date) -> Unit:
    fitting = (u for u in UNITS if _number(last, u) - _number(first, u) < BARS)
    return next(fitting, UNITS[-1])


def _number(day: date, unit: Unit) -> int:
    """Days, months, years or decades since a beginning of time, counted without gaps."""
    match unit:
        case "day":
            return day.toordinal()
        case "month":
            return 12 * day.year + day.month - 1
        case "year":
            return day.year
        case "decade":
            return day.year // 10


def _start(number: int, unit: Unit) -> date:
    match unit:
        case "day":
            return date.fromordinal(number)
        case "month":
            return date(number // 12, number % 12 + 1, 1)
        case "year":
            return date(number, 1, 1)
        case "decade":
            return date(max(10 * number, 1), 1, 1)


def _top(drawn: Series) -> tuple[int, int]:
    """The value at the upper edge, and how many articles lie between two lines."""
    most = max(bar.total() for bar in drawn.bars)
    step = 1
    while 4 * step < most:
        leading = int(str(step)[0])
        step = step // leading * {1: 2, 2: 5, 5: 10}[leading]
    return step * -(-most // step), step


def _grid(drawn: Series) -> str:
    top, step = _top(drawn)
    lines = ""
    for value in range(0, top + 1, step):
        y = f"{100 - 100 * value / top:.2f}%"
        lines += (
            f'<line x1="0" x2="100%" y1="{y}" y2="{y}"/>'
            f'<text class="amount" x="-8" y="{y}" dy=".32em">{value:,}</text>'
        )
    return f'<g class="grid" aria-hidden="true">{lines}</g>'


def _bars(drawn: Series) -> str:
    top, _ = _top(drawn)
    width = 100 / len(drawn.bars)
    groups = ""
    for index, bar in enumerate(drawn.bars):
        if not bar:
            continue
        parts, below = "", 0
        for place, name in enumerate(drawn.names, start=1):
            if bar[name]:
                height = 100 * bar[name] / top
                below += bar[name]
                parts += (
                    f'<rect class="{_colour(name, place)}" x="{(index + 0.1) * width:.3f}%"'
                    f' width="{0.8 * width:.3f}%" y="{100 - 100 * below / top:.3f}%"'
                    f' height="{height:.3f}%"/>'
                )
        groups += f"<g><title>{_said(drawn, index)}</title>{parts}</g>"
    return groups


def _said(drawn: Series, index: int) -> str:
    bar = drawn.bars[index]
    parts = ", ".join(f"{_called(name)} {bar[name]:,}" for name in drawn.names if bar[name])
    return escape(f"{drawn.name(index)}: {format_count(bar.total(), 'article')} ({parts})")


def _labels(drawn: Series) -> str:
    """The times below the bars, each at the middle of its own; every second is `minor`."""
    count = len(drawn.bars)
    steps = STEPS[drawn.unit]
    step = next((step for step in steps if count <= step * LABELS), steps[-1])
    shown = [n for n in range(drawn.first, drawn.first + count) if _aligned(n, step, drawn.unit)]
    texts = ""
    for place, number in enumerate(shown or [drawn.first]):
        x = 100 * (number - drawn.first + 0.5) / count
        kind = "time minor" if place % 2 else "time"
        words = _short(number, drawn.unit, whole=place == 0)
        texts += f'<text class="{kind}" x="{x:.2f}%" y="{HEIGHT + 18}">{words}</text>'
    return f'<g aria-hidden="true">{texts}</g>'


def _aligned(number: int, step: int, unit: Unit) -> bool:
    return (number - (1 if unit == "day" else 0)) % step == 0  # ordinal 1 was a Monday


def _short(number: int, unit: Unit, *, whole: bool) -> str:
    start = _start(number, unit)
    match unit:
        case "day":
            return f"{start.day} {start:%b}{f' {start.year}' if whole else ''}"
        case "month":
            year = whole or start.month == 1
            return f"{start:%b} {start.year}" if year else f"{start:%b}"
        case "year":
            return str(start.year)
        case "decade":
            return f"{start.year}s"


def _legend(drawn: Series) -> str:
    items = "".join(
        f'<li><span class="key {_colour(name, place)}" aria-hidden="true"></span>'
        f"{isolated(_called(name))}</li>"
        for place, name in enumerate(drawn.names, start=1)
    )
    return f'<ul class="legend" aria-label="Outlets in the plot">{items}</ul>'


def _table(drawn: Series) -> str:
    heads = "".join(f'<th scope="col">{isolated(_called(name))}</th>' for name in drawn.names)
    rows = "".join(
        f'<tr><th scope="row">{drawn.name(index)}</th>'
        + "".join(f"<td>{bar[name]:,}</td>" for name in drawn.names)
        + f"<td>{bar.total():,}</td></tr>"
        for index, bar in enumerate(drawn.bars)
        if bar
    )
    return (
        '<div class="scroll" role="region" aria-label="Articles over time" tabindex="0"><table>'
        f'<thead><tr><th scope="col">{drawn.unit.capitalize()}</th>{heads}'
        f'<th scope="col">All</th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _left_out(drawn: Series) -> str:
    """Said rather than drawn: a stray date decades away would squeeze all bars into one."""
    ends = [
        f"{format_count(number, 'article')} {when} {drawn.name(index)}"
        for number, when, index in (
            (drawn.earlier, "before", 0),
            (drawn.later, "after", len(drawn.bars) - 1),
        )
        if number
    ]
    return f". Not drawn: {' and '.join(ends)}" if ends else ""


def _colour(name: str, place: int) -> str:
    return "outlet-others" if name == OTHERS else f"outlet-{place}"


def _called(name: str) -> str:
    return "Other outlets" if name == OTHERS else name or "Unknown outlet"
