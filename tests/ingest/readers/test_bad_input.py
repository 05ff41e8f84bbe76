"""Whatever is wrong with a file, it costs the archive nothing and a person is told in plain words.

The table of what can be wrong is in bad_files.py.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.articles import LONGEST_LINE
from ingest.readers.bundles import unpacking
from ingest.summary import SHOWN, Note, Summary
from tests.helpers.bad_files import TABLE, Bad, overlapping, tar_gz
from tests.helpers.bad_samples import members, rss
from tests.helpers.limited_run import limited, most_memory
from tests.helpers.newsroom import Newsroom, assert_whole
from tests.helpers.packing import tarred, zipped

pytestmark = pytest.mark.slow

JARGON = re.compile(
    r"\bError|Exception|Traceback|[Ee]rrno|\b0x|\\x|expat|lxml|zlib|sqlite|codec|[{}<>\n]|\w\(|None\b"
)


def put(news: Newsroom, name: str, content: str | bytes, zeros: int = 0) -> Path:
    path = news.sources / name
    with path.open("wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.truncate(file.tell() + zeros)
    return path


def spoil(news: Newsroom, case: Bad) -> str:
    """Do to a file what the case says; gives what messages have to call it."""
    path = put(news, case.name, case.bad, case.zeros)
    return f"{path}/{case.below}" if case.below else str(path)


def assert_told(notes: list[Note], case: Bad, source: str) -> None:
    """All that is said is one line with the source and a reason in plain words."""
    if not case.reason:
        assert notes == []
        return
    (note,) = notes
    assert note.source == source
    assert re.fullmatch(case.reason, note.reason)
    assert not JARGON.search(note.reason)
    assert len(note.reason) <= 120


def changes(summary: Summary) -> tuple[int, ...]:
    return summary.added, summary.changed, summary.removed


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """Every file of the table as it was, and an archive made of them; copies of both beside."""
    news = Newsroom(tmp_path_factory.mktemp("pristine"))
    for case in TABLE:
        if case.sound:
            put(news, case.name, case.sound)
    summary = news.refresh()
    assert summary.failed == summary.skipped == []
    for folder in (news.sources, news.archive):
        shutil.copytree(folder, kept(folder))
    return news


def kept(folder: Path) -> Path:
    return folder.with_suffix(".kept")


def restore(folder: Path) -> None:
    """Make a folder what it was, file by file."""
    for path in folder.iterdir():
        copy = kept(folder) / path.name
        if not copy.exists():
            path.unlink()
        elif path.stat().st_mtime_ns != copy.stat().st_mtime_ns:
            shutil.copy2(copy, path)


@pytest.fixture
def news(pristine: Newsroom) -> Iterator[Newsroom]:
    generation = pristine.generation
    yield pristine
    restore(pristine.sources)
    if pristine.generation != generation:
        shutil.rmtree(pristine.archive)
        shutil.copytree(kept(pristine.archive), pristine.archive)


@pytest.mark.parametrize("case", TABLE, ids=lambda case: case.name)
def test_a_bad_file_costs_nothing(news: Newsroom, case: Bad) -> None:
    before, generation = news.texts(), news.generation
    source = spoil(news, case)
    summary = news.refresh()
    assert_told(summary.failed, case, source)
    assert changes(summary) == (0, 0, 0)
    assert summary.well is not bool(case.reason)
    assert (news.texts(), news.generation) == (before, generation)


def test_many_bad_files_hide_no_sound_one(news: Newsroom) -> None:
    before = news.texts()
    sources = {case.name: spoil(news, case) for case in TABLE}
    for name in ("0-first.txt", "between.txt", "~last.txt"):
        put(news, name, f"News\n\nThis is new in {name}.")
    summary = news.refresh()
    for case in TABLE:
        source = sources[case.name]
        assert_told([one for one in summary.failed if one.source == source], case, source)
    assert len(summary.failed) == sum(bool(case.reason) for case in TABLE)
    assert changes(summary) == (3, 0, 0)
    texts = news.texts()
    assert before.items() < texts.items()
    assert "news/~last.txt" in texts
    with news.open() as archive:
        assert_whole(archive, news.embedder)


def test_the_command_tells_of_all_of_them_in_little_memory(news: Newsroom) -> None:
    for case in TABLE:
        spoil(news, case)
    options = ("--archive", news.archive, "--dry-run")
    done = limited(0, news.sources, *options, "--json", cwd=news.sources)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, "nothing but the memory it took"
    assert most_memory(done) < 400
    failed = [Note(**one) for one in json.loads(done.stdout)["failed"]]
    assert len(failed) == sum(bool(case.reason) for case in TABLE)
    done = limited(0, news.sources, *options, cwd=news.sources)
    lines = done.stderr.splitlines()
    assert done.returncode == 1
    shown = [f"failed: {one.source}: {one.reason}" for one in failed[:SHOWN]]
    assert lines[: SHOWN + 1] == [
        *shown,
        f"failed: {len(failed) - SHOWN} more; --json lists them all",
    ]
    assert "Traceback" not in done.stderr


def in_bundle(news: Newsroom, name: str, bad: bytes) -> list[str]:
    """Put a bad bundle in a sound one's place, refresh; what is said of it and of its members."""
    before = news.texts()
    path = put(news, name, bad)
    summary = news.refresh()
    assert changes(summary) == (0, 0, 0)
    assert news.texts() == before
    assert all(f"{one.source}/".startswith(f"{path}/") for one in summary.failed)
    return [one.reason for one in summary.failed]


