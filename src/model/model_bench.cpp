// Tokens a second of synthetic models: prefill of 512 tokens, decode of one sequence, and of several side by side.
//   model_bench [--threads N] [SHAPE:TYPE …]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <string_view>
#include <vector>

#include "model/model.h"

namespace qed::model {
namespace {

double seconds_of(const auto& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// Sequences that share the blocks of a prompt and have their own for what follows.
struct Batch {
  Batch(Model& model, std::size_t sequences, std::size_t prompt, std::size_t more)
      : memory(*HugeMemory::allocate(model.block_bytes() * (prompt / 16 + sequences * (more / 16 + 2)), "blocks")) {
    std::byte* next = memory.data();
    const auto take = [&] { return std::exchange(next, next + model.block_bytes()); };
    std::vector<std::byte*> shared(prompt / 16);
    std::ranges::generate(shared, take);
    for (std::size_t s = 0; s < sequences; ++s) {
      blocks.push_back(shared);
      for (std::size_t i = 0; i < more / 16 + 2; ++i) blocks.back().push_back(take());
    }
  }
  HugeMemory memory;
  std::vector<std::vector<std::byte*>> blocks;
};

double prefill(Model& model, ThreadTeam& team, std::size_t tokens) {
  std::vector<Token> prompt(tokens);
  std::iota(prompt.begin(), prompt.end(), 100);
  Batch batch(model, 1, 0, tokens);
  const double seconds = seconds_of([&] {
    for (std::size_t at = 0; at < tokens; at += model.batch_tokens()) {
      const std::size_t size = std::min(model.batch_tokens(), tokens - at);
      const Slice slice{std::span(prompt).subspan(at, size), static_cast<std::uint32_t>(at), batch.blocks[0],
                        at + size == tokens ? 1UL : 0UL};
      model.forward(std::span(&slice, 1), team);
    }
  });
  return static_cast<double>(tokens) / seconds;
}

double decode(Model& model, ThreadTeam& team, std::size_t sequences, std::size_t prompt, std::size_t steps) {
  Batch batch(model, sequences, prompt, steps);
  const Token token = 100;
  std::size_t position = prompt;
  const double seconds = seconds_of([&] {
    for (std::size_t step = 0; step < steps; ++step, ++position) {
      std::vector<Slice> slices;
      for (const auto& blocks : batch.blocks)
        slices.push_back({std::span(&token, 1), static_cast<std::uint32_t>(position), blocks, 1});
      model.forward(slices, team);
    }
  });
  return static_cast<double>(sequences * steps) / seconds;
}

int run(int argc, char** argv) {
  unsigned threads = 0;
  std::vector<std::string_view> names;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--threads" && i + 1 < argc) {
      threads = static_cast<unsigned>(std::atoi(argv[++i]));
    } else {
      names.emplace_back(argv[i]);
    }
  }
  if (names.empty()) names = {"qwen2.5-0.5b:q8_0", "qwen2.5-0.5b:q4_0", "qwen2.5-0.5b:q4_k_m", "qwen2.5-0.5b:bf16"};
  ThreadTeam team(threads);
  fmt::print("{} threads, {}\n{:<24}{:>9}{:>12}{:>12}{:>12}{:>12}{:>12}\n", team.size(), kernels::best().name,
             "tokens/s", "MiB", "prefill 512", "decode 1", "4", "16", "32");
  for (const std::string_view name : names) {
    Result<Model> model = Model::synthetic(name, {}, team);
    if (!model) {
      fmt::print(stderr, "{}\n", model.error().message);
      return 2;
    }
    decode(*model, team, 1, 0, 2);
    fmt::print("{:<24}{:>9}{:>12.1f}", name, model->weight_bytes() >> 20, prefill(*model, team, 512));
    for (const std::size_t sequences : {1, 4, 16, 32})
      fmt::print("{:>12.1f}", decode(*model, team, sequences, 256, sequences == 1 ? 48 : 16));
    fmt::print("\n");
  }
  return 0;
}

}  // namespace
}  // namespace qed::model

int main(int argc, char** argv) { return qed::model::run(argc, argv); }
