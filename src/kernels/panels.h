// The layout that matrices are computed in: panels of 16 rows, so that one vector register holds the same weight of 16
// rows. A panel is its rows' blocks taken apart field by field: for each field of the block, for each block along the
// row, for each element of the field, the 16 rows side by side. Codes count as elements of 4 bytes, what one integer
// dot-product instruction takes from a row. So a panel has exactly the bytes of its 16 rows in another order: any
// format is repacked without loss and without growing. Rows beyond the last are zero bytes.
#pragma once

#include <cstddef>
#include <span>

#include "quant/types.h"

namespace qed::kernels {

inline constexpr std::size_t kPanelRows = 16;

// A part of a block: `count` elements of `bytes` each, at `offset` in the block.
struct Field {
  std::size_t offset, bytes, count;
};

// How a type's rows are taken apart. The fields stand in the order that panels store them, widest elements first,
// which keeps the codes aligned.
struct Layout {
  std::size_t block_weights, block_bytes;  // the type's block; for BF16 a pair of weights
  std::span<const Field> fields;
};
const Layout& layout(quant::Type type);

// A matrix of `rows` x `columns` weights as panels. A view: whoever allocated the panels keeps them alive.
struct Panels {
  quant::Type type = quant::Type::kF32;
  std::size_t rows = 0;
  std::size_t columns = 0;          // a multiple of layout(type).block_weights
  const std::byte* data = nullptr;  // 64-byte aligned

  std::size_t blocks() const;  // along a row
  std::size_t count() const;   // of panels
  std::size_t padded_rows() const;
  std::size_t panel_bytes() const;  // rounded up to a cache line, so that every panel is aligned
  std::size_t bytes() const;
  const std::byte* panel(std::size_t index) const;
};

// One panel from up to 16 rows as files store them; `out` has panel_bytes() bytes.
void pack_panel(const Panels& shape, std::span<const std::byte* const> rows, std::byte* out);

// The inverse for one row of a panel; `out` has bytes_of(type, columns) bytes.
void unpack_row(const Panels& shape, const std::byte* panel, std::size_t row, std::byte* out);

}  // namespace qed::kernels
