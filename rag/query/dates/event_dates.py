"""When an event was, told by the archive: the day on which reports of it begin to crowd.

Reports are stories that use all the words of the event. One that has them in its headline is about
it, one that has them at its top tells of it, any other may only look back, so they weigh 3, 2 and
1. An event makes a week far heavier than the weeks before it; anniversaries, trials and long wars
make lighter weeks, or weeks no heavier than those before. In doubt there is no date: a wrong one
is worse than none. The figures were chosen on 2,000 articles of 2021 and 2022, which hold but one
or two reports of most events: of 72 phrases for events of those years 28 are dated, all but one to
within two days; of 80 that mean no event of that archive, none is.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rag.query.dates.event_nouns import FORMS, VAGUE
from rag.query.dates.events import Event, list_forms
from rag.query.dates.expressions import find_expressions
from rag.query.dates.spans import shift_day
from rag.store.catalogue import Catalogue
from rag.store.filters import Filter
from rag.store.publications import Report, find_published_span, find_reports
from rag.text.tokens import fold, stem

HEADLINE, TOP, MENTION = 3, 2, 1  # the weight of a report
STORIES, WEIGHT = 3, 6  # of the first week, at least: two headlines and one that looks back
ALONE = 5  # stories, where nothing names the event
HEADLINES = 1  # of them, at least …
OTHERS = 2  # … where only other words of the question name the event
QUIET = 28  # days before it, to compare with …
RISE = 3.5  # … and how much heavier it is than their average week, one mention added
ECHO, EQUAL = 0.5, 0.75  # of the heaviest week: a later week is an echo below, the event above
STRONG = 0.5  # of the week's heaviest day: the first such day is the event's
AGREED = 0.4  # of the days that they name: as many are the same
READ = 40  # reports of the first weeks whose sentences are read
LOOKING_BACK = 0.4  # share of their sentences that speak of what is long past

_MODAL = r"(?:would|could|might|may|will|if|is\s+(?:expected|likely|scheduled|set|due))"
_MAYBE = (
    rf"(?:{_MODAL}|possible|potential|potentially|likely|threat\w*|fear\w*|looming|imminent"
    r"|upcoming|planned|planning|plans?|scheduled|slated|set|ready|proposed|next|expected"
    r"|ahead\s+of|before|against|prevent|avert|deter)"
)
_LOOKING_BACK = re.compile(
    r"\banniversar\w+|\b(?:\d+|\w+)[\s-]years?\s+(?:ago|after|since|on|later)\b|\bdecades?\b", re.I
)
_WEEK = timedelta(6)
EARLIER, LATER = timedelta(3), timedelta(1)  # a day that reports name, from when they crowd


@dataclass(frozen=True, slots=True)
class EventDates:
    """When an event was: its first day, the last on which it was the week's news, by how many."""

    day: date
    last: date
    stories: int  # of its first week


def date_event(event: Event, catalogue: Catalogue, today: date) -> EventDates | None:
    """The event's days by the reports up to `today`, or None where they do not show them.

    An event without a name of its own ("the election") must be the only one that fits, and stand in
    headlines, together with the names of the question if it has any.
    """
    if event.noun in VAGUE:
        return None
    names = event.names or event.around[:3]
    words = [FORMS[event.noun], *map(list_forms, names)]
    found = find_reports(catalogue, words, until=today, headlines_only=not names)
    extent = find_published_span(catalogue, Filter(last=today))
    least = STORIES if names else ALONE
    start = find_burst(found, extent[0], event, least=least) if extent else None
    if start is None:
        return None
    week = [report for report in found if start <= report.day <= start + _WEEK]
    headlines = sum(report.headline for report in week)
    if headlines < (HEADLINES if event.names else OTHERS):
        return None
    day = _find_event_day(event, week, catalogue)
    return EventDates(day, max(day, week[-1].day), len(week)) if day else None


def _find_event_day(event: Event, week: Sequence[Report], catalogue: Catalogue) -> date | None:
    """The event's day by what the reports of its first week say; None if they only expect it, or
    remember it.
    """
    told = _find_telling_sentences(week, FORMS[event.noun], catalogue)
    day = _find_first_strong_day([report for report in week if report.article_id in told])
    sentences = [pair for pairs in told.values() for pair in pairs]
    if day is None or 2 * len(told) < len(week[:READ]) or _looks_back(sentences):
        return None
    day = _find_named_day(sentences, day) or day
    fits = event.day is None or (event.month, event.day) == (day.month, day.day)
    return day if fits else None


