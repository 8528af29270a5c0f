#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "kernels/kernels.h"

namespace qed::kernels {
namespace {

TEST(Elementwise, NormaliseToMeanSquareOne) {
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

TEST(Elementwise, GateBySilu) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    std::vector<float> gate, up;
    for (int i = -270; i <= 270; ++i) gate.push_back(0.37F * static_cast<float>(i)), up.push_back(1.5F);
    const std::vector<float> before = gate;
    table->silu_times(gate.data(), up.data(), gate.size());
    for (std::size_t i = 0; i < gate.size(); ++i) {
      const double exact = before[i] / (1 + std::exp(-double{before[i]})) * 1.5;
      EXPECT_NEAR(gate[i], exact, 1e-6 * std::max(1.0, std::fabs(exact))) << before[i];
    }
  }
}

TEST(Elementwise, RotatePairs) {
  for (const Table* table : usable()) {
    SCOPED_TRACE(table->name);
    for (const std::size_t half : {8, 16, 24}) {
      std::vector<float> x(2 * half), cosines(half), sines(half);
      for (std::size_t i = 0; i < half; ++i) {
        x[i] = static_cast<float>(i) + 1, x[half + i] = 2 - static_cast<float>(i);
        cosines[i] = std::cos(static_cast<float>(i)), sines[i] = std::sin(static_cast<float>(i));
      }
      const std::vector<float> before = x;
      table->rotate(x.data(), cosines.data(), sines.data(), half);
      for (std::size_t i = 0; i < half; ++i) {
        EXPECT_NEAR(x[i], before[i] * cosines[i] - before[half + i] * sines[i], 1e-5);
        EXPECT_NEAR(x[half + i], before[half + i] * cosines[i] + before[i] * sines[i], 1e-5);
      }
    }
  }
}

}  // namespace
}  // namespace qed::kernels
