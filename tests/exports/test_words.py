"""The words of exports: whole in six languages, and those of the site where it has them too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from indexer.languages import CODES
from kb_service.exports.words import Wording

ROOT = Path(__file__).parents[2]
WORDS = yaml.safe_load((ROOT / "kb_service" / "exports" / "words.yml").read_text("utf-8"))
#: Keys here by keys of the site's strings.
SHARED = {
    "paragraph.operative": "operative",
    "paragraph.preambular": "preambular",
    "guidance.level_introductory": "introductory",
    "guidance.level_practitioner": "practitioner",
    "guidance.level_specialist": "specialist",
    "guidance.review_draft": "review_draft",
    "guidance.review_checked": "review_checked",
    "guidance.review_approved": "review_approved",
    "courses.minutes": "minutes",
    "courses.slide_number": "slide_number",
    "courses.slide_numbers": "slide_numbers",
    "glossary.title": "glossary",
    "sources.title": "sources",
    "sources.remark_no_authors": "remark_no_authors",
    "sources.remark_no_authors_read": "remark_no_authors_read",
    "sources.remark_technical_note": "remark_technical_note",
    "status.label": "status",
    "notice.draft_short": "draft",
    "notice.draft": "draft_notice",
    "notice.not_un": "not_un",
    "notice.not_un_long": "not_un_long",
    "notice.licence": "licence",
    "paragraph.notes": "notes_as_issued",
}


@pytest.mark.parametrize("key", WORDS)
def test_a_key_has_words_in_every_language(key: str) -> None:
    assert set(WORDS[key]) == set(CODES)
    names = {code: sorted(re.findall(r"\{(\w+)\}", text)) for code, text in WORDS[key].items()}
    assert all(text.strip() for text in WORDS[key].values())
    assert len({tuple(found) for found in names.values()}) == 1, names


@pytest.mark.parametrize("code", CODES)
def test_the_site_says_the_same(code: str) -> None:
    site = yaml.safe_load((ROOT / "site" / "strings" / f"{code}.yml").read_text("utf-8"))
    for theirs, ours in SHARED.items():
        assert WORDS[ours][code] == site[theirs].strip(), (theirs, ours)


def test_the_heading_of_an_example_is_that_of_pages() -> None:
    sections = yaml.safe_load((ROOT / "content/vocabulary/sections.yml").read_text("utf-8"))
    (label,) = [section["label"] for section in sections if section["id"] == "example"]
    assert WORDS["example"] == label


def test_every_key_is_used() -> None:
    sources = [
        path.read_text("utf-8")
        for path in (ROOT / "kb_service" / "exports").iterdir()
        if path.suffix in {".py", ".js", ".typ"}
    ]
    by_name = {"presentation", "discussion", "exercise", "quiz", "true", "false"}
    by_name |= {"introductory", "practitioner", "specialist"}
    built = {key for key in WORDS if key.startswith(("hint_", "remark_", "review_"))}
    unused = [
        key
        for key in WORDS
        if key not in by_name | built and not re.search(rf"[\"']{key}[\"']", "\n".join(sources))
    ]
    assert unused == []


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        Wording("en")("nothing")
