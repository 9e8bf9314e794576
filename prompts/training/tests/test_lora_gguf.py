"""The adapter against what llama.cpp will do with it: by merged weights, and by its own way of turning Q and K."""

import gguf
import numpy as np
import pytest

from parley_training import lora_gguf
from parley_training.lora_gguf import AdapterError, Base

HEADS, KEY_HEADS, HEAD, RANK, ALPHA = 4, 2, 6, 3, 5.0
WIDTH, HIDDEN, LAYERS = HEADS * HEAD, 40, 2
ROWS = {"q_proj": WIDTH, "k_proj": KEY_HEADS * HEAD, "v_proj": KEY_HEADS * HEAD, "o_proj": WIDTH}
SHAPES = {name: (rows, WIDTH) for name, rows in ROWS.items()} | {
    "gate_proj": (HIDDEN, WIDTH),
    "up_proj": (HIDDEN, WIDTH),
    "down_proj": (WIDTH, HIDDEN),
}


def official_order(rows, heads):
    """Row numbers of transformers in llama.cpp's order, one by one: a head's halves are dealt like two hands of cards."""
    half = rows // heads // 2
    return [head * 2 * half + which * half + i for head in range(heads) for i in range(half) for which in range(2)]


def modules():
    for layer in range(LAYERS):
        for name, shape in SHAPES.items():
            group = "self_attn" if name in ROWS else "mlp"
            yield f"model.layers.{layer}.{group}.{name}", shape


