"""Sentences of a model's text that say nothing of the world: of its task, prompt or question.

Small models write "The question is asking for …", copy the prompt's own example, or say the
question again. No source can bear such a sentence out or not: it is no claim.
"""

import re
from collections.abc import Iterator, Sequence

from rag.llm.prompts import MODEL_DECLINES, load_prompt
from rag.query.parsed import ParsedQuestion
from rag.text.calendar import is_date_word
from rag.text.tokens import find_content_stems, stem_words, tokenize
from rag.types import Evidence

COPIED = 0.7  # of a sentence's words, found in one line: it is taken from there
_THING = r"(?:sources?|sentences?|labels?|texts?|passages?|context|archive)"
_GIVEN = r"(?:provided|given|available|relevant|listed)"
_OF_TASK = (
    # The question: "The question is asking for the name of …"
    rf"(?:the|this|your) (?:{_GIVEN} )?(?:question|prompt)(?:'s)? "
    r"(?:is|was|asks?|asked|wants?|seeks?|refers?|does|seems)\b(?! (?:voters|whether))",
    r"(?:the|your) (?:user|reader|task|instructions?) (?:asks?|wants?|seeks?|requires?|says?)\b",
    # What it is about to do: "To answer the question, I need …", "Let me look at the sources"
    r"(?:in order )?to (?:answer|find|address|identify) (?:this|the|your)\b.*\b(?:i|we|you|let)\b",
    r"(?:let(?:'s| us| me)|i(?:'ll| will|'m| am| need| must| can| have)|we (?:need|must|can))\b"
    rf".*\b(?:answer|question|{_THING})\b",
    r"(?:as an ai|i(?:'m| am) (?:sorry|unable|an ai)|i apologi[sz]e|i (?:cannot|can't|don't))\b",
    # The sources themselves, not what they say: "The provided sentences do not mention …"
    rf"(?:the|these|none of the|all (?:of )?the) (?:{_GIVEN} {_THING}|{_THING} {_GIVEN})\b",
    rf"(?:the|these) {_THING} (?:(?:do|does|did) not|don't|doesn't) "
    r"(?:say|mention|contain|provide|include|state|specify|give|tell|hold|answer|indicate)\b",
    r"(?:each|every) (?:label|sentence|source) (?:\w+ ){0,3}(?:is|should|must|ends?)\b",
    r"(?:the )?example is over\b",
)
_TASK = re.compile("|".join(_OF_TASK), re.I)
# What is left of a sentence that only lists labels: "Source 3 and sentence S4."
_LABELS = re.compile(
    r"(?:\W|\b(?:S\d+|(?:label|source|sentence)s?(?: \d+)?|answers?|and|or|the|is)\b)*", re.I
)
_CHOICE = re.compile(r"\bor\b", re.I)
_DENIES = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor)\b|n['’]t\b", re.I)


class TaskTalk:
    """Tells what is no claim in an answer to one question over some evidence."""

    def __init__(self, question: ParsedQuestion, evidence: Sequence[Evidence]) -> None:
        self._asked = _read_words(question.text)
        # "Did it sink?" "It sank." answers, and so does "Varga won." where it was Varga or another.
        self._may_repeat = question.task == "yes_no" or bool(_CHOICE.search(question.text))
        self._denies = bool(_DENIES.search(question.text))
        self._sources = [stem_words(item.sentence) for item in evidence]
        self._outlets = tuple({f"{item.outlet} |" for item in evidence if item.outlet})
        self._example = [stem_words(line) for line in read_example()]

    def holds(self, text: str) -> bool:
        """Whether `text`, a sentence without its labels, is talk of the task and no claim."""
        said, words = text.strip(" \"“”*'’"), stem_words(text)
        if (
            _LABELS.fullmatch(said)
            or said.startswith(self._outlets)
            or self._repeats_question(said)
        ):
            return True
        quoted = text.lstrip()[:1] in {'"', "“", "«"}  # somebody else says "I cannot"
        of_task = not quoted and _TASK.match(said.replace("’", "'"))
        talks = of_task or _is_taken_from(self._example, words)
        return bool(talks) and not _is_taken_from(self._sources, words)

    def _repeats_question(self, text: str) -> bool:
        """Whether it says no word that the question does not, and denies nothing that it says."""
        if self._may_repeat or bool(_DENIES.search(text)) != self._denies:
            return False
        words = _read_words(text)
        return bool(words) and words <= self._asked


def _is_taken_from(lines: Sequence[frozenset[str]], words: frozenset[str]) -> bool:
    return any(words and len(words & line) >= COPIED * len(words) for line in lines)


def read_example() -> Iterator[str]:
    """The lines of the answer prompt's own example, without what a model should copy of it."""
    _, _, after = load_prompt("answer").partition("\nExample\n")
    for line in after.partition("\nThe example is over")[0].splitlines():
        text = re.sub(r"^(?:\[S\d+\]|##|Question:|Answer:)\s*|\[S\d+\]", "", line)
        if "$declined" not in text and MODEL_DECLINES not in text:
            yield text


def _read_words(text: str) -> frozenset[str]:
    """Stems of content words, and numbers and months as they are written."""
    marks = tokenize(text)
    numbers = {one.low for one in marks if one.low[0].isdigit() or is_date_word(one.low)}
    return frozenset(numbers.union(word for _, word in find_content_stems(marks)))
