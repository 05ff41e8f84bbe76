"""The words of the archive as its full text has them: stemmed, each with its number of passages."""

from array import array
from collections.abc import Iterable, Mapping

from rag.store.catalogue import HEADLINE, Catalogue, quote_term

LEAST = 3  # passages that hold a word, for it to be one that others may have meant

_TABLE = "CREATE VIRTUAL TABLE IF NOT EXISTS temp.{name} USING fts5vocab(main, words, {kind})"


def read_words(catalogue: Catalogue, letter: str) -> Mapping[str, int]:
    """The stems that begin with a letter, and in how many passages each stands, LEAST or more.

    Read once for a state of the archive, in some hundredths of a second.
    """
    kept = catalogue.load_columns().words
    if letter not in kept:
        _open_table(catalogue, "stems", "row")
        rows = catalogue.connection.execute(
            "SELECT term, doc FROM temp.stems WHERE term >= ? AND term < ? AND doc >= ?",
            (letter, chr(ord(letter) + 1), LEAST),
        )
        kept[letter] = dict(rows.fetchall())
    return kept[letter]


def read_samples(catalogue: Catalogue, stem: str, count: int) -> list[str]:
    """Headline and text of some passages with a word of that stem."""
    _open_table(catalogue, "places", "instance")
    rows = catalogue.connection.execute(
        "SELECT title, text, sentences FROM (SELECT DISTINCT doc FROM temp.places"
        " WHERE term = ? LIMIT ?) JOIN passages ON passages.key = doc"
        " JOIN articles ON articles.key = article",
        (stem, count),
    )
    return [f"{title}\n{text}" for title, text in _cut_passages(rows)]


def read_best_samples(catalogue: Catalogue, phrase: str, count: int) -> list[str]:
    """The text of the passages in which a phrase weighs most, in any of its forms."""
    rows = catalogue.connection.execute(
        "SELECT title, text, sentences FROM (SELECT rowid AS doc FROM words WHERE words MATCH ?"
        " ORDER BY bm25(words, ?, 1.0) LIMIT ?) JOIN passages ON passages.key = doc"
        " JOIN articles ON articles.key = article",
        (quote_term(phrase), HEADLINE, count),
    )
    return [text for _, text in _cut_passages(rows)]


def _cut_passages(rows: Iterable[tuple[str, str, bytes]]) -> Iterable[tuple[str, str]]:
    """Headline and text of each passage."""
    for title, text, offsets in rows:
        places = array("I", offsets)
        yield title, text[places[0] : places[-1]]


def _open_table(catalogue: Catalogue, name: str, kind: str) -> None:
    catalogue.connection.execute(_TABLE.format(name=name, kind=kind))
