"""The archive as readers have it: it is searched, stands still, survives, has one writer."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from rag.errors import ArchiveDamaged, ArchiveLocked, ArchiveMismatch, ArchiveMissing, UsageError
from rag.retrieval import dense
from rag.retrieval.search import Archive, open_archive
from rag.store import memory
from rag.store.archive import ArchiveStatus
from rag.types import Window
from tests.helpers.newsroom import SEEN, Newsroom, assert_whole
from tests.helpers.places import ROOT

pytestmark = pytest.mark.slow

TOPICS = ("ferry", "bridge", "council", "storm", "museum", "strike")


def record(n: int, **fields: str) -> dict[str, str]:
    topic = TOPICS[n % len(TOPICS)]
    day = f"2026-10-{n % 30 + 1:02}"
    text = f"Report {n} is about the {topic}. People talked of the {topic} all day, said u{n}u."
    known = {"id": f"a{n}", "title": f"The {topic} {n}", "text": text, "published": day}
    return known | {"outlet": ("Post", "Echo")[n % 2]} | fields


@pytest.fixture(autouse=True)
def too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Archives here are searched through the index, as those too large for memory are."""
    monkeypatch.setattr(memory, "ROOM", 0)
    monkeypatch.setattr(dense, "EXACT_LIMIT", 0)


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    news = Newsroom(tmp_path)
    news.write_records("news.jsonl", *map(record, range(24)))
    assert news.counts() == (24, 0, 0, 0)
    return news


def ids(archive: Archive, question: str, k: int = 10, **limits: object) -> list[str]:
    hits = archive.search(question, k, today=SEEN, **limits)  # type: ignore[arg-type]
    return [hit.article_id for hit in hits]


def test_search(news: Newsroom) -> None:
    with news.open() as archive:
        hits = archive.search("u7u bridge", 5, today=SEEN)
        assert len(hits) == 5
        assert hits[0].article_id == "a7"
        scores = [hit.score for hit in hits]
        assert scores == sorted(scores, reverse=True)
        for hit in hits:
            article = archive.article(hit.article_id)
            assert article.text[hit.start : hit.end] == hit.text
            assert (hit.title, hit.outlet) == (article.title, article.outlet)
            assert hit.passage_id in {passage.id for passage in archive.passages(article)}
        assert hits == archive.search("u7u bridge", 5, today=SEEN)
        assert len(archive.search("bridge", 1000, today=SEEN)) == 24


def test_limits_set_by_hand_are_kept(news: Newsroom) -> None:
    window = Window(date(2026, 10, 3), date(2026, 10, 5), "by hand")
    with news.open() as archive:
        assert sorted(ids(archive, "ferry", 50, window=window)) == ["a2", "a3", "a4"]
        assert sorted(ids(archive, "ferry", 50, window=window, outlets=["Echo"])) == ["a3"]
        assert len(ids(archive, "ferry", 50, outlets=["Echo"])) == 12
        with pytest.raises(UsageError, match=r"no outlet 'Ekho'.*Echo, Post"):
            archive.search("ferry", today=SEEN, outlets=["Ekho"])
        assert ids(archive, "ferry", window=Window(date(2030, 1, 1), None, "by hand")) == []


def test_status(news: Newsroom) -> None:
    news.write("undated.txt", "No day\n\nNobody knows when.")
    news.refresh()
    with news.open() as archive:
        status = archive.status()
        assert status.size > (news.archive / "catalogue.sqlite").stat().st_size
        assert replace(status, size=0) == ArchiveStatus(
            path=str(news.archive),
            articles=25,
            passages=25,
            undated=1,
            first_day=date(2026, 10, 1),
            last_day=date(2026, 10, 24),
            outlets={"Echo": 12, "Post": 12, "": 1},
            years={2026: 24},
            stories=0,
            duplicates=0,
            versions=0,
            embedding_model="hashed words",
            generation=2,
            refreshed=SEEN.isoformat(),
            checked="2026-10-30T12:00:00+00:00",
            size=0,
        )


