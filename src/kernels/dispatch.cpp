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

}  // namespace

std::span<const Table* const> usable() {
  static const std::vector<const Table*> tables = [] {
    std::vector<const Table*> found;
    for (const Table* table : {&kAvx512Bf16, &kAvx512Vnni, &kAvx2, &kScalar})
      if (supports(table->isa)) found.push_back(table);
    return found;
  }();
  return tables;
}

const Table& best() { return *usable().front(); }

std::size_t Activations::number_bytes() const {
  const std::size_t bytes[] = {4, 2, 1};
  return count * columns * bytes[static_cast<std::size_t>(kind)];
}

std::size_t Activations::group_words() const {
  return kind == Input::kInt8 ? count * columns / kGroup * kGroupWords : 0;
}

std::size_t kv_bytes(KvType type, std::size_t head_width) {
  return 2 * kKvTokens * head_width * (type == KvType::kHalf ? 2 : 4);
}

Input input_of(quant::Type type) {
  switch (type) {
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
