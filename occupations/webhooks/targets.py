"""Which addresses may be called: https, and only where every address of the host is a public one."""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from occupations.models import FailureKind

Resolve = Callable[[str, int], list[str]]
IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = {"https": 443, "http": 80}
NOT_PUBLIC = [
    ipaddress.ip_network(network)
    for network in (
        # Tunnels and relays, which may lead on to a private address.
        *("192.88.99.0/24", "2001::/32", "2002::/16"),
        # Special ones that older versions of Python do not know as such.
        *("192.0.0.0/24", "3fff::/20"),
    )
]
UNICAST = ipaddress.ip_network("2000::/3")
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class Failure(Exception):
    """An attempt, or an address, that comes to nothing."""

    def __init__(self, kind: FailureKind, detail: str = "") -> None:
        super().__init__(kind, detail)
        self.kind = kind
        self.detail = detail


@dataclass(frozen=True)
class Target:
    scheme: str
    host: str
    port: int
    path: str


def parse(url: str, *, allow_private: bool) -> Target:
    """Raises Failure for what is not a plain address of https (or of http, where private ones are allowed)."""
    # urlsplit drops line ends and tabs silently; what is not ASCII must come percent-encoded, but for the host.
    authority, _slash, path = url.partition("://")[2].partition("/")
    if not re.fullmatch(r"[!-~]*", path) or not re.fullmatch(r"[^\s\x00-\x1f?#\\]+", authority):
        raise Failure(FailureKind.URL, url)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removesuffix(".")
        if ":" not in host:
            host = host.encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise Failure(FailureKind.URL, url) from error
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http"):
        raise Failure(FailureKind.SCHEME, parts.scheme)
    if not host or port == 0 or "@" in authority or "#" in url:
        raise Failure(FailureKind.URL, url)
    query = f"?{parts.query}" if parts.query else ""
    return Target(parts.scheme, host, port or PORTS[parts.scheme], (parts.path or "/") + query)


def is_public(text: str) -> bool:
    """Whether an address lies in the public internet, also where it carries another one within."""
    address: IPAddress = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return is_public(str(address.ipv4_mapped))
        if address in TRANSLATED:
            return is_public(str(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)))
        if address not in UNICAST:
            return False
    if any(address.version == network.version and address in network for network in NOT_PUBLIC):
        return False
    special = (address.is_private, address.is_loopback, address.is_link_local, address.is_multicast)
    return address.is_global and not any((*special, address.is_reserved, address.is_unspecified))


def resolve(host: str, port: int) -> list[str]:
    """Every address of the host, as the system knows it."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_rest, address in found))


def addresses(target: Target, *, allow_private: bool, resolve: Resolve) -> list[str]:
    """The addresses to connect to, and to no others. Raises Failure if any of the host's is not public."""
    try:
        found = resolve(target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise Failure(FailureKind.NAME, target.host) from error
    if not found:
        raise Failure(FailureKind.NAME, target.host)
    if not allow_private and (private := [address for address in found if not is_public(address)]):
        raise Failure(FailureKind.ADDRESS, f"{target.host} = {private[0]}")
    return found
