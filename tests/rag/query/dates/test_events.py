"""Events that a question counts time from, as they are read; see test_dating.py for their days."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.query.dates.events import Event, build_event_window, list_forms
from rag.query.parsed import ParsedQuestion
from tests.helpers.places import TODAY

ELECTION = date(2026, 6, 7)


def find_events(question: str) -> Iterator[Event]:
    return iter(ParsedQuestion(question, TODAY).events)


# question | lead | noun | names
READ = """
What changed since the Kestrian election? | since | election | Kestrian
What changed ever since the election in Kestria? | since | election | Kestria
What was found after the collapse of the rail bridge? | after | collapse | rail bridge
What was found following the collapse of the bridge on 3 May? | after | collapse | bridge
Who left before the 2024 Lowmoor summit? | before | summit | Lowmoor
What did Orr say in the wake of Mara Lindqvist’s resignation? | after | resignation | Mara Lindqvist
What did Orr say since Russia's invasion of Ukraine began? | since | invasion | Russia Ukraine
What happened in the week of the strike? | week of | strike |
What happened in the days before the Sarne flood? | days before | flood | Sarne
What happened on the day after the deadly fire at Hallam Pier? | day after | fire | Hallam Pier
How many left during the riots? | during | riot |
Who spoke after the assassination of the Kestrian president? | after | assassination | Kestrian
"""

NOT_EVENTS = """
Who retired after the age of 40?
What is before the court?
What has changed since the beginning?
What must be done before the end of the year?
What did she write after the jump?
What did they say after the report?
What was said after the election results?
What did they do before the vote count?
What do parties plan before the next election?
What did they say after the first vote?
Is it the worst flood since the war?
Was turnout lower than before the pandemic?
What is "Since the Flood" about?
Who ran after the election campaign manager?
Who spoke after that?
"""


@pytest.mark.parametrize("case", READ.strip().splitlines())
def test_events_are_read(case: str) -> None:
    question, lead, noun, names = (part.strip() for part in case.split("|"))
    event = next(find_events(question))
    assert (event.lead, event.noun) == (lead, noun)
    assert set(names.split()) <= set(event.names)
    assert question[event.start : event.end] == event.phrase


@pytest.mark.parametrize("question", NOT_EVENTS.strip().splitlines())
def test_words_that_only_look_like_events(question: str) -> None:
    assert list(find_events(question)) == []


def test_a_year_and_a_day_are_read_from_the_phrase() -> None:
    event = next(find_events("What changed since the May 24 2022 Lowmoor shooting?"))
    assert (event.year, event.month, event.day, event.names) == (2022, 5, 24, ("Lowmoor",))


@pytest.mark.parametrize(
    ("word", "form"),
    [("Kenyan", "keny*"), ("Ukrainian", "ukrain*"), ("Israeli", "israel*"), ("French", "france")],
)
def test_a_name_is_looked_for_as_the_country_too(word: str, form: str) -> None:
    assert form in list_forms(word)


LEADS = {
    "since": ("2026-06-07", "2026-10-30"),
    "after": ("2026-06-07", "2026-10-30"),
    "before": (None, "2026-06-06"),
    "until": (None, "2026-06-07"),
    "during": ("2026-06-07", "2026-06-11"),
    "in the week of": ("2026-06-01", "2026-06-07"),
    "in the month of": ("2026-06-01", "2026-06-30"),
    "on the day of": ("2026-06-07", "2026-06-07"),
    "on the day after": ("2026-06-08", "2026-06-08"),
    "in the weeks since": ("2026-06-07", "2026-10-30"),
    "in the days before": ("2026-05-31", "2026-06-06"),
    "in the weeks leading up to": ("2026-05-10", "2026-06-06"),
    "in the month after": ("2026-06-07", "2026-07-07"),
}


@pytest.mark.parametrize("lead", LEADS)
def test_the_words_before_an_event_set_its_window(lead: str) -> None:
    event = next(find_events(f"What did Orr say {lead} the election?"))
    window = build_event_window(event, ELECTION, ELECTION + timedelta(4), TODAY, "by 5 reports")
    assert window is not None
    days = window.to_dict()
    assert (days["from"], days["to"]) == LEADS[lead]
    assert window.why.startswith(f"“{lead} the election” = ")


def test_days_that_are_still_to_come_are_no_window() -> None:
    event = next(find_events("Who spoke on the day after the vote?"))
    assert build_event_window(event, TODAY, TODAY, TODAY, "") is None


PIECES = "since|after|before the|in the week of|the|Kestrian|vote|flood|of|'s|“|2024|May|?|,|Orr"


@given(st.lists(st.one_of(st.sampled_from(PIECES.split("|")), st.text(max_size=4))).map(" ".join))
def test_reading_events_never_fails_and_quotes_the_question(question: str) -> None:
    for event in find_events(question):
        assert 0 <= event.start < event.end <= len(question)
        assert event.phrase == " ".join(question[event.start : event.end].split())
