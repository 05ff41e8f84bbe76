"""Cuts text into sentences, each with its place in the text.

Three steps: lines become paragraphs (a blank line always ends a sentence), paragraphs become blocks
(a headline, caption, bullet or row of a table on a line of its own ends one), and blocks but rows
are cut after full stops, question marks and their like. Every character is looked at a bounded
number of times, whatever the text. News English comes first; German, French, Spanish, Chinese and
Japanese are cut sensibly.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.text.calendar import ABBREVIATED_MONTHS, MONTH_NAMES, SHORT_WEEKDAYS, WEEKDAY_NAMES
from rag.text.lexicon import collect_words
from rag.text.tables import is_table_row
from rag.types import Sentence

# Raised whenever a text may be cut differently than before, or other lines are set aside
# (`ingest.furniture`): an archive of another version is made anew before it is written to.
SPLITTER_VERSION = 2

LONGEST = 2000  # characters; a longer run without an end is cut at the last space before this
SHORTEST_CUT = 1000  # … but not before this many
CAPTION = 40  # characters; no hand-wrapped column of prose is as narrow as this
WIDEST_WRAP = 120  # characters; nor is one wider than this: such lines are paragraphs

Span = tuple[int, int]


# A name or a number follows these, never a new sentence.
NEVER_LAST = collect_words(
    "Mr Mrs Ms Mx Dr Drs Prof Profs Gen Sen Sens Rep Reps Gov Govs Lt Col Capt Cmdr Cdr Sgt Maj",
    "Adm Rev Hon Pres Supt Det Cpl Pvt Pfc Brig Fr Hr Frl Messrs Mme Mlle MM Mgr Msgr Insp Amb Sra",
    "Dra Srta Gral Lic Ing EE vs v e.g i.e E.g I.e cf Cf viz ca bzw z.B d.h u.a s.o med phil",
    "Dipl Hrsg evtl ggf inkl env MR MRS DR GEN SEN REP GOV LT COL SGT",
)
# A figure follows these ("No. 10"); before anything else they are words that can end a sentence.
NUMBERED = collect_words("No Nos Nr Art Sec Fig Figs Vol Ch Op pp pág no nos n° Abs Tel Ziff")
# These stand inside sentences and at their ends: the next word decides.
OPEN_ENDED = collect_words(
    "Inc Corp Ltd Co Cos Bros LLC Plc Pty Jr Sr Esq St Ste Mt Ft Ave Blvd Rd Ln Hwy Rte Sq Str",
    *ABBREVIATED_MONTHS,
    *SHORT_WEEKDAYS,
    "Tues Thur Thurs",
    "Ala Ariz Ark Calif Colo Conn Del Fla Ga Ill Ind Kan Ky La Md Mass Mich Minn Miss Mo Mont Neb",
    "Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Dept Univ Assn Bldg Gov't Natl Intl",
    "al ft lb lbs oz hr hrs mph sq approx est dept avg ed eds Ph.D Ed.D B.Sc M.Sc UU Ud Uds",
    "Mio Mrd usw Std Jh Vs ST MT FT JR SR INC CORP LTD",
)
# First words of sentences; none of them often follows "U.S.", "Inc." or an initial otherwise.
STARTERS = collect_words(
    "The A An In On At By But And He She It They We I You This That These Those There His Her Its",
    "Their Our My Your When While Where What Which Who Why How If As After Before Since For From",
    "With Without According Also However Meanwhile Then Although Though Because Despite During",
    "Until Yet So Or Nor Both Some Many Several Each Every Another Not Now Here Still Even Such",
    "Once Earlier Later Among Instead Nearly About Around Over Through Officials Police Critics",
    "Experts Authorities Only Just Perhaps Like Unlike To Of Is Are Was Were Did Does Do Has Have",
    "Der Die Das Ein Eine Er Sie Es Wir Ich Und Aber Doch Auch Als Wenn Nach Mit Bei",
    "Il Elle Ils Elles Mais Nous Vous Dans Pour Selon",
)
EXCLAIMED = collect_words("Yahoo Jeopardy E")
CLOCK = collect_words("a.m p.m A.M P.M")
AFTER_CLOCK = collect_words(
    "ET EST EDT CT CST CDT MT MST MDT PT PST PDT GMT UTC BST CET CEST Eastern Central Mountain",
    "Pacific Greenwich Local",
    *WEEKDAY_NAMES,
    *MONTH_NAMES,
)
# "am 3. Mai", "im 19. Jahrhundert": a German ordinal, by the word before it or after it.
BEFORE_ORDINAL = collect_words(
    "der die das dem den des am im vom zum zur bis seit ab beim ins Am Im Der"
)
AFTER_ORDINAL = collect_words(
    "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Jahrhundert Weltkrieg Bundesliga Liga Platz FC Geburtstag",
)
# A line that ends with one of these goes on in the next.
UNFINISHED = collect_words(
    "a an the of in on at by to for from with and or but nor as is are was were be been has have",
    "had that which who whose into over under between than der die das und le la les de du des et",
    "el y his her its their our my your this these those will would could should can may not",
)

_CLOSERS = "\"'”’»«›)\\]}*_」』）》】"
_OPENERS = "\"'“‘«„‚‹»(\\[{¿¡*_「『（《"
_WIDE = "。！？｡"  # end a sentence without a space after them
_MARK = rf"[.!?…।؟۔{_WIDE}]"
_TAIL = rf"(?:{_MARK}|[{_CLOSERS}]|[“‘](?!\w))*+"  # “ closes in German and opens elsewhere
_BREAK = re.compile(
    rf"(?P<marks>(?:\.(?:[ \xa0]\.)++|{_MARK}){_TAIL}"
    rf"(?:[ \xa0\u202f][»”](?=[\s.,;:)]|\Z){_TAIL})?)(?P<gap>\s*+)"
)
_NEXT = re.compile(rf"(?:«\s|[{_OPENERS}])*+(?P<word>[^\W\d_]*+)(?P<rest>.?)", re.DOTALL)
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)*[^\W\d_]")
_ELLIPSIS = re.compile(r"…|\.\.\.|\. \.")
_ATTRIBUTION = re.compile(
    r"(?:(?:[A-Z][\w’'.-]{0,30}|of|de|von|van|the)\s){1,4}"
    r"(?:said|says|asked|asks|wrote|writes|added|replied|shouted|wondered|tweeted|joked|quipped|told)"
    r"(?=[.,:;]|\s(?:in|at|on|during|of|reporters|the|him|her|them|to|rhetorically|afterwards)\b|\Z)"
)
_BULLET = re.compile(r"[*•▪◦‣·●■►]\s|[-–—]\s+[^\W_a-z]|\d{1,2}[.)]\s+[^\W\d_a-z]")
_DASHED = re.compile(r"[-–—]\s")
_DASHES = re.compile(r"[-–—/:]")
_CASELESS = re.compile(r"[\u3040-\u9fff\uac00-\ud7af]")
_QUOTE_ENDS = frozenset("\"'”’»«“‘›")
_GOES_ON = frozenset(",;:)]}%–—-&/+=…")  # no sentence begins with these
_SPOKEN_ON = frozenset("とってのはがをにで、，,")  # after 」: the sentence holds the quotation


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of `text`, in order, with `text[s.start:s.end] == s.text`.

    None begins or ends with whitespace or crosses a blank line, only whitespace lies between two,
    and none is longer than 2,000 characters. Takes time proportional to the length of the text.
    """
    spans = (
        piece
        for lines in _split_paragraphs(text)
        for block in _split_blocks(text, lines)
        for span in _cut_block(text, *block)
        for piece in _cut_to_length(text, *span)
    )
    return [Sentence(start, end, text[start:end]) for start, end in spans]


