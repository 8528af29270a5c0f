#include "kernels/kernels.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "kernels/panels.h"

namespace qed::kernels {
namespace {

using quant::Type;

// Memory aligned as panels want it.
struct Aligned {
  struct Line {
    alignas(64) std::byte bytes[64];
  };
  explicit Aligned(std::size_t bytes) : lines((bytes + 63) / 64) {}
  std::byte* data() { return lines.data()->bytes; }
  std::vector<Line> lines;
};

// A random matrix as files store it, its half-precision fields small numbers, and as panels.
struct Matrix {
  Matrix(Type type, std::size_t rows, std::size_t columns, unsigned seed)
      : shape{.type = type, .rows = rows, .columns = columns}, packed(shape.bytes()) {
    std::mt19937 random(seed);
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
    shape.data = packed.data();
    for (std::size_t p = 0; p < shape.count(); ++p)
      pack_panel(shape, std::span(pointers).subspan(16 * p, std::min<std::size_t>(16, rows - 16 * p)),
                 packed.data() + p * shape.panel_bytes());
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

  std::vector<float> row(std::size_t r) const {
    std::vector<float> values(shape.columns);
    const std::size_t row_bytes = quant::bytes_of(shape.type, shape.columns);
    quant::info(shape.type).decode(stored.data() + r * row_bytes, shape.columns, values.data());
    return values;
  }

  Panels shape;
  std::vector<std::byte> stored;
  Aligned packed;
};

struct Vectors {
  Vectors(const Table& table, std::size_t count, std::size_t columns, unsigned seed)
      : values(count * columns),
        rounded(values.size()),
        codes(values.size()),
        scales(values.size() / 32 + 1),
        sums(values.size() / 16 + 1) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    for (float& value : values) value = normal(random);
    table.round_to_bfloat16(values.data(), values.size(), rounded.data());
    if (columns % 32 == 0) table.quantize(values.data(), values.size(), codes.data(), scales.data(), sums.data());
    view = {.count = count,
            .columns = columns,
            .values = values.data(),
            .rounded = rounded.data(),
            .codes = codes.data(),
            .scales = scales.data(),
            .sums = sums.data()};
  }
  Vectors(const Vectors&) = delete;

  // The number that the matrix meets.
  double seen(Input input, std::size_t at) const {
    if (input == Input::kFloat) return values[at];
    if (input == Input::kBFloat16) return quant::to_float(rounded[at]);
    return double{scales[at / 32]} * codes[at];
  }

  std::vector<float> values;
  std::vector<quant::BFloat16> rounded;
  std::vector<std::int8_t> codes;
  std::vector<float> scales;
  std::vector<std::int32_t> sums;
  Activations view;
};

std::vector<float> product(const Table& table, const Matrix& matrix, const Activations& x) {
  std::vector<float> y(x.count * matrix.shape.padded_rows());
  table.matmul(matrix.shape, 0, matrix.shape.count(), x, y.data(), matrix.shape.padded_rows());
  return y;
}

class EveryType : public testing::TestWithParam<Type> {
 protected:
  static std::size_t columns() { return GetParam() == Type::kF32 || GetParam() == Type::kF16 ? 330 : 768; }
};

TEST_P(EveryType, IsTakenApartIntoPanelsAndBack) {
  const Matrix matrix(GetParam(), 21, columns(), 3);
  const std::size_t row_bytes = quant::bytes_of(GetParam(), columns());
  EXPECT_LT(matrix.shape.panel_bytes(), 16 * row_bytes + 64);
  std::vector<std::byte> row(row_bytes);
  for (std::size_t r = 0; r < 21; ++r) {
    unpack_row(matrix.shape, matrix.shape.panel(r / 16), r % 16, row.data());
    EXPECT_TRUE(std::equal(row.begin(), row.end(), matrix.stored.begin() + static_cast<long>(r * row_bytes))) << r;
  }
}

TEST_P(EveryType, TimesAVectorIsTheSumOfItsDecodedWeights) {
  const Matrix matrix(GetParam(), 37, columns(), 5);
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Vectors x(*table, 3, columns(), 11);
    const std::vector<float> y = product(*table, matrix, x.view);
    for (std::size_t c = 0; c < 3; ++c)
      for (std::size_t r = 0; r < 37; ++r) {
        double exact = 0, size = 0;
        const std::vector<float> weights = matrix.row(r);
        for (std::size_t k = 0; k < columns(); ++k) {
          const double term = weights[k] * x.seen(input_of(GetParam()), c * columns() + k);
          exact += term;
          size += std::fabs(term);
        }
        EXPECT_NEAR(y[c * matrix.shape.padded_rows() + r], exact, 1e-6 * size) << "row " << r << ", vector " << c;
      }
  }
}

TEST_P(EveryType, IsTheSameInEveryInstructionSet) {
  const Matrix matrix(GetParam(), 48, columns(), 7);
  const Vectors x(*usable().back(), 8, columns(), 13);
  const std::vector<float> reference = product(*usable().back(), matrix, x.view);
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const std::vector<float> y = product(*table, matrix, x.view);
    // The one instruction that rounds in its own way.
    if (GetParam() == Type::kBf16 && table->isa == Isa::kAvx512Bf16) {
      for (std::size_t i = 0; i < y.size(); ++i) EXPECT_NEAR(y[i], reference[i], 1e-3);
    } else {
      EXPECT_EQ(y, reference);
    }
  }
}

