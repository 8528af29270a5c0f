#include "rules/order.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace qed::rules {
namespace {

constexpr std::array<std::string_view, 24> kCommands{
    "solve",     "simplify", "expand",  "factor",    "factorise", "factorize", "evaluate",      "compute",
    "calculate", "find",     "reduce",  "integrate", "rearrange", "isolate",   "differentiate", "determine",
    "convert",   "express",  "rewrite", "write",     "round",     "complete",  "combine",       "rationalize"};

bool is_command(const Token& token) {
  return token.type == TokenType::kWord && !token.math && std::ranges::find(kCommands, token.lower) != kCommands.end();
}

bool joins_clauses(const Token& token) {
  return !token.math && (token.text == "," || token.text == ";" || token.text == ":" || token.text == "." ||
                         token.text == "?" || token.text == "=" || token.lower == "and");
}

using Tokens = std::vector<Token>;

Question joined(std::initializer_list<std::pair<Tokens::const_iterator, Tokens::const_iterator>> parts) {
  Question question;
  for (const auto& [begin, end] : parts) question.tokens.insert(question.tokens.end(), begin, end);
  return question;
}

}  // namespace

std::vector<Question> with_command_first(const Question& question) {
  const Tokens& tokens = question.tokens;
  const auto last = std::find_if(tokens.rbegin(), tokens.rend(), is_command);
  // A command that opens the question stands where it belongs.
  if (last == tokens.rend() || std::next(last) == tokens.rend()) return {};
  const auto command = std::prev(last.base());
  auto formula_end = command;
  while (formula_end != tokens.begin() && joins_clauses(*std::prev(formula_end))) --formula_end;
  if (formula_end == tokens.begin()) return {};
  const auto behind = std::next(command);
  std::vector<Question> orders{joined({{command, tokens.end()}, {tokens.begin(), formula_end}})};
  // "… rearrange for C": what the command is done for stays behind the formula.
  if (behind != tokens.end())
    orders.push_back(joined({{command, behind}, {tokens.begin(), formula_end}, {behind, tokens.end()}}));
  return orders;
}

}  // namespace qed::rules