@pytest.mark.parametrize("name", ["flat.zip", "link.tar", "0n.tgz"])
@pytest.mark.parametrize("part", [0.2, 0.5, 0.9])
def test_a_bundle_cut_short_keeps_its_articles(news: Newsroom, name: str, part: float) -> None:
    pack = {".zip": zipped, ".tar": tarred, ".tgz": tar_gz}[Path(name).suffix]
    sound = pack(members(name))[: 3 * 1024]  # what comes behind in a tar is but its end
    reasons = in_bundle(news, name, sound[: int(part * len(sound))])
    assert reasons
    assert {reason.partition(":")[0] for reason in reasons} == {"cut short"}


def test_bombs_of_files_that_share_their_bytes(news: Newsroom) -> None:
    reasons = in_bundle(news, "flat.zip", overlapping(files=40, size=2 << 20))
    assert reasons[-1] == "unpacks to more than 16 MB: refused"


def test_bombs_of_many_small_bundles(news: Newsroom) -> None:
    inner = zipped({f"{n}.txt": bytes(1 << 20) for n in range(6)})
    reasons = in_bundle(news, "flat.zip", zipped({f"{n}.zip": inner for n in range(6)}))
    assert reasons[-1] == "unpacks to more than 16 MB: refused"


def test_more_files_than_any_bundle_has(news: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MAX_FILES", 5)
    reasons = in_bundle(news, "flat.zip", zipped({f"{n}.jpg": "" for n in range(9)}))
    assert reasons == ["holds more than 5 files: refused"]


def test_a_feed_says_what_its_entities_stand_for_in_vain(news: Newsroom) -> None:
    secret = put(news, ".secret", "the password")
    declared = f'<!ENTITY a "ha"><!ENTITY i SYSTEM "{secret.as_uri()}">'
    feed = rss("new.rss", f"<!DOCTYPE rss [{declared}]>").replace("café", "&a; &i;")
    put(news, "new.rss", feed)
    assert changes(news.refresh()) == (2, 0, 0)
    new = [text for id_, text in news.texts().items() if id_.startswith("urn:new.rss")]
    assert len(new) == 2
    for text in new:
        assert "password" not in text
        assert "ha in new.rss" not in text


@pytest.mark.parametrize(
    "text",
    ["<b></i>" * 150_000, "<p>" * 300_000, "\u200d" * 500_000, "<!--" * 200_000, "&#" * 400_000],
    ids=["end tags", "paragraphs", "joiners", "comments", "references"],
)
def test_no_text_takes_for_ever(news: Newsroom, text: str) -> None:
    put(news, "new.jsonl", json.dumps({"id": "urn:new", "title": text, "text": f"News. {text}"}))
    summary = news.refresh(dry_run=True)
    assert (summary.failed, changes(summary)) == ([], (1, 0, 0))


@pytest.mark.parametrize(
    "pieces", ["<!DOCTYPE ,[a]]]],<x>", "<?x?>,<!-- -->,<x>", "<!-- -->,<!-- -->,<x>", "<,<,<"]
)
def test_no_beginning_takes_for_ever(news: Newsroom, pieces: str) -> None:
    first, again, last = pieces.split(",")
    path = put(news, "new.xml", f"{first}{again * 5000}{last}")
    (note,) = news.refresh(dry_run=True).failed
    assert (note.source, "XML" in note.reason) == (str(path), True)


def test_labels_beyond_all_measure_do_not_multiply(news: Newsroom) -> None:
    long = "word " * 200_000
    record = dict.fromkeys(["id", "title", "outlet", "url", "author", "date"], long)
    put(news, "new.json", json.dumps({**record, "text": "It rained. " * 1000}))
    summary = news.refresh()
    assert (summary.failed, changes(summary)) == ([], (1, 0, 0))
    with news.open() as archive:
        article = archive.article("news/new.json")
        assert article is not None
        assert article.text == ("It rained. " * 1000).strip()
        assert len(article.title) == len(article.outlet) == LONGEST_LINE + 1
        assert article.url == ""
    (warning,) = summary.warnings
    assert len(warning.reason) < 1200


def test_a_text_that_no_article_has_is_refused(news: Newsroom) -> None:
    put(news, "new.json", json.dumps({"id": "urn:new", "text": "It rained. " * 1_500_000}))
    (note,) = news.refresh().failed
    assert note.reason == "longer than 16,000,000 characters: no article is"
