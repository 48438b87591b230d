"""Snippets: the best part of a text and what matches in it, in six languages."""

from __future__ import annotations

import pytest

from indexer.artefact import Artefact
from indexer.highlights import number_of, read_words
from indexer.text import Token, analyse, analyse_query, sentences
from kb_service.results import SnippetPart
from kb_service.snippets import Name, TokenIndex, build_snippet, matched_words


def equally(term: str) -> float:
    return 1.0


def snippet(
    text: str, query: str, language: str, length: int = 120, best: tuple[int, int] | None = None
) -> tuple[SnippetPart, ...]:
    """The snippet for a query; the best sentence is the one that holds most of its words."""
    terms = {number_of(token.term): token.term for token in analyse_query(query, language)}
    matches = TokenIndex(read_words(text, language)).find(terms)
    if best is None:
        spans = sentences(text) or [(0, len(text))]
        best = trim(text, max(spans, key=lambda span: len(inside(matches, span))))
    return build_snippet(text, matches, length, equally, best)


def inside(matches: list[Token], span: tuple[int, int]) -> set[str]:
    return {t.term for t in matches if span[0] <= t.start and t.end <= span[1]}


def trim(text: str, span: tuple[int, int]) -> tuple[int, int]:
    piece = text[slice(*span)]
    start = span[0] + len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip())


def joined(parts: tuple[SnippetPart, ...]) -> str:
    return "".join(text for text, _, _ in parts)


def marked(parts: tuple[SnippetPart, ...]) -> list[str]:
    return [text for text, is_match, _ in parts if is_match]


def best_of(parts: tuple[SnippetPart, ...]) -> str:
    return "".join(text for text, _, is_best in parts if is_best)


@pytest.mark.parametrize(
    ("language", "text", "query", "expected"),
    [
        ("en", "Lands were monitored.", "monitoring of land", ["Lands", "monitored"]),
        ("fr", "L’Évaluation des terres", "evaluation", ["Évaluation"]),
        ("es", "Declaraciones del año", "declaración", ["Declaraciones"]),
        ("ru", "оценка почвенного углерода", "почвенный углерод", ["почвенного", "углерода"]),
        ("ar", "تخطيط استخدام الأَراضي وتدهورها", "أراضي", ["الأَراضي"]),
        ("zh", "估算土壤有机碳的工具", "土壤有机碳", ["土壤有机碳"]),
        ("zh", "评估LDN与土壤", "ldn", ["LDN"]),
    ],
)
def test_words_are_marked_as_printed(
    language: str, text: str, query: str, expected: list[str]
) -> None:
    parts = snippet(text, query, language)
    assert marked(parts) == expected
    assert joined(parts) == text


@pytest.mark.parametrize(
    ("language", "filler", "needle", "query"),
    [
        (
            "en",
            "Nothing of the kind stands here at all. ",
            "Women take part in decisions.",
            "women",
        ),
        ("zh", "这里没有相关的内容可以参考使用。", "妇女参与决策。", "妇女"),
        ("ar", "لا يوجد هنا شيء من هذا القبيل. ", "مشاركة النساء في صنع القرار.", "النساء"),
        ("ru", "Здесь нет ничего подобного вовсе. ", "Женщины участвуют в решениях.", "женщины"),
    ],
)
def test_the_best_sentence_is_shown_not_the_first(
    language: str, filler: str, needle: str, query: str
) -> None:
    text = filler * 12 + needle + " " + filler * 12
    parts = snippet(text, query, language, 100)
    assert len(marked(parts)) == 1
    assert parts[0] == parts[-1] == ("…", False, False)
    shown = joined(parts).strip("…")
    assert shown in text
    assert len(shown) <= 140
    assert shown.startswith(needle)
    assert best_of(parts) == needle


