"""Akoma Ntoso out and in: nothing lost, valid, the same structure back, and nothing harmful in."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from indexer.akoma_ntoso import read_akn, write_akn
from indexer.akoma_ntoso.parsing import MOST_BYTES
from indexer.decision import parse_decision, restore_text
from indexer.documents import read_document
from indexer.errors import ContentError, SourceError
from indexer.ingest import Wishes, ingest_file
from indexer.iri import element_ids, parse_work, work_iri
from indexer.languages import CODES
from indexer.model import Document, DocumentText, KnowledgeBase, Paragraph
from tests.exports.publisher_schemas import find_folder

DOCUMENTS = Path(__file__).parents[1] / "fixtures" / "documents" / "decisions"

FIXTURES = Path(__file__).parents[1] / "fixtures" / "decisions"
AKN = "{http://docs.oasis-open.org/legaldocml/ns/akn/3.0}"
WORK = "/akn/un/statement/deliberation/unccd-cop-cst/2019-01-01/ICCD-COP(14)-CST-L.1"


@pytest.fixture(scope="session")
def real(knowledge_base: KnowledgeBase) -> Document:
    return knowledge_base.documents["iccd-cop14-cst-l1"]


@pytest.fixture(scope="session")
def second(real: Document) -> Document:
    """The invented decision in six languages, with the facts of the real one."""
    texts = {
        code: parse_decision((FIXTURES / f"second.{code}.txt").read_text("utf-8"), code).text
        for code in CODES
    }
    return replace(real, id="second", texts=texts, tags={}, annotations=(), status="adopted")


@pytest.fixture(scope="session")
def strange(real: Document) -> Document:
    """Every kind of paragraph that grammars give: sections, bis, tables, text between items."""
    made = [
        ("hp-1", "heading", None, None, "## Introduction"),
        ("pp-1", "preambular", None, None, "Recalling decision 18/COP.13¹ and m² of land,"),
        ("h-1", "heading", None, None, "# A. Part"),
        ("op-1", "operative", "1.", None, "1. Invites the secretariat:¹ ²"),
        ("op-1-a", "subparagraph", "(a)", "op-1", "(a) To act;"),
        ("t-1", "text", None, None, "[to be completed] & <more>"),
        ("op-1-a-i", "subparagraph", "(i)", "op-1-a", "(i)\u3000Soon;"),
        ("h-2", "heading", None, None, "Between items"),
        ("op-1-b", "subparagraph", "b)", "op-1", "b)To report."),
        ("h-3", "heading", None, None, "## Lower"),
        ("op-3-bis", "operative", "3 bis.", None, "3 bis. Decides so."),
        ("t-2", "text", None, None, "| Year | Area |"),
        ("t-3", "text", None, None, "| 2015 | 3 \\| 4 |"),
        ("h-4", "heading", None, None, "# B. Part"),
        ("para-7", "operative", "7.", None, "7. Decides so."),
        ("para-7-again-2", "operative", "7.", None, "7. Decides so."),
        ("annex-1-h-1", "heading", None, None, "# Annex"),
        ("annex-1-para-2", "operative", "2.", None, "2. A paragraph of the annex."),
    ]
    paragraphs = tuple(
        Paragraph(anchor, kind, number, parent, text, None, None, (), (), line)  # type: ignore[arg-type]
        for line, (anchor, kind, number, parent, text) in enumerate(made, 10)
    )
    text = replace(
        real.texts["en"],
        paragraphs=paragraphs,
        footnotes=(
            replace(real.texts["en"].footnotes[0], text="¹ Decision 18/COP.13.", line=50),
            replace(real.texts["en"].footnotes[0], anchor="fn-2", mark="²", text="²No blank."),
            replace(real.texts["en"].footnotes[0], anchor="fn-3", mark="³", text="³ No mark."),
        ),
    )
    return replace(real, texts={"en": text}, issued_language="en", tags={}, annotations=())


@pytest.fixture(scope="session")
def schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(find_folder("akoma-ntoso-3.0") / "akomantoso30.xsd"))


def printed(element: etree._Element) -> str:
    """The text of a body in reading order: a note's mark where it stands, its line with it."""
    found = element.get("marker", "") + (element.text or "")
    for child in element:
        note = etree.QName(child).localname == "authorialNote"
        found += (child.get("marker") if note else "") + printed(child) + (child.tail or "")
    return found


