"""What is read of a folder of files in many formats, and what is refused, and why.

    python -m tests.benchmarks.formats --data DIR [--each]

DIR, or the folder `formats` in or beside it, has sub-folders of files. Each gets a line, and with
`--each` so does every file. "Passed by" are files of kinds that are not read, or without an article
in them.
"""

import argparse
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from ingest.articles import build_article
from ingest.readers.base import Fault, Source, Unread
from ingest.readers.registry import read
from ingest.sources import find_sources
from rag.errors import SourceError


@dataclass
class Tally:
    """What a file, or a folder of them, gave."""

    files: int = 0
    read: int = 0  # files with an article
    articles: int = 0
    titled: int = 0
    dated: int = 0
    withdrawn: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, other: "Tally") -> None:
        for name in ("files", "read", "articles", "titled", "dated", "withdrawn"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.reasons += other.reasons

    def __str__(self) -> str:
        counts = (self.files, self.read, self.articles, self.titled, self.dated, self.withdrawn)
        return "".join(f"{count:>10,}" for count in counts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--each", action="store_true", help="a line for every file")
    options = parser.parse_args()
    folder = _folder(options.data)
    if folder is None:
        print("skipped: no folder formats in or beside --data DIR (or CLIPPINGS_BENCH)")
        return 0
    heads = ("files", "read", "articles", "headline", "date", "withdrawn")
    print(" " * 16 + "".join(f"{head:>10}" for head in heads) + f"{'seconds':>10}")
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        begun = perf_counter()
        total = Tally()
        for source in find_sources([place]):
            tally = _tally(source)
            total.add(tally)
            if options.each:
                print(f"  {source.path.name[:60]:<60}{tally}  {'; '.join(tally.reasons)}")
        print(f"{place.name:<16}{total}{perf_counter() - begun:>10.1f}")
        for reason, count in total.reasons.most_common():
            print(f"{count:>14} × {reason}")
    return 0


def _folder(named: str) -> Path | None:
    data = Path(named or ".")
    places = (data, data / "formats", data.parent / "formats", data.resolve().parent / "formats")
    return next((one for one in places if (one / "newsml-g2").is_dir()), None) if named else None


def _tally(source: Source | Unread) -> Tally:
    tally = Tally(files=1)
    if isinstance(source, Unread):
        tally.reasons[f"(passed by) {source.reason}"] += 1
        return tally
    try:
        for item in read(source):
            if isinstance(item, Fault):
                tally.reasons[item.reason] += 1
                continue
            if item.withdrawn:
                tally.withdrawn += 1
                continue
            article = build_article(item, source)
            tally.articles += 1
            tally.titled += bool(article.title)
            tally.dated += article.published is not None
    except SourceError as error:
        tally.reasons[str(error)] += 1
    tally.read = int(bool(tally.articles or tally.withdrawn))
    return tally


if __name__ == "__main__":
    sys.exit(main())
