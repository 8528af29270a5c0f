#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "kernels/aligned_test.h"
#include "kernels/compact_bf16.h"
#include "kernels/kernels.h"
#include "kernels/panels.h"

namespace qed::kernels {
namespace {

using quant::Type;

// A way to write weights: a type, or codes by groups of so many columns, in order or scattered.
struct Format {
  std::string name;
  Type type = Type::kF32;
  std::size_t group = 0;
  unsigned bits = 0;
  bool zeros = false, levels = false, scattered = false, compact = false;
};

const std::vector<Format>& formats() {
  static const std::vector<Format> all = [] {
    std::vector<Format> formats;
    for (const quant::TypeInfo& type : quant::types()) formats.push_back({std::string(type.name), type.type});
    for (const unsigned bits : {4U, 8U})
      for (const bool zeros : {false, true})
        for (const bool scattered : {false, true})
          formats.push_back(
              {.name = std::to_string(bits) + (zeros ? "BitsWithZeros" : "Bits") + (scattered ? "Scattered" : ""),
               .group = 96,
               .bits = bits,
               .zeros = zeros,
               .scattered = scattered});
    formats.push_back({.name = "Levels", .group = 64, .bits = 4, .levels = true});
    formats.push_back({.name = "RowsOfOneGroup", .group = 768, .bits = 8});
    formats.push_back({.name = "BF16In12Bits", .type = Type::kBf16, .compact = true});
    return formats;
  }();
  return all;
}

// A random matrix as panels, and its weights.
struct Matrix {
  Matrix(const Format& format, std::size_t rows, std::size_t columns, unsigned seed)
      : shape{.type = format.type, .rows = rows, .columns = columns} {
    std::mt19937 random(seed);
    format.group == 0 ? make_blocks(random, format.compact) : make_groups(format, random);
  }
  Matrix(const Matrix&) = delete;

  // As files store it, its half-precision fields small numbers.
  void make_blocks(std::mt19937& random, bool compact) {
    const std::size_t rows = shape.rows, columns = shape.columns;
    const Type type = shape.type;
    const std::size_t row_bytes = quant::bytes_of(type, columns);
    stored.resize(rows * row_bytes);
    for (std::byte& byte : stored) byte = static_cast<std::byte>(random());
    if (quant::info(type).encode) {
      std::normal_distribution<float> normal;
      std::vector<float> row(columns);
      for (std::size_t r = 0; r < rows; ++r) {
        for (float& weight : row) weight = normal(random);
        quant::info(type).encode(row.data(), columns, stored.data() + r * row_bytes);
      }
    } else {
      make_halves_small(random);
    }
    std::vector<const std::byte*> pointers;
    for (std::size_t r = 0; r < rows; ++r) pointers.push_back(stored.data() + r * row_bytes);
    allocate();
    const auto rows_of = [&](std::size_t p) {
      return std::span(pointers).subspan(16 * p, std::min<std::size_t>(16, rows - 16 * p));
    };
    if (compact) {
      CompactPacker packer(shape, packed.data());
      for (std::size_t p = 0; p < shape.count(); ++p) packer.pack(p, rows_of(p));
      EXPECT_TRUE(packer.finish());
    } else {
      for (std::size_t p = 0; p < shape.count(); ++p)
        pack_panel(shape, rows_of(p), packed.data() + p * shape.panel_bytes());
    }
    weights.resize(rows * columns);
    quant::info(type).decode(stored.data(), rows * columns, weights.data());
  }

  void make_groups(const Format& format, std::mt19937& random) {
    const std::size_t rows = shape.rows, columns = shape.columns, groups = columns / format.group;
    for (std::size_t c = 0; c < columns; ++c) group_of.push_back(static_cast<std::uint32_t>(c / format.group));
    if (format.scattered) std::shuffle(group_of.begin(), group_of.end(), random);
    grouping = {.bits = format.bits,
                .groups = groups,
                .group_of = group_of.data(),
                .zeros = format.zeros,
                .integer = !format.levels,
                .scattered = format.scattered};
    if (format.levels)
      for (std::size_t i = 0; i < 16; ++i) grouping.levels[i] = std::sin(static_cast<float>(i) - 8);
    std::vector<std::int8_t> codes, zeros;
    std::vector<float> scales;
    for (std::size_t i = 0; i < rows * columns; ++i)
      codes.push_back(static_cast<std::int8_t>(format.bits == 4 ? random() % 16 : random()));
    for (std::size_t i = 0; i < rows * groups; ++i) {
      scales.push_back(std::uniform_real_distribution<float>(-0.1F, 0.1F)(random));
      zeros.push_back(static_cast<std::int8_t>(!format.zeros ? 0 : format.bits == 4 ? random() % 16 - 8 : random()));
    }
    for (std::size_t i = 0; i < rows * columns; ++i) {
      const std::size_t g = i / columns * groups + group_of[i % columns];
      const float level =
          format.bits == 4 ? grouping.levels[static_cast<std::uint8_t>(codes[i])] : static_cast<float>(codes[i]);
      weights.push_back((level - static_cast<float>(zeros[g])) * scales[g]);
    }
    shape.grouping = &grouping;
    allocate();
    for (std::size_t p = 0; p < shape.count(); ++p)
      pack_grouped_panel(shape, std::min<std::size_t>(16, rows - 16 * p), &codes[16 * p * columns],
                         &scales[16 * p * groups], &zeros[16 * p * groups], packed.data() + p * shape.panel_bytes());
  }

