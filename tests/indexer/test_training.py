"""A whole training run of the static model on rows made here, and the shipped models' records."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from indexer.errors import ArtefactError, SourceError
from indexer.model_files import BUNDLED, FOLDER, STATIC, TRANSFORMER
from indexer.static_encoder import StaticEncoder
from indexer.training import card, static, transformer_card
from indexer.training.data import LANGUAGES, is_held_out, read_corpus, read_rows
from indexer.training.sources import LEFT_OUT, USED, Source
from indexer.training.student import Cells, gather
from indexer.training.teacher import find_teacher, reduce
from indexer.training.tokenizer import build_normalizer, build_pre_tokenizer
from tests.indexer.parallel import NOUNS, VERBS


def arguments(data: Path, teacher: Path, out: Path) -> list[str]:
    return [
        "--data",
        str(data),
        "--teacher",
        str(teacher),
        "--out",
        str(out),
        "--sources",
        "open_sdg_translations,tatoeba",
        "--tiny",
    ]


@pytest.fixture(scope="module")
def trained(
    parallel_data: Path, small_teacher: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    out = tmp_path_factory.mktemp("out") / "model"
    assert static.main(arguments(parallel_data, small_teacher, out)) == 0
    return out


def test_tiny_run_learns_translations(trained: Path) -> None:
    encoder = StaticEncoder(trained)
    nouns = [encoder.encode_queries([row[i] for row in NOUNS]) for i in range(len(LANGUAGES))]
    for language, vectors in zip(LANGUAGES[1:], nouns[1:], strict=True):
        nearest = (nouns[0] @ vectors.T).argmax(axis=1)
        assert (nearest == np.arange(len(NOUNS))).mean() >= 0.75, language


def test_trained_folder_loads_in_both_paths(trained: Path) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [text for row in [*NOUNS, *VERBS] for text in row] + [""]
    heavy = SentenceTransformer(str(trained)).encode(texts, show_progress_bar=False)
    np.testing.assert_allclose(StaticEncoder(trained).encode_passages(texts), heavy, atol=1e-5)


def test_run_leaves_a_record_and_no_temporary_folder(trained: Path) -> None:
    record = json.loads((trained / "training_run.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in record["data"]["sources"]] == [
        "open_sdg_translations",
        "tatoeba",
    ]
    assert record["data"]["rows_held_out"] > 0
    assert record["losses"][-1]["contrast"] < record["losses"][0]["contrast"]
    assert set(record["figures"]["accuracy"]) == set(LANGUAGES[1:])
    assert sorted(path.name for path in trained.parent.iterdir()) == ["model", "model.work"]


def test_same_run_gives_the_same_tokens_and_nearly_the_same_vectors(
    parallel_data: Path, small_teacher: Path, trained: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model"
    assert static.main(arguments(parallel_data, small_teacher, out)) == 0
    name = "0_StaticEmbedding/tokenizer.json"
    vocabularies = [Tokenizer.from_file(str(one / name)).get_vocab() for one in (out, trained)]
    assert vocabularies[0] == vocabularies[1]
    texts = [text for row in NOUNS for text in row]
    one = StaticEncoder(out).encode_queries(texts)
    two = StaticEncoder(trained).encode_queries(texts)
    assert (one * two).sum(axis=1).min() > 0.99


def test_interrupted_run_goes_on_to_the_same_vectors(
    parallel_data: Path,
    small_teacher: Path,
    trained: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from indexer.training import student

    monkeypatch.setattr(student, "_CHECKPOINT_STEPS", 15)
    embed, calls = student._embed, 0

    def fail(*values: object) -> object:
        nonlocal calls
        calls += 1
        if calls > 50:
            raise KeyboardInterrupt
        return embed(*values)  # type: ignore[arg-type]

    out = tmp_path / "model"
    with monkeypatch.context() as patch:
        patch.setattr(student, "_embed", fail)
        with pytest.raises(KeyboardInterrupt):
            static.main(arguments(parallel_data, small_teacher, out))
    assert not out.exists()
    assert list((tmp_path / "model.work").glob("student-*.pt"))
    assert static.main(arguments(parallel_data, small_teacher, out)) == 0
    texts = [text for row in NOUNS for text in row]
    one = StaticEncoder(out).encode_queries(texts)
    two = StaticEncoder(trained).encode_queries(texts)
    assert (one * two).sum(axis=1).min() > 0.99


def test_failed_run_leaves_the_old_model(
    parallel_data: Path, small_teacher: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "model"
    out.mkdir()
    (out / "old").write_text("kept", encoding="utf-8")

    def fail(*_: object) -> None:
        raise SourceError("stopped")

    monkeypatch.setattr(static, "write_card", fail)
    assert static.main(arguments(parallel_data, small_teacher, out)) == 1
    assert [path.name for path in out.iterdir()] == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "model.work"]


def test_held_out_texts_are_trained_on_in_no_language(parallel_data: Path) -> None:
    found = [one for one in USED if (parallel_data / f"{one.name}.tsv.gz").exists()]
    corpus = read_corpus(parallel_data, found)
    held_out = {text for row in corpus.held_out for text in row.texts}
    assert corpus.held_out
    assert all(is_held_out(row) for row in corpus.held_out)
    assert not held_out & {text for row in corpus.rows for text in row.texts if text}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("en\tfr\na\tb\n", ":1: header"),
        ("\t".join(LANGUAGES) + "\na\tb\n", ":2: 2 cells"),
    ],
)
def test_malformed_data_file_is_told(content: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "udhr.tsv.gz"
    path.write_bytes(gzip.compress(content.encode()))
    with pytest.raises(SourceError, match=message):
        read_rows(path, Source("udhr", "x", "land", 1.0))


def test_missing_data_and_unknown_sources_are_told(
    tmp_path: Path, small_teacher: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = str(tmp_path / "model")
    base = ["--data", str(tmp_path), "--teacher", str(small_teacher), "--out", out, "--tiny"]
    assert static.main(base) == 1
    assert "open_sdg_translations.tsv.gz" in capsys.readouterr().err
    assert static.main([*base, "--sources", "wiktionary_dict"]) == 1
    assert "no used source" in capsys.readouterr().err


def test_no_share_alike_or_copyleft_source_is_used() -> None:
    assert not {one.name for one in USED} & {one.name for one in LEFT_OUT}
    for source in USED:
        assert not any(word in source.licence for word in ("SA", "GPL", "MPL", "GFDL"))


def test_teacher_folder_without_weights_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"no model\.safetensors"):
        find_teacher(tmp_path)


def test_reduction_keeps_cosines() -> None:
    generator = np.random.default_rng(0)
    vectors = (generator.normal(size=(200, 8)) @ generator.normal(size=(8, 40))).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    reduced = reduce(vectors, 8)
    np.testing.assert_allclose(reduced @ reduced.T, vectors @ vectors.T, atol=1e-4)
    with pytest.raises(ArtefactError, match="dimension is 40"):
        reduce(vectors, 64)


def test_gather_concatenates_cells() -> None:
    cells = Cells(np.asarray([5, 6, 7, 8], np.int32), np.asarray([0, 2, 2, 4]))
    ids, begins = gather(cells, np.asarray([2, 1, 0]))
    assert ids.tolist() == [7, 8, 5, 6]
    assert begins.tolist() == [0, 2, 2]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Land  Tenure; rights'", ["▁land", "▁tenure", "▁right"]),
        ("QGIS安装 土壤有机碳，土地", ["▁qgis", "安装", "土壤有机碳", "土地"]),
        ("والأراضي حِيازة", ["▁اراض", "▁حياز"]),
        ("деградации Земель, йод", ["▁деградац", "▁земел", "▁иод"]),
        ("l'accès à la sécheresse", ["▁l", "▁acce", "▁a", "▁la", "▁secheresse"]),
        ("tenencia de tierras 15.3.1", ["▁tenencia", "▁de", "▁tierra", "▁15", "▁3", "▁1"]),
        ("…", []),
        ("", []),
    ],
)
def test_folding_and_cutting(text: str, words: list[str]) -> None:
    folded = build_normalizer().normalize_str(text)
    assert [word for word, _ in build_pre_tokenizer().pre_tokenize_str(folded)] == words


CARDS = {STATIC: card, TRANSFORMER: transformer_card}


@pytest.mark.parametrize("model", BUNDLED)
def test_record_of_a_shipped_model_matches_its_files(model: str) -> None:
    folder = FOLDER / model
    record = json.loads((folder / "training_run.json").read_text(encoding="utf-8"))
    weights = {"model.safetensors", "model.onnx"}
    assert [name for name in record["model"]["files"] if Path(name).name in weights]
    assert [name for name in record["model"]["files"] if Path(name).name == "tokenizer.json"]
    for name, digest in record["model"]["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    for name, size in record["model"].get("sizes", {}).items():
        assert (folder / name).stat().st_size == size
    readme = (folder / "README.md").read_text(encoding="utf-8")
    assert readme == CARDS[model].format_card(record)


@pytest.mark.parametrize("model", BUNDLED)
def test_shipped_model_is_small_and_from_the_listed_sources(model: str) -> None:
    folder = FOLDER / model
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 40_000_000
    record = json.loads((folder / "training_run.json").read_text(encoding="utf-8"))
    assert [one["name"] for one in record["data"]["sources"]] == [one.name for one in USED]
    assert record["data"]["left_out"] == [dataclasses.asdict(one) for one in LEFT_OUT]
