"""Weights of linear layers packed as quantised checkpoints hold them, and what they stand for in float32.

The libraries that define a format pack it here: bitsandbytes and compressed-tensors. AWQ and GPTQ have none that runs
without a GPU; they are packed as their public descriptions say.
"""
import dataclasses
import typing

import bitsandbytes.functional as bnb
import numpy as np
import torch
from compressed_tensors.compressors import IntQuantizationCompressor, PackedQuantizationCompressor
from compressed_tensors.compressors.pack_quantized.helpers import pack_to_int32, unpack_from_int32
from compressed_tensors.quantization import QuantizationArgs, QuantizationConfig, QuantizationScheme, QuantizationStatus
from compressed_tensors.quantization.utils import calculate_qparams

GROUP = 64


@dataclasses.dataclass
class Packing:
    name: str
    config: dict  # quantization_config
    pack: typing.Callable  # weight -> ({suffix: tensor}, weight as it is then)
    readable: bool = False  # by transformers, to the same weights
    rounding: str = "integers"  # "float" where no kernel multiplies the codes: act-order, and codes that look levels up


def along_columns(codes, bits):
    """Unsigned codes [n, m] as one string of bits for each column, lowest first: int32 [n * bits / 32, m]."""
    ones = codes[:, None, :] >> np.arange(bits)[None, :, None] & 1
    packed = np.packbits(ones.reshape(-1, codes.shape[1]).astype(np.uint8), axis=0, bitorder="little")
    return torch.from_numpy(np.ascontiguousarray(packed.T).view("<i4").T.copy())


def group_codes(weight, group_of, bits, symmetric):
    """Codes [in, out], zero points [groups, out] and half-precision scales [groups, out]."""
    inputs = weight.numpy().T
    groups, top = group_of.max() + 1, 2**bits - 1
    low = np.stack([inputs[group_of == g].min(axis=0) for g in range(groups)])
    high = np.stack([inputs[group_of == g].max(axis=0) for g in range(groups)])
    if symmetric:
        scales = (np.maximum(-low, high) * 2 / top).astype(np.float16)
        zeros = np.full(scales.shape, 2 ** (bits - 1))
    else:
        scales = ((high - low) / top).astype(np.float16)
        zeros = np.clip(np.rint(-low / scales), 0, top).astype(int)
    wide = scales.astype(np.float32)
    codes = np.clip(np.rint(inputs / wide[group_of]) + zeros[group_of], 0, top).astype(int)
    real = torch.from_numpy(((codes - zeros[group_of]) * wide[group_of]).T.copy()).float()
    return codes, zeros, torch.from_numpy(scales), real


