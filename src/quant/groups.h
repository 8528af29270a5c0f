// The exact integer form that all quantised block types share: w = scale * code + minimum, with one scale and one
// minimum for every group of consecutive weights. scale * code is exact in float, so that computing w this way in float
// gives the very bits that decoding gives. Kernels build their compute layouts from it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "quant/types.h"

namespace qed::quant {

struct GroupForm {
  std::size_t weights;  // in a group: 16 or 32
  int lowest, highest;  // code
  bool minimums;        // false: every minimum is 0
  // `weights` codes and a scale and a minimum for each group, from blocks that need no alignment; `count` is a multiple
  // of the type's block.
  void (*read)(const std::byte* blocks, std::size_t count, std::int8_t* codes, float* scales, float* minimums);
};

// nullopt for the floating-point types.
std::optional<GroupForm> group_form(Type type);

}  // namespace qed::quant
