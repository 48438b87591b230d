"""Reports of many decisions: where each begins, and what belongs to none."""

from __future__ import annotations

import pytest

from indexer.decision import is_whole, parse_decision
from indexer.document_kinds import guess_kind
from indexer.languages import CODES
from indexer.many import rest_of, split_decisions
from indexer.masthead import printed_symbol

#: Number lines, opening, a preambular and an operative paragraph in each language.
WORDS = {
    "en": ("Decision {n}/COP.97", "The Conference of the Parties,", "Recalling decision 1/COP.96,"),
    "fr": ("Décision {n}/COP.97", "La Conférence des Parties,", "Rappelant la décision 1/COP.96,"),
    "es": ("Decisión {n}/COP.97", "La Conferencia de las Partes,", "Recordando la 1/COP.96,"),
    "ru": ("Решение {n}/СОР.97", "Конференция Сторон,", "ссылаясь на решение 1/COP.96,"),
    "zh": ("第{n}/COP.97号决定", "缔约方会议，", "回顾第1/COP.96号决定，"),
    "ar": ("المقرر {n}/م أ-97", "إن مؤتمر الأطراف،", "إذ يشير إلى المقرر 1/م أ-96،"),
}
OPERATIVE = {
    "en": "1. Requests the secretariat to act.",
    "fr": "1. Prie le secrétariat d’agir.",
    "es": "1. Pide a la Secretaría que actúe.",
    "ru": "1. просит секретариат действовать.",
    "zh": "1. 请秘书处采取行动。",
    "ar": "1- يطلب إلى الأمانة أن تعمل.",
}


def report(code: str) -> str:
    number, opening, preamble = WORDS[code]
    contents = [f"{number.format(n=n)} A title {n} ..... {n + 3}" for n in (1, 2, 3)]
    decisions = [
        [number.format(n=n), f"A title {n}", opening, preamble, OPERATIVE[code]] for n in (1, 2, 3)
    ]
    lines = ["United Nations", *contents, *(line for each in decisions for line in each)]
    return "\n\n".join(lines) + "\n"


@pytest.mark.parametrize("code", CODES)
def test_each_decision_is_found_in_each_language(code: str) -> None:
    text = report(code)
    parts = split_decisions(text, code)
    assert [(p.number, p.kind, p.title) for p in parts] == [
        (f"{n}/COP.97", "decision", f"A title {n}") for n in (1, 2, 3)
    ]
    assert guess_kind(text, code).kind == "many"
    for part in parts:
        parsed = parse_decision(part.text, code)
        assert [str(problem) for problem in parsed.problems] == []
        assert is_whole(part.text, parsed.text)
        assert printed_symbol(parsed.text) == part.number
        assert parsed.text.title == part.title
        assert text.splitlines()[part.first - 1] == part.text.splitlines()[0]


def test_every_line_is_in_a_part_or_in_the_rest() -> None:
    text = report("en") + "\n# II. Resolutions\n\nResolution 1/COP.97\n\nThanks\n\n"
    text += "The Conference of the Parties,\n\nExpresses its gratitude to the Government.\n"
    parts = split_decisions(text, "en")
    rest = rest_of(text, parts)
    assert [part.kind for part in parts] == ["decision"] * 3 + ["resolution"]
    assert [line.strip() for each in rest for line in each.text.splitlines() if line.strip()] == [
        "United Nations",
        *(f"Decision {n}/COP.97 A title {n} ..... {n + 3}" for n in (1, 2, 3)),
        "# II. Resolutions",
    ]
    covered = sorted((each.first, each.last) for each in (*parts, *rest))
    assert covered[0][0] == 1 and covered[-1][1] == len(text.splitlines())
    assert all(a[1] < b[0] for a, b in zip(covered, covered[1:], strict=False))
    single = parse_decision(parts[-1].text, "en").text
    assert [p.anchor for p in single.paragraphs] == ["op-1"]


def test_a_decision_that_is_only_named_is_no_start() -> None:
    text = (
        "Decision 1/COP.97\n\nwas long.\n\n1. It had\n\nThe Conference of the Parties,\n\n1. Acts."
    )
    assert split_decisions(text, "en") == []
    assert split_decisions("", "en") == []
