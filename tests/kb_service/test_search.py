"""Search over the real content in six languages: what is found, how it is told, what is refused."""

from __future__ import annotations

import csv
import statistics
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from indexer.artefact import Artefact, open_artefact, write_artefact
from indexer.configuration import Configuration
from indexer.encoder import Encoder
from indexer.errors import ArtefactError, QueryError
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from kb_service.results import FILTERS, MODES, Mode
from kb_service.search import Query, Results, SearchEngine

DOCUMENT = "iccd-cop14-cst-l1"
PARAGRAPHS = {"kind": ("preambular", "operative", "subparagraph")}


@pytest.fixture(scope="module")
def engine(artefact: Artefact, encoder: Encoder, configuration: Configuration) -> SearchEngine:
    return SearchEngine(artefact, encoder, configuration)


def anchors(results: Results, count: int = 10) -> list[str]:
    return [hit.passage.anchor for hit in results.hits[:count]]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ar", "أمن حيازة الأراضي"),
        ("zh", "土地保有权的保障"),
        ("en", "security of land tenure"),
        ("fr", "sécurité du régime foncier"),
        ("ru", "гарантированность прав землевладения"),
        ("es", "seguridad de la tenencia de la tierra"),
    ],
)
def test_every_language_finds_its_paragraph_in_every_mode(
    engine: SearchEngine, language: str, text: str, mode: Mode
) -> None:
    results = engine.search(Query(text, language, mode, PARAGRAPHS))
    assert {"op-9-a", "op-9-b"} & set(anchors(results, 4))
    assert results.detected_language == language
    assert {hit.passage.language for hit in results.hits} == {language}
    assert not results.nothing_close


@pytest.mark.parametrize(
    ("language", "text", "anchor"),
    [
        ("en", "paragraph 9 (d)", "op-9-d"),
        ("en", "op-9-d", "op-9-d"),
        ("zh", "第9段", "op-9"),
        ("ru", "п. 9 d)", "op-9-d"),
        ("ar", "الفقرة 9", "op-9"),
        ("fr", "paragraphe 9", "op-9"),
        ("es", "párrafo 9", "op-9"),
        ("en", "pp-6-a", "pp-6-a"),
        ("fr", "op-11-c", "op-11-c"),
        ("zh", "18/COP.13", "pp-2"),
        ("ru", "18/СОР.13", "pp-2"),
        ("fr", "ICCD/COP(14)/CST/2", "pp-10"),
        ("en", "Article 24 of the Convention", "pp-8"),
        ("es", "artículo 24", "pp-8"),
        ("ar", "المادة 24", "pp-8"),
        ("ru", "статья 24", "pp-8"),
        ("zh", "第24条", "pp-8"),
        ("zh", "第二十四条", "pp-8"),
        ("zh", "18／COP．13", "pp-2"),
        ("ar", "الفقرة الفرعية (د) من الفقرة 9", "op-9-d"),
    ],
)
def test_a_reference_is_answered_exactly_and_first(
    engine: SearchEngine, language: str, text: str, anchor: str
) -> None:
    results = engine.search(Query(text, language))
    assert results.query_reference is not None
    assert results.hits[0].passage.anchor == anchor
    assert results.hits[0].passage.language == language
    assert results.hits[0].matched.reference == results.query_reference.key
    for hit in results.hits:
        is_below = hit.passage.anchor.startswith(anchor)
        is_citing = results.query_reference.key in hit.passage.references
        assert is_below or is_citing


def test_a_document_is_found_by_its_own_symbol(engine: SearchEngine) -> None:
    results = engine.search(Query("ICCD/COP(14)/CST/L.1", "ar"))
    assert results.hits[0].passage.unit == f"decisions/{DOCUMENT}"
    assert results.hits[1].passage.anchor == "pp-1"


def test_a_reference_to_nothing_is_no_answer(engine: SearchEngine) -> None:
    for text in ("op-99", "第99段", "الفقرة 99"):
        results = engine.search(Query(text, "en"))
        assert results.query_reference is not None
        assert results.hits == ()
        assert results.nothing_close


