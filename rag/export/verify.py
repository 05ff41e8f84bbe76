"""An export checked against the archive: what is still there, what moved, changed or was made up.

1. The file is read by its content, whichever of the four formats it has (`rag.export.parse`).
2. Each citation is held against its own hash, then against the article as it stands now.
3. What is no longer there is looked for in the article's earlier versions and in other articles.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from rag.errors import UsageError
from rag.export.parse import NO_EXPORT, parse_export
from rag.export.phrases import tidy_line
from rag.export.records import CitationRecord
from rag.export.verification import Finding, FindingKind, Verification
from rag.store.archive import ArchiveReader
from rag.store.catalogue import Catalogue
from rag.text.nearest import find_nearest_sentence, find_nearest_start
from rag.text.tokens import keep_letters
from rag.types import Article

LARGEST = 20_000_000  # bytes of a file
METADATA = {"title": "headline", "outlet": "outlet", "published": "date"}
PHRASE = 60  # words of a sentence by which it is looked for in all articles


def verify(path: str | Path, archive: ArchiveReader) -> Verification:
    """Check the export in a file, of at most `LARGEST` bytes, against the archive at one moment.

    Raises UsageError for a file that cannot be read or is no export, ArchiveError for the archive.
    """
    found = parse_export(_read_file(path))
    with archive.snapshot() as catalogue:
        look = _Look(catalogue, found.shown)
        findings = tuple(look.make_finding(record) for record in found.records)
        newer = look.find_newer(findings, found.asked)
    file, folder = tidy_line(str(path)), tidy_line(str(archive.folder))
    asked, origin = found.asked, found.archive
    return Verification(file, folder, asked, origin, findings, newer, found.damaged)


class _Look:
    """The articles, versions and sentences of one archive at one moment, each read once."""

    def __init__(self, catalogue: Catalogue, shown: str | None) -> None:
        self._catalogue = catalogue
        self._shown = shown
        self._read_article = cache(catalogue.read_article)
        self._read_versions = cache(catalogue.read_versions)

    def make_finding(self, record: CitationRecord) -> Finding:
        """What became of a citation; all that is compared stands in the record."""
        article = self._read_article(record.article_id)
        changes = _compare_metadata(record, article) if article else {}
        shown = self._shown is None or keep_letters(record.sentence) in self._shown
        return replace(self._locate_sentence(record, article), metadata=changes, shown=shown)

    def _locate_sentence(self, record: CitationRecord, article: Article | None) -> Finding:
        """The finding as far as the sentence itself goes."""
        if not record.fits:
            return Finding(record, "forged")
        if article is None:
            return Finding(record, "gone", elsewhere=self._find_elsewhere(record.sentence))
        if article.text[record.start : record.end] == record.sentence:
            return Finding(record, "same", record.start, record.end)
        start = find_nearest_start(article.text, record.sentence, record.start)
        if start >= 0:
            return Finding(record, "moved", start, start + len(record.sentence))
        had = [one for one in self._read_versions(article.id) if record.sentence in one["text"]]
        kind: FindingKind = "changed" if had else "unknown"
        found = Finding(record, kind, changed=had[-1]["replaced"] if had else "")
        sentences = [s for one in self._catalogue.read_passages(article) for s in one.sentences]
        near = find_nearest_sentence(record.sentence, sentences)
        if near is None:
            return found
        return replace(found, now_start=near.start, now_end=near.end, nearest=near.text)

    def find_newer(self, findings: Sequence[Finding], asked: date | None) -> dict[str, str]:
        """Cited articles that were changed after the export, with the day of the last change.

        A change on the very day counts where the citation is no longer as it was.
        """
        days: dict[str, str] = {}
        for finding in findings:
            id_ = finding.record.article_id
            versions = self._read_versions(id_) if self._read_article(id_) else []
            last = max((version["replaced"] for version in versions), default="")
            altered = finding.kind in {"moved", "changed"} or bool(finding.metadata)
            after = asked is not None and last > asked.isoformat()
            if last and (after or (altered and (asked is None or last == asked.isoformat()))):
                days[id_] = last
        return days

    def _find_elsewhere(self, sentence: str) -> str:
        """Another article that has the sentence, by its words; "" if there is none."""
        words = re.findall(r"\w+", sentence)[:PHRASE]
        if not words:
            return ""
        columns = self._catalogue.load_columns()
        rows = self._catalogue.find_postings(" ".join(words)).rows
        entries = self._catalogue.read_entries(columns.keys[rows].tolist())
        for id_ in sorted({entry.article_id for entry in entries.values()}):
            article = self._read_article(id_)
            if article and sentence in article.text:
                return id_
        return ""


def _compare_metadata(record: CitationRecord, article: Article) -> dict[str, tuple[str, str]]:
    """What is now said otherwise of the article, by the names that people use."""
    pairs = {
        name: (getattr(record, key) or "", getattr(article, key) or "")
        for key, name in METADATA.items()
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _read_file(path: str | Path) -> str:
    try:
        with Path(path).open("rb") as file:
            content = file.read(LARGEST + 1)
        if len(content) > LARGEST:
            raise UsageError(
                f"{path} is larger than {LARGEST // 1_000_000} MB, which no export of Clippings is."
            )
        return content.decode("utf-8-sig")
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror}). Give another file.") from error
    except ValueError as error:  # no UTF-8, or no name that a file can have
        raise UsageError(NO_EXPORT) from error
