// Benchmarks that users can run: a table, one line each.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "cli/command.h"

namespace qed::cli {

struct Benchmark {
  std::string_view name;
  std::string_view measures;
  // The figures, units in their names.
  Result<nlohmann::json> (*run)(const Arguments& arguments);
  std::string (*show)(const nlohmann::json& figures) = nullptr;  // for people; by default one figure a line
};

extern const Benchmark kAnswersBenchmark, kProgramsBenchmark, kSandboxBenchmark;
extern const Benchmark kPrefillBenchmark, kDecodeBenchmark, kConcurrencyBenchmark, kSaturationBenchmark;

}  // namespace qed::cli
