"""One refresh that is there to be killed, in a process of its own.

It says "begun" before its first step. Batches are small and Chroma saves its index every few
rows, so that a kill at any moment may fall between two commits or into the midst of a save.
"""

import resource
import sys
from datetime import date
from pathlib import Path

import ingest.refresh
import rag.store.vectors
from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.errors import ArchiveError
from tests.helpers.doubles import HashEmbedder, noon


def main(sources: Path, archive: Path, batch: int, limit: int | None) -> int:
    """Refresh, `batch` passages a commit; no file may have more than `limit` bytes."""
    if limit:  # what is beyond fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    ingest.refresh.BATCH = rag.store.vectors.BATCH = batch
    rag.store.vectors.HNSW |= {"batch_size": batch, "sync_threshold": 2 * batch}
    print("begun", flush=True)
    options = Options(now=noon(date(2026, 10, 30)), yes=True)
    try:
        summary = refresh([sources], archive, HashEmbedder(), options, Progress(quiet=True))
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(summary.format_line())
    return 0
