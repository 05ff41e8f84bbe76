"""What the benchmarks stand on: an archive without some articles, readers, altered sentences."""

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag.models.nli import NliScores
from rag.retrieval.search import Archive
from rag.types import Hit, Window
from tests.benchmarks.claim_check import ClaimChecker, compute_figures
from tests.benchmarks.comparing.without import Without
from tests.benchmarks.furniture import LABELS, Figures, Label, make_article, measure, read_labels
from tests.benchmarks.judging.altered import ALTERED
from tests.benchmarks.judging.judged import Judged, read_claims, read_summaries
from tests.benchmarks.judging.rephrased import REPHRASED
from tests.benchmarks.judging.sentences import Article, Place
from tests.benchmarks.judging.summaries import called_by_threshold, measure_area, told
from tests.benchmarks.time1963 import read_collection
from tests.helpers.asking import AGENCY, STRIKE
from tests.helpers.places import TODAY

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


SAID = (
    "On Monday, September 3, 2018, President Ida Lund said the plan of the founder of Nordlink "
    "could add more than 1.2 million jobs and 70 ships after the strike, while 5% of prices rose "
    "by $3 within two days."
)
DOUBTED = "Some of the recently built ports aren't in the U.S., Per Berg said."
NEWS = Article((SAID, DOUBTED, "It rained."))


def changed(kind: str, text: str) -> str | None:
    place = Place(text, "It rained.", NEWS, ("Olga Holm",), random.Random(1))
    return (ALTERED | REPHRASED)[kind](place)


@pytest.mark.parametrize("kind", ALTERED)
def test_every_way_of_altering_changes_a_sentence(kind: str) -> None:
    altered = [changed(kind, text) for text in (SAID, DOUBTED)]
    assert any(altered)
    assert all(text not in {SAID, DOUBTED} for text in altered)


@pytest.mark.parametrize(
    ("kind", "text", "other"),
    [
        ("verbatim", SAID, SAID),
        ("clause dropped", "The port, which closed, was sold to a bank.", "The port was sold to a "
         "bank."),
        ("attribution turned", "The port was closed, police said.", "Police said that The port was "
         "closed."),
        ("respelled", "The bank lost 1.2 million jobs.", "The bank lost 1,200,000 jobs."),
        ("contraction opened", "They aren't here.", "They are not here."),
        ("said otherwise", "It sank, he said.", "It sank, he told reporters."),
        ("date shortened", "It sank on September 3.", "It sank on Sept. 3."),
        ("by surname", "Here Per Berg spoke.", "Here Berg spoke."),
        ("country respelled", "It left the US on Monday.", "It left the United States on Monday."),
        ("pronoun", "Per Berg said it sank.", "He said it sank."),
        ("made passive", "The court approved the plan on Monday.", "The plan was approved by the "
         "court on Monday."),
        ("adverbs dropped", "It was recently built.", "It was built."),
        ("headline style", "The ship hit a rock.", "Ship hit rock."),
        ("two joined", "The ship sank.", "The ship sank and it rained."),
    ],
)  # fmt: skip
def test_rephrasing_keeps_what_is_said(kind: str, text: str, other: str) -> None:
    assert changed(kind, text) == other


def test_measures_of_verdicts() -> None:
    bad = [True, False, True, False]
    assert measure_area([0.1, 0.9, 0.2, 0.8], bad) == 1.0
    assert measure_area([0.9, 0.1, 0.8, 0.2], bad) == 0.0
    assert measure_area([1.0] * 4, bad) == 0.5
    found = told([True, True, True, False], bad)
    assert (found.balanced, found.precision, found.recall) == (0.75, 2 / 3, 1.0)
    assert found.passed == 0.5
    assert told([False] * 4, bad).precision is None
    rows = [Judged("", (), is_bad, half) for half in (0, 1) for is_bad in bad]
    scores = [0.1, 0.9, 0.2, 0.8] * 2
    assert called_by_threshold(scores, rows) == bad * 2


