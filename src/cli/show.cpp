#include "cli/show.h"

#include <fmt/format.h>

#include "answer/expression.h"
#include "base/text.h"
#include "cli/programs.h"
#include "cli/status_line.h"
#include "energy/carbon.h"

namespace qed::cli {
namespace {

std::string styled(std::string_view text, std::string_view code, bool colour) {
  return colour ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : std::string(text);
}

std::string indented(std::string_view text, std::string_view indent) {
  std::string result;
  for (const std::string_view line : text::split(text::trim(text), '\n'))
    result += fmt::format("{}{}\n", line.empty() ? "" : indent, line);
  return result;
}

// Two digits of what is less than a millisecond.
std::string milliseconds(double ms) { return ms < 1 ? fmt::format("{:.2g}", ms) : fmt::format("{:.0f}", ms); }

std::string show_proof(const solver::Solution& solution, bool colour) {
  const solver::Candidate& best = solution.best;
  std::string text;
  if (text::trim(best.text) != text::trim(best.program)) text += "\n" + indented(best.text, "  ");
  if (!best.run) return text;
  // A model's response shows its program already.
  if (best.text.find(text::trim(best.program)) == std::string::npos)
    text += "\n" + styled(indented(best.program, "    "), "2", colour);
  text += fmt::format("\n  The program returned {} in {} ms ({}).\n", best.run->answer, milliseconds(best.run->wall_ms),
                      engine_of(*best.run));
  for (std::string_view check : best.checks) {
    if (check.starts_with("assert ")) check.remove_prefix(7);
    text += fmt::format("  {} {}\n", styled("✓", "32", colour), check);
  }
  return text;
}

std::string show_energy(const solver::Solution& solution, std::string_view no_meter) {
  double watt_hours = 0, grams = 0;
  bool metered = false, priced = false;
  for (const auto& [tier, cost] : solution.cost) {
    if (cost.joules) watt_hours += energy::watt_hours(*cost.joules), metered = true;
    if (cost.grams) grams += *cost.grams, priced = true;
  }
  std::string text = metered ? fmt::format("{:.3g} Wh", watt_hours) : std::string(no_meter);
  if (priced) text += fmt::format(", {:.3g} g CO2", grams);
  return text;
}

}  // namespace

std::string readable(std::string_view answer) {
  const Result<answer::Expression> parsed = answer::parse(answer);
  return parsed ? answer::to_unicode(*parsed) : std::string(answer);
}

std::string show(const solver::Solution& solution, std::string_view no_meter, bool colour) {
  std::string text = styled(readable(solution.answer), "1", colour) + "\n";
  text += show_proof(solution, colour);
  text += fmt::format("\nconfidence  {:.0f} %, {}", 100 * solution.confidence,
                      solution.verified ? "verified by running the program" : "not verified by a program");
  if (solution.samples > 1) text += fmt::format(", {} of {} votes", solution.votes, solution.samples);
  text += fmt::format("\nroute       {}{}", fmt::join(solution.route, " → "),
                      solution.escalation_blocked ? ", further tiers not worth their carbon" : "");
  text += fmt::format("\nenergy      {}", show_energy(solution, no_meter));
  text += fmt::format("\ntime        {}", duration(solution.seconds));
  if (solution.tokens > 0)
    text += fmt::format(", {} tokens", with_separators(static_cast<std::size_t>(solution.tokens)));
  return text + "\n";
}

std::string describe(const solver::Event& event) {
  using namespace solver;
  if (const auto* e = std::get_if<TierStarted>(&event)) return fmt::format("asking {} …", e->tier);
  if (const auto* e = std::get_if<Token>(&event)) {
    return fmt::format("{} writes candidate {}: {}", e->tier, e->sample + 1, text::collapse_spaces(e->piece));
  }
  if (const auto* e = std::get_if<Proposed>(&event))
    return e->program.empty() ? std::string()
                              : fmt::format("{}: running the program of candidate {} …", e->tier, e->sample + 1);
  if (const auto* e = std::get_if<Grouped>(&event)) {
    std::size_t votes = 0;
    for (const auto& group : e->classes) votes += group.votes;
    return fmt::format("{}: {} votes in {} classes", e->tier, votes, e->classes.size());
  }
  if (const auto* e = std::get_if<TierPassed>(&event)) return fmt::format("{}: {}", e->tier, e->reason);
  if (const auto* e = std::get_if<Repaired>(&event)) return fmt::format("{}: repair round {}", e->tier, e->round);
  return {};
}

}  // namespace qed::cli