def test_translations_fold_under_the_readers_language(engine: SearchEngine) -> None:
    for reader in CODES:
        results = engine.search(Query("soil organic carbon", reader, limit=50))
        assert {hit.passage.language for hit in results.hits} == {reader}
        units = [hit.passage.unit for hit in results.hits]
        assert len(units) == len(set(units))
        for hit in results.hits:
            assert set(hit.alternates) == set(CODES) - {reader}
            assert {p.unit for p in hit.alternates.values()} == {hit.passage.unit}


def test_words_of_the_query_are_shown_as_printed(engine: SearchEngine) -> None:
    for text, language, word in (
        ("neutralite", "fr", "neutralité"),
        ("حيازة", "ar", "حيازة"),
        ("妇女", "zh", "妇女"),
        ("женщина", "ru", "женщин"),
    ):
        hits = engine.search(Query(text, language, "keyword", PARAGRAPHS)).hits
        assert any(word in found for found in hits[0].matched.words), (text, hits[0].matched)
        assert any(match and word in part for part, match, _ in hits[0].snippet)
        assert hits[0].lexical_rank == 1
        assert hits[0].dense_rank is None


def test_a_unit_in_one_language_is_found_from_every_other(
    artefact: Artefact, encoder: Encoder, configuration: Configuration, tmp_path: Path
) -> None:
    """Only Chinese has the paragraph on women in decisions; everybody finds it by meaning."""
    passages = [
        passage
        for passage in artefact.passages
        if passage.kind in PARAGRAPHS["kind"]
        and (passage.language == "zh" or passage.anchor != "op-5-b")
    ]
    write_artefact(tmp_path, passages, artefact.records, encoder, configuration.index)
    engine = SearchEngine(open_artefact(tmp_path), encoder, configuration)
    questions = {
        "en": "women participation in decision-making",
        "fr": "participation des femmes à la prise de décisions",
        "es": "participación de la mujer en la adopción de decisiones",
        "ru": "участие женщин в принятии решений",
        "ar": "مشاركة المرأة في صنع القرار",
    }
    for language, text in questions.items():
        hits = engine.search(Query(text, language, "semantic")).hits
        found = {hit.passage.anchor: hit.passage.language for hit in hits}
        assert found.get("op-5-b") == "zh", (language, found)


def test_a_filtered_search_is_the_whole_search_narrowed(engine: SearchEngine) -> None:
    """Not a filter over the first hits: every unit that passes is there, in the same order."""
    for text, language in (("land", "en"), ("土地", "zh"), ("الأراضي", "ar")):
        everything = engine.search(Query(text, language, "keyword", limit=1000)).hits
        for name, value in (
            ("theme", "land-tenure"),
            ("audience", "trainers"),
            ("kind", "subparagraph"),
            ("verb", "encourages"),
            ("paragraph", "op-9"),
            ("addressee", "country-parties"),
        ):
            filters: Mapping[str, tuple[str, ...]] = {name: (value,)}
            narrowed = engine.search(Query(text, language, "keyword", filters, limit=1000))
            attribute = {
                "theme": lambda p: p.themes,
                "audience": lambda p: p.audiences,
                "kind": lambda p: (p.kind,),
                "verb": lambda p: (p.verb,),
                "paragraph": lambda p: ("-".join(p.anchor.split("-")[:2]),),
                "addressee": lambda p: p.addressees,
            }[name]
            expected = [h.passage.id for h in everything if value in attribute(h.passage)]
            assert expected, (name, value)
            assert [h.passage.id for h in narrowed.hits] == expected, (name, value)
            assert narrowed.total == len(expected)


def test_values_widen_and_names_narrow(engine: SearchEngine) -> None:
    def total(**filters: tuple[str, ...]) -> int:
        return engine.search(Query("", "ar", filters=filters)).total

    both = total(theme=("gender", "land-tenure"))
    assert max(total(theme=("gender",)), total(theme=("land-tenure",))) < both
    assert total(theme=("gender",), paragraph=("op-5",)) <= 4
    assert total(theme=("gender",), paragraph=("op-1",)) == 0
    assert total(paragraph=("op-9",)) == 8
    assert total(paragraph=("op-9-d",)) == 1


