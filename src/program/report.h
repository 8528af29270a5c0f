// What the harness says of a run. It comes from the process that ran the program, so nothing in it is taken for
// granted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "program/program.h"

namespace qed::program {

struct Report {
  Status status = Status::kException;
  std::string answer, answer_type, latex;
  std::string failed_test;
  std::optional<ProgramError> error;
  std::string value;  // the answer in the form of values.py, for the judge; not looked into here
};

// A JSON object, then, where a value follows, a zero byte and the value. Whatever the bytes, all text is valid UTF-8;
// what is no report is one of an exception.
Report read_report(std::string_view payload);

}  // namespace qed::program
