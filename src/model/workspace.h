// What a forward pass works in: buffers for a full batch, kept from pass to pass.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "kernels/kernels.h"
#include "model/config.h"
#include "model/weights.h"

namespace qed::model {

// Vectors side by side, each padded to whole panels. A view.
struct Rows {
  float* numbers = nullptr;
  std::size_t stride = 0;

  explicit Rows(std::size_t width)
      : stride((width + kernels::kPanelRows - 1) / kernels::kPanelRows * kernels::kPanelRows) {}
  float* operator[](std::size_t row) const { return numbers + row * stride; }
};

// The same vectors in each form that the matrices ahead want them in. A form takes memory from its first use on.
class Packed {
 public:
  Packed() = default;
  Packed(std::size_t count, std::size_t columns) : most_(count), most_columns_(columns) {}  // the most

  // For the next `count` vectors of `columns` numbers, which matrices of these types will meet.
  void begin(std::size_t count, std::size_t columns, std::initializer_list<const Linear*> matrices);
  std::span<const kernels::Activations* const> wanted() const { return {wanted_, forms_}; }  // each form once
  const kernels::Activations& of(const Linear& matrix) const {
    return views_[static_cast<std::size_t>(kernels::input_of(matrix.panels))];
  }

 private:
  struct alignas(64) Line {
    std::byte bytes[64];
  };
  void allocate(kernels::Input kind);

  std::size_t most_ = 0, most_columns_ = 0;
  std::vector<Line> numbers_[3];
  std::vector<std::int32_t> groups_;
  kernels::Activations views_[3];
  const kernels::Activations* wanted_[3] = {};
  std::size_t forms_ = 0;
};

}  // namespace qed::model
