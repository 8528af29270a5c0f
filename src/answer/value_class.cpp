#include "answer/value_class.h"

#include <algorithm>
#include <array>

#include "answer/expression.h"
#include "base/text.h"

namespace qed::answer {
namespace {

// B; A, C; (D)
bool is_choice(std::string_view text) {
  bool letter_before = false, any = false;
  for (const char c : text::trim(text)) {
    if (c >= 'A' && c <= 'H') {
      if (letter_before) return false;
      letter_before = any = true;
    } else if (std::string_view(" ,()").contains(c)) {
      letter_before = false;
    } else {
      return false;
    }
  }
  return any;
}

bool has_letters(const Expression& expression, NodeId id) {
  if (expression.kind(id) == Kind::kSymbol) return true;
  return std::ranges::any_of(expression.children(id), [&](NodeId child) { return has_letters(expression, child); });
}

bool is_plain_number(const Expression& expression, NodeId id) {
  switch (expression.kind(id)) {
    case Kind::kNumber:
    case Kind::kMixed:
    case Kind::kBase:
      return true;
    case Kind::kNegate:
    case Kind::kDivide:
    case Kind::kPercent:
    case Kind::kDegrees:
    case Kind::kUnit:
      return std::ranges::all_of(expression.children(id),
                                 [&](NodeId child) { return is_plain_number(expression, child); });
    default:
      return false;
  }
}

ValueClass of_scalar(const Expression& expression, NodeId id) {
  if (is_plain_number(expression, id)) return ValueClass::kNumber;
  return has_letters(expression, id) ? ValueClass::kExpression : ValueClass::kClosedForm;
}

}  // namespace

std::string_view name(ValueClass value_class) {
  constexpr auto kNames =
      std::to_array<std::string_view>({"none", "number", "choice", "closed_form", "expression", "relation", "interval",
                                       "set", "tuple", "list", "matrix", "ratio", "text"});
  return kNames[static_cast<std::size_t>(value_class)];
}

ValueClass classify(std::string_view answer) {
  if (text::trim(answer).empty()) return ValueClass::kNone;
  if (is_choice(answer)) return ValueClass::kChoice;
  const Result<Expression> parsed = parse(answer);
  if (!parsed) return ValueClass::kText;
  const NodeId root = parsed->root();
  switch (parsed->kind(root)) {
    case Kind::kText:
      return ValueClass::kText;
    case Kind::kRelation:
      return ValueClass::kRelation;
    case Kind::kInterval:
    case Kind::kUnion:
    case Kind::kIntersection:
    case Kind::kSetMinus:
      return ValueClass::kInterval;
    case Kind::kSet:
    case Kind::kPlusMinus:
      return ValueClass::kSet;
    case Kind::kTuple:
      return ValueClass::kTuple;
    case Kind::kMatrix:
      return ValueClass::kMatrix;
    case Kind::kRatio:
      return ValueClass::kRatio;
    case Kind::kList: {
      const auto parts = parsed->children(root);
      const bool relations =
          std::ranges::all_of(parts, [&](NodeId part) { return parsed->kind(part) == Kind::kRelation; });
      return relations ? ValueClass::kRelation : ValueClass::kList;
    }
    default:
      return of_scalar(*parsed, root);
  }
}

}  // namespace qed::answer
