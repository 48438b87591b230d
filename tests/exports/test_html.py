"""Books as one HTML page, which a frame may show."""

from __future__ import annotations

import lxml.html
import pytest
from samples import BASE, Write, choose

from indexer.languages import CODES
from kb_service.exports.selection import Selection


@pytest.mark.parametrize("languages", [*((code,) for code in CODES), ("fr", "ar")], ids="-".join)
def test_links_are_links_and_lead_out_of_a_frame(languages: tuple[str, ...], write: Write) -> None:
    selection = Selection(choose("en").items, *languages)
    page = write(selection, "page").data.decode()
    assert "&lt;a " not in page
    links = lxml.html.fromstring(page).xpath("//a[@href]")
    outer = [link for link in links if not link.get("href").startswith("#")]
    assert any(link.get("href").startswith(f"{BASE}{languages[0]}/") for link in outer)
    assert {(link.get("target"), link.get("rel")) for link in outer} == {("_blank", "noopener")}
    assert all(link.get("target") is None for link in links if link not in outer)
