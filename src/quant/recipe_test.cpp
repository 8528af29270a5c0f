#include "quant/recipe.h"

#include <gtest/gtest.h>

#include <map>

namespace qed::quant {
namespace {

TEST(Recipe, MixesAsTheReferenceDoes) {
  const auto recipe = Recipe::find("q4_k_m");
  ASSERT_TRUE(recipe);
  EXPECT_EQ(recipe->name(), "Q4_K_M");
  // Qwen2.5-Math-1.5B: 14 of 28 layers get exceptions.
  int exceptions = 0;
  for (std::size_t layer = 0; layer < 28; ++layer) {
    exceptions += recipe->type(Role::kDown, layer, 28, 8960, true, 6) == Type::kQ6K;
    EXPECT_EQ(recipe->type(Role::kGate, layer, 28, 1536, true, 6), Type::kQ4K);
  }
  EXPECT_EQ(exceptions, 14);
  EXPECT_EQ(recipe->type(Role::kEmbedding, 0, 28, 1536, true, 6), Type::kQ6K);
  EXPECT_EQ(recipe->type(Role::kEmbedding, 0, 28, 1536, false, 6), Type::kQ4K);
}

TEST(Recipe, TakesSmallerBlocksWhereRowsAreShort) {
  const auto recipe = Recipe::find("Q4_K_M");
  EXPECT_EQ(recipe->type(Role::kGate, 5, 24, 896, true, 7), Type::kQ5_0);
  EXPECT_EQ(recipe->type(Role::kEmbedding, 0, 24, 896, true, 7), Type::kQ8_0);
  EXPECT_EQ(recipe->type(Role::kGate, 5, 24, 40, true, 7), Type::kF16);
}

TEST(Recipe, IsUniformForPlainTypes) {
  for (const std::string_view name : {"f32", "bf16", "Q8_0"}) {
    const auto recipe = Recipe::find(name);
    ASSERT_TRUE(recipe) << name;
    const Type type = recipe->type(Role::kQuery, 0, 28, 1536, true, 6);
    for (const Role role : {Role::kEmbedding, Role::kHead, Role::kValue, Role::kDown})
      EXPECT_EQ(recipe->type(role, 27, 28, 1536, true, 6), type);
  }
  EXPECT_EQ(Recipe::find("Q9"), std::nullopt);
}

}  // namespace
}  // namespace qed::quant
