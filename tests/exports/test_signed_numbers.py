"""Arabic files keep signs before their numbers, and the last slash of an address behind it."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator

import pytest
from lxml import etree
from PIL import Image
from samples import BASE, COURSE, Write

from indexer.directions import LEFT_TO_RIGHT_MARK, SIGNED
from kb_service.exports.selection import Selection

PAGE = "guidance/neutrality-mechanism"
CHOSEN = Selection((COURSE, PAGE), "ar")
_WORDS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_ISOLATED = re.compile(r'<bdi dir="ltr">([^<]*)</bdi>')


def _texts(data: bytes, endings: tuple[str, ...]) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(endings):
                yield archive.read(name).decode()


@pytest.mark.parametrize("format_id", ["page", "html", "md", "epub", "scorm", "imscc", "gift"])
def test_html_isolates_signed_numbers(format_id: str, write: Write) -> None:
    data = write(CHOSEN, format_id).data
    packed = data.startswith(b"PK")
    texts = _texts(data, (".html", ".xhtml", ".md")) if packed else [data.decode()]
    shown = re.sub(r"<script.*?</script>", "", "\n".join(texts), flags=re.DOTALL)
    shown = shown.replace("\\=", "=")  # GIFT
    isolated = [found for found in _ISOLATED.findall(shown) if found.startswith("+20")]
    assert isolated and set(isolated) == {"+20"}
    loose = re.sub(r"<[^<>]*>|^::[^\n]*::|^//[^\n]*", "", _ISOLATED.sub("", shown), flags=re.M)
    assert SIGNED.findall(loose) == []


def _paragraphs(data: bytes) -> Iterator[etree._Element]:
    (text,) = _texts(data, ("word/document.xml",))
    yield from etree.fromstring(text.encode()).iter(f"{_WORDS}p")


def test_word_has_signed_numbers_as_runs_from_left_to_right(write: Write) -> None:
    found = []
    for paragraph in _paragraphs(write(CHOSEN, "docx").data):
        for run in paragraph.iter(f"{_WORDS}r"):
            text = run.findtext(f"{_WORDS}t") or ""
            if SIGNED.search(text):
                found.append(text)
                assert run.find(f"{_WORDS}rPr/{_WORDS}rtl") is None
    assert {f"{LEFT_TO_RIGHT_MARK}{number}" for number in ("+20", "−30", "+10")} <= set(found)
    assert all(SIGNED.fullmatch(text.removeprefix(LEFT_TO_RIGHT_MARK)) for text in found)


def test_word_keeps_the_slash_of_an_address_behind_it(write: Write) -> None:
    address = f"{BASE}ar/{COURSE}/"
    beside = [
        run.text
        for paragraph in _paragraphs(write(CHOSEN, "docx").data)
        if paragraph.find(f"{_WORDS}pPr/{_WORDS}bidi") is not None
        for run in paragraph.iter(f"{_WORDS}t")
        if address in run.text
    ]
    assert beside and set(beside) == {address + LEFT_TO_RIGHT_MARK}


def test_slides_have_a_mark_before_signed_numbers(write: Write) -> None:
    shown = "\n".join(_texts(write(CHOSEN, "pptx").data, (".xml",)))
    places = [match.start() for match in SIGNED.finditer(shown) if match[0] in {"+20", "−30"}]
    assert places and all(shown[place - 1] == LEFT_TO_RIGHT_MARK for place in places)


def test_a_pdf_paints_the_sign_before_the_number(write: Write) -> None:
    """Of the picture of −30, the left quarter is a dash: low, and in the middle of the line."""
    pdf = write(Selection((PAGE,), "ar"), "pdf").data
    boxes = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True)
    pages = re.sub("[\u200e\u200f\u202a-\u202e]", "", boxes.stdout.decode()).split("<page ")[1:]
    place = r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(?:−30|30−)<'
    (found,) = [(n, m) for n, page in enumerate(pages, 1) for m in re.finditer(place, page)]
    number, (left, top, right, bottom) = found[0], map(float, found[1].groups())
    command = ["pdftoppm", "-r", "288", "-f", f"{number}", "-l", f"{number}", "-gray", "-"]
    page = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    picture = Image.open(io.BytesIO(page)).point(lambda grey: 255 * (grey < 128))
    quarter = (right - left) / 4
    ends = [
        picture.crop(tuple(round(each * 4) for each in (start, top, start + quarter, bottom)))
        for start in (left, right - quarter)
    ]
    heights = [box[3] - box[1] for end in ends if (box := end.getbbox())]
    assert heights[0] * 3 < heights[1]
