"""Translations as gettext PO files: out to a translator's tools, and back into the content.

A page's title, summary, headings and pieces (`indexer.segments`) become messages; the context of
a message is its place. The header names the page and the digest of the text to translate, so that
a translation of a text that has changed since is refused.
"""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from indexer.content import check_knowledge_base, read_with_problems
from indexer.errors import ContentError, Problem
from indexer.files import read_text, write_together
from indexer.frontmatter import join_front_matter
from indexer.languages import CODES, LANGUAGES
from indexer.model import KnowledgeBase, Page, PageText
from indexer.segments import fill, split_markdown

_MISSING = re.compile(r"^missing:\s*\[(?P<codes>[^\]\n]*)\]", re.MULTILINE)
#: Breaks of lines and runs of blanks; a no-break space is part of the text.
_BREAKS = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class _Unit:
    """What a translator sees at once: its place, what it is, and the words."""

    place: str
    kind: str
    text: str


def export_translation(kb: KnowledgeBase, page_id: str, code: str) -> bytes:
    """A page as a PO file with the translation that there is; stale ones are marked fuzzy."""
    page = _page(kb, page_id)
    original = _original(page, code)
    present = page.texts.get(code)
    known = {unit.place: unit.text for unit in _units(kb, present)} if present else {}
    stale = present is not None and present.made_from != original.digest
    catalog = Catalog(
        locale=code,
        project=f"{page.folder}/{page.id}",
        version=original.digest,
        msgid_bugs_address="",
        last_translator="",
        language_team=LANGUAGES[code].endonym,
        header_comment=f"# {page.folder}/{page.id}: {original.language} to {code}",
        fuzzy=False,
    )
    for unit in _units(kb, original):
        catalog.add(
            unit.text,
            known.get(unit.place, ""),
            context=unit.place,
            auto_comments=[unit.kind],
            flags=["fuzzy"] if stale and unit.place in known else [],
        )
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=False)
    return buffer.getvalue()


def import_translation(path: Path, content: Path, reviewer: str | None = None) -> Path:
    """Write the translation that a PO file holds; the path of the written file.

    A language declared missing is so no longer. ContentError with every problem, and nothing
    written, if the source has changed since the export, a message is missing, or the content
    would have a problem that it has not now.
    """
    kb, problems_now = read_with_problems(content)
    where = path.name
    try:
        catalog = read_po(io.StringIO(read_text(path, where)), abort_invalid=True)
    except (PoFileError, ValueError, UnicodeError) as error:
        raise ContentError(f"{where}: found no PO file ({error}); accepted is gettext PO") from None
    code = str(catalog.locale or "")
    if code not in CODES:
        raise ContentError(
            f"{where}: found the language {code or 'none'}; accepted in the header's Language is "
            f"one of {', '.join(CODES)}"
        )
    folder, _, page_id = str(catalog.project).rpartition("/")
    if page_id not in kb.pages:
        raise ContentError(
            f"{where}: found the project {str(catalog.project)[:80]!r}; accepted in the header's "
            "Project-Id-Version is the page, as it was exported"
        )
    page = kb.pages[page_id]
    original = _original(page, code)
    if folder != page.folder or str(catalog.version) != original.digest:
        raise ContentError(
            f"{where}: was made from {catalog.project} {catalog.version}; accepted is "
            f"{page.folder}/{page.id} {original.digest}: export it again"
        )
    problems: list[Problem] = []
    words: dict[str, str] = {}
    for unit in _units(kb, original):
        message = catalog.get(unit.text, unit.place)
        written = message.string if message else ""
        place = f"{where}: {unit.place}"
        if not isinstance(written, str):
            accepted = "accepted is one text for each message"
            problems.append(Problem(place, "has plural forms", accepted))
        elif message is None or not written.strip():
            problems.append(Problem(place, "is not translated", "translate it"))
        elif message.fuzzy:
            problems.append(Problem(place, "is marked fuzzy", "revise it and remove the flag"))
        else:
            words[unit.place] = _BREAKS.sub(" ", written).strip()
    if problems:
        raise ContentError(f"{where}: {len(problems)} problem(s)", problems)
    present = page.texts.get(code)
    if present is not None and present.reviewer is not None and reviewer is None:
        raise ContentError(
            f"{where}: the text in place was reviewed by {present.reviewer}; accepted is "
            "--reviewer with the name of who reviewed these words"
        )
    text = _assemble(kb, original, code, words, reviewer)
    home = content / page.folder / page.id
    files = {home / f"{code}.md": text.encode()}
    if code in page.missing:
        files[home / "page.yml"] = _declare(home / "page.yml", code)
    _check(content, files, problems_now)
    write_together(files)
    return home / f"{code}.md"


