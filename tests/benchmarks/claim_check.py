"""How well "supported" is told on claims that people judged: by rule alone, and with the reader.

    python -m tests.benchmarks.claim_check --data DIR [--reader NAME] [--grid] [--most N]

DIR/support/: claims, each beside its source: `summedits_news.jsonl` (summaries, many changed in one
detail), `qags_cnndm.jsonl` (sentences of machine summaries), `wice_dev.jsonl` (claims of Wikipedia
beside a whole page; one that is supported in part is bad). DIR/faithbench/dev.jsonl: sentences of
summaries that language models wrote. Halves are made of whole source documents, by turns.

Each claim takes the path that an answer's take: `attribute`, with the cosines of the default
embeddings, then `NliJudge`. The sentences of its source are the evidence, and none is cited. Of a
claim of several sentences the worst verdict stands. Balanced accuracy is the mean of the share of
good claims that come out "supported" (passed) and of bad ones that do not (stopped).

`--grid` tries thresholds of the reader in place of its own, chooses by the first halves, and prints
what the choice is worth on the rest; the reader reads no pair twice for that. A reader that was
taught with some of these claims is too sure of them: see that the figures hardly move around the
thresholds chosen. `--reader` is "none", "small" or a folder. `--most` takes so many claims of each
set, for a glance.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from rag.answering.candidates import EvidenceSimilarity
from rag.errors import UsageError
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.models.reader import LocalReader, open_reader
from rag.text.sentences import split_sentences
from rag.types import Evidence, Verdict
from rag.verification.context import describe_context
from rag.verification.nli_judge import NliJudge
from rag.verification.support import attribute
from tests.benchmarks.judging.readings import Readings
from tests.benchmarks.judging.summaries import measure_area, told
from tools.train.judged import Judged, read_claims, read_summaries

EVENS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8)  # 0: no verdict is lowered
SURES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)  # above 1: none is raised
CHOSEN_BY = ("qags half 1", "faithbench half 1")
_RANK = ["unsupported", "weak", "supported"]
Sets = Mapping[str, Sequence[Judged]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("CLIPPINGS_BENCH", "")),
        help="folder with the data sets (default: CLIPPINGS_BENCH)",
    )
    parser.add_argument("--reader", default="small", help="none, small, or a folder")
    parser.add_argument("--grid", action="store_true", help="try the reader's thresholds")
    parser.add_argument("--most", type=int, help="claims of each set")
    arguments = parser.parse_args()
    support, summaries = arguments.data / "support", arguments.data / "faithbench" / "dev.jsonl"
    names = ("summedits_news", "qags_cnndm", "wice_dev")
    files = [*(support / f"{name}.jsonl" for name in names), summaries]
    if missing := [path for path in files if not path.is_file()]:
        print(f"skipped: {missing[0]} is missing in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    try:
        reader = open_warm(arguments.reader)
    except UsageError as error:
        parser.error(str(error))
    sets = read_sets(*files)
    if arguments.most:
        sets = {name: rows[:: -(-len(rows) // arguments.most)] for name, rows in sets.items()}
    measure_claims(sets, Readings(reader) if reader else None, grid=arguments.grid)
    return 0


def open_warm(name: str) -> LocalReader | None:
    """The reader of that name, loaded. Raises UsageError when it cannot be used."""
    reader = open_reader(name)
    if reader is not None:
        reader.warm_up()
    return reader


def read_sets(summedits: Path, qags: Path, wice: Path, faithbench: Path) -> Sets:
    """The judged claims by the name that their line in the table has."""
    halved = {"qags": read_claims(qags), "faithbench": read_summaries(faithbench)}
    halves = {
        f"{name} half {half + 1}": [row for row in rows if row.half == half]
        for name, rows in halved.items()
        for half in (0, 1)
    }
    return {"summedits": read_claims(summedits), "wice": read_claims(wice)} | halves


@dataclass(frozen=True)
class RuledClaim:
    """The sentences of a claim with what `attribute` found for each, and who may revise that."""

    sentences: tuple[tuple[str, tuple[int, ...], Verdict], ...]
    bad: bool
    judge: NliJudge

    def by_rule(self) -> Verdict:
        """The worst verdict of its sentences, as the rules have it."""
        return find_worst([verdict for *_, verdict in self.sentences])

    def revise(self) -> Verdict:
        """The same after the reader, by the thresholds that it has now."""
        verdicts = [self.judge.revise(*one)[1] for one in self.sentences]
        if self.judge.warnings:  # the judge goes on by rule alone, and the figures would hide it
            sys.exit(self.judge.warnings[0])
        return find_worst(verdicts)


def find_worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that a reader of all the sentences would go by."""
    return min(verdicts, key=lambda one: (_RANK.index(one.support), one.score))


