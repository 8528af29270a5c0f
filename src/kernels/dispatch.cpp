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

// A small product of BF16 matrices, and the least time that it took so far.
class Trial {
 public:
  explicit Trial(const Table& table) : table_(table) {
    w_.data = weights_.front().bytes;
    x_.numbers = numbers_.front().bytes;
    const std::vector<float> values(kVectors * kColumns);
    for (std::size_t tile = 0; tile < table.tiles(x_); ++tile) table.pack(values.data(), kColumns, tile, x_);
  }
  Trial(const Trial&) = delete;

  void run() {
    const auto start = std::chrono::steady_clock::now();
    table_.matmul(w_, 0, w_.count(), x_, y_.data(), w_.rows);
    seconds_ = std::min(seconds_, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  double seconds() const { return seconds_; }

 private:
  static constexpr std::size_t kColumns = 256, kVectors = 12;
  struct alignas(64) Line {
    std::byte bytes[64] = {};
  };

  const Table& table_;
  Panels w_{.type = quant::Type::kBf16, .rows = 2 * kPanelRows, .columns = kColumns};
  Activations x_{.kind = Input::kBFloat16, .count = kVectors, .columns = kColumns};
  std::vector<Line> weights_ = std::vector<Line>(w_.bytes() / sizeof(Line));
  std::vector<Line> numbers_ = std::vector<Line>(x_.number_bytes() / sizeof(Line));
  std::vector<float> y_ = std::vector<float>(kVectors * w_.rows);
  double seconds_ = HUGE_VAL;
};

// In turns and often, so that the choice, and with it what is rounded how, is the same whatever else the machine does.
bool pairs_are_slower() {
  Trial floats(kAvx512Vnni), pairs(kAvx512Bf16);
  for (int i = 0; i < 100; ++i) floats.run(), pairs.run();
  return floats.seconds() < pairs.seconds();
}

}  // namespace

std::span<const Table* const> usable() {
  static const std::vector<const Table*> tables = [] {
    std::vector<const Table*> found;
    for (const Table* table : {&kAvx512Bf16, &kAvx512Vnni, &kAvx2, &kScalar})
      if (supports(table->isa)) found.push_back(table);
    if (found.front() == &kAvx512Bf16 && pairs_are_slower()) std::swap(found[0], found[1]);
    return found;
  }();
  return tables;
}

const Table& best() { return *usable().front(); }

std::size_t Table::tiles(const Activations& x) const {
  const std::size_t most = tile_vectors[static_cast<std::size_t>(x.kind)];
  return (x.count + most - 1) / most;
}

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
