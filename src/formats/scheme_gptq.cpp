// GPTQ: codes packed along the columns of W, zero points along its rows, lowest bits first; 2, 3, 4 or 8 bits.
//   qweight I32 [columns * bits / 32, rows]    qzeros I32 [groups, rows * bits / 32]    scales [groups, rows]
//   g_idx I32 [columns], optional: the group of each column
//   w = (code - zero) * scale
// The first version of the format stores zero - 1, modulo 2^bits; "gptq_v2" stores zero.
#include <algorithm>
#include <array>

#include "formats/grouped_source.h"
#include "formats/linear_schemes.h"
#include "formats/unpack.h"

namespace qed::formats {
namespace {

struct Tensors {
  const Tensor &codes, &zeros, &scales;
  unsigned zero_offset;  // what to add to a stored zero point
};

// As GroupedSource wants it: less 2^(bits - 1).
std::int8_t centred_zero(const Tensors& tensors, unsigned bits, std::size_t rows, std::size_t group, std::size_t row) {
  const unsigned stored = code_at(tensors.zeros.bytes, group * (rows * bits / 32), 1, bits, row);
  const unsigned zero = (stored + tensors.zero_offset) & ((1U << bits) - 1);
  return static_cast<std::int8_t>(static_cast<int>(zero) - (1 << (bits - 1)));
}

class GptqSource final : public GroupedSource {
 public:
  GptqSource(Layout layout, const Tensors& tensors) : GroupedSource(std::move(layout)), tensors_(tensors) {}

  std::string scheme() const override { return describe("GPTQ", layout()); }

 protected:
  void unpack(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
              std::int8_t* zeros) const override {
    const unsigned bits = layout().bits;
    const std::size_t words = columns() * bits / 32;
    // 32 columns lie in `bits` words, each in another line of the tensor: all rows take theirs before the next lines.
    for (std::size_t begin = 0; begin < words; begin += bits) {
      const std::size_t lines = std::min<std::size_t>(bits, words - begin);
      const std::size_t column = begin * 32 / bits, many = lines * 32 / bits;
      for (std::size_t r = 0; r < count; ++r) {
        std::array<std::uint32_t, 8> packed{};
        std::array<std::int8_t, 32> unpacked;
        for (std::size_t i = 0; i < lines; ++i)
          packed[i] = word(tensors_.codes.bytes, (begin + i) * rows() + first + r);
        unpack_32(bits, packed.data(), unpacked.data());
        std::memcpy(codes + r * columns() + column, unpacked.data(), many);
      }
    }
    for (std::size_t r = first; r < first + count; ++r) {
      for (std::size_t g = 0; g < layout().group_count; ++g) {
        *zeros++ = centred_zero(tensors_, bits, rows(), g, r);
        *scales++ = real(tensors_.scales.bytes, *tensors_.scales.type, g * rows() + r);
      }
    }
  }

 private:
  Tensors tensors_;
};

// Symmetric checkpoints store the middle as the zero point of every group.
bool any_zero(const Tensors& tensors, unsigned bits, std::size_t rows, std::size_t groups) {
  for (std::size_t g = 0; g < groups; ++g)
    for (std::size_t r = 0; r < rows; ++r)
      if (centred_zero(tensors, bits, rows, g, r) != 0) return true;
  return false;
}

}  // namespace

Result<Source> open_gptq(const ModuleTensors& tensors) {
  const HfQuantization::Scheme& scheme = tensors.quantization().schemes.front();
  const unsigned bits = scheme.bits;
  const Tensor& codes = *QED_TRY(tensors.get("qweight", "I32"));
  if (codes.shape.rank() != 2 || codes.shape.elements() == 0)
    return tensors.bad("qweight", Errc::kCorrupt, "expected a matrix, found shape " + to_string(codes.shape));
  const std::size_t columns = codes.shape[0] * 32 / bits, rows = codes.shape[1];
  if (codes.shape[0] * 32 % bits != 0 || rows * bits % 32 != 0)
    return tensors.bad("qweight", Errc::kCorrupt,
                       fmt::format("the shape {} holds no whole number of {}-bit codes", to_string(codes.shape), bits));
  const std::size_t group = scheme.group_size == 0 ? columns : std::min(scheme.group_size, columns);
  const std::size_t groups = (columns + group - 1) / group;
  const Tensors parts{.codes = codes,
                      .zeros = *QED_TRY(tensors.get("qzeros", "I32", {groups, rows * bits / 32})),
                      .scales = *QED_TRY(tensors.get_real("scales", {groups, rows})),
                      .zero_offset = scheme.format == "gptq_v2" ? 0U : 1U};
  GroupedSource::Layout layout{
      .rows = rows,
      .columns = columns,
      .bits = bits,
      .group_weights = group,
      .group_count = groups,
      .zeros = any_zero(parts, bits, rows, groups),
      .group_of = {},
      .stored_bytes = codes.bytes.size() + parts.zeros.bytes.size() + parts.scales.bytes.size()};
  QED_TRY(read_groups_of(tensors, "g_idx", layout));
  return std::make_unique<const GptqSource>(std::move(layout), parts);
}

}  // namespace qed::formats
