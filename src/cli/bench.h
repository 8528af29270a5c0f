// What `qed bench` can measure: one row and one function for each benchmark.
#pragma once

#include <string_view>

#include "base/error.h"
#include "cli/command.h"

namespace qed::cli {

struct Benchmark {
  std::string_view name;
  std::string_view summary;
  Result<int> (*run)(const Arguments& arguments);  // the words behind the name are its own
};

// bench_answers.cpp: checks a second, latency, accuracy and memory over a file of judged pairs.
Result<int> bench_answers(const Arguments& arguments);

}  // namespace qed::cli
