"""Whether answers do what questions ask for: summaries, timelines, comparisons, lists and more.

    python -m tests.benchmarks.tasks --data DIR [--archive24 DIR] [--archive25 DIR]
        [--set 2024|2025] [--show KIND|all]

DIR/news2024 and DIR/news2025 hold articles.jsonl.gz; the questions and what their answers must hold
stand in data/tasks2024.jsonl, to choose on, and data/tasks2025.jsonl, to check on and to choose
nothing on. Without an archive all articles are ingested first, which takes an hour. No model
writes. Given is the share of questions without a fault, by kind, and how many citations were
published after the question, lie outside the window read from it without the answer saying so, or
are a heading that asks. `--show` prints what failed, for a person to read: a script cannot see all
that a judgement says.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.answering.pipeline import Pipeline
from rag.clock import read_clock_moment
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import Archive, open_archive
from rag.types import Answer, Request
from tests.benchmarks.judging.furniture import is_question
from tests.benchmarks.judging.tasks import (
    Task,
    find_faults,
    list_later,
    list_strays,
    read_tasks,
)

SETS = ("2024", "2025")


@dataclass(frozen=True)
class Outcome:
    """A question, its answer, and what is wrong with that."""

    task: Task
    answer: Answer
    faults: Sequence[str]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", default=os.environ.get("CLIPPINGS_BENCH", ""))
    parser.add_argument("--archive24", default="", help="one already made of news2024")
    parser.add_argument("--archive25", default="", help="one already made of news2025")
    parser.add_argument("--set", choices=SETS, help="only these questions")
    parser.add_argument("--show", default="", help="a kind, or all: print what failed")
    options = parser.parse_args()
    archives = {"2024": options.archive24, "2025": options.archive25}
    done: dict[str, list[Outcome]] = {}
    for name in [options.set] if options.set else SETS:
        articles = Path(options.data) / f"news{name}" / "articles.jsonl.gz"
        if not archives[name] and not (options.data and articles.exists()):
            print(f"skipped: no news{name} in --data DIR (or CLIPPINGS_BENCH)")
            continue
        with _opened(archives[name], articles) as archive:
            done[name] = ask_tasks(read_tasks(locate_tasks(name)), archive)
    for name, outcomes in done.items():
        for outcome in outcomes:
            if outcome.faults and options.show in {outcome.task.kind, "all"}:
                print("\n".join(show_outcome(outcome)))
        print(f"tasks{name}: {describe_share(outcomes)}, {describe_days(outcomes)}")
    for line in list_shares(done):
        print(line)
    return 0


def locate_tasks(name: str) -> Path:
    return Path(__file__).parent / "data" / f"tasks{name}.jsonl"


def ask_tasks(tasks: Sequence[Task], archive: Archive) -> list[Outcome]:
    """Each question asked on its day, with the conversation before it; no model writes."""
    pipeline = Pipeline(archive)
    outcomes = []
    for task in tasks:
        request = Request(task.question, task.asked, history=task.history, model="none")
        answer = pipeline.ask(request)
        outcomes.append(Outcome(task, answer, find_faults(task, answer)))
    return outcomes


def describe_share(outcomes: Sequence[Outcome]) -> str:
    passed = sum(not one.faults for one in outcomes)
    return f"{passed:3} of {len(outcomes):3} ({100 * passed / max(1, len(outcomes)):3.0f} %)"


def describe_days(outcomes: Sequence[Outcome]) -> str:
    later = sum(len(list_later(one.answer, one.task.asked)) for one in outcomes)
    strays = sum(len(list_strays(one.answer)) for one in outcomes)
    cited = sum(len(one.answer.citations) for one in outcomes)
    asking = sum(is_question(each.sentence) for one in outcomes for each in one.answer.citations)
    return (f"of {cited} citations {later} later than asked, {strays} outside the window unsaid, "
            f"{asking} a bare question")  # fmt: skip


def list_shares(done: Mapping[str, Sequence[Outcome]]) -> Iterator[str]:
    """A line for each kind, a column for each set."""
    kinds = dict.fromkeys(one.task.kind for outcomes in done.values() for one in outcomes)
    for kind in kinds:
        columns = [[one for one in outcomes if one.task.kind == kind] for outcomes in done.values()]
        yield f"  {kind:<14}" + "   ".join(map(describe_share, columns))


def show_outcome(outcome: Outcome) -> Iterator[str]:
    """What a person needs to judge it, in lines."""
    task, answer = outcome.task, outcome.answer
    yield f"\n{task.id} ({task.kind}, asked {task.asked}): {task.question}"
    yield from (f"  before: {question}" for question, _ in task.history)
    yield from (f"  FAULT {fault}" for fault in outcome.faults)
    yield f"  wanted: {task.judgement}"
    yield f"  {answer.mode}, window {answer.window}, scope {answer.scope!r}, {answer.warnings}"
    yield "  " + answer.text.replace("\n", "\n  ")
    for one in answer.citations:
        yield f"    [{one.n}] {(one.published or 'undated')[:10]} {one.outlet}: {one.title}"


@contextmanager
def _opened(folder: str, articles: Path) -> Iterator[Archive]:
    """The archive in a folder, else one made of the articles for as long as it is needed."""
    with tempfile.TemporaryDirectory() as place:
        if not folder:
            options = Options(now=read_clock_moment())
            refresh([articles], Path(place), LocalEmbedder(), options, Progress())
        with open_archive(Path(folder or place)) as archive:
            yield archive


if __name__ == "__main__":
    sys.exit(main())
