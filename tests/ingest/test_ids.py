"""No article takes the place of another: ids that two articles claim, and files that move."""

import shutil
from pathlib import Path

from tests.helpers.newsroom import Newsroom

RECORD = {
    "id": "1",
    "title": "Ferry",
    "text": "The ferry sails at noon.",
    "published": "2026-01-02",
}


def test_files_of_one_name_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    one, other = _write(tmp_path / "x" / "2024", "Rain."), _write(tmp_path / "y" / "2024", "Sun.")
    assert news.counts(one.parent, other.parent) == (2, 0, 0, 0)
    assert news.counts(one.parent) == (0, 0, 1, 0)
    assert news.counts(other.parent) == (0, 0, 1, 0)
    assert news.counts(other.parent, one.parent) == (0, 0, 2, 0)
    assert sorted(news.texts().values()) == ["Rain.", "Sun."]


def test_a_second_root_of_the_same_name_comes_beside_the_first(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    one, other = _write(tmp_path / "x" / "2024", "Rain."), _write(tmp_path / "y" / "2024", "Sun.")
    assert news.counts(one.parent) == (1, 0, 0, 0)
    assert news.counts(other.parent) == (1, 0, 0, 0)
    other.write_text("Hail.", encoding="utf-8")
    assert news.counts(other.parent) == (0, 1, 0, 0)
    one.unlink()
    assert news.counts(other.parent) == (0, 0, 1, 0)
    assert sorted(news.texts().values()) == ["Hail.", "Rain."]
    assert news.counts(one.parent) == (0, 0, 0, 1)


def test_a_copy_of_archive_and_sources_goes_on_from_there(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    news = Newsroom(tmp_path / "x")
    news.write("a.txt", "Rain.")
    assert news.counts() == (1, 0, 0, 0)
    shutil.copytree(tmp_path / "x", tmp_path / "y")
    copy = Newsroom(tmp_path / "y")
    assert copy.counts() == (0, 0, 1, 0)
    copy.write("a.txt", "Sun.")
    assert copy.counts() == (0, 1, 0, 0)
    assert list(copy.texts().values()) == ["Sun."]


def test_a_folder_below_a_root_is_the_same_articles_either_way_round(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    file = _write(tmp_path / "papers" / "2024", "Rain.")
    assert news.counts(tmp_path / "papers") == (1, 0, 0, 0)
    assert news.counts(file.parent) == (0, 0, 1, 0)
    assert news.counts(file) == (0, 0, 1, 0)
    assert news.counts(tmp_path / "papers") == (0, 0, 1, 0)
    file.unlink()
    assert news.counts(tmp_path / "papers") == (0, 0, 0, 1)


def test_a_folder_that_was_moved_keeps_its_articles(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    _write(tmp_path / "x" / "2024", "Rain.")
    assert news.counts(tmp_path / "x" / "2024") == (1, 0, 0, 0)
    (tmp_path / "x").rename(tmp_path / "z")
    assert news.counts(tmp_path / "z" / "2024") == (0, 0, 1, 0)
    assert len(news.texts()) == 1


def test_numbers_that_two_outlets_both_use_are_two_articles(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write_records("a.jsonl", RECORD | {"outlet": "Harbour Post"})
    news.write_records("b.jsonl", RECORD | {"outlet": "Echo", "text": "The ferry sank."})
    assert news.counts() == (2, 0, 0, 0)
    assert news.counts() == (0, 0, 2, 0)
    news.write_records("b.jsonl", RECORD | {"outlet": "Echo", "text": "The ferry did not sink."})
    assert news.counts() == (0, 1, 1, 0)
    assert sorted(news.texts().values()) == ["The ferry did not sink.", "The ferry sails at noon."]


def test_the_same_outlet_in_another_file_is_an_update(tmp_path: Path) -> None:
    news = Newsroom(tmp_path)
    news.write_records("a.jsonl", RECORD | {"outlet": "Echo"})
    assert news.counts() == (1, 0, 0, 0)
    news.write_records("b.jsonl", RECORD | {"outlet": "Echo", "text": "The ferry sank."})
    summary = news.refresh()
    assert (summary.changed, summary.versions, summary.duplicates) == (1, 1, 0)


def _write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    file = folder / "a.txt"
    file.write_text(text, encoding="utf-8")
    return file
