"""A question taken apart, once: every later step reads it off this value instead of its text."""

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import zip_longest

from rag.query.answer_type import AnswerType, find_answer_type
from rag.query.dates import expressions
from rag.query.dates.events import Event, find_events
from rag.query.dates.expressions import TimeExpression
from rag.query.dates.grammar import Rank
from rag.query.dates.windows import find_window
from rag.query.instructions import OUTLET_VERB, Form, find_form, strip_instructions
from rag.query.outlets import OutletMention, cut_sources, find_mentions
from rag.query.task import Task, find_task
from rag.query.vocabulary import is_content, strip_possessive
from rag.store.outlets import NO_OUTLETS, OutletNames
from rag.text.entities import Name, find_names
from rag.text.lexicon import SHOUTED_NAMES
from rag.text.numbers import read_quantities
from rag.text.quantities import Quantity
from rag.text.tokens import Token, find_content_stems, tokenize
from rag.types import Window

ANY_DAY = date(2000, 1, 1)  # where it does not matter which day the words would name
LAST_DAY = date(9999, 6, 30)  # when every day that words can name has been
LONGEST = 5000  # characters that are read for times, should someone paste an article

_OF_OUTLETS = {"mentions", "outlets", "topic", "content"}  # read anew for another archive
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»")


@dataclass(frozen=True)
class ParsedQuestion:
    """What a question says; each reading is made when it is first asked for, and kept."""

    text: str
    today: date  # that "last week" counts from
    known_outlets: OutletNames = NO_OUTLETS  # of the archive: what else can be named as one?

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        return tokenize(self.text)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """People, places, bodies and works, as they are written, each once."""
        trimmed = map(self._trim_name, self._runs)
        return tuple(dict.fromkeys(name for name in trimmed if len(name) > 1))

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """What stands in quotation marks, without them."""
        return tuple(next(filter(None, groups)) for groups in _QUOTED.findall(self.text))

    @cached_property
    def numbers(self) -> tuple[Quantity, ...]:
        """Numbers, money, shares and dates as values."""
        return read_quantities(self.tokens)

    @cached_property
    def subject_text(self) -> str:
        """The text without what it says of the answer: "please", "in three sentences"."""
        return strip_instructions(self.text)

    @cached_property
    def timeless(self) -> str:
        """The subject without words that say little in a search: "this week", "recently"."""
        return expressions.strip_time_words(self.subject_text)

    @cached_property
    def topic(self) -> str:
        """The same without the words that say who tells of it: "according to CNN"."""
        return expressions.strip_time_words(
            strip_instructions(cut_sources(self.text, self.mentions))
        )

    @cached_property
    def content(self) -> dict[str, str]:
        """Its content words by their stems, in order; time words, who tells and that are none."""
        marks, tells = tokenize(self.topic), re.compile(OUTLET_VERB if self.mentions else "(?!)")
        found = find_content_stems(marks)
        return {stem: marks[at].low for at, stem in found if not tells.fullmatch(marks[at].low)}

    @cached_property
    def times(self) -> tuple[TimeExpression, ...]:
        """The words that name days, but for those that are quoted."""
        return tuple(expressions.find_expressions(self.unquoted, self.today))

    @cached_property
    def window(self) -> Window | None:
        """The days asked about, before anybody looks whether the archive has any of them."""
        return find_window(self.unquoted, self.times, self.today)

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """What it counts time from, if not from a day: "since the election"."""
        words = [
            (mark.start, mark.text.removesuffix("'s"))
            for name in self._runs
            for mark in self.tokens[name.first : name.last + 1]
            if not name.lone and mark.text[0].isupper() and mark.low in name.parts
        ]
        return tuple(find_events(self.unquoted, words))

    @cached_property
    def outlets(self) -> tuple[str, ...]:
        """The names in the archive of the outlets that it names."""
        return self.known_outlets.list_names(mention.outlet for mention in self.mentions)

    @cached_property
    def mentions(self) -> tuple[OutletMention, ...]:
        """Where it names an outlet."""
        return tuple(find_mentions(self.text[:LONGEST], self.known_outlets))

    @cached_property
    def answer_type(self) -> AnswerType:
        """The kind of thing asked for: a number, a time, a name."""
        return find_answer_type(self.text)

    @cached_property
    def task(self) -> Task:
        """The kind of work asked for: a fact, a summary, a comparison …"""
        return find_task(self.text)

    @cached_property
    def form(self) -> Form:
        """The form in which it wants its answer; "" where it says nothing of that."""
        return find_form(self.text)

    @cached_property
    def unquoted(self) -> str:
        """The text with what is quoted blanked out; offsets stay."""
        return _QUOTED.sub(lambda match: "_" * len(match[0]), self.text[:LONGEST])

    @cached_property
    def _runs(self) -> tuple[Name, ...]:
        return tuple(find_names(self.tokens))

    def _trim_name(self, name: Name) -> str:
        """A name without the question's own machinery before it: "List" in "List Biden's plans"."""
        run = self.tokens[name.first : name.last + 1]
        own = [
            one.start
            for one, other in zip_longest(run, run[1:], fillvalue=run[-1])
            if is_content(one.text) or one.text in SHOUTED_NAMES or one.end == other.start
        ]
        if not own or (name.lone and not run[0].text.endswith("'s")):
            return ""
        return strip_possessive(" ".join(self.text[own[0] : run[-1].end].split()))

    @cached_property
    def time(self) -> str:
        """The words for the only time that it names, whenever that is, with their preposition."""
        found = expressions.find_expressions(self.unquoted, LAST_DAY)
        single = len(found) == 1 and found[0].rank is not Rank.VAGUE
        if not (single and find_window(self.unquoted, found, LAST_DAY)):
            return ""
        return self.text[expressions.find_lead(self.text, found[0].start) : found[0].end]

    def place_in(self, known_outlets: OutletNames) -> "ParsedQuestion":
        """The same question to an archive of these outlets; what else was read of it is kept."""
        placed = replace(self, known_outlets=known_outlets)
        kept = vars(self).keys() - vars(placed).keys() - _OF_OUTLETS
        vars(placed).update({name: vars(self)[name] for name in kept})
        return placed

    def reparse(self, text: str) -> "ParsedQuestion":
        """Another question of the same day to the same archive."""
        return ParsedQuestion(text, self.today, self.known_outlets)


