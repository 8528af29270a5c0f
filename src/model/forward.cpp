#include "model/forward.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace qed::model {
namespace {

// Tokens of one slice that share their work on one key head: enough to fill the kernels' tiles of queries.
constexpr std::size_t kShareRows = 16;

// Gives each `count` rows, one behind the other.
void place(std::vector<float>& memory, std::size_t count, std::initializer_list<Rows*> all) {
  float* next = memory.data();
  for (Rows* const rows : all) {
    rows->numbers = next;
    next += count * rows->stride;
  }
}

}  // namespace

Buffers::Buffers(const Config& config, std::size_t tokens, std::size_t outputs)
    : hidden(config.width),
      normed(config.width),
      cosines(config.head_width / 2),
      sines(config.head_width / 2),
      packed(tokens, std::max({config.width, config.query_width(), config.feed_forward})),
      query(config.query_width()),
      key(config.kv_width()),
      value(config.kv_width()),
      gate(config.feed_forward),
      up(config.feed_forward),
      results(outputs),
      tokens_(tokens),
      own_(tokens * (hidden.stride + normed.stride + cosines.stride + sines.stride)) {
  place(own_, tokens, {&hidden, &normed, &cosines, &sines});
  make_room_for_results(1);
}

void Buffers::make_room_for_results(std::size_t count) {
  const std::size_t numbers = std::max({tokens_ * (query.stride + key.stride + value.stride),
                                        tokens_ * (gate.stride + up.stride), count * results.stride});
  if (numbers <= shared_.size()) return;
  shared_ = {};  // before there are two of them
  shared_.resize(numbers);
  place(shared_, tokens_, {&query, &key, &value});
  place(shared_, tokens_, {&gate, &up});
  place(shared_, count, {&results});
}

Forward::Forward(const Config& config, const Weights& weights, const kernels::Table& table, kernels::KvType kv,
                 std::span<const Slice> slices, Buffers& buffers, ThreadTeam& team)
    : config_(config),
      weights_(weights),
      table_(table),
      kv_(kv),
      b_(buffers),
      team_(team),
      products_done_(team.size()) {
  for (const Slice& slice : slices) {
    const std::size_t first = rows_.size();
    for (std::size_t i = 0; i < slice.tokens.size(); ++i) {
      if (i + slice.outputs >= slice.tokens.size()) wanted_.push_back(rows_.size());
      rows_.push_back({&slice, slice.start + static_cast<std::uint32_t>(i), slice.tokens[i]});
    }
    for (std::size_t row = first; row < rows_.size(); row += kShareRows)
      for (std::size_t head = 0; head < config.kv_heads; ++head)
        shares_.push_back({row, std::min(kShareRows, rows_.size() - row), head});
  }
  b_.make_room_for_results(wanted_.size());
}

void Forward::run(unsigned thread) {
  embed(thread);
  for (std::size_t i = 0; i < weights_.layers.size(); ++i) {
    attention(thread, weights_.layers[i], i);
    feed_forward(thread, weights_.layers[i]);
  }
  results(thread);
}

// h = embedding[token]
void Forward::embed(unsigned thread) {
  const auto [first, last] = share(thread, rows_.size());
  for (std::size_t r = first; r < last; ++r) {
    const std::size_t length = rows_[r].slice->start + rows_[r].slice->tokens.size();
    const std::vector<double> speeds = rotation_speeds(config_.rope, config_.head_width, config_.context, length);
    for (std::size_t i = 0; i < speeds.size(); ++i) {
      const double angle = rows_[r].position * speeds[i];
      b_.cosines[r][i] = static_cast<float>(std::cos(angle) * config_.rope.attention_factor);
      b_.sines[r][i] = static_cast<float>(std::sin(angle) * config_.rope.attention_factor);
    }
    kernels::decode_row(weights_.embedding.panels, static_cast<std::size_t>(rows_[r].token), b_.hidden[r]);
  }
  team_.barrier();
}

