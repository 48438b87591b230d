"""What was meant by words that no text holds: slips mended, romanised names read, the rest left."""

from __future__ import annotations

import csv
import random
import statistics
from pathlib import Path

import pytest

from indexer.artefact import Artefact
from indexer.known_words import KnownWords, hash_lists
from indexer.languages import CODES
from indexer.lexical import build_lexical
from indexer.lexicon import build_lexicons
from indexer.model import Passage
from indexer.text import analyse_query, fold, words
from kb_service.expansion import read_concepts
from kb_service.results import Correction
from kb_service.spelling import Spelling
from kb_service.term_statistics import TermStatistics
from tests.kb_service.passages import paragraph


@pytest.fixture(scope="module")
def spelling(artefact: Artefact) -> Spelling:
    return Spelling(
        TermStatistics(artefact.lexical),
        artefact.lexicons,
        read_concepts(artefact.records),
        artefact.known_words,
    )


def build(*passages: Passage) -> Spelling:
    return Spelling(
        TermStatistics(build_lexical(passages)),
        build_lexicons(passages),
        (),
        KnownWords(hash_lists()),
    )


# -- slips -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "typed", "meant"),
    [
        ("en", "land degredation neutrality", "land degradation neutrality"),
        ("en", "desertifcation", "desertification"),
        ("en", "tenrue", "tenure"),
        ("en", "wimen", "women"),
        ("fr", "dégradatoin des terres", "dégradation des terres"),
        ("fr", "neutralitee", "neutralité"),
        ("es", "degradacoin", "degradación"),
        ("es", "tenensia de la tierra", "tenencia de la tierra"),
        ("ru", "землеползование", "землепользование"),
        ("ru", "права на землевладние", "права на землевладение"),
        ("ar", "التصجر", "التصحر"),
        ("ar", "تدهوور الأراظي", "تدهور الأراضي"),
    ],
)
def test_a_slip_is_mended_in_each_language(
    spelling: Spelling, language: str, typed: str, meant: str
) -> None:
    text, corrections = spelling.correct(typed, language)
    assert text == meant
    assert [c.typed for c in corrections] == [w for w in typed.split() if w not in meant.split()]
    assert [c.meant for c in corrections] == [w for w in meant.split() if w not in typed.split()]


def test_what_stands_around_a_slip_is_kept(spelling: Spelling) -> None:
    text, corrections = spelling.correct("LDN: “degredation”, (wimen) 2030?", "en")
    assert text == "LDN: “degradation”, (women) 2030?"
    assert corrections == (Correction("degredation", "degradation"), Correction("wimen", "women"))


def test_a_slip_in_a_sentence_of_another_script_is_mended(spelling: Spelling) -> None:
    assert spelling.correct("土壤 degredation", "zh", "zh")[0] == "土壤 degradation"
    assert spelling.correct("تدهور degredation", "ar")[0] == "تدهور degradation"


def test_the_readers_language_counts_beside_that_of_the_query(spelling: Spelling) -> None:
    """ "tenrue" looks French, which has "tenue" as near."""
    assert spelling.correct("tenrue", "fr", "en")[0] == "tenure"
    assert spelling.correct("tenrue", "fr", "fr")[0] == "tenue"


def test_the_most_frequent_of_the_nearest_words_is_meant() -> None:
    text = "zorbalin zorbalan zorbalan zorbaxxn"
    mended = build(paragraph("op-1", text)).correct("zorbalon", "en")[0]
    assert mended == "zorbalan"


def test_a_word_is_spelt_as_texts_print_it_mostly() -> None:
    spelling = build(paragraph("op-1", "NEUTRALITÉ neutralité Neutralité neutralite", "fr"))
    assert spelling.correct("neutralitte", "fr")[0] == "neutralité"


