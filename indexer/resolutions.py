"""What an editor has settled about a text: how a paragraph is to be read, and what may differ.

`resolved` in document.yml lists it, each entry with its reason:

* `what: place, read: op-5-b`: the paragraph that is read as this anchor is that one of the text
  as issued; its items move with it;
* `what: verb, read: requests` and `what: addressee, read: [parties, secretariat]`: what the
  paragraph says where the grammar knows no better;
* any other doubt, without `read`: looked at, and left as it is printed.

The text itself is never changed by any of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from indexer.errors import Problem
from indexer.model import Addressee, DocumentText, Paragraph, Verb


@dataclass(frozen=True, slots=True)
class Resolution:
    """One entry: of which paragraph in which language it settles what, how, and why."""

    language: str
    anchor: str
    what: str
    read: tuple[str, ...]
    why: str


def apply_resolutions(text: DocumentText, resolutions: Iterable[Resolution]) -> DocumentText:
    """The text with its paragraphs placed and read as its editor has settled."""
    for each in resolutions:
        if each.language == text.language and each.read:
            paragraphs = tuple(_apply(paragraph, each) for paragraph in text.paragraphs)
            notes = tuple(
                replace(note, attached_to=_moved(note.attached_to, each)) for note in text.footnotes
            )
            text = replace(text, paragraphs=paragraphs, footnotes=notes)
    return text


def settle(
    problems: Sequence[Problem], language: str, resolutions: Sequence[Resolution], where: str
) -> list[Problem]:
    """The problems of a language that are not settled, and the entries that settle nothing.

    A reading that has changed the text leaves no problem behind and is no such entry.
    """
    settled = {(r.anchor, r.what) for r in resolutions if r.language == language and not r.read}
    met = {(p.anchor, p.what) for p in problems}
    return [p for p in problems if (p.anchor, p.what) not in settled] + [
        Problem(
            f"{where}: resolved",
            f"“{what}” of {anchor} in {language} is not in doubt",
            "accepted are entries for doubts that there are: remove this one",
        )
        for anchor, what in sorted(settled - met)
    ]


def _apply(paragraph: Paragraph, resolution: Resolution) -> Paragraph:
    if resolution.what == "place":
        parent = paragraph.parent and _moved(paragraph.parent, resolution)
        anchor = _moved(paragraph.anchor, resolution)
        if anchor == resolution.read[0] and paragraph.anchor == resolution.anchor:
            parent = anchor.rpartition("-")[0] if paragraph.parent else None
        return replace(paragraph, anchor=anchor, parent=parent)
    if paragraph.anchor != resolution.anchor:
        return paragraph
    if resolution.what == "verb":
        printed = paragraph.verb.text if paragraph.verb else ""
        return replace(paragraph, verb=Verb(resolution.read[0], printed, ()))
    printed = paragraph.addressee.text if paragraph.addressee else ""
    return replace(paragraph, addressee=Addressee(resolution.read, printed))


def _moved(anchor: str, resolution: Resolution) -> str:
    """Where an anchor is after a paragraph, and everything below it, has been placed elsewhere."""
    if resolution.what != "place":
        return anchor
    if anchor == resolution.anchor or anchor.startswith(f"{resolution.anchor}-"):
        return resolution.read[0] + anchor[len(resolution.anchor) :]
    return anchor
