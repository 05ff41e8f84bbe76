"""An EPUB as a container: its files out of the zip, its package document, its table of contents."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import unquote, urlsplit
from xml.etree.ElementTree import Element

from ingest.readers.io.files import MAX_DOCUMENT, explain_error, limit_unpacked
from ingest.readers.io.xml_text import join_line
from ingest.readers.io.xml_tree import (
    find,
    find_all,
    find_attribute,
    find_or_empty,
    get_name,
    read_document,
)
from rag.errors import SourceError

MAX_CHAPTERS = 10_000

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_ALGORITHMS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"


@dataclass(frozen=True, slots=True)
class Chapter:
    """A document of the reading order."""

    name: str  # in the zip
    label: str  # what the table of contents calls it; "" if it does not
    role: str  # what the guide says that it is: "cover", "toc" …; mostly ""


class Package:
    """What one EPUB holds. Its package document is EPUB 2 or 3 (ISO/IEC TS 30135)."""

    def __init__(self, archive: zipfile.ZipFile, folder: Path, size: int) -> None:
        self._zip = archive
        self._folder = folder
        self._left = limit_unpacked(size)  # bytes that may still be unpacked
        self._locked: frozenset[str] = frozenset()
        self._at = self._find_package_path()
        self._root = self._read_element(self._at)
        self._about = list(find_or_empty(self._root, "metadata").iter())
        self._locked = self._list_locked_files()

    def parse(self, data: bytes) -> Element:
        """A document that was read; raises SourceError if it is not well-formed."""
        copy = self._folder / "parsed.xml"
        copy.write_bytes(data)
        return read_document(copy)

    def read_file(self, name: str) -> bytes:
        """A file of the zip. Raises SourceError if it is missing, damaged, encrypted, too large."""
        if name in self._locked:
            raise SourceError("encrypted by its seller")
        try:
            with self._zip.open(name) as file:
                data = file.read(min(self._left, MAX_DOCUMENT) + 1)
        except KeyError as error:
            raise SourceError("not in the EPUB") from error
        except RuntimeError as error:  # the zip's own encryption
            raise SourceError("encrypted: a password is needed to read it") from error
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise SourceError("damaged in the EPUB") from error
        self._left -= len(data)
        if self._left < 0 or len(data) > MAX_DOCUMENT:
            raise SourceError("unpacks to more than may be read: refused")
        return data

    def list_chapters(self) -> list[Chapter]:
        """The documents in reading order; raises SourceError if all of them are encrypted."""
        items = self._list_manifest()
        files = {item.get("id"): self._resolve_name(item.get("href")) for item in items}
        spine = [files.get(item.get("idref")) for item in find_all(self._root, "spine/itemref")]
        names = [name for name in dict.fromkeys(spine) if name]
        if len(names) > MAX_CHAPTERS:
            raise SourceError(f"more than {MAX_CHAPTERS:,} chapters")
        if names and self._locked.issuperset(names):
            raise SourceError("encrypted by its seller: it cannot be read here")
        labels, roles = self._read_labels(), self._read_roles()
        return [Chapter(name, labels.get(name, ""), roles.get(name, "")) for name in names]

    def find_metadata(self, name: str) -> list[Element]:
        """The elements of Dublin Core of this name, such as "title"."""
        return [one for one in self._about if one.tag == f"{_DC}{name}"]

    def read_texts(self, name: str) -> list[str]:
        return [text for one in self.find_metadata(name) if (text := join_line(one))]

    def read_meta(self, name: str) -> str:
        """The content of a <meta>: by its `name` in EPUB 2, by its `property` in EPUB 3."""
        for one in self._list_metas():
            if name in {one.get("name"), one.get("property")}:
                return (one.get("content") or one.text or "").strip()
        return ""

    def read_attribute(self, element: Element, name: str) -> str:
        """An attribute of a Dublin Core element, or in EPUB 3 the <meta> that refines it."""
        for one in self._list_metas():
            refined = element.get("id") and one.get("refines") == f"#{element.get('id')}"
            if refined and one.get("property") == name:
                return (one.text or "").strip()
        return element.get(f"{_OPF}{name}") or ""

    def _list_metas(self) -> list[Element]:
        return [one for one in self._about if get_name(one) == "meta"]

    def _read_element(self, name: str) -> Element:
        return self.parse(self.read_file(name))

    def _find_package_path(self) -> str:
        container = self._read_element(_CONTAINER)
        path = find_attribute(container, "rootfiles/rootfile", "full-path")
        if not path:
            raise SourceError("not a sound EPUB: it does not say where its package document is")
        return path

    def _list_locked_files(self) -> frozenset[str]:
        """The files that are encrypted, fonts that are merely scrambled left out."""
        if _ENCRYPTION not in self._zip.namelist():
            return frozenset()
        locked = set()
        for data in find_all(self._read_element(_ENCRYPTION), "EncryptedData"):
            algorithm = find_attribute(data, "EncryptionMethod", "Algorithm")
            if algorithm not in _FONT_ALGORITHMS:
                locked.add(unquote(find_attribute(data, "CipherData/CipherReference", "URI")))
        return frozenset(locked)

    def _list_manifest(self) -> list[Element]:
        return find_all(self._root, "manifest/item")

    def _read_labels(self) -> Mapping[str, str]:
        """What the table of contents calls each document, in EPUB 3 and, if need be, EPUB 2."""
        items = self._list_manifest()
        navs = [item for item in items if "nav" in (item.get("properties") or "").split()]
        ncxs = [item for item in items if item.get("media-type") == "application/x-dtbncx+xml"]
        labels: dict[str, str] = {}
        for item in [*navs, *ncxs]:
            name = self._resolve_name(item.get("href"))
            try:
                entries = list(_read_contents(self._read_element(name)))
            except SourceError:
                continue  # without a table of contents the chapters' own headings have to do
            for target, label in entries:
                labels.setdefault(self._resolve_name(target, name), label)
        return labels

    def _read_roles(self) -> Mapping[str, str]:
        references = find_all(self._root, "guide/reference")
        return {self._resolve_name(one.get("href")): one.get("type") or "" for one in references}

    def _resolve_name(self, target: str | None, base: str = "") -> str:
        """The name in the zip of what a document refers to: "OPS/a b.xhtml" for "a%20b.xhtml#c"."""
        path = unquote(urlsplit(target or "").path)
        folder = posixpath.dirname(base or self._at)
        return posixpath.normpath(posixpath.join(folder, path)) if path else ""


@contextmanager
def open_package(path: Path) -> Iterator[Package]:
    """The EPUB in a file; raises SourceError if it is no sound one."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SourceError("not a sound EPUB: the zip is broken or cut short") from error
    except OSError as error:
        raise SourceError(explain_error(error)) from error
    with archive, TemporaryDirectory(prefix="clippings-") as folder:
        yield Package(archive, Path(folder), path.stat().st_size)


def _read_contents(contents: Element) -> Iterator[tuple[str, str]]:
    """The entries of a table of contents: where each leads, and what it says."""
    for element in contents.iter():
        match get_name(element):
            case "navPoint":
                target, label = find(element, "content"), find(element, "navLabel/text")
                if target is not None and label is not None:
                    yield target.get("src") or "", join_line(label)
            case "a" if element.get("href"):
                yield element.get("href") or "", join_line(element)
