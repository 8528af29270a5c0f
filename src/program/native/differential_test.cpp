// The native interpreter against CPython 3.11, byte for byte. QED_DIFFERENTIAL=all in the environment compares all
// recorded programs and many more random ones; it takes minutes.
#include <gtest/gtest.h>

#include <cstdlib>

#include "program/native/peer.h"
#include "program/native_runner.h"

namespace qed::program::native {
namespace {

using nlohmann::json;

bool compare_all() {
  const char* wish = std::getenv("QED_DIFFERENTIAL");
  return wish && std::string_view(wish) == "all";
}

NativeLimits limits() {
  NativeLimits bounds;
  bounds.run.cpu_ms = bounds.run.wall_ms = 2'000;
  return bounds;
}

json reported(const Run& run) {
  json report{{"status", name(run.status)}, {"stdout", run.stdout_text}};
  if (run.status == Status::kOk) {
    report.update({{"answer", run.answer}, {"answer_type", run.answer_type}, {"latex", run.latex}});
  }
  if (run.error)
    report["error"] = {{"type", run.error->type}, {"message", run.error->message}, {"line", run.error->line}};
  if (!run.failed_test.empty()) report["failed_test"] = run.failed_test;
  return report;
}

// Limits are the runner's own, not the language's.
bool is_limit(const json& report) {
  const std::string status = report.value("status", "");
  return status == "timeout" || status == "memory" || status == "output_limit";
}

struct Comparison {
  std::size_t programs = 0, need_modules = 0, native = 0, compared = 0, disagreements = 0;
};

Comparison compare(const std::vector<Program>& programs) {
  Comparison result;
  result.programs = programs.size();
  std::vector<Program> native;
  std::vector<json> ours;
  for (const Program& program : programs) {
    const Result<Run> run = run_natively(program, limits());
    if (!run) {
      const std::string& why = run.error().message;
      result.need_modules += why.contains("the module ") || why.contains("SymPy") || why.contains("not imported");
      continue;
    }
    native.push_back(program);
    ours.push_back(reported(*run));
  }
  result.native = native.size();
  const std::vector<json> theirs = peer::run(native);
  EXPECT_EQ(theirs.size(), ours.size());
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
    if (is_limit(ours[i]) || is_limit(theirs[i])) continue;
    ++result.compared;
    if (ours[i] == theirs[i]) continue;
    ++result.disagreements;
    ADD_FAILURE() << native[i].source << "\nnative:  " << ours[i].dump() << "\nCPython: " << theirs[i].dump();
  }
  return result;
}

TEST(Differential, RecordedProgramsRunAsInCPython) {
  if (!peer::is_here()) GTEST_SKIP() << "python3 is not CPython 3.11";
  const std::vector<Program> programs = peer::recorded_programs(compare_all() ? 1 : 20);
  if (programs.empty()) GTEST_SKIP() << "no recorded programs";
  const Comparison result = compare(programs);
  const double plain = static_cast<double>(programs.size() - result.need_modules);
  RecordProperty("compared", static_cast<int>(result.compared));
  EXPECT_EQ(result.disagreements, 0U);
  EXPECT_GE(static_cast<double>(result.native), 0.95 * plain) << result.native << " of " << plain << " ran natively";
  std::cout << result.programs << " programs, " << result.need_modules << " need modules, " << result.native
            << " ran natively, " << result.compared << " compared, " << result.disagreements << " differ\n";
}

TEST(Differential, WrittenProgramsRunAsInCPython) {
  if (!peer::is_here()) GTEST_SKIP() << "python3 is not CPython 3.11";
  const Comparison result = compare(peer::written_programs());
  EXPECT_GE(result.programs, 150U);
  EXPECT_GE(result.compared, 130U);
  EXPECT_EQ(result.disagreements, 0U);
}

TEST(Differential, RandomProgramsRunAsInCPython) {
  if (!peer::is_here()) GTEST_SKIP() << "python3 is not CPython 3.11";
  for (int seed = 1; seed <= (compare_all() ? 20 : 1); ++seed) {
    const Comparison result = compare(peer::random_programs(seed, compare_all() ? 5'000 : 2'000));
    EXPECT_GT(result.compared, result.programs / 2);
    EXPECT_EQ(result.disagreements, 0U) << "seed " << seed;
  }
}

}  // namespace
}  // namespace qed::program::native