@pytest.mark.parametrize(
    ("item", "holder"), [("pp-6-a", "pp-6"), ("op-11-b", "op-11"), ("op-11-c", "op-11")]
)
def test_an_inline_item_stands_for_its_paragraph(
    engine: SearchEngine, item: str, holder: str
) -> None:
    found = engine.search(Query("", "en", filters={"paragraph": (item,)}))
    assert anchors(found) == [holder]
    both = engine.search(Query("", "en", filters={"paragraph": (item, "op-9")}))
    assert both.total == 1 + 8
    assert item not in dict(found.facets["paragraph"])
    assert dict(found.facets["paragraph"])[holder] == 1


@pytest.mark.parametrize("filters", [{}, {"theme": ("gender",)}, {"language": ("zh",)}])
@pytest.mark.parametrize("text", ["", "land", "土地"])
def test_facets_count_what_a_click_would_show(
    engine: SearchEngine, text: str, filters: Mapping[str, tuple[str, ...]]
) -> None:
    """The number beside a value is the total after choosing that value alone in its facet."""
    results = engine.search(Query(text, "zh", "keyword", filters, limit=0))
    assert set(results.facets) == set(FILTERS)
    for name, counts in results.facets.items():
        for value, count in counts[:4]:
            chosen = engine.search(
                Query(text, "zh", "keyword", {**filters, name: (value,)}, limit=0)
            )
            assert chosen.total == count, (name, value)


def test_facets_count_units_not_translations_and_not_the_page(engine: SearchEngine) -> None:
    results = engine.search(Query("", "en", limit=1, filters={"kind": ("subparagraph",)}))
    assert results.total == 34
    assert dict(results.facets["verb"])
    assert sum(count for _, count in results.facets["verb"]) == 34
    assert dict(results.facets["kind"])["operative"] == 12
    assert dict(results.facets["language"]) == dict.fromkeys(CODES, 34)


def test_without_a_text_passages_come_in_document_order(engine: SearchEngine) -> None:
    results = engine.search(Query("", "fr", filters={"paragraph": ("op-9",)}, limit=20))
    assert anchors(results) == ["op-9", *(f"op-9-{letter}" for letter in "abcdefg")]
    assert results.detected_language is None
    assert not results.nothing_close


def test_pages_add_up_to_the_whole(engine: SearchEngine) -> None:
    whole = engine.search(Query("land", "en", limit=30)).hits
    pages = [
        h
        for o in range(0, 30, 7)
        for h in engine.search(Query("land", "en", limit=7, offset=o)).hits
    ]
    assert [hit.passage.id for hit in pages[:30]] == [hit.passage.id for hit in whole]
    assert [hit.rank for hit in pages[:30]] == list(range(1, 31))
    beyond = engine.search(Query("land", "en", offset=10_000))
    assert beyond.hits == ()
    assert beyond.total > 0


def test_a_language_filter_keeps_to_that_language(engine: SearchEngine) -> None:
    results = engine.search(Query("land tenure", "en", filters={"language": ("ru",)}))
    assert {hit.passage.language for hit in results.hits} == {"ru"}


def test_a_chapeau_does_not_displace_the_subparagraph(engine: SearchEngine) -> None:
    """What only the sub-paragraph says puts it above its chapeau, in every language."""
    for language, text in (
        ("en", "local communities dispossession of land"),
        ("zh", "保护地方社区免于土地被剥夺"),
        ("ar", "حماية المجتمعات المحلية من تجريدها من الأراضي"),
    ):
        found = anchors(engine.search(Query(text, language, filters=PARAGRAPHS)), 10)
        assert found[0] == "op-9-d", (language, found)


