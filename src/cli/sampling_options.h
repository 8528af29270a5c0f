// How answers of a local model are drawn, as options of a command.
#pragma once

#include <vector>

#include "base/error.h"
#include "cli/command.h"
#include "llm/language_model.h"

namespace qed::cli {

// --temperature, --top-p, --max-tokens, --seed and --stop.
const std::vector<Option>& sampling_options();
Result<llm::Sampling> read_sampling(const Arguments& arguments);

}  // namespace qed::cli
