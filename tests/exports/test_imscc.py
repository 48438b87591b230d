"""Common Cartridges: valid by the publisher's schemas and rules, and marked as they should be."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace

import lxml.html
import pytest
from compare import assert_in_order, bare
from hostile import MARK, TITLES, poison
from lxml import etree
from publisher_schemas import broken_rules, load_cartridge, load_rules
from readers import read_imscc
from samples import COURSE, Write

from indexer.languages import CODES
from indexer.rich_text import plain_blocks
from kb_service.exports.book import make_book
from kb_service.exports.library import export
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import Selection

QTI = "ccv1p1_qtiasiv1p2p1_v1p0.xsd"
SELECTIONS = [
    *(Selection((COURSE,), code) for code in CODES),
    *(Selection((COURSE,), "en", title=title) for title in TITLES),
    Selection(("guidance/what-is-ldn",), "fr"),
]


def name_selection(selection: Selection) -> str:
    return f"{selection.language} {selection.title[:20]}"


def open_cartridge(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def schemas() -> dict[str, etree.XMLSchema]:
    """The schema of each kind of XML file, by the end of its name."""
    return {
        "imsmanifest.xml": load_cartridge("cc11libxml2validator.xsd"),
        "quiz/assessment.xml": load_cartridge(QTI),
        "links": load_cartridge("ccv1p1_imswl_v1p1.xsd"),
    }


@pytest.fixture(scope="module")
def rules() -> dict[str, etree.XMLSchema]:
    return {
        "imsmanifest.xml": load_rules("ccv1p1_imscp_v1p2_v1p0.xsd"),
        "quiz/assessment.xml": load_rules(QTI),
    }


@pytest.mark.parametrize("selection", SELECTIONS, ids=name_selection)
def test_every_file_is_valid(
    selection: Selection,
    schemas: dict[str, etree.XMLSchema],
    rules: dict[str, etree.XMLSchema],
    write: Write,
) -> None:
    files = open_cartridge(write(selection, "imscc").data)
    checked = 0
    for name, data in files.items():
        if name.endswith(".xml"):
            document = etree.fromstring(data)
            schemas["links" if name.startswith("links/") else name].assertValid(document)
            if name in rules:
                assert broken_rules(rules[name], document) == []
            checked += 1
    assert checked == 1 if selection.items != (COURSE,) else checked > 2


def test_the_rules_are_applied(rules: dict[str, etree.XMLSchema], write: Write) -> None:
    files = open_cartridge(write(Selection((COURSE,), "en"), "imscc").data)
    broken = files["quiz/assessment.xml"].replace(b"cc.fib.v0p1", b"cc.matching.v0p1")
    found = broken_rules(rules["quiz/assessment.xml"], etree.fromstring(broken))
    assert found and all("RULE 2b" in each for each in found)


@pytest.mark.parametrize("selection", SELECTIONS, ids=name_selection)
def test_the_manifest_lists_every_file_once(selection: Selection, write: Write) -> None:
    files = open_cartridge(write(selection, "imscc").data)
    manifest = etree.fromstring(files["imsmanifest.xml"])
    listed = [file.get("href") for file in manifest.iter("{*}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(files)
    known = {resource.get("identifier") for resource in manifest.iter("{*}resource")}
    shown = [item.get("identifierref") for item in manifest.iter("{*}item")]
    needed = {each.get("identifierref") for each in manifest.iter("{*}dependency")}
    assert {each for each in shown if each} | needed == known
    if selection.title:
        assert manifest.findtext("{*}metadata//{*}title/{*}string") == selection.title
        start = lxml.html.fromstring(files["pages/start.html"].decode())
        assert start.findtext(".//h1") == selection.title


@pytest.mark.parametrize("code", CODES)
def test_pages_hold_every_text_of_the_learners_edition(
    code: str, library: Library, write: Write
) -> None:
    selection = Selection((COURSE,), code)
    (pack,) = collect(replace(selection, edition="learner"), library)
    book = make_book(pack, {})
    apart = ("further", "quiz")
    expected = [book.title, book.summary]
    for chapter in book.chapters:
        if chapter.id not in apart:
            expected += [chapter.title, *plain_blocks(chapter.blocks)]
    expected += [text for link in pack.further for text in link]
    expected += [pack.words("quiz"), *(asked.quiz.text for asked in pack.questions)]
    found = read_imscc(write(selection, "imscc").data)
    assert_in_order(expected, found)
    module = library.items[code][COURSE].module
    assert module is not None
    keys = [text for text in plain_blocks(module.key) if len(text) > 80]
    assert not [text for text in keys if bare(text) in bare(found)]


def test_pages_need_nothing_from_elsewhere(write: Write) -> None:
    """Each page by itself: its style, its pictures, and the sources that its marks lead to."""
    files = open_cartridge(write(Selection(("guidance/response-hierarchy",), "ar"), "imscc").data)
    pages = [name for name in files if name.endswith(".html")]
    assert [name for name in files if name.endswith(".svg")]
    for name in pages:
        tree = lxml.html.fromstring(files[name].decode())
        assert (tree.get("lang"), tree.get("dir")) == ("ar", "rtl")
        ids = {element.get("id") for element in tree.iter()}
        for link in tree.xpath("//@href | //@src"):
            if link.startswith("#"):
                assert link[1:] in ids, (name, link)
            elif not link.startswith("http"):
                assert f"pages/{link}" in files, (name, link)


# -- what answers are worth ----------------------------------------------------------------------


def mark(item: etree._Element, response: Iterable[str]) -> float:
    """The score of a response by QTI's response processing."""
    given = set(response)

    def holds(condition: etree._Element) -> bool:
        kind = etree.QName(condition).localname
        if kind == "varequal":
            if condition.get("case") == "No":
                return (condition.text or "").casefold() in {each.casefold() for each in given}
            return condition.text in given
        if kind == "not":
            return not all(map(holds, condition))
        return kind == "other" or all(map(holds, condition))

    score = 0.0
    for condition in item.iter("{*}respcondition"):
        if all(map(holds, condition.find("{*}conditionvar"))):
            for variable in condition.iter("{*}setvar"):
                score = float(variable.text or "")
            if condition.get("continue") == "No":
                break
    return score


