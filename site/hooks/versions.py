"""Versions of one work: notices that lead from each to the others, and what changed between two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from markupsafe import Markup, escape

from indexer.anchors import top_anchor
from indexer.comparison import Pair, Part, compare_texts, map_anchors
from indexer.differences import Run
from indexer.languages import CODES
from indexer.model import Document, DocumentText
from indexer.text import clean
from indexer.works import list_neighbours, list_versions, name_relation

from .edition import Edition, Label, Status, View, all_languages
from .naming import paragraph_name
from .routes import comparison_path, document_path, paragraph_path

#: In the order in which a page counts them.
_KINDS = ("unchanged", "moved", "out_of_order", "changed", "added", "deleted")
#: What makes a paragraph read otherwise than before.
_REWORDED = frozenset({"changed", "added", "deleted"})


@dataclass(frozen=True, slots=True)
class Notice:
    """Another version of the text on a page, and where the paragraph of the page stands in it.

    * `there` is the paragraph in the other version, `same` whether it has the same words;
    * `gone`: the other version has no such paragraph (False also where no paragraph is asked for);
    * `comparison` is the path of the page that compares the two, if they are neighbours.
    """

    says: Markup
    opens: Markup
    path: str
    later: bool
    there: Label | None
    same: bool
    gone: bool
    comparison: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of two compared versions: the document, its standing in words, and its text's status."""

    document: Document
    standing: str
    text: DocumentText
    status: Status


@dataclass(frozen=True, slots=True)
class Row:
    """A pair as the page shows it.

    `places` are the paragraph in the earlier and in the later version, with the path of its page.
    """

    id: str
    kind: str
    item: bool
    mark: str
    places: tuple[Label | None, Label | None]
    runs: tuple[Run, ...]
    verb: tuple[Label, Label] | None
    addressees: tuple[tuple[Label, ...], tuple[Label, ...]] | None


def version_notices(
    edition: Edition, document: Document, anchor: str | None = None
) -> tuple[Notice, ...]:
    """What a page of a document says of its other versions: what it became first, newest first."""
    versions = list_versions(edition.kb.documents, document)
    place = versions.index(document)
    later = [_notice(edition, versions[place : end + 1], anchor) for end in _after(versions, place)]
    earlier = [
        _notice(edition, versions[start : place + 1][::-1], anchor)
        for start in range(place - 1, -1, -1)
    ]
    return (*reversed(later), *earlier)


def later_notice(edition: Edition, document: Document, anchor: str | None = None) -> Notice | None:
    """What a superseded document, or a paragraph of it, became; None where nothing replaces it."""
    notices = version_notices(edition, document, anchor)
    return notices[0] if notices and notices[0].later else None


def is_kept_later(edition: Edition, document: Document, anchor: str) -> bool:
    """Whether a later version in this language has a paragraph with the same words."""
    versions = list_versions(edition.kb.documents, document)
    place = versions.index(document)
    return any(
        _follow(edition, versions[place : end + 1], anchor)[1]
        for end in _after(versions, place)
        if edition.code in versions[end].texts
    )


def _after(versions: tuple[Document, ...], place: int) -> range:
    return range(place + 1, len(versions))


def _notice(edition: Edition, way: tuple[Document, ...], anchor: str | None) -> Notice:
    """The notice on a page of the first document of a way through the versions about the last."""
    here, other = way[0], way[-1]
    is_later = way[1].replaces == here.id
    earlier, later = (here, other) if is_later else (other, here)
    relation = "adopted" if name_relation(earlier, later) == "adopted" else "revised"
    said = f"versions.{relation}_{'as' if is_later else 'from'}"
    found, same, known = _follow(edition, way, anchor) if anchor else ("", False, False)
    place = (found or f"was-{anchor}") if is_later else anchor
    return Notice(
        says=say_symbols(edition, said, symbol=other.symbol),
        opens=say_symbols(edition, "versions.open", symbol=other.symbol),
        path=document_path(other),
        later=is_later,
        there=_label(edition, other, found) if found else None,
        same=same,
        gone=known and not found,
        comparison=comparison_path(later, earlier) + (f"#{place}" if anchor else "")
        if len(way) == 2
        else "",
    )


