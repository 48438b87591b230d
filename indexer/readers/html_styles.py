"""What the style sheets inside an HTML page say about the few things that change its text.

Read are simple rules only: hidden elements, kinds of list markers and counter styles, raised
text. Scripts and files outside the page are never read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import tinycss2

from indexer.readers.number_formats import format_number

_READ = {"display", "visibility", "list-style", "list-style-type", "vertical-align", "direction"}
#: Names of CSS to those of Word, which `format_number` knows.
_TYPES = {
    "decimal": "decimal",
    "1": "decimal",
    "decimal-leading-zero": "decimalZero",
    "lower-alpha": "lowerLetter",
    "lower-latin": "lowerLetter",
    "a": "lowerLetter",
    "upper-alpha": "upperLetter",
    "upper-latin": "upperLetter",
    "A": "upperLetter",
    "lower-roman": "lowerRoman",
    "i": "lowerRoman",
    "upper-roman": "upperRoman",
    "I": "upperRoman",
    "lower-greek": "lowerGreek",
    "cjk-decimal": "ideographDigital",
    "cjk-ideographic": "chineseCounting",
    "simp-chinese-informal": "chineseCounting",
    "trad-chinese-informal": "chineseCounting",
    "simp-chinese-formal": "chineseLegalSimplified",
    "arabic-indic": "arabicIndic",
    "none": "none",
    "disc": "bullet",
    "circle": "bullet",
    "square": "bullet",
}


@dataclass(slots=True)
class CounterStyle:
    """How a list prints its markers: a format of Word or signs, and what stands around them."""

    format: str = "decimal"
    prefix: str = ""
    suffix: str = ". "
    symbols: tuple[str, ...] = ()


@dataclass(slots=True)
class _Rule:
    tag: str
    classes: frozenset[str]
    id: str
    above: tuple[str, ...]
    declarations: dict[str, str]
    weight: tuple[int, int, int]


@dataclass(slots=True)
class Sheet:
    """The rules of all style sheets of a page, in their order."""

    rules: list[_Rule] = field(default_factory=list)
    counters: dict[str, CounterStyle] = field(default_factory=dict)

    def read(self, text: str) -> None:
        """Adds a style sheet."""
        for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule" and rule.at_keyword.lower() == "counter-style":
                self._counter(rule)
            elif rule.type == "at-rule" and rule.at_keyword.lower() == "media" and rule.content:
                query = tinycss2.serialize(rule.prelude).strip().lower()
                if query in {"all", "screen", "print"}:
                    self.read(tinycss2.serialize(rule.content))
            elif rule.type == "qualified-rule":
                declared = _declarations(rule.content)
                if declared:
                    for selector in tinycss2.serialize(rule.prelude).split(","):
                        self._add(selector.strip(), declared)

    def _counter(self, rule: Any) -> None:
        name = tinycss2.serialize(rule.prelude).strip()
        values = _declarations(rule.content, every=True)
        style = CounterStyle()
        system = values.get("system", "symbolic").split()
        if system[:1] == ["extends"] and len(system) > 1:
            style = self.style_of(system[1])
            style = CounterStyle(style.format, style.prefix, style.suffix, style.symbols)
        elif "symbols" in values:
            style.symbols = tuple(
                _string(s) for s in re.findall(r'"[^"]*"|\'[^\']*\'|\S+', values["symbols"])
            )
        style.prefix = _string(values.get("prefix", style.prefix))
        style.suffix = _string(values.get("suffix", style.suffix))
        self.counters[name] = style

    def style_of(self, name: str) -> CounterStyle:
        """The counter style of a name, or of a string that is printed as it is."""
        if name in self.counters:
            return self.counters[name]
        if name[:1] in "\"'":
            return CounterStyle("none", "", _string(name))
        known = _TYPES.get(name) or _TYPES.get(name.lower(), "decimal")
        if known == "bullet":
            return CounterStyle("bullet", "", " ")
        return CounterStyle(known, "", "" if known == "none" else ". ")

    def _add(self, selector: str, declared: dict[str, str]) -> None:
        parts = re.split(r"\s*[\s>+~]\s*", selector)
        match = re.fullmatch(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)", parts[-1])
        if match is None or not parts[-1]:
            return
        names = re.findall(r"([.#])([\w-]+)", match[2])
        classes = frozenset(name for sign, name in names if sign == ".")
        ids = [name for sign, name in names if sign == "#"]
        tag = (match[1] or "").lower().strip("*")
        weight = (len(ids), len(classes), bool(tag) + len(parts) - 1)
        self.rules.append(
            _Rule(tag, classes, ids[0] if ids else "", tuple(parts[:-1]), declared, weight)
        )

    def value(self, element: Any, name: str) -> str | None:
        """What an element's own style, or the strongest rule that fits it, says."""
        own = _declarations(tinycss2.parse_blocks_contents(str(element.get("style") or "")))
        if name in own:
            return own[name]
        best: tuple[tuple[int, int, int], str] | None = None
        classes = set(str(element.get("class") or "").split())
        for rule in self.rules:
            if name not in rule.declarations or (rule.tag and rule.tag != element.tag):
                continue
            if rule.id and rule.id != element.get("id") or not rule.classes <= classes:
                continue
            if rule.above and not _is_below(element, rule.above):
                continue
            if best is None or rule.weight >= best[0]:
                best = (rule.weight, rule.declarations[name])
        return best[1] if best else None


