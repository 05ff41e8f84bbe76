"""What the header of an e-mail says: its fields as text, and who it is from."""

import re
from binascii import Error as Base64Error
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import NamedTuple

from ingest.readers.email.body import decode_mail

LONGEST = 4000  # characters of one field that are looked at

_HOUSE = re.compile(  # local parts of addresses that an office has, and no person
    r"(?i)(?:no-?reply|do-?not-?reply|news|newsletters?|press|presse|prensa|stampa|media|info"
    r"|kontakt|contact|hello|mail|e?mails?|editors?|editorial|redaktion|redaction|newsroom|desk|updates?"
    r"|alerts?|briefings?|daily|weekly|morning|team|office|service|support|subscriptions?|pr|comms"
    r"|communications?|pressoffice|presseamt|pressestelle|medien|announce(?:ments)?|digest)"
    r"(?:[._+-].*)?|.*[._+-](?:news|newsletters?|press|presse|noreply|no-reply|updates?)"
)
_MAILBOXES = re.compile(  # where anybody may have an address
    r"(?:gmail|googlemail|outlook|hotmail|live|yahoo|ymail|aol|icloud|me|gmx|web|t-online|freenet"
    r"|proton|protonmail|mail|yandex|qq|163|126|orange|laposte|libero)\.(?:com|net|org|de|fr|it|es"
    r"|ru|ch|at|me|co\.uk|co\.jp|com\.br|cn)|mail\.ru|pm\.me",
)
_SENDING = re.compile(r"(?:e?mails?|news|newsletters?|lists?|mailing|info|e|m|go|send|mx)\d*\.")
_CODE = re.compile(r"(?=\S*\d)(?=\S*[a-z])\S{6,}")  # as services name lists: "8cbc1ea9mc list"


class Sender(NamedTuple):
    authors: tuple[str, ...]
    outlet: str
    list_name: str


def read_field(message: Message, name: str) -> str:
    """A field of the header as one line of text; "" if it is missing."""
    return _decode_words(read_raw_field(message, name))


def read_raw_field(message: Message, name: str) -> str:
    """A field as one line, its encoded words (RFC 2047) left as they are."""
    for key, value in message.raw_items():
        if key.lower() == name:
            data = str(value)[:LONGEST].encode("ascii", errors="surrogateescape")
            return " ".join(decode_mail(data, "").split())
    return ""


def find_sender(message: Message) -> Sender:
    """Who wrote a message, and for whom.

    The name in front of an office's address (press@…, newsletter@…) is the outlet's. The name in
    front of any other is the author's; the outlet then is the mailing list, or the domain.
    """
    name, address = (getaddresses([read_raw_field(message, "from")]) or [("", "")])[0]
    name = _decode_words(name).strip("'\" ")
    local, _, domain = address.lower().rpartition("@")
    list_name = _find_list_name(read_field(message, "list-id"))
    author, via, through = name.rpartition(" via ")  # as lists write that may not forward
    if via and author:
        return Sender((author.strip("'\" "),), through.strip("'\" "), list_name or through)
    if name and (not local or _HOUSE.fullmatch(local)):
        return Sender((), name, list_name)
    return Sender((name,) if name else (), list_name or _find_site(domain), list_name)


def _find_site(domain: str) -> str:
    """The domain an outlet has: gazette.example of news@mail.gazette.example; "" if it has none."""
    if _MAILBOXES.fullmatch(domain):
        return ""
    shorter = _SENDING.sub("", domain, count=1) if _SENDING.match(domain) else domain
    return shorter if "." in shorter else domain


def _find_list_name(list_id: str) -> str:
    """The name before the id of a list (RFC 2919), if people gave it one."""
    name = list_id.partition("<")[0].strip("'\" ")
    return "" if _CODE.search(name) else name


def _decode_words(text: str) -> str:
    """Text with its encoded words read; as it is where they are broken."""
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except (HeaderParseError, Base64Error, ValueError):
        return text
    words = []
    for part, charset in parts:
        if isinstance(part, str):
            words.append(part)
        elif charset is None:
            words.append(part.decode("raw-unicode-escape", errors="replace"))
        else:
            words.append(decode_mail(part, charset))
    return " ".join("".join(words).split())
