"""Two versions of a text in one language, paragraph by paragraph.

`compare_texts` pairs the paragraphs of a draft with those of what was adopted, or those of a
translation with the official text that replaces it. It guarantees:

* every paragraph, item on its own line and footnote of both texts stands in exactly one pair, and
  the pairs follow the later text; what was deleted stands where it was;
* a paragraph put in between changes no pair but its own: texts are aligned by their words, and
  anchors only decide between equals;
* equal texts give equal pairs, on every machine.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from indexer.differences import Run, as_symbols, find_differences
from indexer.model import DocumentText, Footnote, PairKind
from indexer.text import clean, fold, words

PAIR_KINDS: tuple[PairKind, ...] = ("unchanged", "changed", "moved", "added", "deleted")

#: The share of words that two paragraphs at corresponding places have in common at least; less
#: is enough under the same anchor, more is asked of paragraphs that changed places.
_LIKE = 0.5
_LIKE_AT_HOME = 0.4
_LIKE_ELSEWHERE = 0.75
#: Shorter texts are too common to be known again by their words alone.
_TELLING = 4


@dataclass(frozen=True, slots=True)
class Part:
    """What is compared: a paragraph, an item on its own line or a footnote.

    `text` is verbatim, without the printed `number`; `verb` and `addressees` are vocabulary keys
    of what it prints itself.
    """

    anchor: str
    kind: str
    parent: str | None
    number: str
    text: str
    verb: str | None
    addressees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A part of the earlier text and what became of it.

    * `moved`: the same words under another number or elsewhere; `changed` may be moved too;
    * `out_of_order`: it stands before or after others than it did, not only under a new number;
    * `runs` are what changed in its words (`indexer.differences`).
    """

    kind: PairKind
    earlier: Part | None
    later: Part | None
    runs: tuple[Run, ...]
    out_of_order: bool

    @property
    def verb(self) -> tuple[str, str] | None:
        """The verb before and after, if another one opens the paragraph now."""
        before, after = self.earlier and self.earlier.verb, self.later and self.later.verb
        return (before, after) if before and after and before != after else None

    @property
    def addressees(self) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
        """Who was and who is addressed, if that changed."""
        if self.earlier is None or self.later is None:
            return None
        before, after = self.earlier.addressees, self.later.addressees
        return (before, after) if set(before) != set(after) else None


def compare_texts(earlier: DocumentText, later: DocumentText) -> tuple[Pair, ...]:
    """The pairs of two texts in one language, in the order of the later one.

    Raises ValueError for texts in two languages.
    """
    if earlier.language != later.language:
        raise ValueError(
            f"found texts in {earlier.language} and {later.language}; accepted are two in one "
            "language"
        )
    return compare_parts(list_parts(earlier), list_parts(later))


def list_parts(text: DocumentText) -> tuple[Part, ...]:
    """What is compared of a text, in order: inline items are part of their paragraph."""
    paragraphs = [
        Part(
            anchor=paragraph.anchor,
            kind=paragraph.kind,
            parent=paragraph.parent,
            number=paragraph.number or "",
            text=paragraph.body,
            verb=paragraph.verb.key if paragraph.verb else None,
            addressees=paragraph.addressee.keys if paragraph.addressee else (),
        )
        for paragraph in text.paragraphs
        if paragraph.kind != "inline"
    ]
    notes = [
        Part(note.anchor, "footnote", None, note.mark, _note_body(note), None, ())
        for note in text.footnotes
    ]
    return (*paragraphs, *notes)


def _note_body(note: Footnote) -> str:
    return note.text.strip().removeprefix(note.mark).lstrip()


def compare_parts(earlier: Sequence[Part], later: Sequence[Part]) -> tuple[Pair, ...]:
    """The pairs of two sequences of parts."""
    sides = (earlier, later)
    symbols = as_symbols([_telling_words(part.text) for side in sides for part in side])
    before, after = symbols[: len(earlier)], symbols[len(earlier) :]
    aligned = list(_align(earlier, later, before, after))
    partner = {i: j for i, j in aligned if i is not None and j is not None}
    moved = _find_moved(earlier, later, before, after, partner)
    anchors = {earlier[i].anchor: later[j].anchor for i, j in (partner | moved).items()}
    origin = {j: i for i, j in moved.items()}
    pairs: list[Pair] = []
    for i, j in aligned:
        if j is None and i in moved:
            continue  # it stands where it went
        elsewhere = j in origin
        first = i if j is None else origin.get(j, i)
        pairs.append(
            _pair(
                None if first is None else earlier[first],
                None if j is None else later[j],
                elsewhere,
                anchors,
            )
        )
    return tuple(pairs)


