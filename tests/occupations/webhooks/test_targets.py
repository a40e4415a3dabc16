"""Which addresses may be called: https in the public internet, however the address is written or found."""

import socket

import pytest

from occupations.webhooks.targets import Failure, addresses, is_public, parse, resolve

PRIVATE = [
    "127.0.0.1",
    "127.255.255.254",
    "10.0.0.0",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "100.127.255.255",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:10.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::10.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "2002:0a00:0001::1",
    "2001:0:1::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001:db8::1",
    "100::1",
    "3fff::1",
    "5f00::1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "100.63.255.255",
    "100.128.0.1",
    "172.32.0.1",
    "223.5.5.5",
    "2400:3200::1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]


def told(*found):
    return lambda host, port: list(found)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public(address):
    assert is_public(address)


def test_it_works():
    target = parse("https://例子.测试/接".replace("接", "%E6%8E%A5") + "?a=1", allow_private=False)
    assert (target.scheme, target.host, target.port) == ("https", "xn--fsqu00a.xn--0zwm56d", 443)
    assert target.path == "/%E6%8E%A5?a=1"
    assert addresses(target, allow_private=False, resolve=told("1.1.1.1", "2400:3200::1")) == [
        "1.1.1.1",
        "2400:3200::1",
    ]


@pytest.mark.parametrize("found", [["10.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["::ffff:10.0.0.1"], ["1.1.1.1", "::1"]])
def test_one_private_address_among_those_of_a_name_is_enough(found):
    target = parse("https://innocent.example", allow_private=False)
    with pytest.raises(Failure) as refused:
        addresses(target, allow_private=False, resolve=told(*found))
    assert refused.value.kind == "address"
    assert addresses(target, allow_private=True, resolve=told(*found)) == found


@pytest.mark.parametrize(
    "host",
    [
        *["127.0.0.1", "10.1.2.3", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254", "localhost", "localhost."],
        # As some resolvers read them.
        *["127.1", "2130706433", "0x7f000001", "0177.0.0.1"],
    ],
)
def test_the_systems_own_look_up_is_not_fooled(host):
    target = parse(f"https://{host}/hook", allow_private=False)
    with pytest.raises(Failure) as refused:
        addresses(target, allow_private=False, resolve=resolve)
    assert refused.value.kind == "address"


def unknown(host, port):
    raise socket.gaierror(-2, "Name or service not known")


def test_a_name_that_is_not_known():
    for look_up in (unknown, told()):
        with pytest.raises(Failure) as refused:
            addresses(parse("https://nowhere.example", allow_private=False), allow_private=False, resolve=look_up)
        assert (refused.value.kind, refused.value.detail) == ("name", "nowhere.example")


@pytest.mark.parametrize("url", ["http://receiver.example/", "ftp://receiver.example/", "file://host/etc/passwd"])
def test_only_https(url):
    with pytest.raises(Failure) as refused:
        parse(url, allow_private=False)
    assert refused.value.kind == "scheme"


def test_http_only_where_private_addresses_are_allowed():
    assert parse("http://receiver.example/", allow_private=True).port == 80
    with pytest.raises(Failure):
        parse("ftp://receiver.example/", allow_private=True)


@pytest.mark.parametrize(
    "url",
    [
        *[
            "",
            "receiver.example",
            "https:",
            "https://",
            "https:///hook",
            "https://:443/",
            "/hook",
            "//receiver.example/",
        ],
        *["https://user@receiver.example/", "https://user:word@receiver.example/", "https://receiver.example/#part"],
        *["https://receiver.example:0/", "https://receiver.example:65536/", "https://receiver.example:x/"],
        *["https://receiver.example/a b", "https://receiver.example/接", "https://receiver.example/\r\nx: y"],
        *["https://receiver.example\n/", "https://a..b/", "https://[::1/", "https://\\evil/", "https://a\\@b/"],
        *["https://receiver.example\t/", "https://" + "a" * 64 + ".example/"],
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(Failure) as refused:
        parse(url, allow_private=True)
    assert refused.value.kind in ("url", "scheme")
