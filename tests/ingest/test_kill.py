"""A refresh that is killed, or runs out of disk, leaves the archive as it was before or after.

CLIPPINGS_KILLS=200 makes many kills of the few that every run of the suite does.
"""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path
from time import perf_counter, sleep

import numpy as np
from newsroom import SEEN, Held, Newsroom, assert_whole, in_catalogue

from rag.archive import Archive
from rag.errors import ArchiveMissing

KILLS = int(os.environ.get("CLIPPINGS_KILLS", "10"))
ARTICLES = 120
FULL = (20_000, 100_000, 600_000)  # bytes: too few for the catalogue, for vectors, for Chroma
FILES = {"archive.json", "catalogue.sqlite", "chroma", "writer.lock"}
PROGRAM = Path(__file__).with_name("killed_run.py")
PLACES = [str(PROGRAM.parents[1]), str(PROGRAM.parents[2])]


def begin(news: Newsroom, *limit: int) -> subprocess.Popen[str]:
    """A refresh in another process, about to do its first step."""
    command = [sys.executable, PROGRAM, news.sources, news.archive, *limit]
    run = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(PLACES)},
    )
    assert run.stdout is not None
    assert run.stdout.readline() == "begun\n"
    return run


def finish(run: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code, negative if it was killed, and what it said in the end."""
    output, errors = run.communicate(timeout=120)
    return run.returncode, output + errors


class Edition:
    """The articles of a newsroom, rewritten at random between two runs."""

    def __init__(self, news: Newsroom, seed: int) -> None:
        self.news = news
        self.random = random.Random(seed)  # noqa: S311  # the same kills every time
        self.texts: dict[str, str] = {}
        self.rewrite(range(ARTICLES))

    def rewrite(self, numbers: range | list[int]) -> None:
        for n in numbers:
            words = (f"w{self.random.randrange(2000)}" for _ in range(16 * 12))
            lines = [" ".join(line) for line in zip(*[words] * 12, strict=True)]
            text = ". ".join(lines) + "."
            self.news.write(f"{n:03}.txt", f"Report {n}\n\n{text}")
            self.texts[f"news/{n:03}.txt"] = text

    def change(self) -> None:
        """Rewrite a few articles or many, and take one out or put one in."""
        share = self.random.choice([0.03, 0.5])
        self.rewrite(self.random.sample(range(ARTICLES), int(share * ARTICLES)))
        n = self.random.randrange(ARTICLES, ARTICLES + 5)
        if self.texts.pop(f"news/{n:03}.txt", None) is None:
            self.rewrite([n])
        else:
            (self.news.sources / f"{n:03}.txt").unlink()


def texts_in(news: Newsroom) -> dict[str, str]:
    """The articles that a reader finds, after a look at whether everything fits together."""
    try:
        with news.open() as archive:
            assert_whole(archive, news.embedder)
            texts = {article.id: article.text for article in archive.articles()}
            for text in list(texts.values())[::40]:
                (hit,) = archive.search(text, 1, today=SEEN)
                assert hit.text in text
            return texts
    except ArchiveMissing:
        return {}


def neighbours(archive: Archive, passages: dict[str, Held]) -> list[list[tuple[str, float]]]:
    """What stands nearest to twenty passages, as the published index has it."""
    probes = [passages[id_].vector for id_ in sorted(passages)[:: len(passages) // 20]]
    with archive.snapshot() as catalogue:
        generation = int(catalogue.state("generation") or 0)
    with archive._generations.hold(generation) as index:
        return [index.nearest(probe, 10) for probe in probes]


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
            assert [id_ for id_, _ in near] == [id_ for id_, _ in others_near]


def test_killed_at_any_moment(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    edition = Edition(news, seed=20261030)
    (tmp_path / "undisturbed").mkdir()
    quiet = Newsroom(tmp_path / "undisturbed")
    quiet.sources = news.sources
    run = begin(quiet)
    begun = perf_counter()
    assert finish(run)[0] == 0
    seconds = perf_counter() - begun

    moments = [(n + edition.random.random()) / KILLS * seconds for n in range(KILLS)]
    moments[0] = 0.0
    edition.random.shuffle(moments)
    killed, before = 0, texts_in(news)
    for moment in moments:
        run = begin(news)
        sleep(moment)
        run.kill()
        code, output = finish(run)
        after = texts_in(news)
        if code == -signal.SIGKILL:
            killed += 1
            assert after in (before, edition.texts)
        else:
            assert (code, after) == (0, edition.texts), output
        if after == edition.texts:
            edition.change()
        before = after
    assert killed

    assert finish(begin(news))[0] == 0
    assert texts_in(news) == edition.texts
    assert finish(begin(quiet))[0] == 0
    assert_same(news, quiet)
    assert {path.name for path in news.archive.iterdir()} == FILES


def test_a_full_disk(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    edition = Edition(news, seed=1)
    assert finish(begin(news, FULL[-1]))[0] == 3
    assert texts_in(news) == {}
    assert finish(begin(news))[0] == 0
    before = dict(edition.texts)
    edition.change()
    for size in FULL:
        code, said = finish(begin(news, size))
        assert code == 3, said
        assert "Free disk space" in said
        assert texts_in(news) == before
    assert finish(begin(news))[0] == 0, "once there is room it goes on"
    assert texts_in(news) == edition.texts
    assert len(list((news.archive / "chroma").iterdir())) == 1