def awq(weight):
    codes, zeros, scales, real = group_codes(weight, np.arange(weight.shape[1]) // GROUP, 4, symmetric=False)

    def shuffled(rows):
        eights = rows.reshape(rows.shape[0], -1, 8)[:, :, [0, 2, 4, 6, 1, 3, 5, 7]]
        return along_columns(eights.reshape(rows.shape).T, 4).T.contiguous()

    return {"qweight": shuffled(codes), "qzeros": shuffled(zeros), "scales": scales}, real


def gptq(bits, group, symmetric, act_order, version, index=True):
    def pack(weight):
        size = weight.shape[1] if group == -1 else group
        group_of = np.arange(weight.shape[1]) // size
        if act_order:
            group_of = np.random.default_rng(7).permutation(group_of)
        codes, zeros, scales, real = group_codes(weight, group_of, bits, symmetric)
        stored = zeros if version == 2 else (zeros - 1) % 2**bits
        tensors = {"qweight": along_columns(codes, bits), "qzeros": along_columns(stored.T, bits).T.contiguous(), "scales": scales}
        if index:
            tensors["g_idx"] = torch.from_numpy(group_of.astype(np.int32))
        return tensors, real

    config = {"quant_method": "gptq", "bits": bits, "group_size": group, "desc_act": act_order, "sym": symmetric,
              "damp_percent": 0.01, "true_sequential": True, "lm_head": False}
    if version == 2 or act_order:  # the first version is also meant where nothing is said
        config["checkpoint_format"] = "gptq_v2" if version == 2 else "gptq"
    words = [f"GPTQ v{version}", f"{bits} bits", "rows" if group == -1 else f"groups of {group}"]
    words += ["zero points"] * (not symmetric) + ["act-order"] * act_order + ["no index"] * (not index)
    return Packing(", ".join(words), config, pack, rounding="float" if act_order else "integers")


def bnb4(kind, nested, storage=torch.uint8):
    def pack(weight):
        codes, state = bnb.quantize_4bit(weight, blocksize=64, compress_statistics=nested, quant_type=kind, quant_storage=storage)
        tensors = {f"weight.{key}": tensor.contiguous() for key, tensor in state.as_dict(packed=True).items()}
        return {"weight": codes, **tensors}, bnb.dequantize_4bit(codes, state).float()

    config = {"quant_method": "bitsandbytes", "load_in_4bit": True, "load_in_8bit": False, "bnb_4bit_quant_type": kind,
              "bnb_4bit_use_double_quant": nested, "bnb_4bit_quant_storage": str(storage).removeprefix("torch.")}
    words = [f"bitsandbytes {kind.upper()}"] + ["double"] * nested + ["stored as BF16"] * (storage == torch.bfloat16)
    return Packing(", ".join(words), config, pack, rounding="float")


def bnb8(weight):
    codes, scales, _ = bnb.int8_vectorwise_quant(weight.half())
    return {"weight": codes, "SCB": scales, "weight_format": torch.tensor(0, dtype=torch.uint8)}, bnb.int8_vectorwise_dequant(codes, scales).float()


def compressed(bits, group, symmetric, shape="pack-quantized", act_order=False):
    """group -1: one for each row. The library no longer knows the index of act-order; its packing of codes is used."""
    args = QuantizationArgs(num_bits=bits, type="int", symmetric=symmetric, strategy="channel" if group == -1 else "group",
                            group_size=None if group == -1 else group)
    scheme = QuantizationScheme(targets=["Linear"], weights=args, format=shape)
    compressor = PackedQuantizationCompressor if shape == "pack-quantized" else IntQuantizationCompressor

    def pack(weight):
        order = torch.from_numpy(np.random.default_rng(7).permutation(weight.shape[1])) if act_order else torch.arange(weight.shape[1])
        weight = weight[:, order]
        grouped = weight.unflatten(1, (-1, weight.shape[1] if group == -1 else group))
        scales, zeros = calculate_qparams(grouped.amin(-1), grouped.amax(-1), args)
        scales = scales.half().float()
        tensors = compressor.compress({"weight": weight, "weight_scale": scales, "weight_zero_point": zeros}, scheme)
        real = compressor.decompress(tensors, scheme)["weight"].float()
        tensors["weight_scale"] = tensors["weight_scale"].half()
        if act_order:
            back = order.argsort()
            codes = unpack_from_int32(tensors["weight_packed"], bits, weight.shape)
            tensors["weight_packed"] = pack_to_int32(codes[:, back], bits)
            tensors["weight_g_idx"] = (back // group).int()
            real = real[:, back].contiguous()
        return {name: tensor.contiguous() for name, tensor in tensors.items()}, real

    config = QuantizationConfig(config_groups={"group_0": scheme}, format=shape, quantization_status=QuantizationStatus.COMPRESSED,
                                ignore=["lm_head"]).model_dump(mode="json")
    words = [f"compressed-tensors {shape}", f"{bits} bits", "rows" if group == -1 else f"groups of {group}"]
    name = ", ".join(words + ["zero points"] * (not symmetric) + ["act-order"] * act_order)
    # The library's loader expects packed zero points unpacked, and no index.
    readable = not act_order and (symmetric or shape == "int-quantized")
    return Packing(name, config, pack, readable, "float" if act_order else "integers")


def all_packings():
    awq_config = {"quant_method": "awq", "bits": 4, "group_size": GROUP, "zero_point": True, "version": "gemm", "modules_to_not_convert": None}
    int8_config = {"quant_method": "bitsandbytes", "load_in_4bit": False, "load_in_8bit": True, "llm_int8_threshold": 6.0}
    return [
        Packing(f"AWQ gemm, groups of {GROUP}", awq_config, awq),
        *[gptq(bits, GROUP, symmetric, act_order, version)
          for version in (1, 2) for bits in (4, 8) for symmetric, act_order in ((True, False), (False, False), (True, True), (False, True))],
        gptq(4, -1, True, False, 1, index=False), gptq(3, GROUP, False, False, 1), gptq(4, 96, True, False, 1), gptq(2, GROUP, False, True, 2),
        *[bnb4(kind, nested) for kind in ("nf4", "fp4") for nested in (False, True)],
        bnb4("nf4", True, torch.bfloat16),
        Packing("bitsandbytes LLM.int8", int8_config, bnb8),
        *[compressed(bits, group, symmetric) for bits in (4, 8) for group in (GROUP, -1) for symmetric in (True, False)],
        compressed(4, GROUP, True, act_order=True),
        compressed(8, -1, True, "int-quantized"), compressed(8, GROUP, False, "int-quantized"),
    ]
