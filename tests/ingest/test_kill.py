"""A refresh that is killed, or runs out of disk, leaves the archive as it was before or after.

A short form runs with the suite. CLIPPINGS_KILLS=200 makes many kills; if CLIPPINGS_BENCH is set
as well, of a refresh of 1,000 real articles.
"""

import gzip
import json
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
import pytest

from ingest.normalize import clean_text
from rag.errors import ArchiveMissing
from rag.retrieval.search import Archive
from tests.helpers import killed_run
from tests.helpers.newsroom import SEEN, Held, Newsroom, assert_whole, in_catalogue
from tests.helpers.nursery import Forked

pytestmark = pytest.mark.slow

KILLS = int(os.environ.get("CLIPPINGS_KILLS", "10"))
BENCH = os.environ.get("CLIPPINGS_BENCH")
PROBES = 200  # passages whose neighbours are compared in the end
FULL = (20_000, 100_000, 600_000)  # bytes: too few for the catalogue, for vectors, for Chroma
FILES = {"archive.json", "catalogue.sqlite", "chroma", "writer.lock"}
Wait = Callable[[Forked], bool]  # whether it ended while Chroma saved


def begin(news: Newsroom, limit: int | None = None, *, batch: int = 16) -> Forked:
    """A refresh in another process, about to do its first step."""
    run = Forked(killed_run.main, news.sources, news.archive, batch, limit)
    line = run.said.readline()
    assert line == "begun\n", finish(run)
    return run


def finish(run: Forked) -> tuple[int, str]:
    """The exit code, negative if it was killed, and what it said in the end."""
    return run.finish(300)


class Edition:
    """The articles of a newsroom, rewritten at random between two runs."""

    batch = 16  # passages between two commits, and half as many as between two saves of Chroma

    def __init__(self, news: Newsroom, seed: int) -> None:
        self.news = news
        self.random = random.Random(seed)  # the same kills every time
        self.texts: dict[str, str] = {}
        self.numbers = range(120)
        self.rewrite(self.numbers)

    def rewrite(self, numbers: range | list[int]) -> None:
        for n in numbers:
            text = self.written(n)
            self.news.write(f"{n:04}.txt", f"Report {n}\n\n{text}")
            self.texts[f"news/{n:04}.txt"] = text

    def written(self, _n: int) -> str:
        words = (f"w{self.random.randrange(2000)}" for _ in range(16 * 12))
        lines = [" ".join(line) for line in zip(*[words] * 12, strict=True)]
        return ". ".join(lines) + "."

    def change(self) -> None:
        """Rewrite a few articles or many, and take one out or put one in."""
        share = self.random.choice([0.03, 0.5])
        self.rewrite(self.random.sample(self.numbers, int(share * len(self.numbers))))
        n = self.random.randrange(len(self.numbers), len(self.numbers) + 5)
        if self.texts.pop(f"news/{n:04}.txt", None) is None:
            self.rewrite([n])
        else:
            (self.news.sources / f"{n:04}.txt").unlink()


class RealEdition(Edition):
    """1,000 articles as they were published, with a sentence of ours in each that was changed."""

    batch = 256

    def __init__(self, news: Newsroom, seed: int) -> None:
        with gzip.open(Path(BENCH or "") / "news" / "articles.jsonl.gz", "rt") as lines:
            records = [json.loads(line) for line in islice(lines, 1005)]
        self.published = [clean_text(" ".join(record["text"].split())) for record in records]
        self.news = news
        self.random = random.Random(seed)
        self.texts = {}
        self.numbers = range(1000)
        self.rewrite(self.numbers)

    def written(self, n: int) -> str:
        return f"{self.published[n]} Seen again as number {self.random.randrange(10**6)}."


