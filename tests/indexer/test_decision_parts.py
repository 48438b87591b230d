"""Decisions with more than preamble and numbers: sections, parts, annexes, tables, notes."""

from __future__ import annotations

import pytest

from indexer.decision import is_whole, parse_decision, restore_text
from indexer.languages import CODES
from indexer.masthead import printed_symbol

HEAD = "Decision 1/COP.97\n\nA title\n\nThe Conference of the Parties,\n\nRecalling it,\n\n"


def anchors(text: str, code: str = "en") -> list[str]:
    parsed = parse_decision(text, code)
    assert is_whole(text, parsed.text)
    again = parse_decision(restore_text(parsed.text), code).text
    assert [(p.anchor, p.kind, p.text) for p in again.paragraphs] == [
        (p.anchor, p.kind, p.text) for p in parsed.text.paragraphs
    ]
    return [p.anchor for p in parsed.text.paragraphs]


def doubts(text: str, code: str = "en") -> list[str]:
    return [str(problem) for problem in parse_decision(text, code).problems]


def test_headings_are_counted_in_order() -> None:
    text = HEAD + "# I. Action\n\n1. Decides;\n\nB. More action\n\n2. Decides again."
    assert anchors(text) == ["pp-1", "h-1", "op-1", "h-2", "op-2"]
    assert doubts(text) == []


def test_parts_whose_numbers_restart_prefix_their_paragraphs() -> None:
    text = HEAD + "A\n\n1. Decides;\n\n2. Decides;\n\n(a) This;\n\nB\n\nNoting that,\n\n1. Decides."
    assert anchors(text) == [
        *("pp-1", "h-1", "a-op-1", "a-op-2", "a-op-2-a", "h-2", "b-pp-1", "b-op-1")
    ]
    cyrillic = (
        "1/COP.97\n\nНазвание\n\nКонференция Сторон,\n\nотмечая это,\n\nА. Первое\n\n"
        "1. постановляет;\n\nВ. Второе\n\n1. постановляет."
    )
    assert anchors(cyrillic, "ru") == ["pp-1", "h-1", "a-op-1", "h-2", "b-op-1"]


@pytest.mark.parametrize(
    ("code", "opening", "lines"),
    [
        (
            "en",
            "The Conference of the Parties,",
            ["3. Adopts;", "3 bis. Adopts;", "3 ter Adopts."],
        ),
        ("fr", "La Conférence des Parties,", ["3. Décide;", "3 bis. Décide;", "3 ter. Décide."]),
        ("es", "La Conferencia de las Partes,", ["3. Decide;", "3 bis. Decide;", "3 ter. Decide."]),
        ("ru", "Конференция Сторон,", ["3. решает;", "3-бис. решает;", "3 тер. решает."]),
        ("zh", "缔约方会议，", ["3. 决定；", "3 之二. 决定；", "3之三．决定。"]),
        ("ar", "إن مؤتمر الأطراف،", ["3- يقرر؛", "3 مكررا- يقرر؛", "3 مكررا ثانيا- يقرر."]),
    ],
)
def test_numbers_put_in_between(code: str, opening: str, lines: list[str]) -> None:
    text = "\n\n".join(["1/COP.97", "Title", opening, *lines])
    assert anchors(text, code) == ["op-3", "op-3-bis", "op-3-ter"]


def test_a_single_paragraph_needs_no_number() -> None:
    text = HEAD + "Decides that:\n\n(a) It is so;\n\n(b) It was so."
    parsed = parse_decision(text, "en")
    assert anchors(text) == ["pp-1", "op-1", "op-1-a", "op-1-b"]
    assert doubts(text) == []
    assert parsed.text.paragraphs[1].number is None


def test_tables_notes_and_annexes() -> None:
    text = HEAD + (
        "1. Adopts the budget in the annex.\n\n"
        "| Item | Amount |\n| --- | --- |\n| Staff | 12 |\n\n"
        "[9th plenary meeting]\n\n12 September 2019\n\n"
        "Annex I\n\nTerms of reference\n\nI. Purpose\n\n1. They apply.\n\n2. They contain:\n\n"
        "(a) Rules;\n\nAnnex II\n\nBudget\n\n1. It is small."
    )
    assert doubts(text) == []
    assert anchors(text) == [
        *("pp-1", "op-1", "t-1", "t-2", "t-3", "annex-1", "annex-1-h-1", "annex-1-h-2"),
        *("annex-1-para-1", "annex-1-para-2", "annex-1-para-2-a"),
        *("annex-2", "annex-2-h-1", "annex-2-para-1"),
    ]