def say_symbols(edition: Edition, key: str, **symbols: str) -> Markup:
    """Words of the interface with symbols in them, which run from left to right everywhere."""
    said = escape(edition.strings(key, **{name: f"{{{name}}}" for name in symbols}))
    for name, symbol in symbols.items():
        shown = Markup('<span class="symbol" dir="ltr">{}</span>').format(symbol)
        said = said.replace(f"{{{name}}}", shown)
    return said


def _follow(edition: Edition, way: tuple[Document, ...], anchor: str) -> tuple[str, bool, bool]:
    """A paragraph's anchor at the end of the way, whether its words are the same there, and
    whether that can be known: two versions in no common language cannot be compared."""
    same = True
    for here, other in zip(way, way[1:], strict=False):
        code = _common_language(edition, here, other)
        if code is None:
            return "", False, False
        forward = other.replaces == here.id
        pairs = _compare(*((here, other) if forward else (other, here)), code)
        anchors = dict(map_anchors(pairs))
        if not forward:
            anchors = {there: place for place, there in anchors.items()}
        found = anchors.get(anchor, "")
        if not found:
            return "", False, True
        starts = (anchor, found) if forward else (found, anchor)
        same = same and not any(_below(pair, *starts) for pair in pairs if pair.kind in _REWORDED)
        anchor = found
    return anchor, same, True


def _below(pair: Pair, earlier: str, later: str) -> bool:
    """Whether a pair belongs to a paragraph: to it, or to an item below it, in either version."""
    return any(
        part is not None and (part.anchor == top or part.anchor.startswith(f"{top}-"))
        for part, top in ((pair.earlier, earlier), (pair.later, later))
    )


def _common_language(edition: Edition, first: Document, second: Document) -> str | None:
    """The language in which two versions are compared; anchors are the same in all of them."""
    order = dict.fromkeys((edition.code, first.issued_language, second.issued_language, *CODES))
    return next((c for c in order if c in first.texts and c in second.texts), None)


def _compare(earlier: Document, later: Document, code: str) -> tuple[Pair, ...]:
    return _compare_once(earlier.texts[code], later.texts[code])


@lru_cache(maxsize=64)
def _compare_once(earlier: DocumentText, later: DocumentText) -> tuple[Pair, ...]:
    return compare_texts(earlier, later)


def _label(edition: Edition, document: Document, anchor: str) -> Label:
    """A paragraph of a document: its name, and its page with the place on it."""
    text = document.texts.get(edition.code, document.issued)
    top = top_anchor(anchor)
    path = paragraph_path(document, anchor) + (f"#{anchor}" if anchor != top else "")
    return Label(anchor, paragraph_name(edition.strings, text, anchor), path)


# -- the page that compares two versions -----------------------------------------------------------


def comparison_views(edition: Edition) -> Iterator[View]:
    """A page for every version and the one before it; a notice where a language lacks one."""
    for earlier, later in list_neighbours(edition.kb.documents):
        common = all_languages(code for code in later.texts if code in earlier.texts)
        view = _comparison_view if edition.code in common else _missing_view
        yield view(edition, earlier, later, common)


def _missing_view(
    edition: Edition, earlier: Document, later: Document, common: tuple[str, ...]
) -> View:
    strings = edition.strings
    words = strings("status.missing")
    return View(
        path=comparison_path(later, earlier),
        template="missing",
        title=strings("missing.title"),
        description=strings("missing.text"),
        section="decision",
        languages=common,
        statuses=(Status("missing", words, words),),
        draft=later.status == "draft",
        indexable=False,
        context={
            "why": say_symbols(
                edition, "versions.not_here", earlier=earlier.symbol, later=later.symbol
            ),
            "held": _held(edition, earlier, later),
        },
    )


