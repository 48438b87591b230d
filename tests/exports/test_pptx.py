"""PowerPoint slides, read by LibreOffice and in their XML."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence

import pptx
import pytest
from compare import assert_in_order, bare
from hostile import MARK, TITLES, poison
from libre_office import convert
from lxml import etree
from readers import read_slides
from samples import COURSE, PAGE, Write

from indexer.languages import CODES
from indexer.rich_text import plain_blocks, plain_runs
from kb_service.exports.book import right_answer
from kb_service.exports.deck import make_deck
from kb_service.exports.deck_lines import flatten
from kb_service.exports.deck_sheets import Sheet, lay_out
from kb_service.exports.library import export
from kb_service.exports.pack import Library, Pack, collect
from kb_service.exports.selection import Selection

Shown = Sequence[tuple[list[str], list[str]]]
PARAGRAPHS = ("decisions/iccd-cop14-cst-l1/op-9", "decisions/iccd-cop14-cst-l1/pp-3")
TERM = "glossary/soc"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
SELECTIONS: Mapping[str, Selection] = {
    **{code: Selection((COURSE, *PARAGRAPHS, PAGE, TERM), code) for code in CODES},
    "learner": Selection((COURSE,), "en", edition="learner"),
    "fr-ar": Selection((COURSE, *PARAGRAPHS), "fr", "ar"),
    "ar-zh": Selection((COURSE, PAGE), "ar", "zh"),
    **{f"title-{n}": Selection((TERM,), "en", title=t) for n, t in enumerate(TITLES)},
}
FITTED = ("ar", "zh", "ru", "fr-ar")
#: Nothing but the foot of a slide is below this, in points; its letters are smaller than others.
FOOT_TOP, LARGE = 480.0, 17.0


@pytest.fixture(scope="session")
def decks(
    write: Write, library: Library, drawings: Mapping[str, Mapping[str, str]]
) -> Mapping[str, bytes]:
    """Every selection as slides, and one with hostile texts in Arabic."""
    written = {name: write(each, "pptx").data for name, each in SELECTIONS.items()}
    poisoned = export(SELECTIONS["ar"], "pptx", poison(library, "ar"), [drawings["ar"]])
    return {**written, "poisoned": poisoned.data}


@pytest.fixture(scope="session")
def shown(
    decks: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Shown]:
    """What LibreOffice shows on each slide and in its notes."""
    files = {f"{name}.pptx": data for name, data in decks.items()}
    found = convert(files, "fodp", tmp_path_factory.mktemp("pptx"))
    return {name.removesuffix(".pptx"): [*read_slides(data)] for name, data in found.items()}


def packs_of(name: str, library: Library) -> tuple[Pack, ...]:
    return collect(SELECTIONS[name], library)


def sheets_of(name: str, library: Library) -> list[Sheet]:
    return [*lay_out([make_deck(pack) for pack in packs_of(name, library)])]


def parts(data: bytes, folder: str) -> Iterator[etree._Element]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if re.match(rf"ppt/{folder}/\w+\.xml", name)]
        yield from (etree.fromstring(archive.read(name)) for name in sorted(names))


def words_of(element: etree._Element) -> str:
    return "".join(text.text or "" for text in element.iter(f"{A}t"))


def arabic(text: str) -> bool:
    return any("\u0600" <= letter <= "\u06ff" for letter in text)


def told(sheet: Sheet) -> Iterator[str]:
    """What a sheet says, in the order of reading."""
    opening = sheet.layout in {"deck", "part"}
    yield "".join(dict.fromkeys(sheet.titles)) if opening else sheet.titles[0]
    yield from sheet.titles[1:] if sheet.layout in {"beside", "pictures"} else ()
    yield from (line.text for column in sheet.columns for line in column)
    if sheet.table:
        yield from (plain_runs(cell) for row in sheet.table.rows for cell in row)


@pytest.mark.parametrize("name", [*CODES, "learner", "fr-ar", "ar-zh"])
def test_shows_every_text_in_order(name: str, shown: Mapping[str, Shown], library: Library) -> None:
    sheets = sheets_of(name, library)
    assert len(sheets) == len(shown[name])
    for sheet, (texts, _) in zip(sheets, shown[name], strict=True):
        assert_in_order(told(sheet), "".join(texts))


@pytest.mark.parametrize("name", [*CODES, "fr-ar"])
def test_notes_are_those_of_the_slide(
    name: str, shown: Mapping[str, Shown], library: Library
) -> None:
    packs = packs_of(name, library)
    for sheet, (_, notes) in zip(sheets_of(name, library), shown[name], strict=True):
        said = [
            line.text
            for slide, pack in zip(sheet.slides, packs, strict=False)
            for line in flatten(slide.notes, pack)
        ]
        assert_in_order(said, "".join(notes))
        assert said or not "".join(notes).strip()


@pytest.mark.parametrize("code", CODES)
def test_tells_status_source_licence_and_addresses(
    code: str, shown: Mapping[str, Shown], library: Library
) -> None:
    (pack,) = packs_of(code, library)
    for sheet, (texts, _) in zip(sheets_of(code, library), shown[code], strict=True):
        slide = sheet.slides[0]
        if not slide.opening:
            assert bare(slide.status) in bare("".join(texts))
            assert bare(slide.url) in bare("".join(texts))
    everything = bare("".join(text for texts, _ in shown[code] for text in texts))
    for source in pack.sources:
        assert bare(source.citation) in everything and bare(source.url) in everything
    for text in (pack.words("licence"), pack.version, pack.day, pack.words("draft")):
        assert bare(text) in everything


def test_learners_get_no_notes_and_no_answers(
    decks: Mapping[str, bytes], shown: Mapping[str, Shown], library: Library
) -> None:
    (pack,) = packs_of("learner", library)
    assert not [*parts(decks["learner"], "notesSlides")]
    everything = bare("".join(text for each in shown["learner"] for half in each for text in half))
    module = pack.modules[0].module
    assert module is not None
    for text in (*plain_blocks(module.key), *plain_blocks(module.slides[0].notes)):
        assert len(text) < 60 or bare(text) not in everything
    for asked in pack.questions:
        assert bare(plain_runs(asked.quiz.feedback)) not in everything
        if asked.quiz.type == "short":
            told = f"{pack.words('answer')} {right_answer(asked.quiz, pack)}"
            assert bare(told) not in everything
    assert bare(pack.words("answer")) not in everything  # before every answer, of any question


@pytest.mark.parametrize("name", [*CODES, "fr-ar", "ar-zh", "poisoned"])
def test_titles_and_texts_are_placeholders(name: str, decks: Mapping[str, bytes]) -> None:
    presentation = pptx.Presentation(io.BytesIO(decks[name]))
    assert presentation.slide_width == 12192000 and presentation.slide_height == 6858000
    used = {slide.slide_layout.name for slide in presentation.slides}
    assert used <= {layout.name for layout in presentation.slide_layouts}
    for slide in presentation.slides:
        assert slide.shapes.title is not None and slide.shapes.title.text_frame.text
        for shape in slide.shapes:
            assert shape.is_placeholder or shape.has_table or shape.shape_type == 13
            if shape.has_text_frame:
                assert shape.text_frame.text.strip(), shape.name
        ids = [shape.shape_id for shape in slide.shapes]
        assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", ["ar", "ar-zh", "fr-ar", "poisoned"])
def test_arabic_paragraphs_run_from_right_to_left(name: str, decks: Mapping[str, bytes]) -> None:
    for folder in ("slides", "notesSlides"):
        for slide in parts(decks[name], folder):
            for paragraph in slide.iter(f"{A}p"):
                if arabic(words_of(paragraph)):
                    settings = paragraph.find(f"{A}pPr")
                    assert settings is not None and settings.get("rtl") == "1"
                    assert settings.get("algn") == "r"
            for run in slide.iter(f"{A}r"):
                if arabic(words_of(run)):
                    assert run.find(f"{A}rPr").get("lang") == "ar-SA"


def test_arabic_slides_are_mirrored(decks: Mapping[str, bytes]) -> None:
    left, right = (
        {
            (layout.name, shape.placeholder_format.idx): shape
            for layout in pptx.Presentation(io.BytesIO(decks[code])).slide_layouts
            for shape in layout.placeholders
        }
        for code in ("en", "ar")
    )
    assert left.keys() == right.keys()
    for key, shape in left.items():
        assert right[key].left == 12192000 - shape.left - shape.width, key
        assert right[key].width == shape.width and right[key].top == shape.top
    presentation = pptx.Presentation(io.BytesIO(decks["ar"]))
    assert presentation.element.get("rtl") == "1"
    tables = [shape for slide in presentation.slides for shape in slide.shapes if shape.has_table]
    assert tables and all(shape.table._tbl.tblPr.get("rtl") == "1" for shape in tables)


def test_chinese_has_its_language_and_font(decks: Mapping[str, bytes]) -> None:
    for slide in parts(decks["zh"], "slides"):
        for run in slide.iter(f"{A}r"):
            look = run.find(f"{A}rPr")
            if any("\u4e00" <= letter <= "\u9fff" for letter in words_of(run)):
                assert look.get("lang") == "zh-CN" or look.get("noProof") == "1"
    for theme in parts(decks["zh"], "theme"):
        for kind in ("majorFont", "minorFont"):
            fonts = theme.find(f".//{A}{kind}")
            faces = [fonts.find(f"{A}{name}").get("typeface") for name in ("latin", "ea", "cs")]
            assert faces == ["Calibri", "Microsoft YaHei", "Arial"]


def test_pictures_and_tables_have_alternatives(decks: Mapping[str, bytes]) -> None:
    for name in ("en", "ar", "fr-ar"):
        presentation = pptx.Presentation(io.BytesIO(decks[name]))
        shapes = [shape for slide in presentation.slides for shape in slide.shapes]
        pictures = [shape for shape in shapes if shape.element.tag.endswith("}pic")]
        assert pictures
        for shape in (*pictures, *(shape for shape in shapes if shape.has_table)):
            assert shape.element.xpath(".//p:cNvPr/@descr")[0]
        for picture in pictures:
            width, height = picture.image.size
            assert abs(picture.width / picture.height - width / height) < 0.01
            assert picture.crop_left == picture.crop_top == 0


@pytest.fixture(scope="session")
def pages(
    decks: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, bytes]:
    """Slides as PDF, drawn in the sizes that we chose: LibreOffice must not shrink texts to fit."""
    files = {}
    for name in FITTED:
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(decks[name])) as archive,
            zipfile.ZipFile(buffer, "w") as fixed,
        ):
            for each in archive.namelist():
                data = archive.read(each).replace(b"<a:normAutofit/>", b"<a:noAutofit/>")
                fixed.writestr(each, data)
        files[f"{name}.pptx"] = buffer.getvalue()
    found = convert(files, "pdf", tmp_path_factory.mktemp("pages"))
    return {name.removesuffix(".pptx"): data for name, data in found.items()}


@pytest.mark.parametrize("name", FITTED)
def test_texts_fit_their_slides(
    name: str, pages: Mapping[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("fit") / "slides.pdf"
    path.write_bytes(pages[name])
    command = ["pdftotext", "-bbox", str(path), "-"]
    boxes = etree.fromstring(
        subprocess.run(command, capture_output=True, check=True).stdout,
        etree.XMLParser(recover=True),
    )
    for number, page in enumerate(boxes.iter("{*}page"), 1):
        for word in page.iter("{*}word"):
            left, top, right, bottom = (
                float(word.get(side)) for side in ("xMin", "yMin", "xMax", "yMax")
            )
            assert left >= 0 and right <= 961 and bottom <= 541, (number, word.text)
            if bottom - top > LARGE:
                assert bottom <= FOOT_TOP, (number, word.text, bottom)


def test_properties_are_those_of_the_pack(decks: Mapping[str, bytes], library: Library) -> None:
    for name in ("en", "ar", "fr-ar"):
        known, pack = (
            pptx.Presentation(io.BytesIO(decks[name])).core_properties,
            packs_of(name, library)[0],
        )
        assert known.title == pack.title and known.version == pack.version
        assert known.language.startswith(name[:2]) and known.author == "LDN Guidance"
        assert known.created.date().isoformat() == known.modified.date().isoformat() == pack.day


@pytest.mark.parametrize("number", range(len(TITLES)))
def test_a_hostile_title_is_plain_text(number: int, shown: Mapping[str, Shown]) -> None:
    assert bare(TITLES[number]) in bare("".join(shown[f"title-{number}"][0][0]))


def test_a_title_of_the_user_stands_once_on_the_cover(write: Write) -> None:
    selection = Selection((TERM,), "en", "ar", title="My own title")
    presentation = pptx.Presentation(io.BytesIO(write(selection, "pptx").data))
    assert presentation.slides[0].shapes.title.text_frame.text == "My own title"


def test_a_table_stands_below_the_words_that_open_it(decks: Mapping[str, bytes]) -> None:
    for name in CODES:
        presentation = pptx.Presentation(io.BytesIO(decks[name]))
        mixed = 0
        for slide in presentation.slides:
            tables = [shape for shape in slide.shapes if shape.has_table]
            bodies = [shape for shape in slide.placeholders if shape.placeholder_format.idx == 1]
            for table, words in zip(tables, bodies, strict=False):
                mixed += 1
                assert words.top + words.height <= table.top
        assert mixed


def test_hostile_texts_are_plain_text(shown: Mapping[str, Shown], library: Library) -> None:
    packs = collect(SELECTIONS["ar"], poison(library, "ar"))
    sheets = [*lay_out([make_deck(pack) for pack in packs])]
    assert any(bare(MARK) in bare("".join(texts)) for texts, _ in shown["poisoned"])
    for sheet, (texts, _) in zip(sheets, shown["poisoned"], strict=True):
        assert_in_order(told(sheet), "".join(texts))


def test_equal_packs_in_two_languages_are_equal_bytes(
    write_anew: Write, decks: Mapping[str, bytes]
) -> None:
    assert write_anew(SELECTIONS["fr-ar"], "pptx").data == decks["fr-ar"]


def test_holds_nothing_of_the_template(decks: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(decks["en"])) as archive:
        names = archive.namelist()
        assert names[0] == "[Content_Types].xml"
        assert not [name for name in names if "thumbnail" in name or "printer" in name]
        assert not [name for name in names if b"python-pptx" in archive.read(name)]
