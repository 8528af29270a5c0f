"""Logits of qed against Hugging Face transformers in float32 on the processor, for tiny random checkpoints in every format.

usage: models.py BUILD_FOLDER [WORD…]      only the checkpoints whose names hold all of the words

Prints for each checkpoint the largest difference of a logit from the reference computed with the same weights, relative to
the logits' standard deviation, and how many of the prompts have the same most probable token. Exits with 1 where a bound
is passed. Families marked * have no class in transformers and are held against our own reference (families.py).
"""
import collections
import json
import logging
import math
import os
import shutil
import subprocess
import sys
import tempfile
import warnings

import torch_on_cpu

torch_on_cpu.prepare()
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
os.environ["TQDM_DISABLE"] = "1"

import numpy as np
import safetensors.torch
import tokenizers
import torch
import transformers

import families
import gguf_files
import packings
from families import STEP, outputs

# Against the spread of the logits. Weights that meet activations as floats leave the rounding of single precision;
# BF16 rounds activations to 8 bits of mantissa; integer kernels, of GGUF's types and of weights by groups, round them to
# 8 bits for every 32 columns. A format that has no such kernel stays far below its bound.
BOUNDS = {"float": 1e-4, "bf16": 0.04, "integers": 0.25}
LENGTHS = (1, 2, 17, 70)
ALPHABET = [chr(0x4E00 + i) for i in range(STEP)]
NEAR_TIE = 0.02  # qed generate keeps keys and values in half precision


def prompts(steps):
    rng = np.random.default_rng(5)
    for length in LENGTHS:
        ids = rng.integers(0, STEP, length)
        if steps:
            ids[length - 1 :: -7] = STEP
        yield [int(i) for i in ids]


