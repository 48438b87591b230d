"""The Markdown that pages may use: what readers, comparison and export all understand alike.

Paragraphs, lists, tables, quotations, emphasis, plain links and the embeds of `indexer.embeds`.
Anything else is refused, so that nothing is shown in one place and lost in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from indexer.errors import Problem
from indexer.files import INVISIBLE
from indexer.links import resolve_link
from indexer.model import KnowledgeBase, Page, PageText

_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)?)?")
_EMBED = re.compile(
    r"!\[\]\(kb:(decisions/[a-z0-9-]+/[a-z0-9-]+|(?:figures|diagrams)/[a-z0-9-]+)\)"
)
_LINK = re.compile(r"\]\((?P<target>[^)]*)\)?")
_TARGET = re.compile(r"[^\s<>\"']+")
_BLOCKS = ("kb:decisions/", "kb:diagrams/")
#: What Markdown knows and pages do not use, by what it is called.
_FOREIGN = (
    ("HTML", re.compile(r"<[A-Za-z/!?]")),
    ("an entity", re.compile(r"&(?:#\w+|\w+);")),
    ("a control character", INVISIBLE),
    ("a fenced code block", re.compile(r"^\s*(?:```|~~~)", re.MULTILINE)),
    ("a definition of a link", re.compile(r"^\s*\*?\[[^\]]+\]:", re.MULTILINE)),
    ("a heading", re.compile(r"^\s*#{1,6}\s", re.MULTILINE)),
    ("a bullet +", re.compile(r"^\s*\+\s", re.MULTILINE)),
    ("an underlined heading", re.compile(r"^\s*={3,}\s*$", re.MULTILINE)),
    ("a forced line break", re.compile(r"(?:  |\\)$", re.MULTILINE)),
)


def check_markdown(kb: KnowledgeBase, page: Page, text: PageText, place: str) -> Iterator[Problem]:
    """What a page in one language holds that it may not."""
    for name, words in (("title", text.title), ("summary", text.summary)):
        if "](" in words or "![" in words:
            accepted = "accepted is plain text without links"
            yield Problem(f"{place}, {name}", "holds a link", accepted)
    for section in text.sections:
        where = f"{place}#{section.anchor}"
        yield from check_prose(kb, section.markdown, where)
        if page.kind == "about":
            yield from _check_unsourced(section.markdown, where)


def check_prose(kb: KnowledgeBase, markdown: str, where: str) -> Iterator[Problem]:
    """What a Markdown text of ours holds that it may not."""
    for name, pattern in _FOREIGN:
        if found := pattern.search(markdown):
            line = markdown.count("\n", 0, found.start()) + 1
            accepted = "accepted are paragraphs, lists, tables, quotations, links and embeds"
            yield Problem(f"{where}, line {line}", f"holds {name}", accepted)
    for link in _LINK.finditer(markdown):
        if not _TARGET.fullmatch(link["target"]):
            accepted = "accepted is an address without blanks, title or brackets"
            yield Problem(where, f"links to “{link['target'][:60]}”", accepted)
    yield from _check_embeds(kb, markdown, where)


def _check_embeds(kb: KnowledgeBase, markdown: str, where: str) -> Iterator[Problem]:
    lines = markdown.splitlines()
    for number, line in enumerate(lines):
        for image in _IMAGE.finditer(line):
            place = f"{where}, line {number + 1}"
            embed = _EMBED.fullmatch(image[0])
            if embed is None:
                accepted = "accepted is ![](kb:decisions/<id>/<anchor>), figures/… or diagrams/…"
                yield Problem(place, f"embeds “{image[0][:60]}”", accepted)
                continue
            target = f"kb:{embed[1]}"
            wrong = resolve_link(kb, target)
            if isinstance(wrong, str):
                yield Problem(place, f"the embed “{target}” {wrong}", "name one that there is")
            around = [n for n in (number - 1, number + 1) if 0 <= n < len(lines)]
            if target.startswith(_BLOCKS) and (
                line != image[0] or any(lines[n].strip() for n in around)
            ):
                accepted = "accepted is a line of its own between blank lines"
                yield Problem(place, f"the embed “{target}” shares its block", accepted)


def _check_unsourced(markdown: str, where: str) -> Iterator[Problem]:
    accepted = "a page about this service lists no sources: say it without"
    for embed in _EMBED.finditer(markdown):
        yield Problem(where, f"embeds “kb:{embed[1]}”", accepted)
    if "](kb:sources/" in markdown:
        yield Problem(where, "marks a source", accepted)
