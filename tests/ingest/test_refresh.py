"""What a refresh does to an archive, and that it does no more than that."""

import random
from datetime import date
from pathlib import Path

import pytest

from ingest.passages import LENGTH
from ingest.progress import Progress
from ingest.refresh import BATCH, Options, refresh
from ingest.summary import Note
from rag.errors import ArchiveMismatch, UsageError
from rag.retrieval.search import open_archive
from rag.store.generations import INEXACT
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.newsroom import SEEN, Newsroom, assert_whole, in_chroma

pytestmark = pytest.mark.slow

FERRY = "Ferry sinks\n\nThe ferry sank on Monday. Nobody was hurt."
BRIDGE = "Bridge opens\n\nThe bridge was opened by the mayor."
LONG = "Council meets\n\n" + " ".join(f"Councillor {n} spoke at length." for n in range(60))


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    """Three articles, ingested."""
    news = Newsroom(tmp_path)
    news.write("ferry.txt", FERRY)
    news.write("2026/bridge.txt", BRIDGE)
    news.write("council.txt", LONG)
    assert news.counts() == (3, 0, 0, 0)
    return news


class Another(HashEmbedder):
    name = "another"
    fingerprint = "another:1"


def files_of(folder: Path) -> dict[Path, tuple[int, bytes]]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in paths}


def test_first_run(news: Newsroom) -> None:
    assert set(news.texts()) == {"news/ferry.txt", "news/2026/bridge.txt", "news/council.txt"}
    with news.open() as archive:
        assert_whole(archive, news.embedder)
        article = archive.article("news/ferry.txt")
        assert (article.title, article.text) == (
            "Ferry sinks",
            "The ferry sank on Monday. Nobody was hurt.",
        )


def test_an_unchanged_run_embeds_nothing_and_publishes_nothing(news: Newsroom) -> None:
    before = news.generation, files_of(news.index).keys()
    assert news.counts() == (0, 0, 3, 0)
    assert news.embedder.embedded == []
    assert (news.generation, files_of(news.index).keys()) == before


def test_add_change_and_remove_in_one_run(news: Newsroom) -> None:
    news.write("storm.txt", "Storm comes\n\nA storm is coming.")
    news.write("ferry.txt", FERRY.replace("Nobody", "One man"))
    (news.sources / "council.txt").unlink()
    summary = news.refresh()
    assert summary.to_dict() == {
        "read": 3,
        "added": 1,
        "changed": 1,
        "unchanged": 1,
        "removed": 1,
        "duplicates": 0,
        "failed": [],
        "versions": 1,
        "skipped": [],
        "held": [],
        "warnings": [],
        "withheld": 0,
        "nothing_new": 0,
        "left_out": [],
        "undated": 3,
        "untitled": 0,
        "set_aside": 0,
    }
    assert summary.format_line() == (
        "read 3, added 1, changed 1, unchanged 1, removed 1, duplicates 0, failed 0"
    )
    assert set(news.texts()) == {"news/ferry.txt", "news/2026/bridge.txt", "news/storm.txt"}
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_only_the_passages_that_changed_are_embedded(news: Newsroom) -> None:
    assert len(news.embedder.embedded) > 4, "the long article has several passages"
    news.write("council.txt", f"{LONG} In the end they all agreed.")
    assert news.counts() == (0, 1, 2, 0)
    (embedded,) = news.embedder.embedded
    assert embedded.startswith("Council meets. Councillor")
    assert embedded.endswith("In the end they all agreed.")
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_a_text_that_is_there_already_is_not_embedded_again(news: Newsroom) -> None:
    news.write("copy-of-ferry.txt", FERRY)
    assert news.counts() == (1, 0, 3, 0)
    assert news.embedder.embedded == []
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_more_passages_than_one_batch_all_arrive(news: Newsroom) -> None:
    sentences = [f"Sentence {n} says {'o' * LENGTH}." for n in range(BATCH + 50)]
    news.write_records("long.jsonl", {"id": "long", "title": "Long", "text": " ".join(sentences)})
    assert news.counts() == (1, 0, 3, 0)
    with news.open() as archive:
        assert len(archive.passages(archive.article("long"))) == len(sentences)
        assert_whole(archive, news.embedder)


def test_a_changed_article_keeps_its_earlier_versions(news: Newsroom) -> None:
    news.write("ferry.txt", FERRY.replace("Nobody", "One man"))
    news.refresh(now=noon(date(2026, 11, 1)))
    news.write("ferry.txt", FERRY.replace("Nobody", "Two men"))
    news.refresh(now=noon(date(2026, 11, 2)))
    news.refresh(rebuild=True)
    with news.open() as archive, archive.snapshot() as catalogue:
        versions = catalogue.read_versions("news/ferry.txt")
        assert [(one["replaced"], one["title"], one["text"]) for one in versions] == [
            ("2026-11-01", "Ferry sinks", "The ferry sank on Monday. Nobody was hurt."),
            ("2026-11-02", "Ferry sinks", "The ferry sank on Monday. One man was hurt."),
        ]
        assert catalogue.read_versions("news/council.txt") == []


