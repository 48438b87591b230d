"""Word files: what Word prints is read, what it does not print is told."""

from __future__ import annotations

import pytest
from word_files import instance, item, numbering, paragraph, word_file

from indexer.readers.docx import read_docx

LEVELS = (("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)"))


def texts(data: bytes) -> list[str]:
    return [line.text for line in read_docx(data, "f.docx").lines]


def problems(data: bytes) -> str:
    return " ".join(map(str, read_docx(data, "f.docx").problems))


def test_levels_restart_below_the_one_above() -> None:
    body = "".join(
        item(t, level)
        for t, level in [
            ("A", 0),
            ("B", 1),
            ("C", 2),
            ("D", 2),
            ("E", 1),
            ("F", 2),
            ("G", 0),
            ("H", 1),
        ]
    )
    data = word_file(body, numbering=numbering(*LEVELS) + instance(1))
    assert texts(data) == ["1. A", "(a) B", "(i) C", "(ii) D", "(b) E", "(i) F", "2. G", "(a) H"]
    assert [line.level for line in read_docx(data, "f").lines] == [0, 1, 2, 2, 1, 2, 0, 1]


def test_instances_share_a_count_until_one_starts_anew() -> None:
    body = item("A") + item("B", number=2) + item("C", number=3) + item("D", number=3)
    lists = numbering(*LEVELS) + instance(1) + instance(2) + instance(3, start=7)
    assert texts(word_file(body, numbering=lists)) == ["1. A", "2. B", "7. C", "8. D"]


@pytest.mark.parametrize(
    ("form", "text", "printed"),
    [
        ("arabicAbjad", "(%1)", "(أ) x"),
        ("russianLower", "%1)", "а) x"),
        ("chineseCounting", "%1、", "一、x"),
        ("chineseCounting", "（%1）", "（一）x"),
        ("bullet", "", "• x"),
        ("bullet", "–", "– x"),
        ("upperRoman", "%1.", "I. x"),
        ("decimal", "%1-", "1- x"),
    ],
)
def test_markers_are_printed_as_the_list_says(form: str, text: str, printed: str) -> None:
    lists = numbering((form, text)) + instance(1)
    assert texts(word_file(item("x"), numbering=lists)) == [printed]


def test_numbers_with_those_above_them_and_legal_ones() -> None:
    levels = numbering(("upperRoman", "%1."), ("decimal", "%1.%2"))
    legal = levels.replace('<w:lvlText w:val="%1.%2"/>', '<w:isLgl/><w:lvlText w:val="%1.%2"/>')
    body = item("A") + item("B", 1)
    assert texts(word_file(body, numbering=levels + instance(1))) == ["I. A", "I.1 B"]
    assert texts(word_file(body, numbering=legal + instance(1))) == ["I. A", "1.1 B"]


def test_a_style_may_number_and_a_paragraph_may_not_be() -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="Op"><w:name w:val="Op"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="Sub"><w:name w:val="Sub"/><w:basedOn w:val="Op"/>'
        "</w:style>"
    )
    body = (
        paragraph("A", properties='<w:pStyle w:val="Op"/>')
        + paragraph("B", properties='<w:pStyle w:val="Op"/><w:numPr><w:numId w:val="0"/></w:numPr>')
        + paragraph("C", properties='<w:pStyle w:val="Sub"/>')
    )
    lists = numbering(*LEVELS) + instance(1)
    assert texts(word_file(body, numbering=lists, styles=styles)) == ["1. A", "B", "2. C"]


@pytest.mark.parametrize(
    ("name", "level"),
    [("heading 2", 2), ("Title", 1), ("_ H _Ch_G", 1), ("_ H_2/3_G", 3), ("H56G", 5), ("Note", 0)],
)
def test_headings_by_style_also_those_of_the_united_nations(name: str, level: int) -> None:
    styles = f'<w:style w:type="paragraph" w:styleId="x"><w:name w:val="{name}"/></w:style>'
    data = word_file(paragraph("A", properties='<w:pStyle w:val="x"/>'), styles=styles)
    [line] = read_docx(data, "f").lines
    assert (line.role, line.level) == (("heading", level) if level else ("text", 0))


def test_an_outline_level_makes_a_heading() -> None:
    [line] = read_docx(word_file(paragraph("A", properties='<w:outlineLvl w:val="1"/>')), "f").lines
    assert (line.role, line.level) == ("heading", 2)