def items_of(pack: Pack, data: bytes) -> dict[str, etree._Element]:
    document = etree.fromstring(open_cartridge(data)["quiz/assessment.xml"])
    return {item.get("ident"): item for item in document.iter("{*}item")}


@pytest.mark.parametrize("code", CODES)
def test_right_answers_alone_give_full_marks(code: str, library: Library, write: Write) -> None:
    selection = Selection((COURSE,), code)
    (pack,) = collect(selection, library)
    items = items_of(pack, write(selection, "imscc").data)
    left = set(items)
    for asked in pack.questions:
        quiz, name = asked.quiz, ".".join(asked.id.split("/")[1:])
        feedback = items[name] if not quiz.pairs else items[f"{name}.{quiz.pairs[0].id}"]
        text = "".join(x.text for x in feedback.findall("{*}itemfeedback//{*}mattext"))
        assert asked.proof_url in text and bare(asked.quiz.feedback[0].text) in bare(text)
        for pair in quiz.pairs:
            item = items[f"{name}.{pair.id}"]
            labels = {
                lxml.html.fromstring(label.findtext("{*}material/{*}mattext")).text_content(): (
                    label.get("ident")
                )
                for label in item.iter("{*}response_label")
            }
            marks = {text: mark(item, [ident]) for text, ident in labels.items()}
            assert marks == {p.right: 100 if p == pair else 0 for p in quiz.pairs}
            left.discard(f"{name}.{pair.id}")
        if quiz.type == "short":
            assert all(mark(items[name], [answer.upper()]) == 100 for answer in quiz.answers)
            assert mark(items[name], ["anything"]) == 0
        elif quiz.options:
            right = {option.id for option in quiz.options if option.correct}
            everything = {option.id for option in quiz.options}
            assert mark(items[name], right) == 100
            assert mark(items[name], everything - right) == 0
            if quiz.type == "multiple":
                assert mark(items[name], everything) == 0
                assert mark(items[name], list(right)[:1]) == 0
        left.discard(name)
    assert left == set()


def test_hostile_questions_are_plain_text(library: Library) -> None:
    poisoned = poison(library, "en")
    data = export(Selection((f"{COURSE}/like-for-like",), "en"), "imscc", poisoned, [{}]).data
    found = read_imscc(data)
    question = poisoned.items["en"][f"{COURSE}/like-for-like"].quiz
    assert question is not None
    texts = [question.text, *(option.text for option in question.options), MARK]
    assert_in_order(texts, found)
