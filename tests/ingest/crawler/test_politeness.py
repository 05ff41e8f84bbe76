"""Manners: robots.txt, pauses, Retry-After, and hosts that want to be left alone."""

from collections.abc import Iterator

import pytest

from ingest.crawler.fetch import Fetcher
from ingest.crawler.politeness import PoliteFetcher
from rag.errors import SourceError
from tests.helpers.web_double import PUBLIC, Pauses, Reply, Site

PAGE = "http://news.example/a"
ROBOTS = "http://news.example/robots.txt"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as one:
        for name in "abc":
            one.put(f"http://news.example/{name}", "x")
            one.put(f"http://other.example/{name}", "x")
        yield one


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    with site.fetching() as one:
        yield one


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def polite(fetcher: Fetcher, pauses: Pauses) -> PoliteFetcher:
    return pauses.polite_fetcher(fetcher)


def refusal(polite: PoliteFetcher, address: str = PAGE) -> str:
    """Why an address gives nothing."""
    with pytest.raises(SourceError) as caught:
        polite.fetch(address)
    return str(caught.value)


def test_requests_to_a_host_are_a_pause_apart(
    site: Site, polite: PoliteFetcher, pauses: Pauses
) -> None:
    for name in "abc":
        polite.fetch(f"http://news.example/{name}")
    assert pauses.asked == [1, 1, 1]  # robots.txt is a request as well
    assert len(site.requests) == 4


def test_what_takes_longer_than_the_pause_needs_none(polite: PoliteFetcher, pauses: Pauses) -> None:
    polite.fetch(PAGE)
    pauses.now += 0.75
    polite.fetch(PAGE)
    pauses.now += 5
    polite.fetch(PAGE)
    assert pauses.asked == [1, 0.25]


def test_hosts_do_not_wait_for_each_other(polite: PoliteFetcher, pauses: Pauses) -> None:
    for host in ("news", "other", "news", "other"):
        polite.fetch(f"http://{host}.example/a")
    assert pauses.asked == [1, 1, 1]  # the third visit has waited for the second


def test_robots_txt_is_read_once_and_obeyed(site: Site, polite: PoliteFetcher) -> None:
    site.put(ROBOTS, "User-agent: *\nDisallow: /a\nDisallow: /*.pdf$\n", kind="text/plain")
    assert refusal(polite) == "its robots.txt forbids it"
    assert refusal(polite, "http://news.example/b.pdf") == "its robots.txt forbids it"
    assert polite.fetch("http://news.example/b").status == 200
    assert site.asked == ["http://news.example/b"]
    assert len(site.requests) == 2


def test_robots_txt_may_speak_to_clippings(site: Site, polite: PoliteFetcher) -> None:
    rules = "User-agent: *\nDisallow: /\n\nUser-agent: clippings\nAllow: /\nDisallow: /b\n"
    site.put(ROBOTS, rules, kind="text/plain")
    assert polite.fetch(PAGE).status == 200
    assert refusal(polite, "http://news.example/b") == "its robots.txt forbids it"


def test_redirects_ask_the_robots_txt_of_each_host(site: Site, polite: PoliteFetcher) -> None:
    site.put(PAGE, status=302, headers={"Location": "http://other.example/private"})
    site.put("http://other.example/robots.txt", "User-agent: *\nDisallow: /private")
    assert refusal(polite) == "its robots.txt forbids it"
    assert site.asked == [PAGE]


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_without_robots_txt_all_is_allowed(site: Site, polite: PoliteFetcher, status: int) -> None:
    site.put(ROBOTS, status=status)
    assert polite.fetch(PAGE).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_robots_txt_that_cannot_be_had_forbids_all(
    site: Site, polite: PoliteFetcher, status: int
) -> None:
    site.put(ROBOTS, status=status)
    assert refusal(polite).startswith(
        f"its robots.txt cannot be had, so it is left alone: the server says {status}"
    )
    refusal(polite, "http://news.example/b")
    assert len(site.requests) == 1
    assert polite.fetch("http://other.example/a").status == 200


def test_a_host_that_is_down_is_asked_once(site: Site, polite: PoliteFetcher) -> None:
    site.network.down.add(PUBLIC)
    said = "the server cannot be reached: connection refused (asked for its robots.txt)"
    assert [refusal(polite), refusal(polite)] == [said, said]
    assert len(site.network.dialled) == 1