class ClaimChecker:
    """Judges claims by rule, each beside its own source."""

    def __init__(self, readings: Readings | None) -> None:
        self._readings = readings
        self._embedder = RememberingEmbedder(LocalEmbedder(), most=1_000_000)
        self._sources: dict[tuple[str, ...], tuple[list[Evidence], EvidenceSimilarity]] = {}

    def check(self, row: Judged) -> RuledClaim:
        """The claim as the rules judge it, ready to be revised."""
        if row.sentences not in self._sources:  # many claims share one
            evidence = list(map(make_evidence, range(len(row.sentences)), row.sentences))
            self._sources[row.sentences] = evidence, EvidenceSimilarity(self._embedder, evidence)
        evidence, similarity = self._sources[row.sentences]
        context = [describe_context(item) for item in evidence]
        texts = [s.text for s in split_sentences(row.claim)]
        ruled = tuple(
            (text, *attribute(text, (), row.sentences, similarity=similarity, context=context))
            for text in texts
        )
        return RuledClaim(ruled, row.bad, NliJudge(self._readings, evidence, similarity=similarity))


def make_evidence(place: int, sentence: str) -> Evidence:
    """A sentence of a source about which nothing else is known."""
    return Evidence(
        f"S{place + 1}", "source", "", "", (), "", None, sentence, place * 1000, place * 1000 + 999
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """What verdicts are worth on one set."""

    balanced: float
    passed: float
    stopped: float
    area: float  # under the ROC curve of the score


def compute_figures(verdicts: Sequence[Verdict], bad: Sequence[bool]) -> Figures:
    """How well "supported" and the score tell the good claims from the bad ones."""
    found = told([one.support != "supported" for one in verdicts], bad)
    area = measure_area([one.score for one in verdicts], bad)
    return Figures(found.balanced, found.passed, found.recall, area)


def measure_claims(sets: Sets, readings: Readings | None, *, grid: bool) -> None:
    """The table: a line for each set; with `grid` the thresholds, and the table for the best."""
    checker = ClaimChecker(readings)
    claims = {name: list(map(checker.check, rows)) for name, rows in sets.items()}
    ruled = {
        name: compute_figures([one.by_rule() for one in own], [one.bad for one in own])
        for name, own in claims.items()
    }
    tables = {"rules alone": ruled}
    if readings is not None:
        tables[f"with {readings.called}"] = revise_all(claims)
    print_tables(sets, tables)
    if readings is None or not grid:
        return
    tried = {}
    for even, sure in product(EVENS, SURES):
        readings.even, readings.sure = even, sure
        tried[even, sure] = revise_all(claims)
    others = tuple(name for name in sets if name not in CHOSEN_BY)
    worth = {pair: average_balanced(figures, CHOSEN_BY) for pair, figures in tried.items()}
    print_grid(f"chosen by: mean balanced accuracy on {' and '.join(CHOSEN_BY)}", worth)
    rest = {pair: average_balanced(figures, others) for pair, figures in tried.items()}
    print_grid("the same on the other sets", rest)
    even, sure = best = max(worth, key=lambda pair: (worth[pair], *pair))  # of equals the strictest
    print_tables(sets, {"rules alone": ruled, f"even {even}, sure {sure}": tried[best]})


def revise_all(claims: Mapping[str, Sequence[RuledClaim]]) -> dict[str, Figures]:
    return {
        name: compute_figures([one.revise() for one in own], [one.bad for one in own])
        for name, own in claims.items()
    }


def average_balanced(figures: Mapping[str, Figures], names: Sequence[str]) -> float:
    return sum(figures[name].balanced for name in names) / len(names)


def print_tables(sets: Sets, tables: Mapping[str, Mapping[str, Figures]]) -> None:
    """Side by side: a line for each set."""
    print(f"\n{'':18} {'':>4} {'':>4}" + "".join(f" | {name:28}" for name in tables))
    head = "bal.acc. passed stopped   AUC"
    print(f"{'':18} {'n':>4} {'good':>4}" + f" | {head}" * len(tables))
    for name, rows in sets.items():
        counts = f"{len(rows):4} {sum(not row.bad for row in rows):4}"
        found = [figures[name] for figures in tables.values()]
        cells = [f"{f.balanced:8.3f} {f.passed:6.3f} {f.stopped:7.3f} {f.area:5.3f}" for f in found]
        print(f"{name:18} {counts} | {' | '.join(cells)}")


def print_grid(title: str, worth: Mapping[tuple[float, float], float]) -> None:
    print(f"\n{title}\n  even \\ sure" + "".join(f"{sure:7.2f}" for sure in SURES))
    for even in EVENS:
        print(f"  {even:11.2f}" + "".join(f"{worth[even, sure]:7.3f}" for sure in SURES))


if __name__ == "__main__":
    sys.exit(main())