def body_of(data: bytes) -> str:
    document = etree.fromstring(data)[0]
    return "".join("".join(printed(part) for part in document[1:]).split())


def bare(text: str) -> str:
    return "".join(text.split())


def structure(text: DocumentText) -> tuple[object, ...]:
    """All of a text but its places in a file."""
    return (
        [(line.field, line.text) for line in text.masthead],
        text.opening,
        [replace(p, line=0) for p in text.paragraphs],
        [replace(n, line=0) for n in text.footnotes],
    )


def test_a_table_of_several_rows_comes_back_whole(real: Document) -> None:
    table = "| Land | Stations |\n| Cropland | 25 |\n| Grassland | 15 |"
    written = (FIXTURES / "second.en.txt").read_text("utf-8")
    place = written.index("\n2. ")
    text = parse_decision(f"{written[:place]}\n{table}\n{written[place:]}", "en").text
    assert [p.text for p in text.paragraphs if p.kind == "table"] == [table]
    held = replace(real, id="second", texts={"en": text}, issued_language="en", tags={})
    data = write_akn(replace(held, annotations=()), "en")
    rows = list(etree.fromstring(data).iter(f"{AKN}tr"))
    cells = [["".join(cell.itertext()).strip() for cell in row] for row in rows]
    assert cells[1] == ["Cropland", "25"]
    again = parse_decision(read_akn(data).text, "en").text
    assert structure(again) == structure(text)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["real", "second"])
def test_every_character_is_written_in_its_order(
    name: str, code: str, request: pytest.FixtureRequest
) -> None:
    document: Document = request.getfixturevalue(name)
    text = document.texts[code]
    lines = {note.mark: bare(note.text) for note in text.footnotes}
    expected = bare(restore_text(text))
    for mark, line in lines.items():  # a note stands at its mark, not below the paragraph
        expected = expected.replace(line, "").replace(mark, mark + line)
    assert body_of(write_akn(document, code)) == expected


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["real", "second"])
def test_reading_what_was_written_gives_the_same_structure(
    name: str, code: str, request: pytest.FixtureRequest
) -> None:
    document: Document = request.getfixturevalue(name)
    text = document.texts[code]
    read = read_akn(write_akn(document, code))
    assert (read.language, read.problems) == (code, ())
    assert read.work == WORK and read.symbol == text.field("symbol") and read.date == "2019"
    assert read.authoritative == (text.status == "official")
    parsed = parse_decision(read.text, code, status=text.status)
    assert [str(p) for p in parsed.problems] == []
    assert structure(parsed.text) == structure(text)


@pytest.mark.parametrize("code", CODES)
def test_a_text_without_page_furniture_keeps_its_digest(code: str, real: Document) -> None:
    read = read_akn(write_akn(real, code))
    assert parse_decision(read.text, code).text.digest == real.texts[code].digest


@pytest.mark.parametrize("code", CODES)
def test_headings_tables_and_notes_of_a_word_file_come_back_alike(
    code: str, knowledge_base: KnowledgeBase, tmp_path: Path
) -> None:
    """Nothing is told of what we have written ourselves, and the Markdown is the same."""
    first = ingest_file(DOCUMENTS / code / "decision.docx", tmp_path / "first", Wishes())
    folder = first.documents[0].folder
    document = read_document(folder, folder.name, knowledge_base.vocabulary, [])
    assert document is not None
    file = tmp_path / "decision.xml"
    file.write_bytes(write_akn(document, code, vocabulary=knowledge_base.vocabulary, works={}))
    second = ingest_file(file, tmp_path / "second", Wishes())
    assert second.problems == first.problems == ()
    texts = [
        (each.documents[0].folder / f"{code}.md").read_text("utf-8") for each in (first, second)
    ]
    assert "\n# " in texts[0] and "\n| " in texts[0]
    assert texts[0] == texts[1]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("name", ["real", "second", "strange"])