def test_off_topic_queries_are_told_apart(engine: SearchEngine, repository: Path) -> None:
    """Off-topic queries have no answer, real ones have: figures in docs/search-quality.md."""

    def rows(name: str) -> list[dict[str, str]]:
        with (repository / "tests/relevance" / name).open(encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter="\t"))

    def share_without_answer(asked: list[dict[str, str]]) -> float:
        answers = [engine.search(Query(row["text"], row["lang"])) for row in asked]
        assert all(found.nothing_close == (found.total == 0) for found in answers)
        return statistics.fmean(found.nothing_close for found in answers)

    split = {row["need"]: row["split"] for row in rows("needs.tsv")}
    questions = [row for row in rows("queries.tsv") if split[row["need"]] == "test"]
    off_topic = [row for row in rows("off_topic.tsv") if row["split"] == "test"]
    assert share_without_answer(off_topic) >= 0.9
    assert share_without_answer([q for q in questions if q["kind"] != "paraphrase"][::5]) <= 0.04
    assert share_without_answer([q for q in questions if q["kind"] == "paraphrase"][::5]) <= 0.04


@pytest.mark.parametrize("term", ["desertification", "drought", "carbon-stock", "land-tenure"])
@pytest.mark.parametrize("language", CODES)
def test_a_main_term_of_the_glossary_is_answered(
    engine: SearchEngine, artefact: Artefact, term: str, language: str
) -> None:
    """Alone it says little to the encoder, and yet it is what all this is about."""
    label = artefact.records["vocabulary.json"]["glossary"][term]["label"][language]
    for mode in MODES:
        results = engine.search(Query(label, language, mode))
        assert results.total and not results.nothing_close, (label, mode)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("fisheries", "en"),
        ("érosion", "fr"),
        ("teledetección", "es"),
        ("consultas", "es"),
        ("водосбора", "ru"),
        ("钱", "zh"),
        ("تعويض", "ar"),
        ("who owns the land after the project?", "en"),
    ],
)
def test_words_under_which_something_is_kept_are_answered(
    engine: SearchEngine, text: str, language: str
) -> None:
    assert engine.search(Query(text, language)).total


@pytest.mark.parametrize(
    ("text", "language", "answer"),
    [
        ("how often must a country report to the UNCCD", "en", "every four years"),
        ("¿Cada cuántos años hay que informar a la CNULD?", "es", "cada cuatro años"),
    ],
)
def test_a_page_is_shown_by_the_section_that_answers(
    engine: SearchEngine, text: str, language: str, answer: str
) -> None:
    """Its summary is found first and says what it is about, which answers nothing."""
    first = engine.search(Query(text, language)).hits[0]
    assert first.passage.path == "guidance/reporting-on-ldn/"
    assert first.passage.anchor
    assert answer in "".join(part for part, _, best in first.snippet if best)


# -- what was meant --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant", "language"),
    [
        ("land degredation", "land degradation", "en"),
        ("dégradatoin des terres", "dégradation des terres", "fr"),
        ("tenensia de la tierra", "tenencia de la tierra", "es"),
        ("землеползование", "землепользование", "ru"),
        ("التصجر", "التصحر", "ar"),
        ("turang youjitan", "土壤有机碳", "zh"),
        ("pochvennyi organicheskii uglerod", "почвенный органический углерод", "ru"),
        ("tadahwur al-aradi", "تدهور الأراضي", "ar"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_what_was_meant_is_answered_and_told(
    engine: SearchEngine, text: str, meant: str, language: str, mode: Mode
) -> None:
    mended = engine.search(Query(text, language, mode))
    straight = engine.search(Query(meant, language, mode))
    assert [hit.passage.id for hit in mended.hits] == [hit.passage.id for hit in straight.hits]
    assert mended.total == straight.total > 0
    assert straight.corrections == ()
    (correction,) = mended.corrections
    assert correction.typed in text and correction.meant in meant
    assert mended.detected_language == language


def test_a_correction_that_finds_nothing_is_taken_back(
    artefact: Artefact, encoder: Encoder, configuration: Configuration
) -> None:
    ranking = replace(configuration.ranking, close_score=100.0)
    strict = SearchEngine(artefact, encoder, replace(configuration, ranking=ranking))
    (correction,) = strict.search(Query("lanscape", "en")).corrections
    assert correction.meant == "landscape"
    found = strict.search(Query("lanscape painting museum", "en"))
    assert found.nothing_close and found.corrections == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("desertification in Egypt", "en"),
        ("désertification au Sahel", "fr"),
        ("desertificación en Colombia", "es"),
        ("засуха в Сибири", "ru"),
        ("التصحر في مصر", "ar"),
        ("内蒙古沙漠化", "zh"),
    ],
)
def test_a_term_is_answered_beside_the_name_of_a_place(
    engine: SearchEngine, text: str, language: str
) -> None:
    found = engine.search(Query(text, language))
    assert found.total and not found.nothing_close


