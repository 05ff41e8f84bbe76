"""Records out of WARC and ARC files, also packed and damaged ones, one in memory at a time.

WARC is ISO 28500; the records themselves are read by warcio. What lies between them is read here,
so that a damaged record costs that record and not all that follow it.
"""

import logging
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from ingest.readers.base import Fault
from ingest.readers.io.files import explain_error, limit_unpacked
from ingest.readers.io.streams import BLOCK, CUT_SHORT, DAMAGED, Stream
from rag.errors import SourceError

MAX_RECORD = 64 << 20  # bytes; longer ones are films and the like
MAX_HEADERS = 1 << 20  # bytes of one record

_GZIP = b"\x1f\x8b\x08"
_HEADER = re.compile(
    rb"WARC/\d|[a-z]+:\S.* \S+ \d{8,20} \S+ -?\d+\s*\Z"  # or a line of ARC: address, host, time …
)
_SILENT = logging.NullHandler()  # warcio would write about addresses to the terminal


@dataclass(frozen=True, slots=True)
class WebRecord:
    """What a crawler stored: a response with its headers, or a file."""

    number: int  # its place in the file, from 1
    kind: str  # "response", "resource", "warcinfo" …
    url: str
    fetched: str  # YYYYMMDDHHMMSS in UTC; "" if not told
    truncated: str  # why the crawler did not store all of it
    content_type: str  # of the record
    http: Any  # warcio's StatusAndHeaders, of responses
    content: bytes  # as it was sent, still packed and in chunks; b"" if it is over MAX_RECORD
    flaw: str  # why that may lack its end, or hold more than it; a Fault follows such a record


def read_records(path: Path) -> Iterator[WebRecord | Fault]:
    """The records of a WARC or ARC file, and a Fault for each place that cannot be read.

    Raises SourceError when the file as a whole cannot be read.
    """
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP[:2]
            file.seek(0)
            reader = _RecordReader()
            if not packed:
                yield from reader.read_stretch(iter(lambda: file.read(BLOCK), b""))
                return
            gzip = _GzipMembers(file, path.stat().st_size)
            yield from reader.read_stretch(gzip.unpack_blocks())
            while gzip.skip_damage():
                yield from reader.read_stretch(gzip.unpack_blocks())
    except OSError as error:
        raise SourceError(explain_error(error)) from error


class _WarcStream(Stream):
    """A stream in which headers end at some point, whatever a file has in their place."""

    _left = MAX_HEADERS

    def readline(self, size: int = BLOCK) -> bytes:
        line = super().readline(min(size, self._left))
        self._left -= len(line)
        return line

    def read_header_line(self) -> bytes:
        """A line that begins a header, or none; b"" at the end."""
        self._left = MAX_HEADERS
        return self.readline()

    def skip_to_header(self) -> bytes:
        """The next line that does begin a header, what is before it skipped."""
        while (line := self.read_header_line()) and not _HEADER.match(line):
            pass
        return line


class _UnsoundRecord(Exception):
    """A record that cannot be read; those behind it may be."""


