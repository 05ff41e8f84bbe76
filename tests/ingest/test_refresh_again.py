"""What a refresh never loses: ids, versions, articles that are held back or seem to be gone."""

import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import ingest.found_articles
from ingest.readers.registry import read
from rag.errors import ArchiveMismatch
from rag.store.sync_state import SyncState
from tests.helpers.doubles import noon
from tests.helpers.newsroom import Newsroom, assert_whole

pytestmark = pytest.mark.slow

FERRY = "Ferry sinks\n\nThe ferry sank on Monday. Nobody was hurt."
STORY = " ".join(
    f"The harbour board heard witness number {n} speak of the night the ferry went down."
    for n in range(12)
)


@pytest.fixture
def news(tmp_path: Path) -> Newsroom:
    return Newsroom(tmp_path)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that a reader was given, in order."""
    names: list[str] = []

    def noting(source: Any) -> Any:
        names.append(source.path.name)
        return read(source)

    monkeypatch.setattr(ingest.found_articles, "read", noting)
    return names


def record(**fields: Any) -> dict[str, Any]:
    return {"id": "f-1", "title": "Ferry", "text": "The ferry sank.", "outlet": "Echo"} | fields


def versions(news: Newsroom, id_: str) -> list[tuple[str, str, str]]:
    with news.open() as archive:
        found = archive.versions(id_)
    return [(one["seen"], one["replaced"], one["text"]) for one in found]


def test_a_file_with_the_same_bytes_is_not_read_again(news: Newsroom, opened: list[str]) -> None:
    news.write("a.txt", FERRY)
    news.write_records("b.jsonl", record(), record(id="f-2", published="2026-10-01"))
    first = news.refresh()
    opened.clear()
    again = news.refresh()
    assert opened == []
    assert (again.read, again.unchanged) == (3, 3)
    assert (again.undated, again.untitled) == (first.undated, first.untitled) == (2, 0)
    news.write("a.txt", FERRY.replace("Monday", "Sunday"))
    assert news.counts() == (0, 1, 2, 0)
    assert opened == ["a.txt"]


def test_a_file_is_read_again_once_the_archive_lost_its_article(
    news: Newsroom, opened: list[str]
) -> None:
    path = news.write("a.txt", FERRY)
    news.refresh()
    path.rename(news.sources.parent / "aside.txt")
    assert news.counts() == (0, 0, 0, 1)
    (news.sources.parent / "aside.txt").rename(path)
    opened.clear()
    assert news.counts() == (1, 0, 0, 0)
    assert opened == ["a.txt"]


def test_a_file_with_a_fault_is_read_every_time(news: Newsroom, opened: list[str]) -> None:
    news.write("b.jsonl", '{"id": "x", "text": "It rained."}\n{"id": \n')
    for _ in range(2):
        opened.clear()
        assert len(news.refresh().failed) == 1
        assert opened == ["b.jsonl"]


def test_a_renamed_file_keeps_its_article_and_its_versions(news: Newsroom) -> None:
    news.write("a.txt", FERRY)
    news.refresh(now=noon(date(2026, 11, 1)))
    news.write("a.txt", FERRY.replace("Monday", "Sunday"))
    news.refresh(now=noon(date(2026, 11, 2)))
    (news.sources / "2026").mkdir()
    (news.sources / "a.txt").rename(news.sources / "2026" / "b.txt")
    assert news.counts() == (0, 0, 1, 0)
    assert news.counts() == (0, 0, 1, 0)
    news.write("2026/b.txt", FERRY.replace("Monday", "Friday"))
    assert news.counts(now=noon(date(2026, 11, 3))) == (0, 1, 0, 0)
    assert [(seen, replaced) for seen, replaced, _ in versions(news, "news/a.txt")] == [
        ("2026-11-01", "2026-11-02"),
        ("2026-11-02", "2026-11-03"),
    ]
    news.write("a.txt", "Storm\n\nA storm came.")
    assert news.counts() == (1, 0, 1, 0)
    assert len(news.texts()) == 2


def test_a_renamed_file_of_many_articles_keeps_them(news: Newsroom) -> None:
    news.write_records("a.jsonl", {"text": "One."}, {"text": "Two."}, {"text": "Three."})
    news.refresh()
    ids = set(news.texts())
    (news.sources / "a.jsonl").rename(news.sources / "b.jsonl")
    assert news.counts() == (0, 0, 3, 0)
    assert set(news.texts()) == ids


def test_versions_that_lie_side_by_side(news: Newsroom) -> None:
    """As agencies send them: one file a version, the latest not always last."""
    news.write_records("1.jsonl", record(updated="2026-05-01T10:00:00Z", text="It sank."))
    news.write_records("3.jsonl", record(updated="2026-05-01T12:00:00Z", text="It was raised."))
    news.write_records("5.jsonl", record(updated="2026-05-01T11:00:00Z", text="Divers came."))
    summary = news.refresh()
    assert (summary.read, summary.added, summary.versions, summary.duplicates) == (3, 1, 2, 0)
    assert news.texts() == {"f-1": "It was raised."}
    assert [text for *_, text in versions(news, "f-1")] == ["It sank.", "Divers came."]
    for name in ("3.jsonl", "5.jsonl"):
        (news.sources / name).unlink()
        summary = news.refresh()
        assert (summary.changed, summary.removed, summary.versions) == (0, 0, 0)
    assert news.texts() == {"f-1": "It was raised."}
    assert len(versions(news, "f-1")) == 2


def test_an_embargo_is_kept_until_its_time(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    news.write("a.json", EMBARGOED)
    news.write("b.txt", FERRY)
    before = datetime(2026, 12, 1, 5, 59, tzinfo=UTC)
    for _ in range(2):
        summary = news.refresh(now=before)
        assert [one.source for one in summary.held] == [str(news.sources / "a.json")]
        assert "embargo until 2026-12-01T07:00:00+01:00" in summary.held[0].reason
        assert set(news.texts()) == {"news/b.txt"}
    assert summary.well, "an embargo is no failure"
    summary = news.refresh(now=datetime(2026, 12, 1, 6, 0, tzinfo=UTC))
    assert (summary.held, summary.added) == ([], 1)
    assert "urn:example:budget" in news.texts()


def test_an_embargoed_update_leaves_what_is_published(news: Newsroom) -> None:
    news.write("a.json", EMBARGOED.replace('"embargoed": "2026-12-01T07:00:00+01:00",', ""))
    assert news.counts() == (1, 0, 0, 0)
    news.write("a.json", EMBARGOED.replace("rises", "falls"))
    summary = news.refresh()
    assert (summary.changed, summary.removed, len(summary.held)) == (0, 0, 1)
    assert "rises" in news.texts()["urn:example:budget"]


def test_what_its_outlet_withdraws_is_taken_out(news: Newsroom) -> None:
    plain = EMBARGOED.replace('"embargoed": "2026-12-01T07:00:00+01:00",', "")
    news.write("a.json", plain)
    news.write("b.txt", FERRY)
    news.refresh()
    news.write("c.json", plain.replace("usable", "canceled").replace('"1"', '"2"'))
    assert news.counts() == (0, 0, 1, 1)
    assert set(news.texts()) == {"news/b.txt"}
    assert news.counts() == (0, 0, 1, 0)


EMBARGOED = """{
    "uri": "urn:example:budget", "type": "text", "pubstatus": "usable", "version": "1",
    "versioncreated": "2026-11-30T18:00:00+01:00",
    "embargoed": "2026-12-01T07:00:00+01:00",
    "headline": "The budget", "body_text": "The budget of the harbour rises by a tenth."
}"""


def test_much_is_removed_only_when_it_is_said_so(news: Newsroom) -> None:
    for n in range(10):
        news.write(f"{n}.txt", f"Report {n}\n\nThis is report number {n}.")
    news.refresh(yes=False)
    for n in range(2):
        (news.sources / f"{n}.txt").unlink()
    summary = news.refresh(yes=False)
    assert (summary.removed, summary.withheld, summary.well) == (2, 0, True), "a fifth is not more"
    for n in range(2, 4):
        (news.sources / f"{n}.txt").unlink()
    news.write("9.txt", "Report 9\n\nThis is corrected.")
    summary = news.refresh(yes=False)
    assert (summary.removed, summary.withheld, summary.changed) == (0, 2, 1)
    assert not summary.well
    assert len(news.texts()) == 8
    assert news.refresh(yes=False, dry_run=True).withheld == 2
    assert news.refresh(yes=True).removed == 2
    assert len(news.texts()) == 6


def test_dates_that_cannot_be_right_are_warned_about(news: Newsroom) -> None:
    news.write_records(
        "a.jsonl",
        record(id="a", published="2026-10-31"),  # tomorrow, where it is tomorrow already
        record(id="b", published="2027-01-01"),
        record(id="c", published="2026-02-30"),
    )
    for _ in range(2):
        warnings = [one.reason for one in news.refresh().warnings]
        assert warnings == [
            "b: dated in the future (2027-01-01)",
            "c: its date is not understood (2026-02-30); kept without one",
        ]
    with news.open() as archive:
        assert [one.published for one in archive.articles()] == ["2026-10-31", "2027-01-01", None]


def test_a_story_told_by_several_outlets(news: Newsroom) -> None:
    told = record(text=STORY, published="2026-10-02")
    news.write_records(
        "a.jsonl",
        told | {"id": "late", "outlet": "Echo", "published": "2026-10-03"},
        told | {"id": "first", "outlet": "Gazette", "published": "2026-10-01"},
        told | {"id": "other", "text": STORY.replace("ferry", "tram").replace("harbour", "town")},
    )
    assert news.refresh(dry_run=True).duplicates == 1
    for _ in range(2):
        assert news.refresh().duplicates == 1
        with news.open() as archive:
            assert [one.id for one in archive.copies("late")] == ["first", "late"]
            assert archive.copies("other") == []
            assert (archive.status().stories, archive.status().duplicates) == (1, 1)
    news.write_records("a.jsonl", told | {"id": "late"})
    news.refresh()
    with news.open() as archive:
        assert archive.copies("late") == []
        assert archive.status().stories == 0


def test_what_is_noted_of_files_goes_with_them(news: Newsroom) -> None:
    def noted() -> list[str]:
        with news.open() as archive, archive.snapshot() as catalogue:
            return [Path(one).name for one in SyncState(catalogue.connection).list_locations()]

    news.write("a.txt", FERRY)
    news.write("b.txt", FERRY.replace("ferry", "boat"))
    news.refresh()
    assert noted() == ["a.txt", "b.txt"]
    (news.sources / "b.txt").unlink()
    news.refresh()
    assert noted() == ["a.txt"]


def test_an_archive_of_the_first_format_is_brought_up_to_date(news: Newsroom) -> None:
    news.write("a.txt", FERRY)
    news.write_records("b.jsonl", record())
    news.refresh()
    _as_format_1(news.archive)
    with pytest.raises(ArchiveMismatch, match=r"format 1.*--rebuild"), news.open():
        pass
    news.write("c.txt", "Storm\n\nA storm came.")
    assert news.counts() == (1, 0, 2, 0)
    (news.sources / "a.txt").rename(news.sources / "d.txt")
    assert news.counts() == (0, 0, 3, 0)
    assert set(news.texts()) == {"news/a.txt", "news/c.txt", "f-1"}
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def _as_format_1(archive: Path) -> None:
    """Take out of an archive what the first format did not have."""
    added = [
        "published_from",
        "updated",
        "version",
        "rights",
        "position",
        "seen",
        "signature",
        "lines",
        "lead",
    ]
    connection = sqlite3.connect(archive / "catalogue.sqlite")
    connection.executescript("DROP INDEX articles_lead; DROP TABLE sources; DROP TABLE pages")
    for name in added:
        connection.execute(f"ALTER TABLE articles DROP COLUMN {name}")
    connection.execute("ALTER TABLE versions DROP COLUMN seen")
    connection.execute("UPDATE state SET value = '1' WHERE name = 'format'")
    connection.commit()
    connection.close()
    about = archive / "archive.json"
    about.write_text(about.read_text().replace('"format": 3', '"format": 1'), encoding="utf-8")


def feed(*numbers: int) -> str:
    items = (
        f"<item><guid>urn:ferry:{n}</guid><title>Day {n}</title>"
        f"<description>On day {n} the divers went down to the ferry again.</description></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>Echo</title>{"".join(items)}</channel></rss>'


def test_what_a_feed_names_no_more_is_kept(news: Newsroom) -> None:
    path = news.write("echo.xml", feed(1, 2, 3))
    assert news.counts() == (3, 0, 0, 0)
    news.write("echo.xml", feed(3, 4))
    assert news.counts() == (1, 0, 1, 0)
    assert news.counts() == (0, 0, 2, 0)
    path.unlink()
    assert news.counts() == (0, 0, 0, 4)


def test_words_tell_which_article_it_is_before_the_place_does(news: Newsroom) -> None:
    """A row put above others, or two files that change places, give no article another's id."""
    news.write_records("rows.jsonl", {"text": "One."}, {"text": "Two."})
    news.write("a.txt", FERRY)
    news.write("b.txt", "Storm\n\nA storm came.")
    news.refresh()
    before = {text: id_ for id_, text in news.texts().items()}
    news.write_records("rows.jsonl", {"text": "New."}, {"text": "One."}, {"text": "Two."})
    news.write("b.txt", FERRY)
    news.write("a.txt", "Storm\n\nA storm came.")
    assert news.counts() == (1, 0, 4, 0)
    after = {text: id_ for id_, text in news.texts().items()}
    assert before.items() <= after.items()
    assert news.counts() == (0, 0, 5, 0)
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_numbers_as_ids_are_each_files_own_where_no_outlet_is_named(news: Newsroom) -> None:
    news.write_records("politics.jsonl", {"id": 1, "text": "A vote."}, {"id": 2, "text": "A law."})
    news.write_records("sports.jsonl", {"id": 1, "text": "A match."}, {"id": 2, "text": "A cup."})
    for added in (4, 0):
        assert news.refresh().added == added
        assert sorted(news.texts().values()) == ["A cup.", "A law.", "A match.", "A vote."]


