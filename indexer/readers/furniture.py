"""What is printed on every page and is no text: running heads, page and job numbers, bar codes."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from indexer.readers.lines import MARKER, Role

#: Parts of a page, from its top, in which a running head or foot may stand.
_TOP, _BOTTOM = 0.14, 0.84
#: Distance of lines that stand together, as a part of the height of a page.
_CLOSE = 0.021
_PAGE_NUMBER = re.compile(
    r"(?:page|página|pagina|стр\.?|страница|第|صفحة)?\s*[-–—]?\s*(?:\d{1,4}|[ivxlc]{1,6})"
    r"\s*(?:(?:/|of|de|sur|из|共)\s*\d{1,4})?\s*[-–—]?\s*页?(?:\s*共\s*\d+\s*页)?",
    re.IGNORECASE,
)
_JOB_NUMBER = re.compile(
    r"(?:\d{1,4}\s+)?(?:GE|V|K|N|CTC|FCCC)[.\s]?\d{2}-\d{4,6}(?:\s*(?:\(\w\)|\*))?(?:\s+\d{6}){0,3}(?:\s+\d{1,4}(?:/\d{1,4})?)?"
    r"|\d{2}-\d{5}(?:\s*(?:\(\w\)))?(?:\s+\d{6}){0,3}(?:\s+\d{1,4})?"
)
_BAR_CODE = re.compile(r"\*\s?\d{6,9}\s?\*")
_SYMBOL = re.compile(r"[A-Z]{1,8}(?:/[A-Za-z0-9.()]+){1,6}")
_RECYCLE = re.compile(
    r"(?:please recycle|merci de recycler|se ruega reciclar|просьба отправить на вторичную"
    r" переработку|الرجاء إعادة (?:الاستعمال|التدوير)|请回收)[\s♲♻\W]*",
    re.IGNORECASE,
)
#: What browsers print above and below a page.
_BROWSER = re.compile(
    r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}, \d{1,2}:\d{2}(?: [AP]M)?|(?:file|https?)://\S+"
)
#: The words above the columns of a table of contents.
CONTENTS_HEAD = re.compile(
    r"(?:Paragraphs?|Paragraphes?|Párrafos?|Пункты|段次|الفقرات|Pages?|Página|Стр\.|页次|الصفحة|\s)+",
    re.IGNORECASE,
)
_CONTINUED = re.compile(r"(?:/?\s*(?:…|\.\.\.))|(?:(?:…|\.\.\.)\s*/)")


def is_page_mark(text: str) -> bool:
    """Whether a whole line is a job number, bar code or the words about recycling: never text."""
    text = unicodedata.normalize("NFKC", text).strip()
    if any(pattern.fullmatch(text) for pattern in (_JOB_NUMBER, _BAR_CODE, _RECYCLE)):
        return True
    beside = re.split(r"\s{2,}", text)
    return len(beside) > 1 and any(
        _JOB_NUMBER.fullmatch(" ".join(beside[:cut])) and _RECYCLE.fullmatch(" ".join(beside[cut:]))
        for cut in range(1, len(beside))
    )


def is_page_number(text: str) -> bool:
    """Whether a text is the number of a page: "3", "- 3 -", "page 3 of 9"."""
    return _PAGE_NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None


def is_symbol(text: str) -> bool:
    """Whether a text is the symbol of a document and nothing else."""
    return _SYMBOL.fullmatch(text.strip()) is not None


class PageLine(NamedTuple):
    """A line with its page and its height on it: 0 at the top, 1 at the bottom."""

    text: str
    page: int
    height: float


def furniture(lines: Sequence[PageLine]) -> dict[int, Role]:
    """The lines that only head, foot or number a page, by their index.

    A line is one if, near the top or bottom of its page, it is a page number, a job number, a bar
    code or the words about recycling; or if a line like it (numbers apart) stands in the same
    place on other pages; or if it lies beyond one of these. A symbol at the top of the first page
    is the masthead's.
    """
    found: dict[int, Role] = {}
    pages: dict[int, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        pages[line.page].append(index)
    repeated = _repeated(lines, pages)
    for page, indexes in pages.items():
        first = page == min(pages)
        inner = sorted(indexes, key=lambda i: lines[i].height)
        for role, order in (("header", inner), ("footer", inner[::-1])):
            _edge(lines, order, role, repeated, first, found)  # type: ignore[arg-type]
    return found


def _edge(
    lines: Sequence[PageLine],
    order: list[int],
    role: Role,
    repeated: set[tuple[str, str]],
    first: bool,
    found: dict[int, Role],
) -> None:
    """Furniture from one edge of a page inwards, part by part, until a part is text.

    A part is what room parts from the rest; a running head has two lines at most.
    """
    for place, part in enumerate(_parts(lines, order[:12])):
        heights = {round(lines[index].height, 3) for index in part}
        chosen: list[int] = []
        for index in part:
            line = lines[index]
            near = line.height <= _TOP if role == "header" else line.height >= _BOTTOM
            is_sure = _is_sure(line.text)
            again = not (first and role == "header") and (role, _shape(line.text)) in repeated
            lone = place == 0 and is_sure and not line.text.isdigit()
            if first and role == "header" and not _heads_a_first_page(line.text):
                break
            if not (near and (is_sure or (again and len(heights) <= 2)) or lone):
                break
            chosen.append(index)
        found.update((index, role) for index in chosen if index not in found)
        if len(chosen) < len(part):
            return


def _heads_a_first_page(text: str) -> bool:
    return is_page_number(text) or _BROWSER.fullmatch(text.strip()) is not None


def _parts(lines: Sequence[PageLine], order: list[int]) -> list[list[int]]:
    """Lines in their order, those together between which there is no more room than a line's."""
    parts: list[list[int]] = []
    for index in order:
        if parts and abs(lines[index].height - lines[parts[-1][-1]].height) < _CLOSE:
            parts[-1].append(index)
        else:
            parts.append([index])
    return parts


def _is_sure(text: str) -> bool:
    text = unicodedata.normalize("NFKC", text).strip()
    if MARKER.fullmatch(text):
        return False  # the number of a paragraph at the top of a page
    return any(
        pattern.fullmatch(text)
        for pattern in (_PAGE_NUMBER, _JOB_NUMBER, _BAR_CODE, _RECYCLE, _BROWSER, _CONTINUED)
    )


def _shape(text: str) -> str:
    """A line without its numbers, by which those of other pages are like it."""
    text = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    if _SYMBOL.fullmatch(unicodedata.normalize("NFKC", text).upper()):
        return text
    text = re.sub(r"^\d+|\d+$", "", text)
    return text if sum(map(str.isalnum, text)) > 2 else ""


def _repeated(lines: Sequence[PageLine], pages: dict[int, list[int]]) -> set[tuple[str, str]]:
    """Shapes that stand at the same edge of at least two pages and a third of them."""
    counts: Counter[tuple[str, str]] = Counter()
    for indexes in pages.values():
        inner = sorted(indexes, key=lambda i: lines[i].height)
        at_edges: set[tuple[str, str]] = set()
        for index in inner[:4]:
            if lines[index].height <= _TOP:
                at_edges.add(("header", _shape(lines[index].text)))
        for index in inner[-5:]:
            if lines[index].height >= _BOTTOM:
                at_edges.add(("footer", _shape(lines[index].text)))
        counts.update(at_edges)
    needed = max(2, len(pages) // 3)
    return {
        shape
        for shape, count in counts.items()
        if count >= needed and shape[1] and len(shape[1]) <= 160
    }