def test_short_words_and_first_letters_are_taken_as_typed() -> None:
    spelling = build(paragraph("op-1", "zorb vorbalin zorbalin"))
    assert spelling.correct("zorv", "en") == ("zorv", ())
    assert spelling.correct("worbalin", "en") == ("worbalin", ())
    assert spelling.correct("zorbalinx", "en")[0] == "zorbalin"


def test_two_slips_are_taken_for_one_word_only_in_a_long_one() -> None:
    spelling = build(paragraph("op-1", "zorbal zorbalinavut"))
    assert spelling.correct("zzorbxl", "en") == ("zzorbxl", ())
    assert spelling.correct("zorbalinnavvut", "en")[0] == "zorbalinavut"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "suelos tierras terres sols почва التربة 土壤"),
        ("fr", "desertification women tierra землепользование"),
        ("es", "sécheresse drought засуха"),
        ("ru", "drought sécheresse sequía"),
        ("ar", "drought засуха 干旱"),
        ("zh", "drought засуха الجفاف"),
    ],
)
def test_a_word_of_another_language_is_no_slip(
    spelling: Spelling, language: str, text: str
) -> None:
    assert spelling.correct(text, language) == (text, ())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "fishing rod, football, pizza, night, pain in the hair, wifi, chased by a lawyer"),
        ("fr", "pommes sautées, sang, roman, savon, lèvres, natation, calories"),
        ("es", "pescar, perros, cabeza, coche, noche, canciones, salón, huevo"),
        ("ru", "крови, цвета, песни, ночь, высота башни, волосы"),
        ("ar", "الدم الجنين الكلاب الليل البيض"),
        ("zh", "足球 比萨 天气预报"),
    ],
)
def test_a_word_that_exists_elsewhere_is_no_slip(
    spelling: Spelling, language: str, text: str
) -> None:
    assert spelling.correct(text, language) == (text, ())


