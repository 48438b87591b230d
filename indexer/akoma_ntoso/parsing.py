"""An XML file from anywhere, opened without harm.

Refused, each with what is accepted: a document type declaration (and with it every entity), a file
that is too large, too deep or of too many elements, anything that is no Akoma Ntoso. Nothing is
fetched.
"""

from __future__ import annotations

from lxml import etree

from indexer.akoma_ntoso.elements import NAMESPACE
from indexer.errors import Problem, SourceError

MOST_BYTES = 20 * 1024 * 1024
MOST_ELEMENTS = 200_000
MOST_DEPTH = 100


def open_akn(data: bytes, where: str) -> tuple[etree._Element, list[Problem]]:
    """The document's root, and what was unusual about it; SourceError if it is refused."""
    if len(data) > MOST_BYTES:
        raise SourceError(
            f"{where}: found {len(data):,} bytes; accepted are {MOST_BYTES:,} at most"
        )
    if b"<!DOCTYPE" in data.replace(b"\0", b"").upper():
        raise _declared(where)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise SourceError(f"{where}: found no XML ({error}); accepted is Akoma Ntoso 3.0") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _declared(where)
    _check_size(root, where)
    name = etree.QName(root)
    if name.localname != "akomaNtoso":
        raise SourceError(
            f"{where}: found <{name.localname}>; accepted is <akomaNtoso> of Akoma Ntoso 3.0"
        )
    problems = []
    if name.namespace != NAMESPACE:
        found = f"the namespace is {name.namespace or 'missing'}"
        problems.append(Problem(where, found, f"accepted is {NAMESPACE}; read all the same"))
    return root, problems


def _declared(where: str) -> SourceError:
    return SourceError(
        f"{where}: found a document type declaration; accepted is XML without one, whose "
        "characters stand for themselves"
    )


def _check_size(root: etree._Element, where: str) -> None:
    depth = count = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        if event == "end":
            depth -= 1
            continue
        depth, count = depth + 1, count + 1
        if depth > MOST_DEPTH:
            raise SourceError(
                f"{where}: found elements {depth} deep; accepted are {MOST_DEPTH} levels at most"
            )
        if count > MOST_ELEMENTS:
            raise SourceError(
                f"{where}: found more than {count - 1:,} elements; accepted are "
                f"{MOST_ELEMENTS:,} at most"
            )
