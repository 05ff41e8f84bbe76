"""An archive with something of everything that the tab tells."""

from pathlib import Path

import pytest

from tests.helpers.newsroom import Newsroom

FERRY = "The ferry to Brindle sank on Monday. Nobody was hurt, the harbour master said."


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """Five articles: a story in two outlets, one without a date, one that was changed since."""
    newsroom = Newsroom(tmp_path)
    ferry = {"title": "Ferry sinks", "text": FERRY * 6}
    newsroom.write_records(
        "all.jsonl",
        ferry | {"id": "a", "outlet": "Echo", "published": "2026-05-04"},
        ferry | {"id": "b", "outlet": "Herald", "published": "2026-05-05"},
        {"id": "c", "title": "Tar", "text": "Tar is dear.", "outlet": "Echo"},
        {"id": "d", "text": "Lamps burn.", "outlet": "Echo", "published": "2024-01-31"},
    )
    newsroom.write_records("one.jsonl", {"id": "e", "text": "Oats are dear.", "outlet": "Post"})
    newsroom.refresh()
    changed = {"id": "e", "title": "Oats", "text": "Oats are cheap.", "outlet": "Post"}
    newsroom.write_records("one.jsonl", changed | {"published": "2026-06-01"})
    newsroom.refresh()
    return newsroom
