"""What the tests share. Nothing here or below may reach beyond loopback (see pyproject.toml)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import LocalEmbedder
from rag.retrieval.search import Archive, open_archive
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.places import CORPUS, TODAY


@pytest.fixture(scope="session")
def embedder() -> LocalEmbedder:
    """The real embedding model, loaded once."""
    return LocalEmbedder()


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory, embedder: LocalEmbedder) -> Path:
    """The folder of an archive made of corpus/, embedded with the real model. Read it only."""
    folder = tmp_path_factory.mktemp("sample") / "archive"
    refresh([CORPUS], folder, embedder, Options(now=noon(TODAY)), Progress(quiet=True))
    return folder


@pytest.fixture
def sample(sample_archive: Path, embedder: LocalEmbedder) -> Iterator[Archive]:
    """The sample archive, open."""
    with open_archive(sample_archive, embedder=embedder) as archive:
        yield archive


@pytest.fixture
def hasher() -> HashEmbedder:
    """An embedder that needs no model, for tests in which ranking does not matter."""
    return HashEmbedder()
