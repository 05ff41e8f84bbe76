"""How well "supported" is told on claims that people judged: by rule alone, and with an NLI model.

    python -m tests.benchmarks.claim_check --data DIR [--nli NAME] [--most N]

DIR/support/: claims, each beside its source: `summedits_news.jsonl` (summaries, many changed in one
detail), `qags_cnndm.jsonl` (sentences of machine summaries), `wice_dev.jsonl` (claims of Wikipedia
beside a whole page; one that is supported in part is bad). DIR/faithbench/dev.jsonl: sentences of
summaries that language models wrote. Halves are made of whole source documents, by turns.

Each claim takes the path that an answer's take: `attribute`, with the cosines of the default
embeddings, then `NliJudge`. The sentences of its source are the evidence, and none is cited. Of a
claim of several sentences the worst verdict stands. Balanced accuracy is the mean of the share of
good claims that come out "supported" (passed) and of bad ones that do not (stopped).

`--nli` is a CrossEncoder, as the setting `nli_model` names one. `--most` takes so many claims of
each set, for a glance.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.answering.candidates import EvidenceSimilarity
from rag.errors import UsageError
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.models.nli import LocalNliModel, NliModel
from rag.text.sentences import split_sentences
from rag.types import Evidence, Verdict
from rag.verification.context import describe_context
from rag.verification.nli_judge import NliJudge
from rag.verification.support import attribute
from tests.benchmarks.judging.judged import Judged, read_claims, read_summaries
from tests.benchmarks.judging.summaries import measure_area, told

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
    parser.add_argument("--nli", default="", help="a CrossEncoder, by name or folder")
    parser.add_argument("--most", type=int, help="claims of each set")
    arguments = parser.parse_args()
    support, summaries = arguments.data / "support", arguments.data / "faithbench" / "dev.jsonl"
    names = ("summedits_news", "qags_cnndm", "wice_dev")
    files = [*(support / f"{name}.jsonl" for name in names), summaries]
    if missing := [path for path in files if not path.is_file()]:
        print(f"skipped: {missing[0]} is missing in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    try:
        model = open_warm(arguments.nli) if arguments.nli else None
    except UsageError as error:
        parser.error(str(error))
    sets = read_sets(*files)
    if arguments.most:
        sets = {name: rows[:: -(-len(rows) // arguments.most)] for name, rows in sets.items()}
    measure_claims(sets, model)
    return 0


def open_warm(name: str) -> LocalNliModel:
    """The model of that name, loaded. Raises UsageError when it cannot be used."""
    model = LocalNliModel(name)
    model.warm_up()
    return model


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
        """The same after the model has read them."""
        verdicts = [self.judge.revise(*one)[1] for one in self.sentences]
        if self.judge.warnings:  # the judge goes on by rule alone, and the figures would hide it
            sys.exit(self.judge.warnings[0])
        return find_worst(verdicts)


def find_worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict that a reader of all the sentences would go by."""
    return min(verdicts, key=lambda one: (_RANK.index(one.support), one.score))


class ClaimChecker:
    """Judges claims by rule, each beside its own source."""

    def __init__(self, model: NliModel | None) -> None:
        self._model = model
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
        return RuledClaim(ruled, row.bad, NliJudge(self._model, evidence, similarity=similarity))


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


def measure_claims(sets: Sets, model: NliModel | None) -> None:
    """The table: a line for each set."""
    checker = ClaimChecker(model)
    claims = {name: list(map(checker.check, rows)) for name, rows in sets.items()}
    tables = {"rules alone": measure_verdicts(claims, RuledClaim.by_rule)}
    if model is not None:
        tables[f"with {model.called}"] = measure_verdicts(claims, RuledClaim.revise)
    print_tables(sets, tables)


def measure_verdicts(
    claims: Mapping[str, Sequence[RuledClaim]], judge: Callable[[RuledClaim], Verdict]
) -> dict[str, Figures]:
    return {name: compute_figures([judge(one) for one in own], [one.bad for one in own])
            for name, own in claims.items()}  # fmt: skip


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


if __name__ == "__main__":
    sys.exit(main())
