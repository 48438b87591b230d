"""Plain text and Markdown."""

from __future__ import annotations

import pytest

from indexer.readers.markdown import read_markdown
from indexer.readers.plain import read_plain
from indexer.transcript import make_transcript

WRAPPED = """\
United Nations                              ICCD/COP(14)/L.1
Convention to Combat Desertification        Distr.: General

The Conference of the Parties,

   Recalling decision 3/COP.8 and the guidance that it gives to all
Parties,[1]

1. Invites Parties to report on the measures they have taken before
the next session;

_______________
[1] Decision 3/COP.8, annex.

GE.19-12345  (E)    110619    120619

ICCD/COP(14)/L.1

2. Requests the secretariat, within its mandate and subject to the

2                                                    GE.19-12345

ICCD/COP(14)/L.1

availability of resources, to report:

Round            Opens          Reports
----------------------------------------
Ninety-ninth     1 March        128
"""


def lines(text: str, language: str = "en") -> list[str]:
    made = make_transcript(read_plain(text.encode(), "f.txt"), language).text
    return [line for line in made.splitlines() if line]


def test_a_wrapped_text_with_furniture_notes_and_a_table() -> None:
    assert lines(WRAPPED) == [
        "United Nations",
        "ICCD/COP(14)/L.1",
        "Convention to Combat Desertification",
        "Distr.: General",
        "The Conference of the Parties,",
        "Recalling decision 3/COP.8 and the guidance that it gives to all Parties,¹",
        "1. Invites Parties to report on the measures they have taken before the next session;",
        "¹ Decision 3/COP.8, annex.",
        "2. Requests the secretariat, within its mandate and subject to the availability of "
        "resources, to report:",
        "| Round | Opens | Reports |",
        "| Ninety-ninth | 1 March | 128 |",
    ]


def test_paragraphs_that_are_not_wrapped_are_lines() -> None:
    long = "Recalling " + "the many decisions that were taken " * 8
    assert lines(f"{long}\n{long}\n1. Invites;") == [long.strip(), long.strip(), "1. Invites;"]


def test_pages_are_parted_by_form_feeds() -> None:
    text = read_plain(b"one\n\ftwo\n\fthree\n", "f")
    assert [(li.text, li.page) for li in text.lines] == [("one", 1), ("two", 2), ("three", 3)]
    assert text.pages == 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding: str) -> None:
    text = "缔约方会议，\r\n\r\nمؤتمر الأطراف"
    read = read_plain(text.encode(encoding), "f")
    assert [line.text for line in read.lines] == ["缔约方会议，", "مؤتمر الأطراف"]


def test_markdown_is_read_without_its_marks() -> None:
    text = """\
---
language: en
---

# Decision *3/COP.8*

The Conference,

**Recalling** the [decision](https://x.org/a_(b)) of 2 \\* 3[^1],

1. _Invites_ Parties
   to go on;
- item

| a | b |
| --- | --- |
| c | d |

[^1]: See there.

Annex
=====
"""
    source = read_markdown(text.encode(), "f.md")
    assert [(line.text, line.role, line.level) for line in source.lines] == [
        ("language: en", "header", 0),
        ("Decision 3/COP.8", "heading", 1),
        ("The Conference,", "text", 0),
        ("Recalling the decision of 2 * 3¹,", "text", 0),
        ("1. Invites Parties", "text", 0),
        ("to go on;", "text", 0),
        ("• item", "text", 0),
        ("| a | b |", "table", 0),
        ("| c | d |", "table", 0),
        ("¹ See there.", "footnote", 0),
        ("Annex", "heading", 1),
    ]
