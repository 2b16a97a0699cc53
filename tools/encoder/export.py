"""From torch to the file that onnxruntime reads: int8, under 16 MB."""

from __future__ import annotations

import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from tools.encoder.model import EncoderModel
from tools.encoder.training import padded

INPUTS, OUTPUTS = ("input_ids", "attention_mask"), ("vector", "kind", "facet")


def export(model: EncoderModel, file: Path) -> None:
    """Write *model* to *file* with dynamic int8 weights."""
    model.eval()
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS}
    axes |= {name: {0: "batch"} for name in OUTPUTS}
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "plain.onnx"
        torch.onnx.export(
            model,
            padded([[0, 5, 6, 2], [0, 5, 2]]),
            str(plain),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            plain,
            file,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=["MatMul", "Gather", "Gemm"],
        )
