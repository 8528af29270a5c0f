// compressed-tensors, integers of 4 or 8 bits. Codes and zero points are signed.
//   pack-quantized: weight_packed I32 [rows, columns * bits / 32 rounded up], code + 2^(bits - 1), lowest bits first;
//                   weight_shape I64 [2] = rows, columns; weight_zero_point I32 [rows * bits / 32 rounded up, groups],
//                   packed along the rows in the same way; weight_g_idx I32 [columns]: the group of each column
//   int-quantized:  weight I8 [rows, columns], weight_zero_point I8 [rows, groups]
// Both: weight_scale [rows, groups]; zero points and the index are optional. w = (code - zero) * scale.
#include <algorithm>
#include <array>

#include "formats/grouped_source.h"
#include "formats/linear_schemes.h"
#include "formats/unpack.h"

namespace qed::formats {
namespace {

std::size_t words_for(std::size_t codes, unsigned bits) { return (codes * bits + 31) / 32; }

class PackedSource final : public GroupedSource {
 public:
  PackedSource(Layout layout, const Tensor& codes, const Tensor& scales, const Tensor* zeros)
      : GroupedSource(std::move(layout)), codes_(codes), scales_(scales), zeros_(zeros) {}

  std::string scheme() const override { return describe("compressed-tensors", layout()); }

 protected:
  void unpack(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
              std::int8_t* zeros) const override {
    const unsigned bits = layout().bits;
    const int half = 1 << (bits - 1);
    const std::size_t words = words_for(columns(), bits), groups = layout().group_count;
    for (std::size_t r = first; r < first + count; ++r) {
      for (std::size_t begin = 0; begin < words; begin += bits) {
        std::array<std::uint32_t, 8> packed{};
        std::array<std::int8_t, 32> unpacked;
        for (std::size_t i = begin; i < std::min(words, begin + bits); ++i)
          packed[i - begin] = word(codes_.bytes, r * words + i);
        unpack_32(bits, packed.data(), unpacked.data());
        const std::size_t many = std::min<std::size_t>(32, columns() - begin * 32 / bits);
        std::memcpy(codes, unpacked.data(), many);
        codes += many;
      }
      for (std::size_t g = 0; g < groups; ++g) {
        *scales++ = real(scales_.bytes, *scales_.type, r * groups + g);
        const int zero = zeros_ ? static_cast<int>(code_at(zeros_->bytes, g, groups, bits, r)) - half : 0;
        *zeros++ = static_cast<std::int8_t>(zero);
      }
    }
  }

 private:
  const Tensor &codes_, &scales_;
  const Tensor* zeros_;
};

class BytesSource final : public GroupedSource {
 public:
  BytesSource(Layout layout, const Tensor& codes, const Tensor& scales, const Tensor* zeros)
      : GroupedSource(std::move(layout)), codes_(codes), scales_(scales), zeros_(zeros) {}

  std::string scheme() const override { return describe("compressed-tensors", layout()); }

 protected:
  void unpack(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
              std::int8_t* zeros) const override {
    std::memcpy(codes, codes_.bytes.data() + first * columns(), count * columns());
    const std::size_t groups = layout().group_count;
    for (std::size_t i = first * groups; i < (first + count) * groups; ++i) {
      *scales++ = real(scales_.bytes, *scales_.type, i);
      *zeros++ = zeros_ ? std::to_integer<std::int8_t>(zeros_->bytes[i]) : std::int8_t{0};
    }
  }

