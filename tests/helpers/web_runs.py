"""A newsroom that reads from the web double, run after run; pages, feeds, sitemaps to read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from ingest.crawler.crawl import Crawl
from ingest.crawler.fetch_state import FetchState
from ingest.readers.base import Fault, Record, Unread
from rag.errors import SourceError
from tests.helpers.web_double import Pauses, Site

NEWS = "http://news.example"
FEED = f"{NEWS}/feed"
SITEMAP = f"{NEWS}/sitemap.xml"
XML = "application/xml"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)

TEXT = (
    "The ferry Aurora ran aground off the harbour of Lindholm early on Sunday morning. All 214 "
    "passengers were brought ashore by noon, the coast guard said.",
    "The captain had reported a failure of the rudder shortly before the accident. Divers are to "
    "look at the hull this week, and the service stays suspended until further notice.",
    "The shipping company promised to refund all tickets. The transport minister, Maja Lund, said "
    "she expected a full report by the end of the month.",
)


def html(title: str, *, head: str = "", paragraphs: tuple[str, ...] = TEXT) -> str:
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return (
        f"<!doctype html><html lang=en><head><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def rss(*items: str) -> str:
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/'
        'content/"><channel><title>The Lindholm Post</title><link>http://news.example/</link>'
        f"{''.join(items)}</channel></rss>"
    )


def item(path: str, title: str = "", date: str = "Sun, 22 Nov 2026 09:30:00 GMT") -> str:
    return (
        f"<item><title>{title or path}</title><link>{NEWS}/{path}</link>"
        f"<description>A ferry ran aground.</description><pubDate>{date}</pubDate>"
        "<category>Shipping</category></item>"
    )


def urlset(*pages: tuple[str, str]) -> str:
    listed = "".join(
        f"<url><loc>{NEWS}/{path}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</url>"
        for path, date in pages
    )
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'


def index(*maps: tuple[str, str]) -> str:
    listed = "".join(
        f"<sitemap><loc>{NEWS}/{path}</loc>{f'<lastmod>{date}</lastmod>' if date else ''}</sitemap>"
        for path, date in maps
    )
    return (
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    )


@dataclass
class Run:
    """What a run over addresses gave, as its consumer sees it."""

    articles: list[Record] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)
    passed_by: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    remembered: Mapping[str, FetchState] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    unchanged: int = 0
    left_out: Mapping[str, int] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)


@dataclass
class Newsroom:
    """Runs, each of which knows what the ones before remembered."""

    site: Site
    known: dict[str, FetchState] = field(default_factory=dict)
    moment: datetime = MONDAY

    def run(self, *addresses: str, limit: int = 1000) -> Run:
        run = Run()
        with self.site.fetching() as fetcher:
            crawl = Crawl(
                Pauses().polite_fetcher(fetcher), known=self.known, moment=self.moment, limit=limit
            )
            for page in crawl.fetch_pages(addresses):
                if isinstance(page, Unread):
                    (run.failed if page.failed else run.passed_by)[page.key] = page.reason
                    continue
                run.keys.append(page.source.key)
                try:
                    found = list(page.read())
                except SourceError as error:
                    run.failed[page.source.called] = str(error)
                    continue
                assert not any(isinstance(one, Fault) for one in found)
                run.articles += [one for one in found if isinstance(one, Record)]
                run.files += [page.source.path] * (not page.whole)
                assert [path for path in run.files if path.exists()] == run.files[-1:]
                crawl.state.mark_read(page)
            written = {
                address: one.to_json() for address, one in crawl.state.collect_states().items()
            }
            run.remembered = {one: FetchState.from_json(text) for one, text in written.items()}
            run.unchanged, run.left_out = crawl.state.unchanged, dict(crawl.left_out)
        run.asked = self.site.asked
        self.site.requests.clear()
        self.known |= run.remembered
        return run
