"""A document in one language as Akoma Ntoso."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from lxml import etree

from indexer.akoma_ntoso.elements import NAMESPACE, OWN, add, lay_out
from indexer.akoma_ntoso.inline import Markup
from indexer.akoma_ntoso.metadata import add_identification, add_metadata, name_of
from indexer.errors import ContentError
from indexer.iri import Work, element_ids, full_date, parse_work
from indexer.languages import LANGUAGES
from indexer.model import Document, DocumentText, MastheadLine, Paragraph, Vocabulary

#: Elements for lines of the masthead whose meaning Akoma Ntoso has a word for.
_MASTHEAD = {
    "symbol": "docNumber",
    "title": "docTitle",
    "session": "session",
    "submitted_by": "docProponent",
    "body": "docAuthority",
    "committee": "docCommittee",
}
_ANNEX = re.compile(r"annex(?:-(?P<number>[0-9]+))?(?:-|$)")
_RULE = re.compile(r"[\s|:-]+")
_NO_WORKS: Mapping[str, str] = MappingProxyType({})


def write_akn(
    document: Document,
    language: str,
    *,
    vocabulary: Vocabulary | None = None,
    works: Mapping[str, str] = _NO_WORKS,
) -> bytes:
    """The XML of a document in a language; ContentError where it has no text in it.

    `vocabulary` gives labels to themes and addressees; `works` the IRIs of documents held here,
    by symbol or number, for references to lead to.
    """
    text = document.texts.get(language)
    if text is None:
        raise ContentError(
            f"{document.id}: found no text in {language}; accepted are {', '.join(document.texts)}"
        )
    work = parse_work(document.iri)
    ids = element_ids(text)
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE, "kb": OWN})
    body = add(root, work.type, name=name_of(document), contains="originalVersion")
    add_metadata(body, document, text, work, ids, vocabulary)
    _Writer(document, text, work, ids, works).write(body)
    lay_out(root)
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return data + b"\n"


@dataclass
class _Node:
    """A paragraph and what stands below it, in the order of the page."""

    paragraph: Paragraph
    below: list[_Node] = field(default_factory=list)


def _build_tree(paragraphs: Sequence[Paragraph]) -> list[_Node]:
    """Top-level nodes; a heading or loose text between two items stays between them."""
    nodes: dict[str, _Node] = {}
    tops: list[_Node] = []
    for index, paragraph in enumerate(paragraphs):
        node = nodes[paragraph.anchor] = _Node(paragraph)
        above = nodes.get(paragraph.parent or "")
        if above is None and paragraph.kind in {"heading", "text"}:
            above = _interrupted(paragraphs[index + 1 :], nodes)
        (tops if above is None else above.below).append(node)
    return tops


def _interrupted(rest: Sequence[Paragraph], nodes: Mapping[str, _Node]) -> _Node | None:
    for paragraph in rest:
        if paragraph.parent is not None:
            return nodes.get(paragraph.parent)
        if paragraph.kind not in {"heading", "text"}:
            return None
    return None


@dataclass
class _Writer:
    document: Document
    text: DocumentText
    work: Work
    ids: Mapping[str, str]
    works: Mapping[str, str]

    def __post_init__(self) -> None:
        notes = {note.mark: note for note in self.text.footnotes}
        self.markup = Markup(notes, self.ids, self.works)
        self.tables = 0

    def write(self, body: etree._Element) -> None:
        """Preface, preamble, main body, footnotes that no mark leads to, and annexes."""
        text, tag = self.text, LANGUAGES[self.text.language].tag
        printed = sorted((p for p in text.paragraphs if p.kind != "inline"), key=lambda p: p.line)
        main = [p for p in printed if not _ANNEX.match(p.anchor)]
        tops = _build_tree(main)
        last = max((i for i, n in enumerate(tops) if n.paragraph.kind == "preambular"), default=-1)
        if text.masthead:
            preface = add(body, "preface", lang=tag, eId="preface")
            for line in text.masthead:
                self._masthead(preface, line)
        if text.opening or last >= 0:
            preamble = add(body, "preamble", lang=tag, eId="preamble")
            if text.opening:
                formula = add(preamble, "formula", name="enactingFormula", eId="formula_1")
                add(formula, "p", text.opening)
            self._preamble(preamble, tops[: last + 1])
        main_body = add(body, "mainBody", lang=tag)
        self._flow(main_body, tops[last + 1 :])
        if not len(main_body):
            add(main_body, "p")
        annexes = [self._annex(number, found) for number, found in _annexes(printed)]
        if left := [n for n in text.footnotes if n.anchor not in self._written_notes()]:
            conclusions = add(body, "conclusions", lang=tag)
            container = add(conclusions, "container", name="footnotes", eId="container_footnotes")
            for note in left:
                id_ = note.anchor.replace("-", "_")
                add(container, "p", note.text, eId=id_, wId=note.anchor)
        if annexes:
            add(body, "attachments").extend(annexes)

    def _written_notes(self) -> set[str]:
        marks = self.markup.written
        return {n.anchor for n in self.markup.footnotes.values() if n.mark in marks}

    def _masthead(self, preface: etree._Element, line: MastheadLine) -> None:
        block = add(preface, "p", class_=" ".join((line.field, *_level(line.level).values())))
        if line.field == "date":
            add(block, "docDate", line.text, date=full_date(self.document.date))
        elif name := _MASTHEAD.get(line.field):
            add(block, name, line.text)
        else:
            block.text = line.text

    def _preamble(self, preamble: etree._Element, nodes: Sequence[_Node]) -> None:
        recitals: etree._Element | None = None
        groups = 0
        for node in nodes:
            paragraph = node.paragraph
            if paragraph.kind == "preambular":
                if recitals is None:
                    groups += 1
                    recitals = add(preamble, "recitals", eId=f"recs_{groups}")
                self._blocks(add(recitals, "recital", **self._names(paragraph)), node)
                continue
            recitals = None
            container = add(preamble, "container", name=paragraph.kind, **self._names(paragraph))
            self.markup.fill(add(container, "p", **_level(paragraph.level)), paragraph.text)
            for child in node.below:
                self._blocks(container, child)

    def _blocks(self, parent: etree._Element, node: _Node) -> None:
        """A recital or an item of a list in one: number, text and list."""
        self._number(parent, node.paragraph)
        self._words(add(parent, "p"), node.paragraph)
        if node.below:
            items = add(parent, "blockList", eId=f"{self.ids[node.paragraph.anchor]}__list_1")
            for child in node.below:
                self._blocks(add(items, "item", **self._names(child.paragraph)), child)

    def _flow(self, container: etree._Element, nodes: Sequence[_Node]) -> None:
        """Paragraphs one after the other, below the headings that they stand under."""
        open_sections: list[tuple[int, etree._Element]] = []
        rows: etree._Element | None = None
        for node in nodes:
            paragraph = node.paragraph
            place = open_sections[-1][1] if open_sections else container
            if paragraph.text.startswith("|"):
                rows = self._table(place) if rows is None else rows
                self._row(rows, paragraph)
                continue
            rows = None
            if paragraph.kind != "heading":
                self._hierarchy(place, node, "paragraph")
                continue
            while open_sections and open_sections[-1][0] >= max(paragraph.level, 1):
                open_sections.pop()
            place = open_sections[-1][1] if open_sections else container
            section = add(place, "section", **self._names(paragraph))
            self.markup.fill(add(section, "heading", **_level(paragraph.level)), paragraph.text)
            open_sections.append((max(paragraph.level, 1), section))

    def _hierarchy(self, parent: etree._Element, node: _Node, name: str) -> None:
        paragraph = node.paragraph
        if name == "crossHeading":
            marks = _level(paragraph.level)
            self.markup.fill(add(parent, name, **self._names(paragraph), **marks), paragraph.text)
            return
        element = add(parent, name, **self._names(paragraph))
        self._number(element, paragraph)
        if not node.below:
            self._words(add(add(element, "content"), "p"), paragraph)
            return
        items = add(element, "list", eId=f"{self.ids[paragraph.anchor]}__list_1")
        self._words(add(add(items, "intro"), "p"), paragraph)
        for child in node.below:
            kind = child.paragraph.kind
            level = {"heading": "crossHeading", "text": "paragraph"}.get(kind, "point")
            self._hierarchy(items, child, level)

    def _table(self, place: etree._Element) -> etree._Element:
        self.tables += 1
        container = add(place, "hcontainer", name="table", eId=f"hcontainer_table_{self.tables}")
        return add(add(container, "content"), "table", eId=f"table_{self.tables}")

    def _row(self, table: etree._Element, paragraph: Paragraph) -> None:
        """The rows of a table that is a paragraph; the first has its names."""
        names = self._names(paragraph)
        for line in paragraph.text.splitlines():
            row, names = add(table, "tr", **names), {}
            rule = {"class_": "rule"} if _RULE.fullmatch(line) else {}
            for cell in _cells(line):
                self.markup.fill(add(add(row, "td", **rule), "p"), cell)

    def _annex(self, number: str, paragraphs: Sequence[Paragraph]) -> etree._Element:
        attachment = etree.Element(f"{{{NAMESPACE}}}attachment", nsmap={None: NAMESPACE})
        attachment.set("eId", f"att_{number}")
        body = add(attachment, "doc", name="annex")
        component = f"annex_{number}"
        add_identification(add(body, "meta"), self.document, self.text, self.work, component)
        main_body = add(body, "mainBody", lang=LANGUAGES[self.text.language].tag)
        self._flow(main_body, _build_tree(paragraphs))
        return attachment

    def _names(self, paragraph: Paragraph) -> dict[str, str]:
        return {"eId": self.ids[paragraph.anchor], "wId": paragraph.anchor}

    def _number(self, element: etree._Element, paragraph: Paragraph) -> None:
        if end := _number_end(paragraph):
            add(element, "num", paragraph.text[:end])

    def _words(self, block: etree._Element, paragraph: Paragraph) -> None:
        if paragraph.level:
            block.set("class", f"h{paragraph.level}")
        self.markup.fill(
            block,
            paragraph.text,
            paragraph.references,
            [p for p in self.text.children(paragraph.anchor) if p.kind == "inline"],
            _number_end(paragraph),
        )


def _number_end(paragraph: Paragraph) -> int:
    """Where the printed number ends, with the white space after it."""
    number = paragraph.number
    if not number or not paragraph.text.startswith(number):
        return 0
    return len(paragraph.text) - len(paragraph.text[len(number) :].lstrip())


def _level(level: int) -> dict[str, str]:
    """The class that says how deep canonical text says that a heading is, if it does."""
    return {"class_": f"h{level}"} if level else {}


def _cells(row: str) -> list[str]:
    inner = row.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", inner)]


def _annexes(paragraphs: Sequence[Paragraph]) -> Iterator[tuple[str, list[Paragraph]]]:
    """The paragraphs of each annex by its number."""
    found: dict[str, list[Paragraph]] = {}
    for paragraph in paragraphs:
        if match := _ANNEX.match(paragraph.anchor):
            found.setdefault(match["number"] or "1", []).append(paragraph)
    yield from found.items()
