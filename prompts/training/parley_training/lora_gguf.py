"""Writes a LoRA adapter as llama.cpp reads it: a GGUF file with a pair of small matrices for each tensor of the base."""

import os
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np

#: Architectures whose tensors this module knows, each tried. In those that are True the rows of Q and K stand in another
#: order in GGUF than in transformers.
PERMUTED = {"llama": True, "qwen2": False}

#: transformers' names of a layer's linear parts, and llama.cpp's.
MODULES = {
    "q_proj": "attn_q",
    "k_proj": "attn_k",
    "v_proj": "attn_v",
    "o_proj": "attn_output",
    "gate_proj": "ffn_gate",
    "up_proj": "ffn_up",
    "down_proj": "ffn_down",
}


class AdapterError(Exception):
    """A base or an adapter that does not fit; the message is for the person who started the training."""


@dataclass(frozen=True)
class Base:
    """What of a base model's GGUF file an adapter has to fit: heads, and the shapes (rows, columns) of its tensors."""

    architecture: str
    heads: int
    key_heads: int
    shapes: dict[str, tuple[int, ...]]

    @staticmethod
    def read(file: Path) -> "Base":
        reader = gguf.GGUFReader(file)
        architecture = reader.get_field("general.architecture").contents()
        if architecture not in PERMUTED:
            raise AdapterError(
                f"{file.name} is a model of the architecture {architecture}; adapters can be trained for "
                f"{' and '.join(PERMUTED)}."
            )
        heads = int(reader.get_field(f"{architecture}.attention.head_count").contents())
        key_heads = reader.get_field(f"{architecture}.attention.head_count_kv")
        # GGUF says the dimension that changes fastest first, numpy says it last.
        shapes = {each.name: tuple(int(size) for size in reversed(each.shape)) for each in reader.tensors}
        return Base(architecture, heads, int(key_heads.contents()) if key_heads else heads, shapes)

    def heads_of(self, tensor: str) -> int:
        """How many heads the rows of a tensor belong to, where their order differs; 0 where it does not."""
        if not PERMUTED[self.architecture]:
            return 0
        part = tensor.split(".")[2]
        return {"attn_q": self.heads, "attn_k": self.key_heads}.get(part, 0)


def permute(rows: np.ndarray, heads: int) -> np.ndarray:
    """Reorders the rows (out, n) of Q or K as llama.cpp's conversion does.

    transformers turns the first half of a head against its second, llama.cpp turns neighbours: row `half * i + j` of a
    head becomes row `2 * j + i`.
    """
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, 2, half, -1).swapaxes(1, 2).reshape(rows.shape)


def unpermute(rows: np.ndarray, heads: int) -> np.ndarray:
    """Undoes `permute`."""
    half = rows.shape[0] // heads // 2
    return rows.reshape(heads, half, 2, -1).swapaxes(1, 2).reshape(rows.shape)


def tensor_name(module: str) -> str:
    """Answers the base's tensor for a module of transformers, such as `model.layers.0.self_attn.q_proj`."""
    parts = module.split(".")
    if "layers" not in parts or parts[-1] not in MODULES:
        raise AdapterError(f"There is no place in llama.cpp's adapters for {module}.")
    return f"blk.{int(parts[parts.index('layers') + 1])}.{MODULES[parts[-1]]}.weight"


def write(
    file: Path, base: Base, weights: dict[str, tuple[np.ndarray, np.ndarray]], alpha: float, name: str = ""
) -> None:
    """Writes an adapter, whole or not at all.

    `weights` has for each module of transformers A (rank, in) and B (out, rank): the module then computes
    `W x + alpha / rank * B A x`. Both are written as 16-bit floats.
    """
    if not weights:
        raise AdapterError("There is nothing to write: no module was trained.")
    part = file.with_name(file.name + ".part")
    writer = gguf.GGUFWriter(part, base.architecture)
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, alpha)
    if name:
        writer.add_name(name)
    for module, (a, b) in weights.items():
        tensor = tensor_name(module)
        _check(base, tensor, a, b)
        heads = base.heads_of(tensor)
        writer.add_tensor(tensor + ".lora_a", _half(tensor, a))
        writer.add_tensor(tensor + ".lora_b", _half(tensor, permute(b, heads) if heads else b))
    try:
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        os.replace(part, file)
    finally:
        part.unlink(missing_ok=True)


def _check(base: Base, tensor: str, a: np.ndarray, b: np.ndarray) -> None:
    if tensor not in base.shapes:
        raise AdapterError(f"The base has no tensor {tensor}.")
    rows, columns = base.shapes[tensor]
    if a.ndim != 2 or b.ndim != 2 or a.shape[0] != b.shape[1] or (b.shape[0], a.shape[1]) != (rows, columns):
        raise AdapterError(f"{tensor} is {rows} x {columns}; B {b.shape} and A {a.shape} do not fit it.")


def _half(tensor: str, matrix: np.ndarray) -> np.ndarray:
    with np.errstate(over="ignore"):
        half = np.ascontiguousarray(matrix, np.float16)
    if not np.isfinite(half).all():
        raise AdapterError(f"The trained numbers for {tensor} are out of range; train with a lower learning rate.")
    return half


def read(file: Path, base: Base) -> tuple[dict[str, tuple[np.ndarray, np.ndarray]], float]:
    """Reads an adapter back: for each tensor of the base A and B in transformers' order of rows, and alpha."""
    reader = gguf.GGUFReader(file)
    matrices = {each.name: np.array(each.data, np.float32) for each in reader.tensors}
    pairs = {}
    for name, a in matrices.items():
        if name.endswith(".lora_a"):
            tensor = name.removesuffix(".lora_a")
            b = matrices[tensor + ".lora_b"]
            heads = base.heads_of(tensor)
            pairs[tensor] = (a, unpermute(b, heads) if heads else b)
    return pairs, float(reader.get_field(gguf.Keys.Adapter.LORA_ALPHA).contents())
