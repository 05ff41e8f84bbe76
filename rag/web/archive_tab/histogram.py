"""Articles over time as stacked bars: their figures, and where on the drawing each stands."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from markupsafe import Markup

from rag.formatting import format_count, format_day
from rag.web.templating import render

DayCounts = Sequence[tuple[str, date, int]]  # outlet, day of publication, articles of that day
BARS = 62  # at most, of any unit but the last: on a phone one is then four pixels wide
STRAY = 0.01  # of the articles, at each end, may be left out where that allows a finer unit
NAMED = 5  # outlets with a colour of their own; the rest are drawn as one
OTHERS = "\0"  # stands for them; no outlet is called that
LABELS = 8  # below the bars, at most
HEIGHT = 184  # pixels of the bars; the labels stand below, see holdings.css


@dataclass(frozen=True, slots=True)
class Unit:
    """A measure of time; its spans are counted without gaps since a beginning of time."""

    name: str
    count: Callable[[date], int]  # the number of the span that holds a day
    start: Callable[[int], date]  # the first day of the span with that number
    write: Callable[[date], str]  # a span in words, by its first day
    steps: tuple[int, ...]  # spans from one label to the next


UNITS = (
    Unit("day", date.toordinal, date.fromordinal, format_day, (1, 2, 7, 14)),
    Unit(
        "month", lambda day: 12 * day.year + day.month - 1, lambda n: date(n // 12, n % 12 + 1, 1),
        lambda day: f"{day:%B} {day.year}", (1, 2, 3, 6, 12),
    ),
    Unit(
        "year", lambda day: day.year, lambda n: date(n, 1, 1),
        lambda day: str(day.year), (1, 2, 5, 10),
    ),
    Unit(
        "decade", lambda day: day.year // 10, lambda n: date(max(10 * n, 1), 1, 1),
        lambda day: f"{day.year}s", (1, 2, 5, 10, 100),
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Series:
    """What is drawn: articles per unit of time and outlet."""

    unit: Unit
    first: int  # the number of the first bar's unit, see `Unit`
    bars: tuple[Counter[str], ...]  # one a unit without a gap: outlet -> articles
    names: tuple[str, ...]  # the outlets, most articles first; last OTHERS, if there are any
    earlier: int  # articles left out before the first bar …
    later: int  # … and after the last

    @property
    def keys(self) -> list[tuple[str, str, str]]:
        """Each of `names` with the class that colours it, and what it is called."""
        return [
            (name, "outlet-others", "Other outlets")
            if name == OTHERS
            else (name, f"outlet-{place}", name or "Unknown outlet")
            for place, name in enumerate(self.names, start=1)
        ]

    def name(self, index: int) -> str:
        """The time of a bar in words: "June 2022"."""
        return self.unit.write(self.unit.start(self.first + index))


def count_series(days: DayCounts) -> Series | None:
    """The figures in the finest unit that needs no more than `BARS`; None where there are none."""
    if not days:
        return None
    total = sum(count for _, _, count in days)
    edges = _leave_out_strays(days, total)
    unit = _choose_unit(*edges)
    whole = (min(day for _, day, _ in days), max(day for _, day, _ in days))
    if _choose_unit(*whole) == unit:
        edges = whole
    first, last = map(unit.count, edges)
    most = Counter[str]()
    for outlet, _, count in days:
        most[outlet] += count
    ranked = sorted(most, key=lambda name: (-most[name], name))
    named = ranked if len(ranked) == NAMED + 1 else ranked[:NAMED]
    bars = [Counter[str]() for _ in range(last - first + 1)]
    outside = Counter[bool]()
    for outlet, day, count in days:
        place = unit.count(day) - first
        if 0 <= place < len(bars):
            bars[place][outlet if outlet in named else OTHERS] += count
        else:
            outside[place < 0] += count
    names = (*named, OTHERS) if len(ranked) > len(named) else tuple(named)
    return Series(unit, first, tuple(bars), names, outside[True], outside[False])


def render_plot(drawn: Series) -> Markup:
    """The figure: the drawing with its legend, and the table that says the same."""
    top, step = _find_top(drawn)
    return render(
        "histogram",
        "plot",
        drawn=drawn,
        span=f"{drawn.name(0)} to {drawn.name(len(drawn.bars) - 1)}",
        left_out=_format_left_out(drawn),
        height=HEIGHT,
        lines=[(f"{100 - 100 * value / top:.2f}%", value) for value in range(0, top + 1, step)],
        bars=[_draw_bar(drawn, index, top) for index, bar in enumerate(drawn.bars) if bar],
        labels=_place_labels(drawn),
    )


def _leave_out_strays(days: DayCounts, total: int) -> tuple[date, date]:
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


def _choose_unit(first: date, last: date) -> Unit:
    return next((u for u in UNITS if u.count(last) - u.count(first) < BARS), UNITS[-1])


def _find_top(drawn: Series) -> tuple[int, int]:
    """The value at the upper edge, and how many articles lie between two lines."""
    most = max(bar.total() for bar in drawn.bars)
    step = 1
    while 4 * step < most:
        leading = int(str(step)[0])
        step = step // leading * {1: 2, 2: 5, 5: 10}[leading]
    return step * -(-most // step), step


def _draw_bar(drawn: Series, index: int, top: int) -> dict[str, object]:
    """A bar with its words, from the bottom up a part for each outlet that has articles in it."""
    bar, width = drawn.bars[index], 100 / len(drawn.bars)
    held = [(css, called, bar[name]) for name, css, called in drawn.keys if bar[name]]
    amounts = ", ".join(f"{called} {articles:,}" for _, called, articles in held)
    edges = accumulate((articles for _, _, articles in held))
    return {
        "time": drawn.name(index),
        "articles": bar,
        "says": f"{drawn.name(index)}: {format_count(bar.total(), 'article')} ({amounts})",
        "x": f"{(index + 0.1) * width:.3f}%",
        "width": f"{0.8 * width:.3f}%",
        "parts": [
            (css, f"{100 - 100 * edge / top:.3f}%", f"{100 * articles / top:.3f}%")
            for (css, _, articles), edge in zip(held, edges, strict=True)
        ],
    }


def _place_labels(drawn: Series) -> list[tuple[str, str]]:
    """The times below the bars, each at the middle of its own."""
    count = len(drawn.bars)
    steps = drawn.unit.steps
    step = next((step for step in steps if count <= step * LABELS), steps[-1])
    numbers = range(drawn.first, drawn.first + count)
    ahead = drawn.unit.name == "day"  # ordinal 1 was a Monday
    shown = [n for n in numbers if (n - ahead) % step == 0] or [drawn.first]
    places = [f"{100 * (n - drawn.first + 0.5) / count:.2f}%" for n in shown]
    words = [_shorten_time(drawn, n, whole=n == shown[0]) for n in shown]
    return list(zip(places, words, strict=True))


def _shorten_time(drawn: Series, number: int, *, whole: bool) -> str:
    """The time of a unit for below its bar; a day or month without the year, unless `whole`."""
    if drawn.unit.name not in {"day", "month"}:
        return drawn.name(number - drawn.first)
    start = drawn.unit.start(number)
    day = f"{start.day} " if drawn.unit.name == "day" else ""
    year = f" {start.year}" if whole or (start.month == 1 and not day) else ""
    return f"{day}{start:%b}{year}"


def _format_left_out(drawn: Series) -> str:
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
