"""Two texts compared: pairs that survive insertion and renumbering, words that went and came."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from indexer.comparison import (
    Pair,
    Part,
    compare_parts,
    compare_texts,
    count_kinds,
    list_parts,
    map_anchors,
    tell_differences,
)
from indexer.decision import parse_decision
from indexer.differences import Run, cut_words, find_differences
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from tests.later_version import DRAFT, write_text

ROOT = Path(__file__).parents[2]
#: Letters, marks and signs of all scripts at hand, and what is made of several characters.
_PIECES = (
    *("a", "B", "é", "e\u0301", "ß", "й", "и\u0306", "ё", "土", "地", "、", "，", "1", "٣", "²"),
    *("ب", "بِ", "كِتَاب", "ال", "ـ", "\u0640\u0651", "؛", "\u200f", "\u200d", "\u200c"),
    *(
        " ",
        "  ",
        "\n",
        "\u00a0",
        "-",
        "/",
        "(",
        "’",
        "👩🏽\u200d🌾",
        "🇫🇷",
        "1\ufe0f\u20e3",
        "한",
        "ᄒ",
        "ᅡ",
    ),
    *("Parties", "country", "encourages", "\U00020000", "\u0600"),
)
_texts = st.lists(st.sampled_from(_PIECES), max_size=25).map("".join)


def restore_earlier(runs: Iterable[Run]) -> str:
    """The text before the changes."""
    return "".join(run.text for run in runs if run.kind != "added")


def restore_later(runs: Iterable[Run]) -> str:
    """The text after the changes."""
    return "".join(run.text for run in runs if run.kind != "deleted")


def part(number: int, text: str, kind: str = "operative", parent: str | None = None) -> Part:
    return Part(f"op-{number}", kind, parent, f"{number}.", text, None, ())


def parts(*texts: str) -> list[Part]:
    return [part(number, text) for number, text in enumerate(texts, 1)]


def kinds(pairs: tuple[Pair, ...]) -> list[tuple[str, str | None, str | None]]:
    return [
        (p.kind, p.earlier and p.earlier.anchor, p.later and p.later.anchor)  # type: ignore[misc]
        for p in pairs
    ]


def marked(earlier: str, later: str) -> str:
    signs = {"same": "{}", "deleted": "[{}]", "added": "<{}>"}
    return "".join(signs[r.kind].format(r.text) for r in find_differences(earlier, later))


# -- words -----------------------------------------------------------------------------------------


@given(_texts, _texts)
def test_differences_make_the_later_text_of_the_earlier(earlier: str, later: str) -> None:
    runs = find_differences(earlier, later)
    assert restore_earlier(runs) == earlier and restore_later(runs) == later
    assert all(run.text for run in runs)
    assert runs == find_differences(earlier, later)


@given(_texts, _texts)
def test_no_run_begins_inside_what_a_reader_sees_as_one_character(earlier: str, later: str) -> None:
    runs = find_differences(earlier, later)
    for text, kept in ((earlier, "deleted"), (later, "added")):
        ends = {0, *(match.end() for match in regex.finditer(r"\X", text))}
        place = 0
        for run in runs:
            assert place in ends, (text, place, runs)
            place += len(run.text) if run.kind in {"same", kept} else 0


@given(_texts)
def test_words_are_cut_without_loss(text: str) -> None:
    assert "".join(cut_words(text)) == text
    same = find_differences(text, text)
    assert same == ((Run("same", text),) if text else ())


@pytest.mark.parametrize(
    ("earlier", "later", "found"),
    [
        ("", "", ""),
        ("", "Encourages", "<Encourages>"),
        ("Encourages Parties to:", "Requests Parties to:", "[Encourages]<Requests> Parties to:"),
        (
            "促进共享土壤有机碳数据；",
            "促进交流土壤有机碳数据；",
            "促进[共享]<交流>土壤有机碳数据；",
        ),
        (
            "يدعو الأطرافَ إلى العمل معاً",
            "يطلب الأطرافَ إلى العمل معا",
            "[يدعو]<يطلب> الأطرافَ إلى العمل [معاً]<معا>",
        ),
        (
            "invites the Parties to act by 2024 at the latest, together with others",
            "invites the Parties to act by 2030 at the latest, together with others",
            "invites the Parties to act by [2024]<2030> at the latest, together with others",
        ),
        ("neutrality¹ provides", "neutrality² provides", "neutrality[¹]<²> provides"),
    ],
)
def test_whole_words_are_told(earlier: str, later: str, found: str) -> None:
    assert marked(earlier, later) == found


def test_a_word_that_stayed_by_chance_is_no_island() -> None:
    found = marked(
        "Reaffirms that land and water are vital to life, and takes note of the progress made",
        "Reaffirms that sustainable care matters to us, and takes note of the progress made",
    )
    assert found.count("[") == 1 and found.endswith(", and takes note of the progress made")
    rewritten = marked("Alpha beta gamma delta of epsilon", "One two three of four five six seven")
    assert rewritten.startswith("[") and rewritten.count("[") == 1


# -- paragraphs ------------------------------------------------------------------------------------

A = "Encourages Parties to promote sustainable land management practices;"
B = "Invites technical partners to design a framework for soil organic carbon;"
C = "Requests the secretariat to report on progress at the next session of the Conference;"
NEW = "Welcomes with appreciation the contributions that donors have made so far;"


def test_equal_and_empty_texts() -> None:
    assert compare_parts([], []) == ()
    found = compare_parts(parts(A, B, C), parts(A, B, C))
    assert {pair.kind for pair in found} == {"unchanged"} and len(found) == 3
    assert kinds(compare_parts([], parts(A))) == [("added", None, "op-1")]
    assert kinds(compare_parts(parts(A), [])) == [("deleted", "op-1", None)]


def test_an_inserted_paragraph_changes_no_pair_but_its_own() -> None:
    assert kinds(compare_parts(parts(A, B, C), parts(A, NEW, B, C))) == [
        ("unchanged", "op-1", "op-1"),
        ("added", None, "op-2"),
        ("moved", "op-2", "op-3"),
        ("moved", "op-3", "op-4"),
    ]


def test_a_paragraph_that_changed_places_is_known_again() -> None:
    found = compare_parts(parts(A, B, C, NEW), parts(C, A, B, NEW))
    assert [(p.kind, p.out_of_order) for p in found] == [
        ("moved", True),
        ("moved", False),
        ("moved", False),
        ("unchanged", False),
    ]
    changed = compare_parts(parts(A, B, C), parts(B, C, A.replace("promote", "foster")))
    assert kinds(changed)[-1] == ("changed", "op-1", "op-3") and changed[-1].out_of_order


def test_a_deleted_paragraph_stands_where_it_was() -> None:
    assert kinds(compare_parts(parts(A, B, C), parts(A, C)))[1] == ("deleted", "op-2", None)


def test_a_rewritten_paragraph_is_no_change_of_the_old_one() -> None:
    found = kinds(compare_parts(parts(A, B), parts(A, NEW)))
    assert found[1:] == [("deleted", "op-2", None), ("added", None, "op-2")]


def test_items_of_a_renumbered_paragraph_are_unchanged() -> None:
    def with_items(number: int) -> list[Part]:
        top = part(number, A)
        items = [
            Part(f"op-{number}-{mark}", "subparagraph", top.anchor, f"({mark})", text, None, ())
            for mark, text in (("a", B), ("b", C))
        ]
        return [top, *items]

    found = compare_parts(with_items(1), [part(1, NEW), *with_items(2)])
    assert [pair.kind for pair in found] == ["added", "moved", "unchanged", "unchanged"]
    swapped = with_items(1)
    swapped[1:] = [
        Part("op-1-a", "subparagraph", "op-1", "(a)", C, None, ()),
        Part("op-1-b", "subparagraph", "op-1", "(b)", B, None, ()),
    ]
    assert sorted(p.kind for p in compare_parts(with_items(1), swapped)) == [
        "moved",
        "moved",
        "unchanged",
    ]


def test_what_no_reader_sees_is_no_change() -> None:
    invisible = A.replace("Parties", "Parties\u200f").replace(" to ", "\u00a0to ")
    (found,) = compare_parts(parts(A), parts(invisible))
    assert found.kind == "unchanged" and restore_later(found.runs) == invisible


def test_headings_and_footnotes_stay_among_themselves() -> None:
    note = Part("fn-1", "footnote", None, "¹", A, None, ())
    assert [p.kind for p in compare_parts([note], parts(A))] == ["deleted", "added"]


@given(
    st.lists(st.sampled_from((A, B, C, NEW, "", "Other;", "土地退化零增长；")), max_size=7),
    st.randoms(),
)
def test_every_part_stands_in_exactly_one_pair(texts: list[str], chance: random.Random) -> None:
    earlier = parts(*texts)
    others = [text for text in texts if chance.random() < 0.7] + [NEW] * (chance.random() < 0.3)
    chance.shuffle(others)
    later = parts(*others)
    found = compare_parts(earlier, later)
    assert [p.later for p in found if p.later] == later
    before = [p.earlier for p in found if p.earlier]
    assert sorted(before, key=earlier.index) == earlier
    for pair in found:
        assert restore_earlier(pair.runs) == (pair.earlier.text if pair.earlier else "")
        assert restore_later(pair.runs) == (pair.later.text if pair.later else "")
    assert found == compare_parts(earlier, later)
    assert sum(count_kinds(found).values()) == len(found)


# -- real texts ------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_a_text_is_unchanged_beside_itself(code: str, knowledge_base: KnowledgeBase) -> None:
    text = knowledge_base.documents[DRAFT].texts[code]
    found = compare_texts(text, text)
    assert {pair.kind for pair in found} == {"unchanged"}
    assert len(found) == len(list_parts(text))
    assert list(tell_differences(found)) == []


@pytest.mark.parametrize("code", ["ar", "en", "zh"])
def test_a_later_version_is_compared_alike_in_every_language(
    code: str, knowledge_base: KnowledgeBase
) -> None:
    draft = knowledge_base.documents[DRAFT].texts[code]
    later = parse_decision(write_text(ROOT / "content", code), code)
    assert later.problems == ()
    found = compare_texts(draft, later.text)
    told = {pair.kind: _anchors(found, pair.kind) for pair in found}
    assert told["added"] == ["op-3"] and told["deleted"] == ["op-4-d"]
    assert told["changed"] == ["op-3", "op-6"]
    assert told["moved"] == [f"op-{number}" for number in (4, 5, 7, 8, 9, 10, 11, 12)]
    assert not any(pair.out_of_order for pair in found)
    verbs = [pair.verb for pair in found if pair.verb]
    assert verbs == [("invites", "requests")] and not any(pair.addressees for pair in found)
    anchors = map_anchors(found)
    assert (anchors["pp-1"], anchors["op-6"], anchors["op-4-c"]) == ("pp-1", "op-7", "op-5-c")
    assert "op-4-d" not in anchors


def _anchors(pairs: tuple[Pair, ...], kind: str) -> list[str]:
    sides: Iterator[Part | None] = (p.earlier or p.later for p in pairs if p.kind == kind)
    return [each.anchor for each in sides if each]


def test_a_translation_and_the_official_text_that_replaces_it(
    knowledge_base: KnowledgeBase,
) -> None:
    """What an editor sees before an official text is put in the place of a translation."""
    draft = knowledge_base.documents[DRAFT].texts["en"]
    source = (ROOT / "content/decisions" / DRAFT / "en.md").read_text("utf-8").split("---\n", 2)[2]
    official = source.replace("1. Encourages Parties to:", "1. Encourages country Parties to:")
    found = compare_texts(draft, parse_decision(official, "en").text)
    (line,) = tell_differences(found)
    assert line == (
        "op-1\tchanged\taddressees parties → country-parties\tEncourages {+country +}Parties to:"
    )


def test_two_languages_are_refused(knowledge_base: KnowledgeBase) -> None:
    texts = knowledge_base.documents[DRAFT].texts
    with pytest.raises(ValueError, match="found texts in ar and zh"):
        compare_texts(texts["ar"], texts["zh"])
