// The configuration of a Hugging Face checkpoint as plain data: config.json, generation_config.json and, in old
// quantised checkpoints, quantize_config.json. Both spellings are understood where the format changed
// (rope_theta + rope_scaling / rope_parameters, torch_dtype / dtype).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::formats {

struct HfRope {
  double theta = 10000;
  std::string type = "default";  // or "linear", "dynamic", "yarn", "llama3" …, as the file says
  double factor = 1;
  std::uint32_t original_context = 0;                          // tokens; 0: not said
  double beta_fast = 32, beta_slow = 1;                        // yarn
  double low_frequency_factor = 1, high_frequency_factor = 4;  // llama3
  std::optional<double> attention_factor;                      // yarn: replaces 0.1 ln(factor) + 1
};

// How quantised linear layers are stored.
struct HfQuantization {
  enum class Method { kAwq, kGptq, kBnb4, kInt8, kCompressedTensors };
  // One way of packing; AWQ, GPTQ have one, compressed-tensors one for each of its groups.
  struct Scheme {
    unsigned bits = 0;
    std::size_t group_size = 0;  // weights; 0: one group for each row
    std::string format;          // "gemm", "gptq", "gptq_v2", "pack-quantized", "int-quantized"
  };
  Method method;
  std::vector<Scheme> schemes;  // at least one for AWQ, GPTQ and compressed-tensors, none for the others
};

// What generation_config.json suggests; none where it says nothing.
struct HfGeneration {
  std::optional<bool> do_sample;
  std::optional<double> temperature, top_p, min_p, repetition_penalty;
  std::optional<std::uint32_t> top_k;
};

struct HfConfig {
  std::string architecture;  // architectures[0]: "Qwen2ForCausalLM"
  std::string model_type;    // "qwen2"
  std::string dtype;         // "bfloat16"; empty: not said
  std::uint32_t vocabulary = 0, width = 0, feed_forward = 0, layers = 0, heads = 0, kv_heads = 0, head_width = 0;
  std::uint32_t context = 0;  // tokens; 0: not said
  double norm_epsilon = 1e-6;
  std::string activation = "silu";
  std::optional<bool> tied_embeddings;
  std::optional<bool> bias;          // of every linear layer ("bias", InternLM2) or of the attention ("attention_bias")
  std::uint32_t sliding_window = 0;  // tokens; 0: attention sees everything
  std::uint32_t full_layers = 0;     // with a sliding window: the first so many layers see everything
  HfRope rope;
  std::optional<std::uint32_t> bos, pad;
  std::vector<std::uint32_t> eos;  // every token that ends an answer; generation_config.json wins
  HfGeneration generation;
  std::optional<HfQuantization> quantization;
};

// Text of the files; the second and third may be empty where there is none. `folder` leads the names in errors, which
// name file and field. kUnsupported names a quantisation that qed cannot read.
Result<HfConfig> parse_hf_config(std::string_view config, std::string_view generation, std::string_view quantization,
                                 const std::string& folder);

Result<HfConfig> read_hf_config(const std::filesystem::path& folder);

// Where a checkpoint keeps what `text` reads; empty where it has no such file.
struct HfTokenizerFiles {
  std::filesystem::path tokenizer;      // tokenizer.json
  std::filesystem::path settings;       // tokenizer_config.json
  std::filesystem::path chat_template;  // chat_template.jinja, which wins over the settings'
  std::filesystem::path sentencepiece;  // tokenizer.model
};
HfTokenizerFiles locate_tokenizer(const std::filesystem::path& folder);

}  // namespace qed::formats
