"""The passages of a knowledge base: what search indexes and finds, in a stable order.

One passage for each whole document, paragraph, sub-paragraph, page, page section and glossary term,
in each language that has it; text and tables without a number only in reports and annexes. An
inline item has none of its own: its words stand in its paragraph's passage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from indexer.anchors import ordinal_of, paragraph_page
from indexer.asked import phrases_in
from indexer.embeds import own_words
from indexer.languages import CODES
from indexer.markdown_html import convert
from indexer.model import (
    Document,
    DocumentText,
    KnowledgeBase,
    Page,
    PageText,
    Paragraph,
    Passage,
    PassageKind,
    Reference,
    Section,
    Term,
    TextStatus,
)
from indexer.references import find_references

_KINDS: dict[str, PassageKind] = {
    "preambular": "preambular",
    "operative": "operative",
    "numbered": "numbered",
    "subparagraph": "subparagraph",
    "text": "text",
    "table": "text",
}
_Phrases = Mapping[str, tuple[str, ...]]


def build_passages(kb: KnowledgeBase) -> list[Passage]:
    """Every passage, by language in the order of the United Nations, then as published."""
    return [passage for code in CODES for passage in passages_in(kb, code)]


def passages_in(kb: KnowledgeBase, code: str) -> Iterator[Passage]:
    """The passages of one language, as published."""
    asked = phrases_in(kb.asked, kb.needs, code)
    for document in kb.documents.values():
        if code in document.texts:
            yield from _of_document(document, document.texts[code], asked)
    for page in kb.pages.values():
        if code in page.texts:
            yield _of_page(page, page.texts[code], asked)
            for section in page.texts[code].sections:
                kind = kb.sections.get(section.anchor)
                if kind is None or kind.searched:
                    yield _of_section(kb, page, page.texts[code], section, asked)
    for term in kb.vocabulary.glossary.values():
        yield _of_term(term, code)


def paragraph_label(text: DocumentText, paragraph: Paragraph) -> str:
    """The number by which a paragraph is cited, as its language prints it: `9 (d)`, `9 d)`."""
    markers = [p.number or ordinal_of(p.anchor) for p in text.chain(paragraph.anchor)]
    return " ".join(marker.strip(" .．、-–—•●◦▪‣·○■□➢✓*") for marker in markers).strip()


def plain_text(source: str) -> str:
    """Markdown as plain text: what a reader sees, one block a line."""
    reader = _TextReader()
    reader.feed(convert(source, "extra", "sane_lists"))
    reader.close()
    lines = ("".join(reader.parts)).splitlines()
    return "\n".join(line for line in (re.sub(r"\s+", " ", raw).strip() for raw in lines) if line)


class _TextReader(HTMLParser):
    _BLOCKS = frozenset(
        ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "blockquote", "pre", "dt", "dd", "br"]
    )
    _HIDDEN = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        if tag in self._BLOCKS:
            self.parts.append("\n")
        elif tag in {"td", "th"}:
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._HIDDEN
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def _of_document(document: Document, text: DocumentText, asked: _Phrases) -> Iterator[Passage]:
    tags = document.tag_union
    base = f"decisions/{document.id}"
    yield Passage(
        id=f"{text.language}/{base}",
        unit=base,
        path=f"{base}/",
        anchor="",
        kind="document",
        language=text.language,
        status=text.status,
        document=document.id,
        number=document.symbol,
        title=text.title,
        heading="",
        text=text.title,
        context="\n".join(
            line.text for line in text.masthead if line.field in {"agenda_title", "symbol"}
        ),
        themes=tags.themes,
        audiences=tags.audiences,
        addressees=(),
        verb=None,
        references=(),
    )
    heading = ""
    for paragraph in text.paragraphs:
        if paragraph.kind == "heading":
            heading = paragraph.text
        if not _is_passage(document, paragraph):
            continue
        path = paragraph_page(document.id, paragraph.anchor).rstrip("/")
        verb, addressee = text.governing(paragraph.anchor)
        own = document.tags_at(paragraph.anchor)
        chapeaux = [p.body for p in text.chain(paragraph.anchor)[:-1]]
        above = [heading, *chapeaux] if heading else chapeaux
        yield Passage(
            id=f"{text.language}/{path}#{paragraph.anchor}",
            unit=f"{path}#{paragraph.anchor}",
            path=f"{path}/",
            anchor=paragraph.anchor,
            kind=_KINDS[paragraph.kind],
            language=text.language,
            status=text.status,
            document=document.id,
            number=paragraph_label(text, paragraph),
            title=text.title,
            heading=" ".join(chapeaux) or heading,
            text=paragraph.text,
            context="\n".join(above),
            themes=own.themes,
            audiences=own.audiences,
            addressees=addressee.keys if addressee else (),
            verb=verb.key if verb else None,
            references=tuple(dict.fromkeys(r.key for r in _references(text, paragraph))),
            asked=asked.get(f"{base}/{paragraph.anchor}", ()),
        )


def _is_passage(document: Document, paragraph: Paragraph) -> bool:
    """Whether a paragraph is found by itself; in a decision's own part, what has a number is."""
    if paragraph.kind in {"text", "table"}:
        return document.kind == "report" or paragraph.anchor.startswith("annex-")
    return paragraph.kind in _KINDS


