// The numeric inner loops, one table of functions per instruction set. kScalar is the reference: slow, obvious, and
// what every other table must agree with; the sequence of roundings is fixed, so integer matrices agree to the bit.
// A column's result never depends on which other columns are computed with it.
// Kernels allocate nothing, start no threads and may run on any number of threads at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "kernels/panels.h"
#include "quant/half.h"

namespace qed::kernels {

enum class Isa : std::uint8_t { kScalar, kAvx2, kAvx512Vnni, kAvx512Bf16 };

// Integer weights meet activations of 8 bits: x[i] = scales[i / 32] * codes[i].
inline constexpr std::size_t kGroup = 32;

// What a matrix is multiplied with depends on its type.
enum class Input : std::uint8_t { kFloat, kBFloat16, kInt8 };
Input input_of(quant::Type type);

// `count` vectors of `columns` numbers, each vector contiguous; only the form that input_of() names need be there.
// Lengths are padded: vectors start every `columns` (codes), columns / 32 (scales) and columns / 16 (sums) elements.
struct Activations {
  std::size_t count = 0;
  std::size_t columns = 0;
  const float* values = nullptr;
  const quant::BFloat16* rounded = nullptr;
  const std::int8_t* codes = nullptr;
  const float* scales = nullptr;
  const std::int32_t* sums = nullptr;  // of 16 codes
};

struct Table {
  Isa isa;
  std::string_view name;

  // y[c * stride + r] += sum over k of w[r][k] * x[c][k], for the rows r of `panels` panels from the first on (all 16
  // rows of each: y has room for the padding) and every vector c.
  void (*matmul)(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                 std::size_t stride);

  // One vector of `n` numbers, a multiple of 32, to codes, scales and sums.
  void (*quantize)(const float* x, std::size_t n, std::int8_t* codes, float* scales, std::int32_t* sums);
  void (*round_to_bfloat16)(const float* x, std::size_t n, quant::BFloat16* out);

  // y[i] = x[i] * gain[i] / sqrt(mean(x^2) + eps). `y` may alias `x`.
  void (*rms_norm)(const float* x, const float* gain, float eps, std::size_t n, float* y);

  // gate[i] = silu(gate[i]) * up[i].
  void (*silu_times)(float* gate, const float* up, std::size_t n);

  // y[i] += x[i].
  void (*add)(float* y, const float* x, std::size_t n);
};

std::span<const Table* const> usable();  // fastest first, ending in kScalar; what tests iterate
const Table& best();                     // usable().front()

}  // namespace qed::kernels