def _is_below(element: Any, above: tuple[str, ...]) -> bool:
    """Whether ancestors fit the other parts of a selector, in their order."""
    wanted = list(above)
    for ancestor in element.iterancestors():
        if not wanted:
            return True
        match = re.fullmatch(r"([a-zA-Z][\w-]*|\*)?((?:[.#][\w-]+)*)", wanted[-1])
        if match is None:
            return False
        names = re.findall(r"([.#])([\w-]+)", match[2])
        classes = set(str(ancestor.get("class") or "").split())
        tag = (match[1] or "").lower().strip("*")
        if (not tag or tag == ancestor.tag) and all(
            name in classes if sign == "." else name == ancestor.get("id") for sign, name in names
        ):
            wanted.pop()
    return not wanted


def _declarations(content: Any, *, every: bool = False) -> dict[str, str]:
    found: dict[str, str] = {}
    nodes = content if content and hasattr(content[0], "lower_name") else None
    for node in nodes or tinycss2.parse_blocks_contents(content or []):
        if node.type != "declaration":
            continue
        name = node.lower_name
        text = tinycss2.serialize(node.value).strip()
        if every or name in _READ:
            found["list-style-type" if name == "list-style" else name] = text
    return found


def _string(text: str) -> str:
    text = text.strip() if text[:1] not in "\"'" else text
    if text[:1] in "\"'" and text[-1:] == text[:1]:
        text = text[1:-1]
    return re.sub(r"\\([0-9a-fA-F]{1,6}) ?|\\(.)", _escaped, text)


def _escaped(match: re.Match[str]) -> str:
    if match[1]:
        code = int(match[1], 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    return str(match[2])


def first_type(value: str) -> str:
    """The kind of marker in a `list-style`, which may hold its place and an image."""
    words = re.findall(r'"[^"]*"|\'[^\']*\'|[^\s"\']+', value)
    kinds = [w for w in words if w not in {"inside", "outside"} and not w.startswith("url(")]
    return kinds[0] if kinds else "decimal"


def integer(text: str | None, otherwise: int) -> int:
    try:
        return int(text) if text is not None else otherwise
    except ValueError:
        return otherwise


def marker(style: CounterStyle, number: int) -> str:
    """What a list prints before an item."""
    if style.format == "bullet":
        return "• "
    if style.symbols:
        count = len(style.symbols)
        sign = style.symbols[(number - 1) % count] if number >= 1 else str(number)
    else:
        sign = format_number(number, style.format) or ""
    text = f"{style.prefix}{sign}{style.suffix}"
    return text.rstrip() + " " if text.strip() else ""
