"""The bytes of an HTML page to text, in the encoding of its mark or of its own declaration."""

from __future__ import annotations

import codecs
import re

from indexer.errors import SourceError
from indexer.readers.limits import check_characters

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w-]+)", re.IGNORECASE)


def decode_page(data: bytes, where: str) -> str:
    encoding = _declared(data) or "utf-8"
    accepted = "accepted is a page in the encoding that it declares, or in UTF-8"
    try:
        codecs.lookup(encoding)
        text = data.decode(encoding)
    except LookupError:
        raise SourceError(f"{where}: found the unknown encoding {encoding!r}; {accepted}") from None
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise SourceError(
            f"{where}:{line}: found byte 0x{data[error.start]:02x} at offset {error.start}, "
            f"which is not {encoding}; {accepted}"
        ) from error
    text = text.removeprefix("\ufeff")
    if not text.strip("\0 \n\t"):
        raise SourceError(f"{where}: found an empty page; {accepted}")
    check_characters(len(text) // 4, where)
    return text


def _declared(data: bytes) -> str | None:
    for bom, name in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(bom):
            return name
    found = _XML_ENCODING.search(data[:1024]) or _CHARSET.search(data[:8192])
    if found is None:
        return None
    name = found[1].decode("ascii", "replace").lower()
    if name.startswith("utf-16"):
        return "utf-8"  # as browsers do: the declaration itself was read byte by byte
    return {"iso-8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(
        name, name
    )
