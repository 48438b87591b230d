"""What was corrected, published and added: the public page, and the feed of the language."""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree import ElementTree

from indexer.languages import LANGUAGES, Language
from indexer.links import PageLink, resolve_link
from indexer.model import Change

from .edition import Edition, Label, View, own_view
from .naming import paragraph_name
from .routes import CORRECTIONS

#: The feed, beside the pages of the language.
FEED = "feed.xml"
_ATOM = "http://www.w3.org/2005/Atom"
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change in the edition's language; `place.path` may end in an anchor, or be empty."""

    id: str
    date: str
    kind: str
    place: Label
    was: str
    now: str
    why: str
    wordings: tuple[tuple[Language, str, str], ...]


def change_entries(edition: Edition) -> list[Entry]:
    """Every change, newest first."""
    return [
        Entry(
            id=change.id,
            date=change.date,
            kind=change.kind,
            place=_place(edition, change),
            was=change.was.get(edition.code, ""),
            now=change.now[edition.code],
            why=change.why[edition.code],
            wordings=tuple((LANGUAGES[w.language], w.before, w.after) for w in change.wordings),
        )
        for change in edition.kb.changes
    ]


def _place(edition: Edition, change: Change) -> Label:
    """The name and the link of where something changed."""
    link = resolve_link(edition.kb, f"kb:{change.place}")
    if not isinstance(link, PageLink):
        return Label("", "", "")
    return Label(change.place, _place_name(edition, change.place), link.place)


def _place_name(edition: Edition, place: str) -> str:
    """What a place is called in the edition's language; its kind where it has no name there."""
    kb, code, strings = edition.kb, edition.code, edition.strings
    kind, _, inner = place.partition("#")[0].partition("/")
    name, _, anchor = inner.partition("/")
    match kind:
        case "decisions":
            document = kb.documents[name]
            if not anchor:
                return edition.isolate(document.symbol)
            text = edition.text_of(document) or document.issued
            return f"{edition.isolate(document.symbol)} · {paragraph_name(strings, text, anchor)}"
        case "guidance" | "pages":
            page = kb.pages[name]
            text_here = page.texts.get(code)
            return text_here.title if text_here else strings(f"kind.{page.kind}")
        case "themes":
            return kb.vocabulary.themes[name].label[code]
        case "audiences":
            return kb.vocabulary.audiences[name].label[code]
        case "glossary":
            return kb.vocabulary.glossary[name].label[code]
    return strings(f"{kind}.title")  # sources, figures


def changes_view(edition: Edition) -> View:
    """The public page of corrections, and of what was published and added."""
    strings = edition.strings
    entries = change_entries(edition)
    lead = strings("corrections.lead")
    return own_view(
        edition,
        path=CORRECTIONS,
        template="corrections",
        title=strings("corrections.title"),
        description=lead,
        section="about",
        statuses=edition.standing(),
        context={
            "lead": lead,
            "corrections": [e for e in entries if e.kind == "corrected"],
            "additions": [e for e in entries if e.kind != "corrected"],
            "feed": FEED,
        },
    )


def changes_feed(edition: Edition) -> bytes:
    """The changes as an Atom feed (RFC 4287); the permanent addresses are its ids."""
    strings = edition.strings
    public = edition.deployment.public_url
    page = public(edition.code, CORRECTIONS)
    entries = change_entries(edition)
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {_XML_LANGUAGE: edition.language.tag})
    own = public(edition.code, FEED)
    _add(feed, "id", own)
    _add(feed, "title", f"{strings('site.name')} · {strings('corrections.title')}")
    _add(feed, "subtitle", f"{strings('corrections.lead')} {strings('notice.not_un')}")
    _add(feed, "updated", _moment(entries[0].date))
    _add(feed, "link", rel="self", type="application/atom+xml", href=own)
    _add(feed, "link", rel="alternate", type="text/html", href=page)
    _add(_add(feed, "author"), "name", strings("site.name"))
    _add(feed, "rights", strings("notice.licence"))
    for entry in entries:
        item = _add(feed, "entry")
        address = f"{page}#{entry.id}"
        _add(item, "id", address)
        _add(item, "title", entry_title(edition, entry))
        _add(item, "updated", _moment(entry.date))
        _add(item, "published", _moment(entry.date))
        _add(item, "link", rel="alternate", type="text/html", href=address)
        if entry.place.path:
            _add(item, "link", rel="related", href=public(edition.code, entry.place.path))
        _add(item, "content", _told(edition, entry), type="text")
    text: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return text


def entry_title(edition: Edition, entry: Entry) -> str:
    """What happened, and where: "Corrected: Paragraph 9 (d)"."""
    what = edition.strings(f"changes.{entry.kind}")
    return edition.strings("changes.entry", what=what, where=entry.place.text or entry.now)


def _told(edition: Edition, entry: Entry) -> str:
    """The whole entry in lines of text."""
    strings = edition.strings
    lines = [
        *([f"{strings('changes.was')} {entry.was}"] if entry.was else ()),
        f"{strings('changes.now' if entry.was else 'changes.new')} {entry.now}",
        f"{strings('changes.why')} {entry.why}",
        *(f"{language.endonym}: {old} → {new}" for language, old, new in entry.wordings),
    ]
    return "\n".join(lines)


def _moment(date: str) -> str:
    return f"{date}T00:00:00Z"


def _add(
    parent: ElementTree.Element, tag: str, text: str = "", **attributes: str
) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    element.text = text or None
    return element