  void allocate() {
    packed = Aligned(shape.bytes());
    shape.data = packed.data();
  }

  // Random codes are fine as they are; random scales would be infinities now and then.
  void make_halves_small(std::mt19937& random) {
    const Layout& parts = layout(shape.type);
    for (std::size_t block = 0; block < stored.size(); block += parts.block_bytes)
      for (const Field& field : parts.fields)
        if (field.bytes == 2 && !(shape.type == Type::kIq4Xs && field.offset == 2)) {
          const quant::Half half = quant::to_half(std::uniform_real_distribution<float>(-0.1F, 0.1F)(random));
          std::memcpy(&stored[block + field.offset], &half, 2);
        }
  }

  Panels shape;
  std::vector<float> weights;
  std::vector<std::byte> stored;  // blocks
  Grouping grouping;
  std::vector<std::uint32_t> group_of;
  Aligned packed{0};
};

// Vectors of normal numbers, packed for a table.
class Vectors {
 public:
  Vectors(const Table& table, Input kind, std::size_t count, std::size_t columns, unsigned seed)
      : Vectors(table, kind, count, columns, random_values(count * columns, seed)) {}
  Vectors(const Table& table, Input kind, std::size_t count, std::size_t columns, std::vector<float> values)
      : values_(std::move(values)),
        view_{.kind = kind, .count = count, .columns = columns},
        numbers_(view_.number_bytes()),
        groups_(view_.group_words()),
        table_(&table) {
    view_.numbers = numbers_.data();
    view_.groups = groups_.data();
    for (std::size_t tile = 0; tile < table.tiles(view_); ++tile) table.pack(values_.data(), columns, tile, view_);
  }

  const Activations& view() const { return view_; }
  std::vector<float> first(std::size_t vectors) const {
    return {values_.begin(), values_.begin() + static_cast<long>(vectors * view_.columns)};
  }

  // The number that the matrix meets in place of values[at]: what a vector packed alone holds.
  double seen(std::size_t at) const {
    const std::size_t vector = at / view_.columns, column = at % view_.columns;
    if (view_.kind == Input::kFloat) return values_[at];
    if (view_.kind == Input::kBFloat16) return quant::to_float(quant::to_bfloat16(values_[at]));
    const Vectors alone(*table_, view_.kind, 1, view_.columns,
                        {values_.begin() + static_cast<long>(vector * view_.columns),
                         values_.begin() + static_cast<long>((vector + 1) * view_.columns)});
    return double{alone.group_float(column / kGroup, kScale)} * alone.code(column);
  }

  // Of a single vector.
  int code(std::size_t column) const { return static_cast<std::int8_t>(view_.numbers[column]); }
  std::int32_t group_word(std::size_t group, GroupWord word) const { return groups_[group * kGroupWords + word]; }
  float group_float(std::size_t group, GroupWord word) const { return std::bit_cast<float>(group_word(group, word)); }

 private:
  static std::vector<float> random_values(std::size_t n, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    std::vector<float> values(n);
    for (float& value : values) value = normal(random);
    return values;
  }

