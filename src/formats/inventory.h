// What a checkpoint holds, counted as a model's weights: each linear layer once, whatever tensors store it.
#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "formats/checkpoint.h"

namespace qed::formats {

struct Weight {
  std::string name;    // "blk.0.attn_q.weight"; of a quantised layer, as if it were plain: MODULE.weight
  std::string scheme;  // "Q4_K", "BF16", "GPTQ 4-bit, groups of 128"
  Shape shape;
  std::size_t bytes;  // of all the tensors that store it
};

// By name. Fails where a quantised layer cannot be read.
Result<std::vector<Weight>> inventory(const Checkpoint& checkpoint);

}  // namespace qed::formats
