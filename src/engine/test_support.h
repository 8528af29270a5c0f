// What the engine's tests have in common.
#pragma once

#include <filesystem>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/engine.h"

namespace qed::engine {

struct TestEngine {
  std::size_t blocks;  // of keys and values, 16 tokens each
  std::string_view file = "tiny-qwen2-k-q4_k_m.gguf";
  std::size_t batch_tokens = 64;
  std::size_t max_sequences = 64;
  unsigned threads = 2;
};

inline Engine start(const TestEngine& wanted) {
  ThreadTeam team(1);
  model::Model model = *model::Model::load(std::filesystem::path(QED_SOURCE_DIR) / "tests/data/parity" / wanted.file,
                                           {.batch_tokens = wanted.batch_tokens}, team);
  const EngineOptions options{.kv_bytes = wanted.blocks * model.block_bytes(), .max_sequences = wanted.max_sequences};
  return *Engine::start(std::move(model), options, wanted.threads);
}

inline std::vector<Token> prompt_of(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::vector<Token> prompt(size);
  for (Token& token : prompt) token = static_cast<Token>(random() % 500);
  return prompt;
}

}  // namespace qed::engine
