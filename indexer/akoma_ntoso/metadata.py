"""The `<meta>` of a document: identification, references, notes, and what only we say.

Nothing of it is text of the document. A date known in part is completed as AKN4UN asks
(`indexer.iri`), and `<proprietary>` keeps it as recorded; no date of export is written, so that
the same content gives the same file.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from indexer.akoma_ntoso.elements import OWN, add
from indexer.akoma_ntoso.wording import standing
from indexer.iri import ALPHA_3, Work, expression_iri, manifestation_iri, part_iri
from indexer.model import Document, DocumentText, Vocabulary

_US = "#ldn-guidance"
#: Names of components in IRIs.
MAIN = "main"


def add_metadata(
    root: etree._Element,
    document: Document,
    text: DocumentText,
    work: Work,
    ids: Mapping[str, str],
    vocabulary: Vocabulary | None,
) -> None:
    """Everything that is known about a text, before it."""
    meta = add(root, "meta")
    add_identification(meta, document, text, work, MAIN)
    tags = document.tag_union
    if tags.themes:
        classification = add(meta, "classification", source=_US)
        for theme in tags.themes:
            add(
                classification,
                "keyword",
                value=theme,
                showAs=_label(vocabulary, "themes", theme, text.language),
                refersTo=f"#theme-{theme}",
                dictionary="/akn/ontology/concept/ldn-guidance/themes",
            )
    lifecycle = add(meta, "lifecycle", source=_US)
    add(lifecycle, "eventRef", date=work.date, source="#original", type="generation")
    _add_references(meta, document, text, work, vocabulary)
    notes = _add_notes(meta, document, text)
    _add_own(meta, document, text, ids, notes)


def add_identification(
    meta: etree._Element, document: Document, text: DocumentText, work: Work, component: str
) -> None:
    """Work, expression and manifestation of the text, or of a component of it."""
    official = text.status == "official"
    expression = expression_iri(document.iri, text.language, text.status)
    manifestation = manifestation_iri(expression)
    identification = add(meta, "identification", source=_US)

    level = add(identification, "FRBRWork")
    add(level, "FRBRthis", value=f"{document.iri}/!{component}")
    add(level, "FRBRuri", value=document.iri)
    add(level, "FRBRalias", value=document.symbol, name="symbol")
    add(level, "FRBRdate", date=work.date, name="document")
    add(level, "FRBRauthor", href=f"#{work.actor}", as_="#author")
    add(level, "FRBRcountry", value="un")
    add(level, "FRBRsubtype", value=work.subtype)
    add(level, "FRBRnumber", value=work.number, showAs=document.symbol)
    add(level, "FRBRname", value=_name(document))
    add(
        level,
        "FRBRauthoritative",
        value="true" if document.status in {"issued", "adopted"} else "false",
    )

    level = add(identification, "FRBRExpression")
    add(level, "FRBRthis", value=f"{expression}/!{component}")
    add(level, "FRBRuri", value=expression)
    add(level, "FRBRdate", date=work.date, name="document")
    add(level, "FRBRauthor", href=f"#{work.actor}" if official else _US, as_="#author")
    if not official:
        add(level, "FRBRversionNumber", value=text.status)
    add(level, "FRBRauthoritative", value="true" if official else "false")
    add(level, "FRBRlanguage", language=ALPHA_3[text.language])
    if not official:
        source = document.issued
        add(
            level,
            "FRBRtranslation",
            href=expression_iri(document.iri, source.language, source.status),
            fromLanguage=ALPHA_3[source.language],
            authoritative="false",
            by=_US,
        )

    level = add(identification, "FRBRManifestation")
    add(level, "FRBRthis", value=f"{expression}/!{component}.xml")
    add(level, "FRBRuri", value=manifestation)
    add(level, "FRBRdate", date=work.date, name="document")
    add(level, "FRBRauthor", href=_US, as_="#editor")
    add(level, "FRBRformat", value="xml")


def _name(document: Document) -> str:
    return f"{document.kind}Draft" if document.status == "draft" else document.kind


#: The element's `@name` is that of the subclass, as AKN4UN suggests it.
name_of = _name


def _add_references(
    meta: etree._Element,
    document: Document,
    text: DocumentText,
    work: Work,
    vocabulary: Vocabulary | None,
) -> None:
    references = add(meta, "references", source=_US)
    add(references, "original", eId="original", href=document.iri, showAs=document.symbol)
    things = [
        ("TLCOrganization", work.actor, f"organization/un/{work.actor}", document.body),
        ("TLCOrganization", "ldn-guidance", "organization/ldn-guidance", "LDN Guidance"),
        ("TLCRole", "author", "role/author", "Author"),
        ("TLCRole", "editor", "role/editor", "Editor"),
    ]
    tags = document.tag_union
    addressees = dict.fromkeys(
        key for p in text.paragraphs if p.addressee is not None for key in p.addressee.keys
    )
    for group, kind, keys in (
        ("addressees", "role", addressees),
        ("themes", "concept", tags.themes),
        ("audiences", "concept", tags.audiences),
    ):
        for key in keys:
            label = _label(vocabulary, group, key, text.language)
            name = f"{group[:-1]}-{key}"
            place = f"{kind}/ldn-guidance/{group}/{key}"
            things.append((f"TLC{kind.capitalize()}", name, place, label))
    for element, name, place, label in things:
        add(references, element, eId=name, href=f"/akn/ontology/{place}", showAs=label)


def _label(vocabulary: Vocabulary | None, group: str, key: str, language: str) -> str:
    if vocabulary is None:
        return key
    if group == "addressees":
        return vocabulary.addressees.get(key, {}).get(language, key)
    concept = (vocabulary.themes if group == "themes" else vocabulary.audiences).get(key)
    return concept.label[language] if concept else key


def _add_notes(meta: etree._Element, document: Document, text: DocumentText) -> dict[str, str]:
    """Notes on the standing of the text and of readers; the `eId` of each annotation's."""
    notes = add(meta, "notes", source=_US, lang=text.language)
    sentences = standing(document.kind, document.status, text.status, text.language)
    for index, sentence in enumerate(sentences, 1):
        add(add(notes, "note", eId=f"note_{index}", class_="standing"), "p", sentence)
    ids: dict[str, str] = {}
    for index, annotation in enumerate(document.annotations, len(sentences) + 1):
        if said := annotation.notes.get(text.language):
            ids[annotation.id] = f"note_{index}"
            note = add(notes, "note", eId=f"note_{index}", class_=annotation.kind)
            add(note, "p", said)
    return ids


