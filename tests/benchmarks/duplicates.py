"""How well `ingest.deduplication` finds copies, and only copies, measured on real news.

    python -m tests.benchmarks.duplicates --data DIR [--originals N] [--show N]

DIR/news/articles.jsonl.gz: articles. First every article stands in an outlet of its own on the same
day, which is as hard as it can be: whatever is then found is shown, to be judged by eye. Then
copies are made by script (cut, edited, set below a local paragraph) and so are texts that are no
copies (follow-ups, live blogs, round-ups, shared footers, forms): recall of the ones, false finds
among the others. Last, how long a signature takes, and a grouping of many articles.
"""

import argparse
import gzip
import json
import os
import random
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from ingest.deduplication import LAYOUT, VERSION, SignedArticle, compute_signature, group_copies
from rag.text.sentences import split_sentences

SHORTEST = 150  # words of an original
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Story:
    """A real article, or a text made of some."""

    id: str
    title: str
    published: str
    outlet: str
    text: str

    def fingerprinted(self, key: int) -> SignedArticle:
        return SignedArticle(
            key, self.id, self.published, self.outlet, compute_signature(self.text)
        )


class Workshop:
    """Makes texts out of real ones, the same ones in every run."""

    def __init__(self, stories: Sequence[Story]) -> None:
        self.random = random.Random(7)
        self.stories = stories
        self.words = sorted({word for story in stories for word in WORD.findall(story.text)})

    def sentences(self, text: str) -> list[str]:
        return [sentence.text for sentence in split_sentences(text)]

    def others(self, story: Story, words: int) -> list[str]:
        """Sentences from the middle of other articles, together of at least so many words."""
        taken: list[str] = []
        while True:
            other = self.random.choice([one for one in self.stories if one.id != story.id])
            sentences = self.sentences(other.text)
            for sentence in sentences[len(sentences) // 3 :]:
                taken.append(sentence)
                if len(WORD.findall(" ".join(taken))) >= words:
                    return taken

    def respelt(self, story: Story) -> str:
        text = story.text.replace("’", "'").replace("“", '"').replace("”", '"')
        return text.replace(" — ", " - ").replace("\n\n", "\n").upper()

    def cut(self, story: Story, share: float) -> str:
        sentences = self.sentences(story.text)
        return " ".join(sentences[: max(1, round(len(sentences) * (1 - share)))])

    def below(self, story: Story, words: int) -> str:
        return " ".join(self.others(story, words)) + "\n\n" + story.text

    def edited(self, text: str, share: float) -> str:
        def other(match: re.Match[str]) -> str:
            changed = self.random.random() < share
            return self.random.choice(self.words) if changed else match.group()

        return WORD.sub(other, text)

    def follow_up(self, story: Story, words: int, share: float) -> str:
        """New text, then the beginning of the old story as background."""
        return " ".join([*self.others(story, words), self.cut(story, 1 - share)])

    def live_blog(self, story: Story) -> str:
        entries = [" ".join(self.others(story, 80)) for _ in range(4)]
        return "\n\n".join([*entries, story.text])

    def round_up(self, story: Story) -> str:
        several = [story, *self.random.sample(list(self.stories), 7)]
        self.random.shuffle(several)
        return "\n\n".join(" ".join(self.sentences(one.text)[:4]) for one in several)

    def footed(self, story: Story, footer: str) -> str:
        return f"{self.cut(story, 0.5)}\n\n{footer}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--originals", type=int, default=500, help="articles to make copies of")
    parser.add_argument("--show", type=int, default=40, help="found pairs to print")
    options = parser.parse_args()
    articles = Path(options.data) / "news" / "articles.jsonl.gz"
    if not options.data or not articles.exists():
        print("skipped: no news/articles.jsonl.gz in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    stories = _read(articles)
    _as_they_stand(stories, options.show)
    long = [one for one in stories if len(WORD.findall(one.text)) >= SHORTEST]
    unlike = list({compute_signature(one.text): one for one in long}.values())
    made = Workshop(unlike)
    originals = made.random.sample(unlike, min(options.originals, len(unlike)))
    _copies(originals, made)
    _no_copies(originals, made)
    _forms(made)
    _speed(stories)
    return 0


def _as_they_stand(stories: Sequence[Story], show: int) -> None:
    found = group_copies([story.fingerprinted(n) for n, story in enumerate(stories)])
    print(f"{len(stories)} real articles: {len(found)} in {len(set(found.values()))} clusters")
    apart = [
        replace(story, outlet=f"{n}.example", published="2022-01-01")
        for n, story in enumerate(stories)
    ]
    found = group_copies([story.fingerprinted(n) for n, story in enumerate(apart)])
    pairs = [(copy, lead) for copy, lead in found.items() if copy != lead]
    print(f"each in an outlet of its own, one day: {len(pairs)} copies; those of other words:")
    same = [set(WORD.findall(story.text)) for story in stories]
    unlike = [(copy, lead) for copy, lead in pairs if same[copy] != same[lead]]
    for copy, lead in unlike[:show]:
        one, other = stories[copy], stories[lead]
        print(f"  {other.published} {other.title[:60]!r} <- {one.published} {one.title[:60]!r}")


def _copies(originals: Sequence[Story], made: Workshop) -> None:
    kinds: dict[str, Callable[[Story], str]] = {
        "other headline, case, quotes": made.respelt,
        "last 10 % cut": lambda story: made.cut(story, 0.1),
        "last 30 % cut": lambda story: made.cut(story, 0.3),
        "last 50 % cut": lambda story: made.cut(story, 0.5),
        "last 70 % cut": lambda story: made.cut(story, 0.7),
        "local paragraph, 40 words": lambda story: made.below(story, 40),
        "local paragraph, 80 words": lambda story: made.below(story, 80),
        "5 % of words changed": lambda story: made.edited(story.text, 0.05),
        "10 % of words changed": lambda story: made.edited(story.text, 0.1),
        "20 % of words changed": lambda story: made.edited(story.text, 0.2),
        "30 % cut, 40 words above, 5 %": lambda story: made.edited(
            made.below(replace(story, text=made.cut(story, 0.3)), 40), 0.05
        ),
    }
    print(f"copies of {len(originals)} articles: recall when later, when earlier, wrong leads")
    for kind, change in kinds.items():
        texts = [change(story) for story in originals]
        later, wrong = _found(originals, texts, days=1)
        earlier, also_wrong = _found(originals, texts, days=-1)
        print(f"  {kind:<30} {later:.3f} {earlier:.3f} {wrong + also_wrong}")


def _no_copies(originals: Sequence[Story], made: Workshop) -> None:
    footers = {words: " ".join(made.others(originals[0], words)) for words in (60, 120)}
    kinds: dict[str, Callable[[Story], str]] = {
        "follow-up, 150 new + half": lambda story: made.follow_up(story, 150, 0.5),
        "follow-up, 300 new + all": lambda story: made.follow_up(story, 300, 1.0),
        "live blog above the story": made.live_blog,
        "round-up with its beginning": made.round_up,
    }
    print(f"no copies, each made of one of {len(originals)} articles: found all the same")
    for kind, change in kinds.items():
        found, wrong = _found(originals, [change(story) for story in originals], days=1)
        print(f"  {kind:<30} {found:.3f} {wrong}")
    for words, footer in footers.items():
        texts = [made.footed(story, footer) for story in originals]
        _print_glued(f"half an article, footer of {words}", texts)


def _found(originals: Sequence[Story], texts: Sequence[str], *, days: int) -> tuple[float, int]:
    """Share of `texts`, of so many days later, found with their originals; finds of others."""
    fingerprinted = [story.fingerprinted(n) for n, story in enumerate(originals)]
    for n, (story, text) in enumerate(zip(originals, texts, strict=True), len(originals)):
        day = date.fromisoformat(story.published) + timedelta(days=days)
        copy = Story(f"copy {n}", "", day.isoformat(), "elsewhere.example", text)
        fingerprinted.append(copy.fingerprinted(n))
    clusters = group_copies(fingerprinted)
    right = sum(
        clusters.get(n, n) == clusters.get(n + len(originals), -1) for n in range(len(originals))
    )
    wrong = sum((lead - copy) % len(originals) != 0 for copy, lead in clusters.items())
    return right / len(originals), wrong


FORMS = {
    "weather": "{place} will see {sky} skies on {day}, with a high of {n} degrees and a low of {n} "
    "overnight. Winds from the {wind} reach {n} miles an hour, and the chance of rain is {n} per "
    "cent. The sun rises at {n}:{n} and sets at {n}:{n}. Pollen counts are {level} and the air is "
    "{level} in ozone. Drivers should allow more time for their journey and check the roads before "
    "they leave home. The forecast is made twice a day by the regional weather office, which asks "
    "readers to send in photographs of unusual skies and reports of storm damage near their homes.",
    "markets": "Shares in {place} closed {way} on {day}. The main index {verb} {n} points, or "
    "{n}.{n} per cent, to {n}{n}. The broader index {verb} {n}.{n} per cent to {n}{n}, with {n} "
    "stocks higher and {n} lower. Oil {verb} {n} cents to ${n} a barrel and gold {verb} ${n} to "
    "${n} an ounce. The ten-year yield stood at {n}.{n} per cent. This column is put together "
    "from prices at the close of trading and is for information only; it is no advice to buy or to "
    "sell, and past results say nothing about results to come.",
    "draw": "The winning numbers in {day}'s draw are {n}, {n}, {n}, {n}, {n} and {n}, the bonus "
    "number {n}. The jackpot stands at ${n} million. Tickets are sold until half an hour before "
    "each draw at more than four thousand shops. Prizes must be claimed within one hundred and "
    "eighty days from the draw, at a shop for small ones and at the office of the lottery for "
    "large ones, with the ticket signed on its back. Play for fun: help for players who cannot "
    "stop is to be had at all hours on the telephone, free of charge and without giving a name.",
}
CHOICES = {
    "place": ["Ashford", "Milton", "Norwich", "Redhill"],
    "sky": ["clear", "cloudy", "grey"],
    "wind": ["north", "south", "west"],
    "level": ["low", "high", "moderate"],
    "way": ["higher", "lower", "little changed"],
    "verb": ["rose", "fell", "slipped", "gained"],
    "day": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
}


def _forms(made: Workshop) -> None:
    """One form filled in by sister papers on the same days: no filling is a copy of another."""
    choose = made.random.choice

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        return str(made.random.randint(1, 60)) if name == "n" else choose(CHOICES[name])

    for kind, form in FORMS.items():
        _print_glued(f"{kind}, a form", [re.sub(r"{(\w+)}", fill, form) for _ in range(400)])


def _print_glued(kind: str, texts: Sequence[str]) -> None:
    stories = [
        Story(str(n), "", f"2022-01-{n % 5 + 1:02}", f"{n % 20}.example", text)
        for n, text in enumerate(texts)
    ]
    clusters = group_copies([story.fingerprinted(n) for n, story in enumerate(stories)])
    glued = sum(copy != lead for copy, lead in clusters.items())
    print(f"  {kind:<30} {glued / len(texts):.3f}")


def _speed(stories: Sequence[Story]) -> None:
    started = time.perf_counter()
    for story in stories:
        compute_signature(story.text)
    each = (time.perf_counter() - started) / len(stories)
    print(f"signature: {each * 1000:.2f} ms an article")
    for number in (10_000, 100_000):
        for kind, outlets, copied in (("news", 50, 0.2), ("agency", 300, 0.9)):
            articles = _many(number, outlets, copied)
            started = time.perf_counter()
            found = group_copies(articles)
            seconds = time.perf_counter() - started
            print(f"group: {number} articles, {kind}: {seconds:.2f} s, {len(found)} in clusters")


def _many(number: int, outlets: int, copied: float) -> list[SignedArticle]:
    """Articles of a year, of which a share are near copies of others some days before."""
    chance = np.random.default_rng(7)
    table = np.zeros(number, LAYOUT)
    table["version"], table["runs"], table["figures"] = VERSION, 800, 20
    days = np.sort(chance.integers(0, 365, number))
    table["words"] = np.arange(number)
    for name in ("body", "opening", "amounts"):
        table[name] = chance.integers(0, 1 << 16, table[name].shape)
    for n in np.flatnonzero(chance.random(number) < copied).tolist():
        source = max(0, n - int(chance.integers(1, 200)))
        for name in ("body", "opening", "amounts"):
            kept = chance.random(table[name].shape[1]) < 0.7
            table[name][n][kept] = table[name][source][kept]
    moments = [(date(2022, 1, 1) + timedelta(days=day)).isoformat() for day in days.tolist()]
    names = [f"{outlet}.example" for outlet in chance.integers(outlets, size=number)]
    return [
        SignedArticle(n, str(n), moments[n], names[n], table[n].tobytes()) for n in range(number)
    ]


def _read(path: Path) -> list[Story]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Story(one["id"], one["title"], one["published"], one["outlet"], one["text"])
        for one in records
    ]


if __name__ == "__main__":
    sys.exit(main())
