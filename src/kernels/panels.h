// The layout that matrices are computed in: panels of 16 rows, so that one vector register holds the same weight of 16
// rows. A panel is its rows' blocks taken apart field by field: for each field of the block, for each block along the
// row, for each element of the field, the 16 rows side by side. Codes count as elements of 4 bytes, what one integer
// dot-product instruction takes from a row. So a panel has exactly the bytes of its 16 rows in another order: any
// format is repacked without loss and without growing. Rows beyond the last are zero bytes.
// Signed codes of 8 bits have their uppermost bit flipped, that is 128 added: dot-product instructions want one side
// unsigned, and then take these codes from where they lie.
//
// Schemes that keep codes, scales and zero points in tensors of their own (AWQ, GPTQ, NF4 ...) have one such block
// along the row: codes of 4 or 8 bits as in Q4_0 and Q8_0, then the scales of all groups, then their zero points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "quant/types.h"

namespace qed::kernels {

inline constexpr std::size_t kPanelRows = 16;
inline constexpr std::size_t kGroup = 32;  // columns that integer products are summed over

// A part of a block: `count` elements of `bytes` each, at `offset` in the block.
struct Field {
  std::size_t offset, bytes, count;
  bool signed_codes = false;  // of 8 bits
};

// How a type's rows are taken apart. The fields stand in the order that panels store them, widest elements first,
// which keeps the codes aligned.
struct Layout {
  std::size_t block_weights, block_bytes;  // the type's block; for BF16 a pair of weights
  std::span<const Field> fields;
};
const Layout& layout(quant::Type type);

// How weights with a scale, and perhaps a zero point, for each of a row's groups of columns are written:
//   w = (level - zero) * scale, rounded once.
struct Grouping {
  unsigned bits = 4;                        // of a code: 4 or 8
  std::size_t groups = 0;                   // of a row
  const std::uint32_t* group_of = nullptr;  // of each column, the same in every row; the caller's
  bool zeros = false;                       // false: every zero point is 0
  // What codes of 4 bits stand for; codes of 8 bits are signed and stand for themselves.
  float levels[16] = {-8, -7, -6, -5, -4, -3, -2, -1, 0, 1, 2, 3, 4, 5, 6, 7};
  bool integer = true;     // the levels are
  bool scattered = false;  // some 32 columns from a multiple of 32 on are not of one group
};

// A matrix of `rows` x `columns` weights as panels. A view: whoever allocated the panels keeps them alive.
struct Panels {
  quant::Type type = quant::Type::kF32;
  const Grouping* grouping = nullptr;  // instead of a type
  bool compact = false;                // BF16 in 12 bits: kernels/compact_bf16.h
  std::size_t exceptions = 0;          // of such a matrix, in a list behind its panels
  std::size_t rows = 0;
  std::size_t columns = 0;          // a multiple of layout(type).block_weights, or of 32
  const std::byte* data = nullptr;  // 64-byte aligned

  std::size_t blocks() const;  // along a row
  std::size_t count() const;   // of panels
  std::size_t padded_rows() const;
  std::size_t panel_bytes() const;  // rounded up to a cache line, so that every panel is aligned
  std::size_t bytes() const;
  const std::byte* panel(std::size_t index) const;
  std::string_view format() const;  // for people: "Q4_K", "4-bit groups", "BF16 in 12 bits"
};

// One panel from up to 16 rows as files store them; `out` has panel_bytes() bytes.
void pack_panel(const Panels& shape, std::span<const std::byte* const> rows, std::byte* out);

// One panel from up to 16 rows by groups: columns codes each (of 4 bits: levels' indices), and a scale and a zero point
// for each of the groups.
void pack_grouped_panel(const Panels& shape, std::size_t rows, const std::int8_t* codes, const float* scales,
                        const std::int8_t* zeros, std::byte* out);

// The inverse of pack_panel for one row of a panel; `out` has bytes_of(type, columns) bytes.
void unpack_row(const Panels& shape, const std::byte* panel, std::size_t row, std::byte* out);

// One row of the matrix as floats, `columns` of them; whatever it is written as.
void decode_row(const Panels& matrix, std::size_t row, float* out);

}  // namespace qed::kernels