class _RecordReader:
    """Counts the records of a file through all its sound stretches."""

    def __init__(self) -> None:
        from warcio.recordloader import ArcWarcRecordLoader

        logging.getLogger("warcio").addHandler(_SILENT)
        self._loader = ArcWarcRecordLoader(verify_http=False, arc2warc=True)
        self._number = 0

    def read_stretch(self, blocks: Iterator[bytes]) -> Iterator[WebRecord | Fault]:
        """The records of one stretch; where damage ends it, a Fault is the last."""
        stream = _WarcStream(blocks)
        self._number += 1
        try:
            line = stream.read_header_line()
            while line:
                if not line.strip():
                    line = stream.read_header_line()
                    continue
                try:
                    record = self._read_record(stream, line)
                    line = stream.read_header_line()
                    if line.strip() and not _HEADER.match(line):
                        record = replace(record, flaw="not as long as it says")
                    yield record
                    if record.flaw:
                        raise _UnsoundRecord(record.flaw)
                except _UnsoundRecord as error:
                    yield Fault(f"record {self._number}", str(error))
                    line = stream.skip_to_header()
                self._number += 1
        except SourceError as error:
            yield Fault(f"record {self._number}", str(error))

    def _read_record(self, stream: _WarcStream, line: bytes) -> WebRecord:
        from warcio.exceptions import ArchiveLoadFailed

        try:
            found = self._loader.parse_record_stream(stream, line, no_record_parse=True)
        except (ArchiveLoadFailed, EOFError, ValueError) as error:
            raise _UnsoundRecord("its header cannot be read") from error
        header = found.rec_headers.get_header
        if not (header("Content-Length") or "").strip().isdecimal():
            raise _UnsoundRecord("it does not say how long it is")
        url = (header("WARC-Target-URI") or "").replace(" ", "%20")
        content, http = b"", None
        if found.length <= MAX_RECORD:
            http = self._read_http_headers(found, url)
            content = found.raw_stream.read()
            missing = found.raw_stream.limit
        else:
            end = stream.tell() + found.length
            missing = end - stream.seek(end)
        return WebRecord(
            number=self._number,
            kind=found.rec_type or "",
            url=url,
            fetched=_keep_digits(header("WARC-Date") or ""),
            truncated=header("WARC-Truncated") or "",
            content_type=found.content_type or "",
            http=http,
            content=content,
            flaw=CUT_SHORT if missing else "",
        )

    def _read_http_headers(self, found: Any, url: str) -> Any:
        if found.rec_type != "response":
            return None
        try:
            return self._loader.load_http_headers("response", url, found.raw_stream, found.length)
        except EOFError:
            return None


def _keep_digits(date: str) -> str:
    """The digits of a moment: "20170306040206"; "" if a part of it is missing."""
    digits = re.sub(r"\D", "", date)[:14]
    return digits if len(digits) == 14 else ""


class _GzipMembers:
    """A gzip file, unpacked member by member: crawlers make each record a member of its own."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._at = 0  # where the member begins that is being unpacked
        self._left = limit_unpacked(size)
        self._damaged = False

    def unpack_blocks(self) -> Iterator[bytes]:
        """What is in the members from here on. Raises SourceError where one is damaged."""
        self._file.seek(self._at)
        unpacker, begun, data = zlib.decompressobj(31), False, b""
        self._damaged = True
        while data := data or self._file.read(BLOCK):
            if not begun and not data.strip(b"\0"):  # padding
                data = b""
                continue
            try:
                block = unpacker.decompress(data, BLOCK)
            except zlib.error as error:
                raise SourceError(DAMAGED) from error
            begun, data = True, unpacker.unconsumed_tail
            self._count_bytes(block)
            yield block
            if unpacker.eof:
                data = unpacker.unused_data
                self._at = self._file.tell() - len(data)
                unpacker, begun = zlib.decompressobj(31), False
        if begun:
            raise SourceError(CUT_SHORT)
        self._damaged = False

    def skip_damage(self) -> bool:
        """Whether there is a record behind the damage that ended the blocks, which begin anew."""
        if not self._damaged:
            return False
        for at in self._find_members(self._at + 1):
            self._file.seek(at)
            try:
                start = zlib.decompressobj(31).decompress(self._file.read(BLOCK), BLOCK)
            except zlib.error:
                continue
            if _HEADER.match(start.partition(b"\n")[0]):
                self._at = at
                return True
        return False

    def _find_members(self, at: int) -> Iterator[int]:
        """Where in the file a member may begin, from here on."""
        while True:
            self._file.seek(at)
            data = self._file.read(BLOCK)
            if (found := data.find(_GZIP)) >= 0:
                yield at + found
                at += found + 1
            elif len(data) < BLOCK:
                return
            else:
                at += len(data) - len(_GZIP) + 1

    def _count_bytes(self, block: bytes) -> None:
        self._left -= len(block)
        if self._left < 0:
            self._damaged = False  # there is nothing worth going on for
            raise SourceError("unpacks to more than a sane file would: refused")
