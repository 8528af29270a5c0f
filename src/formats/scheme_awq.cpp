// AWQ's "gemm" layout: codes and zero points packed along the rows of W, eight to a word in a shuffled order.
//   qweight I32 [columns, rows / 8]    qzeros I32 [groups, rows / 8]    scales [groups, rows]
//   w = (code - zero) * scale
#include <array>

#include "formats/grouped_source.h"
#include "formats/linear_schemes.h"
#include "formats/unpack.h"

namespace qed::formats {
namespace {

constexpr unsigned kBits = 4;
constexpr std::size_t kPerWord = 8;
constexpr std::array<unsigned, kPerWord> kNibbleOf{0, 4, 1, 5, 2, 6, 3, 7};  // of row 8 k + j, in word k

class AwqSource final : public GroupedSource {
 public:
  AwqSource(Layout layout, const Tensor& codes, const Tensor& zeros, const Tensor& scales)
      : GroupedSource(std::move(layout)), codes_(codes), zeros_(zeros), scales_(scales) {}

  std::string scheme() const override { return describe("AWQ", layout()); }

 protected:
  void unpack(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
              std::int8_t* zeros) const override {
    // A line of cache holds 128 rows of one column: a few columns at a time stay in reach while the rows go by.
    constexpr std::size_t kTile = 64;
    const std::size_t columns = this->columns();
    for (std::size_t begin = 0; begin < columns; begin += kTile) {
      const std::size_t end = std::min(columns, begin + kTile);
      for (std::size_t r = 0; r < count; ++r)
        for (std::size_t c = begin; c < end; ++c) codes[r * columns + c] = centred(codes_.bytes, c, first + r);
    }
    for (std::size_t r = 0; r < count; ++r) {
      for (std::size_t g = 0; g < layout().group_count; ++g) {
        *zeros++ = centred(zeros_.bytes, g, first + r);
        *scales++ = real(scales_.bytes, *scales_.type, g * rows() + first + r);
      }
    }
  }

 private:
  std::int8_t centred(std::span<const std::byte> packed, std::size_t line, std::size_t row) const {
    const std::uint32_t eight = word(packed, line * (rows() / kPerWord) + row / kPerWord);
    return static_cast<std::int8_t>(static_cast<int>(eight >> kBits * kNibbleOf[row % kPerWord] & 15U) - 8);
  }

  const Tensor &codes_, &zeros_, &scales_;
};

}  // namespace

Result<Source> open_awq(const ModuleTensors& tensors) {
  const Tensor& codes = *QED_TRY(tensors.get("qweight", "I32"));
  if (codes.shape.rank() != 2 || codes.shape.elements() == 0)
    return tensors.bad("qweight", Errc::kCorrupt, "expected a matrix, found shape " + to_string(codes.shape));
  const std::size_t columns = codes.shape[0], rows = codes.shape[1] * kPerWord;
  const std::size_t size = tensors.quantization().schemes.front().group_size;
  const std::size_t group = size == 0 ? columns : size;
  if (columns % group != 0)
    return tensors.bad("qweight", Errc::kCorrupt,
                       fmt::format("{} inputs are no multiple of the group size {}", columns, group));
  const std::size_t groups = columns / group;
  const Tensor& zeros = *QED_TRY(tensors.get("qzeros", "I32", {groups, rows / kPerWord}));
  const Tensor& scales = *QED_TRY(tensors.get_real("scales", {groups, rows}));
  return std::make_unique<const AwqSource>(
      GroupedSource::Layout{.rows = rows,
                            .columns = columns,
                            .bits = kBits,
                            .group_weights = group,
                            .group_count = groups,
                            .zeros = true,
                            .group_of = {},
                            .stored_bytes = codes.bytes.size() + zeros.bytes.size() + scales.bytes.size()},
      codes, zeros, scales);
}

}  // namespace qed::formats