def map_anchors(pairs: Sequence[Pair]) -> Mapping[str, str]:
    """The anchor in the later text of everything in the earlier one that is still there."""
    return {p.earlier.anchor: p.later.anchor for p in pairs if p.earlier and p.later}


def count_kinds(pairs: Sequence[Pair]) -> Mapping[PairKind, int]:
    """How many pairs there are of every kind."""
    found = Counter(pair.kind for pair in pairs)
    return {kind: found[kind] for kind in PAIR_KINDS}


def tell_differences(pairs: Sequence[Pair]) -> Iterator[str]:
    """The differences for an editor, a line each: `[-went-]` and `{+came+}`."""
    for pair in pairs:
        if pair.kind == "unchanged":
            continue
        names = [part.anchor for part in (pair.earlier, pair.later) if part]
        told = [" → ".join(dict.fromkeys(names)), pair.kind]
        if pair.verb:
            told.append(f"verb {' → '.join(pair.verb)}")
        if pair.addressees:
            sides = (", ".join(side) or "nobody" for side in pair.addressees)
            told.append(f"addressees {' → '.join(sides)}")
        if pair.kind != "moved":
            told.append("".join(_MARKED[run.kind].format(run.text) for run in pair.runs))
        yield "\t".join(told)


def tell_mastheads(earlier: DocumentText, later: DocumentText) -> Iterator[str]:
    """The lines of mastheads that differ, by field, as `tell_differences` tells paragraphs."""
    for field in dict.fromkeys(line.field for line in (*earlier.masthead, *later.masthead)):
        before, after = (
            " / ".join(line.text for line in text.masthead if line.field == field)
            for text in (earlier, later)
        )
        if _shown(before) != _shown(after):
            runs = find_differences(before, after)
            said = "".join(_MARKED[run.kind].format(run.text) for run in runs)
            yield f"masthead: {field}\tchanged\t{said}"


_MARKED = {"same": "{}", "deleted": "[-{}-]", "added": "{{+{}+}}"}


# -- one pair --------------------------------------------------------------------------------------


def _pair(
    earlier: Part | None, later: Part | None, elsewhere: bool, anchors: Mapping[str, str]
) -> Pair:
    if earlier is None or later is None:
        one = later or earlier
        assert one is not None  # a pair has a side at least
        run = Run("added" if later else "deleted", one.text)
        return Pair("added" if later else "deleted", earlier, later, (run,) * bool(one.text), False)
    kind: PairKind = "changed"
    if _shown(earlier.text) == _shown(later.text):
        home = earlier.anchor == later.anchor or (anchors.get(earlier.parent or "") == later.parent)
        stayed = home and not elsewhere and _bare(earlier.number) == _bare(later.number)
        kind = "unchanged" if stayed else "moved"
    return Pair(kind, earlier, later, find_differences(earlier.text, later.text), elsewhere)


def _shown(text: str) -> str:
    """A text as it looks: without what no reader sees."""
    return unicodedata.normalize("NFC", clean(text))


def _bare(number: str) -> str:
    """A printed number without its dots and brackets."""
    return re.sub(r"[\W_]", "", fold(number))


# -- the alignment ---------------------------------------------------------------------------------


def _telling_words(text: str) -> list[str]:
    """The words of a text as they are compared, Chinese by characters."""
    found: list[str] = []
    for word in words(fold(text)):
        found += [word] if word[0] < "\u2e80" else list(word)
    return found or [text]


def _align(
    earlier: Sequence[Part], later: Sequence[Part], before: list[str], after: list[str]
) -> Iterator[tuple[int | None, int | None]]:
    """Indexes side by side in the order of both; None where a side has nothing."""
    i = j = 0
    keyed = [
        [(_species(part), text) for part, text in zip(*side, strict=True)]
        for side in ((earlier, before), (later, after))
    ]
    for fixed_i, fixed_j in [*_find_fixed(*keyed), (len(before), len(after))]:
        inside = _align_between(
            earlier[i:fixed_i], later[j:fixed_j], before[i:fixed_i], after[j:fixed_j]
        )
        for a, b in inside:
            yield (None if a is None else i + a, None if b is None else j + b)
        if fixed_i < len(before) and fixed_j < len(after):
            yield fixed_i, fixed_j
        i, j = fixed_i + 1, fixed_j + 1


