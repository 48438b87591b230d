"""Reading queries in six languages: language, languages searched, references, what was meant."""

from __future__ import annotations

import pytest

from indexer.artefact import Artefact
from indexer.languages import CODES
from indexer.names import _read_name, _read_pasted, main_terms
from kb_service.expansion import read_concepts
from kb_service.query_reading import QueryReader, Reading
from kb_service.results import Correction, Query
from kb_service.term_statistics import TermStatistics


@pytest.fixture(scope="module")
def reader(artefact: Artefact) -> QueryReader:
    return QueryReader(artefact, read_concepts(artefact.records), TermStatistics(artefact.lexical))


def key(reading: Reading) -> tuple[str | None, str | None]:
    return (
        reading.reference.key if reading.reference else None,
        reading.within[0].key if reading.within else None,
    )


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("حيازة الأراضي", "ar"),
        ("土地保有权", "zh"),
        ("land tenure security", "en"),
        ("régime foncier", "fr"),
        ("землевладение", "ru"),
        ("tenencia de la tierra", "es"),
    ],
)
def test_a_plain_query_is_read_as_it_is(reader: QueryReader, text: str, language: str) -> None:
    for reads in (None, *CODES):
        reading = reader.read(Query(text, reads))
        assert reading.text == text
        assert reading.language == reading.detected == language
        assert reading.searched == tuple(dict.fromkeys((language, reads or language)))
        assert key(reading) == (None, None)
        assert reading.corrections == ()


@pytest.mark.parametrize(
    ("text", "reads", "searched"),
    [
        ("gender 妇女 femmes", "en", {"en", "zh", "fr"}),
        ("土地 tenure", "en", {"zh", "en"}),
        ("почва soil carbon", "en", {"ru", "en"}),
        ("soil التربة", "en", {"en", "ar"}),
        ("tierra and land", "en", {"en", "es"}),
        ("dégradation 土地", "fr", {"fr", "zh"}),
        ("dégradation 土地", "ar", {"fr", "zh", "ar"}),
        ("حيازة land", "ar", {"ar", "en"}),  # Arabic texts hold a title with "land"
        ("отбор проб suelo", "ru", {"ru", "es"}),
        ("LDN في البلدان", "ar", {"ar"}),
        ("指标 15.3.1 UNCCD", "zh", {"zh"}),
    ],
)
def test_a_query_of_mixed_languages_searches_them_all(
    reader: QueryReader, text: str, reads: str, searched: set[str]
) -> None:
    reading = reader.read(Query(text, reads))
    assert set(reading.searched) == searched
    assert reading.corrections == ()
    assert reading.text == text


def test_no_more_than_three_languages_are_searched(reader: QueryReader) -> None:
    reading = reader.read(Query("women femmes mujeres женщины 妇女 النساء", "ar"))
    assert len(reading.searched) == 3
    assert {"ar", reading.language} <= set(reading.searched)


# -- references ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "rest", "language", "within"),
    [
        ("gender in para 5", "gender", "en", "op-5"),
        ("paragraph 9 (d) funding", "funding", "en", "op-9-d"),
        ("para. 9 (d): funding", "funding", "en", "op-9-d"),
        ("financement au paragraphe 9", "financement", "fr", "op-9"),
        ("género en el párrafo 5", "género", "es", "op-5"),
        ("гендер в пункте 5", "гендер", "ru", "op-5"),
        ("التمويل في الفقرة 9", "التمويل", "ar", "op-9"),
        ("第9段 资金", "资金", "zh", "op-9"),
        ("paragraph 9 资金", "资金", "zh", "op-9"),
        ("<b>第9段</b> 资金", "资金", "zh", "op-9"),
    ],
)
def test_a_reference_beside_words_is_split_off(
    reader: QueryReader, text: str, rest: str, language: str, within: str
) -> None:
    reading = reader.read(Query(text))
    assert (reading.text, reading.language) == (rest, language)
    assert key(reading) == (None, within)
    assert reading.searched == (language,)


def test_what_stands_beside_a_reference_is_mended(reader: QueryReader) -> None:
    reading = reader.read(Query("land degredation in paragraph 9", "en"))
    assert reading.text == "land degradation"
    assert key(reading) == (None, "op-9")
    reading = reader.read(Query("turang youjitan, paragraph 4", "en"))
    assert (reading.text, reading.language) == ("土壤有机碳", "zh")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("paragraph 9 (d)", "op-9-d"),
        ("op-9-d", "op-9-d"),
        ("第9段", "op-9"),
        ("الفقرة 9", "op-9"),
        ("п. 9 d)", "op-9-d"),
        ("18/COP.13", "18/COP.13"),
        ("in paragraph 9", "op-9"),
        ("关于第9段", "op-9"),
    ],
)
def test_a_reference_alone_stays_exact(reader: QueryReader, text: str, expected: str) -> None:
    reading = reader.read(Query(text, "ar"))
    assert key(reading) == (expected, None)
    assert reading.corrections == ()
    assert reading.searched == (reading.language,)


