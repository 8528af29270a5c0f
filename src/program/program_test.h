// Running programs in both engines, for tests.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "program/native_runner.h"
#include "program/program.h"

namespace qed::program {

inline Runner& runner() {
  static const std::unique_ptr<Runner> shared = [] {
    Limits limits;
    limits.cpu_ms = 3'000;
    limits.memory_bytes = 400 << 20;
    return make_python_runner(limits).value();
  }();
  return *shared;
}

inline bool is_limit(const Run& run) {
  return run.status == Status::kTimeout || run.status == Status::kMemory || run.status == Status::kOutputLimit;
}

// The two engines behind the one interface agree on whatever the native one takes.
inline void expect_native_agrees(const Program& program, const Run& run) {
  NativeLimits limits;
  limits.run.cpu_ms = 3'000;
  const Result<Run> native = run_natively(program, limits);
  if (!native || is_limit(*native) || is_limit(run)) return;
  EXPECT_EQ(name(native->status), name(run.status)) << program.source;
  EXPECT_EQ(native->answer, run.answer) << program.source;
  EXPECT_EQ(native->answer_type, run.answer_type) << program.source;
  EXPECT_EQ(native->latex, run.latex) << program.source;
  EXPECT_EQ(native->stdout_text, run.stdout_text) << program.source;
  ASSERT_EQ(native->error.has_value(), run.error.has_value()) << program.source;
  if (!run.error) return;
  EXPECT_EQ(native->error->type, run.error->type) << program.source;
  EXPECT_EQ(native->error->message, run.error->message) << program.source;
  EXPECT_EQ(native->error->line, run.error->line) << program.source;
}

// In the sandbox; what the native interpreter makes of the program is compared with it.
inline Run run(std::string_view source, std::vector<std::string> tests = {}) {
  const Program program{std::string(source), std::move(tests)};
  const Run ran = runner().run(program, {}).value();
  expect_native_agrees(program, ran);
  return ran;
}

inline bool has_sympy() {
  static const bool has = run("import sympy\nans = 1").status == Status::kOk;
  return has;
}

}  // namespace qed::program
