"""Which addresses of the internet protocol belong to a machine or a network of its own, and not to the public internet."""

from __future__ import annotations

import ipaddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE = ipaddress.ip_network("::/96")


class PrivateAddress(Exception):  # noqa: N818 (it is no error: the address is left alone)
    """A server has an address that may not be asked. Not an `OSError`: urllib3 and requests let it pass."""

    def __init__(self, address: str) -> None:
        """Take the address as it was resolved."""
        super().__init__(f"the address {address} is {private_kind(address)}")


def private_kind(address: str) -> str:
    """Return what kind of non-public address this is, such as `loopback`; "" for a public one.

    An IPv6 address that carries an IPv4 address, as behind NAT64, is of the kind of that one.
    """
    found = _carried(ipaddress.ip_address(address.partition("%")[0]))
    if found.is_unspecified:
        return "unspecified"
    if found.is_loopback:
        return "loopback"
    if found.is_link_local:
        return "link-local"
    if found.is_multicast:
        return "multicast"
    local = isinstance(found, ipaddress.IPv6Address) and (found.is_site_local or found in _NAT64_LOCAL)
    # What Python calls global differs a little between its versions, in networks that nobody has servers in.
    if found.is_private or local:
        return "private"
    return "" if found.is_global and not found.is_reserved else "not public"


def _carried(address: _Address) -> _Address:
    """Return the IPv4 address that an IPv6 address stands for, or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address in _NAT64 or (address in _COMPATIBLE and any(address.packed[12:14])):
        return ipaddress.IPv4Address(address.packed[12:])
    return address
