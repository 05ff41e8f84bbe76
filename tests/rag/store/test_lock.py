"""One writer at a time, and what is said where there can be none."""

from pathlib import Path

import pytest

from rag.errors import ArchiveDamaged, ArchiveLocked
from rag.store.lock import hold_writer_lock


def test_the_second_is_told_of_the_first(tmp_path: Path) -> None:
    with (
        hold_writer_lock(tmp_path),
        pytest.raises(ArchiveLocked, match=r"Another ingest \(process \d+\)"),
        hold_writer_lock(tmp_path),
    ):
        pass
    with hold_writer_lock(tmp_path):
        assert (tmp_path / "writer.json").exists()
    assert not (tmp_path / "writer.json").exists()


def test_a_folder_that_cannot_be_used_is_told_and_let_go(tmp_path: Path) -> None:
    (tmp_path / "writer.json").mkdir()
    with pytest.raises(ArchiveDamaged, match="cannot be used"), hold_writer_lock(tmp_path):
        pass
    (tmp_path / "writer.json").rmdir()
    with hold_writer_lock(tmp_path):
        pass


def test_a_writer_that_is_interrupted_as_it_begins_leaves_no_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = Path.write_text

    def interrupted(path: Path, text: str, encoding: str) -> None:
        written(path, text, encoding)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_text", interrupted)
    with pytest.raises(KeyboardInterrupt), hold_writer_lock(tmp_path):
        pass
    monkeypatch.undo()
    assert not (tmp_path / "writer.json").exists()
    with hold_writer_lock(tmp_path):
        pass
