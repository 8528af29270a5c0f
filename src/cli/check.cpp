#include <unistd.h>

#include "answer/conventions.h"
#include "answer/expression.h"
#include "base/file.h"
#include "cli/answer_pair.h"
#include "cli/command.h"
#include "cli/rows.h"
#include "cli/symbolic.h"
#include "cli/tiers.h"

namespace qed::cli {
namespace {

using answer::Judgement;
using answer::Verdict;
using nlohmann::json;

int status_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::kEqual:
      return 0;
    case Verdict::kDifferent:
      return 1;
    case Verdict::kUndecided:
      break;
  }
  return exit_status(Errc::kNoAnswer);
}

// How a text was read, or why it was not.
std::string reading(std::string_view text) {
  const Result<answer::Expression> parsed = answer::parse(text);
  if (!parsed) return fmt::format("no formula ({})", parsed.error().message);
  return fmt::format("{}   {}", to_unicode(*parsed), to_sexpr(*parsed));
}

Result<int> check_pair(const Arguments& arguments, const AnswerOptions& options, Symbolic* symbolic) {
  const std::string &gold = arguments.positional()[0], &given = arguments.positional()[1];
  answer::EqualOptions equal = options.equal;
  equal.explains = arguments.has("explain");
  Judgement judgement = answer::compare(gold, given, equal);
  if (judgement.verdict == Verdict::kUndecided && symbolic)
    judgement = QED_TRY(symbolic->judge(gold, given, judgement));
  std::string text = fmt::format("{} ({})\n", name(judgement.verdict), judgement.method);
  if (equal.explains) {
    text += fmt::format("gold    {}\nanswer  {}\n", reading(gold), reading(given));
    if (!judgement.evidence.empty()) text += fmt::format("because {}\n", judgement.evidence);
  }
  QED_TRY(write_all(STDOUT_FILENO, text, "standard output"));
  return status_of(judgement.verdict);
}

Result<json> check_row(const json& row, const AnswerOptions& defaults, bool explains, Symbolic* symbolic) {
  AnswerPair pair = QED_TRY(read_pair(row, defaults));
  pair.equal.explains = explains;
  Judgement judgement = answer::compare(pair.gold, pair.given, pair.equal);
  if (judgement.verdict == Verdict::kUndecided && symbolic)
    judgement = QED_TRY(symbolic->judge(pair.gold, pair.given, judgement));
  json result = without(row, {"gold", "pred", "options"});
  result["verdict"] = name(judgement.verdict);
  result["method"] = judgement.method;
  if (!judgement.evidence.empty()) result["evidence"] = judgement.evidence;
  return result;
}

Result<int> run_check(const Arguments& arguments) {
  if (arguments.has("conventions")) {
    QED_TRY(write_all(STDOUT_FILENO, conventions_help(), "standard output"));
    return 0;
  }
  const AnswerOptions options = QED_TRY(read_answer_options(arguments));
  std::unique_ptr<Symbolic> symbolic;
  if (arguments.has("sympy")) symbolic = QED_TRY(Symbolic::open());
  if (arguments.has("file")) {
    QED_TRY(for_each_row(arguments.text("file"), [&](const json& row) {
      return check_row(row, options, arguments.has("explain"), symbolic.get());
    }));
    return 0;
  }
  if (arguments.positional().size() != 2)
    return fail(Errc::kInvalidInput, "qed check: expected two answers, the gold one first, or --file");
  return check_pair(arguments, options, symbolic.get());
}

}  // namespace

extern const Command kCheck;
const Command kCheck{
    .name = "check",
    .summary = "Say whether two answers are mathematically equal.",
    .positional = "[GOLD ANSWER]",
    .description =
        "Reads both answers in LaTeX, plain, Unicode, calculator or Python notation and compares what they mean. The "
        "verdict is equal or different where something proves it, otherwise undecided.\n\n"
        "With --file, each line is a JSON object {id, gold, pred, options?}; for each, a line with the verdict and the "
        "method comes out, other fields kept. A row with \"form\": \"response\" holds a model's whole text, from which "
        "the answer is extracted first.\n\n"
        "Exit status: 0 equal, 1 different, 3 undecided, 2 a usage error, 4 an unreadable file. With --file: 0 when "
        "every row was judged.",
    .options = joined(
        {
            {"explain", "", "Show how both answers were read, and the values that settled it.", ""},
            {"file", "FILE", "Pairs as JSON lines, plain or gzip; - for standard input.", "", false,
             Option::Value::kFile},
            {"sympy", "", "Ask SymPy in the sandbox, ten seconds at most, where the verdict is undecided.", ""},
            {"conventions", "", "Print the conventions, their values and their defaults, and leave.", ""},
        },
        answer_option_list()),
    .examples =
        {
            {"qed check '\\frac{1}{2}' 0.5", "Equal: exit status 0."},
            {"qed check --explain 'x^2+2x+1' '(x+1)^2'", "What was read, and what proves it."},
            {"qed check --option rounding=2 0.33 1/3", "Numbers that agree to two decimal places are equal."},
            {"qed check --file pairs.jsonl > verdicts.jsonl", "Many pairs."},
        },
    .run = run_check,
};

}  // namespace qed::cli
