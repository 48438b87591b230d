"""The static encoder against sentence-transformers, edge inputs and broken folders; opening any."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

import indexer.encoder as module
from indexer import model_files
from indexer.encoder import BUNDLED, STATIC, TRANSFORMER, digest_folder, open_encoder
from indexer.errors import ArtefactError
from indexer.model_files import FOLDER, MAX_CHARACTERS
from indexer.other_encoder import SentenceTransformerEncoder
from indexer.static_encoder import StaticEncoder
from tests.indexer.texts import ALL_TEXTS, EDGE_TEXTS, TEXTS


@pytest.fixture(scope="module")
def bundled() -> StaticEncoder:
    encoder = open_encoder(STATIC)
    assert isinstance(encoder, StaticEncoder)
    return encoder


@pytest.fixture(scope="module")
def reference() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder(FOLDER / STATIC)


@pytest.fixture()
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "model"
    shutil.copytree(FOLDER / STATIC, copy)
    return copy


@pytest.mark.parametrize("language", TEXTS)
def test_light_path_equals_sentence_transformers(
    language: str, bundled: StaticEncoder, reference: SentenceTransformerEncoder
) -> None:
    light = bundled.encode_passages(TEXTS[language])
    heavy = reference.encode_passages(TEXTS[language])
    assert light.shape == heavy.shape == (2, bundled.dimension)
    assert (light * heavy).sum(axis=1).min() > 0.9999
    assert bundled.digest == reference.digest


def test_plain_sentence_transformers_gives_the_same_vectors(bundled: StaticEncoder) -> None:
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(FOLDER / STATIC))
    heavy = model.encode([*ALL_TEXTS, ""], show_progress_bar=False)
    assert heavy.dtype == np.float32
    assert not np.isnan(heavy).any()
    np.testing.assert_allclose(bundled.encode_queries([*ALL_TEXTS, ""]), heavy, atol=1e-5)


def test_edge_texts_agree_with_sentence_transformers(
    bundled: StaticEncoder, reference: SentenceTransformerEncoder
) -> None:
    np.testing.assert_allclose(
        bundled.encode_queries(EDGE_TEXTS), reference.encode_queries(EDGE_TEXTS), atol=1e-5
    )


@pytest.mark.parametrize("text", EDGE_TEXTS)
def test_edge_text_gives_a_unit_or_zero_row(text: str, bundled: StaticEncoder) -> None:
    norm = np.linalg.norm(bundled.encode_queries([text])[0])
    assert norm == 0 or abs(norm - 1) < 1e-5


def test_text_without_known_token_gives_zeros(bundled: StaticEncoder) -> None:
    assert not bundled.encode_queries(["", "…", "ᚠᚢᚦ"]).any()


def test_one_and_many_give_the_same_rows(bundled: StaticEncoder) -> None:
    many = bundled.encode_queries(ALL_TEXTS)
    for text, row in zip(ALL_TEXTS, many, strict=True):
        np.testing.assert_array_equal(bundled.encode_queries([text])[0], row)
    assert many.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(many, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(
    bundled: StaticEncoder, reference: SentenceTransformerEncoder
) -> None:
    assert bundled.encode_passages([]).shape == (0, bundled.dimension)
    assert reference.encode_passages([]).shape == (0, bundled.dimension)


def test_long_text_is_cut_at_the_stated_length(bundled: StaticEncoder) -> None:
    text = "土地退化 land " * 200_000
    started = time.monotonic()
    rows = bundled.encode_passages([text, text[:MAX_CHARACTERS]])
    assert time.monotonic() - started < 5
    np.testing.assert_array_equal(rows[0], rows[1])


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("حِيَازَةُ الأَرَاضِي", "حيازة الاراضى"),
        ("والأراضي", "أراض"),
        ("деградации земель?", "ДЕГРАДАЦИЯ ЗЕМЕЛЬ"),
        ("Régimes fonciers", "regime foncier!"),
        ("Tenencia de la tierra", "¿tenencia de la tierra?"),
        ("land rights", "Land Right"),
        ("土地退化", "土地退化。"),
    ],
)
def test_spelling_variants_are_folded(left: str, right: str, bundled: StaticEncoder) -> None:
    rows = bundled.encode_queries([left, right])
    assert rows[0] @ rows[1] > 0.9999


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
    ],
)
def test_translation_is_nearer_than_another_theme(
    english: str, other: str, bundled: StaticEncoder
) -> None:
    rows = bundled.encode_queries([english, other, "budget of the secretariat", "password"])
    scores = rows[2:] @ rows[1]
    assert rows[0] @ rows[1] > 0.3
    assert rows[0] @ rows[1] > scores.max() + 0.1


def test_short_query_takes_under_a_third_of_a_millisecond(bundled: StaticEncoder) -> None:
    bundled.encode_queries(["land tenure"])
    best = float("inf")
    for _ in range(20):
        started = time.perf_counter()
        for text in ALL_TEXTS[::2]:
            bundled.encode_queries([text])
        best = min(best, (time.perf_counter() - started) / len(TEXTS))
    assert best < 0.0003


def test_threads_share_an_encoder(bundled: StaticEncoder) -> None:
    expected = bundled.encode_queries(ALL_TEXTS)
    wrong: list[str] = []

    def encode() -> None:
        for _ in range(50):
            for text, row in zip(ALL_TEXTS, expected, strict=True):
                if not np.array_equal(bundled.encode_queries([text])[0], row):
                    wrong.append(text)

    threads = [threading.Thread(target=encode) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_import_loads_nothing_heavy_and_sets_no_variable() -> None:
    code = (
        "import os, sys; before = dict(os.environ); import indexer.encoder as e;"
        "e.open_encoder('static').encode_queries(['land']);"
        "assert dict(os.environ) == before;"
        "heavy = {'torch', 'transformers', 'sentence_transformers', 'onnxruntime'};"
        "heavy &= set(sys.modules);"
        "assert not heavy, heavy"
    )
    root = Path(module.__file__).parent.parent
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_digest_follows_the_files_that_decide_the_vectors(folder: Path) -> None:
    digest = digest_folder(folder)
    assert digest == open_encoder(STATIC).digest == StaticEncoder(folder).digest
    (folder / "README.md").write_text("edited", encoding="utf-8")
    (folder / ".DS_Store").write_text("noise", encoding="utf-8")
    assert digest_folder(folder) == digest
    with (folder / "0_StaticEmbedding" / "model.safetensors").open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last[0] ^ 1]))
    assert digest_folder(folder) != digest


def test_names_tell_the_model(folder: Path) -> None:
    assert open_encoder(STATIC).name == "static"
    assert open_encoder(str(folder)).name == str(folder)
    assert isinstance(open_encoder(str(folder)), StaticEncoder)


@pytest.mark.parametrize(
    "missing",
    [
        "modules.json",
        "0_StaticEmbedding/tokenizer.json",
        "0_StaticEmbedding/model.safetensors",
    ],
)
def test_missing_file_is_told(missing: str, folder: Path) -> None:
    (folder / missing).unlink()
    with pytest.raises(ArtefactError) as error:
        StaticEncoder(folder)
    assert missing.rpartition("/")[2] in str(error.value)
    assert "no such file" in str(error.value)
    assert "train one with: python -m indexer.training" in str(error.value)


@pytest.mark.parametrize("size", [0, 5, 200, 1_000_000])
def test_truncated_weights_are_told(size: int, folder: Path) -> None:
    path = folder / "0_StaticEmbedding" / "model.safetensors"
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ArtefactError, match=r"model\.safetensors: unreadable"):
        StaticEncoder(folder)


def test_broken_tokenizer_is_told(folder: Path) -> None:
    path = folder / "0_StaticEmbedding" / "tokenizer.json"
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ArtefactError, match=r"tokenizer\.json: unreadable"):
        StaticEncoder(folder)


@pytest.mark.parametrize(
    "modules",
    ["", "{", "{}", "[1]", "[]", '[{"type": "a.Transformer"}, {"type": "a.Pooling"}]'],
)
def test_foreign_modules_are_told(modules: str, folder: Path) -> None:
    (folder / "modules.json").write_text(modules, encoding="utf-8")
    with pytest.raises(ArtefactError, match=r"modules\.json"):
        StaticEncoder(folder)


def test_order_of_modules_is_checked(folder: Path) -> None:
    path = folder / "modules.json"
    modules = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(modules[::-1]), encoding="utf-8")
    with pytest.raises(ArtefactError, match="Normalize"):
        StaticEncoder(folder)


@pytest.mark.parametrize("change", ["fewer rows", "other names", "weights", "flat"])
def test_foreign_weights_are_told(change: str, folder: Path) -> None:
    path = folder / "0_StaticEmbedding" / "model.safetensors"
    tensors = load_file(path)
    if change == "fewer rows":
        tensors = {name: tensor[:100].copy() for name, tensor in tensors.items()}
    elif change == "other names":
        tensors = {"table": tensors["embeddings"]}
    elif change == "weights":
        tensors["weights"] = tensors["weights"][:7].copy()
    else:
        tensors["embeddings"] = tensors["embeddings"].reshape(-1).copy()
    save_file(tensors, path)
    with pytest.raises(ArtefactError, match=r"model\.safetensors"):
        StaticEncoder(folder)


@pytest.mark.parametrize("model", BUNDLED)
def test_missing_bundled_model_names_its_repair(
    model: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for place in (module, model_files):
        monkeypatch.setattr(place, "FOLDER", tmp_path / "gone")
    monkeypatch.setattr(module, "light_encoder", module.light_encoder.__wrapped__)
    with pytest.raises(ArtefactError) as error:
        open_encoder(model)
    assert str(tmp_path / "gone" / model / "modules.json") in str(error.value)
    assert "pip install --force-reinstall ldn-guidance" in str(error.value)
    assert "git checkout -- indexer/models" in str(error.value)


@pytest.mark.parametrize("relative", [False, True])
def test_broken_bundled_model_names_its_repair(
    relative: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder.parent)
    for place in (module, model_files):
        monkeypatch.setattr(place, "FOLDER", folder.parent)
    (folder / "0_StaticEmbedding" / "tokenizer.json").unlink()
    with pytest.raises(ArtefactError) as error:
        open_encoder(folder.name if relative else str(folder))
    assert "git checkout -- indexer/models" in str(error.value)


def test_the_default_is_the_transformer() -> None:
    assert BUNDLED == (TRANSFORMER, STATIC) == ("transformer", "static")


def test_folder_that_is_no_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"no modules\.json"):
        open_encoder(str(tmp_path))
    with pytest.raises(ArtefactError, match="no such folder"):
        open_encoder(str(tmp_path / "missing"))


def test_missing_extra_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ArtefactError, match=r"pip install 'ldn-guidance\[models\]'"):
        open_encoder("some/model")


def test_other_formats_of_the_table_are_read(folder: Path, bundled: StaticEncoder) -> None:
    path = folder / "0_StaticEmbedding" / "model.safetensors"
    tensors = load_file(path)
    whole = tensors["embeddings"].astype(np.float32) * tensors["weights"][:, None]
    save_file({"embedding.weight": whole}, path)
    modules = json.loads((folder / "modules.json").read_text(encoding="utf-8"))
    (folder / "modules.json").write_text(json.dumps(modules[:1]), encoding="utf-8")
    encoder = StaticEncoder(folder)
    np.testing.assert_allclose(
        encoder.encode_queries(ALL_TEXTS), bundled.encode_queries(ALL_TEXTS), atol=1e-5
    )
    mapping = np.arange(len(whole), dtype=np.int64)[::-1].copy()
    save_file({"embeddings": whole[::-1].copy(), "mapping": mapping}, path)
    np.testing.assert_allclose(
        StaticEncoder(folder).encode_queries(ALL_TEXTS),
        bundled.encode_queries(ALL_TEXTS),
        atol=1e-5,
    )
