"""What a paragraph's page offers besides its text: files, QR code, links, guidance."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest
import segno
from built_page import BASE, Document

from indexer.akoma_ntoso import read_akn
from indexer.decision import restore_text
from indexer.languages import CODES
from indexer.model import KnowledgeBase
from tests.site.test_site_parts import make_edition, part

DOCUMENT = "iccd-cop14-cst-l1"
DECISION = f"decisions/{DOCUMENT}"


@pytest.mark.parametrize("code", CODES)
def test_every_place_has_a_file_for_reference_managers(
    code: str, site: Path, knowledge_base: KnowledgeBase
) -> None:
    text = knowledge_base.documents[DOCUMENT].texts[code]
    files = sorted(path.name for path in (site / code / DECISION).rglob("*.ris"))
    assert files == sorted(["cite.ris", *(f"{p.anchor}.ris" for p in text.paragraphs)])
    ris = (site / code / DECISION / "op-9" / "op-9-d.ris").read_bytes().decode()
    assert ris.endswith("ER  - \r\n") and ris.count("\r\n") == ris.count("\n")
    assert f"UR  - {BASE}{code}/{DECISION}/op-9/#op-9-d\r\n" in ris


@pytest.mark.parametrize("code", CODES)
def test_a_decision_can_be_taken_along_as_akoma_ntoso(
    code: str, site: Path, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    (link,) = pages[f"{code}/{DECISION}/index.html"].all("a", type="application/akn+xml")
    assert link.get("download") == f"{DOCUMENT}.{code}.akn.xml"
    read = read_akn((site / code / DECISION / str(link.get("href"))).read_bytes())
    text = knowledge_base.documents[DOCUMENT].texts[code]
    assert (read.language, read.problems) == (code, ())
    assert read.text.split() == restore_text(text).split()


def test_code_holds_the_permanent_address(site: Path, pages: dict[str, Document]) -> None:
    """Drawing, file and picture are one and the same code."""
    qr = part("qr")
    address = f"{BASE}ar/{DECISION}/op-9/#op-9"
    folder = site / "ar" / DECISION / "op-9"
    drawing = (folder / "qr.svg").read_text("utf-8")
    (inline,) = [
        e for e in pages[f"ar/{DECISION}/op-9/index.html"].all("svg") if e.get("class") == "qr"
    ]
    assert inline.get("role") == "img" and "style" not in inline.attributes
    name = drawing.partition("<title>")[2].partition("</title>")[0]
    assert "9" in name and drawing == qr.qr_svg(address, name, file=True)
    picture = (folder / "qr.png").read_bytes()
    assert picture == qr.qr_png(address) and picture.startswith(b"\x89PNG")
    width, height = struct.unpack(">II", picture[16:24])
    assert width == height >= 400


def test_code_is_drawn_as_it_is() -> None:
    """The drawing's rectangles cover exactly the dark modules."""
    drawing = part("qr").qr_svg("https://ldn.example/zh/#op-1", "第 1 段 <&>")
    assert "第 1 段 &lt;&amp;&gt;" in drawing
    dark = {
        (x, int(y))
        for start, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", drawing)
        for x in range(int(start), int(start) + int(length))
    }
    matrix = segno.make_qr("https://ldn.example/zh/#op-1", error="m").matrix_iter(border=4)
    expected = {(x, y) for y, row in enumerate(matrix) for x, module in enumerate(row) if module}
    assert dark == expected


@pytest.mark.parametrize("code", CODES)
def test_references_lead_to_the_best_there_is(code: str, knowledge_base: KnowledgeBase) -> None:
    edition = make_edition(knowledge_base, code)
    links = part("routes").Links(code, f"{DECISION}/pp-1/")
    text = knowledge_base.documents[DOCUMENT].texts[code]
    found = {
        reference.key: part("targets").find_target(edition, reference, links)
        for paragraph in text.paragraphs
        for reference in paragraph.references
    }
    assert found["ICCD/COP(14)/CST/2"].href == f"https://undocs.org/{code}/ICCD/COP%2814%29/CST/2"
    assert found["18/COP.13"].symbol == "ICCD/COP(13)/21/Add.1"
    assert found["18/COP.13"].kind == found["19/COP.12"].kind == "official"
    assert found["article-24"].href == "../../../sources/#article-24"
    assert found["23/COP.11"].href == "../../../search/?q=23/COP.11"


@pytest.mark.parametrize("code", CODES)
def test_guidance_says_what_it_explains(
    code: str, pages: dict[str, Document], knowledge_base: KnowledgeBase
) -> None:
    page = pages[f"{code}/{DECISION}/op-9/index.html"]
    links = [a.get("href") for a in page.all("a") if "/guidance/" in a.get("href")]
    own = [
        p.id
        for p in knowledge_base.pages.values()
        if p.kind == "guidance" and any(r.startswith(f"{DOCUMENT}/op-9") for r in p.paragraphs)
    ]
    found = [link.split("/")[-2] for link in links if not link.endswith("guidance/")]
    assert sorted(found) == sorted(own)
    first = knowledge_base.pages[found[0]]
    assert all(r.startswith(f"{DOCUMENT}/op-9") for r in first.paragraphs)
    assert first.texts[code].summary.split()[0] in page.text


def test_an_error_can_always_be_reported(pages: dict[str, Document]) -> None:
    for path, page in pages.items():
        if "/op-" in path or "/pp-" in path:
            flagged = [a for a in page.all("a") if a.get("href").startswith("mailto:")]
            assert len(flagged) >= 1, path
