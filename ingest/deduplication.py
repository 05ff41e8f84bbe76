"""The same story in several outlets, whole or cut or edited: one cluster, led by its earliest copy.

A copy is told from a follow-up, a live blog and a round-up by its beginning, and from a form that
is filled in anew each day (weather, markets, draws) by its figures; its words alone cannot tell.
"""

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import blake2b
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

RUN = 3  # words in a row that are compared as one; longer runs miss copies that were edited
OPENING = 200  # words, or half the text: room for a local paragraph on top, none for a footer
FEWEST_WORDS = 20  # below, a text is a caption or "Video is not available"
FEWEST_RUNS = 50  # below, only the very same words make a copy
FEWEST_FIGURES = 3  # below, figures tell nothing

COVERED = 0.45  # of the copy's runs stand in the lead
SAME_OPENING = 0.25  # of the runs of both openings stand in both
SAME_FIGURES = 0.75  # of the figures of the one that has fewer stand in the other

STORY_DAYS = 6  # syndicated copies come within days; on the seventh, a weekly form comes again
OUTLET_DAYS = 1  # within which one outlet's same words under two ids are one posting
REPEATS = 3  # of the same words in one outlet; over more than STORY_DAYS they are no story

VERSION = 1  # to be raised whenever the signature of some text changes
_SEED = 1
_AT_ONCE = 4096  # runs hashed; the memory of a long text stays that of a short one
_ROWS = 3  # marks in a band; articles are compared if a whole band of theirs is equal
_PACKING = np.array([1, 1 << 16, 1 << 32])  # of the marks of a band into one number
_CROWD = 20  # latest leads of a band that are compared; more share a band in forms only
_SKETCHES = {"body": 128, "opening": 128, "amounts": 64}  # marks in each
LAYOUT = np.dtype(
    [("version", "<u1"), ("words", "<u8"), ("runs", "<u4"), ("figures", "<u4")]
    + [(name, "<u2", marks) for name, marks in _SKETCHES.items()]
)
# Thai, Lao, Burmese, Khmer, Japanese and Chinese have no spaces: each character is a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(f"[{_UNSPACED}]|[^\\W_{_UNSPACED}]+")
_FIGURE = re.compile(r"\d+")

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class SignedArticle:
    """What is known of an article when its copies are sought."""

    key: int  # by which the caller knows it
    id: str
    moment: str | None  # published, ISO 8601; without an offset it is read as UTC
    outlet: str  # "" is unknown
    signature: bytes


