"""Where connections lead: public servers only, by the very address that was checked, in secret."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.crawler.addresses import check_destination
from ingest.crawler.connections import resolve_host
from ingest.crawler.errors import AddressRefused, NoResponse
from ingest.crawler.fetch import Fetcher, open_fetcher
from rag.errors import SourceError, UsageError
from tests.helpers.web_double import PUBLIC, Site

PAGE = "http://news.example/a"


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as one:
        yield one


@pytest.fixture
def fetcher(site: Site) -> Iterator[Fetcher]:
    with site.fetching() as one:
        yield one


def reason(fetcher: Fetcher, address: str = PAGE) -> str:
    """Why an address gives nothing."""
    with pytest.raises(SourceError) as caught:
        fetcher.fetch(address)
    return str(caught.value)


@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        ("this machine itself", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"]),
        ("a private address", ["10.0.0.1", "172.31.255.1", "192.168.1.1", "100.64.0.1"]),
        ("a private address", ["198.18.0.1", "fd12:3456::1", "fec0::1"]),
        ("a private address", ["::ffff:10.0.0.1", "64:ff9b::a00:1"]),  # IPv4 in IPv6
    ],
)
def test_private_networks_are_asked_only_if_wanted(kind: str, addresses: list[str]) -> None:
    for address in addresses:
        with pytest.raises(AddressRefused, match=kind):
            check_destination("inside.example", address)
        check_destination("inside.example", address, allow_private=True)


@pytest.mark.parametrize(
    ("kind", "addresses"),
    [
        ("a cloud's metadata service", ["169.254.169.254", "168.63.129.16", "100.100.100.200"]),
        ("a cloud's metadata service", ["fd00:ec2::254", "::ffff:169.254.169.254"]),
        ("a cloud's metadata service", ["64:ff9b::a9fe:a9fe"]),
        ("a link-local address", ["169.254.1.1", "fe80::1", "fe80::1%eth0"]),
        ("an unspecified address", ["0.1.2.3", "::"]),
        ("a multicast address", ["224.0.0.1", "ff02::1", "ff0e::1"]),
        ("a tunnel", ["2001::1", "2002:a00:1::", "2002:101:101::", "64:ff9b:1::1", "192.88.99.1"]),
        ("a reserved address", ["240.0.0.1", "255.255.255.255", "192.0.0.8", "203.0.113.5"]),
        ("a reserved address", ["2001:db8::1", "3fff::1", "100::1", "5f00::1"]),
        ("a reserved address", ["::10.0.0.1", "::ffff:0:10.0.0.1"]),
    ],
)
def test_what_is_nobodys_server_is_never_asked(kind: str, addresses: list[str]) -> None:
    for address in addresses:
        for allow_private in (False, True):
            with pytest.raises(AddressRefused, match=kind):
                check_destination("odd.example", address, allow_private=allow_private)


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "172.32.0.1", "2606:4700::1111", "64:ff9b::101:101"]
)
def test_public_servers_are_asked(address: str) -> None:
    check_destination("news.example", address)


def test_a_private_address_is_refused_before_it_is_dialled(site: Site, fetcher: Fetcher) -> None:
    site.hosts["inside.example"] = ["10.0.0.1"]
    said = reason(fetcher, "http://inside.example/")
    assert said == "inside.example leads to a private address (10.0.0.1): refused"
    assert site.network.dialled == []


@pytest.mark.parametrize("written", ["http://127.0.0.1/", "http://2130706433/", "http://[::1]/"])
def test_this_machine_is_refused_however_it_is_written(written: str) -> None:
    with open_fetcher() as fetcher:
        assert "this machine itself" in reason(fetcher, written)


def test_one_private_address_among_public_ones_is_enough(site: Site, fetcher: Fetcher) -> None:
    site.hosts["news.example"] = [PUBLIC, "192.168.0.1"]
    assert "a private address (192.168.0.1)" in reason(fetcher)
    assert site.network.dialled == []


def test_a_redirect_inside_is_refused(site: Site, fetcher: Fetcher) -> None:
    site.hosts["inside.example"] = ["169.254.169.254"]
    site.put(PAGE, status=302, headers={"Location": "http://inside.example/latest/meta-data"})
    assert "a cloud's metadata service" in reason(fetcher)
    assert site.asked == [PAGE]


def test_a_name_that_changes_its_mind_gains_nothing(site: Site) -> None:
    """DNS rebinding: what was checked is what is dialled; a new connection is a new check."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    site.put(PAGE, "x", headers={"Connection": "close"})
    with site.fetching(resolve=lambda *_: next(answers)) as fetcher:
        fetcher.fetch(PAGE)
        assert site.network.dialled == [(PUBLIC, 80)]
        assert "this machine itself" in reason(fetcher)
    assert site.network.dialled == [(PUBLIC, 80)]