def test_items_below_a_preambular_paragraph() -> None:
    text = HEAD + "Noting:\n\n(a) This;\n\n(b) That,\n\n1. Decides."
    assert anchors(text) == ["pp-1", "pp-2", "pp-2-a", "pp-2-b", "op-1"]


def test_the_number_stands_for_the_symbol() -> None:
    for number, expected in {
        "Decision 18/COP.13": "18/COP.13",
        "18/СОР.13": "18/COP.13",
        "Resolution 70/1": "Resolution 70/1",  # a decision may have the same number
        "ICCD/COP(14)/L.1*": "ICCD/COP(14)/L.1",
    }.items():
        text = f"{number}\n\nA title\n\nThe General Assembly,\n\n1. Decides."
        assert printed_symbol(parse_decision(text, "en").text) == expected


#: Openings of paragraphs as United Nations documents write them, and the keys of their verbs.
VERBS = {
    "en": {
        "Takes note with appreciation of the report;": "takes-note",
        "Requests the secretariat, subject to the availability of resources, to act;": "requests",
        "Also decides to meet;": "decides",
        "Expresses its sincere gratitude to the Government;": "appreciates",
        "Strongly encourages Parties to act;": "encourages",
        "Invites Parties and other stakeholders, in particular donors, to act;": "invites",
    },
    "fr": {
        "Prie également le secrétariat d’agir ;": "requests",
        "Prend note avec satisfaction du rapport ;": "takes-note",
        "Invite en outre les Parties à agir ;": "invites",
        "Décide également de se réunir ;": "decides",
    },
    "es": {
        "Pide asimismo a la Secretaría que actúe;": "requests",
        "Toma nota con reconocimiento del informe;": "takes-note",
        "Alienta además a las Partes a que actúen;": "encourages",
        "Decide también reunirse;": "decides",
    },
    "ru": {
        "просит также секретариат действовать;": "requests",
        "также просит секретариат действовать;": "requests",
        "с удовлетворением принимает к сведению доклад;": "takes-note",
        "предлагает Сторонам действовать;": "invites",
        "настоятельно призывает Стороны действовать;": "urges",
    },
    "zh": {
        "还请秘书处采取行动；": "requests",
        "又决定开会；": "decides",
        "并请秘书处采取行动；": "requests",
        "促请各缔约方采取行动；": "urges",
    },
    "ar": {
        "ويطلب أيضاً إلى الأمانة أن تعمل؛": "requests",
        "يقرر كذلك أن يجتمع؛": "decides",
        "ويدعو الأطراف إلى العمل؛": "invites",
        "يحيط علماً مع التقدير بالتقرير؛": "takes-note",
    },
}
OPENINGS = {
    "en": "The Conference of the Parties,",
    "fr": "La Conférence des Parties,",
    "es": "La Conferencia de las Partes,",
    "ru": "Конференция Сторон,",
    "zh": "缔约方会议，",
    "ar": "إن مؤتمر الأطراف،",
}


@pytest.mark.parametrize("code", CODES)
def test_verbs_as_they_are_written(code: str) -> None:
    lines = [f"{n}. {words}" for n, words in enumerate(VERBS[code], 1)]
    parsed = parse_decision("\n\n".join(["1/COP.97", "T", OPENINGS[code], *lines]), code).text
    found = {p.body: p.verb and p.verb.key for p in parsed.paragraphs if p.kind == "operative"}
    assert found == VERBS[code]


def test_whom_a_paragraph_addresses() -> None:
    for words, keys in {
        "Requests the secretariat, subject to the availability of financial resources, and the "
        "Global Mechanism to act;": ("secretariat", "global-mechanism"),
        "Requests the secretariat, in consultation with Parties, to act;": ("secretariat",),
        "Welcomes the work of the secretariat;": (),
        "Decides to ask the secretariat;": (),
    }.items():
        text = parse_decision(f"{HEAD}1. {words}", "en").text
        paragraph = text.paragraph("op-1")
        assert paragraph is not None
        assert (paragraph.addressee.keys if paragraph.addressee else ()) == keys, words


def test_a_series_of_articles_is_read_whole() -> None:
    for code, words in {
        "en": "Recalling articles 16 and 17 of the Convention,",
        "fr": "Rappelant les articles 16 et 17 de la Convention,",
        "ru": "ссылаясь на статьи 16 и 17 Конвенции,",
        "ar": "إذ يشير إلى المادتين 16 و17 من الاتفاقية،",
    }.items():
        lines = ["1/COP.97", "T", OPENINGS[code], words, f"1. {next(iter(VERBS[code]))}"]
        text = parse_decision("\n\n".join(lines), code).text
        assert [r.key for r in text.paragraphs[0].references] == ["article-16", "article-17"], code
