#include "cli/bench_contender.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <numeric>
#include <optional>
#include <utility>

#include "base/huge_memory.h"

namespace qed::cli {
namespace {

using kernels::kKvTokens;
using model::Slice;
using model::Token;

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Blocks {
  std::size_t shared, own;  // of a prompt, and of each sequence
};
Blocks blocks_of(const Workload& work) {
  return {.shared = work.prompt / kKvTokens, .own = (work.tokens + work.prompt % kKvTokens) / kKvTokens + 1};
}

// Sequences that share the blocks of a prompt and have their own for what follows. A prompt that ends within a block
// leaves that block to the first sequence; the others read zeros there, which costs as much.
class Sequences {
 public:
  static Result<Sequences> create(const model::Model& model, const Workload& work) {
    const auto [shared, own] = blocks_of(work);
    Sequences sequences;
    sequences.memory_ = QED_TRY(HugeMemory::allocate(kv_bytes(model, work), "the keys and values"));
    std::byte* next = sequences.memory_.data();
    const auto take = [&] { return std::exchange(next, next + model.block_bytes()); };
    std::vector<std::byte*> blocks(shared);
    std::ranges::generate(blocks, take);
    for (std::size_t s = 0; s < work.sequences; ++s) {
      sequences.blocks_.push_back(blocks);
      for (std::size_t i = 0; i < own; ++i) sequences.blocks_.back().push_back(take());
    }
    return sequences;
  }
  const std::vector<std::vector<std::byte*>>& blocks() const { return blocks_; }

 private:
  HugeMemory memory_;
  std::vector<std::vector<std::byte*>> blocks_;
};

class Ours final : public Contender {
 public:
  Ours(model::Model& model, ThreadTeam& team) : model_(model), team_(team) {}
  const std::string& name() const override { return name_; }
  std::string method(const Workload&) const override { return "step by step"; }

  Result<std::vector<double>> measure(std::span<const Workload> workloads, const std::stop_token& stop) override {
    std::vector<double> rates;
    for (const Workload& work : workloads) {
      if (stop.stop_requested()) return fail(Errc::kCancelled, "the benchmark was interrupted");
      sequences_.reset();
      sequences_ = QED_TRY(Sequences::create(model_, work));
      const double prompt = seconds_of([&] { prefill(*sequences_, work.prompt); });
      const double tokens = seconds_of([&] { decode(*sequences_, work); });
      rates.push_back(work.prefill() ? static_cast<double>(work.prompt) / prompt
                                     : static_cast<double>(work.sequences * work.tokens) / tokens);
    }
    return rates;
  }

 private:
  void prefill(const Sequences& sequences, std::size_t tokens) {
    std::vector<Token> prompt(tokens);
    for (std::size_t i = 0; i < tokens; ++i) prompt[i] = static_cast<Token>((i * 7919 + 100) % model_.vocabulary());
    for (std::size_t at = 0; at < tokens; at += model_.batch_tokens()) {
      const std::size_t size = std::min(model_.batch_tokens(), tokens - at);
      const Slice slice{std::span(prompt).subspan(at, size), static_cast<std::uint32_t>(at), sequences.blocks()[0],
                        at + size == tokens ? 1UL : 0UL};
      model_.forward(std::span(&slice, 1), team_);
    }
  }

  void decode(const Sequences& sequences, const Workload& work) {
    std::vector<Token> tokens(work.sequences);
    for (std::size_t step = 0; step < work.tokens; ++step) {
      std::vector<Slice> slices;
      for (std::size_t s = 0; s < work.sequences; ++s) {
        tokens[s] = static_cast<Token>((step * 31 + s * 17 + 100) % model_.vocabulary());
        slices.push_back(
            {std::span(&tokens[s], 1), static_cast<std::uint32_t>(work.prompt + step), sequences.blocks()[s], 1});
      }
      for (std::size_t at = 0; at < slices.size(); at += model_.batch_tokens())
        model_.forward(std::span(slices).subspan(at, std::min(model_.batch_tokens(), slices.size() - at)), team_);
    }
  }

  model::Model& model_;
  ThreadTeam& team_;
  const std::string name_ = "qed";
  std::optional<Sequences> sequences_;
};

}  // namespace

std::string Workload::name() const {
  return prefill() ? fmt::format("prefill {}", prompt) : fmt::format("decode {}", sequences);
}

std::size_t kv_bytes(const model::Model& model, const Workload& work) {
  const auto [shared, own] = blocks_of(work);
  return model.block_bytes() * (shared + work.sequences * own);
}

std::unique_ptr<Contender> make_ours(model::Model& model, ThreadTeam& team) {
  return std::make_unique<Ours>(model, team);
}

}  // namespace qed::cli