def test_ordinary_words_and_words_of_the_field_are_not_mended(
    spelling: Spelling, repository: Path
) -> None:
    with (repository / "tests/fixtures/ordinary_words.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for word in row["words"].split():
                assert spelling.correct(word, row["lang"], row["lang"])[1] == ()


@pytest.mark.parametrize(("name", "most"), [("off_topic", 0.01), ("queries", 0.015)])
def test_queries_without_slips_are_seldom_mended(
    spelling: Spelling, repository: Path, name: str, most: float
) -> None:
    """One word in most rows stands in no text: 0.4 % and 0.9 % of the rows are mended."""
    with (repository / "tests/relevance" / f"{name}.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    mended = [spelling.correct(row["text"], row["lang"], row["lang"])[1] for row in rows]
    assert statistics.fmean(bool(corrections) for corrections in mended) <= most


_LETTERS = {
    **dict.fromkeys(("en", "fr", "es"), "abcdefghijklmnopqrstuvwxyz"),
    "ru": "абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
}


def slip(word: str, letters: str, rng: random.Random) -> str:
    """The word with a letter too few, too many, another or exchanged, not the first."""
    place = rng.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    return rng.choice(
        [
            before + after,
            before + rng.choice(letters) + letter + after,
            before + rng.choice(letters) + after,
            before + after[0] + letter + after[1:],
        ]
    )


@pytest.mark.parametrize(
    ("language", "least"), [("en", 0.85), ("fr", 0.88), ("es", 0.9), ("ru", 0.87), ("ar", 0.7)]
)
def test_most_slips_of_readers_words_are_mended(
    spelling: Spelling, artefact: Artefact, repository: Path, language: str, least: float
) -> None:
    """A slip that some text holds, or that is a word, is none; Arabic words differ by a letter."""
    with (repository / "tests/relevance/queries.tsv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        asked = [r["text"] for r in rows if (r["lang"], r["kind"]) == (language, "keyword")]
    rng = random.Random(7)

    def terms(word: str) -> set[str]:
        return {token.term for token in analyse_query(word, language)}

    def is_held(word: str) -> bool:
        return any(artefact.lexical.frequency(t, code) for code in CODES for t in terms(word))

    results: list[bool] = []
    for word in sorted({word for text in asked for word in words(text)}):
        typed = slip(word, _LETTERS[language], rng) if len(word) > 4 and word.isalpha() else word
        if is_held(word) and not is_held(typed):
            meant = spelling.correct(typed, language, language)[0]
            results.append(fold(meant) == fold(word) or bool(terms(meant) & terms(word)))
    assert len(results) > 50
    assert statistics.fmean(results) >= least


# -- other letters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("turang youjitan", "土壤有机碳"),
        ("tudi tuihua", "土地退化"),
        ("ganhan", "干旱"),
        ("pochvennyi organicheskii uglerod", "почвенный органический углерод"),
        ("pochvennyj organicheskij uglerod", "почвенный органический углерод"),
        ("zemlepolzovanie", "землепользование"),
        ("degradatsiya zemel", "деградация земель"),
        ("zasukha", "засуха"),
        ("tadahwur al-aradi", "تدهور الأراضي"),
        ("tahyid athar tadahwur al-aradi", "تحييد أثر تدهور الأراضي"),
        ("hiyazat al-aradi", "حيازة الأراضي"),
        ("al-tasahhur", "التصحر"),
        ("tasahhur", "التصحر"),
    ],
)
def test_a_romanised_name_becomes_the_native_one(spelling: Spelling, typed: str, name: str) -> None:
    assert spelling.transliterate(typed) == (name, (Correction(typed, name),))
    asked = f"what is {typed.title()}?"
    assert spelling.transliterate(asked)[0] == f"what is {name}?"


@pytest.mark.parametrize(
    "text",
    [
        "land tenure",
        "régime foncier",
        "tenencia de la tierra",
        "土地退化",
        "деградация земель",
        "تدهور الأراضي",
        "monitering",  # sounds like мониторинг, and is a slip
        "degredation",
        "T-shirt teacher",  # has the consonants of an Arabic name, almost
        "sushi karaoke Shakespeare Eiffel",
        "",
        "2030 (15.3.1)",
    ],
)
def test_other_texts_are_not_romanised_names(spelling: Spelling, text: str) -> None:
    assert spelling.transliterate(text) == (text, ())


def test_no_judged_or_off_topic_query_is_a_romanised_name(
    spelling: Spelling, repository: Path
) -> None:
    for name in ("off_topic", "queries"):
        with (repository / "tests/relevance" / f"{name}.tsv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                assert spelling.transliterate(row["text"])[1] == (), row["text"]


# -- hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "ا" * 10_000,
        "я" * 10_000,
        "土" * 10_000,
        "degredation" * 1_000,
        "zemlepolzovanie'" * 600,
        "degredation-" * 800,
        "a-" * 5_000,
        "\u0301" * 10_000,
        "degrédation\u0301\u0301",
        "[a-z]+(?P<x>.*)\\1 .* ( * \\",
        "\ud800\udfff degredation\ud800",
        "😀👩🏽‍🌾🇫🇷",
        "\u202etasahhur\u202c \u200bdegredation\u200f",
        "\x00\x1b[31m",
        "",
    ],
)
def test_hostile_texts_do_not_raise(spelling: Spelling, text: str) -> None:
    for language in CODES:
        assert spelling.correct(text, language)[0] is not None
    assert spelling.transliterate(text)[0] is not None


def test_a_pasted_text_is_left_alone(spelling: Spelling) -> None:
    text = " ".join(["degredation zasukha"] * 21)
    assert spelling.correct(text, "en") == (text, ())
    assert spelling.transliterate(text) == (text, ())


def test_an_empty_index_mends_nothing() -> None:
    for language in CODES:
        assert build().correct("degredation التصجر", language) == ("degredation التصجر", ())
    assert build().transliterate("zasukha") == ("zasukha", ())
