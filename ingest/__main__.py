"""python -m ingest PATH…: bring the archive in step with its sources."""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from ingest.progress import Progress
from ingest.refresh import Options, Summary, refresh
from rag.clock import clock_day
from rag.embedding import LocalEmbedder
from rag.errors import ClippingsError, UsageError
from rag.settings import load_settings

SHOWN = 20  # failures listed one by one for a person; --json lists all


def main(arguments: Sequence[str] | None = None) -> int:
    """Gives the exit code: 0 all well, 1 some sources failed, 2 usage, 3 archive unusable."""
    options = _parser().parse_args(arguments)
    try:
        settings = load_settings(archive=options.archive)
        archive = Path(settings.archive)
        summary = refresh(
            _existing(options.paths, archive, rebuild=options.rebuild),
            archive,
            LocalEmbedder(settings.embedding_model),
            Options(
                today=clock_day(),
                keep_missing=options.keep_missing,
                rebuild=options.rebuild,
                dry_run=options.dry_run,
            ),
            Progress(quiet=options.quiet),
        )
    except ClippingsError as error:
        print(f"clippings: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(
            "\nclippings: Interrupted. The archive is as it was; run the same command to go on.",
            file=sys.stderr,
        )
        return 130
    _report(summary, options)
    return 1 if summary.failed else 0


def _existing(names: Sequence[str], archive: Path, *, rebuild: bool) -> list[Path]:
    paths = [Path(name).expanduser() for name in names]
    if not paths and not (rebuild and (archive / "catalogue.sqlite").exists()):
        raise UsageError("Name at least one file or folder: python -m ingest PATH…")
    for path in paths:
        if not path.exists():
            raise UsageError(f"There is no file or folder {path}. Nothing was changed.")
    return paths


def _report(summary: Summary, options: argparse.Namespace) -> None:
    if options.json:
        print(json.dumps(summary.to_dict(), ensure_ascii=False))
        return
    for failure in summary.failed[:SHOWN]:
        print(f"failed: {failure.source}: {failure.reason}", file=sys.stderr)
    if len(summary.failed) > SHOWN:
        more = len(summary.failed) - SHOWN
        print(f"failed: {more:,} more; --json lists them all", file=sys.stderr)
    notes = [
        (summary.undated, "without a date (kept; no time window finds them)"),
        (summary.untitled, "without a headline (kept)"),
        (summary.skipped, "of a kind of file that is not read (left alone)"),
    ]
    for count, note in notes:
        if count and not options.quiet:
            print(f"note: {count:,} {note}", file=sys.stderr)
    if not options.quiet:
        print(("Would be: " if options.dry_run else "") + summary.line())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m ingest",
        description="Read articles into the archive. Run it again at any time: only what is new, "
        "changed or gone since is worked on.",
        epilog="Reads text, Markdown, HTML, JSON, JSONL and CSV, each also gzipped. Exit codes: "
        "0 all well, 1 some sources failed and the rest is in, 2 usage, 3 the archive cannot be "
        "used and nothing was changed.",
    )
    parser.add_argument("paths", nargs="*", metavar="PATH", help="file or folder of articles")
    parser.add_argument("--archive", metavar="DIR", help="folder of the archive (default: archive)")
    parser.add_argument("--dry-run", action="store_true", help="say what would be done, do nothing")
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="cut every article anew, stored ones too, and embed it with the model of the settings",
    )
    parser.add_argument(
        "--keep-missing", action="store_true", help="keep articles that the sources no longer hold"
    )
    parser.add_argument("--quiet", action="store_true", help="no progress, no summary; errors only")
    parser.add_argument("--json", action="store_true", help="print the summary as one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main())
