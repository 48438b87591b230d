"""Measures suggested themes and audiences: each of our tagged paragraphs, left out in turn.

    python -m bench.tag_suggestions

A paragraph is suggested tags for as if it were new: neither it, nor its translations, nor the
guidance pages that explain it may vote. Precision is the share of suggestions that its editors
gave it, recall the share of its tags that were suggested.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from pathlib import Path

from bench.index_and_query import describe_machine
from indexer.artefact import open_artefact
from indexer.content import read_knowledge_base
from indexer.encoder import open_encoder
from indexer.languages import CODES
from indexer.tag_suggestions import TagKind, TagSuggester
from kb_service.settings import read_settings

KINDS: tuple[TagKind, ...] = ("theme", "audience")


def main() -> None:
    """Print precision and recall by language."""
    artefact = open_artefact(read_settings(os.environ).index_dir)
    suggester = TagSuggester(artefact, open_encoder(artefact.manifest.model.name))
    explained: dict[str, list[str]] = defaultdict(list)
    for page in read_knowledge_base(Path("content")).pages.values():
        for place in page.paragraphs:
            explained[place].append(f"{page.address.rstrip('/')}")
    counts: Counter[tuple[str, TagKind, str]] = Counter()
    for passage in artefact.passages:
        if passage.kind not in {"preambular", "operative", "subparagraph"}:
            continue
        top = "-".join(passage.anchor.split("-")[:2])
        places = {f"{passage.document}/{anchor}" for anchor in (passage.anchor, top)}
        without = [passage.unit, *(page for place in places for page in explained[place])]
        (found,) = suggester.suggest([passage.text], passage.language, without)
        for kind, given in zip(KINDS, (passage.themes, passage.audiences), strict=True):
            offered = {each.id for each in found if each.kind == kind}
            counts[passage.language, kind, "right"] += len(offered & set(given))
            counts[passage.language, kind, "offered"] += len(offered)
            counts[passage.language, kind, "given"] += len(given)
    for name, value in describe_machine("bench.tag_suggestions").items():
        print(f"{name:>10}: {value}")
    print(f"{'model':>10}: {artefact.manifest.model.name}\n")
    print("| language | theme precision | recall | audience precision | recall |")
    print("|---|---|---|---|---|")
    for code in CODES:
        shares = []
        for kind in KINDS:
            right = counts[code, kind, "right"]
            shares += [right / counts[code, kind, what] for what in ("offered", "given")]
        print(f"| {code} | " + " | ".join(f"{share:.2f}" for share in shares) + " |")


if __name__ == "__main__":
    main()