def find_gap(text: str, before: Sentence, after: Sentence) -> str:
    """What stands between two sentences of `text`: white space, or where other words do, a break.

    >>> find_gap("It sank. Read more! It rose.", Sentence(0, 8, ""), Sentence(20, 28, ""))
    '\\n\\n'
    """
    gap = text[before.end : after.start]
    return gap if not gap or gap.isspace() else "\n\n"


def join_sentences(text: str, sentences: Sequence[Sentence]) -> str:
    """Some sentences of `text`, in order, as they stand there, without what is between them."""
    gaps = [find_gap(text, *pair) for pair in pairwise(sentences)]
    return "".join(gap + one.text for gap, one in zip(["", *gaps], sentences, strict=True))


def _split_paragraphs(text: str) -> Iterator[list[Span]]:
    """The paragraphs, each as its lines without the whitespace around them."""
    lines: list[Span] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        if content := line.strip():
            start = offset + len(line) - len(line.lstrip())
            lines.append((start, start + len(content)))
        elif lines:
            yield lines
            lines = []
        offset += len(line)
    if lines:
        yield lines


def _split_blocks(text: str, lines: list[Span]) -> Iterator[Span]:
    """A paragraph cut where a line is a headline, a caption or a bullet by itself."""
    width = max(end - start for start, end in lines)
    block = lines[0][0]
    for (start, end), following in pairwise(lines):
        if _is_own_block(text, start, end, following, width):
            yield block, end
            block = following[0]
    yield block, lines[-1][1]


