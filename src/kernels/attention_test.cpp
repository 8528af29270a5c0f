#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "kernels/aligned_test.h"
#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

// A sequence of random keys and values in blocks, and queries.
struct Sequence {
  static constexpr std::size_t kTokens = 75, kWidth = 48, kQueries = 17, kOffset = 128;
  Sequence(const Table& table, KvType type) {
    std::mt19937 random(29);
    std::normal_distribution<float> normal;
    for (auto* numbers : {&keys, &values}) {
      numbers->resize(kTokens * kWidth);
      for (float& number : *numbers) number = normal(random);
    }
    queries.resize(kQueries * kWidth);
    for (float& number : queries) number = 3 * normal(random);
    outputs.resize(queries.size());
    for (std::size_t i = 0; i * kKvTokens < kTokens; ++i) memory.emplace_back(kOffset + kv_bytes(type, kWidth));
    for (Aligned& block : memory) blocks.push_back(block.data());
    for (std::size_t t = 0; t < kTokens; ++t)
      table.store_kv(type, &keys[t * kWidth], &values[t * kWidth], kWidth, t % kKvTokens,
                     memory[t / kKvTokens].data() + kOffset);
    for (std::size_t q = 0; q < kQueries; ++q) {
      query_rows.push_back(&queries[q * kWidth]);
      output_rows.push_back(&outputs[q * kWidth]);
      lengths.push_back(static_cast<std::uint32_t>(1 + q * 37 % kTokens));
    }
    view = {.type = type,
            .head_width = kWidth,
            .blocks = blocks.data(),
            .offset = kOffset,
            .scale = 1 / std::sqrt(static_cast<float>(kWidth)),
            .count = kQueries,
            .queries = query_rows.data(),
            .outputs = output_rows.data(),
            .lengths = lengths.data()};
  }

  std::vector<double> exact(std::size_t q) const {
    std::vector<double> scores, out(kWidth);
    for (std::size_t t = 0; t < lengths[q]; ++t) {
      double dot = 0;
      for (std::size_t i = 0; i < kWidth; ++i) dot += double{queries[q * kWidth + i]} * keys[t * kWidth + i];
      scores.push_back(dot * double{view.scale});
    }
    const double largest = *std::max_element(scores.begin(), scores.end());
    double sum = 0;
    for (double& score : scores) sum += score = std::exp(score - largest);
    for (std::size_t t = 0; t < lengths[q]; ++t)
      for (std::size_t i = 0; i < kWidth; ++i) out[i] += scores[t] / sum * values[t * kWidth + i];
    return out;
  }

  std::vector<float> keys, values, queries, outputs;
  std::vector<Aligned> memory;
  std::vector<const std::byte*> blocks;
  std::vector<const float*> query_rows;
  std::vector<float*> output_rows;
  std::vector<std::uint32_t> lengths;
  Attention view;
};

TEST(Attention, IsToWhatAQuerySees) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    for (const KvType type : {KvType::kFloat, KvType::kHalf}) {
      const Sequence sequence(*table, type);
      table->attend(sequence.view);
      for (std::size_t q = 0; q < Sequence::kQueries; ++q) {
        const std::vector<double> exact = sequence.exact(q);
        for (std::size_t i = 0; i < Sequence::kWidth; ++i)
          EXPECT_NEAR(sequence.outputs[q * Sequence::kWidth + i], exact[i], type == KvType::kFloat ? 1e-5 : 5e-3);
      }
    }
  }
}

TEST(Attention, IsTheSameInAnyCompanyAndInstructionSet) {
  const Sequence reference(*usable().back(), KvType::kHalf);
  usable().back()->attend(reference.view);
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Sequence together(*table, KvType::kHalf), alone(*table, KvType::kHalf);
    table->attend(together.view);
    for (std::size_t q = 0; q < Sequence::kQueries; ++q) {
      Attention one = alone.view;
      one.count = 1, one.queries += q, one.outputs += q, one.lengths += q;
      table->attend(one);
    }
    EXPECT_EQ(together.outputs, alone.outputs);
    EXPECT_EQ(together.outputs, reference.outputs);
  }
}

}  // namespace
}  // namespace qed::kernels
