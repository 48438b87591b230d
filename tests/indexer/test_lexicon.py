"""Words, spellings, phrases and titles of texts, as counted and as opened."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from indexer.languages import CODES
from indexer.lexicon import build_lexicons, open_lexicons, write_lexicon
from tests.kb_service.passages import paragraph, section

PASSAGES = (
    section("a", "one", "Дегра́дация земель. Sécheresse", language="ru"),
    section("a", "one", "The land tenure of women", title="Land  tenure", heading="Women"),
    paragraph("op-1", "Secure land tenure of women, and land"),
    paragraph("op-2", "Land tenure of women; sécheresse"),
    paragraph("op-1", "土地退化零增长", language="zh"),
)


def test_words_of_texts_and_headings_are_counted_by_language() -> None:
    counts = build_lexicons(PASSAGES)("en").counts
    assert (counts["land"], counts["women"], counts["tenure"]) == (4, 4, 3)
    assert build_lexicons(PASSAGES)("fr").counts == {}


def test_a_word_is_spelt_as_it_is_mostly_printed() -> None:
    spellings = build_lexicons(PASSAGES)("en").spellings
    assert spellings["secheresse"] == ("sécheresse", 1)
    assert spellings["land"] == ("land", 5)  # the title is a text of its own
    assert "of" not in spellings


def test_phrases_stand_in_several_passages_and_are_no_end_of_a_longer_one() -> None:
    assert build_lexicons(PASSAGES)("en").phrases == ("land tenure", "land tenure of women")
    assert build_lexicons(PASSAGES * 3)("zh").phrases == ()


def test_of_many_phrases_the_rarest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("indexer.lexicon._MOST_COUNTED", 8)
    monkeypatch.setattr("indexer.lexicon._LEFT", 4)
    often = [paragraph(f"op-{n}", "land tenure") for n in range(4)]
    often += [paragraph(f"op-{n}", "gender equality") for n in range(4, 7)]
    rare = [paragraph(f"op-{n}", f"unseen {chr(97 + n)}thing") for n in range(10, 20)]
    twice = [paragraph(f"op-{n}", f"seen {chr(97 + n // 2)}thing") for n in range(20, 40)]
    phrases = build_lexicons((*often, *rare, *twice))("en").phrases
    assert phrases == ("gender equality", "land tenure")


def test_a_title_leads_to_the_unit_below_it() -> None:
    unit = PASSAGES[1].unit
    assert build_lexicons(PASSAGES)("en").titles == (("Land tenure", unit), ("Women", unit))


def test_written_lexicons_open_as_they_were(tmp_path: Path) -> None:
    built = build_lexicons(PASSAGES)
    for code in CODES:
        write_lexicon(tmp_path / f"{code}.json", built(code))
    opened = open_lexicons(tmp_path)
    assert [asdict(opened(code)) for code in CODES] == [asdict(built(code)) for code in CODES]
