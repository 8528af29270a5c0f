// From compact panels of BF16 (kernels/compact_bf16.h) to plain ones, or to floats; written once over `Lanes`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/compact_bf16.h"

namespace qed::kernels {
namespace {

// Walks along a panel from the left to the right; again from the first column on as often as one likes.
template <class L>
class CompactReader {
 public:
  CompactReader(const Panels& w, std::size_t panel)
      : header_(reinterpret_cast<const CompactHeader*>(w.panel(panel))),
        exceptions_(reinterpret_cast<const CompactException*>(w.panel(w.count())) + header_->first_exception),
        next_(exceptions_) {
    L::prefetch(exceptions_);
  }

  // Calls put(i, words) for the columns `column` + i and the one after it, which are the halves of each row's word as
  // in a plain panel; then mend(i, row, weight) for the exceptions among them, which are zeros there.
  template <class Put, class Mend>
  void read(std::size_t column, std::size_t columns, Put put, Mend mend) {
    put_all(column, columns, put);
    if (column == 0) next_ = exceptions_;
    const auto* const end = exceptions_ + header_->exceptions;
    for (; next_ != end && next_->column < column + columns; ++next_)
      mend(next_->column - column, next_->row, next_->weight);
  }

 private:
  template <class Put>
  void put_all(std::size_t column, std::size_t columns, Put put) const {
    std::int8_t upper[16];  // a copy, which nothing that is stored can change
    __builtin_memcpy(upper, header_->upper, sizeof upper);
    const auto* from = reinterpret_cast<const CompactColumns*>(header_ + 1) + column / kCompactColumns;
    for (std::size_t i = 0; i < columns; i += kCompactColumns, ++from) {
      const auto indices = L::stream(from->indices);
      const auto four = [&](std::size_t first, auto index, const std::uint8_t* lower_bytes) {
        const auto lower = L::stream(lower_bytes), high = L::lookup(index, upper);
        put(first, L::interleave_low(lower, high));
        put(first + 2, L::interleave_high(lower, high));
      };
      four(i, L::template bits<0>(indices, 15), from->lower[0]);
      four(i + 4, L::template bits<4>(indices, 15), from->lower[1]);
    }
  }

  const CompactHeader* header_;
  const CompactException *exceptions_, *next_;
};

}  // namespace
}  // namespace qed::kernels
