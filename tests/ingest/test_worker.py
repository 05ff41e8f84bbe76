"""A refresh in a process of its own: what it tells, and how it is ended."""

from contextlib import closing
from datetime import date
from pathlib import Path

from ingest.worker import Message, WorkerProgress, refresh_in_worker
from rag.llm.cancellation import Cancellation
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import open_archive
from rag.store.lock import hold_writer_lock
from tests.helpers.doubles import noon
from tests.helpers.sharing import copy_archive

NOW = noon(date(2026, 10, 30))
LAMPS = "Lamps of Brindle\n\nForty lamps of Brindle burn again since Monday. Oil is dear."


def test_progress_is_told_in_what_is_done() -> None:
    told: list[Message] = []
    progress = WorkerProgress(lambda now: told.append(dict(now)))
    with progress.stage("Reading"):
        progress.advance(note="news/a.txt")
        progress.advance(2, note="news/a.txt")
        progress.advance(note="news/\x1b[31mb.txt")
    assert [one["done"] for one in told] == sorted(one["done"] for one in told)
    assert told[0] == {
        "stage": "Reading", "unit": "articles", "done": 0, "total": None, "sources": 0, "note": "",
    }  # fmt: skip
    with progress.stage("Embedding", 10, parts=40):
        pass
    assert (told[-1]["unit"], told[-1]["total"], told[-1]["done"]) == ("passages", 40, 0)


def test_what_the_process_does_and_tells(sample_archive: Path, tmp_path: Path) -> None:
    archive, news = tmp_path / "archive", tmp_path / "--rebuild"  # a name, whatever it looks like
    copy_archive(sample_archive, archive)
    news.mkdir()
    (news / "2026-10-29-lamps.txt").write_text(LAMPS, encoding="utf-8")
    (news / "bad.json").write_text("{", encoding="utf-8")
    *told, last = refresh_in_worker([str(news)], archive, now=NOW)
    assert {one["stage"] for one in told} == {"Reading", "Cutting", "Embedding", "Indexing"}
    summary = last["summary"]
    assert (summary["read"], summary["added"], len(summary["failed"])) == (1, 1, 1)
    with open_archive(archive, embedder=LocalEmbedder()) as opened:
        assert opened.status().checked == NOW.isoformat(timespec="seconds")
        assert [a.title for a in opened.articles() if "lamps" in a.text] == ["Lamps of Brindle"]


def test_why_nothing_is_done_is_told(sample_archive: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    copy_archive(sample_archive, archive)
    (last,) = refresh_in_worker([str(tmp_path / "nowhere")], archive, now=NOW)
    assert "There is no file or folder" in last["fault"]
    with hold_writer_lock(archive):
        (last,) = refresh_in_worker([str(tmp_path)], archive, now=NOW)
    assert "Another ingest (process " in last["fault"]


def test_stopped_it_leaves_the_archive_as_it_was(sample_archive: Path, tmp_path: Path) -> None:
    archive, news = tmp_path / "archive", tmp_path / "news"
    copy_archive(sample_archive, archive)
    news.mkdir()
    for n in range(40):
        (news / f"{n}.txt").write_text(f"{LAMPS} That was the {n}th time.", encoding="utf-8")
    with open_archive(archive, embedder=LocalEmbedder()) as opened:
        before = list(opened.articles())
    stop = Cancellation()
    with stop.enforce(), closing(refresh_in_worker([str(news)], archive, now=NOW)) as told:
        assert next(told)["stage"] == "Reading"
        stop()
        rest = list(told)  # ends, because the process has
    assert not [one for one in rest if "summary" in one]
    with open_archive(archive, embedder=LocalEmbedder()) as opened:
        assert list(opened.articles()) == before
        assert opened.has_whole_index()
    with hold_writer_lock(archive):  # nobody holds it any more
        pass
