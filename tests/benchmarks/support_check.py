"""How well `rag.support` tells supported from unsupported claims, measured on real text.

    python tests/benchmarks/support_check.py --data DIR

DIR/faithbench/dev.jsonl: source passages, summaries that language models wrote of them, and the
spans that people marked as unwanted. Each sentence of a summary is a claim, bad if such a span
touches it. Printed: ROC AUC of the score, beside plain word overlap.

DIR/news/articles.jsonl.gz: articles. True sentences are altered by script (a number, date or name
exchanged, a negation added) or lightly rephrased, then checked against the true sentence alone and
against all sentences of its article. Printed: how often each verdict is given.
"""

import argparse
import gzip
import json
import os
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from rag.sentences import split_sentences
from rag.support import check

_MONTHS = "January February March April May June July August September October November December"
MONTHS = _MONTHS.split(" ")
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_NUMBERS = "two three four five six seven eight nine ten"
SPELLED = {word: n for n, word in enumerate(_NUMBERS.split(" "), 2)}
NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)+")
AUXILIARY = re.compile(
    r"(?<=[a-z] )(?:is|are|was|were|will|would|can|could|has|have|had|should|may|might|did)"
    r"(?= [a-z])"
)
Change = Callable[[str, random.Random, Sequence[str]], str | None]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("CLIPPINGS_BENCH", "")),
        help="folder with the two data sets (default: CLIPPINGS_BENCH)",
    )
    parser.add_argument("--articles", type=int, default=800, help="news articles to draw from")
    arguments = parser.parse_args()
    summaries = arguments.data / "faithbench" / "dev.jsonl"
    articles = arguments.data / "news" / "articles.jsonl.gz"
    if missing := [path for path in (summaries, articles) if not path.is_file()]:
        print(f"skipped: {missing[0]} is missing in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    measure_summaries(summaries)
    measure_news(articles, arguments.articles)
    return 0


def measure_summaries(path: Path) -> None:
    rows = list(_summary_claims(path))
    started = time.perf_counter()
    verdicts = [check(claim, sentences) for claim, sentences, _ in rows]
    spent = time.perf_counter() - started
    bad = [is_bad for _, _, is_bad in rows]
    print(
        f"summaries: {len(rows)} claims, {sum(bad)} bad, {1000 * spent / len(rows):.2f} ms a claim"
    )
    print(f"  AUC of the score         {_auc([v.score for v in verdicts], bad):.3f}")
    overlaps = [_overlap(claim, sentences) for claim, sentences, _ in rows]
    print(f"  AUC of word overlap      {_auc(overlaps, bad):.3f}")
    print(f"  AUC of always supported  {_auc([1.0] * len(rows), bad):.3f}")
    for name, wanted in (("good", False), ("bad", True)):
        counts = Counter[str](v.support for v, b in zip(verdicts, bad, strict=True) if b is wanted)
        print(f"  {name:5}", _shares(counts))


def _summary_claims(path: Path) -> Iterator[tuple[str, list[str], bool]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        source = [s.text for s in split_sentences(row["source"])]
        marked = [s for s in row["spans"] if (s["label"] or "").startswith("Unwanted")]
        spans = [(s["start"], s["end"]) for s in marked if s["start"] is not None]
        for s in split_sentences(row["summary"]):
            yield s.text, source, any(start < s.end and end > s.start for start, end in spans)


def _overlap(claim: str, sentences: Sequence[str]) -> float:
    words = set(re.findall(r"\w+", claim.lower()))
    return len(words & set(re.findall(r"\w+", " ".join(sentences).lower()))) / max(1, len(words))


def _auc(scores: Sequence[float], bad: Sequence[bool]) -> float:
    """The chance that a good claim scores above a bad one, ties half."""
    goods = [score for score, is_bad in zip(scores, bad, strict=True) if not is_bad]
    bads = [score for score, is_bad in zip(scores, bad, strict=True) if is_bad]
    wins = sum((g > b) + 0.5 * (g == b) for g in goods for b in bads)
    return wins / (len(goods) * len(bads))


def measure_news(path: Path, limit: int) -> None:
    chance = random.Random(7)  # noqa: S311  (a fixed draw, no secret)
    articles = _article_sentences(path)
    chance.shuffle(articles)
    names = [name for sentences in articles for s in sentences for name in NAME.findall(s)]
    alone: dict[str, Counter[str]] = defaultdict(Counter)
    among: dict[str, Counter[str]] = defaultdict(Counter)
    for sentences in articles[:limit]:
        prose = [s for s in sentences if 8 <= len(s.split()) <= 45]
        for kind, change in CHANGES.items():
            for true in chance.sample(prose, min(2, len(prose))):
                changed = change(true, chance, names)
                if changed is None or (kind != "verbatim" and changed == true):
                    continue
                alone[kind][check(changed, [true]).support] += 1
                among[kind][check(changed, sentences).support] += 1
    for title, counts in (("the true sentence alone", alone), ("all of its article", among)):
        print(f"news, checked against {title}:")
        for kind in CHANGES:
            print(f"  {kind:22} n={sum(counts[kind].values()):5}", _shares(counts[kind]))
        print(f"  {'false, together':22} n={_together(counts, FALSE)}")
        print(f"  {'true, together':22} n={_together(counts, TRUE)}")


def _article_sentences(path: Path) -> list[list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [[s.text for s in split_sentences(row["text"])] for row in rows]


def _shares(counts: Counter[str]) -> str:
    whole = max(1, sum(counts.values()))
    return "  ".join(
        f"{name} {counts[name] / whole:6.1%}" for name in ("supported", "weak", "unsupported")
    )


def _together(counts: dict[str, Counter[str]], kinds: Sequence[str]) -> str:
    total: Counter[str] = sum((counts[kind] for kind in kinds), Counter())
    return f"{sum(total.values()):5} {_shares(total)}"


def other_number(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    spots = list(re.finditer(r"(?<![\w.,-])\d{1,3}(?:,\d{3})*(?![\w,-]|\.\d)", text))
    if not spots:
        return None
    spot = chance.choice(spots)
    value = int(spot[0].replace(",", ""))
    fresh = value + chance.choice([1, 2, 3, 7, 10, 50, value + 1])
    return text[: spot.start()] + f"{fresh:,}" + text[spot.end() :]


def other_date(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    month = r"(?<=[a-z] )(?:" + "|".join(MONTHS) + r")\b(?=[ ,.]\d|[,.])"
    spots = list(re.finditer(rf"\b(?:{'|'.join(DAYS)})\b|{month}|\b(?:19|20)\d\d\b", text))
    if not spots:
        return None
    spot = chance.choice(spots)
    if spot[0].isdigit():
        fresh = str(int(spot[0]) + chance.choice([-3, -2, -1, 1, 2]))
    else:
        fresh = chance.choice([w for w in (DAYS if spot[0] in DAYS else MONTHS) if w != spot[0]])
    return text[: spot.start()] + fresh + text[spot.end() :]


def other_name(text: str, chance: random.Random, names: Sequence[str]) -> str | None:
    spots = [m for m in NAME.finditer(text) if not set(m[0].split()) & set(MONTHS + DAYS)]
    if not spots:
        return None
    spot, fresh = chance.choice(spots), chance.choice(names)
    if set(fresh.split()) & set(re.findall(r"\w+", text)):
        return None
    return text[: spot.start()] + fresh + text[spot.end() :]


def add_negation(text: str, chance: random.Random, _names: Sequence[str]) -> str | None:
    spots = list(AUXILIARY.finditer(text))
    if not spots or re.search(r"\b(?:not|no|never)\b|n['’]t\b", text):
        return None
    spot = chance.choice(spots)
    return text[: spot.end()] + " not" + text[spot.end() :]


def verbatim(text: str, _chance: random.Random, _names: Sequence[str]) -> str | None:
    return text


def drop_clause(text: str, _chance: random.Random, _names: Sequence[str]) -> str | None:
    clause = (
        r", (?:which|who|where|while|after|when|as|with|including|according to)\b(?:[^,;“”\"]|,\d)*"
    )
    shorter = re.sub(clause + r"(?:,(?!\d)|(?=\.$))", "", text, count=1)
    return shorter if len(shorter.split()) >= 6 else None


def turn_attribution(text: str, _chance: random.Random, _names: Sequence[str]) -> str | None:
    match = re.fullmatch(r"([A-Z][^,“”\"]+(?:,[^,“”\"]+)?), ([\w .]{3,60}) (said|told \w+)\.", text)
    return f"{match[2][0].upper()}{match[2][1:]} {match[3]} that {match[1]}." if match else None


def respell(text: str, _chance: random.Random, _names: Sequence[str]) -> str | None:
    changed = re.sub(r"(\d)%", r"\1 per cent", text)
    changed = re.sub(r"(\d) percent", r"\1%", changed) if changed == text else changed
    for word, value in SPELLED.items():
        changed = re.sub(rf"(?<=[a-z] ){word}(?= [a-z])", str(value), changed)
    changed = re.sub(r"(\d) million", r"\1m", changed)
    return None if changed == text else changed


CHANGES: dict[str, Change] = {
    "number exchanged": other_number,
    "date exchanged": other_date,
    "name exchanged": other_name,
    "negation added": add_negation,
    "verbatim": verbatim,
    "clause dropped": drop_clause,
    "attribution turned": turn_attribution,
    "respelled": respell,
}
FALSE, TRUE = list(CHANGES)[:4], list(CHANGES)[4:]

if __name__ == "__main__":
    sys.exit(main())
