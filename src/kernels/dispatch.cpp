#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

#include "kernels/kernels.h"

namespace qed::kernels {

extern const Table kScalar, kAvx2, kAvx512Vnni, kAvx512Bf16;  // one per folder, each built with its own flags

namespace {

bool supports(Isa isa) {
  const auto avx512 = [] {
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512vnni");
  };
  switch (isa) {
    case Isa::kScalar:
      return true;
    case Isa::kAvx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
    case Isa::kAvx512Vnni:
      return avx512();
    case Isa::kAvx512Bf16:
      return avx512() && __builtin_cpu_supports("avx512bf16");
  }
  return false;
}

// Seconds of a small product of BF16 matrices, the best of a few.
double time_bf16(const Table& table) {
  constexpr std::size_t kColumns = 256, kVectors = 12;
  struct alignas(64) Line {
    std::byte bytes[64] = {};
  };
  Panels w{.type = quant::Type::kBf16, .rows = 2 * kPanelRows, .columns = kColumns};
  const std::vector<Line> weights(w.bytes() / sizeof(Line));
  w.data = weights.front().bytes;
  Activations x{.kind = Input::kBFloat16, .count = kVectors, .columns = kColumns};
  std::vector<Line> numbers(x.number_bytes() / sizeof(Line));
  x.numbers = numbers.front().bytes;
  const std::vector<float> values(kVectors * kColumns);
  for (std::size_t tile = 0; tile * table.tile_vectors < kVectors; ++tile) table.pack(values.data(), kColumns, tile, x);
  std::vector<float> y(kVectors * w.rows);
  double best = HUGE_VAL;
  for (int i = 0; i < 8; ++i) {
    const auto start = std::chrono::steady_clock::now();
    table.matmul(w, 0, w.count(), x, y.data(), w.rows);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

}  // namespace

std::span<const Table* const> usable() {
  static const std::vector<const Table*> tables = [] {
    std::vector<const Table*> found;
    for (const Table* table : {&kAvx512Bf16, &kAvx512Vnni, &kAvx2, &kScalar})
      if (supports(table->isa)) found.push_back(table);
    if (found.front() == &kAvx512Bf16 && time_bf16(kAvx512Vnni) < time_bf16(kAvx512Bf16)) std::swap(found[0], found[1]);
    return found;
  }();
  return tables;
}

const Table& best() { return *usable().front(); }

std::size_t Activations::number_bytes() const {
  const std::size_t bytes[] = {4, 4, 1};  // BF16 may stand as floats
  return count * columns * bytes[static_cast<std::size_t>(kind)];
}

std::size_t Activations::group_words() const {
  return kind == Input::kInt8 ? count * columns / kGroup * kGroupWords : 0;
}

std::size_t kv_bytes(KvType type, std::size_t head_width) {
  return 2 * kKvTokens * head_width * (type == KvType::kHalf ? 2 : 4);
}

Input input_of(const Panels& matrix) {
  if (matrix.grouping) return matrix.grouping->integer && !matrix.grouping->scattered ? Input::kInt8 : Input::kFloat;
  switch (matrix.type) {
    case quant::Type::kF32:
    case quant::Type::kF16:
      return Input::kFloat;
    case quant::Type::kBf16:
      return Input::kBFloat16;
    default:
      return Input::kInt8;
  }
}

}  // namespace qed::kernels
