// One forward pass, as every thread of the team walks through it.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/thread_team.h"
#include "kernels/kernels.h"
#include "model/config.h"
#include "model/model.h"
#include "model/weights.h"
#include "model/workspace.h"

namespace qed::model {

// For `tokens` tokens in a batch, each with `outputs` results where they are wanted.
class Buffers {
 public:
  Buffers(const Config& config, std::size_t tokens, std::size_t outputs);
  Buffers(Buffers&&) noexcept = default;
  Buffers& operator=(Buffers&&) noexcept = default;

  void make_room_for_results(std::size_t count);  // what lay in the shared memory is lost

  Rows hidden;          // the residual stream
  Rows normed;          // what the norms make of it
  Rows cosines, sines;  // per token: its rotation
  Packed packed;        // the input of the matrices at hand

  // A line is done with when the next is written: the three share their memory.
  Rows query, key, value;
  Rows gate, up;
  Rows results;  // logits or scores of the wanted tokens

 private:
  std::size_t tokens_;
  std::vector<float> own_, shared_;
};

class Forward {
 public:
  Forward(const Config& config, const Weights& weights, const kernels::Table& table, kernels::KvType kv,
          std::span<const Slice> slices, Buffers& buffers, ThreadTeam& team);

  // Called by every thread of the team.
  void run(unsigned thread);

 private:
  struct Row {  // one token
    const Slice* slice;
    std::uint32_t position;
    Token token;
  };
  // A share of the attention: one key head, some consecutive tokens of a slice.
  struct Share {
    std::size_t first_row, rows, kv_head;
  };
  struct Product {
    const Linear* matrix;
    const Rows* out;
  };

  void embed(unsigned thread);
  void attention(unsigned thread, const Layer& layer, std::size_t index);
  void feed_forward(unsigned thread, const Layer& layer);
  void results(unsigned thread);

  void normalise(unsigned thread, std::span<const float> gain);
  void place_heads(unsigned thread, const Layer& layer, std::size_t index);
  void attend(const Share& share, std::size_t layer);
  // out = W x + bias for each product; `add` adds to what is there instead. Seven eighths of the panels are shared out
  // over the threads beforehand, in runs that memory likes; who is done first takes more of the rest, a few at a time,
  // so that a thread that lost its processor for a while holds up nobody.
  void multiply(unsigned thread, std::span<const Product> products, std::size_t count, bool add);
  void multiply_panels(std::span<const Product> products, std::size_t first, std::size_t last, std::size_t count,
                       bool add);
  void pack(unsigned thread, const Rows& from);
  std::pair<std::size_t, std::size_t> share(unsigned thread, std::size_t items) const;

  const Config& config_;
  const Weights& weights_;
  const kernels::Table& table_;
  const kernels::KvType kv_;
  Buffers& b_;
  ThreadTeam& team_;
  std::vector<Row> rows_;
  std::vector<std::size_t> wanted_;  // rows whose results are asked for
  std::vector<Share> shares_;
  std::array<std::atomic<std::size_t>, 2> taken_{};  // of the panels of this product and the next
  std::vector<std::size_t> products_done_;           // by each thread
};

}  // namespace qed::model
