"""What the benchmarks stand on: an archive without some articles, a collection's reader."""

from pathlib import Path

from asking import AGENCY, STRIKE, TODAY
from comparing.without import Without
from time1963 import read_collection

from rag.archive import Archive
from rag.types import Hit, Window

FAR = 10_000  # more passages than there are


def test_articles_that_are_left_out_are_found_by_nothing(press: Archive) -> None:
    reduced = Without(press)
    whole = found(press)
    assert found(reduced) == whole, "nothing is left out yet"
    for gone in ({AGENCY[0]}, set(AGENCY), {"there is no such article"}):
        reduced.gone = frozenset(gone)
        left = found(reduced)
        assert left.isdisjoint(gone)
        assert left >= whole - set(AGENCY)
    reduced.gone = frozenset(AGENCY)
    day = TODAY.replace(month=5, day=23)
    assert reduced.search(STRIKE, FAR, today=TODAY, window=Window(day, day, "by hand")) == []
    reduced.gone = frozenset()
    assert found(reduced) == whole
    reduced.close()


def test_scores_are_scaled_without_what_is_left_out(press: Archive) -> None:
    """What comes first without an article scores as the first of an archive that lacks it."""
    reduced = Without(press)
    reduced.gone = frozenset(AGENCY)
    before = next(hit for hit in hits(press) if hit.article_id not in AGENCY)
    after = hits(reduced)[0]
    assert after.score > before.score
    reduced.close()


def hits(archive: Archive) -> list[Hit]:
    return archive.search(STRIKE, FAR, today=TODAY)


def found(archive: Archive) -> set[str]:
    return {hit.article_id for hit in hits(archive)}


def test_a_collection_is_read_by_its_judgements(tmp_path: Path) -> None:
    articles = [
        f"*TEXT {number} {day}  PAGE 02{n}\n\nARTICLE {number} SAID SO\n\nIN THE U.S . TODAY .\n\n"
        for n, (number, day) in enumerate([("017", "01/04/63"), ("019", "08/30 63")])
    ]
    (tmp_path / "TIME.ALL").write_text("".join(articles), encoding="ascii")
    (tmp_path / "TIME.QUE").write_text(
        "*FIND      1\n\n WHO SAID\n\nSO .\n\n*FIND      2\n\n NOBODY .\n\n*FIND 3\n\n BOTH .\n",
        encoding="ascii",
    )
    (tmp_path / "TIME.REL").write_text("1  2\n\n2  \n\n3  1 2", encoding="ascii")
    first, second = (f"ARTICLE {n} SAID SO IN THE U.S. TODAY." for n in ("017", "019"))
    assert read_collection(tmp_path) == (
        [
            {"id": "time-017", "published": "1963-01-04", "outlet": "TIME", "text": first},
            {"id": "time-019", "published": "1963-08-30", "outlet": "TIME", "text": second},
        ],
        [
            {"id": "query 1", "question": "WHO SAID SO.", "asked": "1963-12-31",
             "articles": ["time-019"]},
            {"id": "query 3", "question": "BOTH.", "asked": "1963-12-31",
             "articles": ["time-017", "time-019"]},
        ],
    )  # fmt: skip
