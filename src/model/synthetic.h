// Models with the exact shape of public ones and random weights: an engine's speed, memory and numerics do not depend
// on what the weights say, so they can be measured without a download.
#pragma once

#include <span>
#include <string_view>

#include "base/error.h"
#include "base/thread_team.h"
#include "model/config.h"
#include "model/weights.h"

namespace qed::model {

struct Synthetic {
  Config config;
  Weights weights;
};

// "qwen2.5-1.5b:q4_k_m": a shape and a recipe of types; kInvalidInput lists what there is.
Result<Synthetic> make_synthetic(std::string_view name, ThreadTeam& team);

}  // namespace qed::model
