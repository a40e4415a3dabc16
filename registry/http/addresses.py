"""Whom a request comes from, for everything that is counted by address."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "::"
"""Where a request says nothing of it, or nonsense: still an address, as databases want one."""


def client_address(request: HttpRequest) -> str:
    """The address of the other end; of IPv6 the network of 64 bits that one customer gets."""
    return canonical(told_address(request.META))


def told_address(environment: Mapping[str, Any]) -> str:
    """What a request says of its address.

    Behind a proxy it is what the proxy itself has put last into X-Forwarded-For; what stands before it anybody may
    have written. Without BEHIND_PROXY the header means nothing.
    """
    if settings.BEHIND_PROXY and (forwarded := environment.get("HTTP_X_FORWARDED_FOR")):
        return forwarded.rpartition(",")[2].strip()
    return environment.get("REMOTE_ADDR", "")


def canonical(told: str) -> str:
    """One spelling of an address; NOWHERE of what is none."""
    try:
        address = ipaddress.ip_address(told.strip("[]"))
    except ValueError:
        return NOWHERE
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)
