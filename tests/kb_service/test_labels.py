"""The API and the site call a thing by the same words."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from indexer.languages import CODES
from kb_service.labels import GLOSSARY, PASSAGE_KINDS, TEXT_STATUSES

STRINGS = Path(__file__).parents[2] / "site" / "strings"


@pytest.mark.parametrize("code", CODES)
def test_labels_are_those_of_the_site(code: str) -> None:
    site = yaml.safe_load((STRINGS / f"{code}.yml").read_text("utf-8"))
    names = {key: f"status.{key}_long" for key in ("unofficial", "reviewed")}
    for status, labels in TEXT_STATUSES.items():
        assert labels[code] == site[names.get(status, f"status.{status}")]
    for kind, labels in PASSAGE_KINDS.items():
        if kind != "document":  # the site has no name for a whole document among kinds
            assert labels[code] == site[f"kind.{kind}"]
    assert GLOSSARY[code] == site["nav.glossary"]