def _add_own(
    meta: etree._Element,
    document: Document,
    text: DocumentText,
    ids: Mapping[str, str],
    notes: Mapping[str, str],
) -> None:
    proprietary = add(meta, "proprietary", source=_US)
    facts = _own(proprietary, "document")
    for name, value in {
        "id": document.id,
        "symbol": document.symbol,
        "kind": document.kind,
        "status": document.status,
        "session": document.session,
        "date": document.date,
        "originalLanguage": document.original_language,
        "issuedLanguage": document.issued_language,
        "textStatus": text.status,
        "digest": text.digest,
        "whiteSpace": "verbatim",
    }.items():
        facts.set(name, value)
    for paragraph in text.paragraphs:
        tags = document.tags.get(paragraph.anchor)
        said = {
            "verb": paragraph.verb.key if paragraph.verb else "",
            "addressees": " ".join(paragraph.addressee.keys) if paragraph.addressee else "",
            "themes": " ".join(tags.themes) if tags else "",
            "audiences": " ".join(tags.audiences) if tags else "",
        }
        if any(said.values()):
            element = _own(proprietary, "paragraph")
            element.set("anchor", paragraph.anchor)
            element.set("iri", part_iri(document.iri, ids[paragraph.anchor]))
            for name, value in said.items():
                if value:
                    element.set(name, value)
    for annotation in document.annotations:
        element = _own(proprietary, "annotation")
        element.set("id", annotation.id)
        element.set("kind", annotation.kind)
        element.set("about", f"#{ids.get(annotation.anchor, 'preface')}")
        if annotation.id in notes:
            element.set("note", f"#{notes[annotation.id]}")
        quote = _own(element, "quote")
        quote.set("{http://www.w3.org/XML/1998/namespace}lang", document.issued_language)
        quote.text = annotation.quote


def _own(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{OWN}}}{name}")
