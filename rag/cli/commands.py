"""python -m rag ask | search | show | status | pull | eval | verify: the archive by command."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from rag.answering.provenance import trace_provenance
from rag.cli.render import follow_answer, format_answer, format_article, format_hits, format_status
from rag.clock import read_clock_day
from rag.errors import ClippingsError, ModelBroke, UsageError
from rag.formatting import read_day
from rag.retrieval.search import open_archive
from rag.settings import Settings, load_settings
from rag.types import Request, Window

RANKED_BY = 100  # passages from which `eval` ranks articles: enough to hold ten


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit code: 0 well, 1 failed, 2 usage, 3 archive unusable."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words and words[0] not in COMMANDS and not words[0].startswith("-"):
        words.insert(0, "ask")  # python -m rag "What …?"
    options = _make_parser().parse_args(words)
    try:
        command: Callable[[argparse.Namespace, Settings], int | None] = options.command
        given = {name: vars(options).get(name) for name in ("archive", "model")}
        code = command(options, load_settings(**given)) or 0
        sys.stdout.flush()  # here, where a reader who has gone can still be told from a fault
    except ClippingsError as error:
        print(f"clippings: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone, as in `… | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for the flush at the end
        return 0
    except KeyboardInterrupt:
        return 130
    return code


def _ask(options: argparse.Namespace, settings: Settings) -> None:
    from rag.answering.pipeline import Pipeline

    with open_archive(settings=settings) as archive:
        pipeline = Pipeline(archive, settings=settings)
        request = Request(
            question=options.question,
            today=options.today or options.as_of or read_clock_day(),
            window=_make_window(options),
            outlets=tuple(options.outlet),
            as_of=options.as_of,
            sources=options.sources,
        )
        answer = follow_answer(pipeline.stream(request))
        origins = trace_provenance(answer, archive, as_of=options.as_of)
    _print(answer.to_dict() if options.json else format_answer(answer, origins))
    if answer.broken_off:
        raise ModelBroke("The answer is not whole: the model broke off.")


def _search(options: argparse.Namespace, settings: Settings) -> None:
    with open_archive(settings=settings) as archive:
        hits = archive.search(
            options.question,
            options.k,
            today=options.today or options.as_of or read_clock_day(),
            window=_make_window(options),
            outlets=options.outlet,
            as_of=options.as_of,
        )
    _print([hit.to_dict() for hit in hits] if options.json else format_hits(hits))


def _show(options: argparse.Namespace, settings: Settings) -> None:
    with open_archive(settings=settings) as archive:
        article = archive.article(options.article_id)
        copies, versions = archive.copies(article.id), archive.versions(article.id)
    others = [one for one in copies if one.id != article.id]
    values = {name: getattr(article, name) for name in article.__slots__}
    values |= {"copies": [one.id for one in others], "versions": versions}
    _print(values if options.json else format_article(article, others, versions))


def _status(options: argparse.Namespace, settings: Settings) -> None:
    from rag.llm.model_choice import read_model_state

    with open_archive(settings=settings) as archive:
        status, whole = archive.status(), archive.has_whole_index()
    model = read_model_state(settings)
    values = {name: getattr(status, name) for name in status.__slots__}
    told = {name: getattr(model, name) for name in ("name", "reachable", "installed", "warning")}
    values |= {"index_whole": whole, "model": told}
    _print(values if options.json else format_status(status, model, whole=whole))


def _pull(options: argparse.Namespace, settings: Settings) -> None:
    from tqdm import tqdm

    from rag.llm.pull import pull_model

    name, size = options.name or settings.model, 0
    bar = tqdm(unit="B", unit_scale=True, disable=None, leave=False, dynamic_ncols=True)
    try:
        with bar, closing(pull_model(settings, name)) as steps:
            for step in steps:
                bar.total = size = step.total
                bar.set_description_str(step.status, refresh=False)
                bar.update(step.completed - bar.n)
    except KeyboardInterrupt:
        print("clippings: stopped; the next pull goes on from here.", file=sys.stderr)
        raise
    pulled = {"model": name, "status": "success", "bytes": size}
    _print(pulled if options.json else f"{name} is installed.")


def _evaluate(options: argparse.Namespace, settings: Settings) -> None:
    from tqdm import tqdm

    from rag.evaluation import floors, report
    from rag.evaluation.evaluate import evaluate
    from rag.evaluation.questions import Question, read_questions

    def track(questions: Sequence[Question]) -> Iterable[Question]:
        return tqdm(questions, unit=" questions", disable=None, leave=False, dynamic_ncols=True)

    if options.update_floor and not options.floor:
        raise UsageError("--update-floor needs --floor FILE: where the figures are pinned.")
    file = read_questions(options.file, today=options.today or read_clock_day())
    with open_archive(settings=settings) as archive:
        done = evaluate(archive, file, settings=settings, passages=options.k, track=track)
    show = report.build_report if options.json else report.format_report
    _print(show(done, misses=options.misses))
    if options.floor:
        sys.stdout.flush()  # the figures first, then what is wrong with them
        hold = floors.update if options.update_floor else floors.check
        hold(options.floor, done.figures(), done.data)


def _verify(options: argparse.Namespace, settings: Settings) -> int:
    from rag.export.verification_report import format_verification
    from rag.export.verify import verify

    with open_archive(settings=settings) as archive:
        found = verify(options.file, archive)
    _print(found.to_dict() if options.json else format_verification(found))
    return found.exit_code


def _make_window(options: argparse.Namespace) -> Window | None:
    if not options.first and not options.last:
        return None
    first = f"from {options.first}" if options.first else ""
    last = f"to {options.last}" if options.last else ""
    return Window(options.first, options.last, f"{first} {last}".strip())


def _print(value: Any) -> None:
    """Text as it is, all else as JSON, its days in ISO 8601."""
    text = isinstance(value, str)
    print(
        value if text else json.dumps(value, ensure_ascii=False, indent=2, default=date.isoformat)
    )


def _read_day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _read_count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number, 1 or more")
    return int(text)


A_DAY: dict[str, Any] = {"type": _read_day, "metavar": "DATE"}
A_COUNT: dict[str, Any] = {"type": _read_count, "metavar": "N"}
A_FILE: dict[str, Any] = {"type": Path, "metavar": "FILE"}
QUESTIONS = (
    "FILE has a JSON object in each line: question, asked (a day), articles (ids that answer), "
    "answers (strings, any of which must stand in the answer), id. What a question leaves out is "
    "not measured; with both lists empty it should be declined."
)
COMMANDS = {
    "ask": _ask, "search": _search, "show": _show, "status": _status, "pull": _pull,
    "eval": _evaluate, "verify": _verify,
}  # fmt: skip


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m rag",
        description="Ask a news archive. `python -m rag QUESTION` is the same as `ask QUESTION`.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    everywhere, limits = (argparse.ArgumentParser(add_help=False) for _ in range(2))
    everywhere.add_argument("--archive", metavar="DIR", help="folder of the archive")
    everywhere.add_argument("--json", action="store_true", help="print JSON")
    limits.add_argument("question", help="the question, in quotes")
    limits.add_argument("--today", **A_DAY, help="what “last week” counts from")
    limits.add_argument("--from", dest="first", **A_DAY, help="nothing older")
    limits.add_argument("--to", dest="last", **A_DAY, help="nothing newer")
    limits.add_argument("--as-of", **A_DAY, help="as if it were that day: nothing newer exists")
    limits.add_argument(
        "--outlet", action="append", default=[], metavar="NAME", help="this outlet only; repeatable"
    )

    def add(name: str, *parents: argparse.ArgumentParser, **told: Any) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=parents, **told)
        added.set_defaults(command=COMMANDS[name])
        return added

    ask = add("ask", everywhere, limits, help="an answer, cited")
    ask.add_argument("--model", metavar="NAME", help="Ollama model, or none")
    ask.add_argument("--sources", **A_COUNT, help="source sentences at most, 1 to 20")
    search = add("search", everywhere, limits, help="passages")
    search.add_argument("-k", **A_COUNT, default=10, help="how many (default 10)")
    show = add("show", everywhere, help="one article")
    show.add_argument("article_id", metavar="ARTICLE_ID")
    add("status", everywhere, help="what is in the archive")
    pull = add("pull", help="load a model onto the Ollama server")
    pull.add_argument("name", nargs="?", metavar="NAME", help="the model (default: the one set)")
    pull.add_argument("--json", action="store_true", help="print JSON")
    verify = add("verify", everywhere, help="does an export still hold?")
    verify.add_argument("file", **A_FILE, help="Markdown, HTML, CSL-JSON or JSON")
    evaluate = add(
        "eval", everywhere, help="how well your own questions are answered", description=QUESTIONS
    )
    evaluate.add_argument("file", **A_FILE, help="the questions, JSON Lines")
    evaluate.add_argument("--today", **A_DAY, help="when questions without `asked` were asked")
    ranked = f"passages by which articles are ranked (default {RANKED_BY})"
    evaluate.add_argument("-k", **A_COUNT, default=RANKED_BY, help=ranked)
    evaluate.add_argument(
        "--misses", action="store_true", help="list questions whose first article is a wrong one"
    )
    evaluate.add_argument("--floor", **A_FILE, help="fail if figures are below those pinned there")
    evaluate.add_argument(
        "--update-floor", action="store_true", help="pin the figures there; never lowers one"
    )
    return parser