# -- what was meant --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "meant"),
    [
        ("land degredation", "en", "land degradation"),
        ("desertifcation", "en", "desertification"),
        ("dégradatoin des terres", "fr", "dégradation des terres"),
        ("tenensia de la tierra", "es", "tenencia de la tierra"),
        ("землеползование", "ru", "землепользование"),
        ("التصجر", "ar", "التصحر"),
    ],
)
def test_slips_are_mended_and_told(
    reader: QueryReader, text: str, language: str, meant: str
) -> None:
    reading = reader.read(Query(text, language))
    assert reading.text == meant
    assert reading.language == reading.detected == language
    (correction,) = reading.corrections
    assert correction.typed in text and correction.meant in meant


def test_a_slip_of_the_readers_language_is_not_taken_for_another(reader: QueryReader) -> None:
    """The letters of "desertifcation" and "tenrue" look French."""
    for text, meant in (("desertifcation", "desertification"), ("tenrue", "tenure")):
        reading = reader.read(Query(text, "en"))
        assert (reading.text, reading.language, reading.searched) == (meant, "en", ("en",))


@pytest.mark.parametrize(
    ("text", "name", "language"),
    [
        ("turang youjitan", "土壤有机碳", "zh"),
        ("pochvennyi organicheskii uglerod", "почвенный органический углерод", "ru"),
        ("tadahwur al-aradi", "تدهور الأراضي", "ar"),
    ],
)
def test_a_romanised_name_is_searched_for_in_its_language(
    reader: QueryReader, text: str, name: str, language: str
) -> None:
    for reads in (None, "en", language):
        reading = reader.read(Query(text, reads))
        assert (reading.text, reading.language, reading.detected) == (name, language, language)
        assert reading.corrections == (Correction(text, name),)
        assert set(reading.searched) == {language, reads or language}


def test_a_slip_that_sounds_like_a_foreign_name_is_a_slip(reader: QueryReader) -> None:
    reading = reader.read(Query("monitering", "en"))
    assert (reading.text, reading.language) == ("monitoring", "en")


# -- hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "a" * 10_000,
        "土" * 10_000,
        "ا" * 10_000,
        "第9段" * 3_000,
        "paragraph 9 " * 900,
        "degredation " * 900,
        "<a" * 5_000,
        "l'" * 5_000,
        "\u0301" * 10_000,
        ".*" * 5_000,
        "[a-z]+(?P<x>.*)\\1 paragraph 9",
        "\ud800 paragraph 9 \udfff degredation\ud800",
        "😀👩🏽‍🌾🇫🇷 第9段",
        "\u202eparagraph 9\u202c \u200fdegredation\u2066",
        "\x00\x1b[31m paragraph 9",
    ],
)
def test_hostile_queries_are_read(reader: QueryReader, text: str) -> None:
    for reads in (None, "ar", "zh", "en"):
        reading = reader.read(Query(text, reads))
        assert reading.language in CODES
        assert reading.language in reading.searched
        assert not any("\ud800" <= c <= "\udfff" for c in reading.text)


@pytest.mark.parametrize("text", ["", " ", "<b></b>", "\u200b", "\x01"])
def test_nothing_is_read_from_nothing(reader: QueryReader, text: str) -> None:
    reading = reader.read(Query(text, "zh"))
    assert (reading.text, reading.language, reading.detected) == ("", "zh", None)
    assert key(reading) == (None, None)
    assert reading.corrections == ()


@pytest.mark.parametrize(
    ("typed", "text", "keys"),
    [
        ("para 5 and para 9", "para 5 and para 9", ["op-5", "op-9"]),
        ("paragraphe cinq et paragraphe neuf", None, ["op-5", "op-9"]),
        ("第5段和第9段", None, ["op-5", "op-9"]),
        ("الفقرة 5 والفقرة التاسعة", None, ["op-5", "op-9"]),
        ("пункт 5 и пункт 9", None, ["op-5", "op-9"]),
        ("párrafo 5 y párrafo 9", None, ["op-5", "op-9"]),
        ("women in para 5, para 9 (d)", "women", ["op-9-d", "op-5"]),
        ("para 9 and paragraph nine", "and", ["op-9"]),
    ],
)
def test_a_query_may_hold_several_references(
    reader: QueryReader, typed: str, text: str | None, keys: list[str]
) -> None:
    reading = reader.read(Query(typed))
    assert [one.key for one in reading.within] == keys
    assert reading.text == (typed if text is None else text)
    assert reading.reference is None


def test_characters_that_stand_for_many_are_no_way_to_a_longer_query(reader: QueryReader) -> None:
    assert len(reader.read(Query("ﷺ" * 2900, "ar")).text) == 5800
    assert reader.read(Query("ﷺ", "ar")).text == "ﷺ"


def test_hostile_queries_are_not_kept(reader: QueryReader) -> None:
    """Neither as a whole nor their words: what is kept is bounded by its number."""
    before = _read_name.cache_info().currsize
    for letter in "αβγδεζηθικλμνξοπρ":
        text = letter * 2900
        assert main_terms(text, "en") == main_terms(text, "en")
        reader.read(Query(text, "en"))
    assert _read_name.cache_info().currsize - before <= 17  # of words that are cut short
    assert _read_pasted.cache_info().currsize == 16
