// From compact panels of BF16 (kernels/compact_bf16.h) to plain ones, or to floats; written once over `Lanes`.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/compact_bf16.h"

namespace qed::kernels {
namespace {

// Calls put(i, words) for the columns `column` + i and the one after it, which are the halves of each row's word as in
// a plain panel. An exception is a zero.
template <class L, class Put>
void for_each_pair(const Panels& w, std::size_t panel, std::size_t column, std::size_t columns, Put put) {
  const auto* const header = reinterpret_cast<const CompactHeader*>(w.panel(panel));
  std::int8_t upper[16];  // a copy, which nothing that is stored can change
  __builtin_memcpy(upper, header->upper, sizeof upper);
  const auto* from = reinterpret_cast<const CompactColumns*>(header + 1) + column / kCompactColumns;
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

// Calls put(i, row, weight) for the exceptions among the columns `column` + i, i < columns.
template <class Put>
void for_each_exception(const Panels& w, std::size_t panel, std::size_t column, std::size_t columns, Put put) {
  const auto* const header = reinterpret_cast<const CompactHeader*>(w.panel(panel));
  if (header->exceptions == 0) return;
  const auto* first = reinterpret_cast<const CompactException*>(w.panel(w.count())) + header->first_exception;
  const auto* const end = first + header->exceptions;
  for (std::size_t left = header->exceptions; left > 0;) {  // the first from `column` on
    const std::size_t half = left / 2;
    const bool before = first[half].column < column;
    first += before ? half + 1 : 0;
    left = before ? left - half - 1 : half;
  }
  for (; first != end && first->column < column + columns; ++first)
    put(first->column - column, first->row, first->weight);
}

}  // namespace
}  // namespace qed::kernels
