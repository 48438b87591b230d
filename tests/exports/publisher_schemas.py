"""Publishers' schemas, which may be used beside a checkout but not passed on in it."""

from __future__ import annotations

import os
from copy import copy
from pathlib import Path

import pytest
from lxml import etree, isoschematron

ROOT = Path(__file__).parents[2]
SCHEMAS = Path(os.environ.get("KB_SHARED_DIR", ROOT.parent / "shared")) / "schemas"
_RULES = "{http://purl.oclc.org/dsdl/schematron}"
_SCORM = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
 <xs:import namespace="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
   schemaLocation="imscp_rootv1p1p2.xsd"/>
 <xs:import namespace="http://www.adlnet.org/xsd/adlcp_rootv1p2"
   schemaLocation="adlcp_rootv1p2.xsd"/>
 <xs:import namespace="http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
   schemaLocation="imsmd_rootv1p2p1.xsd"/>
</xs:schema>"""


def find_folder(name: str) -> Path:
    """The folder of a publisher's schemas; without it the test is skipped, and says so."""
    folder = SCHEMAS / name
    if not folder.exists():
        pytest.skip(
            f"NOT VALIDATED: no schemas at {folder}; set KB_SHARED_DIR to the folder with schemas/"
        )
    return folder


class _Determinist(etree.Resolver):
    """Gives libxml2 the metadata schema with the change that it needs to load it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def resolve(self, url: str, public_id: str, context: object) -> object:
        if url.endswith("imsmd_rootv1p2p1.xsd"):
            text = (self._folder / "imsmd_rootv1p2p1.xsd").read_bytes()
            changed = text.replace(b'"##any"', b'"##other"')
            return self.resolve_string(changed, context, base_url=url)
        return None


def load_scorm() -> etree.XMLSchema:
    """The schema of SCORM 1.2 manifests with metadata in them."""
    folder = find_folder("scorm-1.2")
    parser = etree.XMLParser()
    parser.resolvers.add(_Determinist(folder))
    text = etree.fromstring(_SCORM, parser, base_url=(folder / "all.xsd").as_uri())
    return etree.XMLSchema(text)


def load_cartridge(name: str) -> etree.XMLSchema:
    """A schema of Common Cartridge 1.1 by its file's name."""
    return etree.XMLSchema(etree.parse(find_folder("imscc-1.1") / name))


def load_rules(name: str) -> isoschematron.Schematron:
    """The further rules that stand in such a schema, in the notation that lxml checks."""
    tree = etree.parse(find_folder("imscc-1.1") / name)
    rules = etree.Element(f"{_RULES}schema")
    rules.extend(copy(each) for each in tree.iter(f"{_RULES}ns"))
    for pattern in map(copy, tree.iter(f"{_RULES}pattern")):
        for element in pattern.iter(f"{_RULES}pattern", f"{_RULES}rule"):
            for attribute in ("abstract", "name"):
                element.attrib.pop(attribute, None)
        rules.append(pattern)
    return isoschematron.Schematron(rules, store_report=True, validate_schema=False)


def broken_rules(rules: isoschematron.Schematron, document: etree._Element) -> list[str]:
    """The rules that a document breaks, in words."""
    rules.validate(document)
    failed = rules.validation_report.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
    return [" ".join("".join(each.itertext()).split()) for each in failed]
