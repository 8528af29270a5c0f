// One view of a model's weights, whatever holds them: a GGUF file or split set, or a Hugging Face folder with plain or
// quantised weights (AWQ gemm, GPTQ v1/v2, bitsandbytes NF4/FP4, LLM.int8, compressed-tensors integers).
//
// Names are the container's own: "blk.0.attn_q" in GGUF, "model.layers.0.self_attn.q_proj" in a folder.
// Objects are immutable, and safe on any number of threads. What they hand out lives as long as the checkpoint.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/gguf.h"
#include "formats/hf_config.h"
#include "formats/linear_source.h"
#include "formats/safetensors.h"
#include "formats/tensor.h"

namespace qed::formats {

class Checkpoint {
 public:
  // A GGUF file (told by its first bytes), any part of a split set, or a folder with config.json.
  static Result<Checkpoint> open(const std::filesystem::path& path);
  // A folder's content from memory; `name` leads the errors.
  static Result<Checkpoint> assemble(HfConfig config, std::vector<Safetensors> shards, std::string name);

  const std::string& name() const { return name_; }                         // the path
  const Gguf* gguf() const { return gguf_ ? &*gguf_ : nullptr; }            // null for a folder
  const HfConfig* config() const { return config_ ? &*config_ : nullptr; }  // null for GGUF

  std::span<const Tensor> tensors() const { return tensors_; }  // everything stored, by name
  const Tensor* find(std::string_view tensor) const;            // null where there is none

  // Whether the module has weights: plain ("MODULE.weight") or quantised.
  bool has_linear(std::string_view module) const;
  // The weights of a linear layer, or of an embedding: kNotFound where the module has none, kCorrupt where its tensors
  // contradict each other, kUnsupported for a scheme that qed cannot read.
  Result<std::unique_ptr<const LinearSource>> linear(std::string_view module) const;
  // A plain tensor as floats, of `size` elements: norms and biases.
  Result<std::vector<float>> vector(std::string_view tensor, std::size_t size) const;

 private:
  Checkpoint() = default;
  Result<void> index(std::span<const Tensor> tensors);

  std::string name_;
  std::optional<Gguf> gguf_;
  std::optional<HfConfig> config_;
  std::vector<Safetensors> shards_;
  std::vector<Tensor> tensors_;
};

}  // namespace qed::formats