def test_a_bad_file_costs_its_articles_nothing(news: Newsroom) -> None:
    records = [{"id": f"r{n}", "title": f"R{n}", "text": f"Report {n}."} for n in range(3)]
    path = news.write_records("reports.jsonl", *records)
    assert news.counts() == (3, 0, 3, 0)
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\nnot JSON\n")
    news.write("ferry.txt", "\0\0\0\0")
    summary = news.refresh()
    assert [one.source for one in summary.failed] == [
        str(news.sources / "ferry.txt"),
        str(news.sources / "reports.jsonl"),
    ]
    assert "line 2" in summary.failed[1].reason
    assert (summary.removed, summary.unchanged) == (0, 3)
    assert {"r0", "r1", "r2", "news/ferry.txt"} < news.texts().keys()
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n")
    news.write("ferry.txt", FERRY)
    assert news.counts() == (0, 0, 4, 2), "once all can be read, what is gone goes"


def test_a_record_without_text_does_not_stop_the_rest(news: Newsroom) -> None:
    news.write_records(
        "reports.jsonl",
        {"id": "r0", "text": "Report one."},
        {"id": "r1", "text": "\u200b\u00ad"},
        {"id": "r2", "text": "Report three."},
    )
    summary = news.refresh()
    assert (summary.added, summary.untitled) == (2, 2)
    (failure,) = summary.failed
    assert failure == Note(str(news.sources / "reports.jsonl"), "line 2: no text in it")
    assert {"r0", "r2"} < news.texts().keys()


def test_a_failed_file_with_an_odd_name_keeps_its_articles(news: Newsroom) -> None:
    path = news.write("late  edition.txt", BRIDGE)
    assert news.counts() == (1, 0, 3, 0)
    path.write_bytes(b"\0\0")
    assert news.counts() == (0, 0, 3, 0)


def test_keep_missing(news: Newsroom) -> None:
    (news.sources / "ferry.txt").unlink()
    assert news.counts(keep_missing=True) == (0, 0, 2, 0)
    assert "news/ferry.txt" in news.texts()
    assert news.counts() == (0, 0, 2, 1)
    assert "news/ferry.txt" not in news.texts()


def test_dry_run_says_what_would_be_and_changes_nothing(news: Newsroom) -> None:
    news.write("storm.txt", "Storm comes\n\nA storm is coming.")
    (news.sources / "council.txt").unlink()
    before = files_of(news.archive)
    assert news.counts(dry_run=True) == (1, 0, 2, 1)
    assert files_of(news.archive) == before
    assert news.counts() == (1, 0, 2, 1)


