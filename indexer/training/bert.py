"""The transformer in torch: a BERT encoder of some of the base's layers, and mean pooling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

from indexer.training.base import Base

PAD = "<pad>"


def build_config(
    base: Base, layers: int, vocabulary: int, positions: int, filler: int
) -> BertConfig:
    """Return the configuration of a model made of the base's parts."""
    width = base.dimension
    return BertConfig(
        vocab_size=vocabulary,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=base.heads,
        intermediate_size=base.weights["encoder.layer.0.intermediate.dense.bias"].shape[0],
        max_position_embeddings=positions,
        type_vocab_size=1,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        pad_token_id=filler,
        attn_implementation="eager",  # fused attention takes three times as long to learn by
    )


def build_bert(
    base: Base, kept: NDArray[np.int64], layers: Sequence[int], positions: int, filler: int
) -> BertModel:
    """Return a model of the base's tokens `kept`, and of its layers of these numbers."""
    weights = {}
    for name, tensor in base.weights.items():
        if name.startswith("encoder.layer."):
            number, rest = name.removeprefix("encoder.layer.").split(".", 1)
            for place, layer in enumerate(layers):
                if layer == int(number):
                    weights[f"encoder.layer.{place}.{rest}"] = torch.from_numpy(tensor)
        else:
            weights[name] = torch.from_numpy(tensor)
    words = "embeddings.word_embeddings.weight"
    weights[words] = weights[words][torch.from_numpy(kept)]
    for name, rows in (("position", positions), ("token_type", 1)):
        key = f"embeddings.{name}_embeddings.weight"
        weights[key] = weights[key][:rows]
    model = BertModel(
        build_config(base, len(layers), len(kept), positions, filler), add_pooling_layer=False
    )
    model.load_state_dict(weights)
    return model


def pool(model: BertModel, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """Return the mean of the last hidden states of each text's tokens."""
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    weights = mask[:, :, None].to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1)


def pad(rows: Sequence[Sequence[int]], filler: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Return token ids as one tensor, and which of its places hold a token."""
    longest = max(map(len, rows))
    ids = torch.full((len(rows), longest), filler)
    mask = torch.zeros((len(rows), longest), dtype=torch.int64)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = torch.as_tensor(row)
        mask[place, : len(row)] = 1
    return ids, mask


def batch_by_length(
    lengths: Sequence[int], order: Sequence[int], tokens: int
) -> Iterator[list[int]]:
    """Yield groups of places of `order`, each at most `tokens` large once padded."""
    group: list[int] = []
    longest = 0
    for place in order:
        if group and (len(group) + 1) * max(longest, lengths[place]) > tokens:
            yield group
            group, longest = [], 0
        group.append(place)
        longest = max(longest, lengths[place])
    if group:
        yield group


@torch.inference_mode()  # type: ignore[untyped-decorator]
def encode(
    model: BertModel, tokenizer: Tokenizer, texts: Sequence[str], longest: int, tokens: int = 4096
) -> NDArray[np.float32]:
    """Return the pooled states of texts, each cut at `longest` tokens; not of unit length."""
    ids = token_ids(tokenizer, texts, longest)
    lengths = [len(row) for row in ids]
    filler = filler_of(tokenizer)
    vectors = np.zeros((len(texts), model.config.hidden_size), np.float32)
    for group in batch_by_length(lengths, np.argsort(lengths, kind="stable").tolist(), tokens):
        vectors[group] = pool(model, *pad([ids[place] for place in group], filler)).numpy()
    return vectors


def filler_of(tokenizer: Tokenizer) -> int:
    """Return the id of padding."""
    found = tokenizer.token_to_id(PAD)
    if found is None:
        raise ValueError(f"the tokenizer has no {PAD}")
    return int(found)


def token_ids(tokenizer: Tokenizer, texts: Sequence[str], longest: int) -> list[list[int]]:
    """Return the token ids of texts, with a beginning and an end, each cut at `longest`."""
    encodings = tokenizer.encode_batch_fast(list(texts))
    return [
        one.ids if len(one.ids) <= longest else [*one.ids[: longest - 1], one.ids[-1]]
        for one in encodings
    ]
