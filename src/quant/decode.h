// One weight block to its values. The formulas are those of the GGUF specification's reference decoder; each
// function writes Block::kWeights floats.
#pragma once

#include "quant/blocks.h"

namespace qed::quant {

void decode(const BlockQ8_0& block, float* out);
void decode(const BlockQ4_0& block, float* out);
void decode(const BlockQ4_1& block, float* out);
void decode(const BlockQ5_0& block, float* out);
void decode(const BlockQ5_1& block, float* out);
void decode(const BlockIq4Nl& block, float* out);
void decode(const BlockQ2K& block, float* out);
void decode(const BlockQ3K& block, float* out);
void decode(const BlockQ4K& block, float* out);
void decode(const BlockQ5K& block, float* out);
void decode(const BlockQ6K& block, float* out);
void decode(const BlockIq4Xs& block, float* out);

}  // namespace qed::quant
