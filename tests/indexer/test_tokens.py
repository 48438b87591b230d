"""Tests of the tokens of single texts, which must be those that `tokenizers` gives."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers

from indexer.errors import ArtefactError
from indexer.model import KnowledgeBase
from indexer.model_files import FOLDER, clean_text
from indexer.passages import build_passages
from indexer.tokens import Pieces, TextTokenizer

FILES = {
    "static": FOLDER / "static" / "0_StaticEmbedding" / "tokenizer.json",
    "transformer": FOLDER / "transformer" / "tokenizer.json",
}
ODD = [
    "",
    " ",
    "\n",
    "▁",
    "☃☃☃ land ☃",
    "<s> land </s>",
    "[UNK]",
    "a\u0301",
    "🏜️" * 20,
    "a" * 500,
    "地" * 90,
]
RANGES = [(0x20, 0x250), (0x400, 0x700), (0x4E00, 0x9FFF), (0x1, 0x10FFFF)]


def noise(count: int) -> list[str]:
    """Texts of characters of all kinds, the same in each run."""
    chosen = random.Random(11)
    return [
        clean_text("".join(chr(chosen.randint(*chosen.choice(RANGES))) for _ in range(length)))
        for length in (chosen.randrange(60) for _ in range(count))
    ]


def small_model(**changes: Any) -> dict[str, Any]:
    pieces = [["<unk>", 0.0], ["a", -2.0], ["b", -2.0], ["ab", -3.0], ["bc", -1.0]]
    return {"type": "Unigram", "unk_id": 0, "vocab": pieces, **changes}


@pytest.mark.parametrize("model", FILES)
def test_texts_have_the_tokens_that_the_library_gives(
    model: str, knowledge_base: KnowledgeBase
) -> None:
    passages = build_passages(knowledge_base)[::7]
    texts = [*ODD, *noise(1500), *(passage.text for passage in passages)]
    texts += [phrase for passage in passages for phrase in passage.asked[:3]]
    own, library = TextTokenizer(FILES[model]), Tokenizer.from_file(str(FILES[model]))
    assert own.size == library.get_vocab_size()
    assert own.number("▁land") == library.token_to_id("▁land")
    assert own.number("no such piece") is None
    assert len(texts) > 2500
    bare = [library.encode(text, add_special_tokens=False).ids for text in texts]
    for text, tokens in zip(texts, bare, strict=True):
        assert own.cut(text, ends=False) == tokens, text
        assert own.cut(text, ends=True) == library.encode(text).ids, text
    assert list(own.cut_many(texts)) == bare


def test_the_likeliest_pieces_are_chosen_and_unknown_ones_are_one_token() -> None:
    pieces = Pieces(small_model())
    assert pieces.cut("ab") == (3,)  # -3 is more than -2 and -2
    assert pieces.cut("abc") == (1, 4)
    assert pieces.cut("a??b") == (1, 0, 2)
    assert pieces.cut("c") == (0,)
    assert pieces.cut("") == ()


def test_another_kind_of_vocabulary_is_read_by_the_library(tmp_path: Path) -> None:
    tokenizer = Tokenizer(models.WordLevel({"[UNK]": 0, "land": 1, "soil": 2}, "[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    own = TextTokenizer(tmp_path / "tokenizer.json")
    assert own.size == 3
    assert own.number("soil") == 2
    assert own.cut("land of soil", ends=True) == [1, 0, 2]


@pytest.mark.parametrize(
    ("model", "found"),
    [
        (small_model(vocab=[]), "unk_id is 0, and there are 0 pieces"),
        (small_model(vocab={"a": 1}), "no list of pieces"),
        (small_model(unk_id="0"), "invalid type"),
        (small_model(unk_id=9), "unk_id is 9, and there are 5 pieces"),
        (small_model(vocab=[["a"]]), "unpack"),
        (small_model(vocab=[["a", "b"]]), "could not convert"),
        (small_model(vocab=[[["a"], 1.0]]), "unhashable"),
        ({"type": "Unigramm"}, ""),
        (7, ""),
    ],
)
def test_what_is_wrong_with_a_vocabulary_is_told(
    tmp_path: Path, model: dict[str, Any], found: str
) -> None:
    description = json.loads(FILES["static"].read_text(encoding="utf-8"))
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({**description, "model": model}), encoding="utf-8")
    with pytest.raises(ArtefactError, match=r"tokenizer\.json: unreadable .*" + found):
        TextTokenizer(path)


def test_what_the_library_alone_understands_is_left_to_it(tmp_path: Path) -> None:
    description = json.loads(FILES["transformer"].read_text(encoding="utf-8"))
    path = tmp_path / "tokenizer.json"
    ends = {"type": "BertProcessing", "sep": ["</s>", 2], "cls": ["<s>", 0]}
    path.write_text(json.dumps({**description, "post_processor": ends}), encoding="utf-8")
    own = TextTokenizer(path)
    assert own.size == len(description["model"]["vocab"])
    assert own.cut("land", ends=True) == TextTokenizer(FILES["transformer"]).cut("land", ends=True)


@pytest.mark.parametrize("ends", [{"type": "Byte"}, {"type": "TemplateProcessing"}, 7])
def test_what_is_wrong_with_the_ends_is_told(tmp_path: Path, ends: Any) -> None:
    description = json.loads(FILES["transformer"].read_text(encoding="utf-8"))
    path = tmp_path / "tokenizer.json"
    path.write_text(json.dumps({**description, "post_processor": ends}), encoding="utf-8")
    with pytest.raises(ArtefactError, match=r"tokenizer\.json: unreadable"):
        TextTokenizer(path)
