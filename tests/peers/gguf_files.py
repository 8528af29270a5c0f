"""GGUF files by the `gguf` package: its names of tensors, its encoders, and its decoders for what they stand for."""
import math

import gguf
import numpy as np
import torch

from families import SIZES

# Offsets of the half-precision scale and, where there is one, minimum of a block; and the middle of its codes.
UNENCODED = {"Q2_K": (80, 82, 1.5), "Q3_K": (108, None, 0), "Q4_K": (0, 2, 7.5), "Q5_K": (0, 2, 15.5), "Q6_K": (208, None, 0),
             "IQ4_NL": (0, None, 0), "IQ4_XS": (0, None, 0)}
ENCODED = ["F32", "F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1"]


def random_blocks(kind, shape, seed):
    """The package decodes these types and does not encode them: random blocks with sensible scales."""
    scale_at, minimum_at, middle = UNENCODED[kind.name]
    size, width = gguf.GGML_QUANT_SIZES[kind]
    rng = np.random.default_rng(seed)
    blocks = rng.integers(0, 256, (shape[0] * shape[1] // size, width), dtype=np.uint8)

    def set_scales(scales):
        blocks[:, scale_at : scale_at + 2] = scales.astype("<f2")[:, None].view(np.uint8)
        if minimum_at is not None:
            blocks[:, minimum_at : minimum_at + 2] = (scales * middle).astype("<f2")[:, None].view(np.uint8)

    set_scales(np.ones(len(blocks)))
    spread = gguf.dequantize(blocks.reshape(shape[0], -1), kind).std()
    set_scales(rng.uniform(0.5, 1.5, len(blocks)) / spread / math.sqrt(shape[1]))
    return blocks.reshape(shape[0], -1)


def interleaved(weight, head_width):
    """Rows i and i + half of each head side by side, as Llama's GGUF files have them."""
    return weight.unflatten(0, (-1, 2, head_width // 2)).transpose(1, 2).flatten(0, 2)


def separated(weight, head_width):
    return weight.unflatten(0, (-1, head_width // 2, 2)).transpose(1, 2).flatten(0, 2)


def llama_names(family, weights):
    """InternLM2's weights under the names and in the pieces of Llama; others as they are."""
    if family.kind != "internlm2":
        return dict(weights)
    shared, head = SIZES["num_attention_heads"] // SIZES["num_key_value_heads"], SIZES["hidden_size"] // SIZES["num_attention_heads"]
    renamed = {}
    for name, weight in weights.items():
        if not name.endswith("wqkv.weight"):
            renamed[name] = weight
            continue
        groups = weight.unflatten(0, (-1, shared + 2, head))
        for letter, part in (("q", groups[:, :shared]), ("k", groups[:, shared:-1]), ("v", groups[:, -1:])):
            renamed[name.replace("wqkv", f"w{letter}")] = part.flatten(0, 2)
    return renamed


def fused_again(weights):
    whole = {}
    shared, head = SIZES["num_attention_heads"] // SIZES["num_key_value_heads"], SIZES["hidden_size"] // SIZES["num_attention_heads"]
    for name, weight in weights.items():
        if name.endswith("attention.wq.weight"):
            parts = [weights[name.replace("wq", f"w{letter}")].unflatten(0, (-1, count, head)) for letter, count in (("q", shared), ("k", 1), ("v", 1))]
            whole[name.replace("wq", "wqkv")] = torch.cat(parts, dim=1).flatten(0, 2)
        elif not name.endswith(("attention.wk.weight", "attention.wv.weight")):
            whole[name] = weight
    return whole


def add_settings(writer, family, head_width):
    config = family.config
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_dimension_count(head_width)
    writer.add_key_length(head_width)
    writer.add_value_length(head_width)
    rope = config.get("rope_parameters") or {"rope_theta": config.get("rope_theta"), "rope_type": "default"}
    writer.add_rope_freq_base(rope["rope_theta"])
    if rope["rope_type"] in ("linear", "yarn"):
        writer.add_rope_scaling_type(gguf.RopeScalingType(rope["rope_type"]))
        writer.add_rope_scaling_factor(rope["factor"])
    if rope["rope_type"] == "yarn":
        writer.add_rope_scaling_orig_ctx_len(rope["original_max_position_embeddings"])
        writer.add_rope_scaling_yarn_beta_fast(rope.get("beta_fast") or 32.0)
        writer.add_rope_scaling_yarn_beta_slow(rope.get("beta_slow") or 1.0)


def add_llama3_divisors(writer, family, head_width):
    """Llama 3's files hold what its scaling comes to."""
    rope = family.config.get("rope_parameters") or {}
    if rope.get("rope_type") != "llama3":
        return
    plain = rope["rope_theta"] ** (-torch.arange(0, head_width, 2) / head_width)
    scaled = family.module().model.rotary_emb.inv_freq
    writer.add_tensor("rope_freqs.weight", (plain / scaled).float().numpy())


def is_readable(family):
    """By transformers, to the same weights: it overlooks divisors of rotary speeds, Qwen3's width of a head, Llama's biases."""
    config, rope = family.config, family.config.get("rope_parameters") or {}
    known = family.kind != "qwen3" and rope.get("rope_type") == "default" and not config.get("attention_bias")
    return family.transformers_class is not None and known


def write(path, family, weights, type_name, seed=1):
    """Writes the file; returns the weights that it holds."""
    kind = gguf.GGMLQuantizationType[type_name]
    arch = {name: arch for arch, name in gguf.MODEL_ARCH_NAMES.items()}["llama" if family.kind == "mistral" else family.kind]
    head_width = family.config.get("head_dim") or family.config["hidden_size"] // family.config["num_attention_heads"]
    names = gguf.get_tensor_name_map(arch, family.config["num_hidden_layers"])
    writer = gguf.GGUFWriter(path, gguf.MODEL_ARCH_NAMES[arch])
    add_settings(writer, family, head_width)
    add_llama3_divisors(writer, family, head_width)
    permuted = family.kind in ("llama", "mistral", "internlm2")
    held = {}
    for i, (name, weight) in enumerate(llama_names(family, weights).items()):
        if name == "lm_head.weight" and family.config["tie_word_embeddings"]:
            continue
        turned = permuted and any(part in name for part in ("q_proj", "k_proj", "wq", "wk"))
        stored = (interleaved(weight, head_width) if turned else weight).contiguous().numpy()
        target = names.get_name(name, try_suffixes=(".weight", ".bias"))
        real = stored
        if weight.dim() == 1 or type_name == "F32":
            writer.add_tensor(target, stored)
        else:
            blocks = random_blocks(kind, stored.shape, seed + i) if type_name in UNENCODED else gguf.quantize(stored, kind)
            real = gguf.dequantize(blocks, kind).astype(np.float32)
            writer.add_tensor(target, blocks, raw_dtype=kind)
        real = torch.from_numpy(real.copy()).reshape(weight.shape)
        held[name] = separated(real, head_width) if turned else real
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    if family.kind == "internlm2":
        held = fused_again(held)
    if family.config["tie_word_embeddings"]:
        held["lm_head.weight"] = held["model.embed_tokens.weight"]
    return held
