// The conventions of extraction and equality, from command lines and from rows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "answer/equal.h"
#include "answer/extract.h"
#include "base/error.h"
#include "cli/command.h"

namespace qed::cli {

struct AnswerOptions {
  answer::EqualOptions equal;
  answer::ExtractOptions extract;
  std::vector<answer::Rule> rules;  // what `extract` refers to where a row or a command line lists rules
};

// NAME=VALUE words of the option "option", and --task.
Result<AnswerOptions> read_answer_options(const Arguments& arguments);

// {"rounding": 2, "percent_optional": false, "task": "gsm8k_strict", "rules": ["boxed", "phrase"]}, over `defaults`.
// Names and values are checked.
Result<AnswerOptions> read_answer_options(const nlohmann::json& row, const AnswerOptions& defaults);

// The two options that commands about answers share.
std::vector<Option> answer_option_list();

// The table of conventions, for a command's description.
std::string conventions_help();

}  // namespace qed::cli
