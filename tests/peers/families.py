"""Tiny decoders with random weights: what each computes is said by transformers, or by the modules below where it has no class.

All of them have grouped queries and a vocabulary that fills no whole panel; rows hold whole super-blocks of 256 weights.
"""
import dataclasses
import math
import typing

import torch
import transformers
from torch import nn

SIZES = dict(vocab_size=500, hidden_size=256, intermediate_size=512, num_hidden_layers=2, num_attention_heads=8,
             num_key_value_heads=2, max_position_embeddings=256, bos_token_id=None, eos_token_id=None, pad_token_id=None)
STEP = SIZES["vocab_size"] - 1  # the token <extra_0>


class InternLM2(nn.Module):
    """The reference is our own: the public description of InternLM2 (its code comes with the checkpoints).

    One matrix holds query, key and value rows, grouped by key head: its query heads, the key, the value.
    """

    def __init__(self, config, rewards=False):
        super().__init__()
        self.config = config
        width, head = config["hidden_size"], config["hidden_size"] // config["num_attention_heads"]
        inner, kv_heads = config["intermediate_size"], config["num_key_value_heads"]

        def linear(inputs, outputs):
            return nn.Linear(inputs, outputs, bias=False)

        def norm():
            return nn.RMSNorm(width, eps=config["rms_norm_eps"])

        def layer():
            attention = nn.ModuleDict({"wqkv": linear(width, width + 2 * kv_heads * head), "wo": linear(width, width)})
            feed_forward = nn.ModuleDict({"w1": linear(width, inner), "w3": linear(width, inner), "w2": linear(inner, width)})
            return nn.ModuleDict({"attention": attention, "feed_forward": feed_forward, "attention_norm": norm(), "ffn_norm": norm()})

        self.model = nn.ModuleDict({"tok_embeddings": nn.Embedding(config["vocab_size"], width), "norm": norm(),
                                    "layers": nn.ModuleList(layer() for _ in range(config["num_hidden_layers"]))})
        self.head_name = "v_head" if rewards else "output"
        self.add_module(self.head_name, linear(width, 1 if rewards else config["vocab_size"]))

    def rotation(self, length):
        config, head = self.config, self.config["hidden_size"] // self.config["num_attention_heads"]
        base, most, scaling = config["rope_theta"], config["max_position_embeddings"], config["rope_scaling"]
        if scaling and length > most:
            base *= (scaling["factor"] * length / most - (scaling["factor"] - 1)) ** (head / (head - 2))
        angles = torch.arange(length)[:, None] * base ** (-torch.arange(0, head, 2) / head)
        return torch.cat([angles, angles], dim=-1)

    def attention(self, layer, x, angles):
        kv_heads, length = self.config["num_key_value_heads"], x.shape[0]
        shared, head = self.config["num_attention_heads"] // kv_heads, angles.shape[-1]
        qkv = layer["wqkv"](x).view(length, kv_heads, shared + 2, head)

        def rotated(y):
            first, second = y.chunk(2, dim=-1)
            turned = torch.cat([-second, first], dim=-1)
            return y * angles.cos()[:, None, None] + turned * angles.sin()[:, None, None]

        query, key, value = rotated(qkv[:, :, :shared]), rotated(qkv[:, :, shared:-1]), qkv[:, :, -1]
        scores = torch.einsum("qgsd,kgd->gsqk", query, key[:, :, 0]) / math.sqrt(head)
        scores = scores.masked_fill(torch.ones(length, length).triu(1).bool(), -math.inf)
        return layer["wo"](torch.einsum("gsqk,kgd->qgsd", scores.softmax(-1), value).reshape(length, -1))

    def forward(self, ids):
        x = self.model["tok_embeddings"](ids[0])
        angles = self.rotation(x.shape[0])
        for layer in self.model["layers"]:
            x = x + self.attention(layer["attention"], layer["attention_norm"](x), angles)
            y, mlp = layer["ffn_norm"](x), layer["feed_forward"]
            x = x + mlp["w2"](nn.functional.silu(mlp["w1"](y)) * mlp["w3"](y))
        return getattr(self, self.head_name)(self.model["norm"](x))[None]


class Qwen2Reward(nn.Module):
    """The published heads of Qwen2.5-Math-PRM (two classes) and Qwen2.5-Math-RM (one number) on transformers' body."""

    def __init__(self, config, classes):
        super().__init__()
        self.model = transformers.Qwen2Model(config)
        self.score = nn.Sequential(nn.Linear(config.hidden_size, config.hidden_size), nn.ReLU(), nn.Linear(config.hidden_size, classes))

    def forward(self, ids):
        return self.score(self.model(ids, use_cache=False).last_hidden_state)


class Qwen2ValueHead(nn.Module):
    """A value head as trl puts on a language model: v_head.summary."""

    def __init__(self, config):
        super().__init__()
        self.model = transformers.Qwen2Model(config)
        self.v_head = nn.ModuleDict({"summary": nn.Linear(config.hidden_size, 1)})

    def forward(self, ids):
        return self.v_head["summary"](self.model(ids, use_cache=False).last_hidden_state)


