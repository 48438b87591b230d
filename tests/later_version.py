"""An invented later version of the real draft, for tests only: it stands in no published content.

Made of the draft's own text: paragraph 3 is new, so that 3 to 12 become 4 to 13; 3 (now 4) is
reworded; 6 (now 7) requests what it invited to; 4 (d) is gone. It is held in Arabic, Chinese and
English only.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

from indexer.decision import parse_decision, text_digest
from indexer.languages import CODES

DRAFT = "iccd-cop14-cst-l1"
LATER = "test-99"
SYMBOL = "99/COP.99"
#: By language: words of the draft and what stands in their place.
_REWORDED: Mapping[str, Mapping[str, str]] = {
    "en": {
        "to help to develop/refine soil": "to help to develop, test and refine soil",
        "6. Invites country Parties, as appropriate, to": "6. Requests country Parties to",
    },
    "ar": {
        "3- يدعو أيضاً": "3- يدعو كذلك",
        "6- يدعو البلدان الأطراف إلى القيام، حسب الاقتضاء،": "6- يطلب إلى البلدان الأطراف أن تقوم",
    },
    "zh": {
        "帮助开发/完善土壤": "帮助开发、测试和完善土壤",
        "6. 邀请国家缔约方酌情": "6. 请国家缔约方",
    },
}
_NEW = {
    "en": "3. Welcomes the report of the Science-Policy Interface;",
    "ar": "3- يرحب بتقرير هيئة التفاعل بين العلوم والسياسات؛",
    "zh": "3. 欢迎科学与政策联系平台的报告；",
}


def write_text(content: Path, code: str) -> str:
    """The invented text in one language."""
    source = (content / "decisions" / DRAFT / f"{code}.md").read_text("utf-8")
    text = source.split("---\n", 2)[2].replace("ICCD/COP(14)/CST/L.1", SYMBOL)
    for before, after in _REWORDED[code].items():
        assert before in text, (code, before)
        text = text.replace(before, after)
    blocks: list[str] = []
    item = ""
    for block in text.split("\n\n"):
        found = re.match(r"(\d+)([.-]) ", block)
        number = int(found[1]) if found else 0
        if number == 3:
            blocks.append(_NEW[code])
        if found and number >= 3:
            block = f"{number + 1}{block[len(found[1]) :]}"
        item = found[1] if found else item
        if not (item == "4" and re.match(r"\((d|د)\)", block)):
            blocks.append(block)
    return "\n\n".join(blocks)


def add_later_version(content: Path, status: str = "adopted") -> Path:
    """The folder of that version, written into a copy of the content."""
    folder = content / "decisions" / LATER
    (folder / "source").mkdir(parents=True)
    (folder / "notes").mkdir()
    texts = {code: write_text(content, code) for code in _NEW}
    digest = text_digest(texts["en"])
    for code, text in texts.items():
        head = f"---\nlanguage: {code}\nstatus: official\n---\n"
        if code == "ar":
            made = f"made_from:\n  language: en\n  digest: {digest}\n"
            head = f"---\nlanguage: ar\nstatus: unofficial\n{made}---\n"
        (folder / f"{code}.md").write_text(head + text, "utf-8")
    source = texts["en"].encode("utf-8")
    (folder / "source" / "en.txt").write_bytes(source)
    for code in CODES:
        (folder / "notes" / f"{code}.yml").write_text("{}\n", "utf-8")
    parsed = parse_decision(texts["en"], "en").text
    tags = "{themes: [mandate-background], audiences: [policymakers]}"
    lines = [
        f"symbol: {SYMBOL}",
        "kind: decision",
        f"status: {status}",
        f"replaces: {DRAFT}",
        "body: A body for tests",
        "session: A session for tests",
        'date: "2099"',
        "original_language: en",
        "issued:",
        "  language: en",
        "  file: source/en.txt",
        f"  sha256: {hashlib.sha256(source).hexdigest()}",
        "missing: [fr, ru, es]",
        "links: []",
        "paragraphs:",
        *(f"  {p.anchor}: {tags}" for p in parsed.paragraphs if p.kind not in {"heading", "text"}),
        "annotations: []",
    ]
    (folder / "document.yml").write_text("\n".join(lines) + "\n", "utf-8")
    return folder
