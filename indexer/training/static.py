"""Train the static model: `python -m indexer.training.static --data DIR --out DIR`.

Reads parallel rows and a teacher, writes a model folder that both
`indexer.encoder.StaticEncoder` and sentence-transformers read, with a record of
the run in `training_run.json`. The folder appears at once, when all is done.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import importlib.metadata
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from indexer.errors import KnowledgeBaseError
from indexer.static_encoder import StaticEncoder
from indexer.training import teacher as teachers
from indexer.training.card import write_card
from indexer.training.data import LANGUAGES, Corpus, Row, choose_sources, read_corpus
from indexer.training.evaluate import accuracy_table, term_cosines
from indexer.training.export import (
    STATIC,
    replacing,
    sha256,
    sif_weights,
    write_json,
    write_model,
)
from indexer.training.progress import report
from indexer.training.sources import LEFT_OUT, USED
from indexer.training.student import Recipe, Sampler, start_table, tokenize_rows, train
from indexer.training.tokenizer import silent_tokens, train_tokenizer

FULL = Recipe(steps=3000, batch=2048, dimension=256, vocabulary=64_000)
TINY = Recipe(steps=40, batch=64, dimension=32, vocabulary=800)
_LIBRARIES = ("numpy", "safetensors", "sentence-transformers", "tokenizers", "torch")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 1 after an error told on stderr."""
    parser = argparse.ArgumentParser(prog="python -m indexer.training.static", description=__doc__)
    parser.add_argument(
        "--data", type=Path, help="folder of <source>.tsv.gz (default: $KB_SHARED_DIR/parallel)"
    )
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--work", type=Path, help="folder of checkpoints (default: <out>.work)")
    parser.add_argument("--teacher", type=Path, help="sentence-transformers folder")
    parser.add_argument("--sources", default="", help="comma-separated sources (default: all)")
    parser.add_argument("--steps", type=int, help=f"training steps (default: {FULL.steps})")
    parser.add_argument("--strings", type=int, help="English strings the teacher embeds")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of torch")
    parser.add_argument("--tiny", action="store_true", help="a run of seconds, for tests")
    options = parser.parse_args(arguments)
    data = options.data
    if data is None:
        if "KB_SHARED_DIR" not in os.environ:
            parser.error("--data is missing and KB_SHARED_DIR is not set")
        data = Path(os.environ["KB_SHARED_DIR"]) / "parallel"
    recipe = TINY if options.tiny else FULL
    if options.steps is not None:
        recipe = dataclasses.replace(recipe, steps=options.steps)
    strings = options.strings or (2_000 if options.tiny else 110_000)
    torch.set_num_threads(options.threads)
    work = options.work or options.out.with_name(options.out.name + ".work")
    try:
        names = [name for name in options.sources.split(",") if name]
        corpus = read_corpus(data, choose_sources(names))
        report(f"data: {len(corpus.rows)} rows to train on, {len(corpus.held_out)} held out")
        run(corpus, recipe, strings, options.teacher, options.out, work)
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(
    corpus: Corpus, recipe: Recipe, strings: int, teacher: Path | None, out: Path, work: Path
) -> None:
    """Train on a corpus and put the model folder at `out`, replacing one that is there."""
    started = time.time()
    work.mkdir(parents=True, exist_ok=True)
    folder, teacher_digest = teachers.find_teacher(teacher)
    key = hashlib.sha256(
        json.dumps(
            [corpus.digests, dataclasses.asdict(recipe), strings, teacher_digest], sort_keys=True
        ).encode()
    ).hexdigest()[:16]

    tokenizer = _cached_tokenizer(corpus, recipe, work / f"tokenizer-{key}.json")
    recipe = dataclasses.replace(recipe, vocabulary=tokenizer.get_vocab_size())
    report(f"tokenizer: {recipe.vocabulary} tokens")

    chosen = teachers.choose_strings(corpus, strings, strings // 6, recipe.seed)
    targets = teachers.reduce(
        teachers.embed(chosen, folder, teacher_digest, work / "teacher"), recipe.dimension
    )
    place = {text: index for index, text in enumerate(chosen)}
    words = [Row("words", (text, "", "", "", "", "")) for text in chosen if " " not in text]
    rows = [*corpus.rows, *words]
    target_of = np.asarray([place.get(row.texts[0], -1) for row in rows], np.int64)
    cells = tokenize_rows(tokenizer, rows)
    report(f"data: {len(cells.ids)} tokens, {int((target_of >= 0).sum())} rows with a teacher")

    table, losses = train(
        cells,
        Sampler(corpus, cells, len(words), recipe),
        start_table(cells, targets, target_of, recipe),
        targets,
        target_of,
        recipe,
        work / f"student-{key}.pt",
        every=max(1, recipe.steps // 60),
    )
    table[silent_tokens(tokenizer)] = 0.0
    row_weights = np.concatenate([corpus.weights, np.zeros(len(words))])
    weights = sif_weights(cells, row_weights, recipe.vocabulary, recipe.sif)

    with replacing(out) as temporary:
        record = _figures(corpus, tokenizer, table, weights, temporary)
        static = temporary / STATIC
        record = {
            "model": {
                "dimension": recipe.dimension,
                "vocabulary": recipe.vocabulary,
                "files": {
                    f"{STATIC}/{name}": sha256(static / name)
                    for name in ("model.safetensors", "tokenizer.json")
                },
            },
            "recipe": dataclasses.asdict(recipe),
            "teacher": {
                "name": "all-MiniLM-L6-v2" if teacher is None else folder.name,
                "weights_sha256": teacher_digest,
                "strings": len(chosen),
                "max_tokens": teachers.MAX_TOKENS,
            },
            "data": {
                "sources": [
                    {
                        "name": source.name,
                        "licence": source.licence,
                        "weight": source.weight,
                        "rows": corpus.counts[source.name],
                        "sha256": corpus.digests[f"{source.name}.tsv.gz"],
                    }
                    for source in USED
                    if source.name in corpus.counts
                ],
                "left_out": [dataclasses.asdict(source) for source in LEFT_OUT],
                "rows_trained_on": len(corpus.rows),
                "rows_held_out": len(corpus.held_out),
                "rows_per_language": {
                    language: sum(bool(row.texts[column]) for row in corpus.rows)
                    for column, language in enumerate(LANGUAGES)
                },
            },
            "figures": record,
            "losses": losses,
            "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
            "seconds": round(time.time() - started),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        write_json(temporary / "training_run.json", record)
        write_card(temporary / "README.md", record)
    report(f"model: {out}")


def _figures(
    corpus: Corpus,
    tokenizer: Tokenizer,
    table: NDArray[np.float32],
    weights: NDArray[np.float32],
    folder: Path,
) -> dict[str, object]:
    """Write the model into `folder` and return the figures of what was written."""
    with tempfile.TemporaryDirectory() as name:
        write_model(Path(name), tokenizer, table, np.ones_like(weights))
        plain = accuracy_table(corpus.held_out, StaticEncoder(Path(name)).encode_passages)
    write_model(folder, tokenizer, table, weights)
    encoder = StaticEncoder(folder)
    return {
        "accuracy": accuracy_table(corpus.held_out, encoder.encode_passages),
        "accuracy_without_sif": plain,
        "terms": term_cosines(encoder.encode_queries),
    }


def _cached_tokenizer(corpus: Corpus, recipe: Recipe, path: Path) -> Tokenizer:
    if path.exists():
        return Tokenizer.from_file(str(path))
    tokenizer = train_tokenizer(corpus, recipe.vocabulary, 70_000, recipe.seed)
    temporary = path.with_suffix(".tmp")
    tokenizer.save(str(temporary), pretty=False)
    temporary.replace(path)
    return tokenizer


if __name__ == "__main__":
    raise SystemExit(main())
