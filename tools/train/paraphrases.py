"""Ways of saying the same in other words. Each gives None where a text lends itself to it not."""

import random
import re
from collections.abc import Callable

from rag.text.calendar import WEEKDAY_NAMES
from tools.train.claim_words import SYNONYMS, TRANSITIVE
from tools.train.rewording import (
    BEING,
    NAME,
    NUMBERS,
    OPENER,
    finish_sentence,
    lower_start,
    substitute_match,
    turn_word,
)
from tools.train.stories import Changes, Story

_LIMITED = re.compile(  # what makes a sentence untrue when a part of it is left out
    r"\b(?:not|no|never|only|few|without|nor|if|unless|less|more|most|first|second|third|fourth|fifth|last|worst|all|every|any|"
    r"each|average|total|record|rarely|\w{2,}est)\b|n[’']t\b"
)
_OPINION = re.compile(
    r"\b(?:should|must|ought|believes?|thinks?|best|worst|great|terrible|wrong|unfair|hopes?|likely|"
    r"probably|could|would|may|might|will|I|we|our|my|you|unacceptable|clear|dangerous|threat|good|"
    r"bad|need|needs|never|always|nothing|false|true|lie|very|too|important)\b"
)


def _put_synonyms(text: str, story: Story, chance: random.Random) -> str | None:
    """Up to four words by others of the same meaning."""
    fresh: str | None = None
    for _ in range(chance.randint(1, 4)):
        fresh = turn_word(fresh or text, SYNONYMS, chance) or fresh
    return fresh


def _drop_clause(text: str, story: Story, chance: random.Random) -> str | None:
    """Without an aside, an apposition, a bracket or a clause at the end."""
    if _LIMITED.search(text):
        return None
    aside = r"(?:which|who|where|including|according to|an?|the)\b(?:[^,;“”\"]|,\d)*"
    ending = (
        r", (?:which|who|where|while|after|as|with|including|\w+ing(?= ))\b(?:[^,;“”\"]|,\d){8,}\.$"
    )
    found = substitute_match(rf", {aside},(?= (?:{BEING}|said|told|\w+ed)\b)|{ending}| \([^)]*\)",
                        "", text, chance)  # fmt: skip
    return finish_sentence(found) if found else None


def _drop_phrase(text: str, story: Story, chance: random.Random) -> str | None:
    """Without the day or place at the end, or an adverb that is no limit."""
    adverbs = ("quickly|recently|previously|really|finally|immediately|officially|strongly|simply|"
               "clearly|certainly|particularly|especially|repeatedly|eventually|significantly|"
               "actually|rapidly|heavily|also|now|still|already|however|later")  # fmt: skip
    days = "|".join(WEEKDAY_NAMES)
    if _LIMITED.search(text):
        return None
    found = substitute_match(rf"(?<=[a-z]) (?:{adverbs})(?= [a-z])|"
                        rf" on (?:{days})\b(?! [A-Z\d])(?=[ .,])|"
                        r"(?<!re)(?<!is)(?<!as)(?<!be)(?<!ve)(?<!ted)(?<!ved)(?<!sed)(?<!ing)"
                        r",? (?:in|at|during|near)"
                        r" [^,.“”\"]{3,40}(?=\.$)",
                        "", text, chance)  # fmt: skip
    return finish_sentence(found) if found else None


def _turn_attribution(text: str, story: Story, chance: random.Random) -> str | None:
    """Puts "It sank, police said." with its speaker in front, as "according to", or without."""
    whole = re.fullmatch(r"([A-Z][^“”\"]{25,}), ([\w .’'-]{3,45}) said(?: on \w+)?\.", text)
    front = re.fullmatch(r"([\w .’'-]{3,45}) said(?: on \w+)? that ([^“”\"]{25,})\.", text)
    if not (whole or front):
        return None
    said, who = (whole[1], whole[2]) if whole else (front[2], front[1]) if front else ("", "")
    if who.split()[0].lower() in {"who", "which", "and", "he", "she", "they", "it", "but", "as"}:
        return None
    way = chance.randrange(4)
    if way == 0 and not _OPINION.search(said):  # what someone merely thinks stays theirs
        return finish_sentence(said)
    if way == 1:
        return finish_sentence(f"According to {lower_start(who)}, {lower_start(said)}")
    who = who[0].upper() + who[1:]
    return finish_sentence(f"{who} {'stated' if way == 2 else 'said'} that {lower_start(said)}")


def _spell_numbers(text: str, story: Story, chance: random.Random) -> str | None:
    """Puts "5%" as "5 percent", "two" as "2", "1.2 million" in digits, "1,234" rounded down."""
    words = list(NUMBERS)
    spelled = {w: str(n) for n, w in enumerate(words, 2)} | {
        str(n): w for n, w in enumerate(words, 2)
    }
    ways: list[tuple[str, Callable[[re.Match[str]], str]]] = [
        (r"(?<=[a-z] )(?:about|around|roughly|approximately)(?= [$£€]?\d)",
         lambda m: chance.choice([w for w in ("about", "around", "roughly", "some") if w != m[0]])),
        (r"(?<=[a-z] )(?:over|more than)(?= [$£€]?\d)",
         lambda m: "over" if m[0] == "more than" else "more than"),
        (r"(?<=\d)%", lambda m: " percent"), (r"(?<=\d) per ?cent\b", lambda m: "%"),
        (rf"(?<=[a-z] )(?:{'|'.join(spelled)})(?= [a-z]+s\b)", lambda m: spelled[m[0]]),
        (r"(?<=[$£€])(\d[\d.]*) (b|m)illion", lambda m: f"{m[1]}{m[2]}n"),
        (r"(?<![$£€\d.,])(\d+(?:\.\d)?) million\b", lambda m: f"{round(float(m[1]) * 1e6):,}"),
        (r"(?<=[a-z] )(?<!than )(?<!over )(?<!about )(?<!nearly )(\d+),([1-9])(?!00)\d\d(?= [a-z])",
         lambda m: f"more than {m[1]},{m[2]}00"),
    ]  # fmt: skip
    chance.shuffle(ways)
    return next((new for way in ways if (new := substitute_match(*way, text, chance))), None)


