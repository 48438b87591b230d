"""Measures how guidance pages and paragraphs share a list of results, by `guidance_weight`.

    python -m bench.guidance_in_search [WEIGHT …]

Prints the table of docs/decisions/003: the share of questions whose page, or a paragraph of grade
2 or 3, stands among the first. The index is built in a temporary folder.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from indexer.artefact import open_artefact, write_artefact
from indexer.configuration import read_configuration
from indexer.content import read_knowledge_base
from indexer.encoder import open_encoder
from indexer.passages import build_passages
from indexer.records import build_records
from kb_service.evaluate import rank_pages
from kb_service.judged import JudgedSet, read_page_questions, read_relevance
from kb_service.results import Query
from kb_service.search import SearchEngine

ROOT = Path(__file__).parent.parent
WEIGHTS = (1.0, 0.95, 0.9, 0.85, 0.8)
PARAGRAPHS = frozenset({"preambular", "operative", "subparagraph"})


def main() -> None:
    """Print the table."""
    knowledge_base = read_knowledge_base(ROOT / "content")
    configuration = read_configuration(ROOT / "search.toml")
    encoder = open_encoder(configuration.index.model)
    passages = build_passages(knowledge_base)
    folder = ROOT / "tests" / "relevance"
    questions = read_page_questions(folder / "guidance.tsv", knowledge_base.pages)
    judged = read_relevance(folder, [p for p in passages if p.kind in PARAGRAPHS])
    print("| `guidance_weight` | page in 1 | page in 5 | page in 10 ", end="")
    print("| paragraph in 3 | paragraph in 5 | paragraph in 10 |")
    print("| --- " * 7 + "|")
    with tempfile.TemporaryDirectory() as name:
        records = build_records(knowledge_base)
        write_artefact(Path(name), passages, records, encoder, configuration.index)
        artefact = open_artefact(Path(name))
        for weight in map(float, sys.argv[1:] or WEIGHTS):
            ranking = replace(configuration.ranking, guidance_weight=weight)
            engine = SearchEngine(artefact, encoder, replace(configuration, ranking=ranking))
            pages = [rank for ranks in rank_pages(engine, questions).values() for rank in ranks]
            paragraphs = rank_paragraphs(engine, judged)
            cells = [share(pages, n) for n in (1, 5, 10)]
            cells += [share(paragraphs, n) for n in (3, 5, 10)]
            print(f"| {weight:g} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")


def rank_paragraphs(engine: SearchEngine, judged: JudgedSet) -> list[int | None]:
    """The rank of the first paragraph of grade 2 or 3 for each question, everything searched."""
    ranks: list[int | None] = []
    for question in judged.questions:
        good = {name for name, grade in judged.grades[question.id].items() if grade >= 2}
        hits = engine.search(Query(question.text, question.language, limit=10)).hits
        own = f"{question.language}/"
        ranks.append(next((hit.rank for hit in hits if own + hit.passage.unit in good), None))
    return ranks


def share(ranks: list[int | None], depth: int) -> float:
    """The share of ranks that are among the first."""
    return sum(rank is not None and rank <= depth for rank in ranks) / len(ranks)


if __name__ == "__main__":
    main()