@dataclasses.dataclass
class Family:
    name: str
    config: dict  # config.json
    build: typing.Callable[[], nn.Module]
    steps: bool = False  # rated at every <extra_0>
    readable: bool = True  # by transformers, if it has the class

    @property
    def kind(self):
        return self.config["model_type"]

    @property
    def transformers_class(self):
        """Reads and writes its checkpoints; none for the modules of this file."""
        return getattr(transformers, self.config["architectures"][0], None) if self.readable else None

    def module(self, weights=None):
        module = self.build().eval()
        if weights is not None:
            module.load_state_dict(weights)
        return module

    def random_weights(self, seed):
        """Sums of about the same spread everywhere, so that a mistake anywhere shows in the logits."""
        generator = torch.Generator().manual_seed(seed)
        module = self.module()
        weights = {}
        for name, tensor in module.state_dict().items():
            noise = torch.randn(tensor.shape, generator=generator)
            if name.endswith("norm.weight"):
                weights[name] = 1 + 0.2 * noise
            else:
                weights[name] = noise / math.sqrt(tensor.shape[-1]) if tensor.dim() == 2 and "emb" not in name else 0.5 * noise
        if self.config.get("tie_word_embeddings"):
            weights["model.embed_tokens.weight"] /= 8
            weights["lm_head.weight"] = weights["model.embed_tokens.weight"]
        return weights


def outputs(module, ids):
    """One row for each position."""
    with torch.no_grad():
        result = module(torch.tensor([ids]))
        return getattr(result, "logits", result)[0]


def of_transformers(name, kind, **settings):
    config = getattr(transformers, f"{kind}Config")(**{**SIZES, "attn_implementation": "eager", **settings})
    config.architectures = [f"{kind}ForCausalLM"]
    return Family(name, config.to_dict(), lambda: getattr(transformers, f"{kind}ForCausalLM")(config))


def as_before_version_5(family):
    """The same model with config.json as transformers 4 spelled it."""
    config = {key: value for key, value in family.config.items() if key not in ("rope_parameters", "dtype", "layer_types")}
    scaling = dict(family.config["rope_parameters"])
    config |= {"rope_theta": scaling.pop("rope_theta"), "rope_scaling": scaling if len(scaling) > 1 else None, "torch_dtype": "float32"}
    return dataclasses.replace(family, name=f"{family.name}, old config", config=config, readable=False)


def on_qwen2(name, architecture, build, steps=False):
    config = transformers.Qwen2Config(**SIZES, tie_word_embeddings=False, attn_implementation="eager")
    return Family(name, {**config.to_dict(), "architectures": [architecture]}, lambda: build(config), steps)


def of_internlm2(name, rewards=False, **settings):
    config = {**SIZES, "model_type": "internlm2", "rms_norm_eps": 1e-5, "rope_theta": 1e6, "rope_scaling": None, "bias": False,
              "hidden_act": "silu", "tie_word_embeddings": False, "torch_dtype": "float32",
              "architectures": ["InternLM2ForRewardModel" if rewards else "InternLM2ForCausalLM"], **settings}
    return Family(name, config, lambda: InternLM2(config, rewards))


def rope(kind, **settings):
    return {"rope_parameters": {"rope_type": kind, "rope_theta": 10000.0, **settings}}


LLAMA3 = rope("llama3", factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0, original_max_position_embeddings=64)


def all_families():
    return [
        of_transformers("Qwen2, tied head", "Qwen2", tie_word_embeddings=True),
        of_transformers("Qwen2", "Qwen2", tie_word_embeddings=False),
        of_transformers("Qwen2, YaRN", "Qwen2", tie_word_embeddings=False,
                        **rope("yarn", factor=4.0, original_max_position_embeddings=64)),
        of_transformers("Qwen2, YaRN in detail", "Qwen2", tie_word_embeddings=False, num_key_value_heads=1, rms_norm_eps=0.01,
                        **rope("yarn", factor=4.0, original_max_position_embeddings=64, beta_fast=16.0, beta_slow=2.0)),
        of_transformers("Qwen2, YaRN unsharpened", "Qwen2", tie_word_embeddings=False,
                        **rope("yarn", factor=4.0, original_max_position_embeddings=64, attention_factor=1.0)),
        of_transformers("Qwen3, biases", "Qwen3", tie_word_embeddings=False, head_dim=64, attention_bias=True, num_key_value_heads=8),
        of_transformers("Qwen3, tied head", "Qwen3", tie_word_embeddings=True, head_dim=64),
        of_transformers("Qwen3", "Qwen3", tie_word_embeddings=False, head_dim=64),
        of_transformers("Llama", "Llama", tie_word_embeddings=False),
        of_transformers("Llama, llama3 rope", "Llama", tie_word_embeddings=False, **LLAMA3),
        of_transformers("Llama, llama3 rope, tied", "Llama", tie_word_embeddings=True, **LLAMA3),
        of_transformers("Llama, biases", "Llama", tie_word_embeddings=False, attention_bias=True, mlp_bias=True),
        of_transformers("Llama, linear rope", "Llama", tie_word_embeddings=False, **rope("linear", factor=3.0)),
        of_transformers("Llama, dynamic rope", "Llama", tie_word_embeddings=False, **{**rope("dynamic", factor=2.0), "max_position_embeddings": 32}),
        of_transformers("Mistral", "Mistral", tie_word_embeddings=False, sliding_window=None, head_dim=64),
        as_before_version_5(of_transformers("Llama, llama3 rope", "Llama", tie_word_embeddings=False, **LLAMA3)),
        as_before_version_5(of_transformers("Qwen2", "Qwen2", tie_word_embeddings=True)),
        of_internlm2("InternLM2 *"),
        of_internlm2("InternLM2, dynamic rope *", rope_scaling={"type": "dynamic", "factor": 2.0}, max_position_embeddings=32),
        on_qwen2("Qwen2 PRM", "Qwen2ForProcessRewardModel", lambda config: Qwen2Reward(config, 2), steps=True),
        on_qwen2("Qwen2 RM", "Qwen2ForRewardModel", lambda config: Qwen2Reward(config, 1)),
        on_qwen2("Qwen2 with a value head", "AutoModelForCausalLMWithValueHead", Qwen2ValueHead),
        of_internlm2("InternLM2 reward *", rewards=True),
    ]
