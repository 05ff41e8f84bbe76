"""Generations of the Chroma folder: built whole or not at all, held while they are read."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from rag.store.generations import SIZES, UNFINISHED, Generations
from rag.store.vectors import HNSW, IndexDamaged, VectorIndex, VectorRow
from tests.helpers.doubles import HashEmbedder
from tests.helpers.newsroom import chroma, in_chroma

pytestmark = pytest.mark.slow


def rows_of(*texts: str) -> list[VectorRow]:
    vectors = HashEmbedder().embed(texts)
    return [
        VectorRow(text, vector, text.upper(), {"article_id": text, "start": n})
        for n, (text, vector) in enumerate(zip(texts, vectors, strict=True))
    ]


WORDS = [f"word{n}" for n in range(40)]


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    """Generation 1, with forty passages."""
    generations = Generations(tmp_path / "chroma")
    generations.build(1, rows_of(*WORDS))
    return generations


def nearest(generations: Generations, number: int, text: str) -> str:
    with generations.hold(number) as index:
        return index.find_nearest(HashEmbedder().embed([text])[0], 1)[0][0]


def test_a_generation_holds_its_rows(generations: Generations) -> None:
    assert generations.is_healthy(1, 40)
    assert not generations.is_healthy(1, 39)
    assert not generations.is_healthy(2, 40)
    held = in_chroma(generations.find_folder(1))
    assert sorted(held) == sorted(WORDS)
    assert held["word7"].text == "WORD7"
    assert [nearest(generations, 1, word) for word in WORDS] == WORDS


def test_nearest_gives_cosines_best_first(generations: Generations) -> None:
    vector = HashEmbedder().embed(["word3 word4"])[0]
    with generations.hold(1) as index:
        found = index.find_nearest(vector, 5)
        assert len(index.find_nearest(vector, 1000)) == 40
    assert {id_ for id_, _ in found[:2]} == {"word3", "word4"}
    cosines = [cosine for _, cosine in found]
    assert cosines == sorted(cosines, reverse=True)
    wanted = {row.id: float(row.vector @ vector) for row in rows_of(*WORDS)}
    np.testing.assert_allclose(cosines, [wanted[id_] for id_, _ in found], atol=1e-5)


def test_the_collection_is_as_promised(generations: Generations) -> None:
    with chroma(generations.find_folder(1)) as client:
        (collection,) = client.list_collections()
        settings = collection.configuration_json["hnsw"]
        row = collection.get(ids=["word7"], include=["metadatas"])
    assert collection.name == "news"
    assert {name: settings[name] for name in HNSW} == dict(HNSW)
    assert row["metadatas"] == [{"article_id": "word7", "start": 7}]


def test_an_updated_copy(generations: Generations) -> None:
    told: list[int] = []
    generations.build(2, rows_of("new1", "new2"), base=1, gone=WORDS[:10], report=told.append)
    assert generations.is_healthy(2, 32)
    assert told == [2]
    assert sorted(in_chroma(generations.find_folder(2))) == sorted([*WORDS[10:], "new1", "new2"])
    assert nearest(generations, 2, "new2") == "new2"
    assert nearest(generations, 2, "word12") == "word12"
    assert generations.is_healthy(1, 40), "the base is left as it was"
    assert nearest(generations, 1, "word2") == "word2"


def test_building_again_starts_afresh(generations: Generations) -> None:
    generations.build(1, rows_of("only"))
    assert list(in_chroma(generations.find_folder(1))) == ["only"]


def test_an_empty_generation(generations: Generations) -> None:
    generations.build(2, [])
    assert generations.is_healthy(2, 0)
    with generations.hold(2) as index:
        assert index.find_nearest(HashEmbedder().embed(["word"])[0], 10) == []


def test_a_build_that_breaks_leaves_nothing(generations: Generations) -> None:
    def broken() -> Iterator[VectorRow]:
        yield from rows_of("new")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        generations.build(2, broken())
    assert not generations.find_folder(2).exists()
    with pytest.raises(IndexDamaged):
        generations.build(2, rows_of("same", "same"))
    assert not generations.find_folder(2).exists()
    with pytest.raises(IndexDamaged, match="40 passages, not 41"):
        generations.build(2, rows_of("word1"), base=1)  # Chroma ignores an id that it has
    assert not generations.find_folder(2).exists()
    assert generations.is_healthy(1, 40)


def test_rows_that_do_not_fit_are_refused(generations: Generations) -> None:
    short = VectorRow("short", np.ones(3, dtype=np.float32), "", {"start": 1})
    with pytest.raises(IndexDamaged):
        generations.build(2, [*rows_of("long"), short])
    assert not generations.find_folder(2).exists()


def largest(folder: Path) -> Path:
    return max((p for p in folder.rglob("*.bin")), key=lambda path: path.stat().st_size)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": shutil.rmtree,
    "unfinished": lambda folder: (folder / UNFINISHED).touch(),
    "without its sizes": lambda folder: (folder / SIZES).unlink(),
    "without its vectors": lambda folder: shutil.rmtree(largest(folder).parent),
    "vectors cut short": lambda folder: largest(folder).write_bytes(b"\0" * 100),
    "without its rows": lambda folder: (folder / "chroma.sqlite3").unlink(),
    "rows cut short": lambda folder: (folder / "chroma.sqlite3").write_bytes(b""),
    "rows overwritten": lambda folder: (folder / "chroma.sqlite3").write_bytes(b"\xaa" * 10**6),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_seen_before_chroma_is_asked(
    generations: Generations, damage: Callable[[Path], object]
) -> None:
    damage(generations.find_folder(1))
    assert not generations.is_healthy(1, 40)
    with pytest.raises(IndexDamaged), generations.hold(1):
        pass
    with pytest.raises((IndexDamaged, OSError)):
        generations.build(2, rows_of("new"), base=1)
    assert not generations.find_folder(2).exists()
    assert not list(generations.folder.glob("*.reader"))


def test_sizes_name_every_file(generations: Generations) -> None:
    sizes = json.loads((generations.find_folder(1) / SIZES).read_text(encoding="utf-8"))
    files = {p for p in generations.find_folder(1).rglob("*") if p.is_file() and p.name != SIZES}
    assert {generations.find_folder(1) / name for name in sizes} == files


def test_sweep_spares_what_is_held(generations: Generations) -> None:
    generations.build(2, rows_of("two"))
    generations.build(3, rows_of("three"))
    with generations.hold(1) as index:
        generations.sweep(3)
        assert not generations.find_folder(2).exists()
        assert index.count() == 40
    generations.sweep(3)
    assert [path.name for path in generations.folder.iterdir()] == ["3"]


def test_sweep_takes_unfinished_ones(generations: Generations) -> None:
    generations.find_folder(2).mkdir()
    (generations.find_folder(2) / UNFINISHED).touch()
    generations.sweep(1)
    assert [path.name for path in generations.folder.iterdir()] == ["1"]


READER = """
import sys
from pathlib import Path
from rag.store.generations import Generations
with Generations(Path(sys.argv[1])).hold(1) as index:
    print(index.count(), flush=True)
    sys.stdin.read()
"""


@pytest.mark.parametrize("killed", [False, True])
def test_a_reader_in_another_process(generations: Generations, *, killed: bool) -> None:
    command = [sys.executable, "-c", READER, str(generations.folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as reader:
        assert reader.stdout is not None
        assert reader.stdin is not None
        assert reader.stdout.readline() == "40\n"
        generations.build(2, rows_of("two"))
        generations.sweep(2)
        assert generations.find_folder(1).is_dir()
        if killed:
            reader.kill()
        else:
            reader.stdin.close()
        reader.wait(timeout=30)
    generations.sweep(2)
    assert [path.name for path in generations.folder.iterdir()] == ["2"]


def test_opening_makes_a_folder_with_an_empty_collection(tmp_path: Path) -> None:
    with VectorIndex.open(tmp_path / "new") as index:
        assert index.count() == 0
        index.add([])
        index.delete([])
    assert in_chroma(tmp_path / "new") == {}
