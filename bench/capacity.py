"""What a knowledge base needs: machines, memory, disk, time to build, and cost.

    python -m bench.capacity --documents N [--passages N] [--languages N] [--rate N] [--json]

Reckoned from bench/figures.json, which holds what the other benchmarks measured (bench/figures.py);
says what was measured, and how far beyond that it goes. Cost only where prices are given: there is
none built in. docs/capacity.md has examples.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields

from bench.capacity_model import MOST_BEYOND, Demand, DemandError, Figures, Need, reckon
from bench.figures import FiguresError, read_figures
from indexer.model_files import BUNDLED


def main() -> None:
    """Print what is needed, or the same as JSON; exit status 2 for what cannot be reckoned."""
    arguments = read_arguments(sys.argv[1:])
    try:
        figures = Figures(read_figures())
        demand = make_demand(arguments, figures)
        need = reckon(demand, figures)
    except (DemandError, FiguresError) as error:
        print(error, file=sys.stderr)
        sys.exit(2)
    if arguments.json:
        print(json.dumps({"demand": asdict(demand), "need": asdict(need)}, indent=1))
    else:
        print("\n".join(format_need(demand, need, figures)))


def read_arguments(words: Sequence[str]) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, required=True, help="documents and pages")
    parser.add_argument("--passages", type=float, help="of one in one language [as the content]")
    parser.add_argument("--phrases", type=float, default=0, help="of editors for a passage (0)")
    parser.add_argument("--languages", type=int, default=6, help="1 to 6 (6)")
    parser.add_argument("--rate", type=float, default=1, help="searches a second at the peak (1)")
    parser.add_argument("--use", type=float, default=0.6, help="share of a core used then (0.6)")
    parser.add_argument("--spare", type=int, default=1, help="processes that may be away (1)")
    parser.add_argument("--model", choices=BUNDLED, default=BUNDLED[0], help="that embeds")
    parser.add_argument("--machine-memory", type=float, default=64, help="GiB of one (64)")
    parser.add_argument("--core-price", type=float, default=0, help="of a core for an hour")
    parser.add_argument("--memory-price", type=float, default=0, help="of a GiB for an hour")
    parser.add_argument("--json", action="store_true", help="print JSON instead of text")
    return parser.parse_args(words)


def make_demand(arguments: argparse.Namespace, figures: Figures) -> Demand:
    """The demand of a command line; passages of a document are those of the content by default."""
    given = {one.name: getattr(arguments, one.name) for one in fields(Demand)}
    if given["passages"] is None:
        content = figures.content()
        given["passages"] = content["passages"] / (
            content["documents and pages"] * content["languages"]
        )
    return Demand(**given)


def format_need(demand: Demand, need: Need, figures: Figures) -> list[str]:
    """The lines of the answer."""
    lines = [
        f"passages       {need.passages:,} ({demand.passages:.1f} a document and language)",
        f"vectors        {need.passages:,} of passages: {need.kind}; "
        f"{need.phrases:,} of phrases: {need.phrase_kind}",
        f"index          {need.index:.2f} GiB; disk {need.disk:.2f} GiB "
        "(current, before, being built)",
        f"memory         {need.memory:.2f} GiB a process, {need.memory_switching:.2f} GiB "
        "while it switches",
        f"build          {need.build:.2f} hours of a processor, {need.build_memory:.2f} GiB",
    ]
    if need.search is None:
        lines.append(
            "a search       not reckoned, nor cores and cost: this is more than "
            f"{MOST_BEYOND} times what was measured"
        )
    else:
        lines += [
            f"a search       {need.search:.1f} ms of a processor",
            f"cores          {need.cores:.2f} at {demand.rate:g} searches/s, {demand.use:.0%} used",
            f"processes      {need.processes}, of one core each, {demand.spare} of them to spare",
        ]
        if need.cost:
            cost = f"{need.cost:,.2f} a month, in the currency of the prices"
            lines.append(f"cost           {cost}")
    if need.milvus:
        lines.append(
            f"Milvus         advisable: a process needs more than {demand.machine_memory:g} GiB, "
            "which a machine has (docs/milvus.md)"
        )
    if need.beyond > 1:
        lines.append(
            f"extrapolated   {need.beyond:,.1f} times the largest index measured "
            f"({figures.most:,.0f} passages): trust the order of magnitude at most"
        )
    else:
        lines.append(f"measured       up to {figures.most:,.0f} passages; this lies within")
    return [*lines, "", "figures of:", *(f"  {source}" for source in figures.sources())]


if __name__ == "__main__":
    main()
