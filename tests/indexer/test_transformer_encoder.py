"""The transformer against sentence-transformers, edge inputs and broken folders; other models."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper
from tokenizers import Tokenizer, models, pre_tokenizers

import indexer.encoder as module
from indexer.encoder import TRANSFORMER, digest_folder, open_encoder
from indexer.errors import ArtefactError
from indexer.model_files import FOLDER, MAX_CHARACTERS
from indexer.other_encoder import SentenceTransformerEncoder
from indexer.transformer_encoder import TransformerEncoder
from tests.indexer.texts import ALL_TEXTS, EDGE_TEXTS

BUNDLED = FOLDER / TRANSFORMER
ROOT = Path(module.__file__).parent.parent


@pytest.fixture(scope="module")
def bundled() -> TransformerEncoder:
    encoder = open_encoder(TRANSFORMER)
    assert isinstance(encoder, TransformerEncoder)
    return encoder


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "model"))


def test_rows_have_unit_length(bundled: TransformerEncoder) -> None:
    rows = bundled.encode_queries(ALL_TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape == (len(ALL_TEXTS), bundled.dimension)
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(rows, bundled.encode_passages(ALL_TEXTS))
    assert bundled.encode_passages([]).shape == (0, bundled.dimension)


@pytest.mark.parametrize("text", EDGE_TEXTS)
def test_edge_text_gives_a_unit_or_zero_row(text: str, bundled: TransformerEncoder) -> None:
    norm = np.linalg.norm(bundled.encode_queries([text])[0])
    assert norm == 0 or abs(norm - 1) < 1e-5


@pytest.mark.parametrize(
    "text", ["", " \n\t", "\u200f\ufeff\u202e", "\x00", "ᚠᚢᚦ", "\ud800", "\U0010ffff ᚠ", "<s>", "▁"]
)
def test_text_without_known_token_gives_zeros(text: str, bundled: TransformerEncoder) -> None:
    assert not bundled.encode_queries([text]).any()
    rows = bundled.encode_passages(["land", text])
    assert rows[0].any()
    assert not rows[1].any()


def test_lone_surrogates_count_as_unknown_characters(bundled: TransformerEncoder) -> None:
    rows = bundled.encode_queries(["land \udfff tenure", "land \ufffd tenure"])
    np.testing.assert_array_equal(rows[0], rows[1])


def test_invisible_characters_and_vowel_marks_change_nothing(bundled: TransformerEncoder) -> None:
    rows = bundled.encode_queries(["حِيَازَةُ\u200f الأَرَاضِي", "حيازة الأراضي", "وفاة"])
    np.testing.assert_array_equal(rows[0], rows[1])
    assert rows[0] @ rows[2] < 0.9


def test_a_text_has_one_vector_whatever_stands_beside_it(bundled: TransformerEncoder) -> None:
    long = " ".join(ALL_TEXTS) * 5
    rows = bundled.encode_passages([*ALL_TEXTS, "", long])
    again = open_encoder(TRANSFORMER, threads=1).encode_passages([long, "", *ALL_TEXTS])
    for text, row, other in zip(ALL_TEXTS, rows[:-2], again[2:], strict=True):
        np.testing.assert_array_equal(bundled.encode_queries([text])[0], row)
        np.testing.assert_array_equal(other, row)
    np.testing.assert_array_equal(rows[-1], again[0])


def test_threads_share_an_encoder(bundled: TransformerEncoder) -> None:
    expected = bundled.encode_queries(ALL_TEXTS)
    wrong: list[str] = []

    def encode() -> None:
        for _ in range(3):
            for text, row in zip(ALL_TEXTS, expected, strict=True):
                if not np.array_equal(bundled.encode_queries([text])[0], row):
                    wrong.append(text)

    threads = [threading.Thread(target=encode) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_long_text_is_cut_at_the_stated_lengths(bundled: TransformerEncoder) -> None:
    text = "土地退化 land " * 200_000
    started = time.monotonic()
    rows = bundled.encode_passages([text, text[:MAX_CHARACTERS]])
    assert time.monotonic() - started < 10
    np.testing.assert_array_equal(rows[0], rows[1])
    config = json.loads((BUNDLED / "config.json").read_text(encoding="utf-8"))
    words = config["max_position_embeddings"] - 2  # a beginning and an end
    rows = bundled.encode_passages(["land " * words, "land " * (words + 1), "land " * 2 * words])
    np.testing.assert_array_equal(rows[0], rows[1])
    np.testing.assert_array_equal(rows[0], rows[2])


@pytest.mark.parametrize(
    ("english", "other"),
    [
        ("land tenure", "régime foncier"),
        ("land tenure", "tenencia de la tierra"),
        ("land tenure", "حيازة الأراضي"),
        ("land tenure", "土地保有权"),
        ("soil organic carbon", "почвенный органический углерод"),
        ("land degradation", "деградация земель"),
        ("drought", "الجفاف"),
        ("drought", "干旱"),
        ("gender equality", "гендерное равенство"),
        ("How do we find money?", "¿Cómo conseguimos financiación?"),
    ],
)
def test_translation_is_nearer_than_another_theme(
    english: str, other: str, bundled: TransformerEncoder
) -> None:
    rows = bundled.encode_queries([english, other, "budget of the secretariat", "password"])
    assert rows[0] @ rows[1] > (rows[2:] @ rows[1]).max() + 0.1


def test_short_query_takes_milliseconds(bundled: TransformerEncoder) -> None:
    best = float("inf")
    for _ in range(20):
        started = time.perf_counter()
        bundled.encode_queries(["land tenure"])
        best = min(best, time.perf_counter() - started)
    assert best < 0.03


def test_encoding_loads_no_torch_and_sets_no_variable() -> None:
    code = (
        "import os, sys; before = dict(os.environ); import indexer.encoder as e;"
        "assert 'onnxruntime' not in sys.modules;"
        "e.open_encoder(sys.argv[1]).encode_queries(['land', 'tenure']);"
        "assert dict(os.environ) == before;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnx'} & set(sys.modules);"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code, str(BUNDLED)], check=True, cwd=ROOT)


def test_sentence_transformers_gives_the_same_vectors(bundled: TransformerEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    texts = [*ALL_TEXTS, *EDGE_TEXTS, "land " * 1000]
    model = SentenceTransformer(str(BUNDLED), trust_remote_code=True)
    heavy = model.encode(texts, show_progress_bar=False)
    assert heavy.dtype == np.float32
    assert model.get_embedding_dimension() == bundled.dimension
    np.testing.assert_allclose(bundled.encode_passages(texts), heavy, atol=1e-6)
    for encode in (model.encode_query, model.encode_document):
        np.testing.assert_allclose(encode(texts[:3]), heavy[:3], atol=1e-6)
    prompted = model.encode("tenure", prompt="land ", show_progress_bar=False)
    np.testing.assert_allclose(prompted, bundled.encode_queries(["land tenure"])[0], atol=1e-6)


def test_sentence_transformers_saves_the_folder_as_it_was(
    bundled: TransformerEncoder, tmp_path: Path
) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(BUNDLED), trust_remote_code=True)
    model.save(str(tmp_path / "saved"), create_model_card=False)
    saved = open_encoder(str(tmp_path / "saved"))
    assert isinstance(saved, TransformerEncoder)
    np.testing.assert_array_equal(
        saved.encode_queries(ALL_TEXTS), bundled.encode_queries(ALL_TEXTS)
    )


def test_sentence_transformers_asks_for_trust() -> None:
    from sentence_transformers import SentenceTransformer

    with pytest.raises(ValueError, match="trust_remote_code=True"):
        SentenceTransformer(str(BUNDLED))


def test_digest_follows_the_files_that_decide_the_vectors(
    folder: Path, bundled: TransformerEncoder
) -> None:
    digest = digest_folder(folder)
    assert digest == bundled.digest == TransformerEncoder(folder).digest
    for name in ("README.md", "training_run.json", ".DS_Store"):
        (folder / name).write_text("edited", encoding="utf-8")
    assert digest_folder(folder) == digest
    with (folder / "onnx" / "model.onnx").open("r+b") as stream:
        stream.seek(1000)
        stream.write(b"x")
    assert digest_folder(folder) != digest


def test_names_tell_the_model(folder: Path, bundled: TransformerEncoder) -> None:
    assert bundled.name == "transformer"
    encoder = open_encoder(str(folder))
    assert isinstance(encoder, TransformerEncoder)
    assert encoder.name == str(folder)


def fails(folder: Path, file: str, *words: str) -> None:
    with pytest.raises(ArtefactError) as error:
        TransformerEncoder(folder)
    message = str(error.value)
    assert message.startswith(str(folder / file)), message
    for word in (*words, "train one with: python -m indexer.training.transformer"):
        assert word in message


@pytest.mark.parametrize(
    "missing", ["modules.json", "config.json", "tokenizer.json", "onnx/model.onnx"]
)
def test_missing_file_is_told(missing: str, folder: Path) -> None:
    (folder / missing).unlink()
    fails(folder, missing, "no such file")


@pytest.mark.parametrize("file", ["modules.json", "config.json", "tokenizer.json"])
def test_truncated_json_is_told(file: str, folder: Path) -> None:
    path = folder / file
    path.write_bytes(path.read_bytes()[:60])
    fails(folder, file, "unreadable")


@pytest.mark.parametrize("size", [0, 5, 200, 1_000_000, 30_000_000, -1])
def test_truncated_weights_are_told(size: int, folder: Path) -> None:
    path = folder / "onnx" / "model.onnx"
    path.write_bytes(path.read_bytes()[:size])
    fails(folder, "onnx/model.onnx")


@pytest.mark.parametrize("modules", ["{}", "[]", '[{"type": "a.Transformer"}]', '[{"type": 1}]'])
def test_foreign_modules_are_told(modules: str, folder: Path) -> None:
    (folder / "modules.json").write_text(modules, encoding="utf-8")
    fails(folder, "modules.json")


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("config.json", {"hidden_size": None}),
        ("config.json", {"max_position_embeddings": "many"}),
        ("config.json", {"max_position_embeddings": 2}),
        ("config.json", {"vocab_size": 30_522}),
        ("onnx/model.onnx", {"hidden_size": 768}),
    ],
)
def test_foreign_config_is_told(file: str, change: dict[str, object], folder: Path) -> None:
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**config, **change}), encoding="utf-8")
    fails(folder, file)


def test_config_that_is_no_mapping_is_told(folder: Path) -> None:
    (folder / "config.json").write_text("[384]", encoding="utf-8")
    fails(folder, "config.json")


def test_foreign_tokenizer_is_told(folder: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"<unk>": 0, "land": 1}, "<unk>"))
    tokenizer.save(str(folder / "tokenizer.json"))
    fails(folder, "config.json", "tokenizer.json has 2 tokens")


def make_onnx(inputs: tuple[str, ...], rows: int, width: int, pooled: bool) -> onnx.ModelProto:
    """A model that looks its input up in a table of zeros."""
    table = helper.make_tensor("table", TensorProto.FLOAT, [rows, width], [0.0] * rows * width)
    nodes = [helper.make_node("Gather", ["table", inputs[0]], ["states"])]
    if pooled:
        nodes.append(helper.make_node("ReduceMean", ["states"], ["mean"], axes=[1], keepdims=0))
    given = [helper.make_tensor_value_info(one, TensorProto.INT64, ["n", "t"]) for one in inputs]
    shape = ["n", width] if pooled else ["n", "t", width]
    out = helper.make_tensor_value_info("mean" if pooled else "states", TensorProto.FLOAT, shape)
    graph = helper.make_graph(nodes, "table", given, [out], [table])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)


BOTH = ("input_ids", "attention_mask")


@pytest.mark.parametrize(
    ("make", "found"),
    [
        (lambda w: make_onnx(BOTH, 10, w, pooled=False), "cannot be run"),  # few tokens
        (lambda w: make_onnx((*BOTH, "token_type_ids"), 60_000, 8, pooled=False), "cannot be run"),
        (lambda w: make_onnx(BOTH, 60_000, 8, pooled=False), "states of shape (1, 1, 8)"),
        (lambda w: make_onnx(BOTH, 60_000, 8, pooled=True), "states of shape (1, 8)"),
    ],
)
def test_foreign_weights_are_told(
    make: Callable[[int], onnx.ModelProto], found: str, folder: Path, bundled: TransformerEncoder
) -> None:
    onnx.save(make(bundled.dimension), folder / "onnx" / "model.onnx")
    fails(folder, "onnx/model.onnx", found)


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sentence-transformers model of nobody's: random, with prompts, and an ONNX file of its own.

    Its files are laid out as those on model hubs are.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Transformer
    from sentence_transformers.sentence_transformer.modules import Pooling
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[UNK]", "[PAD]", "query", "passage", ":", "land", "tenure", "土地"]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    plain = tmp_path_factory.mktemp("bert")
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="[UNK]", pad_token="[PAD]"
    ).save_pretrained(plain)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(words),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(plain)
    folder = tmp_path_factory.mktemp("other")
    SentenceTransformer(
        modules=[Transformer(str(plain)), Pooling(16)],
        prompts={"query": "query: ", "document": "passage: "},
    ).save(str(folder))
    (folder / "onnx").mkdir()
    onnx.save(make_onnx(BOTH, 8, 16, pooled=False), folder / "onnx" / "model.onnx")
    return folder


def test_another_model_is_used_with_its_prompts(other: Path, tmp_path: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = open_encoder(str(other))
    assert isinstance(encoder, SentenceTransformerEncoder)
    assert (encoder.name, encoder.dimension) == (str(other), 16)
    texts = ["land tenure", "土地", "tenure \ud800", ""]
    queries, passages = encoder.encode_queries(texts), encoder.encode_passages(texts)
    plain = SentenceTransformer(str(other))
    for rows, prompt in ((queries, "query: "), (passages, "passage: ")):
        wanted = plain.encode([prompt + "land tenure"], show_progress_bar=False)[0]
        np.testing.assert_allclose(rows[0], wanted / np.linalg.norm(wanted), atol=1e-5)
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    assert (queries * passages).sum(axis=1).max() < 0.999
    assert encoder.encode_queries([]).shape == (0, 16)
    copy = Path(shutil.copytree(other, tmp_path / "copy"))
    assert encoder.digest == digest_folder(copy)
    path = copy / "config_sentence_transformers.json"
    path.write_text(path.read_text("utf-8").replace("query: ", "ask: "), "utf-8")
    assert encoder.digest != digest_folder(copy)


def test_another_model_that_is_broken_is_told(other: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(other, tmp_path / "copy"))
    path = next(copy.rglob("model.safetensors"))
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(ArtefactError) as error:
        open_encoder(str(copy))
    assert f"model {str(copy)!r}: could not be loaded" in str(error.value)
    assert "transformer, static" in str(error.value)
