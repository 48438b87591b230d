"""Counts what the content holds: documents, pages, passages, phrases. `bench.capacity` reads it.

python -m bench.content_size [--json]
"""

from __future__ import annotations

import argparse

from bench.index_and_query import ROOT, Measurement, describe_machine, print_measurements
from indexer.content import read_knowledge_base
from indexer.languages import CODES
from indexer.passages import build_passages


def main() -> None:
    """Print the table, or its lines as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    arguments = parser.parse_args()
    passages = build_passages(read_knowledge_base(ROOT / "content"))
    counts = {
        "documents and pages": len({passage.document for passage in passages}),
        "languages": len(CODES),
        "passages": len(passages),
        "phrases": sum(len(passage.asked) for passage in passages),
    }
    found = [Measurement(name, float(number), "") for name, number in counts.items()]
    print_measurements(describe_machine("bench.content_size"), found, as_json=arguments.json)


if __name__ == "__main__":
    main()
