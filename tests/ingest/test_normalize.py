"""Cleaning: what is stored once and never changed again."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.normalize import (
    canonicalize_url,
    clean_line,
    clean_text,
    clean_url,
    find_host,
    split_names,
)

ANYTHING = st.text(st.characters()) | st.text(  # surrogates too, and the awkward ones often
    "aक \n\r\t\v\f\x00\x85\xa0\u00ad\u200b\u200c\u200d\u2028\u202e\u3000\ud800\ufeff", max_size=20
)


@pytest.mark.parametrize(
    ("raw", "stored"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\n\n\n\nb\n \t\n\u200b\nc", "a\n\nb\n\nc"),
        ("  lead \t\nbody  \n", "lead\nbody"),
        ("tab\tkept", "tab\tkept"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("page\x0cbreak\u2028line\u2029paragraph", "page\nbreak\nline\nparagraph"),
        ("zero\u200bwidth \ufeffmark soft\u00adhyphen", "zerowidth mark softhyphen"),
        ("tx\u202et.exe\u202c \u2066x\u2069", "txt.exe x"),
        ("ignore\U000e0041\U000e0042 this", "ignore this"),
        ("half \ud83d pair", "half  pair"),
        ("join\u200ded latin", "joined latin"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("e\u0301 ﬁ “quoted” 1\u00a0000", "e\u0301 ﬁ “quoted” 1\u00a0000"),
    ],
)
def test_text(raw: str, stored: str) -> None:
    assert clean_text(raw) == stored


@given(ANYTHING)
def test_cleaning_twice_is_cleaning_once(raw: str) -> None:
    for clean in (clean_text, clean_line):
        once = clean(raw)
        assert clean(once) == once
        once.encode()  # can be stored: no lone surrogates


@given(ANYTHING)
def test_cleaned_text_has_the_shape_that_offsets_rely_on(raw: str) -> None:
    text = clean_text(raw)
    assert not re.search(r"\r|\n{3}|[^\S\n]\n|[\x00-\x08\x0b-\x1f]", text)
    assert text == text.strip()
    assert "\n" not in clean_line(raw)


@given(st.text("abc .,!\n“”é漢"))
def test_nothing_visible_is_lost(raw: str) -> None:
    assert "".join(clean_text(raw).split()) == "".join(raw.split())


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://WWW.Example.COM/A/b?q=1#top", "https://www.example.com/A/b?q=1"),
        ("https://e.com/a?utm_source=x&id=7&UTM_medium=y&fbclid=z", "https://e.com/a?id=7"),
        ("https://e.com/a?utm_source=x", "https://e.com/a"),
        ("https://e.com/a?q=a%20b&c=", "https://e.com/a?q=a%20b&c="),
        ("http://e.com", "http://e.com/"),
        ("http://e.com:80/a", "http://e.com/a"),
        ("https://e.com:8443/a", "https://e.com:8443/a"),
        ("https://user:secret@e.com/a", "https://e.com/a"),
        ("http://[::1]:80/a", "http://[::1]/a"),
        ("javascript:alert(1)", ""),
        ("ftp://e.com/a", ""),
        ("/2022/05/harbour.html", ""),
        ("https://", ""),
        ("http://[bad/", ""),
        ("http://e.com:port/", ""),
        ("not a url", ""),
        ("", ""),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonicalize_url(url) == canonical
    assert canonicalize_url(canonical) == canonical


def test_only_web_addresses_become_links() -> None:
    assert clean_url(" https://e.com/a#b\n") == "https://e.com/a#b"
    assert clean_url("javascript:alert(1)") == ""
    assert clean_url(None) == ""


def test_host() -> None:
    assert find_host("https://www.Example.com:8080/a") == "example.com"
    assert find_host("example.com/a") == ""


@pytest.mark.parametrize(
    ("authors", "names"),
    [
        ([], ()),
        ([""], ()),
        (["Jane Doe"], ("Jane Doe",)),
        (["By Jane Doe"], ("Jane Doe",)),
        (["BY: Jane  Doe\n"], ("Jane Doe",)),
        (["By Jane Doe, John Roe and Ann Poe"], ("Jane Doe", "John Roe", "Ann Poe")),
        (["Jane Doe, John Roe, and Ann Poe"], ("Jane Doe", "John Roe", "Ann Poe")),
        (["Jane Doe & John Roe"], ("Jane Doe", "John Roe")),
        (["Jane Doe; John Roe"], ("Jane Doe", "John Roe")),
        (["Doe, Jane; Roe, John"], ("Doe, Jane", "Roe, John")),
        (["Doe, Jane"], ("Doe, Jane",)),
        (["Doe, Jane", "By John Roe"], ("Doe, Jane", "John Roe")),
        (["Martin King, Jr., Jane Doe"], ("Martin King, Jr.", "Jane Doe")),
        (["Jane Doe", "Jane Doe"], ("Jane Doe",)),
        (["Byron Anderson"], ("Byron Anderson",)),
        (["desk@example.com (Jane Doe)"], ("Jane Doe",)),
        (["https://example.com/jane", "Jane Doe"], ("Jane Doe",)),
        (["jane@example.com"], ()),
        ([" , ; "], ()),
        (["word " * 50], ()),
    ],
)
def test_names(authors: list[str], names: tuple[str, ...]) -> None:
    assert split_names(authors) == names


@given(ANYTHING)
def test_names_are_clean_and_unique(byline: str) -> None:
    names = split_names([byline])
    assert len(set(names)) == len(names)
    assert all(name and clean_line(name) == name for name in names)