def find_burst(found: Sequence[Report], first: date, event: Event, *, least: int) -> date | None:
    """The day on which the reports of the event begin; `first` is the archive's first day."""
    by_day: dict[date, int] = {}
    for report in found:
        by_day[report.day] = by_day.get(report.day, 0) + weigh_report(report)
    stories = Counter(report.day for report in found)
    weeks = {
        day: heavy
        for day in by_day
        if (heavy := _sum_within(by_day, day, day + _WEEK)) >= WEIGHT
        and _sum_within(stories, day, day + _WEEK) >= least
        and (day - first).days >= QUIET // 2
        and heavy
        >= RISE * (1 + _sum_within(by_day, shift_day(day, -QUIET), shift_day(day, -1)) / 4)
        and _fits_event(event, day)
    }
    return _choose_week(_keep_heaviest_weeks(weeks), sure=bool(event.names))


def _find_first_strong_day(week: Sequence[Report]) -> date | None:
    """The first day of a week with half the weight of its heaviest, and not by mere mentions."""
    by_day: Counter[date] = Counter()
    for report in week:
        by_day[report.day] += weigh_report(report)
    telling = {report.day for report in week if weigh_report(report) > MENTION}
    strong = STRONG * max(by_day.values(), default=0)
    return min((day for day in telling if by_day[day] >= strong), default=None)


def weigh_report(report: Report) -> int:
    if report.headline:
        return HEADLINE
    return TOP if report.n < 2 else MENTION


def _keep_heaviest_weeks(weeks: Mapping[date, int]) -> dict[date, int]:
    """The heaviest of each run of weeks that lie less than a month apart."""
    runs: list[list[date]] = []
    for day in sorted(weeks):
        if runs and (day - runs[-1][-1]).days <= QUIET:
            runs[-1].append(day)
        else:
            runs.append([day])
    best = [max(run, key=lambda day: (weeks[day], -day.toordinal())) for run in runs]
    return {day: weeks[day] for day in best}


def _choose_week(weeks: Mapping[date, int], *, sure: bool) -> date | None:
    """The latest week that is no echo; None where a later one is too heavy for an echo, too light
    for the event, or, unless `sure` which event is meant, where there is a second at all.
    """
    heaviest = max(weeks.values(), default=0)
    rivals = [day for day in sorted(weeks) if weeks[day] >= ECHO * heaviest]
    if not rivals or (len(rivals) > 1 and not sure):
        return None
    return rivals[-1] if weeks[rivals[-1]] >= EQUAL * heaviest else None


def _fits_event(event: Event, day: date) -> bool:
    """Whether reports that begin on `day` may be of an event of that year and month."""
    earlier = shift_day(day, -7)
    return (event.year is None or event.year in {day.year, earlier.year}) and (
        event.month is None or event.month in {day.month, earlier.month}
    )


def _sum_within(by_day: Mapping[date, int], start: date, end: date) -> int:
    return sum(count for day, count in by_day.items() if start <= day <= end)


def _find_telling_sentences(
    found: Sequence[Report], forms: Sequence[str], catalogue: Catalogue
) -> dict[str, list[tuple[date, str]]]:
    """The sentences with one of `forms`, and their day, of each report of what has happened.

    Reports in which most of these speak of what may yet come are left out.
    """
    told = {}
    for report in found[:READ]:
        sentences = list(_find_report_sentences(report, forms, catalogue))
        if not all(_may_come(text, forms) for _, text in sentences):
            told[report.article_id] = sentences
    return told


def _find_report_sentences(
    report: Report, forms: Sequence[str], catalogue: Catalogue
) -> Iterator[tuple[date, str]]:
    wanted = {stem(fold(form)) for form in forms}
    article = catalogue.read_article(report.article_id)
    if article is not None:
        passage = catalogue.read_passages(article)[report.n]
        for text in (article.title, *(sentence.text for sentence in passage.sentences)):
            if wanted & {stem(fold(word)) for word in re.findall(r"\w+", text)}:
                yield report.day, text


def _may_come(text: str, forms: Sequence[str]) -> bool:
    """Whether what happened stands near "would", "upcoming", "fears of"."""
    what = "|".join(re.escape(form[:5]) for form in forms)
    pattern = rf"\b{_MAYBE}\s+(?:\S+\s+){{0,3}}(?:{what})|\b(?:{what})\w*\s+(?:\w+\s+)?{_MODAL}\b"
    return re.search(pattern, text, re.I) is not None


def _looks_back(sentences: Sequence[tuple[date, str]]) -> bool:
    back = sum(bool(_LOOKING_BACK.search(text)) for _, text in sentences)
    return back > LOOKING_BACK * len(sentences)


def _find_named_day(sentences: Sequence[tuple[date, str]], near: date) -> date | None:
    """The day that most of these sentences name, where at least two do, not far from `near`."""
    votes = Counter(
        words.days[0]
        for day, text in sentences
        for words in find_expressions(text, day)
        if words.days
        and words.days[0] == words.days[1]
        and near - EARLIER <= words.days[0] <= near + LATER
    )
    best = max(votes, key=lambda day: (votes[day], -day.toordinal()), default=None)
    return best if best and votes[best] >= max(2, AGREED * votes.total()) else None
