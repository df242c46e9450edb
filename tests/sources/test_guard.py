"""Addresses that must not be fetched, however they are written, and those that must be."""

import ipaddress

import pytest

from bot.errors import AddressRefused
from bot.sources.guard import check_address, check_url, is_public, literal_address

NOBODY: frozenset[str] = frozenset()

TRICKS = {
    "loopback": "http://127.0.0.1/",
    "loopback elsewhere in its block": "http://127.8.8.8/",
    "loopback in short form": "http://127.1/",
    "loopback in three parts": "http://127.0.1/",
    "loopback as one decimal": "http://2130706433/",
    "loopback as one hexadecimal": "http://0x7f000001/",
    "loopback as one octal": "http://017700000001/",
    "loopback in octal parts": "http://0177.0.0.01/",
    "loopback in hexadecimal parts": "http://0x7f.0x0.0x0.0x1/",
    "loopback in mixed parts": "http://0x7f.1/",
    "loopback with a final dot": "http://127.0.0.1./",
    "loopback in full-width digits": "http://１２７.０.０.１/",
    "loopback with ideographic dots": "http://127。0。0。1/",
    "loopback in circled digits": "http://①②⑦.⓪.⓪.①/",
    "loopback by name": "http://localhost/",
    "loopback by name in capitals": "http://LOCALHOST/",
    "loopback by name with a final dot": "http://localhost./",
    "a name under localhost": "http://anything.localhost/",
    "a name on the local network": "http://printer.local/",
    "a cloud's internal name": "http://metadata.google.internal/",
    "unspecified": "http://0.0.0.0/",
    "unspecified as a number": "http://0/",
    "this network": "http://0.1.2.3/",
    "private, class A": "http://10.1.2.3/",
    "private, class B": "http://172.16.5.4/",
    "private, class C": "http://192.168.0.1/",
    "a carrier's shared network": "http://100.64.0.1/",
    "a cloud's metadata in the shared network": "http://100.100.100.200/",
    "link-local metadata": "http://169.254.169.254/latest/meta-data/",
    "link-local metadata as a decimal": "http://2852039166/",
    "a cloud's control address": "http://168.63.129.16/",
    "multicast": "http://224.0.0.1/",
    "broadcast": "http://255.255.255.255/",
    "documentation": "http://192.0.2.1/",
    "benchmarks": "http://198.18.0.1/",
    "reserved": "http://240.0.0.1/",
    "IPv6 loopback": "http://[::1]/",
    "IPv6 unspecified": "http://[::]/",
    "IPv6 loopback in full": "http://[0:0:0:0:0:0:0:1]/",
    "IPv4-mapped loopback": "http://[::ffff:127.0.0.1]/",
    "IPv4-mapped loopback in hexadecimal": "http://[::ffff:7f00:1]/",
    "IPv4-mapped metadata": "http://[::ffff:169.254.169.254]/",
    "IPv4-compatible loopback": "http://[::127.0.0.1]/",
    "NAT64 to a private network": "http://[64:ff9b::10.0.0.1]/",
    "local NAT64": "http://[64:ff9b:1::8.8.8.8]/",
    "6to4 to a private network": "http://[2002:c0a8:0001::1]/",
    "6to4 to loopback": "http://[2002:7f00:0001::]/",
    "Teredo with a private client": "http://[2001:0:808:808:0:0:3f57:fefe]/",
    "6to4 to metadata": "http://[2002:a9fe:a9fe::]/",
    "IPv4-mapped in mixed notation": "http://[0:0:0:0:0:ffff:7f00:0001]/",
    "loopback with a zone": "http://[::1%25lo]/",
    "metadata in hexadecimal": "http://0xa9fea9fe/",
    "metadata in octal parts": "http://0251.0376.0251.0376/",
    "metadata in short form": "http://169.16689662/",
    "loopback in mathematical digits": "http://𝟏𝟐𝟕.𝟎.𝟎.𝟏/",
    "loopback by name in full-width letters": "http://ｌｏｃａｌｈｏｓｔ/",
    "loopback percent-encoded": "http://%31%32%37.0.0.1/",
    "loopback by name behind a dot of another script": "http://printer。local/",
    "home network by name": "http://router.home.arpa/",
    "the link's own name": "http://nas.lan/",
    "a port of another kind": "http://news.example:80:22/",
    "a line feed in the host": "http://news.example\n.127.0.0.1/",
    "a null byte": "http://127.0.0.1\x00.news.example/",
    "ftp": "ftp://news.example/live",
    "unique local": "http://[fd00:ec2::254]/",
    "IPv6 link-local": "http://[fe80::1]/",
    "IPv6 link-local with a zone": "http://[fe80::1%25eth0]/",
    "site-local": "http://[fec0::1]/",
    "IPv6 multicast": "http://[ff02::1]/",
    "IPv6 documentation": "http://[2001:db8::1]/",
    "a user name before a private host": "http://news.example@127.0.0.1/",
    "a user name that looks like the host": "http://news.example:80@10.0.0.1/",
    "credentials": "http://reader:secret@news.example/",
    "a backslash": "http://news.example\\@127.0.0.1/",
    "a line break": "http://news.example/\r\nHost: 127.0.0.1",
    "a tab in the host": "http://127.0.0\t.1/",
    "a leading space": " http://news.example/",
    "a file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:6379/_FLUSHALL",
    "data": "data:text/html,<h1>hello</h1>",
    "script": "javascript:alert(1)",
    "no scheme": "news.example/live",
    "no host": "http:///live",
    "a port that is none": "http://news.example:99999/",
    "an unclosed bracket": "http://[::1/",
    "a number that is too large": "http://256.256.256.256/",
    "five parts": "http://1.2.3.4.5/",
    "a hexadecimal last part": "http://news.0x7f/",
    "absurd length": "http://news.example/" + "a" * 5000,
}

