// Benchmarks that users can run: a table, one line each.
#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.h"

namespace qed::cli {

struct Benchmark {
  std::string_view name;
  std::string_view measures;
  // The figures, units in their names.
  Result<nlohmann::json> (*run)(const Arguments& arguments);
};

extern const Benchmark kAnswersBenchmark, kProgramsBenchmark, kSandboxBenchmark;

}  // namespace qed::cli
