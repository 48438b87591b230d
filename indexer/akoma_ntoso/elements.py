"""Names of Akoma Ntoso, and how elements are made and laid out."""

from __future__ import annotations

from lxml import etree

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
#: What only this project says stands in `<proprietary>`, in this namespace.
OWN = "urn:x-ldn-guidance:akn:1"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

#: Elements whose own text is text of the document: nothing is laid out below them.
TEXTUAL = frozenset(["p", "num", "heading", "crossHeading", "quote"])


def add(parent: etree._Element, name: str, text: str = "", /, **attributes: str) -> etree._Element:
    """A new last child, in its parent's namespace; `as_`, `for_` stand for words of Python."""
    namespace = etree.QName(parent).namespace
    element = etree.SubElement(parent, f"{{{namespace}}}{name}")
    for key, value in attributes.items():
        element.set(LANG if key == "lang" else key.rstrip("_"), value)
    if text:
        element.text = text
    return element


def append_text(element: etree._Element, text: str) -> None:
    """Put text at the end of an element."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def lay_out(element: etree._Element, level: int = 0) -> None:
    """Put each element on a line of its own, down to those that hold text."""
    if not len(element) or etree.QName(element).localname in TEXTUAL:
        return
    element.text = "\n" + "  " * (level + 1)
    for child in element:
        lay_out(child, level + 1)
        child.tail = "\n" + "  " * (level + 1)
    element[-1].tail = "\n" + "  " * level
