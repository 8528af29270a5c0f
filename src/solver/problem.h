// A problem, as it comes in.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace qed::solver {

struct Problem {
  std::string id;                    // unique within a run
  std::string question;              // valid UTF-8, not blank, at most kMaxQuestionBytes
  std::vector<std::string> tests;    // Python assertions that an answer's program must pass
  std::vector<std::string> choices;  // the options of a multiple-choice question, A first
  std::string image;                 // a data: or https: URL, empty for none
  nlohmann::json extra;              // fields qed does not know, kept for the result: an object or null
};

inline constexpr std::size_t kMaxQuestionBytes = 64 << 10;

// Checks a question typed by a user. `place` names it in an error: "question", "problems.jsonl:17".
Result<Problem> make_problem(std::string question, std::string_view place);

// One line of a problems file: {"question": …, "id"?, "tests"?, "choices"?, "image"?, …}. A missing id becomes
// `default_id`. Relative image paths are read from `folder`.
Result<Problem> parse_problem(std::string_view line, std::string_view place, std::string default_id,
                              const std::filesystem::path& folder);

// An image for a model: data: and https: URLs pass, a file becomes a data: URL.
Result<std::string> load_image(std::string_view image, const std::filesystem::path& folder, std::string_view place);

}  // namespace qed::solver
