"""Writing the transformer as ONNX in eight bits.

The table of tokens is stored as int8 with one factor per token, the matrices of the layers as
int8 with one factor per column and seven bits of range: on processors without VNNI the products of
eight-bit numbers can overflow (https://onnxruntime.ai/docs/performance/model-optimizations/
quantization.html). Activations are quantised as they come.
"""

from __future__ import annotations

import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from indexer.training.distil import Student


class _States(torch.nn.Module):  # type: ignore[misc]
    """Token ids and their mask to the head's output for each token.

    The head is linear, so that the mean of what it gives for tokens is what it gives for their
    mean: readers of the folder pool as of any other model.
    """

    def __init__(self, student: Student) -> None:
        super().__init__()
        self.student = student
        table, factors = quantise_rows(
            student.bert.embeddings.word_embeddings.weight.detach().numpy()
        )
        self.table = torch.nn.Parameter(torch.from_numpy(table), requires_grad=False)
        self.factors = torch.nn.Parameter(torch.from_numpy(factors), requires_grad=False)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        words = self.table[input_ids].to(torch.float32) * self.factors[input_ids]
        states = self.student.bert(inputs_embeds=words, attention_mask=attention_mask)
        result: torch.Tensor = self.student.head(states.last_hidden_state)
        return result


def quantise_rows(table: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return a table as int8, and the factor of each row, of shape (rows, 1)."""
    factors = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127
    return np.round(table / factors).astype(np.int8), factors.astype(np.float32)


def write_onnx(student: Student, path: Path) -> None:
    """Write the model; its output `last_hidden_state` is float32, (texts, tokens, width)."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    ids = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "texts", 1: "tokens"}
    student.bert.set_attn_implementation("eager")
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        # This exporter needs no further package; torch calls it the old one, warns of every shape
        # that it takes for fixed, and of negative indices, which tokens and places are not.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", torch.jit.TracerWarning)
        warnings.filterwarnings("ignore", "Exporting aten::index operator")
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            _States(student).eval(),
            (ids, torch.ones_like(ids)),
            str(plain),
            input_names=["input_ids", "attention_mask"],
            output_names=["last_hidden_state"],
            dynamic_axes={"input_ids": axes, "attention_mask": axes, "last_hidden_state": axes},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            path,
            op_types_to_quantize=["MatMul"],
            weight_type=QuantType.QInt8,
            per_channel=True,
            reduce_range=True,
        )
