"""What the tests share. Nothing here or below may reach beyond loopback (see pyproject.toml)."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from ingest.progress import Progress
from ingest.refresh import Options, refresh
from rag.models.embedding import Embedder, LocalEmbedder, RememberingEmbedder
from rag.retrieval import search
from rag.retrieval.search import Archive, open_archive
from rag.settings import Settings
from tests.helpers.doubles import HashEmbedder, noon
from tests.helpers.places import CORPUS, TODAY
from tests.helpers.sharing import made_once

# Properties are tested on the same examples every time, so that nobody's run fails by chance;
# `make fuzz` draws others, and more of them.
settings.register_profile("same", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("fuzz", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile("same")

# Importing torch takes as long as hundreds of tests do, so one process does what needs it.
TORCH = {
    "tests/rag/models/test_embedding.py",
    "tests/rag/models/test_nli.py",
    "tests/rag/models/test_onnx_encoder.py",
    "tests/rag/retrieval/test_reranking.py",
    "tests/rag/verification/test_nli_judge.py",
    "tests/tools/test_training.py",
}
LOADING = {"embedder", "models", "tiny"}  # fixtures: the real model, small ones made by hand


class ByFile(LoadFileScheduling):
    """A file of tests stays in one process, where its fixtures are."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "torch" if file in TORCH else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: while one waits for a page, another works."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses among them
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever loads a model is slow, and so is every page.

    What is slow comes first: at the end of a run it would keep one core busy and one idle.
    """
    for item in items:
        if LOADING.intersection(getattr(item, "fixturenames", ())):
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


def pytest_collection_finish() -> None:
    """Thousands of tests are looked through for garbage no more: a tenth of `make quick`."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


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
    without = Settings(reader="none")
    with open_archive(press_archive, settings=without, embedder=HashEmbedder()) as archive:
        yield archive


@pytest.fixture
def hasher() -> HashEmbedder:
    """An embedder that needs no model, for tests in which ranking does not matter."""
    return HashEmbedder()