def test_it_is_valid_and_the_same_each_time(
    name: str,
    code: str,
    request: pytest.FixtureRequest,
    schema: etree.XMLSchema,
    knowledge_base: KnowledgeBase,
) -> None:
    document: Document = request.getfixturevalue(name)
    if code not in document.texts:
        return
    data = write_akn(document, code, vocabulary=knowledge_base.vocabulary)
    schema.assertValid(etree.fromstring(data))
    assert data == write_akn(document, code, vocabulary=knowledge_base.vocabulary)


def test_a_language_without_text_is_refused(real: Document) -> None:
    with pytest.raises(ContentError, match="no text in ru; accepted are en"):
        write_akn(replace(real, texts={"en": real.texts["en"]}), "ru")


def test_every_kind_of_paragraph_comes_back_in_its_place(strange: Document) -> None:
    lines = read_akn(write_akn(strange, "en")).text.strip().split("\n\n")
    start = lines.index(strange.texts["en"].opening) + 1
    assert lines[start:] == [
        "## Introduction",
        "Recalling decision 18/COP.13¹ and m² of land,",
        "¹ Decision 18/COP.13.",
        "# A. Part",
        "1. Invites the secretariat:¹ ²",
        "²No blank.",
        "(a) To act;",
        "[to be completed] & <more>",
        "(i)\u3000Soon;",
        "Between items",
        "b)To report.",
        "## Lower",
        "3 bis. Decides so.",
        "| Year | Area |",
        "| 2015 | 3 \\| 4 |",
        "# B. Part",
        "7. Decides so.",
        "7. Decides so.",
        "³ No mark.",
        "# Annex",
        "2. A paragraph of the annex.",
    ]


def test_elements_have_our_anchors_and_names_of_the_convention(
    real: Document, strange: Document
) -> None:
    root = etree.fromstring(write_akn(real, "ar"))
    names = {e.get("wId"): e.get("eId") for e in root.iter() if e.get("wId")}
    assert names["op-9-d"] == "para_9__list_1__point_d" and names["pp-6-a"] == "rec_6__item_a"
    assert set(names) == {p.anchor for p in real.texts["ar"].paragraphs} | {"fn-1"}
    ids = element_ids(strange.texts["en"])
    assert ids["op-1-a-i"] == "para_1__list_1__point_a__list_1__point_i"
    assert ids["op-3-bis"] == "para_3bis" and ids["annex-1-para-2"] == "att_1__para_2"
    assert ids["para-7-again-2"] == "para_7_2" and len(set(ids.values())) == len(ids)


def test_the_names_are_the_same_in_every_language(real: Document) -> None:
    assert len({tuple(element_ids(text).items()) for text in real.texts.values()}) == 1


def test_standing_and_annotations_are_in_the_metadata_alone(real: Document) -> None:
    data = write_akn(real, "en")
    document = etree.fromstring(data)[0]
    meta, body = etree.tostring(document[0], encoding="unicode"), body_of(data)
    assert document.get("name") == "decisionDraft"
    notes = [" ".join("".join(note.itertext()).split()) for note in document.iter(f"{AKN}note")]
    assert notes[0].startswith("This is a draft decision.")
    assert notes[1].startswith("Unofficial, machine-assisted translation")
    assert notes[2:] == [a.notes["en"] for a in real.annotations]
    for annotation in real.annotations:
        assert annotation.quote in meta and bare(annotation.notes["en"]) not in body
    translation = next(document.iter(f"{AKN}FRBRtranslation"))
    assert translation.attrib == {
        "href": f"{WORK}/zho@",
        "fromLanguage": "zho",
        "authoritative": "false",
        "by": "#ldn-guidance",
    }


