// Values to one weight block, by the plain rules of the GGUF reference encoder: the scale comes from the largest
// magnitude (or the range), every code is the nearest one. Each function reads Block::kWeights floats.
#pragma once

#include "quant/blocks.h"

namespace qed::quant {

void encode(const float* weights, BlockQ8_0& block);
void encode(const float* weights, BlockQ4_0& block);
void encode(const float* weights, BlockQ4_1& block);
void encode(const float* weights, BlockQ5_0& block);
void encode(const float* weights, BlockQ5_1& block);

}  // namespace qed::quant
