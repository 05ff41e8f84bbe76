"""What a real model makes of real questions: how soon, how much, how much of it holds.

    python -m tests.benchmarks.writing --ollama URL --model NAME --data DIR [--set news]
                                       [--archive DIR] [--questions N] [--log FILE]

DIR/SET holds articles.jsonl.gz and questions.jsonl; --archive names an archive already made of
them. N questions, evenly spread, are asked on the day given with each: seconds to the first word
and to the end, tokens read and written as the server counts them, calls of the model, answers that
hold the answer string, what leads (the text, the text with sentences struck, the source sentences
with the text folded), the verdicts, and the claims that are shown as supported and wrong by the
quiz itself: without the answer, with another of its choices. --log keeps every answer, one object
a line.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.answering.pipeline import Pipeline
from rag.clock import read_clock_moment
from rag.evaluation.metrics import compute_mean, compute_percentile, holds_answer
from rag.llm.base import ChatModel, Messages, Usage
from rag.llm.prompts import estimate_tokens
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings, load_settings
from rag.types import Answer, Request


@dataclass
class Counting:
    """A model whose calls are counted, and what was expected of the tokens that each reads."""

    model: ChatModel
    calls: int = 0
    expected: int = 0

    @property
    def name(self) -> str:
        return self.model.name

    def describe_wait(self) -> str:
        return self.model.describe_wait()

    def with_limits(self, tokens: int, seconds: float) -> "Counting":
        self.model = self.model.with_limits(tokens, seconds)
        return self

    def stream(self, messages: Messages, usage: Usage | None = None) -> Generator[str, None, None]:
        self.calls += 1
        self.expected = sum(estimate_tokens(text) for _, text in messages)
        yield from self.model.stream(messages, usage)


class Watched(Pipeline):
    """A pipeline that keeps the model of the last question, counted."""

    counted: Counting | None = None

    def _connect(self, name: str | None) -> tuple[ChatModel | None, str]:
        model, fault = super()._connect(name)
        self.counted = Counting(model) if model else None
        return self.counted, fault


@dataclass(frozen=True)
class Written:
    """An answer, the question of the quiz, and what the model was asked for it."""

    answer: Answer
    question: dict[str, Any]
    calls: int
    expected: int

    @property
    def text(self) -> Answer | None:
        """What the model wrote, wherever it stands."""
        beside = self.answer.instead if self.answer.folded else self.answer
        return beside if beside and beside.mode == "generated" else None

    @property
    def leads(self) -> str:
        """What a reader sees first."""
        if self.answer.mode != "generated":
            folded = "source sentences, the text folded"
            return folded if self.answer.folded else self.answer.mode
        struck = any(claim.support == "unsupported" for claim in self.answer.claims)
        return "the text, sentences struck" if struck else "the text"

    def list_wrong(self) -> list[str]:
        """Claims that lead, shown as supported, that name another choice and not the answer."""
        right = self.question["answers"]
        others = [one for one in self.question.get("choices", ()) if one not in right]
        claims = self.answer.claims if self.answer.mode == "generated" else ()
        return [
            claim.text
            for claim in claims
            if claim.support == "supported"
            and holds_answer(claim.text, others)
            and not holds_answer(claim.text, right)
        ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--set", default="news", help="a folder of DIR")
    parser.add_argument("--archive", default="", help="an archive already made of its articles")
    parser.add_argument("--ollama", default="", metavar="URL", help="the server")
    parser.add_argument("--model", default=Settings().model)
    parser.add_argument("--questions", type=int, default=0, help="so many of them; 0 is all")
    parser.add_argument("--log", type=Path)
    options = parser.parse_args()
    folder = Path(options.data) / options.set
    if not options.ollama:
        print("skipped: --ollama names no server with a model to write")
        return 0
    if not options.data or not (folder / "questions.jsonl").exists():
        print(f"skipped: no {options.set} in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    lines = (folder / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    every = max(1, len(lines) // options.questions) if options.questions else 1
    questions = [json.loads(line) for line in lines][::every][: options.questions or None]
    settings = load_settings(ollama_url=options.ollama, model=options.model)
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(options.archive or temporary)
        if not options.archive:
            made = Options(now=read_clock_moment())
            refresh([folder / "articles.jsonl.gz"], place, LocalEmbedder(), made, Progress())
        with open_archive(place) as archive:
            archive.warm_up()
            written = [*_ask_all(archive, settings, questions, options.log)]
    print("\n".join(_describe(written)))
    return 0


def _ask_all(
    archive: Archive, settings: Settings, questions: Sequence[dict[str, Any]], log: Path | None
) -> Iterator[Written]:
    pipeline = Watched(archive, settings=settings)
    for question in questions:
        today = date.fromisoformat(question["asked"])
        answer = pipeline.ask(Request(question["question"], today))
        asked = pipeline.counted
        one = Written(answer, question, asked.calls if asked else 0, asked.expected if asked else 0)
        if log:
            values = answer.to_dict() | {"leads": one.leads, "wrong": one.list_wrong()}
            with log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(values, ensure_ascii=False) + "\n")
        yield one


def _describe(written: Sequence[Written]) -> Iterator[str]:
    texts = [one for one in written if one.text]
    counted = [one for one in texts if one.answer.tokens.get("read")]
    claims = [claim for one in texts if one.text for claim in one.text.claims]
    stood = [one for one in written if one.answer.mode == "generated"]
    shown = [claim for one in stood for claim in one.answer.claims if claim.support == "supported"]
    wrong = [text for one in written for text in one.list_wrong()]
    yield f"questions: {len(written)}, of them written by the model: {len(texts)}"
    yield f"what leads: {dict(Counter(one.leads for one in written).most_common())}"
    for stage in ("first_word", "write", "total"):
        yield _spread(f"seconds, {stage}", [one.answer.timings[stage] for one in texts])
    for name in ("read", "written"):
        yield _spread(f"tokens {name}", [one.answer.tokens[name] for one in counted])
    ratios = [one.expected / one.answer.tokens["read"] for one in counted]
    yield _spread("our estimate of tokens / tokens read", ratios)
    yield f"calls of the model: {dict(sorted(Counter(one.calls for one in written).items()))}"
    for name, some in (("what leads", stood), ("the model's text", texts)):
        held = [
            holds_answer((one.text or one.answer).text, one.question["answers"]) for one in some
        ]
        yield f"answer string in {name}, where a model wrote it: {compute_mean(held):.3f}"
    yield f"verdicts: {dict(Counter(claim.support for claim in claims).most_common())}"
    leads = [bool(one.list_wrong()) for one in stood]
    yield f"supported in what leads: {len(shown)}, wrong by the quiz {len(wrong)}, in {sum(leads)}"
    yield from (f"  wrong: {text}" for text in wrong)
    nothing = [one for one in stood if all(c.support != "supported" for c in one.answer.claims)]
    yield f"leads with nothing supported: {len(nothing)}"


def _spread(name: str, values: Sequence[float]) -> str:
    low, high = (compute_percentile(values, share) for share in (0.5, 0.95))
    return f"{name}: p50 {low:.2f}, p95 {high:.2f}" if values else f"{name}: none"


if __name__ == "__main__":
    sys.exit(main())