// h += Wo attention(rotate(Wq x), rotate(Wk x), Wv x)  with x = norm(h)
void Forward::attention(unsigned thread, const Layer& layer, std::size_t index) {
  if (thread == 0) b_.packed.begin(rows_.size(), config_.width, {&layer.query, &layer.key, &layer.value});
  team_.barrier();
  normalise(thread, layer.attention_norm);
  multiply(thread,
           std::array{Product{&layer.query, &b_.query}, Product{&layer.key, &b_.key}, Product{&layer.value, &b_.value}},
           rows_.size(), false);
  place_heads(thread, layer, index);
  const auto [first, last] = share(thread, shares_.size());
  for (std::size_t i = first; i < last; ++i) attend(shares_[i], index);
  if (thread == 0) b_.packed.begin(rows_.size(), config_.query_width(), {&layer.attention_output});
  team_.barrier();
  pack(thread, b_.query);
  multiply(thread, std::array{Product{&layer.attention_output, &b_.hidden}}, rows_.size(), true);
}

// h += Wdown (silu(Wgate x) * Wup x)  with x = norm(h)
void Forward::feed_forward(unsigned thread, const Layer& layer) {
  if (thread == 0) b_.packed.begin(rows_.size(), config_.width, {&layer.gate, &layer.up});
  team_.barrier();
  normalise(thread, layer.feed_forward_norm);
  multiply(thread, std::array{Product{&layer.gate, &b_.gate}, Product{&layer.up, &b_.up}}, rows_.size(), false);
  const auto [first, last] = share(thread, rows_.size());
  for (std::size_t r = first; r < last; ++r) table_.silu_times(b_.gate[r], b_.up[r], config_.feed_forward);
  if (thread == 0) b_.packed.begin(rows_.size(), config_.feed_forward, {&layer.down});
  team_.barrier();
  pack(thread, b_.gate);
  multiply(thread, std::array{Product{&layer.down, &b_.hidden}}, rows_.size(), true);
}

// logits = Whead norm(h), or a reward head's scores
void Forward::results(unsigned thread) {
  if (wanted_.empty()) return;
  const std::size_t count = wanted_.size();
  const auto [first, last] = share(thread, count);
  for (std::size_t i = first; i < last; ++i)
    table_.rms_norm(b_.hidden[wanted_[i]], weights_.final_norm.data(), config_.norm_epsilon, config_.width,
                    b_.normed[i]);
  const auto apply = [&](const Linear& matrix, const Rows& from, const Rows& to) {
    if (thread == 0) b_.packed.begin(count, matrix.panels.columns, {&matrix});
    team_.barrier();
    pack(thread, from);
    multiply(thread, std::array{Product{&matrix, &to}}, count, false);
  };
  if (!weights_.reward) return apply(weights_.head, b_.normed, b_.results);
  if (weights_.reward->hidden) {
    apply(*weights_.reward->hidden, b_.normed, b_.gate);
    for (std::size_t i = first; i < last; ++i)
      std::transform(b_.gate[i], b_.gate[i] + config_.width, b_.normed[i], [](float v) { return std::max(v, 0.0F); });
  }
  apply(weights_.reward->output, b_.normed, b_.results);
}

// Norms the hidden rows and packs them, tile by tile.
void Forward::normalise(unsigned thread, std::span<const float> gain) {
  const auto [first, last] = share(thread, rows_.size());
  for (std::size_t r = first; r < last; ++r)
    table_.rms_norm(b_.hidden[r], gain.data(), config_.norm_epsilon, config_.width, b_.normed[r]);
  team_.barrier();
  pack(thread, b_.normed);
}

void Forward::pack(unsigned thread, const Rows& from) {
  for (const kernels::Activations* const form : b_.packed.wanted()) {
    const auto [first, last] = share(thread, table_.tiles(*form));
    for (std::size_t tile = first; tile < last; ++tile) table_.pack(from[0], from.stride, tile, *form);
  }
  team_.barrier();
}

