"""Whom a request comes from: what a proxy says counts behind a proxy only, and one customer is one address."""

import pytest
from django.test import RequestFactory

from registry.http.addresses import client_address


def address(remote: str, forwarded: str | None = None) -> str:
    extra = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **extra))


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("[2001:db8::1]", "2001:db8::"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", "::"),
        ("nonsense", "::"),
        ("192.0.2.1:80", "::"),
    ],
)
def test_it_works(remote, expected):
    assert address(remote) == expected
    assert address(remote, "10.0.0.1") == expected


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        (None, "192.0.2.1"),
        ("10.0.0.1", "10.0.0.1"),
        ("1.1.1.1, 10.0.0.1", "10.0.0.1"),
        ("10.0.0.1, nonsense", "::"),
        ("1.1.1.1,2001:db8::5", "2001:db8::"),
    ],
)
def test_behind_a_proxy_its_own_word_counts(settings, forwarded, expected):
    settings.BEHIND_PROXY = True
    assert address("192.0.2.1", forwarded) == expected
