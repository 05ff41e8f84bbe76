"""What the model is told: a prompt file, filled in strictly, and evidence as labelled sentences.

Article text is written by strangers. In the prompt it cannot close its delimiters, forge a label or
spell a control token of a chat template, since none of the brackets these are made of survive;
the Evidence values keep the exact text.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from importlib import resources
from math import ceil
from string import Template

from rag.errors import UsageError
from rag.types import Evidence, Window

PROMPT_MARGIN = 64  # tokens of a chat template around our messages
MODEL_DECLINES = "The archive does not say."  # what the model is told to write when that is so

_SPLIT = "\n---\n"  # in a prompt file, between what the system says and what the reader says
_INERT_BRACKETS = str.maketrans("[]［］【】〔〕⟦⟧<>＜＞", "()()()()()‹›‹›")
_LABEL_LIKE = re.compile(r"([({（]\s*)[SsＳｓ][\s#]{0,2}(?=\d)")
_JOINERS = "\u200c\u200d"  # invisible too, but part of words and of emoji
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn"}  # control, format, surrogate, private, unassigned


def load_prompt(name: str) -> str:
    """The text of `prompts/<name>.md`. Raises UsageError where there is none."""
    try:
        return (resources.files("prompts") / f"{name}.md").read_text(encoding="utf-8").strip()
    except (OSError, ModuleNotFoundError) as error:
        raise UsageError(
            f"The prompt {name!r} cannot be read: {error}. Install Clippings again."
        ) from error


def render(template: str, **values: str) -> str:
    """`template` with each `$name` replaced; `$$` stands for a dollar sign.

    Raises UsageError for a name without a value, a value without its name, or a stray `$`:
    a prompt that silently loses its sources would still be answered.
    """
    prompt = Template(template)
    if not prompt.is_valid():
        raise UsageError("The prompt has a stray `$`; write `$$` for a dollar sign.")
    names = set(prompt.get_identifiers())
    if missing := sorted(names - set(values)):
        raise UsageError(f"The prompt asks for ${missing[0]}, which has no value.")
    if unused := sorted(set(values) - names):
        raise UsageError(f"The prompt has no place for ${unused[0]}; add it to the prompt's file.")
    return prompt.substitute(values)


def compose_messages(name: str, **values: str) -> list[tuple[str, str]]:
    """The ("system", …) and ("human", …) messages of a prompt file; values belong to the latter.

    Each line of a value comes as nothing but text. Raises UsageError as `render` does.
    """
    system, _, human = load_prompt(name).partition(_SPLIT)
    inert = {key: "\n".join(map(_neutralize, value.split("\n"))) for key, value in values.items()}
    return [("system", render(system)), ("human", render(human, **inert))]


def estimate_tokens(text: str) -> int:
    """How many tokens `text` has, give or take a fifth, for the vocabularies of local models.

    One for every 4.5 characters of ASCII, for each digit, for 1.4 other characters (those of
    Chinese take more, those of Cyrillic less), and two a line for its label and its end. Over
    163 prompts of news in English: .91 to 1.07 of what a real tokenizer counts, at the median 1.
    """
    digits = len(re.findall(r"[0-9]", text))
    others = sum(not char.isascii() for char in text)
    return ceil(
        (len(text) - digits - others) / 4.5 + digits + others / 1.4 + 2 * text.count("\n") + 2
    )


def compute_prompt_room(num_ctx: int, num_predict: int) -> int:
    """The estimated tokens that a prompt may have in a context, beside its answer.

    A server cuts a prompt that is too long and says nothing: the estimate may be a fifth too low.
    """
    return int((num_ctx - num_predict - PROMPT_MARGIN) / 1.25)


def compose_answer_messages(
    question: str,
    evidence: Sequence[Evidence],
    *,
    today: date,
    window: Window | None = None,
    token_budget: int,
) -> tuple[list[tuple[str, str]], tuple[Evidence, ...]]:
    """The messages that ask for an answer, and the evidence they hold.

    The messages are ("system", …) and ("human", …), together at most `token_budget` tokens by
    `estimate_tokens`. Evidence that does not fit is dropped by whole sentences, the lowest score
    first; what is kept stays in the order in which it came. Raises UsageError when the question
    alone leaves no room for any of it.
    """
    system, _, human = load_prompt("answer").partition(_SPLIT)
    values = {
        "today": _spell_with_weekday(today),
        "window": _describe_window(window),
        "question": _neutralize(question),
    }

    def messages(kept: Sequence[Evidence]) -> list[tuple[str, str]]:
        return [
            ("system", render(system, declined=MODEL_DECLINES)),
            ("human", render(human, sources=_format_sources(kept), **values)),
        ]

    without_sources = sum(estimate_tokens(text) for _, text in messages(()))
    kept = _fit_evidence(evidence, token_budget - without_sources)
    if evidence and not kept:
        raise UsageError(
            f"The question leaves no room for a source among the {token_budget} tokens "
            "of the prompt. Ask a shorter question, or set num_ctx higher."
        )
    return messages(kept), kept


def _fit_evidence(evidence: Sequence[Evidence], room: int) -> tuple[Evidence, ...]:
    """The highest scored sentences that fit `room` tokens, in their given order."""
    kept: set[str] = set()
    articles: set[str] = set()
    left = room
    for item in sorted(evidence, key=lambda item: -item.score):
        cost = estimate_tokens(_format_sentence(item))
        if item.article_id not in articles:
            cost += estimate_tokens(f"\n{_format_article(item)}")
        if cost > room:
            continue  # no prompt can hold this one: it must not crowd out the others
        if cost > left:
            break
        left -= cost
        kept.add(item.label)
        articles.add(item.article_id)
    return tuple(item for item in evidence if item.label in kept)


def _format_sources(evidence: Iterable[Evidence]) -> str:
    """The evidence by article: a line with outlet, headline and date, then its sentences."""
    by_article: dict[str, list[Evidence]] = {}
    for item in evidence:
        by_article.setdefault(item.article_id, []).append(item)
    return "\n\n".join(
        "\n".join([_format_article(items[0]), *map(_format_sentence, items)])
        for items in by_article.values()
    )


def _format_article(item: Evidence) -> str:
    day = (
        _spell_with_weekday(date.fromisoformat(item.published[:10]))
        if item.published
        else "undated"
    )
    parts = [_neutralize(item.outlet), _neutralize(item.title), day]
    return "## " + " | ".join(part for part in parts if part)


def _format_sentence(item: Evidence) -> str:
    return f"[{item.label}] {_neutralize(item.sentence)}"


def _describe_window(window: Window | None) -> str:
    """No whole sentence: a small model copies one as its answer."""
    if window is None or (window.start is None and window.end is None):
        return ""
    since = f" from {_spell_with_weekday(window.start)}" if window.start else ""
    until = f" up to {_spell_with_weekday(window.end)}" if window.end else ""
    return f" Time asked about:{since}{until}"


def _spell_with_weekday(day: date) -> str:
    """With its weekday, since articles say "on Tuesday"."""
    return f"{day.isoformat()} ({day:%A})"


def _neutralize(text: str) -> str:
    """`text` on one line, as nothing but text: nothing unseen, no brackets that mean something.

    A label of its own, "[S9]", becomes "(9)": a model would copy it, and it would be read as ours.
    """
    seen = (
        " " if char.isspace() else char
        for char in text
        if char.isspace() or char in _JOINERS or unicodedata.category(char) not in _UNSEEN
    )
    line = " ".join("".join(seen).split()).translate(_INERT_BRACKETS)
    return _LABEL_LIKE.sub(r"\1", line)