def _respell(text: str, story: Story, chance: random.Random) -> str | None:
    """Contractions opened or made, "said" as "stated", dates and countries in another spelling."""
    ways = [
        (r"\b(is|are|was|were|do|does|did|has|have|had|would|could)n[’']t\b", r"\1 not"),
        (r"\b(is|are|was|were|does|did|has|have|had|would|could) not\b(?! only)", r"\1n’t"),
        (r"\b(We|They|You|we|they|you)[’']re\b", r"\1 are"), (r"\b(\w+)[’']ve\b", r"\1 have"),
        (r"\bwon[’']t\b", "will not"), (r"\b(\w+)[’']ll\b", r"\1 will"), (r"\bsaid\b", "stated"),
        (r"\b(Jan|Feb|Aug|Sept|Oct|Nov|Dec)[a-z]+ (?=\d)", r"\1. "),
        (r"(?:^|(?<=, )|(?<=and )|(?<=by )|(?<=to )|(?<=of )|(?<=that ))"
         r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\. (?=[A-Z])", ""),
        (r"\bU\.?S\.?(?= (?:government|military|president|army|economy|troops|forces)\b)",
         "American"),
        (r"^(On|In|At|During|Since|Last) ([^,“]{3,30}), ([^,“]{20,110})\.$", r"\3 \1 \2."),
        (r"\b(?:the )?United States(?= (?:and|has|is|was|to)\b)", "the US"),
        (r"\b[Tt]he (president|capital|government|economy|leader|army) of "
         r"([A-Z][a-z]+)\b(?! [A-Z])",
         r"\2’s \1"),
        (r"(?<=[a-z] )([A-Z][a-z]+)[’']s (president|capital|government|economy|leader|army)\b",
         r"the \1 of \2"),
    ]  # fmt: skip
    chance.shuffle(ways)
    for pattern, fresh in ways:
        if new := substitute_match(pattern, fresh, text, chance):
            moved = re.sub(
                r" (On|In|At|During|Since|Last) (?=[^.]{3,30}\.$)", lambda m: m[0].lower(), new
            )
            return finish_sentence(moved if pattern.startswith("^(On") else new)
    return None


def _cut_name(text: str, story: Story, chance: random.Random) -> str | None:
    """A surname for the full name."""
    name = next((n for n in story.people if n in text), None)
    if name and re.search(r"(?:[A-Z][\w.’'-]*|former) $", text[: text.find(name)]):
        return None
    return text.replace(name, name.split()[-1], 1) if name else None


def _turn_voice(text: str, story: Story, chance: random.Random) -> str | None:
    """Active as passive, passive as active."""
    past = rf"((?!{OPENER} )(?:{NAME}|The [a-z]+)) ({TRANSITIVE}) "
    past += rf"((?:the|a|an|its|his|her|their|{NAME}) ?[\w’' -]{{0,40}}?)"
    rest = r"((?: (?:on|in|at|after|during|for|last|over|because|when)\b|,)[^“]*)?\.?"
    if match := re.fullmatch(past + rest, text):
        many = (
            "were"
            if match[3][0].islower()
            and re.search(r"[^s’']s(?: (?:of|to|in|for|on|at|from)\b|$)", match[3])
            else "was"
        )
        return finish_sentence(
            f"{match[3]} {many} {match[2]} by {lower_start(match[1])}{match[4] or ''}"
        )
    if match := re.fullmatch(
        rf"([\w’' -]{{4,60}}) (?:was|were) ({TRANSITIVE}) by ({NAME}|the [a-z]+){rest}", text
    ):
        return finish_sentence(f"{match[3]} {match[2]} {lower_start(match[1])}{match[4] or ''}")
    return None


def _drop_articles(text: str, story: Story, chance: random.Random) -> str | None:
    """As headlines are: without "the" and "a"."""
    if chance.random() < 0.85:  # it always could be done, and would be in nearly every claim
        return None
    return finish_sentence(re.sub(r"\b(?:[Tt]he|[Aa]n?) (?=[a-z])", "", text))


REPHRASINGS: Changes = {
    "synonyms": (_put_synonyms, 4), "clause dropped": (_drop_clause, 2),
    "phrase dropped": (_drop_phrase, 2), "attribution turned": (_turn_attribution, 3),
    "numbers respelled": (_spell_numbers, 2), "respelled": (_respell, 1.5),
    "surname": (_cut_name, 1), "voice": (_turn_voice, 5), "articles dropped": (_drop_articles, 0.5),
}  # fmt: skip
