#include "rules/order.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace qed::rules {
namespace {

constexpr std::array<std::string_view, 26> kCommands{
    "solve",   "simplify", "expand",    "factor",    "factorise", "factorize",     "evaluate",  "compute", "calculate",
    "find",    "reduce",   "integrate", "rearrange", "isolate",   "differentiate", "determine", "convert", "express",
    "rewrite", "write",    "round",     "complete",  "combine",   "rationalize",   "decompose", "change"};

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

Token prose(std::string_view word) { return {TokenType::kWord, std::string(word), std::string(word), false, true}; }

void append(Tokens& tokens, Tokens::const_iterator begin, Tokens::const_iterator end) {
  tokens.insert(tokens.end(), begin, end);
}

}  // namespace

bool is_command(const Token& token) {
  return token.type == TokenType::kWord && !token.math && std::ranges::find(kCommands, token.lower) != kCommands.end();
}

std::vector<Question> with_question_first(const Question& question) {
  const Tokens& tokens = question.tokens;
  const auto word = [&](std::size_t i) {
    return i < tokens.size() && !tokens[i].math ? std::string_view(tokens[i].lower) : std::string_view();
  };
  std::vector<Question> orders;
  for (std::size_t verb = 1; verb + 1 < tokens.size(); ++verb) {
    const auto at = tokens.begin() + static_cast<std::ptrdiff_t>(verb);
    const bool has = word(verb) == "has" || word(verb) == "have";
    const bool is = word(verb) == "is" || word(verb) == "are" || word(verb) == "equals";
    if (!has && !is) continue;
    Tokens out;
    if (word(verb + 1) == "how" || word(verb + 1) == "what" || word(verb + 1) == "which") {
      append(out, at + 1, tokens.end());
      out.push_back(prose(has ? "does" : "is"));
      append(out, tokens.begin(), at);
      if (has) out.push_back(prose("have"));
      orders.push_back({std::move(out)});
    } else if (has && (word(tokens.size() - 1) == "where" || word(tokens.size() - 1) == "when")) {
      out.push_back(tokens.back());
      out.push_back(prose("does"));
      append(out, tokens.begin(), at);
      out.push_back(prose("have"));
      append(out, at + 1, std::prev(tokens.end()));
      orders.push_back({std::move(out)});
    }
    break;
  }
  return orders;
}

std::optional<Question> with_verb_first(const Question& question) {
  constexpr std::array<std::string_view, 9> kVerbs = {"simplifies", "expands",   "factors",  "factorises", "factorizes",
                                                      "reduces",    "evaluates", "converts", "rounds"};
  const Tokens& tokens = question.tokens;
  const auto is_verb = [&](const Token& token) {
    return !token.math && std::ranges::find(kVerbs, token.lower) != kVerbs.end();
  };
  const auto verb = std::ranges::find_if(tokens, is_verb);
  if (verb == tokens.end() || verb == tokens.begin()) return std::nullopt;
  constexpr std::array<std::string_view, 6> kRest = {"to", "into", "as", "what", "which", "how"};
  for (auto rest = std::next(verb); rest != tokens.end(); ++rest) {
    if (std::ranges::find(kRest, rest->lower) == kRest.end()) return std::nullopt;
  }
  Tokens out{prose(verb->lower.substr(0, verb->lower.size() - 1))};
  if (verb->lower == "simplifies") out.front() = prose("simplify");
  append(out, tokens.begin(), verb);
  return Question{std::move(out)};
}

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
  // "solve for x: 2x = 1": without the colon the letter would multiply what follows.
  Tokens first{command, tokens.end()};
  if (behind != tokens.end()) first.push_back({TokenType::kSymbol, ":", ":", false, false});
  append(first, tokens.begin(), formula_end);
  std::vector<Question> orders{{std::move(first)}};
  // "… rearrange for C": what the command is done for stays behind the formula.
  if (behind != tokens.end())
    orders.push_back(joined({{command, behind}, {tokens.begin(), formula_end}, {behind, tokens.end()}}));
  return orders;
}

}  // namespace qed::rules
