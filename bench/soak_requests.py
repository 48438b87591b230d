"""What readers and programs ask of the service, mixed as they would: an endless, repeatable row.

Searches are the queries of tests/relevance/ and the phrases of content/asked/, in turn by language,
so that thousands are asked before one is asked again. A few requests are wrong on purpose, and have
to be refused.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import cycle
from urllib.parse import quote, urlencode

import yaml

from bench.api import mix_languages
from bench.index_and_query import ROOT, read_queries
from bench.open_loop import Client, Request
from indexer.languages import CODES

_API = "/api/v1"
_REFUSED = frozenset({422})
#: How often each kind is asked, of 1,000 requests.
SHARES = {
    "search": 500,
    "search, filtered": 80,
    "suggest": 180,
    "document or paragraph": 70,
    "page": 60,
    "list": 30,
    "if changed": 50,
    "export": 5,
    "unknown address": 12,
    "refused parameter": 10,
    "malformed": 3,
}
_LISTS = ("themes", "audiences", "verbs", "addressees", "glossary", "documents", "pages", "courses")
_FILES = ("md", "csv", "html", "docx", "gift")


class Mixture:
    """An endless row of requests about what one service holds; the same for a seed."""

    def __init__(self, client: Client, seed: int = 1) -> None:
        """Asks the service what it holds: documents, paragraphs, pages, themes, courses."""
        self._chance = random.Random(seed)
        self._documents = _ids(client, "documents")
        self._pages = _ids(client, "pages")
        self._themes = _ids(client, "themes")
        self._courses = _ids(client, "courses")
        self._paragraphs = [place for id_ in self._documents for place in _places(client, id_)]
        self._searches = cycle(read_searches())

    def __iter__(self) -> Iterator[Request]:
        makers = {
            "search": self._search,
            "search, filtered": self._filtered,
            "suggest": self._suggest,
            "document or paragraph": self._document,
            "page": self._page,
            "list": self._list,
            "if changed": self._if_changed,
            "export": self._export,
            "unknown address": self._unknown,
            "refused parameter": self._refused,
            "malformed": self._malformed,
        }
        kinds, weights = list(SHARES), list(SHARES.values())
        while True:
            kind = self._chance.choices(kinds, weights)[0]
            yield makers[kind](kind)

    def each_search(self) -> Iterator[Request]:
        """Every text that is searched, once."""
        for text, language in read_searches():
            query = urlencode({"q": text, "lang": language})
            yield Request("search", f"{_API}/search?{query}")

    def _search(self, kind: str) -> Request:
        text, language = next(self._searches)
        asked = {"q": text, "lang": language}
        if self._chance.random() < 0.1:
            asked["offset"] = "10"
        if self._chance.random() < 0.1:
            asked["mode"] = self._chance.choice(("keyword", "semantic"))
        return Request(kind, f"{_API}/search?{urlencode(asked)}")

    def _filtered(self, kind: str) -> Request:
        text, language = next(self._searches)
        asked = {"lang": language, "theme": self._chance.choice(self._themes)}
        if self._chance.random() < 0.7:
            asked["q"] = text
        if self._chance.random() < 0.3:
            asked["language"] = language
        return Request(kind, f"{_API}/search?{urlencode(asked)}")

    def _suggest(self, kind: str) -> Request:
        text, language = next(self._searches)
        asked = {"q": text[: self._chance.randint(2, 12)].strip(), "lang": language}
        return Request(kind, f"{_API}/suggest?{urlencode(asked)}")

    def _document(self, kind: str) -> Request:
        place = self._chance.choice([*self._documents, *self._chance.sample(self._paragraphs, 9)])
        return Request(kind, f"{_API}/documents/{quote(place)}?lang={self._language()}")

    def _page(self, kind: str) -> Request:
        page = quote(self._chance.choice(self._pages))
        return Request(kind, f"{_API}/pages/{page}?lang={self._language()}")

    def _list(self, kind: str) -> Request:
        return Request(kind, f"{_API}/{self._chance.choice(_LISTS)}?lang={self._language()}")

    def _if_changed(self, kind: str) -> Request:
        path = f"{_API}/{self._chance.choice(_LISTS)}?lang={self._language()}"
        return Request(kind, path, conditional=True)

    def _export(self, kind: str) -> Request:
        item = f"courses/{self._chance.choice(self._courses)}"
        asked = {"item": item, "language": self._language(), "format": self._chance.choice(_FILES)}
        return Request(kind, f"{_API}/exports?{urlencode(asked)}")

    def _unknown(self, kind: str) -> Request:
        place = self._chance.choice(("documents", "pages", "courses", "nothing"))
        path = f"{_API}/{place}/no-such-thing-{self._chance.randrange(1000)}"
        return Request(kind, path, frozenset({404}))

    def _refused(self, kind: str) -> Request:
        asked = self._chance.choice(("limit=0", "theme=no-such-theme", "colour=red", "lang=xx"))
        return Request(kind, f"{_API}/search?q=land&{asked}", _REFUSED)

    def _malformed(self, kind: str) -> Request:
        return Request(kind, f"{_API}/documents/%ff%fe", frozenset({400}))

    def _language(self) -> str:
        return self._chance.choice(CODES)


def read_searches() -> Sequence[tuple[str, str]]:
    """Distinct texts that readers look for, each with its language, in turn by language."""
    phrases = [
        (str(phrase), code)
        for code in CODES
        for listed in yaml.safe_load(_read_asked(code)).values()
        for phrase in listed
    ]
    random.Random(1).shuffle(phrases)
    return mix_languages(list(dict.fromkeys([*read_queries(), *phrases])))


def _ids(client: Client, path: str) -> list[str]:
    return [str(item["id"]) for item in client.read(f"{_API}/{path}")["items"]]


def _places(client: Client, document: str) -> Iterator[str]:
    """Where the paragraphs of a document are had, those inside others left out."""
    texts = client.read(f"{_API}/documents/{quote(document)}")["texts"]
    text = next(iter(texts.values()))
    for paragraph in [*text["preamble"], *text["operative"]]:
        yield f"{document}/paragraphs/{paragraph['anchor']}"


def _read_asked(code: str) -> str:
    return (ROOT / "content" / "asked" / f"{code}.yml").read_text(encoding="utf-8")
