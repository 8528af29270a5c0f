// "1,2,3" as token numbers.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "model/model.h"

namespace qed::cli {

// The value of --ids; whether the vocabulary has them is not looked at.
Result<std::vector<model::Token>> parse_ids(std::string_view text);

}  // namespace qed::cli