def test_articles(news: Newsroom) -> None:
    with news.open() as archive:
        assert [one.id for one in archive.articles()] == sorted(f"a{n}" for n in range(24))
        assert archive.article("a3").title == "The storm 3"
        with pytest.raises(UsageError, match="no article 'x'"):
            archive.article("x")


def test_what_cannot_be_opened_says_what_to_do(news: Newsroom, tmp_path: Path) -> None:
    with pytest.raises(ArchiveMissing, match="python -m ingest PATH"):
        open_archive(tmp_path / "nowhere", embedder=news.embedder)
    about = news.archive / "archive.json"
    described = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps(described | {"format": 0}), encoding="utf-8")
    with pytest.raises(ArchiveMismatch, match=r"format 0.*--rebuild"):
        open_archive(news.archive, embedder=news.embedder)
    about.write_text(json.dumps(described | {"fingerprint": "other"}), encoding="utf-8")
    with pytest.raises(ArchiveMismatch, match="--rebuild"):
        open_archive(news.archive, embedder=news.embedder)
    about.write_text("{", encoding="utf-8")
    with pytest.raises(ArchiveDamaged, match="python -m ingest PATH"):
        open_archive(news.archive, embedder=news.embedder)
    assert news.counts() == (0, 0, 24, 0), "an idle run writes the description again"
    assert json.loads(about.read_text(encoding="utf-8")) == described
    about.unlink()
    news.refresh()
    with news.open() as archive:
        assert archive.status().articles == 24
    (news.archive / "catalogue.sqlite").write_bytes(b"no catalogue " * 1000)
    with news.open() as archive, pytest.raises(ArchiveDamaged, match=r"catalogue\.sqlite"):
        archive.search("ferry", today=SEEN)
    with pytest.raises(ArchiveDamaged, match=r"remove .* and ingest"):
        news.refresh()


def cut_short(folder: Path) -> None:
    for path in folder.rglob("*.*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:50])


DAMAGE: dict[str, Callable[[Path], object]] = {
    "removed": shutil.rmtree,
    "all of them removed": lambda folder: shutil.rmtree(folder.parent),
    "cut short": cut_short,
    "unfinished": lambda folder: (folder / "unfinished").touch(),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_lost_index_loses_no_answer(news: Newsroom, damage: Callable[[Path], object]) -> None:
    questions = [f"u{n}u and the {TOPICS[n % 6]}" for n in range(24)]
    with news.open() as archive:
        before = [ids(archive, question) for question in questions]
    damage(news.index)
    with news.open() as archive:
        assert [ids(archive, question) for question in questions] == before
        assert not archive.has_whole_index()
    assert news.counts() == (0, 0, 24, 0)
    assert news.embedder.embedded == [], "vectors come from the catalogue"
    with news.open() as archive:
        assert_whole(archive, news.embedder)
        assert archive.status().generation == 2
        assert [ids(archive, question) for question in questions] == before


def test_a_small_change_to_a_lost_index(news: Newsroom) -> None:
    shutil.rmtree(news.index)
    news.write_records("more.jsonl", record(24))
    assert news.counts() == (1, 0, 24, 0)
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_a_small_change_copies_the_index_and_a_large_one_builds_it_afresh(news: Newsroom) -> None:
    def segments() -> set[str]:  # Chroma names them at random
        return {path.name for path in news.index.iterdir() if path.is_dir()}

    first = segments()
    news.write_records("more.jsonl", record(24))
    assert news.counts() == (1, 0, 24, 0)
    assert segments() == first
    news.write_records("more.jsonl", *map(record, range(24, 40)))
    assert news.counts() == (15, 0, 25, 0)
    assert not segments() & first
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_an_open_reader_goes_from_one_state_to_the_next(news: Newsroom) -> None:
    with news.open() as archive:
        assert ids(archive, "u3u storm")[0] == "a3"
        with archive.snapshot() as catalogue:
            news.write_records("news.jsonl", *(record(n) for n in range(24) if n != 3), record(99))
            assert news.counts() == (1, 0, 23, 1)
            assert catalogue.read_article("a3") is not None
            assert catalogue.read_article("a99") is None
            assert (news.archive / "chroma" / "1").is_dir(), "held by the reader"
        assert archive.article("a99").title == "The storm 99"
        found = ids(archive, "u99u storm", 50)
        assert found[0] == "a99"
        assert "a3" not in found
        assert_whole(archive, news.embedder)
        news.write_records("more.jsonl", record(30))
        news.refresh()
        assert ids(archive, "u30u ferry")[0] == "a30"
    assert sorted(path.name for path in (news.archive / "chroma").iterdir()) == ["2", "3"]
    news.write_records("more.jsonl", record(31))
    news.refresh()
    assert [path.name for path in (news.archive / "chroma").iterdir()] == ["4"]


def test_threads_may_share_an_archive(news: Newsroom) -> None:
    def ask(n: int) -> tuple[str, int]:
        found = ids(archive, f"u{n % 24}u and the {TOPICS[n % 6]}")[0]
        return found, archive.status().articles

    with news.open() as archive, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(48)))
    assert answers == [(f"a{n % 24}", 24) for n in range(48)]