TEST_P(EveryType, GivesAVectorTheSameResultInAnyCompany) {
  const Matrix matrix(GetParam(), 48, columns(), 9);
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Vectors x(*table, 33, columns(), 17);
    const std::vector<float> all = product(*table, matrix, x.view);
    for (std::size_t count = 1; count <= 13; ++count) {
      Activations some = x.view;
      some.count = count;
      const std::vector<float> y = product(*table, matrix, some);
      EXPECT_TRUE(std::equal(y.begin(), y.end(), all.begin())) << count << " vectors";
    }
    std::vector<float> y(33 * 48);
    for (std::size_t panel = 0; panel < 3; ++panel) table->matmul(matrix.shape, panel, 1, x.view, y.data(), 48);
    EXPECT_EQ(y, all);
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, EveryType, testing::ValuesIn([] {
                           std::vector<Type> all;
                           for (const quant::TypeInfo& type : quant::types()) all.push_back(type.type);
                           return all;
                         }()),
                         [](const auto& test) { return std::string(quant::info(test.param).name); });

TEST(Kernels, NormaliseToMeanSquareOne) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    for (const std::size_t n : {1, 15, 16, 64, 100}) {
      std::vector<float> x(n), gain(n), y(n);
      for (std::size_t i = 0; i < n; ++i)
        x[i] = std::sin(static_cast<float>(i) + 1), gain[i] = 1 + 0.01F * static_cast<float>(i);
      double squares = 0;
      for (const float v : x) squares += double{v} * v;
      table->rms_norm(x.data(), gain.data(), 1e-6F, n, y.data());
      for (std::size_t i = 0; i < n; ++i)
        EXPECT_NEAR(y[i], x[i] * gain[i] / std::sqrt(squares / static_cast<double>(n) + 1e-6), 1e-5);
    }
  }
}

TEST(Kernels, GateBySilu) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    std::vector<float> gate, up;
    for (float v = -100; v <= 100; v += 0.37F) gate.push_back(v), up.push_back(1.5F);
    const std::vector<float> before = gate;
    table->silu_times(gate.data(), up.data(), gate.size());
    for (std::size_t i = 0; i < gate.size(); ++i) {
      const double exact = before[i] / (1 + std::exp(-double{before[i]})) * 1.5;
      EXPECT_NEAR(gate[i], exact, 1e-6 * std::max(1.0, std::fabs(exact))) << before[i];
    }
  }
}

TEST(Kernels, QuantizeToTheNearestCode) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    const Vectors x(*table, 1, 320, 23);
    for (std::size_t i = 0; i < 320; ++i) EXPECT_NEAR(x.seen(Input::kInt8, i), x.values[i], x.scales[i / 32] * 0.501F);
    for (std::size_t g = 0; g < 20; ++g) {
      int sum = 0;
      for (std::size_t i = 16 * g; i < 16 * g + 16; ++i) sum += x.codes[i];
      EXPECT_EQ(x.sums[g], sum);
    }
    std::vector<float> zeros(32);
    std::int8_t codes[32];
    float scale;
    std::int32_t sums[2];
    table->quantize(zeros.data(), 32, codes, &scale, sums);
    EXPECT_EQ(scale, 0);
    EXPECT_EQ(codes[7], 0);
  }
}

}  // namespace
}  // namespace qed::kernels
