#include "formats/grouped_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "formats/unpack.h"

namespace qed::formats {
namespace {

constexpr std::size_t kRowsAtOnce = 64;  // bounds the working memory

}  // namespace

GroupedSource::GroupedSource(Layout layout) : LinearSource(layout.rows, layout.columns), layout_(std::move(layout)) {
  if (layout_.group_of.empty()) return;
  order_.resize(layout_.columns);
  std::iota(order_.begin(), order_.end(), 0U);
  std::ranges::stable_sort(order_, {}, [&](std::uint32_t column) { return layout_.group_of[column]; });
  for (std::size_t p = 0; p < order_.size(); ++p) regular_ &= layout_.group_of[order_[p]] == p / layout_.group_weights;
}

std::optional<LinearSource::Groups> GroupedSource::groups() const {
  if (!regular_) return std::nullopt;
  const int half = 1 << (layout_.bits - 1);
  return Groups{.weights = layout_.group_weights,
                .lowest = -half,
                .highest = half - 1,
                .minimums = layout_.zeros,
                .levels = {},
                .order = order_};
}

void GroupedSource::read_rows(std::size_t first, std::size_t count, float* out) const {
  const std::size_t groups = layout_.group_count;
  std::vector<std::int8_t> codes(std::min(count, kRowsAtOnce) * columns());
  std::vector<float> scales(std::min(count, kRowsAtOnce) * groups), zeros(scales.size());
  for (std::size_t done = 0; done < count; done += kRowsAtOnce) {
    const std::size_t rows = std::min(kRowsAtOnce, count - done);
    unpack(first + done, rows, codes.data(), scales.data(), zeros.data());
    for (std::size_t r = 0; r < rows; ++r, out += columns())
      decode_row(&codes[r * columns()], &scales[r * groups], &zeros[r * groups], out);
  }
}

void GroupedSource::decode_row(const std::int8_t* codes, const float* scales, const float* zeros, float* out) const {
  const auto weight = [&](std::size_t c, std::size_t g) {
    return (static_cast<float>(codes[c]) - zeros[g]) * scales[g];
  };
  if (!layout_.group_of.empty()) {
    for (std::size_t c = 0; c < columns(); ++c) out[c] = weight(c, layout_.group_of[c]);
    return;
  }
  for (std::size_t g = 0, c = 0; g < layout_.group_count; ++g)
    for (const std::size_t end = std::min(columns(), c + layout_.group_weights); c < end; ++c) out[c] = weight(c, g);
}

void GroupedSource::read_groups(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                                float* minimums) const {
  QED_CHECK(regular_);
  unpack(first, count, codes, scales, minimums);
  for (std::size_t i = 0; i < count * layout_.group_count; ++i)
    minimums[i] = layout_.zeros ? -(scales[i] * minimums[i]) : 0;
  if (order_.empty()) return;
  std::vector<std::int8_t> natural(layout_.columns);
  for (std::size_t r = 0; r < count; ++r, codes += layout_.columns) {
    std::copy_n(codes, layout_.columns, natural.begin());
    for (std::size_t p = 0; p < order_.size(); ++p) codes[p] = natural[order_[p]];
  }
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
                               float* /*minimums*/) const {
  QED_CHECK(!"only sources that have groups() are read by groups");
}

}  // namespace qed::formats
