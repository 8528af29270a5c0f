#include "solver/prompts.h"

#include <fmt/core.h>

#include <string>
#include <string_view>

namespace qed::solver {
namespace {

constexpr std::string_view kProgramSystem =
    "You solve mathematical problems by writing a Python program that computes the answer.\n"
    "Think briefly first. Then write one program in a ```python block. It defines solve(), which takes no arguments "
    "and returns the exact final answer: an int, a Fraction, a SymPy expression, or a list, tuple or set of those. "
    "Use fractions, math, itertools or sympy; import what you use. Prefer exact arithmetic to floats. "
    "Do not print, do not read input, do not use the network or files.";

constexpr std::string_view kStepsSystem =
    "You solve mathematical problems. Reason step by step, check your work, and put the final answer alone "
    "in \\boxed{}.";

std::string describe(const Problem& problem, Prompt prompt) {
  std::string text = problem.question;
  for (std::size_t i = 0; i < problem.choices.size(); ++i)
    text += fmt::format("\n{}. {}", static_cast<char>('A' + i % 26), problem.choices[i]);
  if (!problem.choices.empty()) text += "\nAnswer with the value of the right option.";
  if (prompt == Prompt::kProgram && !problem.tests.empty()) {
    text += "\n\nThese assertions must hold after your program has run (define the names they use at top level):";
    for (const std::string& test : problem.tests) text += "\n" + test;
  }
  return text;
}

std::string describe_failure(const Candidate& attempt) {
  if (!attempt.run) return "No final answer could be found in your response.";
  const program::Run& run = *attempt.run;
  switch (run.status) {
    case program::Status::kOk:
      return fmt::format("Your program returned {}. Check the reasoning behind it against the problem.", run.answer);
    case program::Status::kTestFailed:
      return fmt::format("Your program failed this test: {}", run.failed_test);
    case program::Status::kException:
      if (run.error) {
        const std::string line = run.error->line > 0 ? fmt::format(" in line {}", run.error->line) : "";
        return fmt::format("Your program raised {}{}: {}", run.error->type, line, run.error->message);
      }
      return "Your program raised an exception.";
    case program::Status::kTimeout:
      return "Your program ran out of time. Find a faster way.";
    case program::Status::kMemory:
      return "Your program ran out of memory. Find a leaner way.";
    default:
      return fmt::format("Your program was stopped: {}.", program::name(run.status));
  }
}

}  // namespace

std::vector<llm::Message> make_prompt(const Problem& problem, Prompt prompt) {
  return {{.role = "system",
           .content = std::string(prompt == Prompt::kProgram ? kProgramSystem : kStepsSystem),
           .image = {}},
          {.role = "user", .content = describe(problem, prompt), .image = problem.image}};
}

std::vector<llm::Message> make_repair_prompt(const Problem& problem, Prompt prompt, const Candidate& attempt) {
  std::vector<llm::Message> messages = make_prompt(problem, prompt);
  messages.push_back({.role = "assistant", .content = attempt.text, .image = {}});
  messages.push_back(
      {.role = "user",
       .content = describe_failure(attempt) + "\nFind the mistake and give a complete, corrected response.",
       .image = {}});
  return messages;
}

}  // namespace qed::solver
