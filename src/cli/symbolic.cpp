#include "cli/symbolic.h"

#include "answer/expression.h"
#include "cli/symbolic.py.h"

namespace qed::cli {
namespace {

// A Python literal of any text.
std::string literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\' || byte < 0x20)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + "\"";
}

}  // namespace

Result<std::unique_ptr<Symbolic>> Symbolic::open() {
  auto symbolic = std::make_unique<Symbolic>();
  symbolic->runner_ = QED_TRY(program::make_python_runner({}));
  return symbolic;
}

Result<answer::Judgement> Symbolic::judge(std::string_view gold, std::string_view given,
                                          const answer::Judgement& undecided) {
  const Result<answer::Expression> left = answer::parse(gold), right = answer::parse(given);
  if (!left || !right) return undecided;
  const std::string source =
      fmt::format("{}\nans = judge({}, {})\n", kSymbolicPy, literal(to_sexpr(*left)), literal(to_sexpr(*right)));
  const program::Run run = QED_TRY(runner_->run({.source = source, .tests = {}}, {}));
  if (run.status != program::Status::kOk) return undecided;
  if (run.answer == "equal") return answer::Judgement{answer::Verdict::kEqual, "sympy"};
  if (run.answer == "different") return answer::Judgement{answer::Verdict::kDifferent, "sympy"};
  return undecided;
}

}  // namespace qed::cli