def read_names(text: str) -> tuple[str, ...]:
    """The names in an answer, or in what else was said in the conversation."""
    return ParsedQuestion(text, ANY_DAY).names


@dataclass(frozen=True, slots=True)
class Rewording:
    """What a model made of a question; nothing, where its words were no use."""

    question: str = ""  # the question made whole: it leans on nothing any more
    parts: tuple[str, ...] = ()  # the single questions in it


@dataclass(frozen=True, slots=True)
class Query:
    """A question as it was understood, fitted to an archive and to what the reader set."""

    original: ParsedQuestion  # as the reader wrote it
    parsed: ParsedQuestion  # made whole, where it leaned on earlier ones; else the same
    window: Window | None = None
    outlets: tuple[str, ...] = ()
    asked_window: Window | None = None  # before anybody looked whether it holds anything
    hard_window: bool = False  # the reader set the window: filter, do not merely prefer
    hard_outlets: bool = False
    parts: tuple[ParsedQuestion, ...] = ()  # the questions in it, each whole; () where it is one
    notes: tuple[str, ...] = ()  # what the reader should know of how it was understood
    ended: date | None = None  # of the newest article, where the days asked about begin after it
    as_of: date | None = None  # nothing published later exists
    sources: int | None = None  # source sentences that the answer may use at most
    shown: tuple[str, ...] = ()  # sentences of earlier answers, where more than those is wanted
    aside: str = ""  # all there is to answer, where nothing is asked that could be looked up

    @property
    def form(self) -> Form:
        """The form in which the reader wants the answer, also to the question before."""
        return self.original.form or self.parsed.form

    @property
    def wants_more(self) -> bool:
        """Whether the question before is asked again, for what its answer did not show."""
        return self.original.task == "more"

    @property
    def task(self) -> Task:
        """The kind of work asked for; of a question asked once more, in the form asked for now."""
        form = self.original.form
        return form if form in {"list", "timeline"} else self.parsed.task

    @property
    def question(self) -> str:
        return self.original.text

    @property
    def asked_as(self) -> str:
        return self.parsed.text

    @property
    def today(self) -> date:
        return self.parsed.today
