#include "formats/tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "base/error.h"
#include "base/utf8.h"

namespace qed::formats {

Shape::Shape(std::initializer_list<std::size_t> sizes) {
  for (const std::size_t size : sizes) append(size);
}

void Shape::append(std::size_t size) {
  QED_CHECK(rank_ < kMaxRank);
  sizes_[rank_++] = size;
}

void Shape::prepend(std::size_t size) {
  append(size);
  std::rotate(sizes_.begin(), sizes_.begin() + rank_ - 1, sizes_.begin() + rank_);
}

std::size_t Shape::elements() const {
  std::size_t product = 1;
  for (const std::size_t size : *this) product *= size;
  return product;
}

std::size_t Shape::rows() const {
  std::size_t product = 1;
  for (std::size_t axis = 0; axis + 1 < rank_; ++axis) product *= sizes_[axis];
  return product;
}

bool Shape::product_fits() const {
  // A zero hides no overflow of the others: rows() and columns() must hold as well.
  std::size_t product = 1;
  for (const std::size_t size : *this)
    if (__builtin_mul_overflow(product, std::max<std::size_t>(size, 1), &product)) return false;
  return true;
}

bool Shape::operator==(const Shape& other) const { return std::ranges::equal(*this, other); }

std::string to_string(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape.begin(), shape.end(), ", ")); }

std::string in_quotes(std::string_view foreign) {
  constexpr std::size_t kMaxBytes = 80;
  const bool cut = foreign.size() > kMaxBytes;
  std::string text = utf8::sanitized(foreign.substr(0, kMaxBytes));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  return fmt::format("'{}{}'", text, cut ? "…" : "");
}

}  // namespace qed::formats
