"""Asked as of a day, only what was published by then exists; and the other limits of a question."""

import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.cli.commands import main
from rag.errors import UsageError
from rag.llm.model_choice import choose_model, read_model_state
from rag.query.grounding import ground_request
from rag.retrieval.boosts import build_hard_filter
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from rag.types import MOST_SOURCES, Answer, Request, Window
from tests.helpers.asking import STRIKE, ask, assert_holds, pipeline, timeless
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.examples import examples
from tests.helpers.newsroom import Newsroom
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.places import TODAY

pytestmark = pytest.mark.slow

QUESTIONS = (
    STRIKE,
    "What happened at the fish market last week?",
    "Who won the run-off, and by how much?",
    "What is the latest on the bridge since the election?",
    "How many people were injured in October 2026, and why did the mayor resign?",
)
FIRST, LAST = date(2024, 12, 1), date(2026, 11, 30)  # the corpus lies between
DAYS = st.dates(FIRST, LAST)
TWO_PARTS = "When did the rail strike end? And who opened the Gannet Bridge?"


@pytest.fixture(scope="module")
def open_press(press_archive: Path) -> Iterator[Archive]:
    with open_archive(press_archive, embedder=HashEmbedder()) as archive:
        yield archive


def newest(answer: Answer) -> str:
    return max((citation.published or "undated")[:10] for citation in answer.citations)


def as_of_notes(answer: Answer) -> list[str]:
    return [warning for warning in answer.warnings if warning.startswith("Only articles published")]


@given(question=st.sampled_from(QUESTIONS), day=DAYS, ahead=st.integers(0, 400))
@settings(max_examples=examples(60))
def test_nothing_later_is_ever_cited(
    open_press: Archive, question: str, day: date, ahead: int
) -> None:
    """Whatever day "last week" counts from."""
    answer = ask_as_of(open_press, question, day, today=day + timedelta(ahead))
    assert_holds(answer, open_press)
    assert not answer.citations or newest(answer) <= str(day)
    assert len(as_of_notes(answer)) == 1
    hits = open_press.search(question, 50, today=day + timedelta(ahead), as_of=day)
    assert all((hit.published or "undated")[:10] <= str(day) for hit in hits)


def ask_as_of(archive: Archive, question: str, day: date, today: date | None = None) -> Answer:
    return pipeline(archive).ask(Request(question, today or day, as_of=day))


@given(day=DAYS, start=DAYS, length=st.integers(0, 300), data=st.data())
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_it_joins_the_other_limits_exactly(
    open_press: Archive, day: date, start: date, length: int, data: st.DataObject
) -> None:
    end = data.draw(st.sampled_from([None, start + timedelta(length)]))
    with open_press.snapshot() as catalogue:
        outlets = tuple(data.draw(st.sets(st.sampled_from(sorted(catalogue.count_by_outlet())))))
        window = Window(start, end, "by hand")
        request = Request(STRIKE, day, window=window, outlets=outlets, as_of=day)
        columns = catalogue.load_columns()
        query = ground_request(request, catalogue, widen=False)
        kept = catalogue.read_entries(
            columns.keys[columns.make_mask(build_hard_filter(query))].tolist()
        )
        meant = {
            article.id
            for article in catalogue.read_articles()
            if article.day is not None
            and window.holds(article.day)
            and article.day <= day
            and article.outlet in (outlets or catalogue.count_by_outlet())
        }
        assert {entry.article_id for entry in kept.values()} == meant