def test_one_address_is_one_article_whatever_its_outlet_is_called(news: Newsroom) -> None:
    url = "https://example.org/ferry"
    news.write_records("a.jsonl", {"url": url, "text": "It sank.", "outlet": "Echo"})
    news.write_records("b.jsonl", {"url": url, "text": "It sank.", "outlet": "echo.example"})
    news.refresh()
    assert news.texts() == {url: "It sank."}


def test_a_withdrawal_is_not_held_up_by_its_number(news: Newsroom) -> None:
    plain = EMBARGOED.replace('"embargoed": "2026-12-01T07:00:00+01:00",', "")
    news.write("a.json", plain)
    news.refresh(yes=False)
    news.write("c.json", plain.replace("usable", "canceled").replace('"1"', '"4"'))
    news.write("b.json", plain.replace('"1"', '"3"').replace("rises", "falls"))
    news.write("d.json", plain.replace("usable", "canceled").replace('"1"', '"2"'))
    summary = news.refresh(yes=False)
    assert (summary.removed, summary.withheld) == (1, 0)
    assert news.texts() == {}
    assert versions(news, "urn:example:budget") == [], "what is withdrawn is gone with its versions"


def test_a_folder_that_is_empty_all_at_once_may_be_a_disk_that_is_away(news: Newsroom) -> None:
    for n in range(20):
        news.write(f"disk/{n}.txt" if n < 2 else f"{n}.txt", f"Report {n}\n\nThis is number {n}.")
    news.refresh()
    for n in range(2):
        (news.sources / "disk" / f"{n}.txt").unlink()
    assert news.refresh(news.sources / "disk", yes=False).withheld == 2
    assert news.refresh(news.sources / "disk", yes=True).removed == 2