def test_summaries_are_cut_into_judged_claims(tmp_path: Path) -> None:
    spans = [{"label": "Unwanted.Extrinsic", "start": 14, "end": 18},
             {"label": "Benign", "start": 0, "end": 5}]  # fmt: skip
    row = {"source": "It sank.", "summary": "It went down. It burnt.", "spans": spans}
    other = {"source": "It rained.", "summary": "It rained.", "spans": []}
    file = tmp_path / "dev.jsonl"
    file.write_text("\n".join(map(json.dumps, (row, other, row))), encoding="utf-8")
    first = [Judged("It went down.", ("It sank.",), bad=False, half=0),
             Judged("It burnt.", ("It sank.",), bad=True, half=0)]  # fmt: skip
    second = Judged("It rained.", ("It rained.",), bad=False, half=1)
    assert read_summaries(file) == [*first, second, *first]


def test_judged_claims_stand_beside_the_sentences_of_their_source(tmp_path: Path) -> None:
    rows = [
        {"source": "It sank. It burnt.", "claim": "It sank.", "good": True},
        {"source": ["(meta data) TITLE: Ships", "It sank."], "claim": "It rose.",
         "label": "partially_supported"},
        {"source": "It sank. It burnt.", "claim": "It rose.", "good": False},
        {"source": ["It rained."], "claim": "It rained.", "label": "supported"},
    ]  # fmt: skip
    file = tmp_path / "claims.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert read_claims(file) == [
        Judged("It sank.", ("It sank.", "It burnt."), bad=False, half=0),
        Judged("It rose.", ("TITLE: Ships", "It sank."), bad=True, half=1),
        Judged("It rose.", ("It sank.", "It burnt."), bad=True, half=0),
        Judged("It rained.", ("It rained.",), bad=False, half=0),
    ]


class Knowing:
    """An NLI model that finds entailed what is read beside a sentence with "stepped down"."""

    called = "knowing"

    def read(self, claim: str, premises: Sequence[str]) -> list[NliScores]:
        return [NliScores(0.95 if "stepped down" in one else 0.1) for one in premises]


def test_claims_take_the_path_of_an_answers() -> None:
    source = ("The minister stepped down after the inquiry.", "The harbour was closed on Monday.")
    checker = ClaimChecker(Knowing())
    claims = [
        checker.check(Judged(text, source, is_bad, 0))
        for text, is_bad in [
            ("The harbour was closed on Monday. The secretary quit.", False),
            ("The secretary quit.", False),
            ("The harbour was closed on Tuesday.", True),
        ]
    ]
    assert [one.by_rule().support for one in claims] == ["unsupported"] * 3, "the worst sentence"
    revised = [one.revise() for one in claims]
    assert [one.support for one in revised] == ["supported", "supported", "unsupported"]
    found = compute_figures(revised, [one.bad for one in claims])
    assert (found.balanced, found.passed, found.stopped, found.area) == (1.0, 1.0, 1.0, 1.0)


def test_labelled_lines_are_held_against_what_is_set_aside() -> None:
    text = "It sank on Monday.\n\nRead more\n\nUtah"
    row = {"id": "a", "title": "T", "text": text, "outlet": "echo.example", "authors": "Jo Doe"}
    labels = [
        Label("a", 0, 18, furniture=False),
        Label("a", 20, 29, furniture=True),
        Label("a", 31, 35, furniture=True),
    ]
    assert measure([make_article(row)], labels) == Figures(3, precision=1.0, recall=0.5)
    assert measure([make_article(row)], labels[:1]) == Figures(1, precision=0.0, recall=0.0)


def test_there_are_labels_of_both_years() -> None:
    labels = read_labels(LABELS)
    assert {name: len(own) for name, own in labels.items()} == {"news2024": 150, "news2025": 150}
    assert all(0 <= one.start < one.end for own in labels.values() for one in own)
