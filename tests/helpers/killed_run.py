"""One refresh that is there to be killed.

    python -m tests.helpers.killed_run SOURCES ARCHIVE BATCH [FILE_SIZE]

It says "begun" once everything is imported. Batches are small and Chroma saves its index every few
rows, so that a kill at any moment may fall between two commits or into the midst of a save.
"""

import resource
import sys
from datetime import date
from pathlib import Path

import chromadb  # noqa: F401  # imported now, so that the time until "begun" holds no work

import ingest.refresh
import rag.store.vectors
from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.errors import ArchiveError
from tests.helpers.doubles import HashEmbedder, noon


def main() -> int:
    sources, archive, size, *limit = sys.argv[1:]
    if limit:  # bytes that a file may have: what is beyond fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit[0]), int(limit[0])))
    batch = int(size)
    ingest.refresh.BATCH = rag.store.vectors.BATCH = batch
    rag.store.vectors.HNSW |= {"batch_size": batch, "sync_threshold": 2 * batch}
    print("begun", flush=True)
    options = Options(now=noon(date(2026, 10, 30)), yes=True)
    try:
        summary = refresh(
            [Path(sources)], Path(archive), HashEmbedder(), options, Progress(quiet=True)
        )
    except ArchiveError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(summary.format_line())
    return 0


if __name__ == "__main__":
    sys.exit(main())
