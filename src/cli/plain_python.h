// A plain Python process, outside any sandbox: what benchmarks measure against. Give it qed's own programs only, or
// such as are known to do nothing but compute.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::cli {

struct PlainRun {
  double wall_ms = 0;
  std::string out;  // its standard output
};

// kUnavailable where it does not start or fails.
Result<PlainRun> run_plain_python(const std::string& python, const std::vector<std::string>& arguments,
                                  std::string_view input = {});

}  // namespace qed::cli
