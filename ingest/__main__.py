"""python -m ingest PATH…: bring the archive in step with its sources."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from ingest.crawler.crawl import is_address
from ingest.progress import Progress
from ingest.refresh import Options, refresh
from ingest.sources import resolve_paths
from ingest.summary import Summary
from ingest.watch import watch
from rag.clock import read_clock_moment
from rag.errors import ArchiveDamaged, ArchiveLocked, ClippingsError, UsageError
from rag.models.embedding import LocalEmbedder
from rag.settings import load_settings
from rag.store.schema import CATALOGUE


class Terminated(KeyboardInterrupt):
    """The system asks the program to end: `kill`, a shutdown, a container that is stopped."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Gives the exit code: 0 all well, 1 not all of it, 2 usage, 3 archive unusable.

    130 and 143 say, as shells do, that the run was interrupted or asked to end.
    """
    options = _make_parser().parse_args(arguments)
    options.at_work = False
    before = signal.signal(signal.SIGTERM, _terminate)
    try:
        return _ingest(options)
    except ClippingsError as error:
        print(f"clippings: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt as interrupt:
        if options.watch and not options.at_work:
            return 0
        print(
            "\nclippings: Interrupted. The archive is as it was; run the same command to go on.",
            file=sys.stderr,
        )
        return 143 if isinstance(interrupt, Terminated) else 130
    finally:
        signal.signal(signal.SIGTERM, before)


def _terminate(_signal: int, _frame: object) -> None:
    raise Terminated


def _ingest(options: argparse.Namespace) -> int:
    settings = load_settings(archive=options.archive)
    archive = Path(settings.archive)
    addresses = [name for name in options.paths if is_address(name)]
    names = [name for name in options.paths if not is_address(name)]
    paths = resolve_paths(names)
    if not options.paths and not (options.rebuild and _is_there(archive)):
        raise UsageError("Name at least one file, folder or address: python -m ingest PATH…")
    embedder = LocalEmbedder(settings.embedding_model)

    def refresh_once() -> Summary:
        how = Options(
            now=read_clock_moment(),
            keep_missing=options.keep_missing,
            rebuild=options.rebuild,
            dry_run=options.dry_run,
            yes=options.yes,
            allow_private=options.allow_private,
            pause=options.delay,
        )
        progress = Progress(quiet=options.quiet)
        options.at_work = True
        summary = refresh(paths, archive, embedder, how, progress, addresses)
        options.at_work = False
        _print_summary(summary, options)
        return summary

    def refresh_again() -> None:
        try:
            refresh_once()
            options.rebuild = False  # once is enough
        except (ArchiveLocked, ArchiveDamaged) as error:  # another ingest, a full disk: may pass
            options.at_work = False
            print(f"clippings: {error}", file=sys.stderr)

    if not options.watch:
        return 0 if refresh_once().well else 1
    watch(paths, archive, refresh_again, every=60 * options.every)
    return 0


def _is_there(archive: Path) -> bool:
    return os.path.exists(archive / CATALOGUE)  # noqa: PTH110 - never raises


def _print_summary(summary: Summary, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(summary.to_dict(), ensure_ascii=False), flush=True)
        return
    for note in summary.format_notes(brief=options.quiet):
        print(note, file=sys.stderr)
    if not options.quiet:
        print(("Would be: " if options.dry_run else "") + summary.format_line(), flush=True)


def _parse_number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0.1 <= number <= 1e6:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of 0.1 or more")
    return number


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Read articles into the archive. Run it again at any time: only what is new, "
        "changed or gone since is worked on.",
        epilog="Reads text, Markdown, HTML, PDF, EPUB, JSON, JSONL, CSV, Parquet, NewsML, NITF, "
        "ninjs, feeds, WordPress exports, web archives, mail, and zip, tar and gzip of these. Exit "
        "codes: 0 all well, 1 some sources failed or removals wait for --yes and the rest is in, "
        "2 usage, 3 the archive cannot be used and nothing was changed.",
    )
    parser.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="file or folder of articles, or the address of an article, a feed or a sitemap",
    )
    parser.add_argument("--archive", metavar="DIR", help="folder of the archive (default: archive)")
    add_switch = partial(parser.add_argument, action="store_true")
    add_switch("--dry-run", help="say what would be done, do nothing")
    add_switch(
        "--rebuild",
        help="cut every article anew, stored ones too, and embed it with the model of the settings",
    )
    add_switch("--keep-missing", help="keep articles that the sources no longer hold")
    add_switch(
        "--yes",
        help="remove what the sources no longer hold, be it more than a fifth of the archive",
    )
    add_switch(
        "--watch",
        help="go on until stopped: refresh when a file changes, and every so many minutes",
    )
    parser.add_argument(
        "--every",
        type=_parse_number,
        default=15.0,
        metavar="MINUTES",
        help="with --watch, how often to look without word of a change (default: 15)",
    )
    parser.add_argument(
        "--delay",
        type=_parse_number,
        default=1.0,
        metavar="SECONDS",
        help="between two requests to one host of the web (default: 1)",
    )
    add_switch(
        "--allow-private", help="fetch from this machine and its own network, too, and at any port"
    )
    add_switch("--quiet", help="no progress, no summary; errors only")
    add_switch("--json", help="print the summary as one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
