"""Any query, by Hypothesis: it is read, or refused with a QueryError, in a time that its length
bounds."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.artefact import Artefact
from indexer.configuration import Configuration
from indexer.encoder import Encoder
from indexer.errors import QueryError
from indexer.languages import CODES
from kb_service.query_language import LanguageDetector
from kb_service.query_reading import QueryReader
from kb_service.results import MODES, FilterName, Mode, Query
from kb_service.search import SearchEngine
from kb_service.term_statistics import TermStatistics

PIECES = (
    *(
        "paragraph 9 (d)",
        "para. 9",
        "9 (d)",
        "op-9-d",
        "ICCD/COP(14)/CST/L.1",
        "decision 18/COP.13",
    ),
    *(
        "الفقرة 9 (د)",
        "第9段",
        "пункт 9 d)",
        "párrafo 9 d)",
        "paragraphe 9 d)",
        "الأرض",
        "土地",
        "почва",
    ),
    *(
        "drought",
        "sécheresse",
        "droght",
        "(",
        ")",
        "[",
        "\\",
        '"',
        "*",
        "~",
        "^",
        ":",
        "AND",
        "OR",
        "-",
    ),
    *(
        "<b>",
        "</",
        "\u202e",
        "\u200b",
        "\ud800",
        "\x00",
        "\uffff",
        "İ",
        "ß",
        "ﷺ",
        "①",
        "٩",
        "９",
        "𝟗",
        "👩‍🌾",
    ),
    *("e\u0301" * 9, "\u0300" * 30, "a" * 300, "1" * 300, "(a)" * 50, "第" * 60, " ", "\n", "\t"),
)
any_text = st.lists(st.sampled_from(PIECES) | st.text(max_size=12), max_size=12).map(" ".join)
reader_language: st.SearchStrategy[str | None] = st.none() | st.sampled_from(CODES)
MANY = settings(max_examples=150, deadline=None, derandomize=True)


@pytest.fixture(scope="module")
def detector(artefact: Artefact) -> LanguageDetector:
    return LanguageDetector({code: artefact.lexicons(code).counts for code in CODES})


@pytest.fixture(scope="module")
def query_reader(artefact: Artefact) -> QueryReader:
    return QueryReader(artefact, (), TermStatistics(artefact.lexical))


@pytest.fixture(scope="module")
def engine(artefact: Artefact, encoder: Encoder, configuration: Configuration) -> SearchEngine:
    return SearchEngine(artefact, encoder, configuration)


def test_any_text_has_one_of_six_languages_or_none(detector: LanguageDetector) -> None:
    @given(text=any_text, language=reader_language)
    @MANY
    def holds(text: str, language: str | None) -> None:
        found = detector.detect(text, language)
        assert found is None or found in CODES
        assert detector.detect(text, language) == found

    holds()


def test_any_query_is_read(query_reader: QueryReader) -> None:
    @given(text=any_text, language=reader_language, mend=st.booleans())
    @MANY
    def holds(text: str, language: str | None, mend: bool) -> None:
        reading = query_reader.read(Query(text, language), mend=mend)
        assert reading.language in CODES and set(reading.searched) <= set(CODES)

    holds()


def test_any_search_is_answered_or_refused(engine: SearchEngine) -> None:
    @given(
        text=any_text,
        language=reader_language,
        mode=st.sampled_from(MODES),
        theme=st.none() | st.sampled_from(["gender", "finance", "nonsense", "", "\ud800"]),
        limit=st.integers(-1, 60),
        offset=st.integers(-1, 1100),
    )
    @MANY
    def holds(
        text: str, language: str | None, mode: Mode, theme: str | None, limit: int, offset: int
    ) -> None:
        filters: dict[FilterName, tuple[str, ...]] = {} if theme is None else {"theme": (theme,)}
        try:
            found = engine.search(Query(text, language, mode, filters, limit, offset))
        except QueryError:
            return
        assert len(found.hits) <= limit

    holds()


@pytest.mark.parametrize("piece", [p for p in PIECES if p.strip()], ids=ascii)
def test_the_longest_query_is_read_in_bounded_time(
    query_reader: QueryReader, detector: LanguageDetector, piece: str
) -> None:
    """Each would hang if work grew faster than the text; the test's own limit is CI's."""
    for joint in (" ", ""):
        text = ((piece + joint) * 5000)[:5000]
        detector.detect(text)
        query_reader.read(Query(text))
