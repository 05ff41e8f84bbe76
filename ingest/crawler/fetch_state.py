"""What is remembered of an address, so that the next run asks only for what is new there."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from ingest.crawler.fetch import Response
from ingest.dates import parse_date

_DAY_ANYWHERE = timedelta(hours=36)  # from a day's begin at UTC to its end in the last time zone


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchState:
    """An address as it was when it was last fetched."""

    moment: str  # of the run that asked last; ISO 8601 with its offset from UTC
    etag: str = ""
    last_modified: str = ""
    digest: str = ""  # SHA-256 of the body, in hex
    changed: str = ""  # when the feed or sitemap that led here said that it had changed
    unfinished: bool = False  # it failed, or a part of it did: to be asked again in any case

    @property
    def conditions(self) -> Mapping[str, str]:
        """Headers that ask for the address only if it has changed: RFC 9110, section 13.1."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}

    @classmethod
    def from_response(cls, response: Response, moment: str, changed: str) -> "FetchState":
        return cls(
            moment=moment,
            etag=response.headers.get("etag", ""),
            last_modified=response.headers.get("last-modified", ""),
            digest=sha256(response.body).hexdigest(),
            changed=changed,
        )

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, written: str) -> "FetchState":
        """What `to_json` wrote."""
        return cls(**json.loads(written))


def may_have_changed(known: FetchState, changed: str) -> bool:
    """Whether an address that is `known` may hold something new, now said to be of `changed`.

    A mere day says nothing of what changed later on that day: until it is over everywhere, and was
    when the address was last asked, the answer is yes.
    """
    stamp = parse_moment(changed)
    if stamp is None:
        return changed != known.changed
    asked = parse_moment(known.moment)
    if _is_day(changed):
        return asked is None or asked < stamp + _DAY_ANYWHERE
    before = parse_moment(known.changed)
    if before is None or _is_day(known.changed):
        return asked is None or asked < stamp
    return before < stamp


def parse_moment(date: str) -> datetime | None:
    """A date as a moment that can be compared, read as UTC if it names no offset; else None."""
    iso = parse_date(date)
    if iso is None:
        return None
    moment = datetime.fromisoformat(iso)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _is_day(date: str) -> bool:
    return len(parse_date(date) or "") == len("2022-05-18")