def _find_fixed(
    before: list[tuple[str, str]], after: list[tuple[str, str]]
) -> list[tuple[int, int]]:
    """Equal texts that stand once on each side, as many as keep their order."""
    once = [
        {
            key: place
            for place, key in enumerate(side)
            if count[key] == 1 and len(key[1]) >= _TELLING
        }
        for side, count in ((before, Counter(before)), (after, Counter(after)))
    ]
    common = [(i, once[1][key]) for key, i in once[0].items() if key in once[1]]
    ends: list[int] = []  # the last place of the best row of each length
    rows: list[list[tuple[int, int]]] = []
    for i, j in common:
        length = bisect_left(ends, j)
        row = [*(rows[length - 1] if length else ()), (i, j)]
        ends[length : length + 1], rows[length : length + 1] = [j], [row]
    return rows[-1] if rows else []


def _align_between(
    earlier: Sequence[Part], later: Sequence[Part], before: list[str], after: list[str]
) -> list[tuple[int | None, int | None]]:
    """The alignment that keeps the order and has most in common."""
    height, width = len(earlier), len(later)
    if not height or not width:
        return [*((i, None) for i in range(height)), *((None, j) for j in range(width))]
    gain = _gains(earlier, later, before, after)
    best = np.zeros((height + 1, width + 1))
    for i in range(height):
        with_this = best[i, :-1] + gain[i]
        best[i + 1, 1:] = np.maximum.accumulate(np.maximum(best[i, 1:], with_this))
    path: list[tuple[int | None, int | None]] = []
    i, j = height, width
    while i and j:
        if gain[i - 1, j - 1] and best[i, j] == best[i - 1, j - 1] + gain[i - 1, j - 1]:
            i, j = i - 1, j - 1
            path.append((i, j))
        elif best[i, j] == best[i, j - 1]:
            j -= 1
            path.append((None, j))
        else:
            i -= 1
            path.append((i, None))
    path += [(None, place) for place in range(j - 1, -1, -1)]
    path += [(place, None) for place in range(i - 1, -1, -1)]
    return path[::-1]


def _gains(
    earlier: Sequence[Part], later: Sequence[Part], before: list[str], after: list[str]
) -> NDArray[np.float64]:
    """What each pair is worth: nothing for parts that are not alike."""
    like = _similarities(before, after)
    anchors, kinds = (
        np.array([[a == b for b in right] for a in left])
        for left, right in (
            ([p.anchor for p in earlier], [p.anchor for p in later]),
            ([_species(p) for p in earlier], [_species(p) for p in later]),
        )
    )
    worth = np.where(like >= np.where(anchors, _LIKE_AT_HOME, _LIKE), like**2 + 0.05 * anchors, 0.0)
    found: NDArray[np.float64] = np.where(kinds, worth, 0.0)
    return found


def _similarities(before: list[str], after: list[str]) -> NDArray[np.float64]:
    return process.cdist(before, after, scorer=Indel.normalized_similarity, dtype=np.float64)


def _species(part: Part) -> str:
    """What never becomes one another: a heading, a footnote, a paragraph."""
    return part.kind if part.kind in {"heading", "footnote"} else "paragraph"


def _find_moved(
    earlier: Sequence[Part],
    later: Sequence[Part],
    before: list[str],
    after: list[str],
    partner: Mapping[int, int],
) -> dict[int, int]:
    """What was left over on both sides and is the same paragraph elsewhere."""
    taken = set(partner.values())
    gone = [i for i in range(len(earlier)) if i not in partner and len(before[i]) >= _TELLING]
    come = [j for j in range(len(later)) if j not in taken and len(after[j]) >= _TELLING]
    if not gone or not come:
        return {}
    like = _similarities([before[i] for i in gone], [after[j] for j in come])
    close = sorted(
        (-float(like[a, b]), gone[a], come[b])
        for a, b in zip(*np.nonzero(like >= _LIKE_ELSEWHERE), strict=True)
        if _species(earlier[gone[a]]) == _species(later[come[b]])
    )
    moved: dict[int, int] = {}
    for _, i, j in close:
        if i not in moved and j not in moved.values():
            moved[i] = j
    return moved
