"""Measures ingest: time and memory of the longest test documents, and of longer ones made of them.

    python -m bench.ingest_speed

A file is read, structured and reported (nothing is written), in a process of its own; memory is the
most that this process or its reader ever held. The long PDF file is the report several times over.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from pypdf import PdfReader, PdfWriter

from bench.index_and_query import describe_machine

DOCUMENTS = Path(__file__).parents[1] / "tests" / "fixtures" / "documents" / "reports"
TIMES = 6
_RUN = """
import sys
from pathlib import Path
from indexer.ingest import Wishes, ingest_file
report = ingest_file(Path(sys.argv[1]), Path(sys.argv[2]), Wishes(dry_run=True))
print(report.pages, len(report.documents), sum(sum(d.counts.values()) for d in report.documents))
"""


def main() -> None:
    """Print a row for each file."""
    for name, value in describe_machine("bench.ingest_speed").items():
        print(f"{name:>10}: {value}")
    print("\n| file | pages | documents | paragraphs | seconds | memory (MB) |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        long = Path(folder) / "long.pdf"
        writer = PdfWriter()
        for _ in range(TIMES):
            writer.append(PdfReader(DOCUMENTS / "cop-report-en" / "document.pdf"))
        writer.write(long)
        for path in (
            DOCUMENTS / "cop-report-en" / "document.docx",
            DOCUMENTS / "cop-report-en" / "document.pdf",
            DOCUMENTS / "guidance-zh" / "document.pdf",
            DOCUMENTS / "guidance-ar" / "document.pdf",
            long,
        ):
            begin = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, "-c", _RUN, str(path), folder], stdout=subprocess.PIPE, text=True
            )
            assert process.stdout is not None
            counts = " | ".join(process.stdout.read().split())
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                raise SystemExit(f"{path}: ingest failed")
            seconds = time.perf_counter() - begin
            name = "/".join(path.parts[-2:]) if path != long else f"the same PDF {TIMES} times"
            print(f"| {name} | {counts} | {seconds:.1f} | {usage.ru_maxrss / 1024:.0f} |")


if __name__ == "__main__":
    main()