def test_an_archive_inside_the_house(site: Site) -> None:
    site.hosts["archive.lan"] = ["10.1.1.1"]
    site.put("http://archive.lan/a", "x")
    with site.fetching(allow_private=True) as fetcher:
        assert fetcher.fetch("http://archive.lan/a").body == b"x"


def test_a_second_server_stands_in_for_the_first(site: Site, fetcher: Fetcher) -> None:
    site.hosts["news.example"] = ["2606:4700::1", PUBLIC]
    site.network.down.add("2606:4700::1")
    site.put(PAGE, "x")
    assert fetcher.fetch(PAGE).body == b"x"
    assert [address for address, _ in site.network.dialled] == ["2606:4700::1", PUBLIC]


def test_hosts_that_are_not_there(site: Site, fetcher: Fetcher) -> None:
    site.hosts["news.example"] = []
    assert reason(fetcher) == "there is no server called news.example"
    site.hosts["news.example"] = [PUBLIC]
    site.network.down.add(PUBLIC)
    assert reason(fetcher) == "the server cannot be reached: connection refused"


def test_names_that_no_server_can_have() -> None:
    with pytest.raises(NoResponse, match="there is no server called"):
        resolve_host("a" * 70 + ".invalid", 80)
    assert resolve_host("127.0.0.1", 80) == ["127.0.0.1"]


def test_no_connection_is_made_before_an_address_is_fetched() -> None:
    with open_fetcher(allow_private=True) as fetcher:
        assert "port 0" in reason(fetcher, "http://localhost:0/")


def certificate(folder: Path, host: str) -> Path:
    """A file with a key and a certificate that it signed itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + signed.public_bytes(pem))
    return path


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[Site, ssl.SSLContext]]:
    """A site with a certificate for news.example, and a context that trusts it."""
    path = certificate(tmp_path, "news.example")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(path)
    with Site(tls) as site:
        yield site, ssl.create_default_context(cafile=path)


def test_certificates_are_checked_against_the_name(secure: tuple[Site, ssl.SSLContext]) -> None:
    site, trusting = secure
    site.put("https://news.example/a", "x")
    with site.fetching(tls=trusting) as fetcher:
        assert fetcher.fetch("https://news.example/a").body == b"x"
        assert site.network.dialled == [(PUBLIC, 443)]
        assert "its certificate is not valid: hostname mismatch" in reason(
            fetcher, "https://other.example/a"
        )
    with site.fetching() as fetcher:
        assert "self-signed" in reason(fetcher, "https://news.example/a")
    assert len(site.asked) == 1


def test_no_way_leads_from_https_to_http(secure: tuple[Site, ssl.SSLContext]) -> None:
    site, trusting = secure
    site.put("https://news.example/a", status=301, headers={"Location": PAGE})
    with site.fetching(tls=trusting) as fetcher:
        assert reason(fetcher, "https://news.example/a") == "it leads from https to http: refused"


def test_https_where_none_is_spoken(site: Site, fetcher: Fetcher) -> None:
    assert reason(fetcher, "https://news.example/a") == "no secure connection to it could be made"


def test_authorities_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/authorities.pem")
    with pytest.raises(UsageError, match="SSL_CERT_FILE"), open_fetcher():
        pass
