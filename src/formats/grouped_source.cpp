#include "formats/grouped_source.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/unpack.h"

namespace qed::formats {
namespace {

constexpr std::size_t kRowsAtOnce = 64;  // bounds the working memory

}  // namespace

void GroupedSource::read_rows(std::size_t first, std::size_t count, float* out) const {
  const std::size_t groups = layout_.group_count;
  std::vector<std::int8_t> codes(std::min(count, kRowsAtOnce) * columns());
  std::vector<float> scales(std::min(count, kRowsAtOnce) * groups);
  std::vector<std::int8_t> zeros(scales.size());
  for (std::size_t done = 0; done < count; done += kRowsAtOnce) {
    const std::size_t rows = std::min(kRowsAtOnce, count - done);
    unpack(first + done, rows, codes.data(), scales.data(), zeros.data());
    for (std::size_t r = 0; r < rows; ++r, out += columns())
      decode_row(&codes[r * columns()], &scales[r * groups], &zeros[r * groups], out);
  }
}

void GroupedSource::decode_row(const std::int8_t* codes, const float* scales, const std::int8_t* zeros,
                               float* out) const {
  const auto weight = [&](std::size_t c, std::size_t g) { return static_cast<float>(codes[c] - zeros[g]) * scales[g]; };
  if (!layout_.group_of.empty()) {
    for (std::size_t c = 0; c < columns(); ++c) out[c] = weight(c, layout_.group_of[c]);
    return;
  }
  for (std::size_t g = 0, c = 0; g < layout_.group_count; ++g)
    for (const std::size_t end = std::min(columns(), c + layout_.group_weights); c < end; ++c) out[c] = weight(c, g);
}

Result<void> read_groups_of(const ModuleTensors& tensors, std::string_view suffix, GroupedSource::Layout& layout) {
  if (!tensors.find(suffix)) return {};
  const Tensor& index = *QED_TRY(tensors.get(suffix, "I32", {layout.columns}));
  std::vector<std::uint32_t> groups(layout.columns);
  bool natural = true;
  for (std::size_t c = 0; c < groups.size(); ++c) {
    groups[c] = word(index.bytes, c);
    if (groups[c] >= layout.group_count)
      return tensors.bad(suffix, Errc::kCorrupt,
                         fmt::format("element {} is {}, but there are {} groups", c,
                                     static_cast<std::int32_t>(groups[c]), layout.group_count));
    natural &= groups[c] == c / layout.group_weights;
  }
  if (!natural) layout.group_of = std::move(groups);
  layout.stored_bytes += index.bytes.size();
  return {};
}

std::string describe(std::string_view scheme, const GroupedSource::Layout& layout) {
  if (layout.group_count == 1) return fmt::format("{} {}-bit, one group per row", scheme, layout.bits);
  return fmt::format("{} {}-bit, groups of {}", scheme, layout.bits, layout.group_weights);
}

void LinearSource::read_groups(std::size_t /*first*/, std::size_t /*count*/, std::int8_t* /*codes*/, float* /*scales*/,
                               std::int8_t* /*zeros*/) const {
  QED_CHECK(!"only sources that have groups() are read by groups");
}

}  // namespace qed::formats
