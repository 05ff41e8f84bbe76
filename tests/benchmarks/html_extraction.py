"""Articles out of real news pages, beside plain trafilatura on the same pages.

    python -m tests.benchmarks.html_extraction --data DIR [--worst N]

DIR, or the folder formats/html in or beside it, holds pages as *.html.gz and ground-truth.json
with the text that people marked, from scrapinghub's article-extraction-benchmark. Its measure:
precision and recall over shingles of four words, averaged over the pages, and F1 of the averages.
"""

import argparse
import gzip
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import mean
from typing import Any, NamedTuple

from ingest.dates import parse_date
from ingest.readers.base import Record
from ingest.readers.html.reader import extract_article
from rag.errors import SourceError

TRUTH = "ground-truth.json"
SHINGLE = 4  # words
Texts = Mapping[str, str]  # the name of a page -> text


class Score(NamedTuple):
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--worst", type=int, default=0, help="name the N pages we read worst")
    options = parser.parse_args()
    folder = _folder(options.data)
    if folder is None:
        print("skipped: no formats/html in or beside --data DIR (or CLIPPINGS_BENCH)")
        return 0
    truth = json.loads((folder / TRUTH).read_text(encoding="utf-8"))
    wanted = {name: page["articleBody"] for name, page in truth.items()}
    pages = {name: gzip.decompress((folder / f"{name}.html.gz").read_bytes()) for name in wanted}
    records = {name: _record(page, truth[name]["url"]) for name, page in pages.items()}
    ours = {name: record.text if record else "" for name, record in records.items()}
    _show("Clippings", wanted, ours)
    for title, settings in (("", {}), (", favor_precision", {"favor_precision": True})):
        extract = _trafilatura(settings)
        _show(f"trafilatura{title}", wanted, {name: extract(page) for name, page in pages.items()})
    _show_fields([record for record in records.values() if record], len(pages))
    for name in sorted(wanted, key=lambda name: score(wanted[name], ours[name]).f1)[
        : options.worst
    ]:
        worst = score(wanted[name], ours[name])
        print(f"  {worst.precision:.3f} {worst.recall:.3f} {name} {truth[name]['url']}")
    return 0


def score(wanted: str, found: str) -> Score:
    """How many shingles of what was found are right, and how many of the wanted were found."""
    right, given = _shingles(wanted), _shingles(found)
    if right == given:
        return Score(1.0, 1.0)
    hits = (right & given).total()
    return Score(*(hits / total if total else 0.0 for total in (given.total(), right.total())))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    starts = range(max(1, len(words) - SHINGLE + 1)) if words else ()
    return Counter(tuple(words[start : start + SHINGLE]) for start in starts)


def _show(title: str, wanted: Texts, found: Texts) -> None:
    scores = [score(text, found[name]) for name, text in wanted.items()]
    given = [one.precision for one, text in zip(scores, found.values(), strict=True) if text]
    total = Score(mean(given), mean(one.recall for one in scores))
    print(
        f"{title:<30} n={len(scores)}  F1, precision, recall: "
        f"{total.f1:.3f} {total.precision:.3f} {total.recall:.3f}"
    )


def _show_fields(records: list[Record], pages: int) -> None:
    dates = Counter(
        record.published_from or "metadata" for record in records if parse_date(record.published)
    )
    told = ", ".join(f"{count} from {where}" for where, count in dates.most_common())
    print(
        f"of {pages} pages {sum(bool(record.title) for record in records)} have a headline, "
        f"{dates.total()} a date ({told}), {sum(bool(record.authors) for record in records)} "
        f"a byline, {sum(bool(record.outlet) for record in records)} an outlet"
    )


def _record(page: bytes, url: str) -> Record | None:
    try:
        return extract_article(page, url=url)
    except SourceError as error:
        print(f"  {url}: {error}")
        return None


def _trafilatura(settings: Mapping[str, Any]) -> Callable[[bytes], str]:
    import trafilatura

    def extract(page: bytes) -> str:
        return trafilatura.extract(page, **settings) or ""

    return extract


def _folder(data: str) -> Path | None:
    """The folder of the pages, sought in `data` and beside it."""
    if not data:
        return None
    at = Path(data).resolve()
    places = (at, at / "formats" / "html", at.parent / "formats" / "html")
    return next((place for place in places if (place / TRUTH).exists()), None)


if __name__ == "__main__":
    sys.exit(main())