def test_a_private_address_is_told_as_such(site: Site, polite: PoliteFetcher) -> None:
    site.hosts["news.example"] = ["10.0.0.1"]
    assert refusal(polite) == "news.example leads to a private address (10.0.0.1): refused"


@pytest.mark.parametrize("rule", ["Crawl-delay: 20", "Request-rate: 3/1m"])
def test_a_longer_pause_is_kept(
    site: Site, polite: PoliteFetcher, pauses: Pauses, rule: str
) -> None:
    site.put(ROBOTS, f"User-agent: *\n{rule}\n")
    polite.fetch(PAGE)
    polite.fetch(PAGE)
    assert pauses.asked == [20, 20]


def test_a_shorter_pause_is_not(site: Site, polite: PoliteFetcher, pauses: Pauses) -> None:
    site.put(ROBOTS, "User-agent: *\nCrawl-delay: 0.1\n")
    polite.fetch(PAGE)
    assert pauses.asked == [1]


def test_a_pause_beyond_all_measure(site: Site, polite: PoliteFetcher) -> None:
    site.put(ROBOTS, "User-agent: *\nCrawl-delay: 3600\n")
    assert "asks for 3600 s between two requests" in refusal(polite)
    assert site.asked == []


@pytest.mark.parametrize(
    ("status", "headers", "wait"),
    [
        (429, {"Retry-After": "30"}, 30),
        (503, {"Retry-After": "5"}, 5),
        (429, {}, 10),
        (429, {"Retry-After": "soon"}, 10),
        (429, {"Retry-After": "Mon, 23 Nov 2026 10:00:45 GMT"}, 45),  # by the server's clock
    ],
)
def test_the_server_says_when_to_come_back(
    site: Site,
    polite: PoliteFetcher,
    pauses: Pauses,
    status: int,
    headers: dict[str, str],
    wait: float,
) -> None:
    date = {"Date": "Mon, 23 Nov 2026 10:00:00 GMT"}
    site.first(PAGE, Reply(status=status, headers=headers | date))
    assert polite.fetch(PAGE).status == 200
    assert pauses.asked == [1, wait]


def test_a_server_that_is_out_of_order_is_not_asked_again(
    site: Site, polite: PoliteFetcher, pauses: Pauses
) -> None:
    site.put(PAGE, status=503)
    assert polite.fetch(PAGE).refusal == "the server says 503: service unavailable"
    assert polite.fetch("http://news.example/b").status == 200


def test_a_host_that_asks_for_more_than_a_minute_is_left_alone(
    site: Site, polite: PoliteFetcher, pauses: Pauses
) -> None:
    site.put(PAGE, status=429, headers={"Retry-After": "120"})
    said = "the server says 429: too many requests, and to come back in 120 s"
    assert refusal(polite) == said
    assert refusal(polite, "http://news.example/b") == f"left alone in this run: {said}"
    assert polite.fetch("http://other.example/a").status == 200
    assert site.asked == [PAGE, "http://other.example/a"]
    assert 120 not in pauses.asked


def test_a_host_that_never_has_time_is_left_alone(
    site: Site, polite: PoliteFetcher, pauses: Pauses
) -> None:
    site.put(PAGE, status=429, headers={"Retry-After": "2"})
    assert "429: too many requests" in refusal(polite)
    assert "left alone in this run" in refusal(polite, "http://news.example/b")
    assert site.asked == [PAGE] * 3
    assert pauses.asked == [1, 2, 2]


def test_a_host_that_falls_silent_is_left_alone(site: Site, polite: PoliteFetcher) -> None:
    for name in "abc":
        site.put(f"http://news.example/{name}", "x", end="cut")
    for name in "abc":
        assert refusal(polite, f"http://news.example/{name}") == "the server broke off its answer"
    site.put(PAGE, "x")
    assert refusal(polite) == "left alone in this run: no answer 3 times in a row"
    assert len(site.asked) == 3


def test_silence_counts_only_in_a_row(site: Site, polite: PoliteFetcher) -> None:
    site.put("http://news.example/b", "x", end="cut")
    for _ in range(4):
        refusal(polite, "http://news.example/b")
        assert polite.fetch(PAGE).status == 200
