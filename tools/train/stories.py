"""Articles as claims are made of them: headline, sentences, the people in it."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from rag.text.entities import find_names, is_person
from rag.text.lexicon import TITLES
from rag.text.sentences import split_sentences
from rag.text.tokens import stem_words, tokenize
from tools.train.claim_words import SAME_KIND
from tools.train.rewording import BEING, NAME

_MOST_SENTENCES = 60  # of an article: what stands further down is seldom cited
_SHORTEST, _LONGEST = 8, 40  # words of a sentence that is worth changing
_AFTER_CAPITAL = re.compile(r"[A-Z][\w.’'-]* $")
_BOILERPLATE = re.compile(
    r"\?|https?:|@|\b(?:click|subscribe|newsletter|photo|image|caption|photos|affiliate)\b",
    re.IGNORECASE,
)
_VERB = re.compile(rf"(?<=[\w,”] )(?:{BEING}|be|\w{{2,}}(?:ed|es|[^s]s)|said|told|won|made|took)\b")
_DOES = (
    r"(?: (?:said|says|told|added|wrote|tweeted|asked|wants|believes|thinks|explained)\b|"
    r", (?:who|\d\d)\b)"
)


@dataclass(frozen=True)
class Story:
    """An article as claims are made of it."""

    title: str
    published: str
    sentences: tuple[str, ...]

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Full names of those who speak, or of whom an age is told, by surname alone elsewhere."""
        text = " ".join(self.sentences)
        names = (n for s in self.sentences for n in find_names(tokenize(s)) if n.sure)
        bare = (
            " ".join(w for w in n.text.split() if w.rstrip(".").lower() not in TITLES)
            for n in names
        )
        found = dict.fromkeys(n for n in bare if 1 <= n.count(" ") <= 2 and is_person(n))
        return tuple(name for name in found if _is_human(name, text))

    @cached_property
    def words(self) -> tuple[set[str], ...]:
        """See `list_words`; of each sentence."""
        return tuple(list_words(s) for s in self.sentences)


Change = Callable[[str, Story, random.Random], str | None]  # None where a text lends itself not
Changes = Mapping[str, tuple[Change, float]]  # by name; and how readily each is drawn


def read_story(article: Mapping[str, str]) -> Story:
    """An article without the outlet's name in its headline, the place in its lead, and its tail."""
    title = re.sub(r" [|–—-] [^|–—]{2,40}$", "", (article.get("title") or "").strip())
    texts = (re.sub(r"\s+", " ", s.text) for s in split_sentences(article["text"]))
    kept = [
        re.sub(r"^[A-Z][\w ,.()]{2,40} [–—-]{1,2} ", "", s) for s in texts if len(s.split()) > 3
    ]
    return Story(title, article.get("published") or "", tuple(kept[:_MOST_SENTENCES]))


def is_usable(text: str) -> bool:
    """Whether a sentence is a whole one of ordinary length that states something."""
    marks = len(re.findall(r"[“”]", text)), text.count('"')
    return (
        _SHORTEST <= len(text.split()) <= _LONGEST
        and bool(re.fullmatch(r"[A-Z].*[a-z\d)][.]?[”\"]?[.]?", text)) and text[-1] in ".”\""
        and bool(_VERB.search(text))
        and not any(n % 2 for n in marks)
        and not _BOILERPLATE.search(text)
    )  # fmt: skip


def list_words(text: str) -> set[str]:
    """The stems of content words, and the numbers."""
    return {*stem_words(text), *(mark.low for mark in tokenize(text) if mark.low[0].isdigit())}


def _is_human(name: str, text: str) -> bool:
    """Whether someone of that name speaks, and is called by the surname alone somewhere."""
    words = name.split()
    if not re.fullmatch(NAME, name) or {*words} & {*SAME_KIND, "North", "South", "New", "United"}:
        return False
    alone = [m for m in re.finditer(rf"\b{re.escape(words[-1])}\b(?! [A-Z])", text)
             if not _AFTER_CAPITAL.search(text[max(0, m.start() - 20) : m.start()])]  # fmt: skip
    speaks = re.search(rf"\b{re.escape(name)}{_DOES}|\b(?:said|says) {re.escape(name)}\b", text)
    return bool(alone) and bool(speaks or any(re.match(_DOES, text[m.end() :]) for m in alone))


class Titles:
    """Headlines by their words, to find the one most like an article's that is not of its days."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self.stories = stories
        self.by_word = defaultdict[str, list[int]](list)
        for n, story in enumerate(stories):
            for word in stem_words(story.title):
                self.by_word[word].append(n)

    def find_rival(self, story: Story) -> str | None:
        """A headline that shares much with this story's lead, a month or more apart from it."""
        lead = set().union(*story.words[:3])
        rare = sorted(w for w in lead if 0 < len(self.by_word.get(w, ())) < 300)
        counts = Counter(n for w in rare for n in self.by_word[w])
        best, rival = 0.3, None
        for n, shared in counts.most_common(60):
            other = self.stories[n]
            share = shared / max(1, len(stem_words(other.title)))
            if best < share <= 0.6 and is_title(other.title) and _days_apart(story, other) > 30:
                best, rival = share, other.title
        return rival


def is_title(title: str) -> bool:
    """Whether a headline states something."""
    return 5 <= len(title.split()) <= 20 and not re.search(
        r"\.\.\.|…|\?|:|^(?:How|Why|What|Who|Photos?|Watch|Video|Opinion)\b", title
    )


def _days_apart(one: Story, other: Story) -> int:
    try:
        return abs(
            (date.fromisoformat(one.published[:10]) - date.fromisoformat(other.published[:10])).days
        )
    except ValueError:
        return 0
