"""What the API answers of the versions of a work: which there are, and how they compare."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from indexer.comparison import Pair, Part, compare_texts, count_kinds
from indexer.model import Document, DocumentText
from indexer.passages import paragraph_label
from indexer.works import (
    find_earlier,
    find_standing,
    list_neighbours,
    list_versions,
    name_relation,
)

JSON = dict[str, Any]


def list_version_records(documents: Mapping[str, Document], document: Document) -> list[JSON]:
    """The versions of a document's work, oldest first, itself included; none where it is alone."""
    versions = list_versions(documents, document)
    found: list[JSON] = []
    for each in versions if len(versions) > 1 else ():
        earlier = find_earlier(documents, each)
        found.append(
            {
                "id": each.id,
                "symbol": each.symbol,
                "status": find_standing(documents, each),
                "date": each.date,
                "relation": name_relation(earlier, each) if earlier else None,
                "replaces": earlier.id if earlier else None,
            }
        )
    return found


def build_comparison_records(documents: Mapping[str, Document]) -> dict[str, JSON]:
    """The comparison of every version with the one before it, in each language that both have."""
    return {
        f"comparisons/{later.id}.json": {
            "id": later.id,
            "earlier": earlier.id,
            "later": later.id,
            "relation": name_relation(earlier, later),
            "texts": {
                code: _text_record(earlier.texts[code], later.texts[code])
                for code in later.texts
                if code in earlier.texts
            },
        }
        for earlier, later in list_neighbours(documents)
    }


def _text_record(earlier: DocumentText, later: DocumentText) -> JSON:
    pairs = compare_texts(earlier, later)
    return {"counts": dict(count_kinds(pairs)), "pairs": [_pair(p, earlier, later) for p in pairs]}


def _pair(pair: Pair, earlier: DocumentText, later: DocumentText) -> JSON:
    return {
        "kind": pair.kind,
        "out_of_order": pair.out_of_order,
        "earlier": pair.earlier and _part(pair.earlier, earlier),
        "later": pair.later and _part(pair.later, later),
        "verb": pair.verb and dict(zip(("before", "after"), pair.verb, strict=True)),
        "addressees": pair.addressees
        and {
            name: list(keys)
            for name, keys in zip(("before", "after"), pair.addressees, strict=True)
        },
        "runs": [{"kind": run.kind, "text": run.text} for run in pair.runs],
    }


def _part(part: Part, text: DocumentText) -> JSON:
    paragraph = text.paragraph(part.anchor)
    return {
        "anchor": part.anchor,
        "kind": part.kind,
        "number": part.number or None,
        "label": paragraph_label(text, paragraph) if paragraph else part.number,
        "text": part.text,
    }
