"""What the tests share. Nothing here or below may reach beyond loopback (see pyproject.toml)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import Embedder, LocalEmbedder, RememberingEmbedder
from rag.retrieval import search
from rag.retrieval.search import Archive, open_archive
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.places import CORPUS, TODAY
from tests.helpers.sharing import made_once

# Properties are tested on the same examples every time, so that nobody's run fails by chance;
# `make fuzz` draws others, and more of them.
settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fuzz", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("same")

LOADING = {"embedder", "models", "tiny"}  # fixtures: the real model, small ones made by hand


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses among them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever loads a model is slow, and so is every page.

    What is slow comes first: at the end of a run it would keep one core busy and one idle.
    """
    for item in items:
        if LOADING.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture(scope="session")
def embedder() -> LocalEmbedder:
    """The real embedding model, loaded once."""
    return LocalEmbedder()


@pytest.fixture(scope="session")
def remembering(embedder: LocalEmbedder) -> RememberingEmbedder:
    """The same, which embeds a text once however many tests ask about it."""
    return RememberingEmbedder(embedder, most=100_000)


@pytest.fixture
def preloaded(remembering: RememberingEmbedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that are run in this process find the model loaded, as if they were one program."""

    def known(name: str) -> Embedder:
        return remembering if name == remembering.name else LocalEmbedder(name)

    monkeypatch.setattr(search, "LocalEmbedder", known)


@pytest.fixture(scope="session")
def sample_archive(tmp_path_factory: pytest.TempPathFactory, embedder: LocalEmbedder) -> Path:
    """The folder of an archive made of corpus/, embedded with the real model. Read it only."""
    options, progress = Options(now=noon(TODAY)), Progress(quiet=True)
    return made_once(
        tmp_path_factory,
        "sample",
        lambda folder: refresh([CORPUS], folder, embedder, options, progress),
    )


@pytest.fixture
def sample(sample_archive: Path, remembering: RememberingEmbedder) -> Iterator[Archive]:
    """The sample archive, open."""
    with open_archive(sample_archive, embedder=remembering) as archive:
        yield archive


@pytest.fixture(scope="session")
def press_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an archive made of corpus/ without a model. Read it only."""
    options, progress = Options(now=noon(TODAY)), Progress(quiet=True)
    return made_once(
        tmp_path_factory,
        "press",
        lambda folder: refresh([CORPUS], folder, HashEmbedder(), options, progress),
    )


@pytest.fixture
def press(press_archive: Path) -> Iterator[Archive]:
    """The sample archive, open, its words hashed: for tests in which meaning does not matter."""
    with open_archive(press_archive, embedder=HashEmbedder()) as archive:
        yield archive


@pytest.fixture
def hasher() -> HashEmbedder:
    """An embedder that needs no model, for tests in which ranking does not matter."""
    return HashEmbedder()
