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

  // The exact form of quantised weights: for every row and group of consecutive columns a scale and a minimum, and
  //   w = scale * code + minimum           where `levels` is empty (integer codes),
  //   w = scale * levels[code]             otherwise (16 levels, codes 0 to 15).
  // Minimums come from zero points, -scale * zero: exact for 16-bit scales, correctly rounded for others.
  struct Groups {
    std::size_t weights;            // in a group; the last of a row may hold fewer
    int lowest, highest;            // code
    bool minimums;                  // false: every minimum is 0
    std::span<const float> levels;  // of the scheme, or empty
    // Where groups are scattered over the columns (GPTQ's act-order): code p of a row belongs to column order[p].
    // Empty: to column p. The same for every row.
    std::span<const std::uint32_t> order;

    std::size_t per_row(std::size_t columns) const { return (columns + weights - 1) / weights; }
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

  // The exact form of the same rows: count * columns() codes, and per_row(columns()) scales and minimums for each row.
  // Only where groups() is there.
  virtual void read_groups(std::size_t first, std::size_t count, std::int8_t* codes, float* scales,
                           float* minimums) const;

 protected:
  LinearSource(std::size_t rows, std::size_t columns) : rows_(rows), columns_(columns) {}

 private:
  std::size_t rows_, columns_;
};

}  // namespace qed::formats
