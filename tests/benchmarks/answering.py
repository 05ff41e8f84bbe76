"""What everything of ours costs in an answer that a model writes, and how often the model is asked.

    python -m tests.benchmarks.answering --archive DIR --data DIR [--questions N]

A server on the loopback stands in for the model's. It answers at once: five sentences of the prompt
with a word in seven left out, so that none is found by its wording, each behind its label but the
last, whose label is another's, in pieces of a word. The questions are those of
DIR/news/questions.jsonl, on the day given with each. Times in milliseconds.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from rag.answering.candidates import gather_evidence, rank_candidates, retrieve_parts
from rag.answering.citations import Citer
from rag.answering.claim_parser import ClaimParser
from rag.answering.pipeline import Pipeline
from rag.llm.prompts import compose_answer_messages, compute_prompt_room
from rag.models.embedding import LocalEmbedder, RememberingEmbedder
from rag.query.grounding import ground_request
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from rag.types import Request
from tests.benchmarks.comparing.stopwatch import Times, timed
from tests.helpers.ollama_double import OllamaDouble
from tests.helpers.ollama_script import Script, done, line

SENTENCES = 5
_LABELLED = re.compile(r"^\[(S\d+)\] (.+)$", re.MULTILINE)


class Writer(OllamaDouble):
    """Answers from whatever sources the prompt holds; any other request it gives back as it is."""

    def answer(self, body: dict[str, Any]) -> Script:
        last = body["messages"][-1]["content"]
        text = written(last) or last.splitlines()[-2].removeprefix("Last question: ")
        pieces = re.findall(r"\S+\s*", text)
        return Script((*map(line, pieces), done(prompt_eval_count=None)))


def written(prompt: str) -> str:
    """The answer to a prompt, as the module says; "" where it has no sources."""
    found = sorted(_LABELLED.findall(prompt), key=lambda one: -len(one[1]))
    if not found:
        return ""
    chosen = (found[len(found) // 3 :] + found)[:SENTENCES]
    labels = [label for label, _ in chosen[:-1]] + [found[0][0]]
    said = [_reworded(sentence) for _, sentence in chosen]
    return " ".join(f"{text} [{label}]" for text, label in zip(said, labels, strict=False))


def _reworded(sentence: str) -> str:
    words = sentence.split()
    return " ".join(word for n, word in enumerate(words, 1) if n % 7 or n == len(words))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--archive", default="", help="a finished one; it is only read")
    parser.add_argument("--questions", type=int, default=0, help="only the first N; 0 is all")
    options = parser.parse_args()
    file = Path(options.data) / "news" / "questions.jsonl"
    if not options.data or not file.exists():
        print("skipped: no news in --data DIR (or CLIPPINGS_BENCH)")
        return 0
    if not options.archive:
        print("skipped: --archive names no archive")
        return 0
    lines = file.read_text(encoding="utf-8").splitlines()
    questions = [json.loads(one) for one in lines][: options.questions or None]
    requests = [Request(one["question"], date.fromisoformat(one["asked"])) for one in questions]
    model = LocalEmbedder()
    times: Times = {}
    with _opened(options.archive, model) as archive:
        pieces = [_stages(archive, request, Settings(), times) for request in requests]
    with _opened(options.archive, model) as archive, Writer() as server:
        _whole(archive, server, requests, times)
    print(f"pieces of an answer: p50 {np.median([n for n in pieces if n]):.0f}")
    print("\n".join(_rows(times)))
    return 0


@contextmanager
def _opened(folder: str, model: LocalEmbedder) -> Iterator[Archive]:
    """The archive newly opened: nothing is remembered of the same questions."""
    with open_archive(Path(folder), embedder=RememberingEmbedder(model)) as archive:
        archive.warm_up()
        archive.embedder.embed(["A first sentence."])
        yield archive


def _whole(archive: Archive, server: Writer, requests: Sequence[Request], times: Times) -> None:
    pipeline = Pipeline(archive, settings=Settings(ollama_url=server.url))
    calls: Counter[int] = Counter()
    modes: Counter[str] = Counter()
    for request in requests:
        before = _chats(server)
        with timed(times, "whole answer, with the loopback"):
            answer = pipeline.ask(request)
        calls[_chats(server) - before] += answer.mode == "generated"
        modes[answer.mode] += 1
    print(f"answers by mode: {dict(modes)}")
    print(f"calls of the model for each generated answer: {dict(sorted(calls.items()))}")


STAGES = ("understand", "retrieve", "rank the evidence", "build the prompt", "read", "check")


def _stages(archive: Archive, request: Request, settings: Settings, times: Times) -> int:
    """One answer, one part after the other; gives the number of its pieces."""
    with archive.snapshot() as catalogue:
        with timed(times, "understand"):
            query = ground_request(request, catalogue)
        with timed(times, "retrieve"):
            hits = retrieve_parts(query, archive, catalogue)
        with timed(times, "rank the evidence"):
            evidence = gather_evidence(hits, catalogue)
            found = rank_candidates(query, hits, evidence, archive, catalogue)
    budget = compute_prompt_room(settings.num_ctx, settings.num_predict)
    with timed(times, "build the prompt"):
        messages, kept = compose_answer_messages(
            query.asked_as,
            found.select_best(settings.prompt_sentences),
            today=query.today,
            window=query.window,
            token_budget=budget,
        )
    pieces = re.findall(r"\S+\s*", written(messages[-1][1]))
    reader, citer = ClaimParser(), Citer(kept, similarity=found.similarity)
    with timed(times, "read"):
        _grown(pieces, reader.parse)
    with timed(times, "read and check"):
        _grown(pieces, citer.update)
    both, read = times["read and check"][-1], times["read"][-1]
    times.setdefault("check", []).append(max(0.0, both - read))
    times.setdefault("for each piece", []).append(both / max(1, len(pieces)))
    return len(pieces)


def _grown(pieces: Sequence[str], read: Any) -> None:
    text = ""
    for piece in pieces:
        text += piece
        read(text, complete=False)
    read(text, complete=True)


def _chats(server: Writer) -> int:
    return sum("messages" in request for request in server.requests)


def _rows(times: Times) -> Iterator[str]:
    ours = np.sum([times[name] for name in STAGES], axis=0)
    for stage, values in {**times, "all of ours": ours.tolist()}.items():
        p50, p95 = np.percentile(values, (50, 95))
        share = f"   {100 * sum(values) / ours.sum():3.0f} % of ours" if stage in STAGES else ""
        yield f"  {stage:<32} p50 {p50:7.1f}   p95 {p95:7.1f}{share}"


if __name__ == "__main__":
    sys.exit(main())