def note(number: int, text: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{number}">{paragraph(text)}</w:{kind}>'


def test_notes_follow_the_paragraph_of_their_mark_in_the_order_of_marks() -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'
    body = paragraph("First", runs=mark.format(5)) + paragraph(
        "Second", runs=mark.format(2) + "<w:r><w:t>,</w:t></w:r>"
    )
    notes = note(2, "two") + note(5, "one")
    data = word_file(body, footnotes=notes)
    assert texts(data) == ["First¹", "¹ one", "Second²,", "² two"]
    assert [line.role for line in read_docx(data, "f").lines] == ["text", "footnote"] * 2


def test_endnotes_go_on_with_the_numbers_and_raised_digits_are_marks() -> None:
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    body = paragraph("A", runs='<w:r><w:endnoteReference w:id="1"/></w:r>') + paragraph(
        "12 km", runs=raised
    )
    assert texts(word_file(body, endnotes=note(1, "end", "endnote"))) == ["A¹", "¹ end", "12 km²"]


def test_a_note_without_its_mark_is_kept_and_told() -> None:
    data = word_file(paragraph("A"), footnotes=note(3, "lost"))
    assert texts(data) == ["A", "lost"]
    assert "a note whose mark does not stand in the text" in problems(data)


def test_tracked_changes_hidden_text_and_comments_are_told() -> None:
    body = (
        "<w:p><w:r><w:t>A </w:t></w:r><w:ins><w:r><w:t>new</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>old</w:delText></w:r></w:del>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
        '<w:r><w:commentReference w:id="1"/></w:r></w:p>'
    )
    data = word_file(body)
    assert texts(data) == ["A new"]
    for told in ("deleted text", "inserted text", "hidden text", "a comment"):
        assert told in problems(data)


@pytest.mark.parametrize("inserted", ['<w:altChunk r:id="r9"/>', '<w:subDoc r:id="r9"/>'])
def test_a_file_that_is_inserted_is_told(inserted: str) -> None:
    data = word_file(paragraph("A") + inserted)
    assert texts(data) == ["A"]
    assert "found another file that is inserted here" in problems(data)


def test_a_paragraph_whose_end_is_deleted_goes_on() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    assert texts(word_file(paragraph("one ", properties=deleted) + paragraph("two"))) == ["one two"]


def test_fields_print_their_results_and_page_numbers_print_nothing() -> None:
    def field(instruction: str, result: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f"<w:r><w:instrText>{instruction}</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f'<w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    body = paragraph("See ", runs=field("REF x", "paragraph 3") + field("PAGE", "9"))
    assert texts(word_file(body)) == ["See paragraph 3"]


def test_a_table_of_contents_is_set_aside() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
    body = paragraph("I. Mandate 3", properties='<w:pStyle w:val="T1"/>') + paragraph("I. Mandate")
    roles = [line.role for line in read_docx(word_file(body, styles=styles), "f").lines]
    assert roles == ["header", "text"]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


BORDERS = '<w:tblPr><w:tblBorders><w:insideV w:val="single"/></w:tblBorders></w:tblPr>'


def test_rows_are_lines_of_cells_and_one_cell_is_a_box() -> None:
    wide = cell("wide", '<w:gridSpan w:val="2"/>')
    table = f"<w:tbl>{BORDERS}<w:tr>{cell('a|b')}{cell('c')}</w:tr><w:tr>{wide}</w:tr></w:tbl>"
    inside = paragraph("Box 1") + paragraph("Text")
    box = f"<w:tbl>{BORDERS}<w:tr><w:tc>{inside}</w:tc></w:tr></w:tbl>"
    data = word_file(table + box)
    assert texts(data) == ["| a\\|b | c |", "| wide | |", "Box 1", "Text"]


def test_a_table_without_columns_at_the_top_places_the_masthead() -> None:
    row = f"<w:tr>{cell('United Nations')}{cell('ICCD/COP(14)/L.1')}</w:tr>"
    data = word_file(f"<w:tbl>{row}</w:tbl>{paragraph('x')}")
    assert texts(data) == ["United Nations", "ICCD/COP(14)/L.1", "x"]


def test_text_boxes_are_read_once() -> None:
    inner = f"<w:txbxContent>{paragraph('In a box')}</w:txbxContent>"
    run = (
        "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
        f"{inner}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inner}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(word_file(paragraph("A", runs=run))) == ["A", "In a box"]


def test_headers_are_set_aside_but_the_masthead_of_the_first_page_is_text() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="default" r:id="header1"/>'
        '<w:headerReference w:type="first" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/><w:titlePg/></w:sectPr>'
    )
    headers = {
        "header1": paragraph("A/RES/1"),
        "header2": paragraph("United Nations"),
        "footer1": paragraph("GE.19-12345"),
    }
    lines = read_docx(word_file(paragraph("x") + section, headers=headers), "f").lines
    assert [(line.text, line.role) for line in lines] == [
        ("A/RES/1", "header"),
        ("United Nations", "text"),
        ("GE.19-12345", "footer"),
        ("x", "text"),
    ]


def test_breaks_symbols_hyphens_and_marks_that_print_nothing() -> None:
    runs = (
        "<w:r><w:t>a</w:t><w:br/><w:t>b</w:t></w:r><w:r><w:noBreakHyphen/><w:softHyphen/></w:r>"
        '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>\u200fc\u00add\ufb01</w:t></w:r>'
    )
    data = word_file(paragraph(runs=runs))
    assert [(li.text, li.begins) for li in read_docx(data, "f").lines] == [
        ("a", True),
        ("b-≥cdfi", None),
    ]


def test_pages_are_those_of_the_last_layout() -> None:
    body = paragraph("a", runs="<w:r><w:lastRenderedPageBreak/><w:t>b</w:t></w:r>") + paragraph("c")
    text = read_docx(word_file(body), "f")
    assert [(li.text, li.page, li.line, li.begins) for li in text.lines] == [
        ("a", 1, 1, True),
        ("b", 2, 1, False),
        ("c", 2, 2, True),
    ]
    assert text.pages == 2
