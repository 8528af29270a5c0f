// Many problems: a file of them in, a file of results out.
#pragma once

#include <filesystem>
#include <stop_token>

#include "cli/trace.h"
#include "solver/solver.h"

namespace qed::cli {

struct SolveFileOptions {
  std::filesystem::path problems;  // JSON lines
  std::filesystem::path output;    // JSON lines; taken up where it ends
  int jobs = 1;
  bool retry_failed = false;
  bool quiet = false;
};

// Checks the whole file before the first question is asked. Returns the exit status: 0 when every problem has a result,
// 4 when a tier failed on some, 130 when stopped before the end.
Result<int> solve_file(const solver::Solver& solver, const SolveFileOptions& options, Trace* trace,
                       std::stop_token stop);

}  // namespace qed::cli
