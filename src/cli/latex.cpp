#include <fmt/ranges.h>
#include <unistd.h>

#include "answer/expression.h"
#include "answer/spoken.h"
#include "base/file.h"
#include "cli/command.h"

namespace qed::cli {
namespace {

Result<int> run_latex(const Arguments& arguments) {
  if (arguments.positional().empty()) return fail(Errc::kInvalidInput, "qed latex: expected mathematical text");
  const std::string text = fmt::format("{}", fmt::join(arguments.positional(), " "));
  const answer::Expression expression = QED_TRY(answer::parse_spoken(text));
  std::string shown = to_latex(expression) + "\n";
  if (!arguments.has("quiet")) shown += fmt::format("read as {}\n{}\n", to_unicode(expression), to_sexpr(expression));
  QED_TRY(write_all(STDOUT_FILENO, shown, "standard output"));
  return 0;
}

}  // namespace

extern const Command kLatex;
const Command kLatex{
    .name = "latex",
    .summary = "Turn plain or Unicode mathematical text into LaTeX.",
    .positional = "TEXT",
    .description =
        "Reads the text by the grammar that reads answers, with the words people say for operators, integrals, sums, "
        "limits and derivatives besides. The first line is the LaTeX, the next ones show how the text was read.",
    .options = {{"quiet", "", "Print the LaTeX alone.", ""}},
    .examples =
        {
            {"qed latex 'integral of x^2 from 0 to 1'", "\\int_{0}^{1} x^{2} \\, dx"},
            {"qed latex 'x²+½'", "x^{2} + \\frac{1}{2}"},
            {"qed latex 'sqrt(x)/2'", "\\frac{\\sqrt{x}}{2}"},
        },
    .run = run_latex,
};

}  // namespace qed::cli
