#include <array>

#include "answer/expression.h"

namespace qed::answer {
namespace {

std::string_view head(Kind kind) {
  switch (kind) {
    case Kind::kAdd:
      return "+";
    case Kind::kMultiply:
      return "*";
    case Kind::kDivide:
      return "/";
    case Kind::kPower:
      return "^";
    case Kind::kNegate:
      return "-";
    case Kind::kPlusMinus:
      return "±";
    case Kind::kFactorial:
      return "factorial";
    case Kind::kPercent:
      return "percent";
    case Kind::kDegrees:
      return "degrees";
    case Kind::kUnit:
      return "unit";
    case Kind::kAbs:
      return "abs";
    case Kind::kMixed:
      return "mixed";
    case Kind::kBase:
      return "base";
    case Kind::kCall:
      return "call";
    case Kind::kRelation:
      return "relation";
    case Kind::kTuple:
      return "tuple";
    case Kind::kList:
      return "list";
    case Kind::kSet:
      return "set";
    case Kind::kInterval:
      return "interval";
    case Kind::kUnion:
      return "union";
    case Kind::kIntersection:
      return "intersection";
    case Kind::kSetMinus:
      return "setminus";
    case Kind::kMatrix:
      return "matrix";
    case Kind::kDerivative:
      return "derivative";
    case Kind::kIntegral:
      return "integral";
    case Kind::kSum:
      return "sum";
    case Kind::kProduct:
      return "product";
    case Kind::kLimit:
      return "limit";
    case Kind::kPiecewise:
      return "piecewise";
    case Kind::kResidue:
      return "residue";
    case Kind::kRatio:
      return "ratio";
    case Kind::kNumber:
    case Kind::kSymbol:
    case Kind::kConstant:
    case Kind::kText:
      break;
  }
  return "";
}

// The text of these tells them apart and so belongs to the print: (call sin x), (relation "<= <" a b c).
bool shows_text(Kind kind) {
  return kind == Kind::kUnit || kind == Kind::kBase || kind == Kind::kRelation || kind == Kind::kInterval ||
         kind == Kind::kDerivative || kind == Kind::kLimit || kind == Kind::kList;
}

void print(const Expression& expression, NodeId id, std::string& out) {
  const Kind kind = expression.kind(id);
  const std::string_view text = expression.text(id);
  if (kind == Kind::kText) {
    out.append("\"").append(text).append("\"");
    return;
  }
  if (expression.children(id).empty() && kind != Kind::kCall) {
    out.append(text);
    return;
  }
  out += '(';
  if (kind == Kind::kCall)
    out.append(text);
  else if (kind == Kind::kFactorial && text == "!!")
    out.append("double-factorial");
  else if (kind == Kind::kPlusMinus && text == "mp")
    out.append("∓");
  else
    out.append(head(kind));
  if (shows_text(kind)) out.append(" \"").append(text).append("\"");
  for (const NodeId child : expression.children(id)) {
    out += ' ';
    print(expression, child, out);
  }
  out += ')';
}

}  // namespace

std::string to_sexpr(const Expression& expression) {
  std::string out;
  print(expression, expression.root(), out);
  return out;
}

}  // namespace qed::answer