def test_a_reference_leads_to_the_work_that_is_held(real: Document) -> None:
    held = work_iri("18/COP.13", "decision", "2017-09-15")
    root = etree.fromstring(write_akn(real, "es", works={"18/COP.13": held}))
    found = {"".join(r.itertext()): r.get("href") for r in root.iter(f"{AKN}ref")}
    assert found["18/COP.13"] == held
    assert found["23/COP.11"] == "/akn/ontology/reference/un/23-COP.11"


# -- files of other systems -----------------------------------------------------------------------

FOREIGN = """<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">
<statement name="decision"><meta><identification source="#x"><FRBRWork>
  <FRBRthis value="/akn/un/statement/deliberation/unep-cbd-cop/2014-10-17/12-6/!main"/>
  <FRBRuri value="/akn/un/statement/deliberation/unep-cbd-cop/2014-10-17/12-6"/>
  <FRBRdate date="2014-10-17" name="adoption"/><FRBRauthor href="#cop"/>
  <FRBRcountry value="un"/><FRBRnumber value="12-6" showAs="XII/6"/></FRBRWork>
  <FRBRExpression><FRBRlanguage language="eng"/></FRBRExpression></identification>
  <notes source="#x"><note eId="n2"><p>In the metadata.</p></note></notes></meta>
<mainBody><p><i>The Conference of the Parties</i>,</p>
 <division eId="dvs_A"><num>A.</num><heading>Cooperation</heading>
  <intro><p><i>Noting</i>   the
     report,<sup><authorialNote marker="1"><p>CBD/COP/12/24.</p></authorialNote></sup></p></intro>
  <paragraph><num>1</num><content><p><i>Invites</i> Parties to cooperate<noteRef href="#n2"
   marker="*"/> on 3 m<sup>2</sup>:</p>
   <blockList><listIntroduction>In particular:</listIntroduction>
    <item><num>a</num><p>To act;</p></item>
    <item><num>(b)</num><p>To report.<authorialNote marker="1"><p>Again.</p></authorialNote></p>
    </item></blockList></content></paragraph>
  <division><heading>Tables</heading><content><table><tr><th>Year</th><td><p>Area | land</p></td>
   </tr></table></content></division></division>
 <novelty>Stray <wonder>words</wonder></novelty>
</mainBody></statement></akomaNtoso>"""


def test_a_file_of_another_system_becomes_canonical_text() -> None:
    read = read_akn(FOREIGN.encode(), "cbd.xml")
    assert read.text.strip().split("\n\n") == [
        "The Conference of the Parties,",
        "# A. Cooperation",
        "Noting the report,¹",
        "¹ CBD/COP/12/24.",
        "1. Invites Parties to cooperate² on 3 m²:",
        "² In the metadata.",
        "In particular:",
        "(a) To act;",
        "(b) To report.³",
        "³ Again.",
        "## Tables",
        "| Year | Area \\| land |",
        "Stray",
        "words",
    ]
    assert (read.language, read.symbol, read.date) == ("en", "XII/6", "2014-10-17")
    assert read.work == "/akn/un/statement/deliberation/unep-cbd-cop/2014-10-17/12-6"
    told = " / ".join(str(problem) for problem in read.problems)
    for word in ("“1”", "“a”", "<novelty> is not known", "<wonder> is not known", "note's mark"):
        assert word in told, word
    assert all(re.match(r"cbd\.xml:\d+: .+; .+", str(p)) for p in read.problems)


def test_nothing_of_the_text_is_dropped() -> None:
    root = etree.fromstring(FOREIGN.encode())
    words = {w for part in root[0][1:] for t in part.itertext() for w in re.findall(r"\w+", t)}
    assert words - {"2"} <= set(re.findall(r"[^\W¹²³]+", read_akn(FOREIGN.encode()).text))


def test_another_language_and_another_namespace_are_told() -> None:
    text = FOREIGN.replace("eng", "por").replace("legaldocml/ns/akn/3.0", "other")
    read = read_akn(text.encode())
    assert read.language is None and "# A. Cooperation" in read.text
    assert {"the namespace is", "the language is por"} <= {p.found[:19] for p in read.problems} | {
        p.found[:16] for p in read.problems
    }