def test_a_query_of_mixed_languages_is_answered_from_each(engine: SearchEngine) -> None:
    hits = engine.search(Query("gender 妇女 femmes", "en", filters=PARAGRAPHS)).hits
    assert {"op-5", "op-5-a", "op-5-b", "op-5-c"} & {hit.passage.anchor for hit in hits[:5]}
    assert {hit.passage.language for hit in hits} == {"en"}
    for text, language in (("tenure 土地", "zh"), ("حيازة land", "ar"), ("почва soil", "ru")):
        results = engine.search(Query(text, language, "keyword"))
        assert results.total
        for word in text.split():
            assert results.total >= engine.search(Query(word, language, "keyword")).total


# -- a reference beside words ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language", "anchor", "rest"),
    [
        ("gender in para 5", "en", "op-5", "gender"),
        ("paragraph 9 (d) funding", "en", "op-9-d", "funding"),
        ("funding (paragraph 9 (d))", "en", "op-9-d", "funding"),
        ("financement au paragraphe 9", "fr", "op-9", "financement"),
        ("género en el párrafo 5", "es", "op-5", "género"),
        ("финансирование в пункте 9", "ru", "op-9", "финансирование"),
        ("التمويل في الفقرة 9", "ar", "op-9", "التمويل"),
        ("第9段 资金", "zh", "op-9", "资金"),
        ("第9段资金", "zh", "op-9", "资金"),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_the_named_paragraph_comes_before_all_else(
    engine: SearchEngine, text: str, language: str, anchor: str, rest: str, mode: Mode
) -> None:
    results = engine.search(Query(text, language, mode, limit=1000))
    assert results.query_reference is None
    assert not results.nothing_close
    below = [hit.passage.anchor for hit in results.hits if hit.passage.anchor.startswith(anchor)]
    first = anchors(results, len(below))
    assert anchor in first
    assert set(first) == set(below)
    assert [hit.score for hit in results.hits[: len(below)]] >= [1.0] * len(below)
    assert {hit.matched.reference for hit in results.hits} == {None}
    units = [hit.passage.unit for hit in results.hits]
    assert len(units) == len(set(units)) == results.total
    without = engine.search(Query(rest, language, mode, limit=1000))
    assert {hit.passage.unit for hit in without.hits} <= set(units)


def test_an_inline_item_beside_words_names_the_paragraph_that_holds_it(
    engine: SearchEngine,
) -> None:
    assert anchors(engine.search(Query("op-11-b reporting", "en")))[0] == "op-11"


def test_a_reference_to_nothing_beside_words_leaves_the_words(engine: SearchEngine) -> None:
    found = engine.search(Query("land tenure in paragraph 99", "en"))
    expected = engine.search(Query("land tenure", "en"))
    assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in expected.hits]


# -- why -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("land tenure", "en"),
        ("régime foncier", "fr"),
        ("tenencia de la tierra", "es"),
        ("土地保有权", "zh"),
        ("حيازة الأراضي", "ar"),
    ],
)
def test_concepts_that_the_query_names_are_told_where_a_passage_holds_them(
    engine: SearchEngine, artefact: Artefact, text: str, language: str
) -> None:
    label = artefact.records["vocabulary.json"]["glossary"]["land-tenure"]["label"]
    for reads in (language, "ru"):
        hits = engine.search(Query(text, reads, limit=50)).hits
        told = [hit for hit in hits if hit.matched.concepts]
        assert told
        assert any(label[reads] in hit.matched.concepts for hit in told)
        for hit in hits:
            assert len(set(hit.matched.concepts)) == len(hit.matched.concepts)


