"""Hostile Markdown, by Hypothesis: what the check lets pass is read by exports, and whatever is
rendered holds nothing that runs or loads."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_site_parts import make_edition, part

from indexer.diagrams import check_drawing
from indexer.markdown_blocks import parse_blocks
from indexer.model import KnowledgeBase
from indexer.page_markdown import check_prose

#: Pieces of attacks, and of what pages hold.
PIECES = (
    *(
        "<script>",
        "</script>",
        "<svg/onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "<b",
        "<!--",
    ),
    *(
        "-->",
        "<![CDATA[",
        "]]>",
        "<?php",
        "<style>*{}</style>",
        "<a href='javascript:alert(1)'>",
        "<",
    ),
    *("[x](javascript:alert(1))", "[x](JaVaScRiPt:alert(1))", "[x](java&#115;cript:alert(1))"),
    *(
        "[x](&#106;avascript:alert(1))",
        "[x](javascript&colon;alert(1))",
        "[x](java\tscript:alert(1))",
    ),
    *(
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "[x](//evil.example/)",
        "[x]()",
    ),
    *('[x](https://a.example/"onmouseover="alert(1))', "[x](https://a.example/?a=1&b=2)", "[x]("),
    *(
        "![x](javascript:alert(1))",
        "![x](https://evil.example/x.png)",
        "![](kb:figures/nothing)",
        "![",
    ),
    *("[x][1]", "[1]: javascript:alert(1)", '[1]: https://a.example/ "title"', "<javascript:x>"),
    *(
        "<https://a.example/>",
        "<a@b.example>",
        "&lt;script&gt;",
        "&nbsp;",
        "&bogus;",
        "&#0;",
        "&#x1f;",
    ),
    *(
        "&",
        "&amp",
        "\\<script>",
        "`<script>`",
        "``",
        "*",
        "**",
        "_",
        "~~",
        "***x***",
        "{#id onclick=x}",
    ),
    *(
        "{: onclick=alert(1) }",
        "[TOC]",
        "[^1]",
        "\x02",
        "\x03",
        "\x02klzzwxh:0000\x03",
        "\x02wzxhzdk:0\x03",
    ),
    *(
        "\x00",
        "\u202e",
        "\u2028",
        "\ufeff",
        "> ",
        "- ",
        "1. ",
        "| a | b |",
        "| --- | --- |",
        "# x",
        "    x",
    ),
    *(
        "الأرض",
        "土地",
        "[العربية](kb:themes/gender)",
        "[](kb:sources/spi-1)",
        "\n",
        "\n\n",
        " ",
        "  \n",
    ),
    *(
        "![](kb:diagrams/response-hierarchy)",
        "![](kb:decisions/iccd-cop14-cst-l1/op-3)",
        "</div>",
        '"',
        "'",
    ),
)
hostile = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=14).map("".join)
MANY = settings(max_examples=200, deadline=None, derandomize=True)
#: What the renderer makes: nothing else may come out of it.
ELEMENTS = {
    *("p", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr", "br", "sup"),
    *("table", "thead", "tbody", "tr", "th", "td", "div", "span", "bdi", "figure", "figcaption"),
    *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"),
    *(
        "details",
        "summary",
        "tspan",
        "title",
        "desc",
        "cite",
        "header",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ),
}
_LEADS = re.compile(r"https://|mailto:|#|(\.\./)*[a-z0-9./-]*(#[\w-]*)?$")


class Page(HTMLParser):
    """The elements and attributes that a browser would see."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.wrong.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"src", "srcset", "srcdoc", "style", "action"}:
                self.wrong.append(f"{name}={value}")
            if name == "href" and not _LEADS.match(value or ""):
                self.wrong.append(f"href={value}")

    def handle_comment(self, data: str) -> None:
        self.wrong.append("a comment")

    def handle_decl(self, decl: str) -> None:
        self.wrong.append("a declaration")

    def handle_pi(self, data: str) -> None:
        self.wrong.append("an instruction")


@pytest.mark.parametrize("code", ["ar", "zh"])
def test_whatever_is_rendered_is_harmless(knowledge_base: KnowledgeBase, code: str) -> None:
    edition = make_edition(knowledge_base, code)
    links, render = part("routes").Links(code, "about/"), part("prose").render_prose
    page = knowledge_base.pages["about"]

    @given(text=hostile)
    @MANY
    def holds(text: str) -> None:
        assert Page(render(text, edition, links, page)).wrong == []

    holds()


def test_what_the_check_lets_pass_is_read_by_exports(knowledge_base: KnowledgeBase) -> None:
    @given(text=hostile)
    @MANY
    def holds(text: str) -> None:
        if not [*check_prose(knowledge_base, text, "here")]:
            parse_blocks(text, knowledge_base, "fr")

    holds()


@pytest.mark.parametrize(
    "text",
    [
        *("<script>alert(1)</script>", "a <b>c", "<!-- x", "<svg onload=x>", "</p>", "<a href=x>"),
        *("![x](javascript:alert(1))", "![x](data:image/svg+xml,x)", "[x](a b)", '[x](y "z")'),
        *("[1]: javascript:alert(1)", "```\nx\n```", "&bogus;", "&nbsp;", "&#0;", "\x02x\x03"),
    ],
)
def test_what_no_page_needs_is_refused(knowledge_base: KnowledgeBase, text: str) -> None:
    assert [*check_prose(knowledge_base, f"Text.\n\n{text}\n\nText.", "here")]


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<rect onclick="alert(1)" width="1" height="1"/>',
        '<a href="javascript:alert(1)"><rect/></a>',
        '<image href="https://evil.example/x.png"/>',
        '<rect style="fill:url(https://evil.example/)"/>',
        "<style>*{}</style>",
        "<foreignObject><b/></foreignObject>",
        '<use href="#shapes"/>',
        '<animate attributeName="href" to="javascript:alert(1)"/>',
        '<rect class="md-header"/>',
        '<path d="url(https://evil.example/)"/>',
        "<rect>",
        "&xxe;",
    ],
)
def test_drawings_hold_shapes_alone(inside: str) -> None:
    drawing = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        f'<g id="shapes">{inside}</g><g id="labels"/></svg>'
    )
    assert check_drawing(drawing, {}, "here")
    bomb = '<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY xxe SYSTEM "file:///etc/passwd">]>'
    assert check_drawing(bomb + drawing, {}, "here")
