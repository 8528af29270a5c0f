#include "rules/slots.h"

#include <algorithm>
#include <array>
#include <memory>

#include "base/text.h"
#include "rules/number_words.h"
#include "rules/spelling.h"

namespace qed::rules {
namespace {

constexpr std::size_t kMaxParses = 3000;

struct SlotName {
  std::string_view name;
  SlotType type;
};
constexpr SlotName kSlotNames[] = {
    {"expr", SlotType::kExpr},
    {"closed", SlotType::kClosed},
    {"int", SlotType::kInt},
    {"var", SlotType::kVar},
    {"equation", SlotType::kEquation},
    {"inequality", SlotType::kInequality},
    {"relation", SlotType::kRelation},
    {"function", SlotType::kFunction},
    {"point", SlotType::kPoint},
    {"vector", SlotType::kVector},
    {"interval", SlotType::kInterval},
    {"matrix", SlotType::kMatrix},
    {"length", SlotType::kLength},
    {"percent", SlotType::kPercent},
    {"exprs", SlotType::kExprs},
    {"numbers", SlotType::kNumbers},
    {"ints", SlotType::kInts},
    {"vars", SlotType::kVars},
    {"equations", SlotType::kEquations},
    {"relations", SlotType::kRelations},
    {"points", SlotType::kPoints},
    {"definitions", SlotType::kDefinitions},
    {"definition", SlotType::kDefinition},
    {"dimensions", SlotType::kDimensions},
    {"integrand", SlotType::kIntegrand},
    {"ordinal", SlotType::kOrdinal},
    {"numeral", SlotType::kNumeral},
    {"letters", SlotType::kLetters},
    {"name", SlotType::kName},
    {"subject", SlotType::kSubject},
    {"place", SlotType::kPlace},
    {"range", SlotType::kRange},
    {"letters", SlotType::kLetters},
    {"name", SlotType::kName},
    {"vectors", SlotType::kVectors},
    {"matrices", SlotType::kMatrices},
    {"lengths", SlotType::kLengths},
    {"run", SlotType::kRun},
};

constexpr std::string_view kUnits[] = {
    "cm",         "m",          "mm",          "km",          "ft",         "feet",       "foot",        "inches",
    "inch",       "in",         "yd",          "meters",      "metres",     "meter",      "metre",       "units",
    "unit",       "miles",      "centimeters", "centimetres", "centimeter", "centimetre", "millimeters", "millimetres",
    "kilometers", "kilometres", "yards",       "yard",        "mile",       "mi"};

bool is_unit(const Token& token) {
  return token.type == TokenType::kWord && std::ranges::find(kUnits, token.lower) != std::end(kUnits);
}

int bracket_depth(const Token& token) {
  constexpr std::array<std::string_view, 6> kOpen = {"(", "[", "{", "\\{", "\\langle", "\\begin"};
  constexpr std::array<std::string_view, 6> kClose = {")", "]", "}", "\\}", "\\rangle", "\\end"};
  if (std::ranges::find(kOpen, token.text) != kOpen.end()) return 1;
  if (std::ranges::find(kClose, token.text) != kClose.end()) return -1;
  return 0;
}

bool is_expression(Kind kind) {
  switch (kind) {
    case Kind::kText:
    case Kind::kRelation:
    case Kind::kTuple:
    case Kind::kList:
    case Kind::kSet:
    case Kind::kInterval:
    case Kind::kUnion:
    case Kind::kIntersection:
    case Kind::kSetMinus:
    case Kind::kUnit:
    case Kind::kPlusMinus:
      return false;
    default:
      return true;
  }
}

bool has_only_signs(std::string_view relation, std::string_view allowed) {
  const auto signs = text::split(relation, ' ');
  const auto fine = text::split(allowed, ' ');
  return std::ranges::all_of(signs, [&](std::string_view sign) { return std::ranges::find(fine, sign) != fine.end(); });
}

bool is_pair(const Formula& f) {
  return (f.is(Kind::kTuple) || f.is(Kind::kInterval) || f.is(Kind::kList)) && f.size() == 2;
}

bool is_vector(const Formula& f) {
  if ((f.is(Kind::kTuple) || f.is(Kind::kList) || f.is(Kind::kInterval)) && f.size() >= 2) return !f.has(Kind::kMatrix);
  if (!f.is(Kind::kMatrix)) return false;
  return f.size() == 1 ||
         std::ranges::all_of(f.tree().children(f.id()), [&](NodeId row) { return f.tree().children(row).size() == 1; });
}

bool is_function(const Formula& f) {
  const std::optional<Definition> definition = as_definition(f);
  return definition && is_expression(definition->body.kind());
}

// 0 <= x < 2, x >= 1, x \in [0, 2)
bool is_range(const Formula& f) {
  if (f.is(Kind::kInterval) || is_pair(f)) return f.is_constant();
  if (!f.is(Kind::kRelation)) return false;
  if (f.name() == "in") return f.child(0).is(Kind::kSymbol) && is_range(f.child(1));
  return f.size() <= 3 && has_only_signs(f.name(), "< > <= >=") && f.symbols().size() == 1 &&
         f.child(f.size() == 3 ? 1 : 0).is(Kind::kSymbol);
}

// "Find the inverse of f": a letter that stands for a function, where nothing else in the question says which.
bool names_an_unknown_function(const Formula& f, const Question& question) {
  if (!f.is_symbol("f") && !f.is_symbol("g") && !f.is_symbol("h")) return false;
  return std::ranges::count(question.tokens, f.name(), &Token::text) == 1;
}

bool fits(SlotType type, const Formula& f) {
  const Kind kind = f.kind();
  const bool equation = kind == Kind::kRelation && f.name() == "=" && f.size() == 2;
  switch (type) {
    case SlotType::kExpr:
      return is_expression(kind) && kind != Kind::kMatrix;
    case SlotType::kClosed:
      return is_expression(kind) && kind != Kind::kMatrix && f.is_constant();
    case SlotType::kInt:
      return (kind == Kind::kNumber || (kind == Kind::kNegate && f.child(0).is(Kind::kNumber))) && !f.has_decimal();
    case SlotType::kVar:
      return kind == Kind::kSymbol;
    case SlotType::kEquation:
      return equation;
    case SlotType::kInequality:
      return kind == Kind::kRelation && has_only_signs(f.name(), "< > <= >= !=");
    case SlotType::kRelation:
      return kind == Kind::kRelation && has_only_signs(f.name(), "= < > <= >= !=");
    case SlotType::kFunction:
      return equation && is_function(f);
    case SlotType::kDefinition:
      return equation;
    case SlotType::kPoint:
      return is_pair(f) || (kind == Kind::kTuple && f.size() == 3);
    case SlotType::kVector:
      return is_vector(f);
    case SlotType::kInterval:
      return kind == Kind::kInterval || is_pair(f);
    case SlotType::kMatrix:
      return kind == Kind::kMatrix;
    case SlotType::kSubject:
      return equation || (is_expression(kind) && kind != Kind::kMatrix);
    case SlotType::kPlace:
      if (equation) return f.child(0).is(Kind::kSymbol) && f.child(1).is_constant() && is_expression(f.child(1).kind());
      return is_expression(kind) && kind != Kind::kMatrix && f.is_constant();
    case SlotType::kRange:
      return is_range(f);
    default:
      return false;
  }
}

std::optional<SlotType> item_of(SlotType list) {
  switch (list) {
    case SlotType::kExprs:
      return SlotType::kExpr;
    case SlotType::kNumbers:
      return SlotType::kClosed;
    case SlotType::kInts:
      return SlotType::kInt;
    case SlotType::kVars:
      return SlotType::kVar;
    case SlotType::kEquations:
      return SlotType::kEquation;
    case SlotType::kRelations:
      return SlotType::kRelation;
    case SlotType::kPoints:
      return SlotType::kPoint;
    case SlotType::kVectors:
      return SlotType::kVector;
    case SlotType::kMatrices:
      return SlotType::kMatrix;
    case SlotType::kLengths:
      return SlotType::kLength;
    case SlotType::kDefinitions:
      return SlotType::kDefinition;
    default:
      return std::nullopt;
  }
}

bool separates(const Token& token) {
  return token.text == "," || token.text == ";" || token.text == "\\\\" || token.lower == "and";
}

// "1/2x" and "6/2(1 + 2)": some read the letter or the bracket below the line, some behind it.
bool is_ambiguous_fraction(const std::vector<Token>& tokens, std::size_t slash) {
  const std::string& sign = tokens[slash].text;
  const bool divides = sign == "/" || sign == "\xC3\xB7" || sign == "\\div";
  if (!divides || slash + 2 >= tokens.size()) return false;
  const Token& below = tokens[slash + 1];
  const Token& after = tokens[slash + 2];
  if (below.type != TokenType::kNumber || after.space_before) return false;
  return after.type == TokenType::kWord || after.text == "(" || after.text == "\\sqrt" || after.text == "\\pi" ||
         after.text == "\xCF\x80" || after.text == "\xE2\x88\x9A";
}

// "sin 2 x 3": does the function take the product?
bool is_ambiguous_argument(const std::vector<Token>& tokens, std::size_t function) {
  constexpr std::array<std::string_view, 8> kFunctions = {"sin", "cos", "tan", "ln", "log", "\\sin", "\\cos", "\\tan"};
  constexpr std::array<std::string_view, 5> kTimes = {"x", "*", "\xC3\x97", "\\times", "times"};
  if (function + 3 >= tokens.size() || std::ranges::find(kFunctions, tokens[function].lower) == kFunctions.end())
    return false;
  return tokens[function + 1].type == TokenType::kNumber && tokens[function + 3].type == TokenType::kNumber &&
         tokens[function + 2].space_before && std::ranges::find(kTimes, tokens[function + 2].lower) != kTimes.end();
}

}  // namespace

std::optional<SlotType> slot_type(std::string_view name) {
  const auto* found = std::ranges::find(kSlotNames, name, &SlotName::name);
  if (found == std::end(kSlotNames)) return std::nullopt;
  return found->type;
}

Slots::Slots(const Question& question) : question_(question), limits_(question.tokens.size() + 1) {
  limits_.back() = question.tokens.size();
  for (std::size_t i = question.tokens.size(); i-- > 0;)
    limits_[i] = may_stand_in_formula(question, i) ? limits_[i + 1] : i;
}

std::size_t Slots::limit(SlotType type, std::size_t begin) const {
  const auto& tokens = question_.tokens;
  switch (type) {
    case SlotType::kOrdinal:
    case SlotType::kLetters:
    case SlotType::kName:
      return std::min(begin + 1, tokens.size());
    case SlotType::kVar:
      return std::min(begin + 4, tokens.size());  // \vec{u}
    case SlotType::kNumeral:
      return std::min(begin + 24, tokens.size());
    case SlotType::kRun:
      return tokens.size();
    default:
      break;
  }
  const bool list = item_of(type).has_value();
  const bool units = type == SlotType::kLength || type == SlotType::kLengths || type == SlotType::kDimensions;
  std::size_t end = begin;
  while (end < tokens.size()) {
    const Token& token = tokens[end];
    const bool more = may_stand_in_formula(question_, end) || (list && (separates(token) || token.lower == "or")) ||
                      (units && (is_unit(token) || token.lower == "by" || token.lower == "and"));
    if (!more) break;
    ++end;
  }
  return end;
}

const Value* Slots::read(SlotType type, std::size_t begin, std::size_t end) {
  if (begin >= end || end > question_.tokens.size()) return nullptr;
  const auto [found, fresh] = values_.try_emplace({type, begin, end});
  if (fresh) found->second = read_anew(type, begin, end);
  if (fresh && found->second) std::tie(found->second->begin, found->second->end) = std::pair(begin, end);
  return found->second ? &*found->second : nullptr;
}

std::optional<Value> Slots::read_anew(SlotType type, std::size_t begin, std::size_t end) {
  const Token& first = question_.tokens[begin];
  const bool single = end == begin + 1;
  const bool prose = single && first.type == TokenType::kWord && !first.math;
  switch (type) {
    case SlotType::kOrdinal: {
      if (single && first.type == TokenType::kOrdinal) return Value{{}, first.text};
      const int value = prose ? ordinal_value(first.lower) : 0;
      return value ? std::optional(Value{{}, std::to_string(value)}) : std::nullopt;
    }
    case SlotType::kLetters:
      return prose && first.text.size() >= 2 ? std::optional(Value{{}, first.text}) : std::nullopt;
    case SlotType::kName: {
      const bool capitals = single && first.type == TokenType::kWord && first.text.size() <= 5 &&
                            std::ranges::none_of(first.text, [](char c) { return c >= 'a' && c <= 'z'; });
      return capitals ? std::optional(Value{{}, first.text}) : std::nullopt;
    }
    case SlotType::kNumeral: {
      std::string digits;
      for (std::size_t i = begin; i < end; ++i) {
        const Token& token = question_.tokens[i];
        if (i > begin && token.space_before) return std::nullopt;
        digits += token.text;
      }
      std::string_view bare = digits;
      for (const std::string_view prefix : {"0x", "0X", "0o", "0O"}) {
        if (bare.size() > 2 && bare.starts_with(prefix)) bare.remove_prefix(2);
      }
      const bool fine = std::ranges::all_of(
          bare, [](char c) { return text::is_digit(c) || (text::to_lower(c) >= 'a' && text::to_lower(c) <= 'f'); });
      return fine ? std::optional(Value{{}, digits}) : std::nullopt;
    }
    case SlotType::kRun:
      return Value{};
    case SlotType::kLength:
      return length(begin, end);
    case SlotType::kDimensions:
      return dimensions(begin, end);
    case SlotType::kIntegrand:
      return integrand(begin, end);
    case SlotType::kPercent: {
      const std::optional<Formula>& whole = formula(begin, end);
      if (!whole || !whole->is(Kind::kPercent)) return std::nullopt;
      return Value{{whole->child(0)}, {}};
    }
    default:
      break;
  }
  if (const std::optional<SlotType> item = item_of(type)) return list(*item, begin, end);
  const std::optional<Formula>& whole = formula(begin, end);
  if (!whole || !fits(type, *whole)) return std::nullopt;
  if (type == SlotType::kExpr && names_an_unknown_function(*whole, question_)) return std::nullopt;
  return Value{{*whole}, {}};
}

// Cheap refusals first: a run that ends in an operator or does not close its brackets is never parsed.
const std::optional<Formula>& Slots::formula(std::size_t begin, std::size_t end) {
  const auto [found, fresh] = formulas_.try_emplace({begin, end});
  std::optional<Formula>& result = found->second;
  if (!fresh || end > limits_[begin] || parses_ >= kMaxParses) return result;
  const std::vector<Token>& tokens = question_.tokens;
  int depth = 0;
  for (std::size_t i = begin; i < end; ++i) {
    const Token& token = tokens[i];
    depth += bracket_depth(token);
    if (i + 2 < end && is_ambiguous_fraction(tokens, i)) return result;
    if (i + 3 < end && is_ambiguous_argument(tokens, i)) return result;
    if (depth < 0 || (depth == 0 && (separates(token) || token.text == ":"))) return result;
  }
  if (depth != 0) return result;
  const std::string_view last = question_.tokens[end - 1].text;
  for (const std::string_view open : {"=", "+", "-", "*", "/", "^", "<", ">", "_", "."}) {
    if (last == open) return result;
  }
  const std::optional<std::string> text = spell(question_, begin, end);
  if (!text) return result;
  ++parses_;
  if (Result<answer::Expression> tree = answer::parse(*text, {.bytes = 2000, .depth = 60, .nodes = 1000}))
    result = Formula(*text, std::make_shared<const answer::Expression>(*std::move(tree)));
  return result;
}

// Items between separators outside brackets; one pair of brackets around the whole list is taken off.
std::optional<Value> Slots::list(SlotType item, std::size_t begin, std::size_t end) {
  const auto& tokens = question_.tokens;
  Value value;
  std::size_t start = begin;
  int depth = 0;
  for (std::size_t i = begin; i <= end; ++i) {
    if (i < end) depth += bracket_depth(tokens[i]);
    if (i < end && (depth != 0 || !separates(tokens[i]))) continue;
    if (i < end && i == start && i > begin && tokens[i].lower == "and") {
      ++start;  // "a, b, and c"
      continue;
    }
    const Value* part = read(item, start, i);
    if (!part) {
      value.items.clear();
      break;
    }
    const bool other_unit = !part->words.empty() && !value.words.empty() && part->words != value.words;
    if (other_unit) {
      value.items.clear();
      break;
    }
    value.items.push_back(part->items.front());
    if (!part->words.empty()) value.words = part->words;
    start = i + 1;
  }
  if (!value.items.empty()) return value;
  const bool wrapped = end > begin + 2 && bracket_depth(tokens[begin]) == 1 && bracket_depth(tokens[end - 1]) == -1;
  if (wrapped && (tokens[begin].text == "{" || tokens[begin].text == "[" || tokens[begin].text == "\\{" ||
                  tokens[begin].text == "("))
    return list(item, begin + 1, end - 1);
  return std::nullopt;
}

std::optional<Value> Slots::length(std::size_t begin, std::size_t end) {
  std::string unit;
  if (end > begin + 1 && is_unit(question_.tokens[end - 1])) unit = question_.tokens[--end].lower;
  const Value* number = read(SlotType::kClosed, begin, end);
  if (!number) return std::nullopt;
  return Value{number->items, unit};
}

std::optional<Value> Slots::dimensions(std::size_t begin, std::size_t end) {
  const auto crosses = [](const Token& token) {
    return token.text == "\xC3\x97" || token.lower == "x" || token.lower == "by" || token.text == "\\times" ||
           token.text == "*";
  };
  Value value;
  std::size_t start = begin;
  for (std::size_t i = begin; i <= end; ++i) {
    if (i < end && !crosses(question_.tokens[i])) continue;
    const Value* part = read(SlotType::kLength, start, i);
    if (!part) return std::nullopt;
    value.items.push_back(part->items.front());
    if (!part->words.empty()) {
      if (!value.words.empty() && value.words != part->words) return std::nullopt;  // mixed units
      value.words = part->words;
    }
    start = i + 1;
  }
  if (value.items.size() < 2) return std::nullopt;
  return value;
}

std::optional<Value> Slots::integrand(std::size_t begin, std::size_t end) {
  const Token& last = question_.tokens[end - 1];
  std::size_t body_end = end - 1;
  std::string variable;
  if (last.type == TokenType::kWord && last.text.size() == 2 && last.text[0] == 'd') {
    variable = last.text.substr(1);
  } else if (end > begin + 1 && question_.tokens[end - 2].text == "d") {
    variable = last.text;
    --body_end;
  } else {
    return std::nullopt;
  }
  const Value* body = read(SlotType::kExpr, begin, body_end);
  Result<answer::Expression> parsed = answer::parse(variable);
  if (!body || !parsed || parsed->kind(parsed->root()) != Kind::kSymbol) return std::nullopt;
  return Value{{body->items.front(), Formula(variable, std::make_shared<const answer::Expression>(*std::move(parsed)))},
               {}};
}

}  // namespace qed::rules
