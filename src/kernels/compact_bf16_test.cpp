#include "kernels/compact_bf16.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <random>

#include "kernels/aligned_test.h"
#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

// The same weights in both forms.
struct Pair {
  Pair(std::size_t rows, std::size_t columns, std::vector<std::uint16_t> values)
      : weights(std::move(values)),
        plain{.type = quant::Type::kBf16, .rows = rows, .columns = columns},
        compact(plain) {
    plain_memory = Aligned(plain.bytes());
    compact_memory = Aligned(plain.bytes());
    plain.data = plain_memory.data();
    CompactPacker packer(compact, compact_memory.data());
    for (std::size_t p = 0; p < plain.count(); ++p) {
      std::vector<const std::byte*> panel;
      for (std::size_t r = 16 * p; r < std::min(16 * p + 16, rows); ++r)
        panel.push_back(reinterpret_cast<const std::byte*>(&weights[r * columns]));
      pack_panel(plain, panel, plain_memory.data() + p * plain.panel_bytes());
      packer.pack(p, panel);
    }
    finished = packer.finish();
  }
  Pair(const Pair&) = delete;

  void expect_the_same_rows() const {
    std::vector<float> decoded(plain.columns);
    for (std::size_t r = 0; r < plain.rows; ++r) {
      decode_row(compact, r, decoded.data());
      for (std::size_t c = 0; c < plain.columns; ++c)
        ASSERT_EQ(std::bit_cast<std::uint32_t>(decoded[c]), std::uint32_t{weights[r * plain.columns + c]} << 16)
            << "row " << r << ", column " << c;
    }
  }

  std::vector<std::uint16_t> weights;
  Aligned plain_memory{0}, compact_memory{0};
  Panels plain, compact;
  bool finished;
};

// As training leaves weights: normal, with some far from all others.
std::vector<std::uint16_t> trained(std::size_t rows, std::size_t columns, std::size_t exceptions) {
  const std::size_t count = rows * columns;
  std::mt19937 random(5);
  std::normal_distribution<float> normal(0, 0.02F);
  std::vector<std::uint16_t> weights;
  const auto rounded = [](float v) { return std::bit_cast<std::uint16_t>(quant::to_bfloat16(v)); };
  for (std::size_t i = 0; i < count; ++i) weights.push_back(rounded(normal(random)));
  for (std::size_t i = 0; i < exceptions; ++i) {
    const std::size_t at = random() % count;
    weights[at] = rounded(std::ldexp(1.5F, static_cast<int>(random() % 200) - 100) * (random() % 2 == 0 ? 1.F : -1.F));
  }
  return weights;
}

std::vector<float> times_three_vectors(const Table& table, const Panels& matrix) {
  Activations x{.kind = Input::kBFloat16, .count = 3, .columns = matrix.columns};
  Aligned numbers(x.number_bytes());
  x.numbers = numbers.data();
  std::mt19937 random(9);
  std::vector<float> values(3 * matrix.columns);
  for (float& value : values) value = std::normal_distribution<float>()(random);
  for (std::size_t tile = 0; tile < table.tiles(x); ++tile) table.pack(values.data(), matrix.columns, tile, x);
  std::vector<float> y(3 * matrix.padded_rows());
  table.matmul(matrix, 0, matrix.count(), x, y.data(), matrix.padded_rows());
  return y;
}

TEST(CompactBf16, TakesThreeQuartersOfTheBytesAndLosesNone) {
  const Pair pair(150, 896, trained(150, 896, 0));
  ASSERT_TRUE(pair.finished);
  EXPECT_LT(static_cast<double>(pair.compact.bytes()), 0.76 * static_cast<double>(pair.plain.bytes()));
  pair.expect_the_same_rows();
}

TEST(CompactBf16, MultipliesToTheBitAsThePlainMatrix) {
  const Pair pair(150, 1000, trained(150, 1000, 300));
  ASSERT_TRUE(pair.finished);
  EXPECT_GT(pair.compact.exceptions, 200U);
  pair.expect_the_same_rows();
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    EXPECT_EQ(times_three_vectors(*table, pair.compact), times_three_vectors(*table, pair.plain));
  }
}

TEST(CompactBf16, KeepsZerosInfinitiesAndWhatIsNoNumber) {
  std::vector<std::uint16_t> weights = trained(16, 512, 0);
  const std::uint16_t odd[] = {0x0000, 0x8000, 0x7F80, 0xFF80, 0x7FC1, 0x0001, 0x807F};
  for (std::size_t i = 0; i < std::size(odd); ++i) weights[1000 * i] = odd[i];
  const Pair pair(16, 512, weights);
  ASSERT_TRUE(pair.finished);
  pair.expect_the_same_rows();
}

TEST(CompactBf16, AllExceptionsOfOnePanelAreFound) {
  std::vector<std::uint16_t> weights = trained(640, 512, 0);
  constexpr std::size_t kSecondPanel = std::size_t{16} * 512;
  for (std::size_t i = 0; i < 1000; ++i) weights[kSecondPanel + 2 * i] = static_cast<std::uint16_t>(i << 6 | 1);
  const Pair pair(640, 512, weights);
  ASSERT_TRUE(pair.finished);
  EXPECT_GT(exceptions_of(pair.compact, 1).size(), 500U);
  EXPECT_LT(exceptions_of(pair.compact, 2).size(), 50U);
  pair.expect_the_same_rows();
}

TEST(CompactBf16, IsGivenUpWhereEveryExponentOccurs) {
  std::mt19937 random(3);
  std::vector<std::uint16_t> weights(std::size_t{64} * 256);
  for (std::uint16_t& weight : weights) weight = static_cast<std::uint16_t>(random());
  const Pair pair(64, 256, weights);
  EXPECT_FALSE(pair.finished);
  EXPECT_FALSE(pair.compact.compact);
  EXPECT_EQ(pair.compact.bytes(), pair.plain.bytes());
}

}  // namespace
}  // namespace qed::kernels
