// What a model is, as data: its sizes, and the few ways in which decoder architectures differ.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "formats/checkpoint.h"

namespace qed::model {

// Where a container keeps each weight; "{}" is the layer's number.
struct Names {
  std::string_view embedding, head, final_norm;
  std::string_view attention_norm, query, key, value, attention_output, query_norm, key_norm;
  std::string_view feed_forward_norm, gate, up, down;
  std::string_view fused_qkv = {};  // one matrix instead of query, key and value
};

// A family of models. A new one is a row of the table in config.cpp.
struct Architecture {
  std::string_view name;          // GGUF's general.architecture and Hugging Face's model_type
  Names folder_names;             // of a Hugging Face checkpoint
  bool query_key_norm = false;    // RMS norm of every query and key head before rotation
  bool gguf_interleaved = false;  // GGUF files hold query and key rows in pairs (i, i + half) side by side
};

const Architecture* find_architecture(std::string_view name);  // null where there is none

// How rotary angles depend on the position.
struct Rope {
  enum class Scaling { kNone, kLinear, kYarn, kLlama3, kDynamic };
  Scaling scaling = Scaling::kNone;
  double base = 10000;
  double factor = 1;
  std::uint32_t original_context = 0;
  double beta_fast = 32, beta_slow = 1;                        // yarn
  double low_frequency_factor = 1, high_frequency_factor = 4;  // llama3
  double attention_factor = 1;                                 // cosines and sines are multiplied by it
  std::vector<float> divisors = {};  // of each pair's speed, where a file lists them; empty: none
};

struct Config {
  const Architecture* architecture = nullptr;
  Names names;
  bool interleaved = false;  // query and key rows as stored
  std::size_t width = 0, layers = 0, heads = 0, kv_heads = 0, head_width = 0, feed_forward = 0, vocabulary = 0;
  std::size_t context = 0;  // tokens the model was made for
  float norm_epsilon = 1e-6F;
  bool tied_head = false;
  Rope rope;

  std::size_t query_width() const { return heads * head_width; }
  std::size_t kv_width() const { return kv_heads * head_width; }
};

// Errors name the file and the field: kUnsupported for an architecture or a shape outside what qed computes.
Result<Config> read_config(const formats::Checkpoint& checkpoint);

// Radians per position of each pair of coordinates: head_width / 2 of them. `length` is that of the sequence at most,
// which only the dynamic scaling looks at.
std::vector<double> rotation_speeds(const Rope& rope, std::size_t head_width, std::size_t context, std::size_t length);

}  // namespace qed::model