def _held(edition: Edition, *documents: Document) -> list[tuple[str, Markup]]:
    """Path and name of those of the versions that have a text in the edition's language."""
    return [
        (document_path(each), say_symbols(edition, "versions.open", symbol=each.symbol))
        for each in documents
        if edition.code in each.texts
    ]


def _comparison_view(
    edition: Edition, earlier: Document, later: Document, common: tuple[str, ...]
) -> View:
    strings = edition.strings
    sides = (_side(edition, earlier), _side(edition, later))
    rows = [_row(edition, sides, pair) for pair in _compare(earlier, later, edition.code)]
    counts = Counter(row.kind for _, row in rows)
    symbols = [edition.isolate(side.document.symbol) for side in sides]
    title = strings("versions.title", earlier=symbols[0], later=symbols[1])
    return View(
        path=comparison_path(later, earlier),
        template="comparison",
        title=title,
        description=f"{strings('versions.lead')} {sides[1].text.title}",
        section="decision",
        languages=common,
        statuses=_statuses(edition, sides),
        draft=later.status == "draft",
        indexable=True,
        context={
            "document": later,
            "heading": say_symbols(
                edition, "versions.title", earlier=earlier.symbol, later=later.symbol
            ),
            "sides": sides,
            "counts": [(kind, counts[kind]) for kind in _KINDS if counts[kind]],
            "parts": [
                (name, found)
                for name in ("preamble", "operative_part", "footnotes")
                if (found := [row for part, row in rows if part == name])
            ],
            "report": edition.deployment.report_link(
                f"{earlier.symbol} – {later.symbol} ({edition.code})",
                edition.deployment.public_url(edition.code, comparison_path(later, earlier)),
            ),
        },
    )


def _side(edition: Edition, document: Document) -> Side:
    text = document.texts[edition.code]
    standing = edition.document_standing(document)
    return Side(document, standing, text, edition.status(text.status, text.language))


def _statuses(edition: Edition, sides: tuple[Side, Side]) -> tuple[Status, ...]:
    """The status of both texts; where they differ, each says of which."""
    if sides[0].status == sides[1].status:
        return (sides[0].status,)
    return tuple(
        replace(side.status, long=f"{edition.isolate(side.document.symbol)}: {side.status.long}")
        for side in sides
    )


def _row(edition: Edition, sides: tuple[Side, Side], pair: Pair) -> tuple[str, Row]:
    """The part of the page that a pair belongs to, and how it is shown there."""
    one = pair.later or pair.earlier
    assert one is not None  # a pair has a side at least
    kind = "out_of_order" if pair.kind == "moved" and pair.out_of_order else pair.kind
    part = {"preambular": "preamble", "footnote": "footnotes"}.get(one.kind, "operative_part")
    verb = pair.verb and (edition.verb(pair.verb[0]), edition.verb(pair.verb[1]))
    before, after = pair.addressees or ((), ())
    row = Row(
        id=one.anchor if pair.later else f"was-{one.anchor}",
        kind=kind,
        item=one.parent is not None,
        mark=one.number,
        places=(
            _place(edition, sides[0], pair.earlier),
            _place(edition, sides[1], pair.later),
        ),
        runs=tuple(_shown(run) for run in pair.runs),
        verb=verb,
        addressees=(
            (tuple(map(edition.addressee, before)), tuple(map(edition.addressee, after)))
            if pair.addressees
            else None
        ),
    )
    return part, row


def _shown(run: Run) -> Run:
    """A run as a reader sees it: what is not visible did not change."""
    if run.kind != "same" and not clean(run.text):
        return replace(run, kind="same", text=run.text if run.kind == "added" else "")
    return run


def _place(edition: Edition, side: Side, part: Part | None) -> Label | None:
    """A part of one version: its name and where it stands; a heading has neither."""
    if part is None:
        return None
    if part.kind == "footnote":
        name = f"{edition.strings('paragraph.footnote')} {part.number}"
        return Label(part.anchor, name, f"{document_path(side.document)}#{part.anchor}")
    if not part.anchor.startswith(("pp-", "op-")):
        return Label(part.anchor, "", document_path(side.document))
    return _label(edition, side.document, part.anchor)
