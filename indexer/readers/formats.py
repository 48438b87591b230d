"""Which format a file has: its content decides, and its name has to agree."""

from __future__ import annotations

import re
from pathlib import Path

from indexer.errors import SourceError

ACCEPTED = "accepted are .docx, .pdf (born digital), .html, .txt, .md and Akoma Ntoso (.xml)"
#: The formats that are read, by the extensions that name them.
EXTENSIONS = {
    ".docx": "docx",
    ".pdf": "pdf",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".xml": "akn",
}
_NAMES = {
    "docx": "a Word document",
    "pdf": "a PDF file",
    "html": "an HTML page",
    "txt": "plain text",
    "md": "Markdown",
    "akn": "Akoma Ntoso",
}
_USUAL = {"akn": "xml"}  # an extension that is not the name of its format
#: Files that are refused, by how they begin.
_REFUSED = (
    (b"{\\rtf", "a file in Rich Text Format (.rtf)", "save it as .docx"),
    (b"\x89PNG", "an image (PNG)", "a scan holds no text to read"),
    (b"\xff\xd8\xff", "an image (JPEG)", "a scan holds no text to read"),
    (b"GIF8", "an image (GIF)", "a scan holds no text to read"),
    (b"II*\x00", "an image (TIFF)", "a scan holds no text to read"),
    (b"MM\x00*", "an image (TIFF)", "a scan holds no text to read"),
    (b"\x1f\x8b", "a compressed file (gzip)", "unpack it first"),
    (b"7z\xbc\xaf", "a compressed file (7z)", "unpack it first"),
    (b"Rar!", "a compressed file (rar)", "unpack it first"),
    (b"%!PS", "a PostScript file", "save it as .pdf"),
    (b"\x7fELF", "a program", "no program is read"),
    (b"MZ", "a program", "no program is read"),
)
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*"
    r"<(?:!doctype\s+html|html|head|body|title|meta|main|article|section|div|p|h[1-6]|ol|ul|table)\b",
    re.IGNORECASE | re.DOTALL,
)
_AKN = re.compile(r"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:[\w-]+:)?akomaNtoso\b", re.DOTALL)
_WORD_97 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def detect_format(data: bytes, path: Path) -> str:
    """The format of a file: docx, pdf, html, txt, md or akn.

    SourceError if it is none of these, or if the name says another one. Text is Markdown or
    plain as its name says, because its content does not tell.
    """
    named = EXTENSIONS.get(path.suffix.lower())
    found = _content(data, str(path), named)
    if found == "txt" and named == "md":
        return "md"
    if named is None and path.suffix:
        raise SourceError(
            f"{path}: found {_NAMES[found]} under the unknown extension {path.suffix}; {ACCEPTED}"
        )
    if named is not None and named != found:
        raise SourceError(
            f"{path}: found {_NAMES[found]} under the extension {path.suffix}; "
            f"accepted is a name that agrees with the content (.{_USUAL.get(found, found)})"
        )
    return found


def _content(data: bytes, where: str, named: str | None) -> str:
    if not data.strip():
        raise SourceError(f"{where}: found an empty file; {ACCEPTED}")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "docx"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_WORD_97):
        encrypted = "EncryptedPackage".encode("utf-16-le") in data
        raise SourceError(
            f"{where}: found "
            + (
                "a Word document with a password; accepted is one without"
                if encrypted
                else f"a file of an old Office version (.doc); save it as .docx, {ACCEPTED}"
            )
        )
    for start, name, advice in _REFUSED:
        if data.startswith(start):
            raise SourceError(f"{where}: found {name}; {advice}, {ACCEPTED}")
    return _text_content(data, where, named)


def _text_content(data: bytes, where: str, named: str | None) -> str:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = head.decode("utf-16", "replace")
    else:
        start = head.decode("utf-8-sig", "replace")
    if _HTML.match(start) or re.search(r"<html\b", start, re.IGNORECASE):
        return "html"
    if _AKN.match(start) or (named == "akn" and start.lstrip().startswith("<")):
        return "akn"  # whose reader tells what is wrong with it
    if start.lstrip().startswith("<?xml"):
        raise SourceError(f"{where}: found a file in XML; {ACCEPTED}")
    if start.startswith("MIME-Version:"):
        raise SourceError(f"{where}: found a web archive (.mht); save it as .html, {ACCEPTED}")
    return "txt"
