// A model's weights in memory, as kernels compute with them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "base/huge_memory.h"
#include "base/thread_team.h"
#include "formats/checkpoint.h"
#include "kernels/panels.h"
#include "model/config.h"

namespace qed::model {

// What panels by groups refer to.
struct Grouping {
  kernels::Grouping form;
  std::vector<std::uint32_t> group_of;
};

// y = W x + bias.
struct Linear {
  kernels::Panels panels;
  std::shared_ptr<const Grouping> grouping;  // where panels have one
  std::vector<float> bias;                   // of panels.padded_rows() numbers, or empty

  std::size_t rows() const { return panels.rows; }
};

struct Layer {
  std::vector<float> attention_norm, feed_forward_norm;
  std::vector<float> query_norm, key_norm;  // empty where the architecture has none
  Linear query, key, value, attention_output;
  Linear gate, up, down;
};

// A head that scores instead of predicting: W2 relu(W1 x + b1) + b2 (Qwen2.5-Math's reward models), or W x + b.
struct RewardHead {
  std::optional<Linear> hidden;
  Linear output;  // 1 or 2 rows
};

struct Weights {
  HugeMemory memory;  // of all panels
  Linear embedding;   // rows are tokens
  std::vector<Layer> layers;
  std::vector<float> final_norm;
  Linear head;  // the embedding itself where it is tied
  std::optional<RewardHead> reward;
};

// Bytes taken over so far, of all.
using LoadProgress = std::function<void(std::size_t done, std::size_t all)>;

// Copies every weight out of the checkpoint, which may be closed afterwards. Errors name the file and the tensor.
Result<Weights> load_weights(const formats::Checkpoint& checkpoint, const Config& config, ThreadTeam& team,
                             const LoadProgress& progress, const std::stop_token& stop);

}  // namespace qed::model
