// What the integer schemes have in common: w = (code - zero) * scale, with a scale and a zero point for every row and
// group of columns. A scheme says how to take these out of its tensors, this class makes rows and groups of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "formats/linear_schemes.h"
#include "formats/linear_source.h"

namespace qed::formats {

class GroupedSource : public LinearSource {
 public:
  struct Layout {
    std::size_t rows, columns;
    unsigned bits;
    std::size_t group_weights;            // at least 1
    std::size_t group_count;              // of a row
    bool zeros;                           // false: every zero point is 0
    std::vector<std::uint32_t> group_of;  // of each column, below group_count; empty: column / group_weights
    std::size_t stored_bytes;
  };

  std::size_t stored_bytes() const final { return layout_.stored_bytes; }
  std::optional<Groups> groups() const final {
    return Groups{.bits = layout_.bits,
                  .count = layout_.group_count,
                  .weights = layout_.group_weights,
                  .levels = {},
                  .zeros = layout_.zeros,
                  .group_of = layout_.group_of};
  }
  void read_rows(std::size_t first, std::size_t count, float* out) const final;
  void read_groups(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                   std::int8_t* zeros) const final {
    unpack(first, count, codes, scales, zeros);
  }

 protected:
  explicit GroupedSource(Layout layout) : LinearSource(layout.rows, layout.columns), layout_(std::move(layout)) {}
  const Layout& layout() const { return layout_; }

  // Codes of some rows in the columns' natural order, and scales and zero points by group. Both codes and zero points
  // have 2^(bits - 1) subtracted, which makes them fit and the zero points of symmetric weights 0.
  virtual void unpack(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                      std::int8_t* zeros) const = 0;

 private:
  void decode_row(const std::int8_t* codes, const float* scales, const std::int8_t* zeros, float* out) const;

  Layout layout_;
};

// Sets layout.group_of from a tensor of I32, where there is one that says something else than column / group_weights:
// kCorrupt for a group that is not there.
Result<void> read_groups_of(const ModuleTensors& tensors, std::string_view suffix, GroupedSource::Layout& layout);

// "GPTQ 4-bit, groups of 128"
std::string describe(std::string_view scheme, const GroupedSource::Layout& layout);

}  // namespace qed::formats