def _references(text: DocumentText, paragraph: Paragraph) -> Iterator[Reference]:
    """What a paragraph cites, in its own words and in its footnotes."""
    yield from paragraph.references
    for note in text.footnotes:
        if note.mark in paragraph.footnotes:
            yield from find_references(note.text)


def _of_page(page: Page, text: PageText, asked: _Phrases) -> Passage:
    """A page as a whole: its summary, and the words under which readers look for it."""
    path = page.address.rstrip("/")
    return Passage(
        id=f"{text.language}/{path}",
        unit=path,
        path=page.address,
        anchor="",
        kind="about" if page.kind == "about" else "guidance",
        language=text.language,
        status=text.status,
        document=page.id,
        number="",
        title=text.title,
        heading="",
        text=text.summary,
        context="",
        themes=page.tags.themes,
        audiences=page.tags.audiences,
        addressees=(),
        verb=None,
        references=page.paragraphs,
        asked=asked.get(path, ()),
    )


def _of_section(
    kb: KnowledgeBase, page: Page, text: PageText, section: Section, asked: _Phrases
) -> Passage:
    path = page.address.rstrip("/")
    words = plain_text(own_words(section.markdown, kb, text.language))
    named = (reference.key for reference in find_references(words))
    return Passage(
        id=f"{text.language}/{path}#{section.anchor}",
        unit=f"{path}#{section.anchor}",
        path=page.address,
        anchor=section.anchor,
        kind="about" if page.kind == "about" else "guidance",
        language=text.language,
        status=text.status,
        document=page.id,
        number="",
        title=text.title,
        heading=section.heading,
        text=words,
        context=f"{text.title}\n{section.heading}",
        themes=page.tags.themes,
        audiences=page.tags.audiences,
        addressees=(),
        verb=None,
        references=tuple(dict.fromkeys((*page.paragraphs, *named))),
        asked=asked.get(f"{path}#{section.anchor}", ()),
    )


def term_status(code: str) -> TextStatus:
    """The status of the glossary, which is written in English and translated."""
    return "original" if code == "en" else "unofficial"


def _of_term(term: Term, code: str) -> Passage:
    abbreviation = term.abbreviation.get(code)
    label = term.label[code] + (f" ({abbreviation})" if abbreviation else "")
    return Passage(
        id=f"{code}/glossary#term-{term.id}",
        unit=f"glossary#term-{term.id}",
        path="glossary/",
        anchor=f"term-{term.id}",
        kind="term",
        language=code,
        status=term_status(code),
        document="glossary",
        number="",
        title=label,
        heading="",
        text=term.definition[code],
        context="\n".join([label, *term.synonyms[code]]),
        themes=term.themes,
        audiences=(),
        addressees=(),
        verb=None,
        references=(),
    )