def texts_in(news: Newsroom, *, thoroughly: bool) -> dict[str, str]:
    """The articles that a reader finds, after a look at whether everything fits together."""
    try:
        with news.open() as archive:
            if thoroughly:
                assert_whole(archive, news.embedder)
            assert archive.has_whole_index()
            texts = {article.id: article.text for article in archive.articles()}
            for text in list(texts.values())[:: max(1, len(texts) // 3)]:
                hits = archive.search(text[:500], 3, today=SEEN)
                assert any(hit.text in text for hit in hits)
            return texts
    except ArchiveMissing:
        return {}


def neighbours(archive: Archive, passages: dict[str, Held]) -> list[list[tuple[str, float]]]:
    """What stands nearest to some passages, as the published index has it."""
    step = max(1, len(passages) // PROBES)
    probes = [passages[id_].vector for id_ in sorted(passages)[::step]]
    with archive.snapshot() as catalogue:
        generation = int(catalogue.read_state("generation") or 0)
    with archive._generations.hold(generation) as index:
        return [index.find_nearest(probe, 10) for probe in probes]


def assert_same(one: Newsroom, other: Newsroom) -> None:
    with one.open() as left, other.open() as right:
        assert list(left.articles()) == list(right.articles())
        passages, others = in_catalogue(left), in_catalogue(right)
        assert passages.keys() == others.keys()
        for id_, held in passages.items():
            assert held.text == others[id_].text
            np.testing.assert_array_equal(held.vector, others[id_].vector)
        for near, others_near in zip(
            neighbours(left, passages), neighbours(right, passages), strict=True
        ):
            assert [round(score, 5) for _, score in near] == pytest.approx(
                [round(score, 5) for _, score in others_near], abs=2e-5
            )


def saves(news: Newsroom) -> Iterator[None]:
    """Ends when Chroma has begun to save its vectors once more."""

    def stamps() -> set[tuple[str, int]]:
        found = set()
        with suppress(FileNotFoundError):  # files and folders that go as they are looked at
            for file in news.archive.glob("chroma/*/*/*.bin"):
                found.add((str(file), file.stat().st_mtime_ns))
        return found

    before = stamps()
    while stamps() <= before:
        yield


def ways_to_die(news: Newsroom, chance: random.Random, seconds: float) -> list[Wait]:
    """Waits before a kill: two thirds end at any moment of a run, a third as Chroma saves."""

    def at(moment: float) -> Wait:
        def wait(_run: Forked) -> bool:
            sleep(moment)
            return False

        return wait

    def while_saving(run: Forked) -> bool:
        for _ in saves(news):
            if not run.process.is_alive():
                return False
            sleep(0.0005)
        sleep(chance.random() * 0.02)
        return run.process.is_alive()

    moments = [0.0, *((n + chance.random()) / KILLS * seconds for n in range(1, KILLS))]
    ways = [while_saving if n % 3 == 2 else at(moment) for n, moment in enumerate(moments)]
    chance.shuffle(ways)
    return ways


def test_killed_at_any_moment(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    real = bool(BENCH) and KILLS > 100
    edition: Edition = (RealEdition if real else Edition)(news, seed=20261030)
    (tmp_path / "undisturbed").mkdir()
    quiet = Newsroom(tmp_path / "undisturbed")
    quiet.sources = news.sources
    run = begin(quiet, batch=edition.batch)
    begun = perf_counter()
    assert finish(run)[0] == 0
    seconds = perf_counter() - begun

    ways = ways_to_die(news, edition.random, seconds)
    killed, saving, before = 0, 0, texts_in(news, thoroughly=True)
    for n, wait in enumerate(ways):
        run = begin(news, batch=edition.batch)
        in_a_save = wait(run)
        run.process.kill()
        code, output = finish(run)
        after = texts_in(news, thoroughly=not real or n % 20 == 0)
        if code == -signal.SIGKILL:
            killed += 1
            saving += in_a_save
            assert after in (before, edition.texts)
        else:
            assert (code, after) == (0, edition.texts), output
        if after == edition.texts:
            edition.change()
        before = after
    print(f"killed {killed} of {KILLS} runs, {saving} of them as Chroma saved")
    assert killed
    assert saving or KILLS < 10

    assert finish(begin(news, batch=edition.batch))[0] == 0
    assert texts_in(news, thoroughly=True) == edition.texts
    assert finish(begin(quiet, batch=edition.batch))[0] == 0
    assert_same(news, quiet)
    assert {path.name for path in news.archive.iterdir()} == FILES


def test_a_full_disk(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    edition = Edition(news, seed=1)
    assert finish(begin(news, FULL[-1]))[0] == 3
    assert texts_in(news, thoroughly=True) == {}
    assert finish(begin(news))[0] == 0
    before = dict(edition.texts)
    edition.change()
    for size in FULL:
        code, said = finish(begin(news, size))
        assert code == 3, said
        assert "Free disk space" in said
        assert texts_in(news, thoroughly=True) == before
    assert finish(begin(news))[0] == 0, "once there is room it goes on"
    assert texts_in(news, thoroughly=True) == edition.texts
    assert len(list((news.archive / "chroma").iterdir())) == 1
