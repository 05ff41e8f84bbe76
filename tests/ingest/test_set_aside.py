"""Furniture in a refresh: in no passage, counted, and nothing of an article's text is lost."""

from pathlib import Path

import pytest

from rag.types import Passage
from tests.helpers.newsroom import Newsroom

STORIES = (
    "The ferry sank off the pier. Nobody was hurt, said the harbour master.",
    "A storm took the roof of the church. The bells were saved by the ringers.",
    "The council met on the budget. It raised the tax on boats by a tenth.",
    "Herring came back to the bay. Fishermen had waited for years.",
)
LINE = "Need a break?"


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


def record(n: int, text: str = "", outlet: str = "Harbour Post") -> dict[str, object]:
    published = f"2026-05-{10 + n}"
    text = text or f"{STORIES[n]}\n\n{LINE}\n\nIt was the {n}th such day."
    return {"id": str(n), "text": text, "outlet": outlet, "published": published}


def cut(news: Newsroom) -> dict[str, list[Passage]]:
    with news.open() as archive:
        return {one.id: archive.passages(one) for one in archive.articles()}


def count_lines(news: Newsroom) -> int:
    """How many articles have the line in a passage."""
    return sum(any(LINE in one.text for one in passages) for passages in cut(news).values())


def test_a_line_that_an_outlet_repeats_is_set_aside_and_counted(news: Newsroom) -> None:
    news.write_records("a.jsonl", *(record(n) for n in range(3)))
    summary = news.refresh()
    assert summary.set_aside == 3
    assert any(note.startswith("note: 3 lines set aside") for note in summary.format_notes())
    for id_, passages in cut(news).items():
        text = news.texts()[id_]
        assert LINE in text, "the article keeps it"
        assert LINE not in "".join(one.text for one in passages)
        for sentence in (one for passage in passages for one in passage.sentences):
            assert text[sentence.start : sentence.end] == sentence.text
        assert [one.text for one in passages] == [text.replace(f"\n\n{LINE}", "")]


@pytest.mark.parametrize("outlet", ["Another Post", "Harbour Post"])
def test_other_outlets_and_copies_of_one_story_do_not_count(news: Newsroom, outlet: str) -> None:
    long = f"{' '.join(STORIES)}\n\n{LINE}"
    copies = [record(3, long) | {"id": f"copy{n}"} for n in range(3)]
    rows = copies if outlet == "Harbour Post" else [record(0), record(1), record(2, outlet=outlet)]
    news.write_records("a.jsonl", *rows)
    assert news.refresh().set_aside == 0
    assert count_lines(news) == 3


def test_the_archive_counts_along(news: Newsroom) -> None:
    """A line is furniture from its third story on; those before are cut anew with the archive."""
    news.write_records("a.jsonl", record(0), record(1))
    assert news.refresh().set_aside == 0
    news.write_records("b.jsonl", record(2))
    assert news.refresh().set_aside == 1
    assert count_lines(news) == 2
    assert news.refresh().set_aside == 0, "nothing was cut"
    assert news.refresh(rebuild=True).set_aside == 3
    assert count_lines(news) == 0
    (news.sources / "b.jsonl").unlink()
    news.refresh(yes=True)
    news.write_records("a.jsonl", record(0) | {"title": "Changed"}, record(1))
    assert news.refresh().set_aside == 0, "two stories have it now"


def test_an_article_of_nothing_else_is_kept_whole_and_named(news: Newsroom) -> None:
    text = "Sign up for our newsletter!\n\nRead more"
    news.write_records("a.jsonl", record(0, text), record(1))
    summary = news.refresh()
    assert summary.set_aside == 0
    (note,) = summary.warnings
    assert note.reason.startswith("nothing in it but promotion")
    assert note.source in news.texts()
    assert [one.text for one in cut(news)[note.source]] == [text]
