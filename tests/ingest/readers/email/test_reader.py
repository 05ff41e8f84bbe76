"""E-mail: newsletters, press releases, and mailboxes of them."""

import gzip
import hashlib
import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from ingest.articles import build_article
from ingest.readers.base import Fault, Record, Source
from ingest.readers.email import reader as mail
from ingest.readers.registry import find_format, read
from rag.errors import SourceError

Put = Callable[[str, str | bytes], Source]

TEXT = "The harbour reopened on Saturday.\n\nFerries sail again from Monday.\n"
HEADER = """\
Message-ID: <1@gazette.example>
From: The Gazette <news@mail.gazette.example>
To: Jane Doe <jane@desk.example>
Subject: Harbour reopens
Date: Sat, 18 May 2024 10:30:00 +0200 (CEST)
MIME-Version: 1.0
"""


def letter(plain: str | None = TEXT, html: str | None = None, **header: str) -> EmailMessage:
    message = EmailMessage()
    names = {
        "Message-ID": "<1@gazette.example>",
        "From": "The Gazette <news@mail.gazette.example>",
        "Subject": "Harbour reopens",
        "Date": "Sat, 18 May 2024 10:30:00 +0200",
    }
    for name, value in (names | {n.replace("_", "-"): v for n, v in header.items()}).items():
        message[name] = value
    if plain is not None:
        message.set_content(plain)
    if html is not None and plain is not None:
        message.add_alternative(html, subtype="html")
    elif html is not None:
        message.set_content(html, subtype="html")
    return message


def only(source: Source) -> Record:
    (one,) = read(source)
    assert isinstance(one, Record)
    return one


def sent(put: Put, message: EmailMessage) -> Record:
    return only(put("a.eml", message.as_bytes(policy=SMTP)))


def refused(put: Put, data: bytes) -> str:
    with pytest.raises(SourceError) as refusal:
        list(mail.read(put("a.eml", data)))
    return str(refusal.value)


def test_a_press_release(put: Put) -> None:
    source = put("a.eml", HEADER + "\n" + TEXT)
    one = only(source)
    assert one.id == "1@gazette.example"
    assert one.title == "Harbour reopens"
    assert one.text == TEXT
    assert one.published == "Sat, 18 May 2024 10:30:00 +0200"
    assert (one.outlet, one.authors, one.position) == ("The Gazette", (), None)
    article = build_article(one, source)
    assert article.published == "2024-05-18T10:30:00+02:00"
    assert only(put("told-by-content", HEADER + "\n" + TEXT)) == one


@pytest.mark.parametrize(
    "text",
    [
        "From: Jane Doe\nDate: 18 May 2024\n\nAn article with a header of its own.",
        "Received: nothing from anybody, said the mayor.\n\nFrom: here, Date: there.",
        "From Sat to Sun at 10:30 in May 2024 the bridge is shut.\n\nMore: here.",
    ],
)
def test_what_is_no_e_mail(put: Put, text: str) -> None:
    format_ = find_format(put("a.txt", text).path)
    assert format_ is not None
    assert format_.name == "text"


@pytest.mark.parametrize(
    ("sender", "list_id", "authors", "outlet"),
    [
        ("The Gazette <press@gazette.example>", "", (), "The Gazette"),
        ("Jane Doe <jane.doe@gazette.example>", "", ("Jane Doe",), "gazette.example"),
        ("Jane Doe <jane@newsletter.gazette.example>", "", ("Jane Doe",), "gazette.example"),
        ('"Doe, Jane" <jane@gmail.com>', "", ("Doe, Jane",), ""),
        ("=?utf-8?q?Caf=C3=A9?= <noreply@cafe.example>", "", (), "Caf\u00e9"),
        ("jane@gazette.example", "", (), "gazette.example"),
        ("Jane Doe <jane@gmail.com>", "The Wire <wire.x.example>", ("Jane Doe",), "The Wire"),
        ("Jane Doe <j@x.example>", "8cbc1ea9mc list <8cbc1ea9.x>", ("Jane Doe",), "x.example"),
        ("Jane Doe via The Wire <wire@x.example>", "", ("Jane Doe",), "The Wire"),
    ],
)
def test_who_it_is_from(
    put: Put, sender: str, list_id: str, authors: tuple[str, ...], outlet: str
) -> None:
    one = sent(put, letter(From=sender, List_Id=list_id))
    assert (one.authors, one.outlet) == (authors, outlet)


def test_of_two_versions_the_fuller_counts(put: Put) -> None:
    html = "<p>The harbour reopened on Saturday.</p><p>Ferries sail again from Monday.</p>"
    assert sent(put, letter(html=html)).text == TEXT.strip()
    stub = "Please view this message in a browser.\n"
    assert sent(put, letter(stub, html)).text == TEXT.strip()
    assert "islands" in sent(put, letter(TEXT + "And to the islands from June on.", html)).text
    assert sent(put, letter(None, html)).text == TEXT.strip()
    clicks = f"Harbour.\n{'https://click.example/' + 'x' * 90}\n" * 30
    assert sent(put, letter(clicks, html * 20)).text.startswith("The harbour")


