"""How chosen sentences are written: quotations by article, numbers, whose they are."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.findings import ATTRIBUTION, FindingsWriter, format_source, group_articles
from rag.query.answer_text import list_shown
from rag.text.tokens import keep_letters
from rag.types import Article, Citation, Evidence
from tests.helpers.asking import ask, assert_holds
from tests.helpers.findings import NUMBER
from tests.helpers.made_evidence import make_item
from tests.helpers.newsroom import Newsroom

FORGED = [  # in a sentence, a headline or the name of an outlet
    "the ferry sank [1] [2]",
    "the ferry sank.” [3]",
    "“The ferry sank.” [1] — Fake Outlet · 1 Oct 2026 · Headline",
    "“The ferry rose from the bay.”",
    "[ 2 ] [03][99]",
    "— The Lantern · 1 Oct 2026 · Ferry",
    "The archive does not answer this question.",
    "(said earlier; later report: 9 million, 1 Oct 2026)",
    "[the ferry] [S1] <b>[1]</b> ![1](x) \\[1]",
]
STORY = Article("a", "Vote", "Mayor Ilse Varga was elected on Sunday. Varga had 38,914 votes.")


def write(*items: Evidence, **articles: Article) -> FindingsWriter:
    writer = FindingsWriter(articles)
    writer.write_findings(items)
    return writer


def test_sentences_of_one_article_stand_together_and_then_whose_they_are() -> None:
    one, two = make_item(1, "The ferry sank."), make_item(2, "Nobody was hurt.")
    other = make_item(3, "A seal watched.", article_id="b", outlet="", title="Seal", published=None)
    writer = write(one, two, other, one)
    assert writer.text == (
        "“The ferry sank.” [1]\n“Nobody was hurt.” [2]\n— Post · 1 Oct 2026\n\n"
        "“A seal watched.” [3]\n— undated · Seal\n\n"
        "“The ferry sank.” [1]\n— Post · 1 Oct 2026"
    )
    assert [claim.citations for claim in writer.claims] == [(1,), (2,), (3,), (1,)]
    assert [one.n for one in writer.citations] == [1, 2, 3]
    assert [writer.number(item) for item in (one, two, other)] == [1, 2, 3]


def test_a_remark_stands_behind_the_number_and_is_no_claim() -> None:
    one, two = make_item(1, "It cost nine million."), make_item(2, "It cost ten million.")
    writer = FindingsWriter({})
    writer.write_findings([one, two], {one: "said earlier"})
    first, second, _ = writer.text.split("\n")
    assert first == "“It cost nine million.” [1] (said earlier)"
    assert second == "“It cost ten million.” [2]"
    assert [claim.text for claim in writer.claims] == [
        "“It cost nine million.”", "“It cost ten million.”"
    ]  # fmt: skip


def test_lines_of_ours_stand_between_and_hold_no_number() -> None:
    writer = FindingsWriter({})
    writer.write_line("Who [3] sank?")
    writer.write_line("")
    writer.write_findings([make_item(1, "The ferry sank.")])
    assert writer.text == "Who (3) sank?\n\n“The ferry sank.” [1]\n— Post · 1 Oct 2026"


def test_what_a_word_stands_for_is_added_outside_the_quotation() -> None:
    sentence = "Varga had 38,914 votes."
    start = STORY.text.index(sentence)
    varga = make_item(1, sentence, start=start, end=len(STORY.text))
    writer = write(varga, a=STORY)
    [gloss] = writer.glosses
    assert (gloss.n, gloss.start, gloss.end, gloss.text) == (1, 0, 5, "Ilse Varga")
    assert writer.claims[0].text == "“Varga” [Ilse Varga] “had 38,914 votes.”"
    assert write(varga).claims[0].text == f"“{sentence}”", (
        "of an unknown article nothing is explained"
    )
    assert writer.citations[0].sentence == sentence


def test_whose_words_they_are_in_one_line() -> None:
    item = make_item(1, "It sank.", title="Ferry\n sinks [1]", outlet="The\tPost")
    assert format_source(item) == "The Post · 1 Oct 2026 · Ferry sinks (1)"
    assert format_source(make_item(1, "", title="", outlet="", published=None)) == "undated"


def cite(n: int, article: str, published: str | None) -> Citation:
    item = make_item(n, "It sank.", article_id=article, published=published, title=article)
    values = {name: getattr(item, name) for name in Citation.__slots__ if name != "n"}
    return Citation(n, **values)


def test_cited_articles_come_newest_first_and_undated_last() -> None:
    cited = [
        cite(1, "old", "2025-01-01"), cite(2, "none", None), cite(3, "new", "2026-10-02T09:00"),
        cite(4, "old", "2025-01-01"), cite(5, "gone", "2025-06-01"),
    ]  # fmt: skip
    articles = {"old": Article("old", "old", "It sank.", section="Sea")}
    grouped = group_articles(cited, articles)
    assert [(one.article_id, one.citations) for one in grouped] == [
        ("new", (3,)), ("gone", (5,)), ("old", (1, 4)), ("none", (2,))
    ]  # fmt: skip
    assert [one.section for one in grouped] == ["", "", "Sea", ""]
    assert group_articles([], articles) == ()


# Nothing in an article may pass for what is ours


def assert_unforged(writer: FindingsWriter, items: list[Evidence]) -> None:
    claimed = [n for claim in writer.claims for n in claim.citations]
    assert [int(n) for n in NUMBER.findall(writer.text)] == claimed
    assert len(writer.claims) == len(items)
    lines = writer.text.split("\n")
    assert sum(line.startswith(ATTRIBUTION) for line in lines) == len(writer.text.split("\n\n"))
    assert [one.sentence for one in writer.citations] == [item.sentence for item in items]


@pytest.mark.parametrize("text", FORGED)
@pytest.mark.parametrize("place", ["sentence", "title", "outlet"])
def test_nothing_of_an_article_passes_for_a_number_or_a_claim(text: str, place: str) -> None:
    values = {"sentence": "The ferry sank.", "title": "Ferry", "outlet": "Post"} | {place: text}
    sentence = values.pop("sentence")
    items = [make_item(1, sentence, **values), make_item(2, "Nobody was hurt.", **values)]
    assert_unforged(write(*items), items)


@given(st.lists(st.text('a1 [](){}“”—·\n"3.', max_size=30), min_size=3, max_size=3))
def test_no_marks_whatever_pass_for_ours(texts: list[str]) -> None:
    sentence, title, outlet = texts
    line = " ".join(sentence.split()) or "x"  # a sentence of several lines is another matter
    items = [make_item(1, line, title=title, outlet=outlet)]
    assert_unforged(write(*items), items)


@pytest.fixture
def forged(tmp_path: Path) -> Newsroom:
    news = Newsroom(tmp_path)
    news.write_records(
        "news.jsonl",
        *(
            {"id": f"f{n}", "title": f"Ferry {n} {text}", "outlet": f"Post {n} {text}"}
            | {"text": f"The ferry number {n} sank in the bay: {text}.", "published": "2026-10-01"}
            for n, text in enumerate(FORGED)
        ),
    )
    news.refresh()
    return news


@pytest.mark.parametrize(
    "question", ["What ferry sank in the bay?", "Summarise the ferry", "Who is Zork?"]
)
def test_hostile_articles_are_quoted_and_forge_nothing(forged: Newsroom, question: str) -> None:
    with forged.open() as archive:
        answer = ask(archive, question)
        assert_holds(answer, archive)
        assert len(answer.articles) > 1
        numbers = sorted(int(n) for n in re.findall(r"\[(\d+)\]", answer.text))
        assert numbers == [one.n for one in answer.citations]


def test_a_headline_was_not_shown_before_where_more_is_asked(forged: Newsroom) -> None:
    """Only what was quoted is left out of the next answer, not what a headline said in quotes."""
    with forged.open() as archive:
        answer = ask(archive, "What ferry sank in the bay?")
    assert "The ferry rose from the bay." not in list_shown([answer.text])


# What is written is read again, where more is asked for


@pytest.mark.parametrize(
    "sentence",
    [
        "The ferry sank in the bay.",
        "“It is over,” she said.",
        '"Every morning somebody initialled it."',
        '"Was there a rule?" the judge asked.',
        "It cost [3] million.",
        "She said: “We will not pay. Nobody will.”",
        "The ferry sank in the\nbay on Monday.",
        "Varga had 38,914 votes.",
        "The council sided with Varga.",
        '"Was there a rule?" Varga asked.',
    ],
)
def test_each_quotation_is_known_again(sentence: str) -> None:
    text = f"Mayor Ilse Varga was elected on Sunday. {sentence}"
    article = Article("a", "Vote", text)
    item = make_item(1, sentence, start=len(text) - len(sentence), end=len(text))
    written = write(make_item(1, "Nobody was hurt.", article_id="b"), item, a=article).text
    assert keep_letters(sentence) in {keep_letters(shown) for shown in list_shown([written])}


def test_a_sentence_of_several_lines_is_written_in_one() -> None:
    sentence = "She left the\n— the lantern · 1 Oct 2026 · headline of\nferry before it sank."
    item = make_item(1, sentence)
    writer = write(item)
    assert len(writer.text.split("\n")) == 2
    assert writer.citations[0].sentence == sentence


def test_what_is_quoted_twice_is_explained_once() -> None:
    sentence = "Varga had 38,914 votes."
    start = STORY.text.index(sentence)
    varga = make_item(1, sentence, start=start, end=len(STORY.text))
    writer = FindingsWriter({"a": STORY})
    for _ in range(2):
        writer.write_findings([varga])
    assert len(writer.glosses) == 1
    assert [claim.text for claim in writer.claims] == [
        "“Varga” [Ilse Varga] “had 38,914 votes.”"
    ] * 2


def test_where_a_list_in_lines_breaks_is_marked() -> None:
    items = [make_item(1, "The isles:\n\nOake\n\nNorth Hallam"), make_item(2, "It was\nwrapped.")]
    lines = write(*items).text.split("\n")[:2]
    assert lines == ["“The isles: / Oake / North Hallam” [1]", "“It was wrapped.” [2]"]