BOMB = '<!DOCTYPE akomaNtoso [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
FILE = '<!DOCTYPE akomaNtoso [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
BASE = '<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">'
DEEP = BASE + "<doc><mainBody>" + "<section>" * 150 + "x" + "</section>" * 150


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ((BOMB + FOREIGN).encode(), "document type declaration"),
        ((FILE + FOREIGN.replace("Stray", "&a;")).encode(), "document type declaration"),
        (('<?xml version="1.0" encoding="UTF-16"?>' + BOMB + FOREIGN).encode("utf-16"), "document"),
        (FOREIGN.replace("Stray", "&a;").encode(), "no XML"),
        (FOREIGN.encode()[:-30], "no XML"),
        (b"", "no XML"),
        (b"\x00\xff\xfe PK\x03\x04", "no XML"),
        (b"<html><body>1. Decides</body></html>", "found <html>"),
        (BASE.encode() + b"</akomaNtoso>", "no document"),
        (BASE.encode() + b"<doc><mainBody/></doc></akomaNtoso>", "no text"),
        ((DEEP + "</mainBody></doc></akomaNtoso>").encode(), "100 levels"),
        (BASE.encode() + b"<doc>" + b"<p/>" * 200_001 + b"</doc></akomaNtoso>", "200,000"),
        (b" " * (MOST_BYTES + 1), "accepted are"),
    ],
    ids=range(13),
)
def test_what_could_do_harm_is_refused_at_once(data: bytes, said: str) -> None:
    begun = time.monotonic()
    with pytest.raises(SourceError, match=said) as refused:
        read_akn(data, "bad.xml")
    assert str(refused.value).startswith("bad.xml: found") and "accepted" in str(refused.value)
    assert time.monotonic() - begun < 5


def test_many_notes_take_no_longer_than_their_number() -> None:
    note = '<p>x<authorialNote marker="*" eId="n{0}"><p>y</p></authorialNote></p>'
    notes = "".join(note.format(n) for n in range(20_000))
    references = '<p>z<noteRef href="#none"/></p>' * 20_000
    begun = time.monotonic()
    read = read_akn(
        f"{BASE}<doc><mainBody>{notes}{references}</mainBody></doc></akomaNtoso>".encode()
    )
    assert "x²⁰⁰⁰⁰" in read.text and time.monotonic() - begun < 10


# -- identifiers ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("symbol", "kind", "date", "expected"),
    [
        ("ICCD/COP(14)/CST/L.1", "decision", "2019", WORK),
        (
            "18/COP.13",
            "decision",
            "2017-09-15",
            "/akn/un/statement/deliberation/unccd-cop/2017-09-15/18-COP.13",
        ),
        (
            "ICCD/CRIC(18)/INF.2",
            "report",
            "2020-03",
            "/akn/un/doc/report/unccd-cric/2020-03-01/ICCD-CRIC(18)-INF.2",
        ),
        (
            "A/RES/70/1",
            "decision",
            "2015-09-25",
            "/akn/un/statement/deliberation/un-ga/2015-09-25/A-RES-70-1",
        ),
        ("Äß/x y", "decision", "2015", "/akn/un/statement/deliberation/un/2015-01-01/__-x_y"),
    ],
)
def test_works_are_named_as_the_guidelines_say(
    symbol: str, kind: str, date: str, expected: str
) -> None:
    assert work_iri(symbol, kind, date) == expected
    assert str(parse_work(expected)) == expected


@pytest.mark.parametrize(
    "iri",
    [
        "",
        "https://example.org/akn/un",
        "/akn/un/statement/deliberation/un-ga/2016/71-4",
        "/akn/un/statement/deliberation/un-ga/2016-02-30/71-4",
        "/akn/un/act/treaty/un/2016-02-03/1",
        f"{WORK}/eng@",
        f"{WORK}\n",
    ],
)
def test_other_forms_are_refused(iri: str) -> None:
    with pytest.raises(ValueError):
        parse_work(iri)