def test_a_query_that_names_no_concept_has_none(engine: SearchEngine) -> None:
    for text in ("people", "op-9", ""):
        for hit in engine.search(Query(text, "en")).hits:
            assert hit.matched.concepts == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [("soil carbon", "en"), ("土壤碳", "zh"), ("كربون التربة", "ar"), ("углерод почвы", "ru")],
)
def test_the_best_sentence_is_one_piece_of_the_snippet(
    engine: SearchEngine, text: str, language: str
) -> None:
    for hit in engine.search(Query(text, language, limit=50)).hits:
        flags = [is_best for part, _, is_best in hit.snippet if part != "…"]
        assert True in flags
        first, last = flags.index(True), len(flags) - 1 - flags[::-1].index(True)
        assert all(flags[first : last + 1])


HOSTILE = [
    "'; DROP TABLE passages; --",
    "<script>alert(1)</script>",
    "\u202e\u2066gnp.exe\u2069",
    "\x00\x01\x1b[31m",
    "\ud800\udfff",
    "%s%n{0}${jndi:ldap://x}",
    "../../../../etc/passwd",
    "😀👩🏽‍🌾🇫🇷",
    "((((((((((",
    "a" * 2000,
    "土" * 2000,
    "ا" * 2000,
    "\u0301" * 2000,
    " ".join(["land"] * 399),
    "text:* AND _exists_:row OR (NOT land~2)",
    "\u200b",
    "？！。،؛",
    "[a-z]+(?P<x>.*)\\1 .* $ ^ |",
    "paragraph 9 " * 400,
    "第9段" * 1600,
    "degredation " * 400,
    "zemlepolzovanie'" * 300,
    "\u202eparagraph 9\u202c \u200fdegredation\ud800 😀",
    "a" * 5000,
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_queries_have_a_result(engine: SearchEngine, text: str, mode: Mode) -> None:
    for language in (None, "ar", "zh"):
        results = engine.search(Query(text, language, mode))
        for hit in results.hits:
            shown = "".join(part for part, _, _ in hit.snippet if part != "…")
            assert shown in hit.passage.text
    assert engine.suggest(text, "zh", 5) is not None


@pytest.mark.parametrize(
    ("hostile", "words"),
    [
        ("'; DROP TABLE land; --", "DROP TABLE land"),
        ("<script>land</script>", "land"),
        ('<img src=x onerror="alert(1)">土地', "土地"),
        ("text:land AND (NOT *:*)", "text land AND NOT"),
        ("\u202eأرض\u202c", "أرض"),
        ("la\x00nd", "la nd"),
    ],
)
def test_signs_of_other_languages_mean_nothing(
    engine: SearchEngine, hostile: str, words: str
) -> None:
    """A hostile query is its words and no more."""
    found = engine.search(Query(hostile, "en", "keyword"))
    expected = engine.search(Query(words, "en", "keyword"))
    assert [hit.passage.id for hit in found.hits] == [hit.passage.id for hit in expected.hits]
    assert found.total == expected.total


NOTHING = ["<b>", "<b></b> <br/>", "\u200b", "\ufeff", "\u202e", " \u200b ", "\x01"]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("mode", MODES)
def test_a_text_of_which_nothing_remains_is_not_an_empty_one(
    engine: SearchEngine, text: str, mode: Mode
) -> None:
    results = engine.search(Query(text, "en", mode, {"theme": ("gender",)}))
    assert (results.hits, results.total, results.nothing_close) == ((), 0, True)
    assert engine.search(Query(" \t", "en", mode)).total == engine.search(Query("")).total > 0


@pytest.mark.parametrize("text", ["?!", "\ud800\udfff", "((((", "？！。،؛", "😀", "xqzw vbnk"])
@pytest.mark.parametrize("mode", MODES)
def test_what_asks_for_nothing_has_no_answer(engine: SearchEngine, text: str, mode: Mode) -> None:
    results = engine.search(Query(text, "ar", mode))
    assert results.total == 0
    assert results.nothing_close


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (Query("x" * 1_000_000), "1000000 characters; at most 5000"),
        (Query("x", mode="best"), 'mode "best" is unknown; use one of: hybrid, semantic, keyword'),  # type: ignore[arg-type]
        (Query("x", "de"), 'language "de" is unknown; use one of: ar, zh, en, fr, ru, es'),
        (Query("x", limit=-1), "limit: -1"),
        (Query("x", limit=100_000), "limit: 100000"),
        (Query("x", offset=-1), "offset: -1"),
        (
            Query("x", filters={"them": ("gender",)}),
            'filter "them" is unknown; use one of: document',
        ),
        (Query("x", filters={"theme": ("tenur",)}), 'theme "tenur" is unknown; use one of: '),
        (Query("x", filters={"paragraph": ("op-99",)}), 'paragraph "op-99" is unknown'),
        (Query("x", filters={"language": ("de",)}), 'language "de" is unknown'),
    ],
)
def test_what_cannot_be_answered_is_refused(
    engine: SearchEngine, query: Query, message: str
) -> None:
    with pytest.raises(QueryError) as caught:
        engine.search(query)
    assert message in str(caught.value)


