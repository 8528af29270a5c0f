// An instruction set's table, from its registers.
#pragma once

#include "kernels/generic/attention.h"
#include "kernels/generic/elementwise.h"
#include "kernels/generic/float_matmul.h"
#include "kernels/generic/integer_matmul.h"

namespace qed::kernels {
namespace {

using Matmul = decltype(Table::matmul);

template <class L, bool kZeroPoints>
Matmul grouped_matmul(const Panels& w) {
  const bool four = w.grouping->bits == 4;
  if (input_of(w) == Input::kInt8)
    return four ? integer_matmul<L, UnpackGrouped4<L, kZeroPoints>> : integer_matmul<L, UnpackGrouped8<L, kZeroPoints>>;
  if (!four) return float_matmul<L, FromGrouped8<L, kZeroPoints>>;
  return w.grouping->scattered ? float_matmul<L, FromGrouped4<L, kZeroPoints, true>>
                               : float_matmul<L, FromGrouped4<L, kZeroPoints, false>>;
}

template <class L, Matmul kBf16, Matmul kCompactBf16>
void matmul(const Panels& w, std::size_t first, std::size_t panels, const Activations& x, float* y,
            std::size_t stride) {
  using quant::Type;
  const auto run = [&](Matmul function) { function(w, first, panels, x, y, stride); };
  if (w.grouping) return run(w.grouping->zeros ? grouped_matmul<L, true>(w) : grouped_matmul<L, false>(w));
  switch (w.type) {
    case Type::kF32:
      return run(float_matmul<L, FromF32<L>>);
    case Type::kF16:
      return run(float_matmul<L, FromF16<L>>);
    case Type::kBf16:
      return run(w.compact ? kCompactBf16 : kBf16);
    case Type::kQ8_0:
      return run(integer_matmul<L, UnpackQ8_0<L>>);
    case Type::kQ4_0:
      return run(integer_matmul<L, UnpackQ4_0<L>>);
    case Type::kQ4_1:
      return run(integer_matmul<L, UnpackQ4_1<L>>);
    case Type::kQ5_0:
      return run(integer_matmul<L, UnpackQ5_0<L>>);
    case Type::kQ5_1:
      return run(integer_matmul<L, UnpackQ5_1<L>>);
    case Type::kQ2K:
      return run(integer_matmul<L, UnpackQ2K<L>>);
    case Type::kQ3K:
      return run(integer_matmul<L, UnpackQ3K<L>>);
    case Type::kQ4K:
      return run(integer_matmul<L, UnpackQ4K<L>>);
    case Type::kQ5K:
      return run(integer_matmul<L, UnpackQ5K<L>>);
    case Type::kQ6K:
      return run(integer_matmul<L, UnpackQ6K<L>>);
    case Type::kIq4Nl:
      return run(integer_matmul<L, UnpackIq4Nl<L>>);
    case Type::kIq4Xs:
      return run(integer_matmul<L, UnpackIq4Xs<L>>);
  }
}

// `kPairs`: the products with BF16 take two columns at once.
template <class L, Matmul kBf16 = float_matmul<L, FromBf16<L>>,
          Matmul kCompactBf16 = float_matmul<L, FromCompactBf16<L>>, bool kPairs = false>
constexpr Table make_table(Isa isa, std::string_view name) {
  return {.isa = isa,
          .name = name,
          .tile_vectors = {most_vectors<L>(Input::kFloat), most_vectors<L>(Input::kBFloat16),
                           most_vectors<L>(Input::kInt8)},
          .pack = pack<L, kPairs>,
          .matmul = matmul<L, kBf16, kCompactBf16>,
          .rms_norm = rms_norm<L>,
          .rotate = rotate<L>,
          .store_kv = store_kv<L>,
          .attend = attend<L>,
          .softmax_moments = softmax_moments<L>,
          .silu_times = silu_times<L>,
          .add = add<L>};
}

}  // namespace
}  // namespace qed::kernels
