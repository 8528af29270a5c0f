// BF16 in 12 bits a weight, without loss. Trained weights use few of the 256 exponents (2.6 bits of entropy: Zhang et
// al., "70 % Size, 100 % Accuracy: Lossless LLM Compression via Dynamic-Length Float", 2025), so that the upper byte of
// a weight, its sign and seven bits of the exponent, is nearly always one of few. A panel has a table of 16 upper
// bytes; a weight is an index of four bits and its lower byte as it is. What the table does not reach, one or two of
// ten thousand weights, stands in a list behind the panels and as zero in its place.
//
// A fixed length, other than the paper's Huffman codes, is decoded by one byte shuffle for 64 weights: faster than
// memory brings them.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "kernels/panels.h"

namespace qed::kernels {

inline constexpr std::size_t kCompactColumns = 8;  // columns that indices and lower bytes alternate by

// What a panel begins with; CompactColumns follow, one for every eight columns.
struct alignas(64) CompactHeader {
  std::uint8_t upper[16];  // the table; its first entry is 0
  std::uint32_t first_exception, exceptions;
};

// In each array, the 64 bytes of four columns: compact_place(row, column) says where.
struct CompactColumns {
  std::uint8_t indices[64];  // of columns 0..3 in the lower halves, of columns 4..7 in the upper ones
  std::uint8_t lower[2][64];
};

// Such that interleaving the halves of each 16 bytes of lower and upper bytes gives pairs of columns, row by row.
constexpr std::size_t compact_place(std::size_t row, std::size_t column) {
  return row / 4 * 16 + column % 4 / 2 * 8 + row % 4 * 2 + column % 2;
}

struct CompactException {
  std::uint32_t column;  // ascending within a panel
  std::uint16_t row;     // of the panel
  std::uint16_t weight;
};

// The list of one panel.
std::span<const CompactException> exceptions_of(const Panels& matrix, std::size_t panel);

// Packs a matrix of BF16 that fits().
class CompactPacker {
 public:
  // Where the form is worth having: it then takes less than a plain panel's bytes, its exceptions included.
  static bool fits(quant::Type type, std::size_t columns) {
    return type == quant::Type::kBf16 && columns % kCompactColumns == 0 && columns >= 64;
  }

  // `matrix` becomes compact; its data are at `data`, with room for the plain matrix.
  CompactPacker(Panels& matrix, std::byte* data);

  // One panel from up to 16 rows as files store them. Threads may pack different panels at the same time.
  void pack(std::size_t panel, std::span<const std::byte* const> rows);

  // When all panels are packed: adds the list of exceptions. False if more than one weight in 256 is one, as in no
  // trained matrix; the matrix is then no longer compact, and its panels are to be packed anew.
  [[nodiscard]] bool finish();

 private:
  Panels& matrix_;
  std::byte* data_;
  std::vector<std::vector<CompactException>> exceptions_;  // of each panel
  std::atomic<std::size_t> found_ = 0;
};

// Packs numbers drawn one after the other, for models that are made up; false as CompactPacker::finish().
[[nodiscard]] bool pack_drawn(Panels& matrix, std::byte* data, const std::function<float()>& draw);

// One row as floats, `matrix.columns` of them.
void decode_compact_row(const Panels& matrix, std::size_t row, float* out);

}  // namespace qed::kernels