def test_an_encoder_that_did_not_make_the_index_is_refused(
    artefact: Artefact, encoder: Encoder, configuration: Configuration
) -> None:
    @dataclass
    class Foreign:
        name: str = "foreign"
        digest: str = "0" * 64
        dimension: int = encoder.dimension

    with pytest.raises(ArtefactError, match="ldn-kb index"):
        SearchEngine(artefact, Foreign(), configuration)  # type: ignore[arg-type]


def test_fusion_is_a_setting(
    artefact: Artefact, encoder: Encoder, configuration: Configuration
) -> None:
    other = replace(configuration, ranking=replace(configuration.ranking, fusion="rrf"))
    query = Query("性别平等", "zh", filters=PARAGRAPHS)
    hits = SearchEngine(artefact, encoder, other).search(query).hits
    usual = SearchEngine(artefact, encoder, configuration).search(query).hits
    assert [hit.score for hit in hits] != [hit.score for hit in usual]
    assert {"op-5-a", "op-5-b", "op-5-c", "op-5"} & {hit.passage.anchor for hit in hits[:5]}


@pytest.mark.parametrize(
    ("prefix", "language", "part"),
    [
        ("degr", "en", "degradation"),
        ("degrad", "fr", "dégradation"),
        ("tenen", "es", "tenencia"),
        ("земл", "ru", "земл"),
        ("الارا", "ar", "الأراض"),
        ("اراضي", "ar", "الأراض"),
        ("土", "zh", "土"),
        ("零增长", "zh", "零增长"),
    ],
)
def test_beginnings_are_completed(
    engine: SearchEngine, prefix: str, language: str, part: str
) -> None:
    found = engine.suggest(prefix, language, 20)
    assert any(part in suggestion.text for suggestion in found), found
    texts = [suggestion.text for suggestion in found]
    assert len(texts) == len(set(texts)) <= 20


def test_chinese_is_completed_to_names_alone(engine: SearchEngine) -> None:
    """Pieces of a text that no word boundary ends, as 土地退化零增长创, are no phrases."""
    found = engine.suggest("土地退化零增长", "zh", 50)
    assert found and "phrase" not in {suggestion.kind for suggestion in found}


def test_suggestions_have_kinds_and_bounds(engine: SearchEngine) -> None:
    kinds = Counter(s.kind for code in CODES for s in engine.suggest("l", code, 50))
    assert kinds
    assert engine.suggest("", "en", 5) == ()
    assert engine.suggest("zzzz", "en", 5) == ()
    assert len(engine.suggest("l", "en", 3)) <= 3
    with pytest.raises(QueryError, match='language "xx"'):
        engine.suggest("l", "xx")
    with pytest.raises(QueryError, match="limit"):
        engine.suggest("l", "en", 0)


def test_related_passages_are_others(engine: SearchEngine) -> None:
    unit = f"decisions/{DOCUMENT}/op-5#op-5-b"
    for language in ("ar", "zh", "fr"):
        found = engine.related(unit, language, 4)
        assert len(found) == 4
        assert {related.passage.language for related in found} == {language}
        assert not {"op-5", "op-5-b"} & {related.passage.anchor for related in found}
        assert [r.score for r in found] == sorted((r.score for r in found), reverse=True)
    assert any(r.shared_themes for r in engine.related(unit, "en", 6))