  std::vector<float> values_;
  Activations view_;
  Aligned numbers_;
  std::vector<std::int32_t> groups_;
  const Table* table_;
};

std::vector<float> product(const Table& table, const Matrix& matrix, const Activations& x) {
  std::vector<float> y(x.count * matrix.shape.padded_rows());
  table.matmul(matrix.shape, 0, matrix.shape.count(), x, y.data(), matrix.shape.padded_rows());
  return y;
}

class EveryFormat : public testing::TestWithParam<Format> {
 protected:
  static std::size_t columns() {
    const bool any = GetParam().group == 0 && (GetParam().type == Type::kF32 || GetParam().type == Type::kF16);
    return any ? 330 : 768;
  }
};

TEST_P(EveryFormat, IsTakenApartIntoPanelsAndBack) {
  const Matrix matrix(GetParam(), 21, columns(), 3);
  std::vector<float> decoded(columns());
  for (std::size_t r = 0; r < 21; ++r) {
    decode_row(matrix.shape, r, decoded.data());
    EXPECT_TRUE(std::equal(decoded.begin(), decoded.end(), &matrix.weights[r * columns()])) << r;
  }
  if (matrix.shape.grouping || matrix.shape.compact) return;
  const std::size_t row_bytes = quant::bytes_of(GetParam().type, columns());
  EXPECT_LT(matrix.shape.panel_bytes(), 16 * row_bytes + 64);
  std::vector<std::byte> row(row_bytes);
  for (std::size_t r = 0; r < 21; ++r) {
    unpack_row(matrix.shape, matrix.shape.panel(r / 16), r % 16, row.data());
    EXPECT_TRUE(std::equal(row.begin(), row.end(), matrix.stored.begin() + static_cast<long>(r * row_bytes))) << r;
  }
}

TEST_P(EveryFormat, TimesAVectorIsTheSumOfItsDecodedWeights) {
  const Matrix matrix(GetParam(), 37, columns(), 5);
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Vectors x(*table, input_of(matrix.shape), 3, columns(), 11);
    std::vector<double> seen(3 * columns());
    for (std::size_t i = 0; i < seen.size(); ++i) seen[i] = x.seen(i);
    const std::vector<float> y = product(*table, matrix, x.view());
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t r = 0; r < 37; ++r) {
        double exact = 0, size = 0;
        for (std::size_t k = 0; k < columns(); ++k) {
          const double term = double{matrix.weights[r * columns() + k]} * seen[c * columns() + k];
          exact += term;
          size += std::fabs(term);
        }
        EXPECT_NEAR(y[c * matrix.shape.padded_rows() + r], exact, 1e-6 * size) << "row " << r << ", vector " << c;
      }
  }
}

TEST_P(EveryFormat, IsTheSameInEveryInstructionSet) {
  const Matrix matrix(GetParam(), 48, columns(), 7);
  const auto result = [&](const Table& table) {
    return product(table, matrix, Vectors(table, input_of(matrix.shape), 8, columns(), 13).view());
  };
  const std::vector<float> reference = result(*usable().back());
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const std::vector<float> y = result(*table);
    // The one instruction that rounds in its own way.
    if (GetParam().type == Type::kBf16 && table->isa == Isa::kAvx512Bf16) {
      for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], reference[i], 1e-3);
    } else {
      EXPECT_EQ(y, reference);
    }
  }
}

TEST_P(EveryFormat, GivesAVectorTheSameResultInAnyCompany) {
  const Matrix matrix(GetParam(), 48, columns(), 9);
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Input kind = input_of(matrix.shape);
    const Vectors x(*table, kind, 300, columns(), 17);  // more than are taken at a time
    const std::vector<float> all = product(*table, matrix, x.view());
    for (std::size_t count = 1; count <= 13; ++count) {
      const Vectors some(*table, kind, count, columns(), x.first(count));
      const std::vector<float> y = product(*table, matrix, some.view());
      EXPECT_TRUE(std::equal(y.begin(), y.end(), all.begin())) << count << " vectors";
    }
    std::vector<float> y(all.size());
    for (std::size_t panel = 0; panel < 3; ++panel) table->matmul(matrix.shape, panel, 1, x.view(), y.data(), 48);
    EXPECT_EQ(y, all);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryFormat, testing::ValuesIn(formats()),
                         [](const auto& test) { return test.param.name; });

TEST(Pack, TakesTheNearestCodes) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Vectors x(*table, Input::kInt8, 1, 320, 23);
    const std::vector<float> values = x.first(1);
    for (std::size_t i = 0; i < 320; ++i) EXPECT_NEAR(x.seen(i), values[i], x.group_float(i / kGroup, kScale) * 0.501F);
    for (std::size_t g = 0; g < 10; ++g) {
      int half = 0, half2 = 0;
      for (std::size_t i = 0; i < 16; ++i) half -= x.code(g * 32 + i), half2 -= x.code(g * 32 + 16 + i);
      EXPECT_EQ(x.group_word(g, kMinusSumHalf), half);
      EXPECT_EQ(x.group_word(g, kMinusSumHalf2), half2);
      EXPECT_EQ(x.group_word(g, kMinusSum), half + half2);
      const float scale = x.group_float(g, kScale);
      EXPECT_EQ(x.group_float(g, kMinusScaledSum), scale * static_cast<float>(half + half2));
      EXPECT_EQ(x.group_float(g, kMinusScaledHalf), scale * static_cast<float>(half));
      EXPECT_EQ(x.group_float(g, kMinusScaledHalf2), scale * static_cast<float>(half2));
    }
    const Vectors zeros(*table, Input::kInt8, 1, 32, std::vector<float>(32));
    EXPECT_EQ(zeros.group_float(0, kScale), 0);
    EXPECT_EQ(zeros.code(7), 0);
  }
}

}  // namespace
}  // namespace qed::kernels