def _page(kb: KnowledgeBase, page_id: str) -> Page:
    if page_id not in kb.pages:
        raise ContentError(f"{page_id}: found no such page; accepted is the name of its folder")
    return kb.pages[page_id]


def _original(page: Page, code: str) -> PageText:
    """The text that translations into a language are made from."""
    originals = [text for text in page.texts.values() if text.status == "original"]
    if len(originals) != 1:
        raise ContentError(
            f"{page.id}: found {len(originals)} readable originals; accepted is one: run the check"
        )
    original = originals[0]
    if original.language == code:
        raise ContentError(f"{page.id}: {code} is the original; accepted is another language")
    return original


def _units(kb: KnowledgeBase, text: PageText) -> Iterator[_Unit]:
    """Everything to translate; headings that all pages share are not."""
    fixed = kb.sections
    yield _Unit("title", "title", text.title)
    yield _Unit("summary", "summary", text.summary)
    for section in text.sections:
        if section.anchor not in fixed:
            yield _Unit(f"{section.anchor}/heading", "heading", section.heading)
        pieces = [piece for piece in split_markdown(section.markdown) if piece.kind]
        for number, piece in enumerate(pieces, 1):
            yield _Unit(f"{section.anchor}/{number}", piece.kind, piece.text)


def _assemble(
    kb: KnowledgeBase, original: PageText, code: str, words: dict[str, str], reviewer: str | None
) -> str:
    parts = []
    for section in original.sections:
        pieces = split_markdown(section.markdown)
        count = sum(bool(piece.kind) for piece in pieces)
        texts = [words[f"{section.anchor}/{number}"] for number in range(1, count + 1)]
        kind = kb.sections.get(section.anchor)
        heading = kind.label[code] if kind else words[f"{section.anchor}/heading"]
        parts.append(f"## {heading} {{#{section.anchor}}}\n{fill(pieces, texts).strip()}\n")
    front = {
        "language": code,
        "status": "reviewed" if reviewer else "unofficial",
        "title": words["title"],
        "summary": words["summary"],
        "made_from": {"language": original.language, "digest": original.digest},
        **({"reviewer": reviewer} if reviewer else {}),
    }
    fields = yaml.safe_dump(front, allow_unicode=True, sort_keys=False, width=10_000)
    return join_front_matter(fields, "\n".join(parts))


def _declare(path: Path, code: str) -> bytes:
    """page.yml without a language among those missing."""
    text = read_text(path, path.name)
    match = _MISSING.search(text)
    if match is None:
        accepted = "accepted is one line, `missing: [ar, fr]`"
        raise ContentError(f"{path.name}: found no list of missing languages; {accepted}")
    codes = [name for name in re.findall(r"[a-z]+", match["codes"]) if name != code]
    return (text[: match.start()] + f"missing: [{', '.join(codes)}]" + text[match.end() :]).encode()


def _check(content: Path, files: Mapping[Path, bytes], before: Sequence[Problem]) -> None:
    """Raise every problem that the content would have with these files and has not now."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(shutil.copytree(content, Path(name) / content.name))
        for path, data in files.items():
            (copy / path.relative_to(content)).write_bytes(data)
        known = {(problem.where, problem.found) for problem in before}
        problems = [p for p in check_knowledge_base(copy) if (p.where, p.found) not in known]
    if problems:
        raise ContentError(f"{len(problems)} problem(s), the first: {problems[0]}", problems)
