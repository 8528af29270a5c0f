#include "quant/recipe.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace qed::quant {
namespace {

bool same_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

// The layers at both ends, and every third between.
bool is_sensitive(std::size_t layer, std::size_t layers) {
  const std::size_t edge = layers / 8;
  return layer < edge || layer >= 7 * layers / 8 || (layer - edge) % 3 == 2;
}

// What takes a type's place where a row is no whole number of its blocks.
Type fitting(Type type, std::size_t columns) {
  if (columns % info(type).block_weights == 0) return type;
  if (columns % 32 != 0) return Type::kF16;
  switch (type) {
    case Type::kQ4K:
      return Type::kQ5_0;
    case Type::kQ5K:
      return Type::kQ5_1;
    case Type::kQ6K:
      return Type::kQ8_0;
    default:
      return Type::kIq4Nl;
  }
}

}  // namespace

const Recipe::Row Recipe::kRows[] = {
    {"F32", Type::kF32, Mixture::kUniform},      {"F16", Type::kF16, Mixture::kUniform},
    {"BF16", Type::kBf16, Mixture::kUniform},    {"Q8_0", Type::kQ8_0, Mixture::kUniform},
    {"Q4_0", Type::kQ4_0, Mixture::kUniform},    {"Q4_1", Type::kQ4_1, Mixture::kUniform},
    {"Q5_0", Type::kQ5_0, Mixture::kUniform},    {"Q5_1", Type::kQ5_1, Mixture::kUniform},
    {"Q6_K", Type::kQ6K, Mixture::kUniform},     {"Q4_K_S", Type::kQ4K, Mixture::kQ4KS},
    {"Q4_K_M", Type::kQ4K, Mixture::kQ4KM},      {"Q5_K_S", Type::kQ5K, Mixture::kUniform},
    {"Q5_K_M", Type::kQ5K, Mixture::kQ5KM},      {"Q3_K_M", Type::kQ3K, Mixture::kQ3KM},
    {"Q3_K_L", Type::kQ3K, Mixture::kQ3KL},      {"Q2_K", Type::kQ2K, Mixture::kQ2K},
    {"IQ4_NL", Type::kIq4Nl, Mixture::kUniform}, {"IQ4_XS", Type::kIq4Xs, Mixture::kUniform},
};

std::optional<Recipe> Recipe::find(std::string_view name) {
  for (const Row& row : kRows)
    if (same_ignoring_case(row.name, name)) return Recipe(row.name, row.base, row.mixture);
  return std::nullopt;
}

Type Recipe::type(Role role, std::size_t layer, std::size_t layers, std::size_t columns, bool tied,
                  std::size_t shared) const {
  const bool plain = base_ == Type::kF32 || base_ == Type::kF16 || base_ == Type::kBf16 || base_ == Type::kQ8_0;
  const bool is_head = role == Role::kHead || (role == Role::kEmbedding && tied);
  if (is_head) return fitting(plain ? base_ : Type::kQ6K, columns);
  return fitting(role == Role::kEmbedding ? base_ : exception(role, layer, layers, shared), columns);
}

Type Recipe::exception(Role role, std::size_t layer, std::size_t layers, std::size_t shared) const {
  const bool value = role == Role::kValue, down = role == Role::kDown, output = role == Role::kAttentionOutput;
  switch (mixture_) {
    case Mixture::kUniform:
      return base_;
    case Mixture::kQ4KM:
    case Mixture::kQ5KM:
      return (value || down) && is_sensitive(layer, layers) ? Type::kQ6K : base_;
    case Mixture::kQ4KS:
      return (value && layer < 4) || (down && layer < layers / 8) ? Type::kQ5K : base_;
    case Mixture::kQ3KM:
      if (value) return layer < 2 ? Type::kQ5K : Type::kQ4K;
      if (down) return layer < layers / 16 ? Type::kQ5K : Type::kQ4K;
      return output ? Type::kQ4K : base_;
    case Mixture::kQ3KL:
      return value || down || output ? Type::kQ5K : base_;
    case Mixture::kQ2K:
      if (value) return shared >= 4 ? Type::kQ4K : Type::kQ3K;
      return down || output ? Type::kQ3K : base_;
  }
  return base_;
}

}  // namespace qed::quant
