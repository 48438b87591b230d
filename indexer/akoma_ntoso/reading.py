"""Akoma Ntoso of any system as canonical text, for the usual grammar to read.

* A paragraph, item, note or line of the masthead is a line of its own, a blank line between;
  headings begin with `#`, rows of tables with `|`; a note's line begins with its superscript mark
  and follows the paragraph that carries it.
* Nothing of the body is dropped: text in elements that are not known is kept and told.
* White space of a file that we wrote is kept as it is; of others it is what XML readers make of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree

from indexer.akoma_ntoso.elements import LANG, OWN
from indexer.akoma_ntoso.names import CONTAINERS, INLINE, LINES, SKIPPED
from indexer.akoma_ntoso.parsing import open_akn
from indexer.errors import Problem, SourceError
from indexer.iri import ALPHA_3
from indexer.readers.lines import table_row

_CODES = {alpha: code for code, alpha in ALPHA_3.items()} | {code: code for code in ALPHA_3}
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLANKS = re.compile(r"[ \t\r\n]+")
_BREAKS = re.compile(r"\s*\n\s*")  # our lines have none: another tool has laid them out
_HAN = re.compile(r"[⺀-鿿豈-﫿＀-￯]")
_HASH_CLASS = re.compile(r"h([1-6])")


@dataclass(frozen=True, slots=True)
class ReadText:
    """What a file says: its text in canonical form, and its metadata where it has them.

    `language` is our code, None for a language that is none of the six. `authoritative` is what
    the file says of this text; `name` that of the document's subclass (`decisionDraft`).
    `problems` are doubts to show the editor: nothing of the text was dropped for them.
    """

    text: str
    language: str | None
    name: str
    work: str | None
    expression: str | None
    symbol: str | None
    date: str | None
    authoritative: bool | None
    problems: tuple[Problem, ...]


def read_akn(data: bytes, where: str = "Akoma Ntoso") -> ReadText:
    """The canonical text of a file and its metadata; SourceError if the file is refused."""
    root, problems = open_akn(data, where)
    document = next((child for child in root if _name(child) in CONTAINERS), None)
    if document is None:
        raise SourceError(f"{where}: found no document in <akomaNtoso>; accepted is one")
    own = document.find(f".//{{{OWN}}}document")
    reader = _Reader(where, own is not None and own.get("whiteSpace") == "verbatim", problems)
    for child in root:
        reader.read(child)
    if not reader.lines:
        raise SourceError(f"{where}: found no text in <{_name(document)}>; accepted is a text")
    found = _Metadata(document)
    language = _CODES.get(found.language or "")
    if language is None:
        said = f"the language is {found.language or 'not said'}"
        problems.append(Problem(where, said, f"accepted are {', '.join(ALPHA_3.values())}"))
    return ReadText(
        text="\n\n".join(reader.lines) + "\n",
        language=language,
        name=document.get("name", ""),
        work=found.value("FRBRWork", "FRBRuri") or found.value("FRBRWork", "FRBRthis"),
        expression=found.value("FRBRExpression", "FRBRuri"),
        symbol=found.symbol,
        date=(own.get("date") if own is not None else None)
        or found.value("FRBRWork", "FRBRdate", "date"),
        authoritative=found.authoritative,
        problems=tuple(problems),
    )


def _name(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _class_level(element: etree._Element) -> int:
    """How deep the class of an element says that it is as a heading; 0 if it says nothing."""
    levels = (_HASH_CLASS.fullmatch(each) for each in element.get("class", "").split())
    return next((int(match[1]) for match in levels if match), 0)


class _Metadata:
    """What `<identification>` says of the document itself, not of its attachments."""

    def __init__(self, document: etree._Element) -> None:
        self._document = document
        self._levels = {
            _name(level): level for level in document.iterfind("{*}meta/{*}identification/*")
        }

    def value(self, level: str, name: str, attribute: str = "value") -> str | None:
        """An attribute of an element of work, expression or manifestation."""
        found = self._levels.get(level)
        element = found.find(f"{{*}}{name}") if found is not None else None
        return element.get(attribute) if element is not None else None

    @property
    def language(self) -> str | None:
        """The expression's language, else that of the text's elements."""
        if said := self.value("FRBRExpression", "FRBRlanguage", "language"):
            return said.lower()
        tagged = next((e.get(LANG) for e in self._document.iter() if e.get(LANG)), None)
        return tagged.split("-")[0].lower() if tagged else None

    @property
    def symbol(self) -> str | None:
        """The symbol as printed, else the number as shown."""
        printed = next(self._document.iter("{*}docNumber"), None)
        if printed is not None and (words := " ".join("".join(printed.itertext()).split())):
            return words
        return self.value("FRBRWork", "FRBRnumber", "showAs") or self.value(
            "FRBRWork", "FRBRnumber"
        )

    @property
    def authoritative(self) -> bool | None:
        """Whether the file calls its text authoritative; None where it does not say."""
        if self.value("FRBRExpression", "FRBRtranslation", "authoritative") == "false":
            return False
        said = self.value("FRBRExpression", "FRBRauthoritative")
        return None if said is None else said in {"true", "1"}


@dataclass
class _Reader:
    where: str
    verbatim: bool
    problems: list[Problem]
    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.number = ""  # printed before the next line
        self.notes: list[str] = []  # lines that follow the next line
        self.marks: dict[str, str] = {}  # a note's eId to its mark
        self.used: set[str] = set()
        self.free = 1  # the first number that may be free for a note
        self.by_id: dict[str, etree._Element] = {}  # notes, for references to them
        self.depth = 0  # of headings
        self.told: set[str] = set()

    def read(self, element: etree._Element) -> None:
        """Every line of an element."""
        name = _name(element)
        if name in SKIPPED:
            return
        if name in LINES:
            self._line(element)
        elif name == "table":
            self._table(element)
        elif name in {"authorialNote", "note"}:
            self._emit(self._note(element))
        elif name in INLINE:
            self._emit(self._words(element))
        else:
            if name not in CONTAINERS:
                self._tell(element, f"<{name}> is not known")
            self._container(element)

    def _container(self, element: etree._Element) -> None:
        number = self._number_of(element)
        heading = next((c for c in element if _name(c) == "heading"), None)
        if number:
            self._flush()
        if heading is not None:
            self.depth += 1
            words = self._words(heading)
            gap = " " if number and not number[-1].isspace() else ""
            self._emit(self._hashes(heading) + number + gap + words)
        else:
            self.number = number or self.number
        self._stray(element, element.text)
        for child in element:
            if child is not heading and _name(child) != "num":
                self.read(child)
            self._stray(element, child.tail)
        if number:
            self._flush()
        if heading is not None:
            self.depth -= 1

    def _hashes(self, heading: etree._Element) -> str:
        if level := _class_level(heading):
            return "#" * level + " "
        return "" if self.verbatim else "#" * min(self.depth, 6) + " "

    def _number_of(self, element: etree._Element) -> str:
        nums = [child for child in element if _name(child) == "num"]
        number = "".join(self._words(num) for num in nums)
        if self.verbatim or not number:
            return number
        name = _name(element)
        if name == "paragraph" and re.fullmatch(r"\d+(?: ?(?:bis|ter|quater))?", number):
            return self._completed(element, number, f"{number}.")
        if name in {"point", "item", "indent", "subparagraph"} and re.fullmatch(r"\w{1,5}", number):
            return self._completed(element, number, f"({number})")
        return number

    def _completed(self, element: etree._Element, number: str, completed: str) -> str:
        said = f"numbers such as “{number}” have no point or brackets"
        self._tell(element, said, f"they are written as “{completed}”")
        return completed

    def _line(self, element: etree._Element) -> None:
        if _name(element) in {"crossHeading", "subheading"} or (
            self.verbatim and _class_level(element)
        ):
            self.depth += 1
            self._emit(self._hashes(element) + self._words(element))
            self.depth -= 1
            return
        if any(_name(child) in {"table", "p"} for child in element):
            self._container(element)
            return
        self._emit(self._words(element))

    def _emit(self, words: str) -> None:
        """A line with the number before it, and the notes that it carries after it."""
        if words.strip():
            gap = " " if self.number and not self.number[-1].isspace() else ""
            self.lines.append((self.number + ("" if self.verbatim else gap) + words).strip())
            self.number = ""
        notes, self.notes = self.notes, []
        self.lines += notes

    def _flush(self) -> None:
        """A number that no line followed is a line."""
        if self.number.strip():
            self.lines.append(self.number.strip())
        self.number = ""

    def _stray(self, element: etree._Element, text: str | None) -> None:
        if text and text.strip():
            self._tell(element, f"<{_name(element)}> holds text outside its paragraphs")
            self._emit(_BLANKS.sub(" ", text).strip())

    def _tell(self, element: etree._Element, found: str, accepted: str = "") -> None:
        if found not in self.told:
            self.told.add(found)
            place = f"{self.where}:{element.sourceline or 1}"
            self.problems.append(Problem(place, found, accepted or "its text is kept"))

    # -- running text ----------------------------------------------------------------------------

    def _words(self, element: etree._Element) -> str:
        words = self._running(element)
        return _BREAKS.sub(" ", words) if self.verbatim else _BLANKS.sub(" ", words).strip()

    def _running(self, element: etree._Element) -> str:
        parts = [element.text or ""]
        for child in element:
            name = _name(child)
            if name in {"authorialNote", "note"}:
                parts.append(self._mark_of(child))
            elif name == "noteRef":
                parts.append(self._referred(child))
            elif name in {"eol", "br"}:
                before = "".join(parts)[-1:]
                parts.append("" if _HAN.match(before) else " ")
            elif name == "sup":
                inner = self._running(child)
                digits = inner.strip().isascii() and inner.strip().isdigit()
                parts.append(inner.strip().translate(_SUPERSCRIPT) if digits else inner)
            elif name in SKIPPED:
                pass
            else:
                in_cell = name == "p" and _name(element) in {"td", "th"}
                if name not in INLINE and not in_cell:
                    self._tell(child, f"<{name}> stands inside a line")
                block = name in LINES or name in CONTAINERS
                parts.append(f" {self._running(child)} " if block else self._running(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def _mark_of(self, note: etree._Element) -> str:
        """The mark of a note in the text; the note's own line is kept for after it."""
        line = self._note(note)
        self.notes.append(line)
        return re.match("[⁰¹²³⁴⁵⁶⁷⁸⁹]*", line)[0]  # type: ignore[index]  # matches always

    def _note(self, note: etree._Element) -> str:
        printed = note.get("marker", "").strip("()[] ")
        mark = printed.translate(_SUPERSCRIPT)
        if not re.fullmatch("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", mark) or mark in self.used:
            while self._super(self.free) in self.used:
                self.free += 1
            self._tell(note, f"the note's mark is “{printed}”", f"it is written as {self.free}")
            mark = self._super(self.free)
        self.used.add(mark)
        if id_ := note.get("eId") or note.get("id"):
            self.marks[id_] = mark
        words = "".join(self._running(child) + (child.tail or "") for child in note)
        words = (note.text or "").strip() + words if (note.text or "").strip() else words
        if not self.verbatim:
            words = " " + _BLANKS.sub(" ", words).strip()
        return str(mark + words.rstrip())

    def _referred(self, reference: etree._Element) -> str:
        target = reference.get("href", "").removeprefix("#")
        if target in self.marks:
            return self.marks[target]
        if not self.by_id:
            root = reference.getroottree().getroot()
            notes = root.iter("{*}note", "{*}authorialNote")
            self.by_id = {e.get("eId") or e.get("id") or "": e for e in notes}
        found = self.by_id.get(target) if target else None
        if found is None:
            return str(reference.get("marker", "").translate(_SUPERSCRIPT))
        return self._mark_of(found)

    @staticmethod
    def _super(number: int) -> str:
        return str(number).translate(_SUPERSCRIPT)

    def _table(self, table: etree._Element) -> None:
        self._flush()
        for child in table:
            if _name(child) == "caption":
                self._emit(self._words(child))
        for row in table.iter("{*}tr"):
            if next(row.iterancestors("{*}table")) is not table:
                continue  # of a table in a cell, whose words are those of the cell
            cells = [_BLANKS.sub(" ", self._running(cell)).strip() for cell in row]
            line = table_row(cells)
            if self.verbatim and self.lines and not row.get("wId"):
                self.lines[-1] += f"\n{line}"  # of the paragraph that its table is
            else:
                self._emit(line)
