"""Drawings: SVG made once, its words written in by language, mirrored for right-to-left scripts.

A drawing is an `<svg viewBox="0 0 W H">` with two groups: `<g id="shapes">`, and `<g id="labels">`
of `<text data-label="key" x y>`. In a right-to-left language the shapes are mirrored, and each
text keeps its place by them and runs the other way. Line breaks of a label are those of its
words. Colours are classes of the site's style; nothing else of SVG is accepted.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from collections.abc import Mapping

from indexer.cited import Diagram
from indexer.errors import Problem
from indexer.languages import LANGUAGES

_SVG = "http://www.w3.org/2000/svg"
_SHAPES = {"g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"}
_ATTRIBUTES = frozenset(
    {"id", "class", "viewBox", "transform", "data-label", "text-anchor"}
    | {"x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry"}
    | {"width", "height", "d", "points"}
)
_PLAIN = re.compile(r"[A-Za-z0-9 ,.()+_-]*")
_CLASSES = re.compile(r"(?:d-[a-z-]+(?: d-[a-z-]+)*)?")
_NUMBER = re.compile(r"-?\d{1,4}(?:\.\d{1,3})?")
_MAX_BYTES = 50_000  # which also bounds how deep groups can nest
_LINE_HEIGHT = 1.25  # em


def check_drawing(drawing: str, labels: Mapping[str, object], where: str) -> list[Problem]:
    """What is wrong with a drawing: structure, elements and attributes, labels without words."""
    if len(drawing) > _MAX_BYTES or drawing.count("<g") > 50:
        return [Problem(where, "is too large", f"accepted are {_MAX_BYTES:,} bytes and 50 groups")]
    if "<!" in re.sub(r"<!--.*?-->", "", drawing, flags=re.DOTALL) or "<?" in drawing:
        return [Problem(where, "holds a declaration", "accepted is a plain <svg> element")]
    try:
        root = etree.fromstring(drawing)
    except etree.ParseError as error:
        return [Problem(where, f"is not well formed: {error}", "accepted is SVG")]
    problems: list[Problem] = []
    groups = [(_local(child), child.get("id")) for child in root]
    if _local(root) != "svg" or groups != [("g", "shapes"), ("g", "labels")] or _width(root) == 0:
        accepted = 'accepted is <svg viewBox="0 0 W H"> with <g id="shapes"> and <g id="labels">'
        return [Problem(where, "has another structure", accepted)]
    for group, allowed in ((root[0], _SHAPES), (root[1], {"g", "text"})):
        for element in group.iter():
            if _local(element) not in allowed:
                accepted = f"accepted in #{group.get('id')} are {', '.join(sorted(allowed))}"
                problems.append(Problem(where, f"holds <{_local(element)}>", accepted))
            if _local(element) == "text" and (len(element) or not _is_placed(element)):
                accepted = "accepted is <text data-label x y/> with numbers and nothing inside"
                problems.append(Problem(where, "holds a <text> that cannot be placed", accepted))
    for element in root.iter():
        if words := ((element.text or "") + (element.tail or "")).strip():
            found = f"holds the words “{words[:40]}”"
            problems.append(Problem(where, found, "words stand as labels in the .yml file"))
        if element.get("id") and element not in (root[0], root[1]):
            problems.append(Problem(where, "holds an id", "only the two groups have one"))
        if not _CLASSES.fullmatch(element.get("class", "")):
            found = f"holds the class “{element.get('class', '')[:40]}”"
            problems.append(Problem(where, found, "classes of drawings begin with d-"))
        for name, value in element.attrib.items():
            if name not in _ATTRIBUTES or not _PLAIN.fullmatch(value):
                found = f"holds the attribute {name}=“{value[:40]}”"
                accepted = f"accepted are {', '.join(sorted(_ATTRIBUTES))}, with plain values"
                problems.append(Problem(where, found, accepted))
    used = [element.get("data-label") for element in root[1].iter(f"{{{_SVG}}}text")]
    if sorted(map(str, used)) != sorted(labels):
        accepted = f"accepted is each of {', '.join(labels)} once"
        problems.append(Problem(where, f"its labels are {', '.join(map(str, used))}", accepted))
    return problems


def draw(diagram: Diagram, code: str) -> str:
    """The drawing as an SVG element with the words of a language."""
    language = LANGUAGES[code]
    mirrored = language.direction == "rtl"
    root = etree.fromstring(diagram.drawing)
    shapes, texts = root
    name = f"diagram-{diagram.id}"
    root.attrib |= {
        "class": "diagram",
        "role": "img",
        "aria-labelledby": f"{name}-title {name}-description",
        "lang": language.tag,
    }
    if mirrored:
        shapes.set("transform", f"translate({_width(root):g} 0) scale(-1 1)")
        texts.set("direction", "rtl")
    for text in texts.iter(f"{{{_SVG}}}text"):
        x = float(text.get("x", "0"))
        x = _width(root) - x if mirrored else x
        lines = diagram.labels[text.attrib.pop("data-label")][code].splitlines()
        text.set("x", f"{x:g}")
        for index, line in enumerate(lines):
            dy = _LINE_HEIGHT if index else -_LINE_HEIGHT * (len(lines) - 1) / 2
            span = etree.SubElement(text, f"{{{_SVG}}}tspan", {"x": f"{x:g}", "dy": f"{dy:g}em"})
            span.text = line
    for element in (shapes, texts):
        element.attrib.pop("id", None)
    for tag, words in (("description", diagram.description), ("title", diagram.title)):
        element = etree.Element(
            f"{{{_SVG}}}{'desc' if tag == 'description' else 'title'}", {"id": f"{name}-{tag}"}
        )
        element.text = words[code]
        root.insert(0, element)
    etree.register_namespace("", _SVG)
    return etree.tostring(root, encoding="unicode")


def _is_placed(text: etree.Element) -> bool:
    return all(_NUMBER.fullmatch(text.get(name, "")) for name in ("x", "y"))


def _local(element: etree.Element) -> str:
    namespace, _, name = element.tag.rpartition("}")
    return name if namespace == "{" + _SVG else element.tag


def _width(root: etree.Element) -> float:
    match = re.fullmatch(r"0 0 (\d{1,4}) (\d{1,4})", root.get("viewBox", ""))
    return float(match[1]) if match else 0.0