def _is_own_block(text: str, start: int, end: int, following: Span, width: int) -> bool:
    """Whether the line `start:end` ends at its newline although no full stop says so.

    Text wrapped by hand breaks where the next word no longer fits its column. A line that breaks
    earlier, before a capital, was broken on purpose.
    """
    if is_table_row(text[start:end]) or is_table_row(text[slice(*following)]):
        return True
    tail = text[max(start, end - 60) : end]
    head = text[following[0] : min(following[1], following[0] + 60)]
    if _BULLET.match(head):
        return True
    if _DASHED.match(head):
        return tail.endswith(":") or text[start] == head[0]
    stopped = _BREAK.search(tail, max(0, len(tail) - 4))  # then the rules for full stops decide
    if stopped or tail[-1] in ",-–—(/&" or tail.rsplit(None, 1)[-1] in UNFINISHED:
        return False
    opening = _NEXT.match(head)
    word = opening["word"] if opening else ""
    if word[:1].islower() or width > WIDEST_WRAP:
        return not word[:1].islower()
    caseless = bool(_CASELESS.match(word))
    fits = end - start + 1 + (1 if caseless else len(head.split(None, 1)[0])) <= width
    return fits or (end - start <= CAPTION and not caseless)


def _cut_block(text: str, start: int, end: int) -> Iterator[Span]:
    """A block cut after each mark that ends a sentence; a row of a table stays whole."""
    if is_table_row(text[start:end]):
        yield start, end
        return
    for match in _BREAK.finditer(text, start, end):
        after = match.end()
        if after < end and _ends_sentence(text, start, match, end):
            yield start, match.end("marks")
            start = after
    yield start, end


def _ends_sentence(text: str, start: int, match: re.Match[str], end: int) -> bool:
    """Whether the marks of `match`, within the block that goes on to `end`, end the sentence."""
    marks, gap, after = match["marks"], match["gap"], match.end()
    if marks[0] in _WIDE:
        return marks[-1] not in "」』”" or bool(gap) or text[after] not in _SPOKEN_ON
    opening = _NEXT.match(text, after, min(end, after + 60))
    word = opening["word"] if opening else ""
    before = _find_word_before(text, start, match.start())
    if not gap or (not word and text[after] in _GOES_ON):
        return not gap and _is_glued(before, marks, word)
    if word[:1].islower() and not word[1:2].isupper():  # but "iPhone" begins as a capital would
        return "\n" in gap and marks == "." and before != "" and not _is_abbreviation(before)
    if marks[0] in "!?":
        return _ends_at_exclamation(text, match, end, before, word)
    if _ELLIPSIS.match(marks):
        return before[-1] not in "[(" if before else word in STARTERS
    return marks[0] != "." or _ends_at_full_stop(text, start, match.start(), before, word)


def _ends_at_exclamation(text: str, match: re.Match[str], end: int, before: str, word: str) -> bool:
    """Whether "?" or "!" ends the sentence, or a quotation or a name ("Yahoo!") within it."""
    after = match.end()
    if match["marks"][-1] in _QUOTE_ENDS and _ATTRIBUTION.match(text, after, min(end, after + 160)):
        return False
    return before not in EXCLAIMED or word in STARTERS


def _find_word_before(text: str, start: int, stop: int) -> str:
    """The last word before a mark, or "" where a space or nothing precedes it."""
    window = text[max(start, stop - 24) : stop]
    if not window or window[-1].isspace():
        return ""
    return window.rsplit(None, 1)[-1].lstrip("\"'“‘«„‚‹(¿¡*_")


def _is_glued(before: str, marks: str, word: str) -> bool:
    """Whether a space was lost or never written: "… he said.The company …"."""
    if _CASELESS.match(word):
        return marks[0] in "!?"
    ended = len(before) > 2 and before.islower() and before.isalpha()
    return ended and marks[0] in ".!?" and len(word) > 1 and word in STARTERS


def _ends_at_full_stop(text: str, start: int, stop: int, before: str, word: str) -> bool:
    """Whether a full stop ends the sentence or belongs to the word `before` it."""
    if before.isdigit() and len(before) <= 2:
        opens = stop - len(before) == start  # "1. Open the door": the number of an item
        earlier = _find_word_before(text, start, max(start, stop - len(before) - 1))
        return not (opens or word in AFTER_ORDINAL or earlier in BEFORE_ORDINAL)
    before = _take_after_dash(before)
    if before in CLOCK:
        return word != "" and word not in AFTER_CLOCK
    if before in NUMBERED:
        return word != ""
    if before in NEVER_LAST:
        return False
    return word in STARTERS or not _is_abbreviation(before)


def _is_abbreviation(word: str) -> bool:
    word = _take_after_dash(word)
    known = word in OPEN_ENDED or word in NEVER_LAST or word in CLOCK
    return known or bool(_ACRONYM.fullmatch(word))


def _take_after_dash(word: str) -> str:
    """What follows the last dash: the "Calif" of "D-Calif"."""
    return _DASHES.split(word)[-1]


def _cut_to_length(text: str, start: int, end: int) -> Iterator[Span]:
    """A span in pieces of at most `LONGEST` characters, cut at whitespace where there is any."""
    while end - start > LONGEST:
        limit = start + LONGEST
        spaces = (i for i in range(limit, start + SHORTEST_CUT, -1) if text[i].isspace())
        cut = next(spaces, limit)
        yield start, start + len(text[start:cut].rstrip())
        start = cut
        while text[start].isspace():
            start += 1
    yield start, end
