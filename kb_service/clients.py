"""Who asks, as far as limits need to know: one address of IPv4, or a /64 of IPv6."""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.types import Scope

from kb_service.setting_values import Network

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Hops of `X-Forwarded-For` that are read, from the nearest on.
_MOST_HOPS = 20
_WITH_PORT = re.compile(r"\[([^\]]+)\](?::\d+)?|(\d+\.\d+\.\d+\.\d+):\d+")

_log = logging.getLogger("kb_service")


@dataclass(frozen=True, slots=True)
class Client:
    """Whoever asks: a name that is equal for all its requests.

    `known` is false where only a proxy of ours was seen: nobody is limited under its name.
    """

    name: str
    known: bool


class ClientFinder:
    """Finds the client of a request; believes `X-Forwarded-For` of trusted proxies only."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = tuple(trusted)
        self._told = False

    def find(self, scope: Scope) -> Client:
        """The nearest address on the way that is no proxy of ours."""
        peer = scope.get("client")
        nearest = parse_address(peer[0]) if peer else None
        hops = _read_hops(Headers(scope=scope).getlist("x-forwarded-for"))
        # What is no address is a socket of this machine, and a proxy if anyone is behind it.
        current, trusted = nearest, nearest is None or self._trusts(nearest)
        if hops and not trusted:
            self._tell(nearest)
        for hop in reversed(hops):
            if not trusted:
                break
            address = parse_address(hop)
            if address is None:  # "unknown", or nonsense: nothing beyond it counts
                break
            current, trusted = address, self._trusts(address)
        return Client(client_name(current), not trusted)

    def _trusts(self, address: Address) -> bool:
        return any(address in network for network in self._trusted)

    def _tell(self, peer: Address | None) -> None:
        """Say once that a proxy is not listed: all its readers have one budget."""
        if not self._told and peer is not None and not peer.is_global:
            self._told = True
            _log.warning(
                "requests come through %s, which KB_TRUSTED_PROXIES does not list: "
                "all readers behind it count as one client",
                peer,
            )


def client_name(address: Address | None) -> str:
    """What counts as one client: the whole /64, which one household has, or an IPv4 address."""
    if address is None:
        return "local"
    if address.version == 6:
        return str(ipaddress.ip_network((int(address) >> 64 << 64, 64)))
    return str(address)


def parse_address(text: str) -> Address | None:
    """An address as proxies write it, with or without port; IPv4 where IPv6 only wraps it."""
    if match := _WITH_PORT.fullmatch(text.strip()):
        text = match[1] or match[2]
    try:
        address = ipaddress.ip_address(text.strip().partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _read_hops(lines: Sequence[str]) -> list[str]:
    return ",".join(lines).rsplit(",", _MOST_HOPS)[-_MOST_HOPS:] if lines else []