def write_base(file, random, architecture="llama"):
    """A base model's file, Q and K in llama.cpp's order; answers the weights in transformers' order."""
    weights = {module: random.standard_normal(shape).astype(np.float32) for module, shape in modules()}
    writer = gguf.GGUFWriter(file, architecture)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KEY_HEADS)
    for module, weight in weights.items():
        heads = {"q_proj": HEADS, "k_proj": KEY_HEADS}.get(module.split(".")[-1])
        if heads and architecture == "llama":
            weight = weight[official_order(len(weight), heads)]
        writer.add_tensor(lora_gguf.tensor_name(module), weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return weights


def trained(random):
    """Numbers that 16 bits hold exactly."""
    matrix = lambda *shape: random.standard_normal(shape).astype(np.float16).astype(np.float32)
    return {module: (matrix(RANK, shape[1]), matrix(shape[0], RANK)) for module, shape in modules()}


def tensors(file):
    return {each.name: each for each in gguf.GGUFReader(file).tensors}


def merged(base_file, adapter_file):
    """Every weight as llama.cpp applies it: W + alpha / rank * B A."""
    adapter = tensors(adapter_file)
    result = {}
    for name, tensor in tensors(base_file).items():
        a, b = (np.array(adapter[name + end].data, np.float32) for end in (".lora_a", ".lora_b"))
        result[name] = np.array(tensor.data) + ALPHA / RANK * b @ a
    return result


@pytest.fixture
def written(tmp_path):
    random = np.random.default_rng(7)
    base, adapter = tmp_path / "base.gguf", tmp_path / "adapter.gguf"
    weights, lora = write_base(base, random), trained(random)
    lora_gguf.write(adapter, Base.read(base), lora, ALPHA)
    return base, adapter, weights, lora


def test_merged_weights_are_those_of_the_trained_model(written):
    base, adapter, weights, lora = written
    actual = merged(base, adapter)
    for module, weight in weights.items():
        a, b = lora[module]
        expected = weight + ALPHA / RANK * b @ a
        heads = {"q_proj": HEADS, "k_proj": KEY_HEADS}.get(module.split(".")[-1])
        if heads:
            expected = expected[official_order(len(expected), heads)]
        np.testing.assert_allclose(actual[lora_gguf.tensor_name(module)], expected, atol=1e-5, err_msg=module)


def test_attention_turned_as_llama_cpp_turns_it_gives_the_scores_of_transformers(written):
    base, adapter, weights, lora = written
    x = np.random.default_rng(8).standard_normal((5, WIDTH)).astype(np.float32)
    angles = np.arange(5)[:, None] * 100.0 ** (-np.arange(HEAD // 2) / (HEAD // 2))
    cos, sin = np.cos(angles)[:, None, :], np.sin(angles)[:, None, :]

    def scores(q, k, first, second):
        def turned(rows, heads):
            rows = rows.reshape(5, heads, HEAD)
            one, two = rows[..., first], rows[..., second]
            return np.concatenate([one * cos - two * sin, one * sin + two * cos], axis=-1)

        keys = turned(x @ k.T, KEY_HEADS).repeat(HEADS // KEY_HEADS, axis=1)
        return np.einsum("qhd,khd->hqk", turned(x @ q.T, HEADS), keys)

    def trained_weight(name):
        a, b = lora[f"model.layers.0.self_attn.{name}"]
        return weights[f"model.layers.0.self_attn.{name}"] + ALPHA / RANK * b @ a

    halves = slice(0, HEAD // 2), slice(HEAD // 2, HEAD)
    neighbours = slice(0, HEAD, 2), slice(1, HEAD, 2)
    actual = merged(base, adapter)
    np.testing.assert_allclose(
        scores(actual["blk.0.attn_q.weight"], actual["blk.0.attn_k.weight"], *neighbours),
        scores(trained_weight("q_proj"), trained_weight("k_proj"), *halves),
        rtol=1e-4,
        atol=1e-3,
    )


def test_the_file_says_what_llama_cpp_asks_for(written):
    _, adapter, _, _ = written
    reader = gguf.GGUFReader(adapter)
    fields = {key: field.contents() for key, field in reader.fields.items() if not key.startswith("GGUF.")}
    assert fields == {
        "general.architecture": "llama",
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": ALPHA,
    }
    found = tensors(adapter)
    assert len(found) == 2 * 7 * LAYERS
    assert {each.tensor_type for each in found.values()} == {gguf.GGMLQuantizationType.F16}
    # The dimension that changes fastest stands first: A is in x rank, B is rank x out.
    assert list(found["blk.1.ffn_down.weight.lora_a"].shape) == [HIDDEN, RANK]
    assert list(found["blk.1.ffn_down.weight.lora_b"].shape) == [RANK, WIDTH]


def test_what_was_written_is_read_back(written):
    base, adapter, _, lora = written
    pairs, alpha = lora_gguf.read(adapter, Base.read(base))
    assert alpha == ALPHA
    for module, (a, b) in lora.items():
        read_a, read_b = pairs[lora_gguf.tensor_name(module)]
        np.testing.assert_array_equal(read_a, a)
        np.testing.assert_array_equal(read_b, b)


def test_qwen2_keeps_its_order_of_rows(tmp_path):
    random = np.random.default_rng(9)
    base, adapter = tmp_path / "base.gguf", tmp_path / "adapter.gguf"
    write_base(base, random, "qwen2")
    lora = trained(random)
    lora_gguf.write(adapter, Base.read(base), lora, ALPHA)
    np.testing.assert_array_equal(
        tensors(adapter)["blk.0.attn_q.weight.lora_b"].data, lora["model.layers.0.self_attn.q_proj"][1]
    )


def test_the_same_weights_give_the_same_file(written, tmp_path):
    base, adapter, _, lora = written
    again = tmp_path / "again.gguf"
    lora_gguf.write(again, Base.read(base), lora, ALPHA)
    assert again.read_bytes() == adapter.read_bytes()


def test_another_architecture_is_refused_by_name(tmp_path):
    write_base(tmp_path / "base.gguf", np.random.default_rng(1), "gemma2")
    with pytest.raises(AdapterError, match="gemma2"):
        Base.read(tmp_path / "base.gguf")


@pytest.mark.parametrize(
    "module, a, b, words",
    [
        ("model.layers.0.self_attn.q_proj", (RANK, WIDTH + 1), (WIDTH, RANK), "blk.0.attn_q.weight is 24 x 24"),
        ("model.layers.0.self_attn.k_proj", (RANK, WIDTH), (WIDTH, RANK), "blk.0.attn_k.weight is 12 x 24"),
        ("model.layers.0.mlp.up_proj", (RANK, WIDTH), (HIDDEN, RANK + 1), "blk.0.ffn_up.weight is 40 x 24"),
        ("model.layers.7.mlp.up_proj", (RANK, WIDTH), (HIDDEN, RANK), "no tensor blk.7.ffn_up.weight"),
        ("model.embed_tokens", (RANK, WIDTH), (HIDDEN, RANK), "no place .* for model.embed_tokens"),
    ],
)
def test_what_does_not_fit_the_base_is_refused_by_name(written, tmp_path, module, a, b, words):
    out = tmp_path / "refused.gguf"
    with pytest.raises(AdapterError, match=words):
        lora_gguf.write(out, Base.read(written[0]), {module: (np.zeros(a), np.zeros(b))}, ALPHA)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["adapter.gguf", "base.gguf"]


def test_numbers_that_16_bits_do_not_hold_are_refused(written, tmp_path):
    a, b = np.full((RANK, WIDTH), 1e6), np.zeros((WIDTH, RANK))
    with pytest.raises(AdapterError, match="lower learning rate"):
        lora_gguf.write(tmp_path / "x.gguf", Base.read(written[0]), {"model.layers.0.self_attn.q_proj": (a, b)}, ALPHA)