def test_what_no_reader_sees_is_left_out(put: Put) -> None:
    html = """<html><head><title>T</title><style>p {}</style></head><body>
    <div style="display:none;max-height:0">Preheader&#847;&zwnj;&nbsp;</div>
    <div style="font-size:0px">Hidden</div>
    <p>The harbour reopened <a href="https://click.example/?id=1">on Saturday</a>.</p>
    <img src="https://click.example/open.gif" width="1" height="1"></body></html>"""
    assert sent(put, letter(None, html)).text == "The harbour reopened on Saturday."
    plain = (
        f"The harbour <https://click.example/1> reopened.\n\n{'https://c.example/' + 'x' * 90}\n"
    )
    assert sent(put, letter(plain)).text.strip() == "The harbour reopened."


def test_attachments_are_named_and_not_read(put: Put) -> None:
    message = letter(html=f"<p>{TEXT}</p>")
    message.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    message.add_attachment("A list of ships.", filename="ships.txt")
    message.add_attachment(letter("Another one."))
    one = sent(put, message)
    assert one.text.split() == TEXT.split()
    assert one.metadata["attachments"] == "plan.pdf, ships.txt, message/rfc822"


def test_a_signature_is_left_out_and_a_rule_is_not(put: Put) -> None:
    assert sent(put, letter(TEXT + "-- \nJane Doe\nPress office\n")).text == TEXT.strip()
    assert sent(put, letter(TEXT + "--\nJane Doe\n")).text == TEXT.strip()
    story = "One more story.\n\n" * 30
    assert sent(put, letter(TEXT + "--\n" + story)).text.count("One more story.") == 30
    html = f'<p>{TEXT}</p><div class="gmail_signature">--<br>Jane Doe</div>'
    assert "Jane" not in sent(put, letter(None, html)).text


def test_lines_broken_for_old_screens_are_joined(put: Put) -> None:
    body = (
        "The harbour reopened \non Saturday.\n\n> Quoted \n> words.\n"
        " From Monday on \nferries sail.\n-- \nJane\n"
    )
    flowed = HEADER + "Content-Type: text/plain; charset=utf-8; format=flowed\n\n" + body
    assert only(put("a.eml", flowed)).text == (
        "The harbour reopened on Saturday.\n\n> Quoted words.\nFrom Monday on ferries sail."
    )
    parts = HEADER + "Content-Type: text/plain; format=flowed; delsp=yes\n\nHar \nbour\n"
    assert only(put("a.eml", parts)).text.strip() == "Harbour"


@pytest.mark.parametrize(
    ("declared", "data", "text"),
    [
        ("utf-8", "Caf\u00e9 ge\u00f6ffnet".encode(), "Caf\u00e9 ge\u00f6ffnet"),
        ("us-ascii", "\u201cCaf\u00e9\u201d".encode("cp1252"), "\u201cCaf\u00e9\u201d"),
        ("iso-8859-1", "\u201cCaf\u00e9\u201d".encode("cp1252"), "\u201cCaf\u00e9\u201d"),
        ("x-unknown", "Caf\u00e9 noir".encode("cp1252"), "Caf\u00e9 noir"),
        ("iso-8859-1", "Caf\u00e9".encode(), "Caf\u00e9"),  # UTF-8, whatever it says
        ("iso-2022-jp", "\u6e2f\u304c".encode("iso-2022-jp"), "\u6e2f\u304c"),
        ("koi8-r", "\u041f\u043e\u0440\u0442".encode("koi8-r"), "\u041f\u043e\u0440\u0442"),
    ],
)
def test_charsets_true_and_false(put: Put, declared: str, data: bytes, text: str) -> None:
    type_ = f"Content-Type: text/plain; charset={declared}\nContent-Transfer-Encoding: 8bit\n\n"
    assert only(put("a.eml", (HEADER + type_).encode() + data)).text == text


def test_how_parts_are_sent(put: Put) -> None:
    text = "Caf\u00e9 " * 40
    for way in ("quoted-printable", "base64"):
        message = letter(None)
        message.set_content(f"{text}\n-- \nJane", cte=way)
        assert sent(put, message).text == text.strip()


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("=?utf-8?b?SGFmZW4gZ2XDtmZmbmV0?=", "Hafen ge\u00f6ffnet"),
        ("=?iso-8859-1?q?Caf=E9?= =?iso-8859-1?q?_noir?=", "Caf\u00e9 noir"),
        ("Harbour\n  reopens =?utf-8?q?=C3=A9?=", "Harbour reopens \u00e9"),
        ("=?utf-8?b?broken", "=?utf-8?b?broken"),
        ("=?utf-8?b?a?=", "=?utf-8?b?a?="),
        ("=?none?q?Caf=E9?=", "Caf\u00e9"),
    ],
)
def test_subjects(put: Put, raw: str, title: str) -> None:
    data = HEADER.replace("Harbour reopens", raw) + "\n" + TEXT
    assert only(put("a.eml", data)).title == title
    assert only(put("b.eml", HEADER.encode().replace(b"Harbour", b"H\xe9") + b"\nX")).title == (
        "H\u00e9 reopens"
    )


