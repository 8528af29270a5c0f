// The weights of one linear layer, y = W x with W[rows, columns], out of whatever scheme stores them.
// A source has checked its tensors: reading cannot fail. It is immutable and safe on any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quant/types.h"

namespace qed::formats {

class LinearSource {
 public:
  // Rows as the file has them: blocks of `type`, row after row, aligned to nothing.
  struct Stored {
    quant::Type type;
    std::span<const std::byte> bytes;
  };

  // The form of quantised weights: every row has a scale and a zero point for each group of columns, and
  //   w = (code - zero) * scale            where `levels` is empty: codes of `bits` bits, the lowest -2^(bits - 1),
  //   w = levels[code] * scale             otherwise: 16 levels, codes 0 to 15.
  struct Groups {
    unsigned bits;
    std::size_t count;              // of a row
    std::size_t weights;            // consecutive columns in a group; the last of a row may hold fewer
    std::span<const float> levels;  // of the scheme, or empty
    bool zeros;                     // false: every zero point is 0
    // Where groups are scattered over the columns (GPTQ's act-order): the group of each column, in every row. Empty:
    // column / weights.
    std::span<const std::uint32_t> group_of;

    std::size_t group(std::size_t column) const { return group_of.empty() ? column / weights : group_of[column]; }
  };

  virtual ~LinearSource() = default;
  LinearSource(const LinearSource&) = delete;
  LinearSource& operator=(const LinearSource&) = delete;

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return columns_; }
  virtual std::string scheme() const = 0;        // "Q4_K", "BF16", "GPTQ 4-bit, groups of 128": for people
  virtual std::size_t stored_bytes() const = 0;  // of all tensors that the weights are made of

  virtual std::optional<Stored> stored() const { return std::nullopt; }  // nullopt unless rows are stored in one piece
  virtual std::optional<Groups> groups() const { return std::nullopt; }  // nullopt where there is no such form

  // Weights of rows first … first + count - 1 as floats: count * columns() of them, columns in their natural order.
  // AWQ and GPTQ keep a row's weights apart: reading 64 rows or more at a time is several times faster than one by one.
  virtual void read_rows(std::size_t first, std::size_t count, float* out) const = 0;

  // The same rows by groups, only where groups() is there: count * columns() codes in the columns' order, and
  // groups()->count scales and zero points for each row.
  virtual void read_groups(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                           std::int8_t* zeros) const;

 protected:
  LinearSource(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {}

 private:
  std::size_t rows_, columns_;
};

}  // namespace qed::formats
