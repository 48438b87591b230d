"""What an editor has settled about a text: how a paragraph is to be read, and what may differ.

`resolved` in document.yml lists it, each entry with its reason:

* `what: place, read: op-5-b`: the paragraph that is read as this anchor is that one of the text
  as issued; its items move with it;
* `what: verb, read: requests` and `what: addressee, read: [parties, secretariat]`: what the
  paragraph says where the grammar knows no better;
* any other doubt, without `read`: looked at, and left as it is printed.

All paragraphs are placed at once, so that two may change places. A verb or addressee is that of
the paragraph at an anchor after this; where none stands there, of the one that was read as it.
The text itself is never changed by any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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
    said = [each for each in resolutions if each.language == text.language and each.read]
    if not said:
        return text
    places = _places(said)
    moved = [_move(paragraph, places) for paragraph in text.paragraphs]
    standing = {paragraph.anchor for paragraph in moved}
    for each in said:
        if each.what != "place":
            anchor = each.anchor if each.anchor in standing else _moved(each.anchor, places)
            moved = [_read(p, each) if p.anchor == anchor else p for p in moved]
    notes = tuple(
        replace(note, attached_to=_moved(note.attached_to, places)) for note in text.footnotes
    )
    return replace(text, paragraphs=tuple(moved), footnotes=notes)


def check_resolutions(
    text: DocumentText, resolutions: Iterable[Resolution], where: str
) -> list[Problem]:
    """Readings of paragraphs that a text does not have, and places in which two would stand."""
    said = [each for each in resolutions if each.language == text.language and each.read]
    places = _places(said)
    before = [paragraph.anchor for paragraph in text.paragraphs]
    after = [_moved(anchor, places) for anchor in before]
    problems: list[Problem] = []
    for each in said:
        if each.anchor not in before and (each.what == "place" or each.anchor not in after):
            found = f"the anchor {each.anchor} is unknown in {text.language}"
            accepted = "accepted is a paragraph's: correct or remove this entry"
            problems.append(Problem(f"{where}: resolved", found, accepted))
    for (anchor, what), count in Counter((each.anchor, each.what) for each in said).items():
        if count > 1:
            found = f"“{what}” of {anchor} in {text.language} is settled {count} times"
            problems.append(Problem(f"{where}: resolved", found, "accepted is one entry"))
    for anchor, count in Counter(after).items():
        if places and count > 1:
            found = f"{count} paragraphs stand at {anchor} in {text.language}"
            accepted = "accepted is one at each place: say where the other one belongs"
            problems.append(Problem(f"{where}: resolved", found, accepted))
    return problems


def settle(
    problems: Sequence[Problem], language: str, resolutions: Sequence[Resolution], where: str
) -> list[Problem]:
    """The problems of a language that are not settled, and the entries that settle nothing.

    A reading always settles something: what the grammar reads may change, what an editor knows not.
    """
    own = [r for r in resolutions if r.language == language]
    settled = {(r.anchor, r.what) for r in own}
    settled |= {(r.anchor, "reading") for r in own if r.what == "place"}  # where it stands is said
    left = {(r.anchor, r.what) for r in own if not r.read}
    met = {(p.anchor, p.what) for p in problems}
    return [p for p in problems if (p.anchor, p.what) not in settled] + [
        Problem(
            f"{where}: resolved",
            f"“{what}” of {anchor} in {language} is not in doubt",
            "accepted are entries for doubts that there are: remove this one",
        )
        for anchor, what in sorted(left - met)
    ]


def _places(said: Iterable[Resolution]) -> dict[str, str]:
    """Where paragraphs belong, by the anchors that they are read as."""
    return {each.anchor: each.read[0] for each in said if each.what == "place"}


def _move(paragraph: Paragraph, places: Mapping[str, str]) -> Paragraph:
    anchor = _moved(paragraph.anchor, places)
    parent = paragraph.parent and _moved(paragraph.parent, places)
    if paragraph.anchor in places and paragraph.parent:
        parent = anchor.rpartition("-")[0]
    return replace(paragraph, anchor=anchor, parent=parent)


def _moved(anchor: str, places: Mapping[str, str]) -> str:
    """Where an anchor is after a paragraph, and everything below it, has been placed elsewhere."""
    above = anchor
    while above:
        if above in places:
            return places[above] + anchor[len(above) :]
        above = above.rpartition("-")[0]
    return anchor


def _read(paragraph: Paragraph, resolution: Resolution) -> Paragraph:
    if resolution.what == "verb":
        printed = paragraph.verb.text if paragraph.verb else ""
        return replace(paragraph, verb=Verb(resolution.read[0], printed, ()))
    printed = paragraph.addressee.text if paragraph.addressee else ""
    return replace(paragraph, addressee=Addressee(resolution.read, printed))