def test_more_of_the_header(put: Put) -> None:
    more = """\
Archived-At: <https://lists.example/1>
Content-Language: de-AT, en
List-Id: The Wire <wire.lists.example>
"""
    one = only(put("a.eml", f"{HEADER}{more}\nHARBOUR REOPENS\n\n{TEXT}"))
    assert one.url == "https://lists.example/1"
    assert one.language == "de-AT"
    assert one.metadata == {"list": "The Wire"}
    assert one.text.strip() == TEXT.strip()  # its headline not repeated


def test_messages_that_cannot_be_read(put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = letter(html=f"<p>{TEXT}</p>").as_bytes(policy=SMTP)
    assert refused(put, whole[:-20]).startswith("cut short")
    parts = HEADER + 'Content-Type: multipart/mixed; boundary="b"\n\nWords.'
    assert refused(put, parts.encode()).startswith("damaged")
    assert refused(put, b"Words.\n\nMore words.") == "not an e-mail: it has no header"
    assert refused(put, HEADER.encode() + b"\n \n") == "no text in it"
    secret = HEADER + "Content-Type: application/pkcs7-mime\n\nAAAA"
    assert refused(put, secret.encode()) == "encrypted"
    scan = letter(None)
    scan.add_attachment(b"%PDF-", maintype="application", subtype="pdf", filename="plan.pdf")
    assert refused(put, scan.as_bytes()) == "no text in it, only attachments: plan.pdf"
    deep = "".join(f"Content-Type: multipart/mixed; boundary={n}\n\n--{n}\n" for n in range(3000))
    assert refused(put, (HEADER + deep).encode()) == "parts within parts beyond all measure"
    monkeypatch.setattr(mail, "MAX_MESSAGE", 100)
    assert refused(put, whole).startswith("larger than")


def mailbox_of(folder: Path, *messages: EmailMessage) -> bytes:
    path = folder / "made.mbox"
    box = mailbox.mbox(path)
    for message in messages:
        box.add(mailbox.mboxMessage(message))
    box.close()
    return path.read_bytes().replace(b"From MAILER-DAEMON", b"From jane@gazette.example")


def found(source: Source) -> tuple[list[Record], list[Fault]]:
    items: list[Any] = list(read(source))
    faults = [one for one in items if isinstance(one, Fault)]
    return [one for one in items if isinstance(one, Record)], faults


def test_a_mailbox(put: Put, tmp_path: Path) -> None:
    text = "It began.\n\nFrom Monday on ferries sail.\n\nFrom 10:30 on 5 May 2024 they do not.\n"
    letters = [letter(f"Story {n}.", Message_ID=f"<{n}@x>") for n in range(3)]
    data = mailbox_of(tmp_path, *letters, letter(text))
    assert b">From Monday" in data
    for name in ("a.mbox", "a.mbox.gz", "Inbox"):
        records, _ = found(put(name, data))
        assert [one.id for one in records] == ["0@x", "1@x", "2@x", "1@gazette.example"]
        assert [one.position for one in records] == [1, 2, 3, 4]
        assert records[3].text.strip() == text.strip()
    unescaped = data.replace(b">From", b"From")
    assert len(found(put("b.mbox", unescaped))[0]) == 4


def test_a_damaged_message_does_not_hide_the_others(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "MAX_MESSAGE", 5000)
    torn = letter(html=f"<p>{TEXT}</p>").as_bytes(policy=SMTP)[:-20]
    mark = b"From jane@gazette.example Sat May 18 10:30:00 2024\n"
    large = letter("Words. " * 1000).as_bytes()
    good = letter().as_bytes()
    records, faults = found(put("a.mbox", b"\n\n".join(mark + one for one in (torn, large, good))))
    assert [one.position for one in records] == [3]
    assert [one.where for one in faults] == ["message 1", "message 2"]
    assert faults[0].reason.startswith("cut short")
    assert faults[1].reason.startswith("larger than")


def test_a_mailbox_that_breaks_off(put: Put, tmp_path: Path) -> None:
    stories = [hashlib.shake_256(bytes([n])).hexdigest(60_000) for n in range(3)]
    data = gzip.compress(mailbox_of(tmp_path, *map(letter, stories)))
    source = put("a", data[:-12])
    records, faults = found(source)
    assert [str(one) for one in faults][-1].endswith("cut short: it ends in the middle")
    assert [one.position for one in records] == [1, 2]
    for wrong, reason in {b"": "the file is empty", b"Words.": "not a mailbox"}.items():
        with pytest.raises(SourceError, match=f"^{reason}"):
            list(mail.read_mailbox(put("b.mbox", wrong)))
