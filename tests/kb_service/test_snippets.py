"""Snippets: the best part of a text and what matches in it, in six languages."""

from __future__ import annotations

import pytest

from indexer.artefact import Artefact
from indexer.text import analyse, analyse_query
from kb_service.results import SnippetPart
from kb_service.snippets import build_snippet, find_matches, matched_words


def snippet(text: str, query: str, language: str, length: int = 120) -> tuple[SnippetPart, ...]:
    terms = {token.term for token in analyse_query(query, language)}
    matches = find_matches(analyse(text, language), terms)
    return build_snippet(text, matches, length, lambda term: 1.0)


def marked(parts: tuple[SnippetPart, ...]) -> list[str]:
    return [text for text, is_match in parts if is_match]


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
    assert "".join(part for part, _ in parts) == text


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
    assert parts[0] == ("…", False)
    assert parts[-1] == ("…", False)
    shown = "".join(part for part, _ in parts).strip("…")
    assert shown in text
    assert len(shown) <= 140
    assert shown.startswith(needle[:4])


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
    assert parts[-1] == ("…", False)
    assert build_snippet("", [], 100, lambda term: 1.0) == ()


def test_parts_joined_are_a_piece_of_every_passage(artefact: Artefact) -> None:
    for passage in artefact.passages[::5]:
        query = passage.text[len(passage.text) // 2 :][:30]
        parts = snippet(passage.text, query, passage.language)
        shown = "".join(part for part, _ in parts if part != "…")
        assert shown in passage.text
        assert all(part for part, _ in parts)


def test_a_synonym_counts_as_a_whole_only() -> None:
    tokens = analyse("Sustainable management of land, and sustainable land management", "en")
    phrase = tuple(token.term for token in analyse("sustainable land management", "en"))
    found = find_matches(tokens, (), [phrase])
    assert [token.position for token in found] == [5, 6, 7]


def test_matched_words_are_named_once_as_printed() -> None:
    text = "Land and land; 土壤碳"
    matches = find_matches(analyse(text, "en"), {"land"})
    assert matched_words(text, matches) == ("Land", "land")
