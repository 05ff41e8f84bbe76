"""The words of the archive as its full text has them: stemmed, each with its number of passages."""

from array import array
from collections.abc import Mapping

from rag.store.catalogue import Catalogue

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
    samples = []
    for title, text, offsets in rows:
        places = array("I", offsets)
        samples.append(f"{title}\n{text[places[0] : places[-1]]}")
    return samples


def _open_table(catalogue: Catalogue, name: str, kind: str) -> None:
    catalogue.connection.execute(_TABLE.format(name=name, kind=kind))
