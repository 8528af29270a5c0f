// A decoder-only transformer: tokens in, logits out, keys and values kept in blocks that the caller owns.
//
// forward() computes on the team's threads; one call at a time. A sequence's results do not depend on what else is in
// the batch, on how its tokens are divided over calls, or on the number of threads: for a given instruction set they
// are the same to the bit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "base/error.h"
#include "base/thread_team.h"
#include "kernels/kernels.h"
#include "model/config.h"
#include "model/weights.h"

namespace qed::model {

using Token = std::int32_t;

// Consecutive tokens of one sequence.
struct Slice {
  std::span<const Token> tokens;       // each below vocabulary()
  std::uint32_t start = 0;             // position of the first one
  std::span<std::byte* const> blocks;  // of the sequence from its beginning; enough for these tokens, which are
                                       // written into them
  std::size_t outputs = 0;             // results are wanted for so many tokens at the end
};

struct Options {
  kernels::KvType kv = kernels::KvType::kHalf;
  std::size_t batch_tokens = 256;         // the most tokens of all slices in one call
  const kernels::Table* table = nullptr;  // null: the best there is
};

class Model {
 public:
  static Result<Model> load(const std::filesystem::path& path, const Options& options, ThreadTeam& team,
                            const LoadProgress& progress = {}, const std::stop_token& stop = {});
  // Random weights: see model/synthetic.h.
  static Result<Model> synthetic(std::string_view name, const Options& options, ThreadTeam& team);
  Model(Model&&) noexcept;
  Model& operator=(Model&&) noexcept;
  ~Model();

  const Config& config() const;
  std::size_t vocabulary() const { return config().vocabulary; }
  std::size_t batch_tokens() const;
  std::size_t weight_bytes() const;
  const kernels::Panels& typical_matrix() const;  // of the feed-forward network, which most weights belong to

  // Bytes of one block of keys and values, kernels::kKvTokens tokens in all layers; blocks are 64-byte aligned.
  std::size_t block_bytes() const;

  // Numbers in a result: the vocabulary's logits, or the scores of a reward model.
  std::size_t outputs() const;
  std::size_t output_stride() const;
  bool is_reward_model() const;

  // Results, outputs() numbers each at a distance of output_stride(), for the wanted tokens of all slices in order;
  // valid until the next call.
  std::span<const float> forward(std::span<const Slice> slices, ThreadTeam& team);

 private:
  struct State;
  explicit Model(std::unique_ptr<State> state);
  static Model assemble(const Config& config, Weights weights, const Options& options);
  std::unique_ptr<State> state_;
};

}  // namespace qed::model
