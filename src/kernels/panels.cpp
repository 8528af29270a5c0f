#include "kernels/panels.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "base/error.h"
#include "kernels/compact_bf16.h"
#include "quant/blocks.h"

namespace qed::kernels {
namespace {

using quant::Type;

// Codes in words, scales by their own size. The offsets are those of quant/blocks.h.
constexpr std::array kF32{Field{0, 4, 1}};
constexpr std::array kF16{Field{0, 2, 1}};
constexpr std::array kQ8_0{Field{2, 4, 8, true}, Field{0, 2, 1}};
constexpr std::array kQ4_0{Field{2, 4, 4}, Field{0, 2, 1}};
constexpr std::array kQ4_1{Field{4, 4, 4}, Field{0, 2, 1}, Field{2, 2, 1}};
constexpr std::array kQ5_0{Field{6, 4, 4}, Field{2, 4, 1}, Field{0, 2, 1}};
constexpr std::array kQ5_1{Field{8, 4, 4}, Field{4, 4, 1}, Field{0, 2, 1}, Field{2, 2, 1}};
constexpr std::array kQ2K{Field{16, 4, 16}, Field{80, 2, 1}, Field{82, 2, 1}, Field{0, 1, 16}};
constexpr std::array kQ3K{Field{32, 4, 16}, Field{0, 4, 8}, Field{108, 2, 1}, Field{96, 1, 12}};
constexpr std::array kQ4K{Field{16, 4, 32}, Field{0, 2, 1}, Field{2, 2, 1}, Field{4, 1, 12}};
constexpr std::array kQ5K{Field{48, 4, 32}, Field{16, 4, 8}, Field{0, 2, 1}, Field{2, 2, 1}, Field{4, 1, 12}};
constexpr std::array kQ6K{Field{0, 4, 32}, Field{128, 4, 16}, Field{208, 2, 1}, Field{192, 1, 16}};
constexpr std::array kIq4Xs{Field{8, 4, 32}, Field{0, 2, 1}, Field{2, 2, 1}, Field{4, 1, 4}};

// In the order of the enumeration.
constexpr std::array<Layout, 15> kLayouts{{
    {1, 4, kF32},
    {1, 2, kF16},
    {2, 4, kF32},  // BF16
    {32, 34, kQ8_0},
    {32, 18, kQ4_0},
    {32, 20, kQ4_1},
    {32, 22, kQ5_0},
    {32, 24, kQ5_1},
    {256, 84, kQ2K},
    {256, 110, kQ3K},
    {256, 144, kQ4K},
    {256, 176, kQ5K},
    {256, 210, kQ6K},
    {32, 18, kQ4_0},  // IQ4_NL
    {256, 136, kIq4Xs},
}};

// All bytes of a block belong to exactly one element.
static_assert(std::ranges::all_of(kLayouts, [](const Layout& layout) {
  std::size_t bytes = 0;
  for (const Field& field : layout.fields) bytes += field.bytes * field.count;
  return bytes == layout.block_bytes;
}));

constexpr std::uint32_t kFlip = 0x80808080;

// Moves one field of all blocks of a row, into the panel or out of it.
template <std::size_t kBytes, bool kInto, bool kFlipped = false>
void move_field(const Layout& layout, const Field& field, std::size_t blocks, std::byte* row, std::byte* panel) {
  for (std::size_t block = 0; block < blocks; ++block, row += layout.block_bytes)
    for (std::size_t element = 0; element < field.count; ++element, panel += kPanelRows * kBytes) {
      std::byte* const in_row = row + field.offset + element * kBytes;
      std::byte* const to = kInto ? panel : in_row;
      std::memcpy(to, kInto ? in_row : panel, kBytes);
      if constexpr (kFlipped) {
        std::uint32_t codes;
        std::memcpy(&codes, to, sizeof codes);
        codes ^= kFlip;
        std::memcpy(to, &codes, sizeof codes);
      }
    }
}

template <bool kInto>
void move_row(const Panels& shape, std::byte* row, std::byte* panel, std::size_t lane) {
  const Layout& parts = layout(shape.type);
  for (const Field& field : parts.fields) {
    std::byte* const first = panel + lane * field.bytes;
    switch (field.bytes) {
      case 1:
        move_field<1, kInto>(parts, field, shape.blocks(), row, first);
        break;
      case 2:
        move_field<2, kInto>(parts, field, shape.blocks(), row, first);
        break;
      default:
        (field.signed_codes ? move_field<4, kInto, true> : move_field<4, kInto>)(parts, field, shape.blocks(), row,
                                                                                 first);
        break;
    }
    panel += shape.blocks() * field.count * kPanelRows * field.bytes;
  }
}

// Where the parts of a row by groups begin, in bytes of one row.
struct GroupedRow {
  explicit GroupedRow(const Panels& matrix)
      : scales(matrix.columns * matrix.grouping->bits / 8),
        zeros(scales + matrix.grouping->groups * sizeof(float)),
        bytes(zeros + (matrix.grouping->zeros ? matrix.grouping->groups : 0)) {}
  std::size_t scales, zeros, bytes;
};

// The byte of a panel, and the shift within it, that hold a row's code of a column.
struct CodePlace {
  std::size_t byte;
  unsigned shift;
};
CodePlace code_place(unsigned bits, std::size_t row, std::size_t column) {
  const std::size_t in_group = column % 32;
  const std::size_t at = bits == 8 ? column : column / 32 * 16 + in_group % 16;  // among the row's bytes
  return {(at / 4 * kPanelRows + row) * 4 + at % 4, bits == 4 && in_group >= 16 ? 4U : 0U};
}

void decode_grouped_row(const Panels& matrix, const std::byte* panel, std::size_t row, float* out) {
  const Grouping& grouping = *matrix.grouping;
  const GroupedRow parts(matrix);
  for (std::size_t c = 0; c < matrix.columns; ++c) {
    const auto [byte, shift] = code_place(grouping.bits, row, c);
    const std::size_t at = grouping.group_of[c] * kPanelRows + row;
    const auto code = std::to_integer<unsigned>(panel[byte]) >> shift;
    const float level = grouping.bits == 8 ? static_cast<float>(code) - 128 : grouping.levels[code & 15];
    const std::int8_t zero = grouping.zeros ? std::to_integer<std::int8_t>(panel[parts.zeros * kPanelRows + at]) : 0;
    float scale;
    std::memcpy(&scale, panel + parts.scales * kPanelRows + at * sizeof scale, sizeof scale);
    out[c] = (level - static_cast<float>(zero)) * scale;
  }
}

}  // namespace

const Layout& layout(Type type) { return kLayouts[static_cast<std::size_t>(type)]; }

std::size_t Panels::blocks() const { return columns / layout(type).block_weights; }
std::size_t Panels::count() const { return (rows + kPanelRows - 1) / kPanelRows; }
std::size_t Panels::padded_rows() const { return count() * kPanelRows; }
std::size_t Panels::panel_bytes() const {
  if (compact) return sizeof(CompactHeader) + columns / kCompactColumns * sizeof(CompactColumns);
  const std::size_t row = grouping ? GroupedRow(*this).bytes : blocks() * layout(type).block_bytes;
  return (kPanelRows * row + 63) / 64 * 64;
}
std::size_t Panels::bytes() const {
  return count() * panel_bytes() + (exceptions * sizeof(CompactException) + 63) / 64 * 64;
}
std::string_view Panels::format() const {
  if (compact) return "BF16 in 12 bits";
  if (!grouping) return quant::info(type).name;
  return grouping->bits == 4 ? "4-bit groups" : "8-bit groups";
}
const std::byte* Panels::panel(std::size_t index) const { return data + index * panel_bytes(); }

void pack_panel(const Panels& shape, std::span<const std::byte* const> rows, std::byte* out) {
  QED_CHECK(rows.size() <= kPanelRows);
  std::memset(out, 0, rows.size() < kPanelRows ? shape.panel_bytes() : 0);
  // move_row writes to its second target only.
  for (std::size_t lane = 0; lane < rows.size(); ++lane)
    move_row<true>(shape, const_cast<std::byte*>(rows[lane]), out, lane);
}

void unpack_row(const Panels& shape, const std::byte* panel, std::size_t row, std::byte* out) {
  QED_CHECK(row < kPanelRows);
  move_row<false>(shape, out, const_cast<std::byte*>(panel), row);
}

void pack_grouped_panel(const Panels& shape, std::size_t rows, const std::int8_t* codes, const float* scales,
                        const std::int8_t* zeros, std::byte* out) {
  QED_CHECK(rows <= kPanelRows && shape.columns % 32 == 0);
  const Grouping& grouping = *shape.grouping;
  const GroupedRow parts(shape);
  std::memset(out, 0, shape.panel_bytes());
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < shape.columns; c += 32, codes += 32) {
      // What a row has of 32 columns, in words that lie kPanelRows words apart.
      std::array<std::uint8_t, 32> bytes;
      const std::size_t words = grouping.bits;
      for (std::size_t j = 0; j < 4 * words; ++j)
        bytes[j] = static_cast<std::uint8_t>(grouping.bits == 8 ? codes[j] ^ 0x80 : codes[j] | codes[j + 16] << 4);
      std::byte* const to = out + (c / 32 * words * kPanelRows + r) * 4;
      for (std::size_t word = 0; word < words; ++word) std::memcpy(to + word * kPanelRows * 4, &bytes[4 * word], 4);
    }
    for (std::size_t g = 0; g < grouping.groups; ++g, ++scales, ++zeros) {
      const std::size_t at = g * kPanelRows + r;
      std::memcpy(out + parts.scales * kPanelRows + at * sizeof *scales, scales, sizeof *scales);
      if (grouping.zeros) out[parts.zeros * kPanelRows + at] = static_cast<std::byte>(*zeros);
    }
  }
}

void decode_row(const Panels& matrix, std::size_t row, float* out) {
  if (matrix.compact) return decode_compact_row(matrix, row, out);
  const std::byte* const panel = matrix.panel(row / kPanelRows);
  if (matrix.grouping) return decode_grouped_row(matrix, panel, row % kPanelRows, out);
  std::vector<std::byte> bytes(quant::bytes_of(matrix.type, matrix.columns));
  unpack_row(matrix, panel, row % kPanelRows, bytes.data());
  quant::info(matrix.type).decode(bytes.data(), matrix.columns, out);
}

}  // namespace qed::kernels
