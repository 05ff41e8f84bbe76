"""ninjs in its versions, and what agencies wrap around it: alone, in lists, in lines."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from ingest.readers.base import Fault, Record, Source
from ingest.readers.newswire.ninjs import is_ninjs, unwrap_item
from ingest.readers.registry import read
from tests.helpers.reading import reason, record_of

Put = Callable[[str, str | bytes], Source]

FIRST = "The harbour reopened on Monday after three weeks of repairs."
SECOND = "The first ferries left at dawn."
TEXT = f"{FIRST}\n\n{SECOND}"
STORY = f"<p>{FIRST}</p><p>{SECOND}</p>"
ITEM = {
    "uri": "urn:epa:1",
    "type": "text",
    "pubstatus": "usable",
    "version": "2",
    "versioncreated": "2022-05-18T11:45:00+02:00",
    "firstcreated": "2022-05-18T10:30:00+02:00",
    "headline": "Harbour reopens",
    "slugline": "HARBOUR",
    "byline": "By Jane Doe, Example Press Agency",
    "language": "en",
    "located": "Port Town",
    "urgency": 3,
    "description_text": "Ferries are back.",
    "body_text": f"{FIRST} {SECOND}",
    "body_html": STORY,
    "provider": "EPA",
    "copyrightholder": "Example Press Agency",
    "copyrightnotice": "(c) 2022 EPA",
    "usageterms": "Not for archives",
    "ednote": "Adds ferries",
    "keywords": ["ferries", "port"],
    "genre": [{"code": "Article", "name": "Article (news)"}],
    "subject": [{"code": "04000000", "name": "economy"}],
    "place": [{"code": "PT", "name": "Port Town"}],
    "service": [{"code": "l", "name": "Local"}],
}


def without(*names: str, **more: object) -> dict[str, Any]:
    return {name: value for name, value in ITEM.items() if name not in names} | more


def test_every_field(put: Put) -> None:
    assert record_of(put("a.json", json.dumps(ITEM))) == Record(
        id="urn:epa:1",
        version=2,
        title="Harbour reopens",
        text=TEXT,
        published="2022-05-18T10:30:00+02:00",
        updated="2022-05-18T11:45:00+02:00",
        outlet="Example Press Agency",
        authors=("Jane Doe",),
        section="Local",
        language="en",
        rights="(c) 2022 EPA; Not for archives",
        metadata={
            "description": "Ferries are back.",
            "genre": "Article (news)",
            "keywords": "ferries, port",
            "located": "Port Town",
            "note": "Adds ferries",
            "places": "Port Town",
            "slugline": "HARBOUR",
            "subjects": "economy",
            "urgency": "3",
        },
    )


BODIES = ("body_html", "body_text")


@pytest.mark.parametrize(
    "item",
    [
        without("body_html", body_xhtml=STORY),
        without("body_html", body_text=TEXT),
        without(*BODIES, body_html=f"<h1>Harbour reopens</h1><p>{FIRST}<br></p><p>{SECOND}</p>"),
        without(body_html=f"<figure><img src='x'><figcaption>c</figcaption></figure>{STORY}"),
        without(*BODIES, body_html=f"<p>{FIRST}<p>{SECOND}"),
        without(*BODIES, body_story=STORY),
        without(*BODIES, bodies=[{"role": "main", "contenttype": "text/html", "value": STORY}]),
        without(
            *BODIES,
            bodies=[
                {"role": "teaser", "contenttype": "text/html", "value": "<p>Open!</p>"},
                {"contenttype": "text/plain", "value": f"{FIRST} {SECOND}"},
                {"contenttype": "text/html", "value": STORY},
            ],
        ),
    ],
)  # fmt: skip
def test_the_text_under_any_name(put: Put, item: dict[str, Any]) -> None:
    assert record_of(put("a.json", json.dumps(item))).text == TEXT


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (without("headline", headlines=[{"value": "Short"}, {"role": "main", "value": "Long"}]),
         {"title": "Long"}),
        (without("uri", guid="g-1", source="AP"), {"id": "g-1"}),
        (without("uri", altids={"itemid": "ap-1"}), {"id": "ap-1"}),
        (without("firstcreated", contentcreated="2022-05-17"), {"published": "2022-05-17"}),
        (without("firstcreated"), {"published": "2022-05-18T11:45:00+02:00"}),
        (without("byline", bylines=[{"by": "By ANN POE"}]), {"authors": ("ANN POE",)}),
        (without("byline", authors=[{"name": "Ann Poe"}, {"code": 7}]), {"authors": ("Ann Poe",)}),
        (without("copyrightholder", infosources=[{"name": "Island News"}]),
         {"outlet": "Island News"}),
        (without("copyrightholder", provider={"name": "Island News"}), {"outlet": "Island News"}),
        (without(subject=[{"name": "Môr", "lang": "cy", "rel": "category"},
                          {"name": "Sea", "lang": "en", "rels": ["category"]}]),
         {"section": "Sea"}),
        (without(version="1.2", url="https://example.com/a"),
         {"version": None, "url": "https://example.com/a"}),
        (without("copyrightnotice", "usageterms"), {"rights": "Example Press Agency"}),
        (without(usageterms=["One", "two"]), {"rights": "(c) 2022 EPA; One; two"}),
        (without(embargoed="2022-05-20T00:01:00Z"),
         {"embargo": "2022-05-20T00:01:00Z", "published": "2022-05-20T00:01:00Z"}),
        (without(embargoed=True), {"embargo": "until further notice"}),
        (without(*BODIES, pubstatus="canceled"), {"withdrawn": True, "text": "", "version": 2}),
        (without(type="video"), {"text": TEXT}),
    ],
)  # fmt: skip
def test_fields_however_they_are_given(
    put: Put, item: dict[str, Any], expected: dict[str, Any]
) -> None:
    record = record_of(put("a.json", json.dumps(item)))
    assert {name: getattr(record, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (without(type="picture"), "a picture: a caption is no article"),
        (without(type="graphic"), "a graphic: a caption is no article"),
        (without(type="planning"), "a plan of coverage: no article yet"),
        (without(*BODIES, type="video"), "a video without a text of its own"),
        (without(*BODIES, type="composite"), "a package: it refers to articles but holds none"),
        (without(*BODIES), "no article text in it"),
        (without(*BODIES, renditions={"nitf": {}}),
         "no article text in it, only the addresses from which to fetch it"),
        (without(*BODIES, bodies="x", body_html=7, subject="x", genre=[1]),
         "no article text in it"),
    ],
)  # fmt: skip
def test_what_is_no_article_says_what_it_is(put: Put, item: dict[str, Any], expected: str) -> None:
    assert reason(put("a.json", json.dumps(item))).startswith(expected)


def test_lines_of_nothing_but_pictures_say_so(put: Put) -> None:
    lines = "\n".join([json.dumps(without(type="picture"))] * 2)
    assert reason(put("a.jsonl", lines)) == "a picture: a caption is no article"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("wrapped.json", json.dumps({"api": "1", "data": {"meta": {}, "item": ITEM}})),
        ("item.json", json.dumps({"item": ITEM})),
        ("list.json", json.dumps([ITEM])),
        ("items.json", json.dumps({"total": 1, "item": [ITEM]})),
        ("feed.json", json.dumps({"data": {"items": [{"meta": {}, "item": ITEM}]}})),
        ("lines.jsonl", json.dumps(ITEM)),
        ("wrapped.jsonl.gz", json.dumps({"item": ITEM})),
    ],
)
def test_ninjs_in_any_wrapper(put: Put, name: str, content: str) -> None:
    record = record_of(put(name, content))
    assert (record.id, record.text) == ("urn:epa:1", TEXT)


def test_a_feed_of_articles_pictures_and_other_records(put: Put) -> None:
    other = {"title": "Island life", "text": "The island waited."}
    feed = [ITEM, without(type="picture"), without(*BODIES), other]
    for name, content in (
        ("a.json", json.dumps({"items": feed})),
        ("a.jsonl", "\n".join(map(json.dumps, feed))),
    ):
        first, fault, last = read(put(name, content))
        assert isinstance(first, Record)
        assert isinstance(fault, Fault)
        assert isinstance(last, Record)
        assert (first.position, last.position, last.title) == (1, 4, "Island life")
        assert fault.reason == "no article text in it"


def test_other_json_is_not_taken_for_ninjs() -> None:
    assert is_ninjs(ITEM)
    assert unwrap_item({"data": {"item": ITEM}}) == ITEM
    for document in (
        [ITEM],
        "text",
        {"item": "x"},
        {"uri": "a", "title": "b", "text": "c", "firstcreated": "d"},
        {"type": "article", "headline": "a", "body_text": "b", "publish_date": "c"},
        {"id": 1, "versioncreated": "a"},
    ):
        assert not is_ninjs(document)
        assert unwrap_item(document) == document
