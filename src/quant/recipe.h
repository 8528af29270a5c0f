// Which tensor gets which type in the mixtures that GGUF files are made in: "Q4_K_M" keeps the matrices that suffer
// most in Q6_K. The rules are those of the GGUF reference quantiser, without an importance matrix.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "quant/types.h"

namespace qed::quant {

enum class Role { kEmbedding, kHead, kQuery, kKey, kValue, kAttentionOutput, kGate, kUp, kDown };

// "q4_k_m", "Q8_0", "bf16": a uniform type or a mixture.
class Recipe {
 public:
  static std::optional<Recipe> find(std::string_view name);  // in any case

  std::string_view name() const { return name_; }
  // `tied`: the embedding serves as the head too. `shared`: query heads of a key head.
  Type type(Role role, std::size_t layer, std::size_t layers, std::size_t columns, bool tied, std::size_t shared) const;

 private:
  enum class Mixture { kUniform, kQ4KS, kQ4KM, kQ5KM, kQ3KM, kQ3KL, kQ2K };
  struct Row {
    std::string_view name;
    Type base;
    Mixture mixture;
  };
  static const Row kRows[];
  Recipe(std::string_view name, Type base, Mixture mixture) : name_(name), base_(base), mixture_(mixture) {}
  Type exception(Role role, std::size_t layer, std::size_t layers, std::size_t shared) const;

  std::string_view name_;
  Type base_;
  Mixture mixture_;
};

}  // namespace qed::quant
