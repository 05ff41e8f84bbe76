"""How well claims are told supported from unsupported, measured on real text.

    python -m tests.benchmarks.support_check --data DIR [--half 1|2]

DIR/faithbench/dev.jsonl: source passages, summaries that language models wrote of them, and the
spans that people marked as unwanted. Each sentence of a summary is a claim, bad if such a span
touches it (`judging.judged`). Beside our score, without and with the cosine that the pipeline
gives it, stand word overlap, the cosine of the default embeddings to the best source sentence, and
calling everything supported. Halves are made of whole source documents, by turns.

DIR/news/articles.jsonl.gz: articles. One fact of a true sentence is changed by script (each way is
told in `judging.altered`), or the sentence is put in other words (`judging.rephrased`), then
checked against the true sentence alone ("two joined": against both) and against its whole article.

`--half` keeps to every other source document and article: rules are chosen on 1, confirmed on 2.
"""

import argparse
import os
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from rag.types import Support
from rag.verification.support import check_claim
from tests.benchmarks.judging.altered import ALTERED
from tests.benchmarks.judging.judged import Judged, read_summaries
from tests.benchmarks.judging.rephrased import REPHRASED
from tests.benchmarks.judging.sentences import Article, Change, places, read_articles
from tests.benchmarks.judging.summaries import (
    Cosines,
    Told,
    called_by_threshold,
    measure_area,
    overlap,
    told,
)