def compute_signature(text: str) -> bytes:
    """What `group_copies` compares: 657 bytes for a text, b"" for one too short to judge.

    MinHash sketches of its runs of three words, of those of its opening, and of its figures
    (Broder, "On the resemblance and containment of documents", 1997), kept as the low 16 bits of
    each minimum (Li and König, "b-bit minwise hashing", 2010). Case, punctuation and ways of
    encoding a character make no difference.
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    words = _WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return b""
    runs, figures = _shingle(words), set(_FIGURE.findall(text))
    record = np.zeros((), LAYOUT)
    record["version"] = VERSION
    record["words"] = int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest())
    record["runs"], record["figures"] = len(runs), len(figures)
    record["body"] = _make_sketch(runs, "body")
    record["opening"] = _make_sketch(_shingle(words[: min(OPENING, len(words) // 2)]), "opening")
    record["amounts"] = _make_sketch(figures, "amounts")
    return record.tobytes()


def is_outdated(made: bytes) -> bool:
    """Whether a signature is of another version of this file: `group_copies` leaves it out."""
    return bool(made) and (len(made), made[0]) != (LAYOUT.itemsize, VERSION)


def _shingle(words: Sequence[str]) -> set[str]:
    return {" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1)}


def _make_sketch(items: Iterable[str], name: str) -> Array:
    sketch = _make_blank_sketch(_SKETCHES[name]).copy()
    encoded = [item.encode() for item in items]
    for start in range(0, len(encoded), _AT_ONCE):
        sketch.update_batch(encoded[start : start + _AT_ONCE])
    return np.asarray(sketch.hashvalues).astype(np.uint16)


@cache
def _make_blank_sketch(marks: int) -> Any:
    from datasketch import MinHash  # takes a second to load, and only ingest needs it

    return MinHash(num_perm=marks, seed=_SEED, hashfunc=crc32, scheme="affine32")


def group_copies(articles: Sequence[SignedArticle]) -> dict[int, int]:
    """The key of its cluster's lead for every article that has a copy; no others are in it.

    The lead was published first, a bare day being its beginning and undated articles coming last;
    then the id decides. Every copy was compared with its lead itself, so that no chain of small
    differences joins two stories.

    In another outlet, a copy lies at most `STORY_DAYS` from its lead, begins much as it does and
    has much of its text from it, though cut, edited or set below a paragraph of its own. In the
    same outlet, or where one is unknown, it has the very same words at most `OUTLET_DAYS` apart:
    an outlet's edited text is a version of it, or a form filled in again. An undated article may
    be a copy from any day, but not of its own outlet's. A cluster may hold several articles of an
    outlet; whoever counts sources counts distinct outlets.

    Words that an outlet repeats over a longer time (a paywall's note, a cookie banner) are in no
    cluster. Keys must be unique. Raises ValueError for a moment that is not ISO 8601.
    """
    judged = [one for one in articles if one.signature and not is_outdated(one.signature)]
    if not judged:
        return {}
    rows = _ArticleTable(judged)
    led = {rows.keys[copy]: rows.keys[lead] for copy, lead in _find_leads(rows).items()}
    return led | {lead: lead for lead in led.values()}


class _ArticleTable:
    """The articles as columns of numbers, in the order in which they would lead."""

    def __init__(self, articles: Sequence[SignedArticle]) -> None:
        moments = {one.key: datetime.fromisoformat(one.moment) for one in articles if one.moment}
        times = {one.key: _compute_timestamp(moments.get(one.key)) for one in articles}
        ordered = sorted(articles, key=lambda one: (times[one.key], one.id, one.key))
        self.keys = [one.key for one in ordered]
        days = {key: moment.toordinal() for key, moment in moments.items()}
        self.days = np.array([days.get(key, np.nan) for key in self.keys])
        outlets = [one.outlet.casefold() for one in ordered]
        codes = {name: n for n, name in enumerate(sorted({"", *outlets}))}
        self.outlets = np.array([codes[name] for name in outlets])  # 0 is unknown
        table = np.frombuffer(b"".join(one.signature for one in ordered), LAYOUT)
        self.words = table["words"].tolist()
        self.runs, self.figures = table["runs"].astype(float), table["figures"].astype(float)
        self.body, self.opening, self.amounts = (table[name] for name in _SKETCHES)

    def find_same(self, copy: int, leads: Sequence[int]) -> list[int]:
        """Those of `leads`, all with the words of `copy`, that it may be a copy of."""
        if not leads:
            return []
        outlet, others = self.outlets[copy], self.outlets[leads]
        apart = np.abs(self.days[leads] - self.days[copy])  # not a number if one is undated
        own, unknown = others == outlet, (others == 0) | (outlet == 0)
        fit = ~(apart > np.where(own | unknown, OUTLET_DAYS, STORY_DAYS))
        fit &= ~(np.isnan(apart) & own & ~unknown)
        return [lead for lead, fits in zip(leads, fit, strict=True) if fits]

    def find_near(self, copy: int, leads: Sequence[int]) -> list[int]:
        """Those of `leads` in another outlet whose text much of `copy` is from."""
        found = np.asarray(leads, dtype=int)
        apart = np.abs(self.days[found] - self.days[copy])
        found = found[(self.outlets[found] != self.outlets[copy]) & ~(apart > STORY_DAYS)]
        found = found[_estimate_jaccard(self.opening[found], self.opening[copy]) >= SAME_OPENING]
        runs = self.runs[found] + self.runs[copy]
        shared = _count_shared(self.body[found], self.body[copy], runs)
        found = found[shared >= COVERED * self.runs[copy]]
        theirs, ours = self.figures[found], self.figures[copy]
        shared = _count_shared(self.amounts[found], self.amounts[copy], theirs + ours)
        fewer = np.minimum(theirs, ours)
        agree = (shared >= SAME_FIGURES * fewer) | (fewer < FEWEST_FIGURES)
        return [int(lead) for lead in found[agree]]


def _estimate_jaccard(theirs: Array, ours: Array) -> Array:
    """Estimated share of the items of both that stand in both (Jaccard)."""
    share: Array = np.mean(theirs == ours, axis=1)
    return share


def _count_shared(theirs: Array, ours: Array, count: Array) -> Array:
    """Estimated number of items that stand in both, given the two numbers of items, added."""
    alike = _estimate_jaccard(theirs, ours)
    shared: Array = alike / (1 + alike) * count
    return shared


def _find_leads(rows: _ArticleTable) -> dict[int, int]:
    """Copies, each with the earliest lead that it is a copy of, as rows."""
    leads: dict[int, int] = {}
    with_words: dict[int, list[int]] = defaultdict(list)  # leads
    in_band: dict[int, list[int]] = defaultdict(list)  # leads
    repeated, bands_of = _find_repeated(rows), _number_bands(rows)
    for n, words in enumerate(rows.words):
        if words in repeated:
            continue
        bands = bands_of[n][bands_of[n] >= 0].tolist()
        met = {lead for band in bands for lead in in_band[band][-_CROWD:]}
        found = rows.find_same(n, with_words[words])
        if met:
            found += rows.find_near(n, sorted(met))
        if found:
            leads[n] = min(found)
            continue
        with_words[words].append(n)
        for band in bands:
            in_band[band].append(n)
    return leads


def _find_repeated(rows: _ArticleTable) -> set[int]:
    """Words that some outlet repeats for longer than a story lives."""
    days: dict[tuple[int, int], list[float]] = defaultdict(list)
    for outlet, words, day in zip(rows.outlets, rows.words, rows.days, strict=True):
        if outlet != 0 and not np.isnan(day):
            days[outlet, words].append(day)
    return {
        words
        for (_, words), on in days.items()
        if len(on) >= REPEATS and max(on) - min(on) > STORY_DAYS
    }


def _number_bands(rows: _ArticleTable) -> NDArray[np.int32]:
    """The bands that each article shares with another outlet's, numbered; -1 where it does not."""
    known = np.flatnonzero((rows.outlets != 0) & (rows.runs >= FEWEST_RUNS))
    outlets, bands, count = rows.outlets[known], [], 0
    for sketch in (rows.body, rows.opening):
        for start in range(0, sketch.shape[1] - _ROWS + 1, _ROWS):
            packed = sketch[known, start : start + _ROWS].astype(np.int64) @ _PACKING
            _, band = np.unique(packed, return_inverse=True)
            last = np.zeros_like(outlets)
            last[band] = outlets  # of each band, one of its outlets
            mixed = np.bincount(band, weights=last[band] != outlets) > 0
            column = np.full(len(rows.keys), -1, dtype=np.int32)
            column[known] = np.where(mixed[band], band + count, -1)
            bands.append(column)
            count += len(mixed)
    return np.stack(bands, axis=1)


def _compute_timestamp(moment: datetime | None) -> float:
    """Seconds since 1970; without end where undated, which so comes last."""
    if moment is None:
        return math.inf
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
