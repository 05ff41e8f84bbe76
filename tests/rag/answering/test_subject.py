"""What a question is about, and whether an article names it."""

from datetime import date
from pathlib import Path

import pytest

from rag.answering.abstention import NO_ANSWER
from rag.answering.subject import LONGEST, Subject
from rag.query.parsed import ParsedQuestion
from rag.retrieval.search import Archive
from rag.store.outlets import gather_outlets
from rag.types import Article, Window
from tests.helpers.asking import ask, assert_holds
from tests.helpers.made_evidence import make_item
from tests.helpers.newsroom import Newsroom
from tests.helpers.places import TODAY


def make_subject(question: str, *articles: Article) -> Subject:
    return Subject(ParsedQuestion(question, TODAY), {one.id: one for one in articles})


def names_of(question: str) -> list[str]:
    return [name.text for name in make_subject(question).names]


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("What did Varga promise?", ["Varga"]),
        ("Did Ilse Varga beat Piers Anstruther?", ["Ilse Varga", "Piers Anstruther"]),
        ("Who is Agnes Morrow?", ["Agnes Morrow"]),
        ("What did Varga promise in Port Hallam?", ["Varga"]),  # says where
        ("What happened in Ohio?", []),
        ("Which people died near Paris?", []),
        ("Which US state banned TikTok?", ["TikTok"]),  # says of what kind
        ("Who won the Ohio primary?", []),
        ("How many US soldiers are there?", []),
        ("why did the ferry sink?", []),
        ("Port Hallam Elects Its First Woman Mayor", []),  # a pasted headline
        ("", []),
    ],
)
def test_names_are_a_subject_unless_they_place_the_rest(question: str, names: list[str]) -> None:
    assert names_of(question) == names


def test_an_outlet_that_tells_is_no_subject() -> None:
    parsed = ParsedQuestion("What did the Harbour Post say about Varga?", TODAY)
    known = parsed.place_in(gather_outlets(["Harbour Post"]))
    assert [name.text for name in Subject(known, {}).names] == ["Varga"]


def test_a_sentence_is_about_whom_its_article_names() -> None:
    named = Article("a", "", "Ilse Varga was elected. She had most of the votes.")
    other = Article("b", "", "Tom Redfern was not elected.")
    subject = make_subject("Who is Ilse Varga?", named, other)
    she = make_item(1, "She had most of the votes.")
    he = make_item(2, "Tom Redfern was not elected.", article_id="b")
    headline = make_item(3, "She was elected.", article_id="c", title="Varga elected")
    assert not subject.find_missing(she)
    assert not subject.find_missing(headline), "a surname in the headline is enough"
    assert [name.text for name in subject.find_missing(he)] == ["Ilse Varga"]
    assert (subject.measure_presence(she), subject.measure_presence(he)) == (1.0, 0.0)
    assert not subject.find_absent([she, he])
    assert [name.text for name in subject.find_absent([he])] == ["Ilse Varga"]
    assert not subject.is_named_in(she.sentence)
    assert subject.is_named_in("The winner is Varga.")


def test_a_question_without_names_misses_none() -> None:
    subject = make_subject("Why did the ferry sink?")
    item = make_item(1, "A seal watched.")
    assert subject.find_missing(item) == subject.find_absent([item]) == ()
    assert subject.measure_presence(item) == 1.0
    assert not subject.is_named_in(item.sentence)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskiy spoke."),
        ("Kyiv", "The train to Kiev was late."),
        ("Ukraine", "Ukrainian trains were late."),
        ("Beyoncé", "Beyonce sang."),
    ],
)
def test_a_name_is_there_however_it_is_spelled(asked: str, text: str) -> None:
    subject = make_subject(f"What about {asked}?", Article("a", "", text))
    assert [name.text for name in subject.names] == [asked]
    assert not subject.find_missing(make_item(1, text))


def test_another_of_that_surname_is_another() -> None:
    subject = make_subject("Who is Jill Biden?", Article("a", "", "Joe Biden spoke."))
    assert subject.find_missing(make_item(1, "Joe Biden spoke."))


def test_a_name_far_down_a_long_text_is_not_looked_for() -> None:
    text = f"{'It rained. ' * (LONGEST // 10)}Ilse Varga spoke."
    subject = make_subject("Who is Ilse Varga?", Article("a", "", text))
    assert subject.find_missing(make_item(1, "It rained."))


# What comes of it


@pytest.fixture
def two_mayors(tmp_path: Path) -> Newsroom:
    news = Newsroom(tmp_path)
    news.write_records(
        "news.jsonl",
        {"id": "v", "title": "A vote", "published": "2026-10-01",
         "text": "Ilse Varga was elected mayor of Oake. The mayor promised a new pier."},
        {"id": "r", "title": "Another vote", "published": "2026-10-02",
         "text": "Tom Redfern was elected mayor of Marlen. The mayor promised a new pier."},
    )  # fmt: skip
    news.refresh()
    return news


def test_an_article_that_does_not_name_it_is_dropped(two_mayors: Newsroom) -> None:
    with two_mayors.open() as archive:
        for who, id_ in (("Ilse Varga", "v"), ("Tom Redfern", "r")):
            answer = ask(archive, f"What did {who} promise?")
            assert_holds(answer, archive)
            assert answer.mode == "extractive"
            assert {one.article_id for one in answer.citations} == {id_}


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("What did Vladimir Putin promise?", "Vladimir Putin"),
        ("What is the capital of Australia?", "Australia"),
        ("What did Ilse Varga say about Australia?", "Australia"),
    ],
)
def test_what_nothing_mentions_is_declined_by_its_name(
    question: str, absent: str, sample: Archive
) -> None:
    answer = ask(sample, question)
    assert_holds(answer, sample)
    reason = f"None of its articles mentions {absent}."
    assert (answer.mode, answer.scope) == ("declined", reason)
    assert answer.text.startswith(f"{NO_ANSWER} {reason}\n\n")


def test_under_days_set_by_hand_it_is_what_those_do_not_mention(sample: Archive) -> None:
    question = "What did Ilse Varga promise?"
    early = Window(date(2025, 1, 1), date(2025, 8, 31), "by hand")
    answer = ask(sample, question, window=early)
    assert_holds(answer, sample)
    reason = "Nothing from Jan–Aug 2025 mentions Ilse Varga."
    assert (answer.mode, answer.scope) == ("declined", reason)
    assert answer.text.startswith(f"{NO_ANSWER} {reason}\n\n")
    assert all(early.holds(date.fromisoformat(str(one.published)[:10])) for one in answer.citations)
    late = Window(date(2026, 10, 1), TODAY, "by hand")
    assert ask(sample, question, window=late).mode == "extractive"
