// A tensor as a file holds it: a name, a type, sizes, bytes. The same for every container.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "quant/types.h"

namespace qed::formats {

// Sizes, outermost first: the weight of a linear layer is {outputs, inputs}. A scalar has none.
// Readers hand out only shapes whose product fits into std::size_t.
class Shape {
 public:
  static constexpr std::size_t kMaxRank = 6;

  Shape() = default;
  Shape(std::initializer_list<std::size_t> sizes);

  std::size_t rank() const { return rank_; }
  std::size_t operator[](std::size_t axis) const { return sizes_[axis]; }
  const std::size_t* begin() const { return sizes_.data(); }
  const std::size_t* end() const { return sizes_.data() + rank_; }

  void append(std::size_t size);                                              // at most kMaxRank of them
  void prepend(std::size_t size);                                             // likewise
  std::size_t elements() const;                                               // 1 for a scalar
  std::size_t columns() const { return rank_ == 0 ? 1 : sizes_[rank_ - 1]; }  // of the innermost axis
  std::size_t rows() const;   // elements() / columns(), which must not be 0
  bool product_fits() const;  // whether elements() can be counted in a std::size_t

  bool operator==(const Shape& other) const;

 private:
  std::array<std::size_t, kMaxRank> sizes_{};
  std::uint8_t rank_ = 0;
};

// "[151936, 896]"
std::string to_string(const Shape& shape);

struct Tensor {
  std::string_view name;            // in the file's or the reader's memory
  std::string_view dtype;           // as files call it: "Q4_K", "BF16", "I32"
  std::optional<quant::Type> type;  // what decodes it to floats; none for integers and such
  Shape shape;
  std::span<const std::byte> bytes;  // rows one after another, aligned to nothing
};

// Foreign text in an error message: in quotes, valid UTF-8 without control characters, cut when long.
std::string in_quotes(std::string_view foreign);

}  // namespace qed::formats