def test_related_takes_passages_and_pages_too(engine: SearchEngine) -> None:
    unit = f"decisions/{DOCUMENT}/op-5#op-5-b"
    assert engine.related(f"zh/{unit}", "en") == engine.related(unit, "en")
    assert engine.related(f"decisions/{DOCUMENT}/op-5/", "en")
    for related in engine.related(DOCUMENT, "en", 3):
        assert related.passage.document != DOCUMENT
    for unknown in ("nothing", "", "../..", "\ud800"):
        with pytest.raises(QueryError, match="no passage or page"):
            engine.related(unknown, "en")


def test_an_empty_index_has_empty_answers(
    tmp_path: Path, encoder: Encoder, configuration: Configuration
) -> None:
    write_artefact(tmp_path, (), {}, encoder, configuration.index)
    engine = SearchEngine(open_artefact(tmp_path), encoder, configuration)
    for text in ("", "land", "土地", "op-9"):
        results = engine.search(Query(text, "en"))
        assert results.hits == ()
        assert results.total == 0
    assert engine.suggest("l", "en") == ()


def test_threads_share_an_engine(engine: SearchEngine) -> None:
    queries = [
        Query(text, language)
        for text, language in (("land", "en"), ("土地", "zh"), ("الأرض", "ar"), ("почва", "ru"))
        for _ in range(10)
    ]

    def ask(query: Query) -> list[str]:
        return [hit.passage.id for hit in engine.search(query).hits]

    alone = [ask(query) for query in queries]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, queries)) == alone


def test_a_page_is_one_hit(engine: SearchEngine) -> None:
    for text in ("soil sampling", "land tenure security", "what is LDN", ""):
        hits = engine.search(Query(text, "en", limit=50)).hits
        pages = [hit.passage.path for hit in hits if hit.passage.kind in {"guidance", "about"}]
        assert len(pages) == len(set(pages)), text


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("page", ["imprint", "privacy", "terms", "accessibility"])
def test_pages_about_the_service_are_found_by_name(
    engine: SearchEngine, knowledge_base: KnowledgeBase, page: str, code: str
) -> None:
    title = knowledge_base.pages[page].texts[code].title
    hits = engine.search(Query(title, code)).hits
    assert page in [hit.passage.path.rstrip("/") for hit in hits[:5]]


def test_sections_that_only_repeat_are_not_searched(engine: SearchEngine) -> None:
    hits = engine.search(Query("", "en", limit=1000, filters={"kind": ("guidance",)})).hits
    assert hits
    asked = engine.search(Query("what the draft decision asks questions to discuss", "en")).hits
    assert not {hit.passage.anchor for hit in asked} & {"what-the-decision-asks", "questions"}


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("para 5 and para 9", ["op-5", "op-9"]),
        ("пункт 5 и пункт 9", ["op-5", "op-9"]),
        ("第5段和第9段", ["op-5", "op-9"]),
        ("paragraphe neuf et paragraphe cinq", ["op-9", "op-5"]),
        ("gender in para 5 and para 9 (d)", ["op-9-d", "op-5"]),
    ],
)
def test_paragraphs_of_several_references_come_first(
    engine: SearchEngine, text: str, first: list[str]
) -> None:
    results = engine.search(Query(text))
    assert anchors(results, 2) == first
    assert not results.nothing_close


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("paragraph nine", "en"),
        ("paragraphe neuf", "fr"),
        ("párrafo nueve", "es"),
        ("пункт девять", "ru"),
        ("الفقرة التاسعة", "ar"),
        ("第九段", "zh"),
    ],
)
def test_a_number_in_words_is_a_reference(engine: SearchEngine, text: str, language: str) -> None:
    results = engine.search(Query(text, language))
    assert results.query_reference is not None
    assert results.detected_language == language
    assert anchors(results, 1) == ["op-9"]
