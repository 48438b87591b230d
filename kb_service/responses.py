"""Answers as bytes: entity tags, caching, compression, and the store of prepared answers."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

#: How long answers may be kept without asking again, in seconds.
CONTENT_AGE = 300
SEARCH_AGE = 60

#: Smaller bodies grow when compressed or gain nothing.
LEAST_COMPRESSED = 1024
#: Compressed once and kept, or compressed for every answer.
KEPT_LEVEL, PASSING_LEVEL = 6, 1

_WEIGHT = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9}")

_STORE_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body, and the same compressed where that is shorter."""

    body: bytes
    compressed: bytes | None

    @property
    def size(self) -> int:
        """Bytes held."""
        return len(self.body) + len(self.compressed or b"")


class AnswerStore:
    """The most recently used answers that depend on nothing but their address.

    Holds at most `capacity` bytes; safe to share between threads.
    """

    def __init__(self, capacity: int = _STORE_BYTES) -> None:
        self._capacity = capacity
        self._held: OrderedDict[str, Prepared] = OrderedDict()
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: str, build: Callable[[], Any]) -> Prepared:
        """The answer kept under a key, built if there is none."""
        with self._lock:
            if found := self._held.get(key):
                self._held.move_to_end(key)
                return found
        prepared = prepare(build(), KEPT_LEVEL)
        with self._lock:
            if key not in self._held and prepared.size <= self._capacity:
                self._held[key] = prepared
                self._size += prepared.size
            while self._size > self._capacity:
                self._size -= self._held.popitem(last=False)[1].size
        return prepared


def prepare(answer: Any, level: int) -> Prepared:
    """An answer as JSON (bytes as they are), compressed too where it is large enough.

    At level 0 it is not compressed: for one caller, who does not take that.
    """
    body = answer if isinstance(answer, bytes) else orjson.dumps(answer)
    if len(body) < LEAST_COMPRESSED or level == 0:
        return Prepared(body, None)
    return Prepared(body, gzip.compress(body, level, mtime=0))


def passing_level(request: Request) -> int:
    """How much to compress an answer that is made for this request alone."""
    return PASSING_LEVEL if accepts_gzip(request.headers.get("accept-encoding")) else 0


def make_tag(*parts: str) -> str:
    """A strong entity tag for everything that an answer depends on."""
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass"))
    return f'"{digest.hexdigest()[:24]}"'


def matches_tag(header: str | None, tag: str) -> bool:
    """Whether an `If-None-Match` header names a tag.

    Compared weakly, as RFC 9110 asks for reads; `-gzip` marks our compressed form of the same.
    """
    if header is None:
        return False
    if header.strip() == "*":
        return True
    return any(_bare(one) == _bare(tag) for one in header.split(","))


def _bare(tag: str) -> str:
    return tag.strip().removeprefix("W/").strip('"').removesuffix("-gzip")


def not_modified(tag: str, age: int) -> Response:
    """The answer to a caller who has the current state already."""
    return Response(status_code=304, headers=_cache_headers(tag, age))


def json_response(request: Request, prepared: Prepared, tag: str, age: int) -> Response:
    """A prepared answer in the form that the caller takes."""
    return bytes_response(request, prepared, tag, age, "application/json")


def bytes_response(
    request: Request, prepared: Prepared, tag: str, age: int, media_type: str
) -> Response:
    """Prepared bytes of any kind, compressed if the caller takes that."""
    headers = _cache_headers(tag, age)
    headers["content-type"] = media_type
    body = prepared.body
    if prepared.compressed is not None and accepts_gzip(request.headers.get("accept-encoding")):
        body = prepared.compressed
        headers["content-encoding"] = "gzip"
    return Response(body, headers=headers)


def accepts_gzip(header: str | None) -> bool:
    """Whether an `Accept-Encoding` header allows gzip.

    Said of gzip itself, a weight counts more than one for everything else (`*`); a weight that is
    no number allows nothing.
    """
    weights: dict[str, float] = {}
    for part in (header or "").split(","):
        name, _, parameter = part.partition(";")
        weights.setdefault(name.strip().lower(), _weight(parameter))
    named = [weights[name] for name in ("gzip", "x-gzip") if name in weights]
    return max(named, default=weights.get("*", 0.0)) > 0


def _weight(parameter: str) -> float:
    name, _, value = parameter.partition("=")
    if not name.strip():
        return 1.0
    if name.strip().lower() != "q" or not _WEIGHT.fullmatch(value.strip()):
        return 0.0
    return float(value)


def _cache_headers(tag: str, age: int) -> dict[str, str]:
    return {"etag": tag, "cache-control": f"public, max-age={age}"}
