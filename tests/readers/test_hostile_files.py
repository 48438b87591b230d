"""Files that are broken, dangerous or not what they say: refused in a sentence, in bounded time."""

from __future__ import annotations

import io
import struct
import warnings
import zipfile
from pathlib import Path

import pypdf
import pytest
from PIL import Image
from word_files import numbering, paragraph, word_file

from indexer.errors import SourceError
from indexer.readers.limits import MAX_ENTRIES, MAX_FILE_BYTES
from indexer.readers.reading import read_file
from indexer.readers.worker import dump, load, parse_bytes

SEEN = word_file(paragraph("text"))


def refused(path: Path, name: str, data: bytes) -> str:
    file = path / name
    file.write_bytes(data)
    with pytest.raises(SourceError) as raised:
        read_file(file)
    message = str(raised.value)
    assert str(file) in message and "Traceback" not in message
    return message


def blank_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def scanned_pdf() -> bytes:
    buffer = io.BytesIO()
    Image.new("L", (600, 800), 255).save(buffer, "PDF")
    return buffer.getvalue()


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def bomb() -> bytes:
    return word_file(paragraph("x"), extra={"word/document.xml": b"<a>" + b" " * 200_000_000})


def lying_bomb() -> bytes:
    """A part that says it is small and unpacks to much more."""
    data = bytearray(word_file(paragraph("x"), extra={"word/document.xml": b" " * 5_000_000}))
    real, small = struct.pack("<I", 5_000_000), struct.pack("<I", 50_000)
    assert data.count(real) >= 2
    return bytes(data.replace(real, small))


def many_entries() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for number in range(MAX_ENTRIES + 1):
            archive.writestr(f"{number}", b"")
    return buffer.getvalue()


def twice() -> bytes:
    """An archive with two documents, of which a reader may take either."""
    buffer = io.BytesIO(SEEN)
    with zipfile.ZipFile(buffer, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("word/document.xml", b"<w/>")
    return buffer.getvalue()


def with_prolog(prolog: str, body: str = "&x;") -> bytes:
    return word_file(f"<w:p><w:r><w:t>{body}</w:t></w:r></w:p>", prolog=prolog)


LAUGHS = (
    "<!DOCTYPE d ["
    + '<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + "]>"
)
MACROS = "application/vnd.ms-word.document.macroEnabled.main+xml"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("f.docx", b"", "an empty file"),
        ("f.docx", SEEN[:-60], "damaged or truncated"),
        ("f.docx", SEEN[:400], "damaged or truncated"),
        ("f.docx", bomb(), "unpacks from"),
        ("f.docx", lying_bomb(), "document.xml"),
        ("f.docx", many_entries(), "entries in the archive"),
        ("f.docx", twice(), "'word/document.xml' twice"),
        (
            "f.docx",
            with_prolog('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
            "document type",
        ),
        (
            "f.docx",
            with_prolog('<!DOCTYPE d SYSTEM "http://127.0.0.1:9/x.dtd">', "a"),
            "document type",
        ),
        ("f.docx", with_prolog(LAUGHS, "&j;"), "document.xml"),
        ("f.docx", word_file(paragraph("x"), content_type=MACROS), "macros"),
        ("f.docx", word_file(paragraph("x"), extra={"word/vbaProject.bin": b"x"}), "macros"),
        ("f.docx", word_file("<w:p><w:r>"), "no well-formed XML"),
        ("f.docx", word_file("<w:sdt>" * 400 + "</w:sdt>" * 400), "no well-formed XML"),
        ("f.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Office version"),
        (
            "f.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "a password",
        ),
        ("f.docx", b"{\\rtf1 hello}", "Rich Text"),
        ("f.pdf", SEEN, "a Word document under the extension .pdf"),
        ("f.docx", blank_pdf(), "a PDF file under the extension .docx"),
        ("f.txt", b"<!DOCTYPE html><p>x", "an HTML page under the extension .txt"),
        ("f.html", b"plain words", "plain text under the extension .html"),
        ("f.dat", b"plain words", "unknown extension .dat"),
        ("f.pdf", blank_pdf(), "no text"),
        ("f.pdf", scanned_pdf(), "a scan?"),
        ("f.pdf", encrypted_pdf(), "an encrypted PDF"),
        ("f.pdf", b"%PDF-1.7\nnothing else", "damaged or truncated PDF"),
        ("f.png", b"\x89PNG\r\n\x1a\n", "an image"),
        ("f.txt", "naïve".encode("cp1252"), "which is not UTF-8"),
        ("f.txt", "Привет".encode("koi8-r"), "which is not UTF-8"),
        ("f.txt", "决定".encode("gb18030"), "which is not UTF-8"),
        ("f.txt", b"a\n\x00b", "control character U+0000"),
        ("f.txt", "a\x93b".encode(), "control character U+0093"),
        ("f.html", b"<!DOCTYPE html [<!ENTITY x 'y'>]><p>&x;", "entities of its own"),
        ("f.html", b"<html>" + b"<div>" * 5000 + b"x", "nested"),
        ("f.html", b"<html><script>alert(1)</script></html>", "without text"),
        ("f.html", b'<html><meta charset="nonsense"><p>x', "unknown encoding"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_a_sentence(
    tmp_path: Path, name: str, data: bytes, says: str
) -> None:
    assert says in refused(tmp_path, name, data)


def test_a_missing_file_a_folder_and_one_too_large(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.pdf"):
        with pytest.raises(SourceError, match="found no file"):
            read_file(path)
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(MAX_FILE_BYTES + 1)
    with pytest.raises(SourceError, match="accepted are"):
        read_file(large)


def test_a_reader_that_fails_is_told_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.readers.reading._START", "raise SystemExit('out of order')")
    assert "out of order" in refused(tmp_path, "f.txt", b"x")
    monkeypatch.setattr("indexer.readers.reading._START", "import os; os.kill(os.getpid(), 11)")
    assert "it crashed" in refused(tmp_path, "f.txt", b"x")
    monkeypatch.setattr("indexer.readers.reading.MAX_SECONDS", 0.3)
    monkeypatch.setattr("indexer.readers.reading._START", "import time; time.sleep(60)")
    assert "seconds to read" in refused(tmp_path, "f.txt", b"x")


def test_the_process_may_neither_write_files_nor_take_all_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = (
        "import sys; sys.path.insert(0, sys.argv[1]); import indexer.readers.worker as w;"
        "w.parse_bytes = lambda *a: {}; w.main(*sys.argv[2:])"
    )
    written = tmp_path / "written"
    monkeypatch.setattr(
        "indexer.readers.reading._START",
        start.format(f"open({str(written)!r}, 'w', buffering=1).write('x' * 10)"),
    )
    refused(tmp_path, "f.txt", b"x")
    assert not written.exists() or written.stat().st_size == 0
    monkeypatch.setattr("indexer.readers.reading._START", start.format("bytearray(10 ** 11)"))
    assert "memory" in refused(tmp_path, "f.txt", b"x")


def test_the_answer_of_the_process_is_the_text(tmp_path: Path) -> None:
    data = word_file(paragraph("a") + paragraph("ب"), numbering=numbering(("decimal", "%1.")))
    text = parse_bytes(data, "docx", "f.docx")
    assert load(dump(text), "f.docx") == text
    file = tmp_path / "f.docx"
    file.write_bytes(data)
    assert read_file(file).lines == text.lines