def test_dry_run_makes_no_archive(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write("ferry.txt", FERRY)
    assert news.counts(dry_run=True) == (1, 0, 0, 0)
    assert not news.archive.exists()


def test_of_two_articles_with_one_id_the_last_counts_and_the_other_is_its_version(
    tmp_path: Path,
) -> None:
    news = Newsroom(tmp_path)
    news.write_records(
        "a.jsonl",
        {"id": "x", "title": "First", "text": "The first text."},
        {"id": "x", "title": "Second", "text": "The second text."},
    )
    summary = news.refresh()
    assert (summary.read, summary.added, summary.versions) == (2, 1, 1)
    assert news.texts() == {"x": "The second text."}
    summary = news.refresh()
    assert (summary.read, summary.unchanged, summary.versions) == (2, 1, 0)
    news.write_records("b.jsonl", {"id": "x", "title": "First", "text": "The first text."})
    assert news.counts() == (0, 1, 0, 0)
    assert news.texts() == {"x": "The first text."}
    with news.open() as archive, archive.snapshot() as catalogue:
        texts = [one["text"] for one in catalogue.read_versions("x")]
    assert texts == ["The first text.", "The second text."]


def test_a_renamed_root_takes_its_articles_along(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    for name in ("a", "b"):
        news.write_records(f"{name}.jsonl", {"id": name, "title": name, "text": f"It is {name}."})
    news.refresh()
    generation = news.generation
    moved = news.sources.rename(tmp_path / "newspapers")
    assert news.counts(moved) == (0, 0, 2, 0)
    assert news.embedder.embedded == []
    assert news.generation == generation
    with news.open() as archive:
        assert archive.article("a").path == "newspapers/a.jsonl"
    (moved / "b.jsonl").unlink()
    assert news.counts(moved) == (0, 0, 1, 1)


def test_another_root_is_left_alone(news: Newsroom, tmp_path: Path) -> None:
    other = tmp_path / "magazine"
    other.mkdir()
    (other / "cover.txt").write_text("Cover story\n\nAll about covers.")
    assert news.counts(other) == (1, 0, 0, 0)
    (other / "cover.txt").unlink()
    (news.sources / "ferry.txt").unlink()
    assert news.counts(other) == (0, 0, 0, 1)
    assert "news/ferry.txt" in news.texts()


def test_another_embedding_model_wants_a_rebuild(news: Newsroom) -> None:
    before = news.texts()
    another = Another()
    with pytest.raises(ArchiveMismatch, match=r"another:1.*--rebuild") as caught:
        news.refresh(embedder=another)
    assert str(news.archive) in str(caught.value)
    assert another.embedded == []
    with pytest.raises(ArchiveMismatch, match=rf"{news.archive} --rebuild"):
        open_archive(news.archive, embedder=another)
    with news.open() as reader:
        assert news.counts(embedder=another, rebuild=True) == (0, 0, 3, 0)
        with pytest.raises(ArchiveMismatch, match="another:1"):
            reader.search("ferry", today=SEEN)
    assert len(another.embedded) == len(in_chroma(news.archive / "chroma" / "2"))
    with pytest.raises(ArchiveMismatch, match="hashed words"):
        news.index  # noqa: B018  # opens it with the embedder it was made with before
    with open_archive(news.archive, embedder=another) as archive:
        assert {article.id: article.text for article in archive.articles()} == before
        assert_whole(archive, another)
        with archive.snapshot() as catalogue:
            models = catalogue.connection.execute("SELECT DISTINCT model FROM vectors").fetchall()
            assert models == [("another:1",)]


def test_rebuild_without_sources_works_from_what_is_stored(news: Newsroom) -> None:
    for path in [*news.sources.rglob("*.txt")]:
        path.unlink()
    another = Another()
    refresh([], news.archive, another, Options(now=noon(SEEN), rebuild=True), Progress(quiet=True))
    with open_archive(news.archive, embedder=another) as archive:
        assert archive.status().articles == 3
        assert_whole(archive, another)


def test_rebuild_takes_moves_and_changes_along(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write_records("a.jsonl", {"id": "a", "title": "A", "text": "It is so."})
    news.write_records("b.jsonl", {"id": "b", "title": "B", "text": "It was so."})
    news.refresh()
    (news.sources / "a.jsonl").rename(news.sources / "c.jsonl")
    news.write_records("b.jsonl", {"id": "b", "title": "B", "text": "It is not so."})
    assert news.counts(rebuild=True) == (0, 1, 1, 0)
    with news.open() as archive:
        assert archive.article("a").path == "news/c.jsonl"
        assert archive.article("b").text == "It is not so."
        assert_whole(archive, news.embedder)
    generation = news.generation
    assert news.counts() == (0, 0, 2, 0)
    assert news.generation == generation


def test_an_archive_of_nothing(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    assert news.counts() == (0, 0, 0, 0)
    with news.open() as archive:
        assert archive.search("anything", today=SEEN) == []
        assert archive.status().articles == 0
        assert_whole(archive, news.embedder)
        with pytest.raises(UsageError, match="no article 'x'"):
            archive.article("x")
    news.write("ferry.txt", FERRY)
    assert news.counts() == (1, 0, 0, 0)
    (news.sources / "ferry.txt").unlink()
    assert news.counts() == (0, 0, 0, 1)
    assert news.texts() == {}


def test_many_articles_of_the_same_words(tmp_path: Path) -> None:
    """A cookie wall, saved some hundred times, may cut an index of neighbours apart."""
    news = Newsroom(tmp_path)
    chance = random.Random(1)  # the same words every time
    texts = [" ".join(f"w{chance.randrange(3000)}" for _ in range(30)) + "." for _ in range(50)]
    news.write_records("reports.jsonl", *({"id": f"r{n}", "text": t} for n, t in enumerate(texts)))
    news.refresh()
    wall = [{"id": f"wall{n}", "text": "Please enable JavaScript to read on."} for n in range(400)]
    news.write_records("a-walls.jsonl", *wall)
    assert news.counts() == (400, 0, 50, 0)
    assert news.counts() == (0, 0, 450, 0)
    with news.open() as archive:
        for n, text in enumerate(texts):
            assert archive.search(text, 1, today=SEEN)[0].article_id == f"r{n}"


def test_an_inexact_index_is_not_asked(news: Newsroom) -> None:
    (news.index / INEXACT).touch()
    with news.open() as archive:
        assert not archive.has_whole_index()
        assert archive.search("Who opened the bridge?", 1, today=SEEN)[0].title == "Bridge opens"
    news.write("storm.txt", "Storm comes\n\nA storm is coming.")
    assert news.counts() == (1, 0, 3, 0)
    with news.open() as archive:
        assert archive.has_whole_index(), "it was looked at anew"
