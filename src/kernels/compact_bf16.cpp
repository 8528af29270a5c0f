#include "kernels/compact_bf16.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/error.h"
#include "quant/half.h"

namespace qed::kernels {
namespace {

const CompactHeader& header_of(const Panels& matrix, std::size_t panel) {
  return *reinterpret_cast<const CompactHeader*>(matrix.panel(panel));
}

// Four columns of a row as they are stored: 16 bits each, the first lowest.
std::uint64_t four_of(const std::byte* row, std::size_t column) {
  std::uint64_t four;
  std::memcpy(&four, row + 2 * column, sizeof four);
  return four;
}

// The most frequent upper bytes, behind the zero that exceptions leave.
void choose_upper_bytes(std::span<const std::byte* const> rows, std::size_t columns, CompactHeader& header) {
  std::array<std::array<std::uint32_t, 256>, 4> counts{};  // neighbours are often alike: no count waits for another
  for (const std::byte* const row : rows)
    for (std::size_t c = 0; c < columns; c += 4) {
      const std::uint64_t four = four_of(row, c);
      for (std::size_t i = 0; i < 4; ++i) ++counts[i][four >> (16 * i + 8) & 255];
    }
  for (std::size_t i = 1; i < 4; ++i)
    for (std::size_t byte = 0; byte < 256; ++byte) counts[0][byte] += counts[i][byte];
  std::array<std::uint8_t, 255> bytes;
  std::iota(bytes.begin(), bytes.end(), 1);
  std::ranges::partial_sort(bytes, bytes.begin() + 15, std::greater{},
                            [&](std::uint8_t byte) { return counts[0][byte]; });
  header.upper[0] = 0;
  std::copy_n(bytes.begin(), 15, header.upper + 1);
}

// The index of each upper byte in a panel's table, or kNone.
constexpr std::uint8_t kNone = 16;
std::array<std::uint8_t, 256> indices_of(const CompactHeader& header) {
  std::array<std::uint8_t, 256> index_of;
  index_of.fill(kNone);
  for (std::uint8_t i = 0; i < 16; ++i) index_of[header.upper[i]] = i;
  return index_of;
}

}  // namespace

std::span<const CompactException> exceptions_of(const Panels& matrix, std::size_t panel) {
  const CompactHeader& header = header_of(matrix, panel);
  const auto* const all = reinterpret_cast<const CompactException*>(matrix.panel(matrix.count()));
  return {all + header.first_exception, header.exceptions};
}

CompactPacker::CompactPacker(Panels& matrix, std::byte* data) : matrix_(matrix), data_(data) {
  QED_CHECK(fits(matrix.type, matrix.columns));
  matrix.compact = true;
  matrix.exceptions = 0;
  matrix.data = data;
  exceptions_.resize(matrix.count());
}

void CompactPacker::pack(std::size_t panel, std::span<const std::byte* const> rows) {
  const std::size_t most = matrix_.rows * matrix_.columns / 256;
  if (found_ > most) return;
  std::byte* const out = data_ + panel * matrix_.panel_bytes();
  std::memset(out, 0, matrix_.panel_bytes());
  auto& header = *reinterpret_cast<CompactHeader*>(out);
  choose_upper_bytes(rows, matrix_.columns, header);
  const std::array<std::uint8_t, 256> index_of = indices_of(header);
  auto* const columns = reinterpret_cast<CompactColumns*>(out + sizeof header);
  std::vector<CompactException>& exceptions = exceptions_[panel];
  for (std::size_t r = 0; r < rows.size(); ++r)
    for (std::size_t c = 0; c < matrix_.columns; c += 4) {
      CompactColumns& eight = columns[c / kCompactColumns];
      const std::size_t half = c % kCompactColumns / 4;
      const std::uint64_t four = four_of(rows[r], c);
      for (std::size_t i = 0; i < 4; ++i) {
        const auto weight = static_cast<std::uint16_t>(four >> 16 * i);
        const std::uint8_t index = index_of[weight >> 8];
        if (index == kNone) [[unlikely]] {
          exceptions.push_back({static_cast<std::uint32_t>(c + i), static_cast<std::uint16_t>(r), weight});
          continue;
        }
        const std::size_t place = compact_place(r, i);
        eight.lower[half][place] = static_cast<std::uint8_t>(weight);
        eight.indices[place] = static_cast<std::uint8_t>(eight.indices[place] | index << 4 * half);
      }
    }
  std::ranges::stable_sort(exceptions, {}, &CompactException::column);
  found_ += exceptions.size();
}

bool CompactPacker::finish() {
  if (found_ > matrix_.rows * matrix_.columns / 256) {
    matrix_.compact = false;
    return false;
  }
  auto* const list = reinterpret_cast<CompactException*>(data_ + matrix_.count() * matrix_.panel_bytes());
  std::size_t next = 0;
  for (std::size_t panel = 0; panel < exceptions_.size(); ++panel) {
    auto& header = *reinterpret_cast<CompactHeader*>(data_ + panel * matrix_.panel_bytes());
    header.first_exception = static_cast<std::uint32_t>(next);
    header.exceptions = static_cast<std::uint32_t>(exceptions_[panel].size());
    std::ranges::copy(exceptions_[panel], list + next);
    next += exceptions_[panel].size();
  }
  matrix_.exceptions = next;
  return true;
}

bool pack_drawn(Panels& matrix, std::byte* data, const std::function<float()>& draw) {
  std::vector<quant::BFloat16> weights(kPanelRows * matrix.columns);
  std::vector<const std::byte*> rows;
  for (std::size_t r = 0; r < kPanelRows; ++r)
    rows.push_back(reinterpret_cast<const std::byte*>(&weights[r * matrix.columns]));
  CompactPacker packer(matrix, data);
  for (std::size_t panel = 0; panel < matrix.count(); ++panel) {
    for (quant::BFloat16& weight : weights) weight = quant::to_bfloat16(draw());
    packer.pack(panel, std::span(rows).first(std::min(kPanelRows, matrix.rows - panel * kPanelRows)));
  }
  return packer.finish();
}

void decode_compact_row(const Panels& matrix, std::size_t row, float* out) {
  const std::size_t panel = row / kPanelRows, r = row % kPanelRows;
  const CompactHeader& header = header_of(matrix, panel);
  const auto* const columns = reinterpret_cast<const CompactColumns*>(&header + 1);
  const auto to_float = [](std::uint32_t weight) { return std::bit_cast<float>(weight << 16); };
  for (std::size_t c = 0; c < matrix.columns; ++c) {
    const CompactColumns& eight = columns[c / kCompactColumns];
    const std::size_t place = compact_place(r, c), half = c % kCompactColumns / 4;
    const std::uint32_t upper = header.upper[eight.indices[place] >> 4 * half & 15];
    out[c] = to_float(upper << 8 | eight.lower[half][place]);
  }
  for (const CompactException& exception : exceptions_of(matrix, panel))
    if (exception.row == r) out[exception.column] = to_float(exception.weight);
}

}  // namespace qed::kernels
