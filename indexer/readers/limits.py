"""How much a file may hold and take; every reader keeps to these."""

from __future__ import annotations

from indexer.errors import SourceError

#: Bytes of a file as it comes.
MAX_FILE_BYTES = 100_000_000
#: Pages of a PDF.
MAX_PAGES = 1_000
#: Characters that a file prints.
MAX_CHARACTERS = 10_000_000
#: Entries of a ZIP archive, bytes of one of its parts unpacked, and times it may grow.
MAX_ENTRIES = 10_000
MAX_PART_BYTES = 60_000_000
MAX_RATIO = 250
#: Nesting of tables, lists and boxes.
MAX_DEPTH = 200
#: What the process that reads a file may take.
MAX_SECONDS = 120
MAX_MEMORY = 3_000_000_000


def check_characters(count: int, where: str) -> None:
    """SourceError if a file prints more than is read."""
    if count > MAX_CHARACTERS:
        raise SourceError(
            f"{where}: found more than {MAX_CHARACTERS:,} characters; "
            "accepted are documents with fewer"
        )
