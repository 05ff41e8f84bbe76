"""Whatever is done to the sources, after a refresh the archive is what they say, all through."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from rag.retrieval.search import Archive
from rag.store.catalogue import Catalogue
from tests.helpers.examples import examples
from tests.helpers.newsroom import Newsroom, assert_whole

pytestmark = pytest.mark.slow

NAMES = st.sampled_from(["a.txt", "b.txt", "2026/a.txt", "2026/05/c.txt", "d.txt", "e.txt"])
LENGTHS = st.integers(1, 40)  # sentences: one passage or several


class Refreshing(RuleBasedStateMachine):
    """A folder is written to and refreshed from, in any order; `told` is what it should say."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory()
        self.news = Newsroom(Path(self.place.name))
        self.told: dict[str, str] = {}  # file name -> the one word that stands in no other text
        self.kept: dict[str, str] = {}  # the same as of the last refresh
        self.gone: set[str] = set()
        self.words = 0

    def teardown(self) -> None:
        self.place.cleanup()

    @initialize(names=st.sets(NAMES))
    def begin(self, names: set[str]) -> None:
        for name in sorted(names):
            self.write(name, 3)

    @rule(name=NAMES, length=LENGTHS)
    def write(self, name: str, length: int) -> None:
        self.words += 1
        word = f"u{self.words}u"
        sentences = [
            f"Sentence {n} of the report is rather like the others." for n in range(length)
        ]
        sentences.insert(length // 2, f"Only here it says {word} at last.")
        self.news.write(name, "A report\n\n" + " ".join(sentences))
        self.told[name] = word

    @precondition(lambda self: self.told)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.told)))
        (self.news.sources / name).unlink()
        del self.told[name]

    @rule(rebuild=st.booleans())
    def refresh(self, *, rebuild: bool) -> None:
        told, kept = self.told, self.kept
        counts = self.news.counts(rebuild=rebuild)
        both = told.keys() & kept.keys()
        changed = sum(told[name] != kept[name] for name in both)
        added, removed = len(told.keys() - kept.keys()), len(kept.keys() - told.keys())
        assert counts == (added, changed, len(both) - changed, removed)
        self.gone |= set(kept.values()) - set(told.values())
        self.kept = dict(told)
        with self.news.open() as archive:
            assert {article.id for article in archive.articles()} == {f"news/{n}" for n in told}
            assert_whole(archive, self.news.embedder)
            self.assert_words(archive)

    def assert_words(self, archive: Archive) -> None:
        """The full text finds each article by its own word, and nothing by words that are gone."""
        with archive.snapshot() as catalogue:
            for name, word in self.told.items():
                entries = catalogue.read_entries(with_word(catalogue, word))
                assert [one.article_id for one in entries.values()] == [f"news/{name}"]
            for word in self.gone:
                assert with_word(catalogue, word) == []
            vectors = catalogue.connection.execute("SELECT count(*) FROM vectors").fetchone()[0]
            used = "SELECT count(DISTINCT vector) FROM passages"
            assert vectors == catalogue.connection.execute(used).fetchone()[0]


def with_word(catalogue: Catalogue, word: str) -> list[int]:
    """The keys under which the full text has a word."""
    query = "SELECT rowid FROM words WHERE words MATCH ?"
    return [key for (key,) in catalogue.connection.execute(query, (word,))]


TestRefreshing = Refreshing.TestCase
TestRefreshing.settings = settings(
    max_examples=examples(12),
    stateful_step_count=14,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
