"""Values of settings: text from the environment to what the service uses, or why not."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

#: What every public API address ends in.
API_SUFFIX = "api/v1/"

PREFIX = "KB_"

LONGEST_OPERATOR = 500

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

LOG_LEVELS = ("critical", "error", "warning", "info", "debug")
LOG_FORMATS = ("text", "json")
ENGINES = ("embedded", "milvus")


class Refused(ValueError):
    """A value was not accepted; the message says what is."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: the variable, its default as text, its type in words, its help."""

    name: str
    default: str
    type: str
    help: str
    parse: Callable[[str], Any]

    @property
    def field(self) -> str:
        """The field of `Settings` that holds it."""
        return self.name.removeprefix(PREFIX).lower()


def parse_url(value: str) -> str:
    """An absolute http(s) URL that ends in a slash."""
    try:
        parts = urlsplit(value)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s<>\"\\]|/\.{1,2}(/|$)|//.*//", value):
        raise Refused("use an absolute http(s) URL such as https://example.org/ldn/")
    if parts.query or parts.fragment or parts.username or parts.password:
        raise Refused("use a URL without user, query and fragment")
    return value.rstrip("/") + "/"


def parse_api_url(value: str) -> str:
    """The address of the API; empty stays empty."""
    if not value:
        return ""
    url = parse_url(value)
    if not url.endswith("/" + API_SUFFIX):
        raise Refused(
            f"use a URL that ends in /{API_SUFFIX}, as https://api.example.org/{API_SUFFIX}"
        )
    return url


def parse_server(value: str) -> str:
    """The address of a server: scheme, host and port alone, without a trailing slash."""
    url = parse_url(value).rstrip("/")
    if urlsplit(url).path:
        raise Refused("use an address without a path, such as https://milvus.example.org:19530")
    return url


def parse_path(value: str) -> Path:
    """A path."""
    if not value or "\0" in value:
        raise Refused("use a path")
    return Path(value)


def parse_optional_path(value: str) -> Path | None:
    """A path; None for nothing."""
    return parse_path(value) if value else None


def parse_networks(value: str) -> tuple[Network, ...]:
    """Networks of IP addresses, separated by commas."""
    names = [name.strip() for name in value.split(",") if name.strip()]
    try:
        return tuple(ipaddress.ip_network(name) for name in names)
    except ValueError:
        raise Refused(
            "use networks or addresses separated by commas, such as 10.0.0.0/8,::1, or leave it "
            "empty"
        ) from None


def parse_switch(value: str) -> bool:
    """True or false."""
    found = {"true": True, "1": True, "false": False, "0": False}.get(value.lower())
    if found is None:
        raise Refused("use true or false")
    return found


def parse_origins(value: str) -> tuple[str, ...]:
    """Origins, separated by commas, or `*` alone."""
    origins = tuple(origin.strip() for origin in value.split(",") if origin.strip())
    if "*" in origins and len(origins) > 1:
        raise Refused("use * alone or a list of origins")
    for origin in origins:
        if origin != "*" and not re.fullmatch(r"https?://[^\s/?#@]+", origin):
            raise Refused("use * or origins separated by commas, such as https://example.org")
    return origins


def parse_host(value: str) -> str:
    """An address or host name to listen on."""
    if re.fullmatch(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252})", value):
        return value
    try:
        ipaddress.ip_address(value)
    except ValueError:
        raise Refused("use an address or host name, such as 127.0.0.1 or 0.0.0.0") from None
    return value


def parse_number(low: int, high: int) -> Callable[[str], int]:
    """What reads a whole number between two bounds."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise Refused(f"use a whole number from {low} to {high}")
        return int(value)

    return parse


def parse_choice(accepted: tuple[str, ...]) -> Callable[[str], str]:
    """What reads one of several names."""

    def parse(value: str) -> str:
        if value.lower() not in accepted:
            raise Refused(f"use one of: {', '.join(accepted)}")
        return value.lower()

    return parse


def parse_report_url(value: str) -> str:
    """A mailto: or https: address; empty stays empty."""
    mail = re.fullmatch(r"mailto:[^\s<>\"@]+@[^\s<>\"@]+", value)
    if value and not mail and not re.fullmatch(r"https://[^\s<>\"]+", value):
        raise Refused("use mailto:address or an https URL, or leave it empty")
    return value


def parse_operator(value: str) -> str:
    """One line of text; empty stays empty."""
    if len(value) > LONGEST_OPERATOR or not value.isprintable():
        raise Refused(f"use one line of up to {LONGEST_OPERATOR} characters, or leave it empty")
    return value