 private:
  const Tensor &codes_, &scales_;
  const Tensor* zeros_;
};

// The rest of a layout whose rows and columns are known, for one of the configuration's groups; nullopt where the
// scales are not those of that group.
std::optional<GroupedSource::Layout> layout_for(const HfQuantization::Scheme& scheme, std::size_t rows,
                                                std::size_t columns, const Tensor& scales) {
  const std::size_t group = scheme.group_size == 0 ? columns : std::min(scheme.group_size, columns);
  const std::size_t groups = (columns + group - 1) / group;
  const bool flat = groups == 1 && scales.shape == Shape{rows};
  if (!flat && !(scales.shape == Shape{rows, groups})) return std::nullopt;
  return GroupedSource::Layout{.rows = rows,
                               .columns = columns,
                               .bits = scheme.bits,
                               .group_weights = group,
                               .group_count = groups,
                               .zeros = false,
                               .group_of = {},
                               .stored_bytes = scales.bytes.size()};
}

// A configuration may have several groups of layers; the shapes tell which one a layer belongs to.
Result<GroupedSource::Layout> find_layout(const ModuleTensors& tensors, std::string_view codes_suffix,
                                          std::string_view format, std::size_t rows, std::size_t columns,
                                          std::size_t words) {
  const Tensor& scales = *QED_TRY(tensors.get("weight_scale"));
  if (!scales.type)
    return tensors.bad("weight_scale", Errc::kUnsupported, fmt::format("type {} is not supported", scales.dtype));
  for (const HfQuantization::Scheme& scheme : tensors.quantization().schemes) {
    if (scheme.format != format || (words != 0 && words_for(columns, scheme.bits) != words)) continue;
    if (auto layout = layout_for(scheme, rows, columns, scales)) return *std::move(layout);
  }
  return tensors.bad(codes_suffix, Errc::kCorrupt,
                     fmt::format("a weight of [{}, {}] with scales of {} fits no group of quantization_config", rows,
                                 columns, to_string(scales.shape)));
}

Result<Source> open_packed(const ModuleTensors& tensors) {
  const Tensor& codes = *QED_TRY(tensors.get("weight_packed", "I32"));
  const Tensor& shape = *QED_TRY(tensors.get("weight_shape", "I64", {2}));
  std::uint64_t sizes[2];
  std::memcpy(sizes, shape.bytes.data(), sizeof sizes);
  const std::size_t rows = sizes[0], columns = sizes[1];
  // A word holds 4 or 8 codes, so this also keeps the sizes within what the file holds.
  if (codes.shape.rank() != 2 || codes.shape.elements() == 0 || codes.shape[0] != rows || columns == 0 ||
      columns > codes.shape[1] * 8)
    return tensors.bad(
        "weight_packed", Errc::kCorrupt,
        fmt::format("the shape {} does not hold a weight of [{}, {}]", to_string(codes.shape), rows, columns));
  GroupedSource::Layout layout =
      QED_TRY(find_layout(tensors, "weight_packed", "pack-quantized", rows, columns, codes.shape[1]));
  const Tensor* zeros = nullptr;
  if (tensors.find("weight_zero_point"))
    zeros = QED_TRY(tensors.get("weight_zero_point", "I32", {words_for(rows, layout.bits), layout.group_count}));
  layout.zeros = zeros != nullptr;
  layout.stored_bytes += codes.bytes.size() + (zeros ? zeros->bytes.size() : 0);
  QED_TRY(read_groups_of(tensors, "weight_g_idx", layout));
  return std::make_unique<const PackedSource>(std::move(layout), codes, *tensors.find("weight_scale"), zeros);
}

Result<Source> open_bytes(const ModuleTensors& tensors) {
  const Tensor& codes = *QED_TRY(tensors.get("weight", "I8"));
  if (codes.shape.rank() != 2 || codes.shape.elements() == 0)
    return tensors.bad("weight", Errc::kCorrupt, "expected a matrix, found shape " + to_string(codes.shape));
  const std::size_t rows = codes.shape[0], columns = codes.shape[1];
  GroupedSource::Layout layout = QED_TRY(find_layout(tensors, "weight", "int-quantized", rows, columns, 0));
  layout.bits = 8;  // of the storage, which says nothing about narrower codes
  const Tensor* zeros = nullptr;
  if (tensors.find("weight_zero_point"))
    zeros = QED_TRY(tensors.get("weight_zero_point", "I8", tensors.find("weight_scale")->shape));
  layout.zeros = zeros != nullptr;
  layout.stored_bytes += codes.bytes.size() + (zeros ? zeros->bytes.size() : 0);
  QED_TRY(read_groups_of(tensors, "weight_g_idx", layout));
  return std::make_unique<const BytesSource>(std::move(layout), codes, *tensors.find("weight_scale"), zeros);
}

}  // namespace

Result<Source> open_compressed(const ModuleTensors& tensors) {
  return tensors.find("weight_packed") ? open_packed(tensors) : open_bytes(tensors);
}

}  // namespace qed::formats