FINE = [
    "https://news.example/live",
    "http://news.example:8080/live?page=2#post-3",
    "https://НОВОСТИ.example/эфир",
    "https://8.8.8.8/",
    "https://[2606:4700:4700::1111]/",
    "https://[::ffff:8.8.8.8]/",
    "https://[64:ff9b::8.8.8.8]/",
    "https://localhost.news.example/",
    "https://10.news.example/",
    "https://0xnews.example/",
]


def test_every_trick_is_another() -> None:
    assert len(set(TRICKS.values())) == len(TRICKS)


@pytest.mark.parametrize("url", TRICKS.values(), ids=TRICKS.keys())
def test_refuses(url: str) -> None:
    with pytest.raises(AddressRefused) as refusal:
        check_url(url, NOBODY)
    assert str(refusal.value).endswith((".", url))


@pytest.mark.parametrize("url", FINE)
def test_lets_through(url: str) -> None:
    check_url(url, NOBODY)


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:8081/live", {"127.0.0.1"}),
        ("http://127.0.0.1:8081/live", {"127.0.0.1:8081"}),
        ("http://LocalHost/live", {"localhost"}),
        ("http://localhost/live", {"LOCALHOST:80"}),
        ("https://localhost/live", {"localhost:443"}),
        ("http://[::1]:9000/", {"[::1]:9000"}),
        ("http://[::1]:9000/", {"::1"}),
    ],
)
def test_an_operator_may_let_named_hosts_through(url: str, allowed: set[str]) -> None:
    check_url(url, frozenset(allowed))


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("http://127.0.0.1:22/", "127.0.0.1:8081"),
        ("http://127.0.0.2/", "127.0.0.1"),
        ("http://2130706433/", "127.0.0.1"),
        ("http://sub.localhost/", "localhost"),
        ("https://localhost/", "localhost:80"),
        ("ftp://localhost/", "localhost"),
        ("http://reader:secret@localhost/", "localhost"),
    ],
)
def test_the_exemption_is_for_that_host_alone(url: str, allowed: str) -> None:
    with pytest.raises(AddressRefused):
        check_url(url, frozenset({allowed}))


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("1.1.1.1", True),
        ("172.15.255.255", True),
        ("172.16.0.0", False),
        ("172.31.255.255", False),
        ("172.32.0.0", True),
        ("100.63.255.255", True),
        ("100.127.255.255", False),
        ("192.88.99.1", False),
        ("192.0.0.192", False),
        ("239.255.255.250", False),
        ("2a00:1450:4001:82b::200e", True),
        ("2002:808:808::1", True),
        ("fc00::1", False),
        ("100::1", False),
        ("4000::1", False),
        ("3fff::1", False),
        ("2001:1ff::1", False),
        ("2001:200::1", True),
    ],
)
def test_public_is_public_to_the_edge_of_each_block(address: str, public: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_public(ipaddress.ip_address(address)) is public


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("1.2.3", "1.2.0.3"),
        ("1.2", "1.0.0.2"),
        ("0x10.010.1", "16.8.0.1"),
        ("::1", "::1"),
        ("news.example", None),
        ("1.2.3.4.5", None),
        ("300.1.1.1", None),
        ("1.2.3.256", None),
        ("08.1.1.1", None),
        ("", None),
    ],
)
def test_reads_numbers_as_a_resolver_would(host: str, address: str | None) -> None:
    found = literal_address(host)
    assert (str(found) if found else None) == address


def test_a_name_is_judged_by_what_it_resolves_to() -> None:
    check_address("news.example", 443, "93.184.215.14", NOBODY)
    with pytest.raises(AddressRefused, match=r"news\.example is an address in a private network"):
        check_address("news.example", 443, "192.168.1.7", NOBODY)


def test_an_allowed_name_may_resolve_to_anything() -> None:
    check_address("cms.internal", 8000, "10.0.0.5", frozenset({"cms.internal:8000"}))
    with pytest.raises(AddressRefused):
        check_address("cms.internal", 22, "10.0.0.5", frozenset({"cms.internal:8000"}))