class Comparison:
    def __init__(self, build, words):
        self.qed = os.path.join(build, "qed")
        self.words = words
        self.failures = 0
        self.summary = collections.defaultdict(list)

    def wants(self, name):
        return all(word in name for word in self.words)

    def ask(self, *arguments):
        done = subprocess.run([self.qed, *arguments], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return json.loads(done.stdout)

    def say(self, name, text, bad):
        self.failures += bad
        print(f"{name:<85} {text}{'   DIFFERENT' if bad else ''}", flush=True)

    def compare(self, name, path, family, module, rounding):
        """`module` computes with the weights that the file at `path` stands for."""
        try:
            rows = [(outputs(module, ids)[-1].numpy(), np.array(self.ask("logits", path, "--ids", ",".join(map(str, ids)))["logits"]))
                    for ids in prompts(family.steps)]
        except RuntimeError as error:
            return self.say(name, str(error), bad=True)
        # A reward is one number for a text: its spread is that of the prompts' rewards.
        spread = np.std([row[0] for row in rows]) if len(rows[0][0]) < 3 else min(row[0].std() for row in rows)
        error = max(np.abs(expected - found).max() for expected, found in rows) / spread
        same = sum(expected.argmax() == found.argmax() for expected, found in rows)
        self.summary[rounding].append((error, same, len(rows)))
        self.say(name, f"{error:9.2e}   same token {same} of {len(rows)}", bad=not error < BOUNDS[rounding])

    def compare_score(self, name, path, family, weights):
        """qed score of a reward model: the probability at every step, or one number."""
        module = family.module(weights)
        error = 0
        for ids in prompts(family.steps):
            found = self.ask("score", "--model", path, "--ids", ",".join(map(str, ids)))
            expected = outputs(module, ids)
            if family.steps:
                expected = expected.softmax(-1)[torch.tensor(ids) == STEP, 1]
                found = torch.tensor(found["rewards"])
            else:
                expected, found = expected[-1], torch.tensor([found.get("reward", math.nan)])
            if expected.shape != found.shape:
                return self.say(name, f"{len(found)} rewards, expected {len(expected)}", bad=True)
            error = max(error, (expected - found).abs().max().item())
        self.say(name, f"{error:9.2e}   largest difference of a reward", bad=not error < 2e-3)

    def compare_greedy(self, name, path, family, weights):
        """16 tokens of qed generate, step by step on its own cache, up to a near tie."""
        module = family.module(weights)
        ids = list(prompts(False))[2]
        prompt = "".join(ALPHABET[i] for i in ids)
        rows = subprocess.run([self.qed, "generate", path, prompt, "--raw", "--json", "--temperature", "0", "--max-tokens", "16"],
                              capture_output=True, text=True)
        if rows.returncode:
            return self.say(name, rows.stderr.strip(), bad=True)
        found = [ALPHABET.index(character) for character in json.loads(rows.stdout)["text"]]
        expected = []
        for _ in range(16):
            logits = outputs(module, ids)[-1]
            best = logits.topk(2)
            if (best.values[0] - best.values[1]) / logits.std() < NEAR_TIE:
                break
            ids = ids + [int(best.indices[0])]
            if ids[-1] != STEP:  # special tokens are no text
                expected.append(ids[-1])
        self.say(name, f"{len(expected)} greedy tokens", bad=found[: len(expected)] != expected)


def write_tokenizer(folder):
    """Each token is one character: text is as good as ids."""
    tokenizer = tokenizers.Tokenizer(tokenizers.models.BPE({character: i for i, character in enumerate(ALPHABET)}, []))
    tokenizer.decoder = tokenizers.decoders.Fuse()
    tokenizer.add_special_tokens([tokenizers.AddedToken("<extra_0>", special=True, normalized=False)])
    tokenizer.save(os.path.join(folder, "tokenizer.json"))


def write_folder(folder, family, tensors, quantization=None):
    os.makedirs(folder)
    stored = {name: tensor.contiguous().clone() for name, tensor in tensors.items()
              if name != "lm_head.weight" or not family.config["tie_word_embeddings"]}
    safetensors.torch.save_file(stored, os.path.join(folder, "model.safetensors"), {"format": "pt"})
    config = {**family.config, **({"quantization_config": quantization} if quantization else {})}
    with open(os.path.join(folder, "config.json"), "w", encoding="utf-8") as file:
        json.dump(config, file)
    write_tokenizer(folder)


def write_plain(folder, family, weights, dtype, shards=False):
    """By transformers where it has the class. Returns the weights that the folder holds."""
    module = family.module(weights).to(dtype)
    if family.transformers_class:
        module.save_pretrained(folder, max_shard_size="1MB" if shards else "5GB")
        write_tokenizer(folder)
    else:
        write_folder(folder, family, module.state_dict())
    return {name: tensor.to(dtype).float() for name, tensor in weights.items()}


def write_packed(folder, family, weights, packing):
    """Linear layers packed, all others in half precision. Returns the weights that the folder holds."""
    tensors, held = {}, {}
    for name, weight in weights.items():
        if weight.dim() == 2 and ".layers." in name:
            parts, held[name] = packing.pack(weight)
            tensors |= {name.removesuffix("weight") + suffix: part for suffix, part in parts.items()}
        else:
            tensors[name] = weight.half()
            held[name] = tensors[name].float()
    write_folder(folder, family, tensors, packing.config)
    return held


def read_by_transformers(family, folder, **settings):
    return family.transformers_class.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", **settings).eval()


def compare_saved(comparison, folder):
    """Quantised and saved by transformers itself."""
    plain, saved = os.path.join(folder, "plain"), os.path.join(folder, "saved")
    for family in families.all_families():
        if family.name not in ("Qwen2", "Llama, llama3 rope, tied"):
            continue
        for label, settings in (("NF4, double", {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4", "bnb_4bit_use_double_quant": True}),
                                ("FP4", {"load_in_4bit": True, "bnb_4bit_quant_type": "fp4"}), ("LLM.int8", {"load_in_8bit": True})):
            name = f"{family.name}: bitsandbytes {label}, saved by transformers"
            if not comparison.wants(name):
                continue
            write_plain(plain, family, family.random_weights(4), torch.float16)
            module = read_by_transformers(family, plain, device_map="cpu", quantization_config=transformers.BitsAndBytesConfig(**settings))
            module.save_pretrained(saved)
            comparison.compare(name, saved, family, module.dequantize(torch.float32), "integers" if "int8" in label else "float")
            shutil.rmtree(folder)


def compare_plain(comparison, folder):
    for family in families.all_families():
        weights = family.random_weights(1)
        for dtype, shards in ((torch.float32, False), (torch.float16, False), (torch.bfloat16, False), (torch.bfloat16, True)):
            label = str(dtype).removeprefix("torch.") + (", sharded" if shards else "")
            name = f"{family.name}: {label}"
            if not comparison.wants(name) or (shards and not family.transformers_class):
                continue
            held = write_plain(folder, family, weights, dtype, shards)
            comparison.compare(name, folder, family, family.module(held), "bf16" if dtype == torch.bfloat16 else "float")
            if dtype == torch.float32:
                rated = len(outputs(family.module(held), [0])[0]) < 3
                (comparison.compare_score if rated else comparison.compare_greedy)(
                    f"{name}, {'qed score' if rated else 'qed generate'}", folder, family, held)
            shutil.rmtree(folder)


def compare_packed(comparison, folder):
    for family in families.all_families():
        if family.name not in ("Qwen2", "Qwen3, tied head", "InternLM2 *", "Llama, biases"):
            continue
        weights = family.random_weights(2)
        for packing in packings.all_packings():
            name = f"{family.name}: {packing.name}"
            if not comparison.wants(name):
                continue
            held = write_packed(folder, family, weights, packing)
            read = packing.readable and family.transformers_class
            comparison.compare(name, folder, family, read_by_transformers(family, folder) if read else family.module(held), packing.rounding)
            shutil.rmtree(folder)


def compare_gguf(comparison, folder):
    os.makedirs(folder)
    for family in families.all_families():
        unknown = any(word in family.name for word in ("dynamic", "unsharpened", "old config"))  # to GGUF
        if unknown or len(outputs(family.module(), [0])[0]) < 3:
            continue
        every_type = family.name in ("Qwen2", "Qwen3, tied head", "Llama, llama3 rope")
        weights = family.random_weights(3)
        for kind in (gguf_files.ENCODED + list(gguf_files.UNENCODED)) if every_type else ("F32", "F16", "Q8_0"):
            name = f"{family.name}: GGUF {kind}"
            if not comparison.wants(name):
                continue
            path = os.path.join(folder, "model.gguf")
            held = gguf_files.write(path, family, weights, kind)
            read = gguf_files.is_readable(family) and (every_type or kind == "F32")
            module = read_by_transformers(family, folder, gguf_file="model.gguf") if read else family.module(held)
            comparison.compare(name, path, family, module, {"F32": "float", "F16": "float", "BF16": "bf16"}.get(kind, "integers"))


def main():
    torch.set_num_threads(1)  # the matrices are small
    transformers.utils.logging.disable_progress_bar()
    comparison = Comparison(sys.argv[1], sys.argv[2:])
    with tempfile.TemporaryDirectory() as folder:
        compare_plain(comparison, os.path.join(folder, "plain"))
        compare_saved(comparison, os.path.join(folder, "saved"))
        compare_packed(comparison, os.path.join(folder, "packed"))
        compare_gguf(comparison, os.path.join(folder, "gguf"))
    for rounding, results in comparison.summary.items():
        errors, same, prompts_of = zip(*results)
        print(f"{rounding}: {len(errors)} checkpoints, largest difference {max(errors):.2e} of the spread, bound {BOUNDS[rounding]}, "
              f"same token {sum(same)} of {sum(prompts_of)}")
    print(f"{comparison.failures} comparisons differ")
    sys.exit(1 if comparison.failures else 0)


if __name__ == "__main__":
    main()
