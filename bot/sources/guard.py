"""Which addresses may be fetched. Pure: the network is asked elsewhere, its answer judged here.

A source's address comes from a person and its redirects from a stranger's server, so neither may
lead into the network the bot runs in. The rules look twice: at the address as written, for a clear
answer before anything leaves; and at every IP address a name resolved to, which is what counts.
"""

import ipaddress
import re
import unicodedata
from urllib.parse import urlsplit

from bot.errors import AddressRefused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_LOCAL_NAMES = ("localhost", "local", "internal", "intranet", "home.arpa", "localdomain", "lan")
# The special-purpose registry of IANA, written out: `is_global` differs between Python releases.
# https://www.iana.org/assignments/iana-ipv4-special-registry/
_SPECIAL = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/3",  # multicast, reserved and broadcast
            "168.63.129.16/32",  # public by number, yet a cloud's own control address
        ),
    )
)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# All that was ever given out lies in here, and within it these blocks are special:
# https://www.iana.org/assignments/iana-ipv6-special-registry/
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_SPECIAL_6 = tuple(map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20")))
_FORBIDDEN_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
_NUMBER = re.compile(r"0x[0-9a-f]*|\d+", re.IGNORECASE)
_MAX_URL = 4096
_BYTE = 256


def check_url(url: str, allowed_private_hosts: frozenset[str]) -> None:
    """Refuse an address that is not plain http(s) to a public place, as far as writing shows.

    Raises AddressRefused with a sentence an editor can act on.
    """
    if len(url) > _MAX_URL or _FORBIDDEN_CHARACTERS.search(url):
        raise AddressRefused(
            "This is not a web address: it contains spaces or control characters, or is too long."
        )
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefused(f"This is not a web address: {url}") from None
    if parts.scheme not in {"http", "https"}:
        raise AddressRefused("Only addresses that begin with http:// or https:// can be read.")
    if not host:
        raise AddressRefused("This address names no host; give it in full, with https://.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("Addresses with a user name or password in them are not read.")
    if is_allowed(host, port or _default_port(parts.scheme), allowed_private_hosts):
        return
    _check_host(host)


def check_address(
    host: str, port: int, address: str, allowed_private_hosts: frozenset[str]
) -> None:
    """Refuse a resolved IP `address` of `host` that is not on the public internet."""
    if is_allowed(host, port, allowed_private_hosts):
        return
    if not is_public(ipaddress.ip_address(address)):
        raise AddressRefused(_private(host))


def is_allowed(host: str, port: int, allowed_private_hosts: frozenset[str]) -> bool:
    """Whether the operator let this host through by name, on this port or on every port."""
    name = f"[{host}]" if ":" in host else host
    written = {name.lower(), f"{name}:{port}".lower(), host.lower()}
    return not written.isdisjoint(entry.lower() for entry in allowed_private_hosts)


def is_public(address: IPAddress) -> bool:
    """Whether `address`, and any IPv4 address wrapped in it, is on the public internet."""
    if isinstance(address, ipaddress.IPv6Address):
        return _is_public_6(address)
    return not any(address in block for block in _SPECIAL)


def literal_address(host: str) -> IPAddress | None:
    """The IP address that `host` writes out, in any form a resolver accepts; None for a name.

    Besides the usual forms that is what inet_aton takes: one to four numbers, each decimal, octal
    ("0177") or hexadecimal ("0x7f"), the last one filling the bytes that are left.
    """
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    parts = host.removesuffix(".").split(".")
    if len(parts) > 4 or not all(_NUMBER.fullmatch(part) for part in parts):  # noqa: PLR2004 - an IPv4 address has four parts
        return None
    try:
        numbers = [_number(part) for part in parts]
    except ValueError:
        return None
    *leading, last = numbers
    if any(number >= _BYTE for number in leading) or last >= _BYTE ** (4 - len(leading)):
        return None
    value = last
    for index, number in enumerate(leading):
        value += number << (8 * (3 - index))
    return ipaddress.IPv4Address(value)


def _check_host(host: str) -> None:
    # Full-width digits and dots become plain ones in a resolver, so they are read as such here.
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").lower()
    if "%" in plain:
        raise AddressRefused(f"{host} is not a host name that can be read.")
    address = literal_address(plain)
    if address is not None:
        if not is_public(address):
            raise AddressRefused(_private(host))
        return
    name = plain.rstrip(".")
    if not name or name.split(".")[-1].isdigit() or re.fullmatch(r".*\.0x[0-9a-f]*", name):
        raise AddressRefused(f"{host} is not a host name that can be read.")
    if any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        raise AddressRefused(_private(host))


def _is_public_6(address: ipaddress.IPv6Address) -> bool:
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    if address.sixtofour is not None:
        return is_public(address.sixtofour)
    if address.teredo is not None:
        return all(is_public(inner) for inner in address.teredo)
    return (
        address in _GIVEN_OUT
        and address.scope_id is None
        and not any(address in block for block in _SPECIAL_6)
    )


def _number(text: str) -> int:
    if text[:2].lower() == "0x":
        return int(text[2:] or "0", 16)
    return int(text, 8) if text.startswith("0") and text != "0" else int(text)


def _default_port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _private(host: str) -> str:
    return (
        f"{host} is an address in a private network, which the bot does not read. An operator can "
        "let it through by naming it in the allowed private hosts."
    )
