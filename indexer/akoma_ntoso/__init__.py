"""Akoma Ntoso 3.0 for the United Nations: a text of ours as XML, and XML as canonical text.

* `write_akn` gives a document in one language, valid against the OASIS schema, byte for byte the
  same for the same content. The text is in the body, verbatim and whole; what we say about it
  (standing, themes, addressees, annotations) is in `<meta>` alone.
* `read_akn` gives the canonical text of any system's Akoma Ntoso, for the usual grammar to read.

`docs/akoma-ntoso.md` maps our structure to elements; identifiers are those of `indexer.iri`.
"""

from __future__ import annotations

from indexer.akoma_ntoso.reading import ReadText, read_akn
from indexer.akoma_ntoso.writing import write_akn

__all__ = ["ReadText", "read_akn", "write_akn"]
