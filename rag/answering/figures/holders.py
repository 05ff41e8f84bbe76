"""Who holds an office, as a sentence says so: beside the name or by a verb.

"Mayor Ilse Varga", "Ilse Varga, the mayor of Port Hallam,", "Varga was elected mayor". Nobody who
once held it, stands in for it or would like to.
"""

from rag.answering.figures.asked import AskedFigure
from rag.answering.figures.figure import Figure
from rag.text.entities import Name
from rag.text.lexicon import JOINING, TITLES, collect_words
from rag.text.tokens import Token, stem
from rag.verification.facts import Facts

_OTHERS = collect_words(
    "former ex outgoing deputy vice then candidate would-be assistant acting late retired past",
    "interim onetime ousted bid run running ran race campaign replacing replaced replaces",
    "succeeding succeeded succeeds unseated defeated beat",
)
_RANKS = collect_words("deputy vice assistant acting interim")
_LEAVING = collect_words("resigned resigns stepped stepping fired sacked ousted killed died")
_HOLDING = collect_words("is became becomes remains")
_CHOSEN = collect_words("elected appointed named sworn re-elected reelected chosen confirmed")
_TAKING = collect_words("took takes taken assumed assumes"), collect_words("office over power")
_PASSIVE = collect_words("was is were been being be")  # who appoints a mayor is none
_BESIDE = collect_words("the a an new newly elected current of for as") | {",", "-"}
_PLACED = collect_words("from of in at for with to near")  # before a name: it does nothing itself
_OWNED = 9  # tokens from whose office it is: "France's youngest ever prime minister"
_REACH, _LONG_REACH = 7, 12  # tokens between a name and its office, without and with a verb


def find_holder(facts: Facts, asked: AskedFigure, year: int) -> Figure | None:
    """The holder that a sentence of that year names; None where it names none or several."""
    past = any(q.kind == "year" and q.value < year for q in facts.quantities)
    if past or facts.words & _LEAVING:
        return None
    found = {}
    for at, mark in enumerate(facts.marks):
        if stem(mark.low) in asked.words and not (
            _is_other(facts.marks, at, asked) or _is_elsewhere(facts, at, asked)
        ):
            for name in facts.names:
                if not name.lone and (holder := _read_holder(facts, name, at, asked)):
                    found[holder.parts[0]] = holder
    return next(iter(found.values())) if len(found) == 1 else None


def _is_other(marks: tuple[Token, ...], at: int, asked: AskedFigure) -> bool:
    """Whether it is another office, or one that is not held: "former", "deputy", "mayor-elect".

    Where a deputy is asked for, it is another office without that word.
    """
    before = {mark.low for mark in marks[max(0, at - 5) : at]}
    ranks = {word for word in _RANKS if stem(word) in asked.subject}
    if ranks and not ranks & {mark.low for mark in marks[max(0, at - 2) : at]}:
        return True
    before -= ranks
    after = [mark.low for mark in marks[at + 1 : at + 3]]
    return bool(before & _OTHERS) or after == ["-", "elect"] or after[:1] == ["candidate"]


def _is_elsewhere(facts: Facts, at: int, asked: AskedFigure) -> bool:
    """Whether it is the office of another body: "chief executive of Intel-owned Altera"."""
    if [mark.low for mark in facts.marks[at + 1 : at + 2]] not in (["of"], ["at"]):
        return False
    body = next((name for name in facts.names if name.last > at + 1), None)
    if body is None or body.first > at + 3:
        return False
    glued = [mark.text for mark in facts.marks[body.last + 1 : body.last + 2]] == ["-"]
    return glued or not any(stem(part) in asked.subject for part in body.parts)


def _is_attached(facts: Facts, at: int, asked: AskedFigure) -> bool:
    """Whether the office stands by whose it is: "Ukraine's new president", "mayor of Port Hallam".

    An article about Ukraine has other presidents, too.
    """
    whose = asked.names or asked.subject
    places = [i for i, mark in enumerate(facts.marks) if stem(mark.low) in whose]
    behind = [mark.low for mark in facts.marks[at + 1 : at + 2]]
    if behind in (["of"], ["for"], ["in"], ["at"]) and any(at < i <= at + 4 for i in places):
        return True
    nearest = max((i for i in places if at - _OWNED <= i < at), default=None)
    return nearest is not None and not any(
        nearest < name.first <= name.last < at for name in facts.names
    )


def _read_holder(facts: Facts, name: Name, at: int, asked: AskedFigure) -> Figure | None:
    marks = facts.marks
    first = name.first
    attached = _is_attached(facts, at, asked)
    if not attached and (name.last > at or any(_is_subject(other, asked) for other in facts.names)):
        return None
    if name.first <= at <= name.last:  # "Port Hallam Mayor Ilse Varga"
        first = at + 1
        if not all(stem(mark.low) in asked.subject for mark in marks[name.first : at]):
            return None
    elif at < name.first:  # "the mayor of Port Hallam, Ilse Varga", "the mayor is Ilse Varga"
        between = marks[at + 1 : name.first]
        lead = between[-1].low if between else ""
        if lead not in {",", "is"} or not _is_apposition(between[:-1], asked):
            return None
    elif not _is_linked(marks, name, at, facts, asked):
        return None
    words = [mark for mark in marks[first : name.last + 1] if mark.text not in {".", "-"}]
    words = [mark for mark in words if mark.low not in TITLES]
    is_named = all(mark.low in name.parts and mark.low not in JOINING for mark in words)
    if not words or not is_named or len(words[-1].low) < 3 or _is_subject(name, asked):
        return None
    text = " ".join(mark.text.removesuffix("'s") for mark in words)
    return Figure("holder", text, min(asked.words), parts=tuple(w.low for w in reversed(words)))


def _is_linked(
    marks: tuple[Token, ...], name: Name, at: int, facts: Facts, asked: AskedFigure
) -> bool:
    """Whether an office behind a name is that person's: "Varga, a lawyer, was elected mayor"."""
    between = marks[name.last + 1 : at]
    lows = {mark.low for mark in between}
    led = name.first > 0 and marks[name.first - 1].low in _PLACED
    others = [other for other in facts.names if name.last < other.first < at]
    aside = all(
        _is_subject(other, asked) or marks[other.first - 1].low in _PLACED for other in others
    )
    if led or not aside or not between or lows & {"by", "not", "if", "under"}:
        return False
    entered = bool(lows & _HOLDING or (lows & _CHOSEN and lows & _PASSIVE))
    entered |= all(lows & words for words in _TAKING)
    entered = entered and len(between) <= _LONG_REACH
    return entered or (between[0].text == "," and _is_apposition(between, asked))


def _is_apposition(between: tuple[Token, ...], asked: AskedFigure) -> bool:
    """Whether nothing stands between but articles, an age, and whose office it is."""
    return len(between) <= _REACH and all(
        mark.low in _BESIDE or mark.low.isdigit() or stem(mark.low) in asked.subject
        for mark in between
    )


def _is_subject(name: Name, asked: AskedFigure) -> bool:
    return stem(name.parts[-1]) in asked.subject  # "New" in "New York" is no word of content
