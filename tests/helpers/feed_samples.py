"""One article as every kind of feed has it, and small feeds made to measure."""

import base64
import html

from ingest.readers.feeds.reader import FeedEntry, read_entries
from rag.errors import SourceError

FIRST = "The harbour reopened on Monday after three weeks of repairs, the port authority said."
SECOND = "The first ferries left at dawn for the islands, carrying 240 people and their cars."
TEXT = f"{FIRST}\n\n{SECOND}"
MARKUP = f"<p>{FIRST}</p>\n<p>{SECOND}</p>"
ESCAPED = html.escape(MARKUP)
PAGE = "https://gazette.example/harbour"

RSS = f"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Gazette</title><link>https://gazette.example/</link>
<lastBuildDate>Sat, 01 Jan 2000 00:00:00 GMT</lastBuildDate>
<language>en-GB</language><copyright>The Gazette Ltd</copyright>
<item><title>Q&amp;amp;A: harbour reopens</title><link>{PAGE}</link>
<guid isPermaLink="false">tag:gazette.example,2022:harbour</guid>
<description>The harbour is open again.</description>
<content:encoded><![CDATA[{MARKUP}]]></content:encoded>
<pubDate>Wed, 18 May 2022 10:30:00 +0200</pubDate>
<dc:creator>Jane Doe</dc:creator><dc:creator>John Roe</dc:creator>
<category>Local</category><category>Sea</category></item>
</channel></rss>"""

RSS_091 = f"""<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://dtd.example/rss.dtd">
<rss version="0.91"><channel><title>The Gazette</title><item><title>Harbour reopens</title>
<link>{PAGE}</link><description>{ESCAPED}</description></item></channel></rss>"""

RSS_1 = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://gazette.example/"><title>The Gazette</title>
<dc:date>2000-01-01</dc:date></channel>
<item rdf:about="{PAGE}"><title>Harbour reopens</title><link>{PAGE}</link>
<description>{ESCAPED}</description><dc:date>2022-05-18T10:30:00+02:00</dc:date></item></rdf:RDF>"""

ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en" xml:base="https://gazette.example/">
<title>The Gazette</title><updated>2000-01-01T00:00:00Z</updated><id>urn:feed</id>
<author><name>The Newsdesk</name></author>
<entry><id>urn:uuid:7a</id><title type="html">Harbour &lt;em&gt;reopens&lt;/em&gt;</title>
<link href="harbour"/><updated>2022-05-19T08:00:00Z</updated>
<published>2022-05-18T10:30:00+02:00</published><summary>The harbour is open again.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{MARKUP}</div></content>
<category term="x1" label="Local"/></entry></feed>"""

ATOM_03 = f"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>The Gazette</title>
<entry><id>tag:gazette.example,2022:1</id><title>Harbour reopens</title>
<link rel="alternate" type="text/html" href="{PAGE}"/><issued>2022-05-18T10:30:00+02:00</issued>
<content type="text/html" mode="base64">{base64.b64encode(MARKUP.encode()).decode()}</content>
</entry></feed>"""

CDF = f"""<CHANNEL HREF="https://gazette.example/"><TITLE>The Gazette</TITLE>
<ITEM HREF="{PAGE}" LASTMOD="2022-05-18T10:30"><TITLE>Harbour reopens</TITLE>
<ABSTRACT>{FIRST}

{SECOND}</ABSTRACT></ITEM></CHANNEL>"""

KINDS = {
    "RSS 2.0": RSS,
    "RSS 0.91": RSS_091,
    "RSS 1.0": RSS_1,
    "Atom 1.0": ATOM,
    "Atom 0.3": ATOM_03,
    "CDF": CDF,
}


def item(inside: str, *, kind: str = "rss") -> bytes:
    if kind == "atom":
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><entry>{inside}</entry></feed>'.encode()
    return f'<rss version="2.0"><channel><item>{inside}</item></channel></rss>'.encode()


def one(data: str | bytes, base: str = "") -> FeedEntry:
    (entry,) = read_entries(data.encode() if isinstance(data, str) else data, base)
    return entry


def until_refused(data: bytes) -> tuple[list[FeedEntry], str]:
    """The entries, and the reason why no more could be read; "" if all were."""
    found = []
    try:
        for entry in read_entries(data):
            found.append(entry)  # noqa: PERF402 - it may raise in between
    except SourceError as error:
        return found, str(error)
    return found, ""


def text_of(inside: str, *, kind: str = "rss") -> str:
    return one(item(inside, kind=kind)).record.text