def test_threads_ask_while_the_archive_is_refreshed(news: Newsroom) -> None:
    def ask(n: int) -> str:
        return ids(archive, f"u{n % 12}u and the {TOPICS[n % 6]}")[0]

    with news.open() as archive, ThreadPoolExecutor(4) as pool:
        answers = pool.map(ask, range(60))
        for n in range(24, 28):
            news.write_records(f"{n}.jsonl", record(n))
            assert news.counts() == (1, 0, n, 0)
        assert list(answers) == [f"a{n % 12}" for n in range(60)]


WRITER = """
import sys
from pathlib import Path
from tests.helpers.doubles import HashEmbedder
from rag.store.writer import open_writer
with open_writer(Path(sys.argv[1]), HashEmbedder()):
    print("writing", flush=True)
    sys.stdin.read()
"""

READER = """
import sys
from datetime import date
from tests.helpers.doubles import HashEmbedder
from rag.retrieval.search import open_archive
from rag.retrieval import dense
from rag.store import memory
memory.ROOM = dense.EXACT_LIMIT = 0  # as of an archive too large to be kept in memory
with open_archive(sys.argv[1], embedder=HashEmbedder()) as archive:
    for question in sys.stdin:
        hits = archive.search(question.strip(), 3, today=date(2026, 10, 30))
        print(hits[0].article_id, archive.status().generation, flush=True)
"""


@contextmanager
def process(program: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A program at work on the archive in another process; ended at the end of the block."""
    command = [sys.executable, "-c", program, str(folder)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def tell(running: subprocess.Popen[str], line: str) -> list[str]:
    assert running.stdin is not None
    assert running.stdout is not None
    running.stdin.write(f"{line}\n")
    running.stdin.flush()
    return running.stdout.readline().split()


def test_one_writer_at_a_time(news: Newsroom) -> None:
    with process(WRITER, news.archive) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        with pytest.raises(ArchiveLocked, match=rf"process {writer.pid}\).*run this again"):
            news.refresh()
        with news.open() as archive:
            assert ids(archive, "u3u storm")[0] == "a3", "readers do not mind"
        assert news.refresh(dry_run=True).unchanged == 24
        writer.kill()
        writer.wait(timeout=30)
    assert news.counts() == (0, 0, 24, 0), "a killed writer holds nothing"


def test_a_reader_in_another_process(news: Newsroom) -> None:
    with process(READER, news.archive) as reader:
        assert tell(reader, "u3u storm") == ["a3", "1"]
        news.write_records("more.jsonl", record(30))
        news.refresh()
        assert (news.archive / "chroma" / "1").is_dir(), "held by the reader"
        assert tell(reader, "u30u ferry") == ["a30", "2"]
        news.write_records("more.jsonl", record(30), record(31))
        news.refresh()
        kept = {path.name for path in (news.archive / "chroma").iterdir() if path.is_dir()}
        assert kept == {"2", "3"}
        assert tell(reader, "u31u bridge") == ["a31", "3"]
