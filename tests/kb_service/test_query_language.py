"""The language of a query: by script, letters, words and reader."""

from __future__ import annotations

import csv
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from langdetect.utils.ngram import NGram

from indexer.artefact import Artefact
from indexer.languages import CODES
from kb_service.query_language import LATIN, LanguageDetector, read_letters, read_ngrams

# Measured on tests/fixtures/query_languages.tsv (165 queries, two thirds of one to three words):
# 99.4 % without a reader's language, 100 % with the right one, 99.5 % with a wrong one.
# langdetect with all its profiles: 65 %.
FLOORS = {"none": 0.98, "own": 0.99, "other": 0.98}


@pytest.fixture(scope="module")
def detector(artefact: Artefact) -> LanguageDetector:
    return LanguageDetector({code: artefact.lexicons(code).counts for code in CODES})


@pytest.fixture(scope="module")
def labelled(repository: Path) -> list[tuple[str, str]]:
    path = repository / "tests" / "fixtures" / "query_languages.tsv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [(row["lang"], row["text"]) for row in rows]


def test_every_language_is_represented(labelled: list[tuple[str, str]]) -> None:
    for code in CODES:
        assert sum(language == code for language, _ in labelled) >= 20


@pytest.mark.parametrize("reader", list(FLOORS))
def test_accuracy(detector: LanguageDetector, labelled: list[tuple[str, str]], reader: str) -> None:
    wrong = []
    count = 0
    for language, text in labelled:
        readers = {
            "none": [None],
            "own": [language],
            "other": [code for code in CODES if code != language],
        }[reader]
        for known in readers:
            if known not in LATIN and known is not None and language in LATIN and text.isupper():
                continue  # an abbreviation typed by a reader of another script is theirs
            count += 1
            if detector.detect(text, known) != language:
                wrong.append((language, text, known))
    assert 1 - len(wrong) / count >= FLOORS[reader], wrong


def test_letters_alone_are_enough_mostly(labelled: list[tuple[str, str]]) -> None:
    """Without an index, as on an empty knowledge base; 93.9 % measured."""
    detector = LanguageDetector()
    right = sum(detector.detect(text) == language for language, text in labelled)
    assert right / len(labelled) >= 0.92


@pytest.mark.parametrize(
    ("text", "reader", "language"),
    [
        ("LDN", "zh", "zh"),
        ("LDN", "ar", "ar"),
        ("SOC", None, "en"),
        ("NDT", "fr", "fr"),
        ("механизм LDN", "en", "ru"),
        ("LDN 框架", "fr", "zh"),
        ("مؤشر LDN", "en", "ar"),
        ("在 the framework 中的土地", None, "zh"),
        ("paragraph 9 (d)", "en", "en"),
        ("paragraphe 9", "en", "fr"),
        ("párrafo 9", "en", "es"),
        ("paragraphe 9", None, "fr"),
        ("párrafo 9 d)", "zh", "es"),
        ("apartado d) del párrafo 9", "en", "es"),
        ("alinéa d) du paragraphe 9", "en", "fr"),
        ("subparagraph (d) of paragraph 9", "ar", "en"),
        ("пункт 9 d)", "en", "ru"),
        ("п. 9 d)", "fr", "ru"),
        ("第9段(d)分段", "en", "zh"),
        ("الفقرة 9 (هـ)", "en", "ar"),
        ("第 18/COP.13 号决定", "en", "zh"),
        ("решение 18/COP.13", "en", "ru"),
        ("18/СОР.13", "en", "ru"),
        ("decision 18/COP.13", None, "en"),  # typed without accents it may be any of three
        ("decision 18/COP.13", "fr", "fr"),
        ("decision 18/COP.13", "ru", "ru"),
        ("la décision 18/COP.13", "en", "fr"),
        ("la decisión 18/COP.13", "en", "es"),
        ("the decision 18/COP.13", "es", "en"),
        ("para 9(d)", None, "en"),
        ("para 9(d)", "fr", "fr"),
        ("9 (d)", None, "en"),
        ("9 (d)", "en", "en"),
        ("§ 9 d", None, "en"),
        ("§ 9 d", "zh", "zh"),
        ("18/COP.13", None, "en"),
        ("18/COP.13", "es", "es"),
        ("ICCD/COP(14)/CST/2", "ar", "ar"),
        ("Article 24", None, "en"),
        ("Article 24 of the Convention", "fr", "en"),
        ("l’article 24 de la Convention", "en", "fr"),
        ("artículo 24", "en", "es"),
        ("статья 24", "en", "ru"),
        ("المادة 24", "en", "ar"),
        ("第24条", "en", "zh"),
        ("12345", "ru", None),
        ("!?", None, None),
        ("", "en", None),
        ("\u202e\ud800", "en", None),
    ],
)
def test_single_cases(
    detector: LanguageDetector, text: str, reader: str | None, language: str | None
) -> None:
    assert detector.detect(text, reader) == language


def test_answers_do_not_change(detector: LanguageDetector, labelled: list[tuple[str, str]]) -> None:
    texts = [text for _, text in labelled]
    once = [detector.detect(text, "es") for text in texts]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda text: detector.detect(text, "es"), texts)) == once


def test_it_is_quick_even_for_long_texts(detector: LanguageDetector) -> None:
    started = time.perf_counter()
    for _ in range(20):
        detector.detect("les terres dégradées " * 5000)
    assert (time.perf_counter() - started) / 20 < 0.05


@pytest.mark.parametrize("word", ["pizza", "drones", "kubernetes"])
@pytest.mark.parametrize("reader", ["en", "fr", "es"])
def test_a_single_word_that_no_text_holds_is_in_the_readers_language(
    word: str, reader: str, detector: LanguageDetector
) -> None:
    assert detector.detect(word, reader) == reader


def test_ngrams_are_those_that_langdetect_counts(labelled: list[tuple[str, str]]) -> None:
    texts = [text for text, _ in labelled]
    for text in (*texts, "L’ÉTÉ  –  N° 5… Ωmega, naïve\u0300 x", "", " a b "):
        gram, expected = NGram(), Counter[str]()
        for character in text.lower() + " ":
            gram.add_char(character)
            held = (gram.get(size) for size in (1, 2, 3))
            expected.update(one for one in held if one and one.strip())
        found = Counter(one for run in read_letters(text).split() for one in read_ngrams(run))
        assert found == expected, text
