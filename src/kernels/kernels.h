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

// What a matrix is multiplied with depends on how it is written. Integer weights meet activations of 8 bits, x = scale
// * code with a scale for every 32 columns; BF16 meets numbers as round as itself; the rest stays in floats.
enum class Input : std::uint8_t { kFloat, kBFloat16, kInt8 };
Input input_of(const Panels& matrix);

// `count` vectors of `columns` numbers (a multiple of 32 for kInt8, even for kBFloat16) as matrices meet them: in tiles
// of Table::tile_vectors[kind] or fewer, as even as they come. Within a tile of w vectors, the numbers of 4 bytes of
// columns (four codes, two BF16 or one float) of all w lie side by side; and for kInt8, for every 32 columns,
// kGroupWords words of w floats or integers. A view: the caller owns the memory, of number_bytes() and group_words() x
// 4 bytes.
struct Activations {
  Input kind = Input::kFloat;
  std::size_t count = 0;
  std::size_t columns = 0;
  std::byte* numbers = nullptr;  // 64-byte aligned
  std::int32_t* groups = nullptr;

  std::size_t number_bytes() const;
  std::size_t group_words() const;
};

// The words of a group: what the arithmetic of a matrix needs beside the codes.
enum GroupWord : std::uint8_t {
  kScale,         // float
  kMinusSum,      // the codes' negative sum over 32 columns, and over each half: what codes with a zero point of
  kMinusSumHalf,  // their own are corrected by
  kMinusSumHalf2,
  kMinusScaledSum,  // float: the same times scale: what minima are multiplied with
  kMinusScaledHalf,
  kMinusScaledHalf2,
  kGroupWords,
};

// Keys and values of kKvTokens consecutive tokens of one sequence, for one layer and one head: the keys as
// [head_width][kKvTokens], so that a register holds one coordinate of 16 keys, then the values as
// [kKvTokens][head_width]; in halves, or in floats.
inline constexpr std::size_t kKvTokens = 16;
enum class KvType : std::uint8_t { kHalf, kFloat };
std::size_t kv_bytes(KvType type, std::size_t head_width);  // of one such block

// Queries against one sequence's keys and values of one head.
struct Attention {
  KvType type = KvType::kHalf;
  std::size_t head_width = 0;                // a multiple of 16
  const std::byte* const* blocks = nullptr;  // of the sequence, in order ...
  std::size_t offset = 0;                    // ... and where in each the layer's head lies
  float scale = 1;                           // of the dot products: 1 / sqrt(head_width)
  std::size_t count = 0;                     // queries
  const float* const* queries = nullptr;     // head_width numbers each
  float* const* outputs = nullptr;           // may be the queries' own
  const std::uint32_t* lengths = nullptr;    // tokens that each query sees, at least 1
};

// Of the numbers d = x[i] - largest: the sums of e^d, d e^d and d^2 e^d.
struct Moments {
  float largest;
  double sum, first, second;
};

struct Table {
  Isa isa;
  std::string_view name;

  std::size_t tile_vectors[3];  // the most vectors in a tile of activations of each kind
  std::size_t tiles(const Activations& x) const;

  // Packs the vectors of one tile, 0 <= tile < tiles(out); vector v is at x + v * stride.
  void (*pack)(const float* x, std::size_t stride, std::size_t tile, const Activations& out);

  // y[c * stride + r] += sum over k of w[r][k] * x[c][k], for the rows r of `panels` panels from the first on (all 16
  // rows of each: y has room for the padding) and every vector c. x is packed by this table, as input_of(w).
  void (*matmul)(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
                 std::size_t stride);

  // y[i] = x[i] * gain[i] / sqrt(mean(x^2) + eps). `y` may alias `x`.
  void (*rms_norm)(const float* x, const float* gain, float eps, std::size_t n, float* y);

  // Rotates the pairs (x[i], x[i + half]) by the angles whose cosines and sines are given; `half` of each.
  void (*rotate)(float* x, const float* cosines, const float* sines, std::size_t half);

  // Puts a token's key and value at `slot` of a block.
  void (*store_kv)(KvType type, const float* key, const float* value, std::size_t head_width, std::size_t slot,
                   std::byte* block);

  // softmax(q K^T * scale) V for every query. A query's result does not depend on the others.
  void (*attend)(const Attention& attention);

  // What the softmax of x has for its normaliser, entropy and varentropy.
  Moments (*softmax_moments)(const float* x, std::size_t n);

  // gate[i] = silu(gate[i]) * up[i].
  void (*silu_times)(float* gate, const float* up, std::size_t n);

  // y[i] += x[i].
  void (*add)(float* y, const float* x, std::size_t n);
};

// Fastest first, ending in kScalar. Whether the instructions for BF16 are any faster than those for floats differs
// between processors by a factor of eight, and is measured once.
std::span<const Table* const> usable();
const Table& best();  // usable().front()

}  // namespace qed::kernels