def test_a_renamed_root_takes_its_articles_with_it(news: Newsroom) -> None:
    news.write("a.txt", FERRY)
    news.refresh()
    news.sources = news.sources.rename(news.sources.with_name("paper"))
    assert news.counts() == (0, 0, 1, 0)
    assert set(news.texts()) == {"news/a.txt"}


def test_an_error_page_in_a_feeds_place_removes_nothing(news: Newsroom) -> None:
    news.write("echo.xml", feed(1, 2))
    news.refresh()
    page = "<!doctype html><html><body><article><h1>503</h1><p>The service is away.</p></article>"
    for _ in range(2):
        news.write("echo.xml", page)
        news.refresh()
        assert {"urn:ferry:1", "urn:ferry:2"} <= set(news.texts())


def test_the_part_of_a_folder_keeps_its_outlet(news: Newsroom) -> None:
    news.write("Echo/a.txt", FERRY)
    news.refresh()
    assert news.counts(news.sources / "Echo") == (0, 0, 1, 0)
    with news.open() as archive:
        assert [one.outlet for one in archive.articles()] == ["Echo"]


def test_a_dry_run_tells_of_an_older_format(news: Newsroom) -> None:
    news.write("a.txt", FERRY)
    news.refresh()
    _as_format_1(news.archive)
    with pytest.raises(ArchiveMismatch, match="without --dry-run"):
        news.refresh(dry_run=True)
