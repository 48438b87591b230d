"""HTML pages: what a browser prints is read."""

from __future__ import annotations

import pytest

from indexer.errors import SourceError
from indexer.readers.html import read_html


def texts(body: str, head: str = "") -> list[str]:
    data = f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()
    return [line.text for line in read_html(data, "f.html").lines]


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ("<ol><li>A<li>B</ol>", ["1. A", "2. B"]),
        ('<ol type="a" start="3"><li>A<li>B</ol>', ["c. A", "d. B"]),
        ("<ol reversed><li>A<li>B</ol>", ["2. A", "1. B"]),
        ('<ol><li value="5">A<li>B</ol>', ["5. A", "6. B"]),
        ('<ol style="list-style: upper-roman inside"><li>A</ol>', ["I. A"]),
        ('<ol style="list-style-type: none"><li>(a) A</ol>', ["(a) A"]),
        ("<ul><li>A</ul>", ["• A"]),
        ("<ol><li>A<ol type=i><li>B</ol></ol>", ["1. A", "i. B"]),
        ("<ol><li><p>A<p>B</ol>", ["1. A", "B"]),
        ("<ol><li style=\"list-style-type: '— '\">A</ol>", ["— A"]),
    ],
)
def test_lists_print_their_markers(html: str, printed: list[str]) -> None:
    assert texts(html) == printed


def test_counter_styles_and_classes() -> None:
    head = (
        "<style>@counter-style p { system: extends lower-alpha; prefix: '('; suffix: ') '; }"
        "ol.items { list-style-type: p } .no, #gone { display: none }</style>"
    )
    body = '<ol class="items"><li>A<li>B</ol><p class="no">C<p id="gone">D<p hidden>E<p>F'
    assert texts(body, head) == ["(a) A", "(b) B", "F"]
    assert "hidden" in str(read_html(b"<p>a<p hidden>b", "f").problems[0])


def test_marks_notes_and_the_way_back() -> None:
    body = (
        '<main><p>Recalling<sup><a href="#n1" id="r1">1</a></sup>,'
        "<p>H<sub>2</sub>O, 5 m<sup>2</sup>"
        '<section><ol><li id="n1">Decision 3. <a href="#r1">↩</a></ol></section></main>'
    )
    lines = read_html(body.encode(), "f").lines
    assert [(li.text, li.role) for li in lines] == [
        ("Recalling¹,", "text"),
        ("H2O, 5 m²", "text"),
        ("¹ Decision 3.", "footnote"),
    ]


def test_furniture_of_the_site_is_set_aside_and_the_masthead_is_not() -> None:
    body = (
        "<header><nav>Home</nav></header><main><header><p>United Nations</header>"
        "<h2>Decision</h2><p>Text</main><footer>Imprint</footer><script>x()</script>"
    )
    lines = read_html(body.encode(), "f").lines
    assert [(li.text, li.role, li.level) for li in lines] == [
        ("Home", "header", 0),
        ("United Nations", "text", 0),
        ("Decision", "heading", 2),
        ("Text", "text", 0),
        ("Imprint", "footer", 0),
    ]


def test_tables_with_spans_and_boxes() -> None:
    table = (
        "<table><tr><th rowspan=2>A<th colspan=2>B|C<tr><td>1<td>2</table>"
        "<table><tr><td><p>Box<p>Text</table>"
    )
    assert texts(table) == ["| A | B\\|C | |", "| | 1 | 2 |", "Box", "Text"]


def test_breaks_quotes_entities_and_marks_that_print_nothing() -> None:
    lines = read_html("<p>a<br>b&shy;c &amp; <q>d</q>\u200f<del>e</del>".encode(), "f").lines
    assert [(li.text, li.begins) for li in lines] == [("a", True), ("bc & “d”", None)]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("<p>é".encode("utf-8-sig"), "é"),
        ("<p>é".encode("utf-16"), "é"),
        ('<meta charset="windows-1251"><p>Решение'.encode("cp1251"), "Решение"),
        ('<meta charset="gb2312"><p>决定'.encode("gb18030"), "决定"),
        ('<meta charset="windows-1256"><p>مقرر'.encode("cp1256"), "مقرر"),
    ],
)
def test_the_encoding_is_that_of_the_page(data: bytes, text: str) -> None:
    assert [line.text for line in read_html(data, "f").lines] == [text]


def test_an_encoding_that_is_not_declared_is_refused() -> None:
    with pytest.raises(SourceError, match="which is not utf-8"):
        read_html("<p>Решение".encode("cp1251"), "f.html")