@pytest.mark.parametrize(
    ("language", "text", "query", "best", "parts"),
    [
        (
            "en",
            "Land is one. Women decide. Soil is two.",
            "women land",
            "Women decide.",
            [
                ("Land", True, False),
                (" is one. ", False, False),
                ("Women", True, True),
                (" decide.", False, True),
                (" Soil is two.", False, False),
            ],
        ),
        (
            "zh",
            "土地为一。妇女决策。",
            "妇女",
            "妇女决策。",
            [("土地为一。", False, False), ("妇女", True, True), ("决策。", False, True)],
        ),
        (
            "ar",
            "الأرض واحدة. تشارك النساء.",
            "النساء",
            "تشارك النساء.",
            [
                ("الأرض واحدة. ", False, False),
                ("تشارك ", False, True),
                ("النساء", True, True),
                (".", False, True),
            ],
        ),
    ],
)
def test_a_short_text_is_shown_whole_with_its_best_sentence_told(
    language: str, text: str, query: str, best: str, parts: list[SnippetPart]
) -> None:
    start = text.index(best)
    found = snippet(text, query, language, best=(start, start + len(best)))
    assert list(found) == parts


def test_the_window_begins_with_the_best_sentence_whatever_matches_elsewhere() -> None:
    text = "Soil soil soil. " * 10 + "Women decide. " + "Soil carbon. " * 20
    start = text.index("Women")
    parts = snippet(text, "soil carbon", "en", 100, best=(start, start + 13))
    assert joined(parts).startswith("…Women decide. Soil carbon.")
    assert best_of(parts) == "Women decide."
    assert set(marked(parts)) == {"Soil", "carbon"}


def test_a_best_sentence_longer_than_the_window_is_shown_where_it_matches() -> None:
    for language, filler, needle in (
        ("en", "land ", "gender "),
        ("zh", "土地", "性别"),
        ("ar", "أرض ", "نساء "),
    ):
        long = filler * 100 + needle + filler * 100
        text = f"{needle}. {long}. {needle}."
        parts = snippet(text, needle, language, 80, best=(len(needle) + 2, len(text) - 2))
        assert marked(parts) == [needle.strip()], language
        assert {is_best for part, _, is_best in parts if part != "…"} == {True}


def test_the_text_as_a_whole_may_be_the_best_sentence() -> None:
    for text, language in (("Land tenure", "en"), ("土地保有权", "zh"), ("حيازة الأراضي", "ar")):
        assert best_of(snippet(text, "x", language, best=(0, len(text)))) == text
        assert best_of(snippet(text, text, language, best=(0, len(text)))) == text


def test_a_match_deep_in_one_long_sentence_is_shown() -> None:
    for language, word, needle in (
        ("en", "land ", "gender "),
        ("zh", "土地", "性别"),
        ("ar", "أرض ", "نساء "),
    ):
        text = word * 200 + needle + word * 200
        assert marked(snippet(text, needle, language, 80)), language


def test_words_are_not_cut() -> None:
    text = "uninterrupted " * 60
    parts = snippet(text, "uninterrupted", "en", 100)
    assert set(marked(parts)) == {"uninterrupted"}


def test_without_a_match_the_beginning_is_shown() -> None:
    text = "土地退化零增长。" * 60
    parts = snippet(text, "xyz", "zh", 100)
    assert not marked(parts)
    assert text.startswith(parts[0][0])
    assert parts[-1] == ("…", False, False)
    for blank in ("", "  ", "\n"):
        assert build_snippet(blank, [], 100, equally, (0, len(blank))) == ()


def test_parts_joined_are_a_piece_of_every_passage(artefact: Artefact) -> None:
    for passage in artefact.passages[::5]:
        query = passage.text[len(passage.text) // 2 :][:30]
        parts = snippet(passage.text, query, passage.language)
        shown = "".join(part for part, _, _ in parts if part != "…")
        assert shown in passage.text
        assert all(part for part, _, _ in parts)
        assert best_of(parts) in passage.text
        assert best_of(parts) or not passage.text


def test_a_synonym_counts_as_a_whole_only() -> None:
    words = read_words("Sustainable management of land, and sustainable land management", "en")
    phrase = tuple(token.term for token in analyse("sustainable land management", "en"))
    found = TokenIndex(words).find({}, [Name.of(phrase)])
    assert [token.position for token in found] == [5, 6, 7]


def test_matched_words_are_named_once_as_printed() -> None:
    text = "Land and land; 土壤碳"
    matches = TokenIndex(read_words(text, "en")).find({number_of("land"): "land"})
    assert matched_words(text, matches) == ("Land", "land")
