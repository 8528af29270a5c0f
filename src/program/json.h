// A run as JSON: every field, text as valid UTF-8.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "program/program.h"

namespace qed::program {

nlohmann::json to_json(const Run& run);

}  // namespace qed::program