// Norms (where the architecture does) and rotates the heads of every token, and keeps its keys and values.
void Forward::place_heads(unsigned thread, const Layer& layer, std::size_t index) {
  const std::size_t width = config_.head_width;
  const std::size_t head_bytes = kernels::kv_bytes(kv_, width);
  const auto place = [&](float* head, std::span<const float> norm, std::size_t row) {
    if (!norm.empty()) table_.rms_norm(head, norm.data(), config_.norm_epsilon, width, head);
    table_.rotate(head, b_.cosines[row], b_.sines[row], width / 2);
  };
  const auto [first, last] = share(thread, rows_.size());
  for (std::size_t r = first; r < last; ++r) {
    for (std::size_t head = 0; head < config_.heads; ++head) place(b_.query[r] + head * width, layer.query_norm, r);
    std::byte* const block = rows_[r].slice->blocks[rows_[r].position / kernels::kKvTokens];
    for (std::size_t head = 0; head < config_.kv_heads; ++head) {
      place(b_.key[r] + head * width, layer.key_norm, r);
      table_.store_kv(kv_, b_.key[r] + head * width, b_.value[r] + head * width, width,
                      rows_[r].position % kernels::kKvTokens, block + (index * config_.kv_heads + head) * head_bytes);
    }
  }
  team_.barrier();
}

// Results take the place of the queries.
void Forward::attend(const Share& share, std::size_t layer) {
  const std::size_t shared = config_.heads / config_.kv_heads;  // query heads of a key head
  std::vector<float*> queries;
  std::vector<std::uint32_t> lengths;
  for (std::size_t r = share.first_row; r < share.first_row + share.rows; ++r)
    for (std::size_t head = 0; head < shared; ++head) {
      queries.push_back(b_.query[r] + (share.kv_head * shared + head) * config_.head_width);
      lengths.push_back(rows_[r].position + 1);
    }
  table_.attend({.type = kv_,
                 .head_width = config_.head_width,
                 .blocks = rows_[share.first_row].slice->blocks.data(),
                 .offset = (layer * config_.kv_heads + share.kv_head) * kernels::kv_bytes(kv_, config_.head_width),
                 .scale = 1 / std::sqrt(static_cast<float>(config_.head_width)),
                 .count = queries.size(),
                 .queries = queries.data(),
                 .outputs = queries.data(),
                 .lengths = lengths.data()});
}

void Forward::multiply(unsigned thread, std::span<const Product> products, std::size_t count, bool add) {
  std::size_t all = 0;
  for (const Product& product : products) all += product.matrix->panels.count();
  const std::size_t fixed = team_.size() == 1 ? all : all * 7 / 8;
  const auto [first, last] = share(thread, fixed);
  multiply_panels(products, first, last, count, add);

  // Nobody looks at the next product's counter before the barrier: it may be set here.
  const std::size_t product = products_done_[thread]++;
  std::atomic<std::size_t>& taken = taken_[product % 2];
  if (thread == 0) taken_[(product + 1) % 2].store(0, std::memory_order_relaxed);
  const std::size_t at_once = std::max<std::size_t>(2, (all - fixed) / (std::size_t{8} * team_.size()) / 2 * 2);
  for (std::size_t at = fixed + taken.fetch_add(at_once, std::memory_order_relaxed); at < all;
       at = fixed + taken.fetch_add(at_once, std::memory_order_relaxed))
    multiply_panels(products, at, std::min(at + at_once, all), count, add);
  team_.barrier();
}

// Of the products' panels in a row, those from `first` to before `last`.
void Forward::multiply_panels(std::span<const Product> products, std::size_t first, std::size_t last, std::size_t count,
                              bool add) {
  for (const Product& product : products) {
    const Linear& matrix = *product.matrix;
    const std::size_t begin = std::min(first, matrix.panels.count()), end = std::min(last, matrix.panels.count());
    first -= begin;
    last -= end;
    if (begin == end) continue;
    const std::size_t row = begin * kernels::kPanelRows, rows = (end - begin) * kernels::kPanelRows;
    for (std::size_t r = 0; r < count; ++r) {
      float* const out = (*product.out)[r] + row;
      if (!matrix.bias.empty() && add) {
        for (std::size_t i = 0; i < rows; ++i) out[i] += matrix.bias[row + i];
      } else if (!matrix.bias.empty()) {
        std::memcpy(out, &matrix.bias[row], rows * sizeof(float));
      } else if (!add) {
        std::memset(out, 0, rows * sizeof(float));
      }
    }
    table_.matmul(matrix.panels, begin, end - begin, b_.packed.of(matrix), (*product.out)[0], product.out->stride);
  }
}

std::pair<std::size_t, std::size_t> Forward::share(unsigned thread, std::size_t items) const {
  return {items * thread / team_.size(), items * (thread + 1) / team_.size()};
}

}  // namespace qed::model
