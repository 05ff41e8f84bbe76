"""The archive tab's HTML as a tree, and refreshes that go as they are told."""

import xml.etree.ElementTree as ET
from collections.abc import Generator, Sequence
from threading import Event

from rag.web.archive_tab.refresh_runs import Told

OUR_TAGS = """
div section h2 h3 dl dt dd p ol ul li button span bdi time figure figcaption svg g title rect line
text details summary table thead tbody tr th td form label textarea progress strong article header
"""
OURS = frozenset(OUR_TAGS.split())


def tree(html: str) -> ET.Element:
    """The HTML as a tree: every tag is closed, and none of them came out of an article."""
    root = ET.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own
    assert {element.tag for element in root.iter()} <= OURS
    assert not any(name.startswith("on") for one in root.iter() for name in one.attrib)
    return root


def words(element: ET.Element) -> str:
    return " ".join(" ".join(element.itertext()).split())


def of_class(root: ET.Element, css: str) -> list[ET.Element]:
    return [one for one in root.iter() if css in one.get("class", "").split()]


DONE = {"read": 2, "added": 1, "changed": 0, "unchanged": 1, "removed": 0, "duplicates": 0}


class ScriptedRun:
    """Tells what it was made with, then waits for `go` before the last of it."""

    def __init__(self, *told: Told | Exception) -> None:
        self.told = told
        self.begun: list[tuple[tuple[str, ...], bool]] = []
        self.go = Event()

    def __call__(self, names: Sequence[str], *, yes: bool) -> Generator[Told, None, None]:
        self.begun.append((tuple(names), yes))
        *first, last = self.told
        for told in first:
            assert not isinstance(told, Exception)
            yield told
        assert self.go.wait(20)
        if isinstance(last, Exception):
            raise last
        yield last