_EACH = 200  # sentences altered in each way, at most
_OF_ONE_ARTICLE = 2  # of them
_TIMED = 300  # claims that are timed
Counts = dict[str, Counter[str]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("CLIPPINGS_BENCH", "")),
        help="folder with the two data sets (default: CLIPPINGS_BENCH)",
    )
    parser.add_argument("--half", type=int, choices=[1, 2], help="every other document alone")
    arguments = parser.parse_args()
    summaries = arguments.data / "faithbench" / "dev.jsonl"
    articles = arguments.data / "news" / "articles.jsonl.gz"
    if missing := [path for path in (summaries, articles) if not path.is_file()]:
        print(f"skipped: {missing[0]} is missing in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    judged, read = read_summaries(summaries), read_articles(articles)
    if arguments.half:
        judged = [row for row in judged if row.half == arguments.half - 1]
        read = read[arguments.half - 1 :: 2]
    measure_summaries(judged, halves=not arguments.half)
    measure_news(read)
    measure_time(read)
    return 0


def measure_summaries(rows: Sequence[Judged], *, halves: bool) -> None:
    """The table of the summaries; baselines with a threshold need both halves to choose it."""
    cosines = Cosines()
    cosines.learn([text for row in rows for text in (row.claim, *row.sentences)])
    verdicts = {
        "our score": [check_claim(row.claim, row.sentences) for row in rows],
        "… with the cosine": [
            check_claim(row.claim, row.sentences, similarity=cosines) for row in rows
        ],
    }
    scores = {name: [v.score for v in found] for name, found in verdicts.items()}
    scores["word overlap"] = [overlap(row.claim, row.sentences) for row in rows]
    scores["cosine"] = [max(cosines(row.claim, row.sentences), default=0.0) for row in rows]
    scores["always supported"] = [1.0] * len(rows)
    bad = [row.bad for row in rows]
    print(f"summaries: {len(rows)} claims, {sum(bad)} bad")
    print(f"  {'':19}   AUC  half 1 half 2 | unsupported: bal.acc. precision recall | not supp.")
    for name, found in scores.items():
        areas = [measure_area(found, bad), *(_half_auc(found, rows, h) for h in (0, 1) if halves)]
        line = "  ".join(f"{area:.3f}" for area in areas)
        if name in verdicts:
            first = told([v.support == "unsupported" for v in verdicts[name]], bad)
            second = told([v.support != "supported" for v in verdicts[name]], bad)
        elif name == "always supported":
            first = second = told([False] * len(rows), bad)
        elif halves:
            first = second = told(called_by_threshold(found, rows), bad)
        else:
            print(f"  {name:19} {line}")
            continue
        print(f"  {name:19} {line}  | {_worth(first)} | {second.balanced:.3f}")
    for wanted in (False, True):
        for name, ours in verdicts.items():
            counts = Counter[str](v.support for v, b in zip(ours, bad, strict=True) if b is wanted)
            print(f"  {'bad' if wanted else 'good':5} by {name:19}", _shares(counts))


def _half_auc(scores: Sequence[float], rows: Sequence[Judged], half: int) -> float:
    kept = [(score, row.bad) for score, row in zip(scores, rows, strict=True) if row.half == half]
    return measure_area([score for score, _ in kept], [is_bad for _, is_bad in kept])


def _worth(found: Told) -> str:
    precision = "  –  " if found.precision is None else f"{found.precision:.3f}"
    return f"{found.balanced:21.3f} {precision:>9} {found.recall:6.3f}"


def measure_news(articles: Sequence[Article]) -> None:
    """The table of the news: each way of altering or rephrasing its own line."""
    chance = random.Random(7)
    drawn = list(articles)
    chance.shuffle(drawn)
    names = tuple(name for one in drawn for name in one.speakers)
    alone: Counts = defaultdict(Counter)
    among: Counts = defaultdict(Counter)
    for kind, change in (ALTERED | REPHRASED).items():
        for article in drawn:
            if alone[kind].total() >= _EACH:
                break
            for one, all_of_it in _verdicts(kind, change, article, names, chance):
                alone[kind][one] += 1
                among[kind][all_of_it] += 1
    for title, counts in (("the true sentence alone", alone), ("all of its article", among)):
        print(f"news, checked against {title}:")
        for together, kinds in (("facts changed", ALTERED), ("true, rephrased", REPHRASED)):
            for kind in kinds:
                print(f"  {kind:22} n={counts[kind].total():5} {_shares(counts[kind])}")
            total = sum((counts[kind] for kind in kinds), Counter[str]())
            print(f"  {together + ', in all':22} n={total.total():5} {_shares(total)}")


def _verdicts(
    kind: str, change: Change, article: Article, names: tuple[str, ...], chance: random.Random
) -> Iterator[tuple[Support, Support]]:
    """On the first sentences that can be changed: against the sentence, against the article."""
    done = 0
    for place in places(article, names, chance):
        changed = change(place)
        if changed is None:
            continue
        source = [place.text, place.following] if kind == "two joined" else [place.text]
        yield check_claim(changed, source).support, check_claim(changed, article.sentences).support
        done += 1
        if done == _OF_ONE_ARTICLE:
            return


def _shares(counts: Counter[str]) -> str:
    whole = max(1, counts.total())
    return "  ".join(
        f"{name} {counts[name] / whole:6.1%}" for name in ("supported", "weak", "unsupported")
    )


def measure_time(articles: Sequence[Article]) -> None:
    """Milliseconds a claim, against 10 and 60 sentences of another part of the same article.

    The claims are the article's own next sentences, which those before hardly bear out: the dear
    case, in which every group of sentences is tried.
    """
    long = [one.sentences for one in articles if len(one.sentences) >= 70]
    for most in (10, 60):
        spent = [
            _seconds(claim, sentences[:most])
            for sentences in long[: _TIMED // 10]
            for claim in sentences[60:70]
        ]
        ordered = sorted(spent)
        mean, late = sum(spent) / len(spent), ordered[int(0.95 * len(ordered))]
        print(
            f"time against {most} sentences: {1000 * mean:.2f} ms a claim, 95 % within "
            f"{1000 * late:.2f} ms, at most {1000 * ordered[-1]:.2f} ms"
        )


def _seconds(claim: str, sentences: Sequence[str]) -> float:
    started = time.perf_counter()
    check_claim(claim, sentences)
    return time.perf_counter() - started


if __name__ == "__main__":
    sys.exit(main())
