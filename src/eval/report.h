// What an evaluation found, for people on a terminal and as JSON.
#pragma once

#include <cstddef>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "eval/agreement.h"
#include "eval/evaluate.h"

namespace qed::eval {

// At most `listed` disagreements, and how many there are more.
std::string to_text(const Agreement& agreement, std::size_t listed = 20);
std::string to_text(const Evaluation& evaluation);

nlohmann::json to_json(const Agreement& agreement);
nlohmann::json to_json(const Evaluation& evaluation);  // the figures, and every outcome

}  // namespace qed::eval
