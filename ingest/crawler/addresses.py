"""Which addresses may be asked: by how they are written, and by where on the network they lead."""

import re
from collections.abc import Collection, Mapping
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

from ingest.crawler.errors import AddressRefused
from ingest.normalize import DEFAULT_PORTS

Network = IPv4Network | IPv6Network

PORTS = frozenset(DEFAULT_PORTS.values())
LONGEST = 4000  # characters; servers seldom take more than 8,000

_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+(?:%[\w.-]+)?")


def _parse_networks(kinds: Mapping[str, str]) -> dict[str, tuple[Network, ...]]:
    return {kind: tuple(map(ip_network, listed.split())) for kind, listed in kinds.items()}


# After the registries of special-purpose addresses of IANA, written out because what `ipaddress`
# calls global differs between releases of Python.
_NEVER = _parse_networks(
    {
        "a cloud's metadata service": "169.254.169.254 168.63.129.16 100.100.100.200"
        " fd00:ec2::254 fd20:ce::254",
        "a link-local address": "169.254.0.0/16 fe80::/10",
        "an unspecified address": "0.0.0.0/8 ::/128",
        "a multicast address": "224.0.0.0/4 ff00::/8",
        "a tunnel": "192.88.99.0/24 2001::/32 2002::/16 64:ff9b:1::/48",
        "a reserved address": "192.0.0.0/24 192.0.2.0/24 198.51.100.0/24 203.0.113.0/24"
        " 240.0.0.0/4 2001::/23 2001:db8::/32 3fff::/20",
    }
)
_PRIVATE = _parse_networks(
    {
        "this machine itself": "127.0.0.0/8 ::1",
        "a private address": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 100.64.0.0/10"
        " 198.18.0.0/15 fc00::/7 fec0::/10",
    }
)
_TRANSLATED = ip_network("64:ff9b::/96")  # IPv4 servers, as networks with IPv6 alone see them
_GLOBAL = ip_network("2000::/3")  # all of IPv6 that is given out


def check_address(address: str, ports: Collection[int] = PORTS) -> None:
    """Raises AddressRefused unless an address, as it is sent, is one of http(s) at one of `ports`.

    Names and passwords in it are refused: addresses are stored and shown.
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise AddressRefused("not an address on the web") from error
    if parts.scheme not in DEFAULT_PORTS:
        reason = "it begins with neither http:// nor https://"
        raise AddressRefused(f"not an address on the web: {reason}")
    if not _HOST.fullmatch(parts.hostname or "") or len(address) > LONGEST:
        raise AddressRefused("not an address on the web")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("it holds a name or password: refused")
    if (DEFAULT_PORTS[parts.scheme] if port is None else port) not in ports:
        raise AddressRefused(f"it asks for port {port}, where no website is expected: refused")


def check_destination(host: str, address: str, *, allow_private: bool = False) -> None:
    """Raises AddressRefused if `address`, an IP that `host` resolves to, is no public server's.

    With `allow_private` this machine and private networks are public enough; link-local addresses
    and the metadata services of clouds are not.
    """
    kind = _find_unfit_kind(ip_address(address), allow_private=allow_private)
    if kind:
        raise AddressRefused(f"{host} leads to {kind} ({address}): refused")


def _find_unfit_kind(address: IPv4Address | IPv6Address, *, allow_private: bool) -> str:
    """What kind of address this is, if one that is not asked; else ""."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return _find_unfit_kind(address.ipv4_mapped, allow_private=allow_private)
        if address in _TRANSLATED:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
            return _find_unfit_kind(inner, allow_private=allow_private)
    for kind, networks in (_NEVER | _PRIVATE).items():
        if any(address in network for network in networks):
            return "" if allow_private and kind in _PRIVATE else kind
    known = isinstance(address, IPv4Address) or address in _GLOBAL
    return "" if known else "a reserved address"