def test_it_is_the_day_that_time_words_count_from_unless_another_is_given(
    settled: None, capsys: pytest.CaptureFixture[str]
) -> None:
    question = "What happened at the fish market last week?"
    for more, days in (([], ("2026-05-11", "2026-05-17")), (["--today", "2026-05-29"], None)):
        main(["ask", question, "--as-of", "2026-05-20", "--json", *more])
        answer = json.loads(capsys.readouterr().out)
        assert all(cited["published"][:10] <= "2026-05-20" for cited in answer["citations"])
        shown = answer["window"]["why"]
        assert ("“last week” = 11–17 May 2026" in shown) == (days is not None)
    main(["search", "bridge", "--as-of", "2026-05-20", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert found
    assert all(hit["published"][:10] <= "2026-05-20" for hit in found)


def test_the_reader_is_told_what_is_left_out(press: Archive) -> None:
    undated = press.status().undated
    assert undated == 1
    (note,) = as_of_notes(ask_as_of(press, STRIKE, TODAY))
    assert note == "Only articles published by 30 Oct 2026 count; 1 without a date is left out."
    dated = ask(press, STRIKE, as_of=TODAY, outlets=("Harbour Post",))
    assert as_of_notes(dated) == ["Only articles published by 30 Oct 2026 count."]
    assert as_of_notes(ask(press, STRIKE)) == []


def test_days_after_it_hold_nothing(press: Archive) -> None:
    window = Window(date(2026, 10, 1), date(2026, 10, 28), "by hand")
    answer = ask(press, STRIKE, window=window, as_of=date(2026, 9, 1))
    assert (answer.mode, answer.citations) == ("declined", ())
    assert answer.scope == "Nothing from 1–28 Oct 2026 is in the archive."


# Articles that were changed


def story(text: str, **more: str) -> dict[str, str]:
    return {
        "id": "ferry",
        "title": "The ferry of Tolmere",
        "text": text,
        "published": "2026-05-02",
        "outlet": "Echo",
    } | more


OLD = "The ferry of Tolmere cost nine million crowns. It was built in the yard of Brannock."
NEW = "The ferry of Tolmere cost ten million crowns. It was built in the yard of Brannock."


@pytest.fixture
def corrected(tmp_path: Path) -> Iterator[Archive]:
    room = Newsroom(tmp_path)
    for day, text in ((date(2026, 5, 3), OLD), (date(2026, 6, 4), NEW)):
        room.write_records("news.jsonl", story(text))
        room.refresh(now=noon(day))
    with room.open() as archive:
        yield archive


@pytest.mark.parametrize(
    ("day", "question", "said"),
    [
        (date(2026, 5, 10), "What did the ferry cost?", "what is cited may not have stood in it"),
        (
            date(2026, 5, 10),
            "What was built in the yard of Brannock?",
            "what is cited stood in it before.",
        ),
        (date(2026, 6, 4), "What did the ferry cost?", ""),
    ],
)
def test_a_later_change_is_told(corrected: Archive, day: date, question: str, said: str) -> None:
    request = Request(question, day, as_of=day, sources=1)
    answer = pipeline(corrected).ask(request)
    assert answer.citations
    told = [warning for warning in answer.warnings if "changed" in warning]
    if not said:
        assert told == []
        return
    (warning,) = told
    assert warning.startswith(
        "The article of [1] was changed on 4 Jun 2026, after the day asked for; "
    )
    assert said in warning


def test_an_update_that_only_the_article_names_is_told(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.write_records("news.jsonl", story(NEW, updated="2026-06-01T08:00:00+02:00"))
    room.refresh()
    with room.open() as archive:
        question = "What did the ferry cost?"
        told = ask_as_of(archive, question, date(2026, 5, 10)).warnings
        assert any("changed on 1 Jun 2026" in w and w.endswith("is not known.") for w in told)
        assert "changed" not in str(ask_as_of(archive, question, date(2026, 6, 1)).warnings)


# How many sources


@pytest.mark.parametrize("most", [1, 2, 3, 5, 8, MOST_SOURCES])
def test_no_answer_shows_more_sources_than_allowed(press: Archive, most: int) -> None:
    for question in (*QUESTIONS, TWO_PARTS, "What did the king say about llamas?"):
        answer = ask(press, question, sources=most)
        assert_holds(answer, press)
        assert 1 <= len(answer.citations) <= most


def test_no_more_are_shown_than_read_well_however_many_are_allowed(press: Archive) -> None:
    assert timeless(ask(press, STRIKE, sources=MOST_SOURCES)) == timeless(ask(press, STRIKE))


def test_a_part_of_the_question_without_room_is_named(press: Archive) -> None:
    left_out = "So few sources leave no room for this part of the question:"
    assert any(w.startswith(left_out) for w in ask(press, TWO_PARTS, sources=1).warnings)
    assert not any(w.startswith(left_out) for w in ask(press, TWO_PARTS, sources=2).warnings)


@pytest.mark.parametrize("most", [1, 4, None])
def test_a_model_is_given_so_many_sentences(
    press: Archive, double: OllamaDouble, most: int | None
) -> None:
    answer = pipeline(press, ollama_url=double.url).ask(Request(STRIKE, TODAY, sources=most))
    assert answer.mode == "generated"
    asked = double.requests[-1]["messages"][-1]["content"]
    labels = re.findall(r"^\[S\d+\]", asked, flags=re.MULTILINE)
    assert len(labels) == (most or Settings().prompt_sentences)


@pytest.mark.parametrize("number", [0, -1, MOST_SOURCES + 1, 10**9])
def test_a_number_out_of_bounds_is_refused(press: Archive, number: int) -> None:
    with pytest.raises(UsageError, match="1 to 20 sources"):
        ask(press, STRIKE, sources=number)


# A model for one question


def test_a_model_is_chosen_for_one_question(press: Archive, double: OllamaDouble) -> None:
    double.models = ["qwen3:4b-instruct", "granite4:micro"]
    asking = pipeline(press, ollama_url=double.url)
    assert asking.ask(Request(STRIKE, TODAY, model="granite4:micro")).model == "granite4:micro"
    assert double.requests[-1]["model"] == "granite4:micro"
    sent = len(double.requests)
    assert asking.ask(Request(STRIKE, TODAY, model="none")).mode == "extractive"
    assert len(double.requests) == sent
    assert asking.ask(Request(STRIKE, TODAY)).model == "qwen3:4b-instruct"


def test_a_model_that_the_server_does_not_list_is_not_asked(
    press: Archive, double: OllamaDouble
) -> None:
    answer = pipeline(press, ollama_url=double.url).ask(Request(STRIKE, TODAY, model="other"))
    assert answer.mode == "extractive"
    assert answer.warnings[0].startswith("other is not installed.")
    assert not double.requests


@pytest.mark.parametrize("name", ["openai:gpt-5", "gpt-oss:120b-cloud"])
def test_a_model_elsewhere_is_refused(press: Archive, double: OllamaDouble, name: str) -> None:
    double.models.append(name)
    with pytest.raises(UsageError):
        pipeline(press, ollama_url=double.url).ask(Request(STRIKE, TODAY, model=name))
    assert not double.requests


def test_only_models_that_may_be_used_are_offered(double: OllamaDouble) -> None:
    double.models += ["gpt-oss:120b-cloud", "far", "near"]
    double.elsewhere["far:latest"] = "https://ollama.com"
    here = ("qwen3:4b-instruct", "near:latest")
    asking = Settings(ollama_url=double.url)
    assert read_model_state(asking).available == here
    allowed = Settings(ollama_url=double.url, allow_cloud_models=True)
    assert {"gpt-oss:120b-cloud", *here} < set(read_model_state(allowed).available)
    assert choose_model(asking, None) is asking
