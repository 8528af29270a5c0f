// A line of a problems file is foreign: any bytes give a problem or an error, and what is a problem keeps its promises.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"
#include "solver/plan.h"
#include "solver/problem.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  const qed::Result<qed::solver::Problem> problem = qed::solver::parse_problem(line, "fuzz:1", "1", "/nonexistent");
  if (!problem) return 0;
  QED_CHECK(!problem->id.empty());
  QED_CHECK(!problem->question.empty() && problem->question.size() <= qed::solver::kMaxQuestionBytes);
  QED_CHECK(!qed::utf8::find_invalid(problem->question));
  QED_CHECK(qed::solver::make_plan(problem->question).samples > 0);
  return 0;
}
