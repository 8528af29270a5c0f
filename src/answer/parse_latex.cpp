#include <algorithm>

#include "answer/parser.h"
#include "base/text.h"

namespace qed::answer {

Result<NodeId> Parser::command() {
  Nested nested(*this);
  QED_TRY(check_size());
  const std::string name = peek().text;
  Error problem{Errc::kInvalidInput, ""};
  if (name == "frac") {
    if (const auto node = derivative_operator(problem)) return *node;
    if (!problem.message.empty()) return std::unexpected(std::move(problem));
    return fraction();
  }
  if (name == "sqrt") return radical();
  if (name == "binom") return binomial();
  if (name == "int") return integral();
  if (name == "sum" || name == "prod") return big_operator();
  if (name == "lim") return limit();
  if (name.starts_with("begin:")) return environment();
  if (name == "bar" || name == "hat" || name == "tilde" || name == "vec" || name == "dot") return accent();
  return expected("a formula");
}

// What a command takes: a group, or a single digit or name.
Result<NodeId> Parser::command_argument() {
  Token& token = lexed_.tokens[next_];
  const bool digits =
      token.kind == TokenKind::kNumber && token.text.size() > 1 && std::ranges::all_of(token.text, text::is_digit);
  if (digits) {  // \frac12 takes one digit and leaves the other
    const NodeId digit = make(Kind::kNumber, {}, token.text.substr(0, 1));
    token.text.erase(0, 1);
    ++token.begin;
    token.space_before = false;
    return digit;
  }
  const NodeId node = QED_TRY(atom());
  return node == kNothing ? make(Kind::kNumber, {}, "1") : node;
}

Result<NodeId> Parser::fraction() {
  ++next_;
  const NodeId above = QED_TRY(command_argument());
  const NodeId below = QED_TRY(command_argument());
  return make(Kind::kDivide, {above, below});
}

Result<NodeId> Parser::radical() {
  ++next_;
  std::optional<NodeId> index;
  if (accept("[")) {
    ++level_;
    index = QED_TRY(sum());
    --level_;
    QED_TRY(expect("]"));
  }
  const NodeId inside = QED_TRY(atom());
  if (inside == kNothing || expression_.kind(inside) == Kind::kTuple) return expected("what the root is of");
  if (!index) return make(Kind::kCall, {inside}, "sqrt");
  return make(Kind::kCall, {inside, *index}, "root");
}

Result<NodeId> Parser::binomial() {
  ++next_;
  const NodeId n = QED_TRY(command_argument());
  const NodeId k = QED_TRY(command_argument());
  return make(Kind::kCall, {n, k}, "binomial");
}

Result<NodeId> Parser::accent() {
  std::string name = peek().text + "(";
  ++next_;
  name += QED_TRY(subscript()) + ")";
  std::optional<NodeId> power;
  if (at("^")) {
    ++next_;
    power = QED_TRY(exponent());
  }
  if (accept("_")) name.append(1, '_').append(QED_TRY(subscript()));
  const NodeId symbol = make(Kind::kSymbol, {}, name);
  return power ? make(Kind::kPower, {symbol, *power}) : symbol;
}

Result<NodeId> Parser::environment() {
  const std::string name = peek().text.substr(6);
  if (name == "cases") return cases();
  if (name == "align" || name == "aligned" || name == "gathered" || name == "equation") return aligned();
  const bool determinant = name == "vmatrix";
  if (!determinant && name != "matrix" && name != "pmatrix" && name != "bmatrix" && name != "Bmatrix" &&
      name != "smallmatrix" && name != "array")
    return expected("a matrix");
  ++next_;
  const std::size_t outer_bars = std::exchange(open_bars_, 0);
  std::vector<NodeId> rows, cells;
  const auto end_row = [&] {
    if (!cells.empty()) rows.push_back(make(Kind::kTuple, cells));
    cells.clear();
  };
  while (peek().kind != TokenKind::kCommand || !peek().text.starts_with("end:")) {
    cells.push_back(QED_TRY(relation()));
    QED_TRY(check_size());
    if (cells.back() == kNothing) return expected("a cell");
    if (accept("&")) continue;
    if (accept("\\\\")) {
      end_row();
      continue;
    }
    break;
  }
  end_row();
  if (peek().text != "end:" + name) return expected(fmt::format("'&', '\\\\' or the end of {}", name));
  ++next_;
  open_bars_ = outer_bars;
  const auto width = [&](NodeId row) { return expression_.children(row).size(); };
  if (rows.empty() || !std::ranges::all_of(rows, [&](NodeId row) { return width(row) == width(rows.front()); }))
    return expected("rows of equal length in the matrix before");
  const NodeId matrix = make(Kind::kMatrix, rows);
  return determinant ? make(Kind::kCall, {matrix}, "det") : matrix;
}

// Rows of a value and its condition, or of equations that hold together.
Result<NodeId> Parser::cases() {
  ++next_;
  const auto skip_words = [&] {  // if, when, for
    while (peek().kind == TokenKind::kText && peek(1).kind != TokenKind::kCommand && !at("\\\\", 1)) ++next_;
  };
  std::vector<NodeId> rows;
  bool conditions = false;
  while (peek().text != "end:cases") {
    const NodeId value = QED_TRY(relation());
    accept(",");
    if (accept("&") || peek().kind == TokenKind::kText) {
      conditions = true;
      skip_words();
      const NodeId condition = QED_TRY(comma_list());
      rows.push_back(make(Kind::kTuple, {value, condition}));
    } else {
      rows.push_back(value);
    }
    QED_TRY(check_size());
    while (accept(",") || accept(";")) {
    }
    if (!accept("\\\\")) break;
  }
  if (peek().text != "end:cases" || rows.empty()) return expected("'&', '\\\\' or the end of the cases");
  ++next_;
  if (!conditions) return rows.size() == 1 ? rows.front() : make(Kind::kList, rows, "and");
  const bool all = std::ranges::all_of(rows, [&](NodeId row) { return expression_.kind(row) == Kind::kTuple; });
  if (!all) return expected("a condition in every row before");
  return make(Kind::kPiecewise, rows);
}

// \begin{aligned} x &= 1 \\ y &= 2 \end{aligned}: the rows hold together.
Result<NodeId> Parser::aligned() {
  const std::string end = "end:" + peek().text.substr(6);
  ++next_;
  std::vector<NodeId> rows;
  while (peek().text != end) {
    accept("&");
    rows.push_back(QED_TRY(comma_list()));
    QED_TRY(check_size());
    if (!accept("\\\\")) break;
  }
  if (peek().text != end || rows.empty()) return expected("'\\\\' or the end of the rows");
  ++next_;
  return rows.size() == 1 ? rows.front() : make(Kind::kList, rows, "and");
}

// \frac{d}{dx} f, \frac{d^2 y}{dx^2}, \frac{\partial f}{\partial x}, d/dx f. Not reached unless a fraction begins.
std::optional<NodeId> Parser::derivative_operator(Error& problem) {
  const std::size_t start = next_;
  const auto is_d = [&](std::size_t i) {
    return (peek(i).kind == TokenKind::kSymbol && peek(i).text == "d") || at_command("partial", i);
  };
  const bool slashed = !at_command("frac");
  std::size_t i = slashed ? 0 : 2;
  if (!slashed && !at("{", 1)) return std::nullopt;
  if (!is_d(i++)) return std::nullopt;
  std::string order = "1";
  const auto take_order = [&]() -> bool {
    if (!at("^", i)) return true;
    const std::size_t braces = at("{", i + 1) ? 1 : 0;
    const Token& token = peek(i + 1 + braces);
    if (token.kind != TokenKind::kNumber || (braces == 1 && !at("}", i + 3))) return false;
    order = token.text;
    i += 2 + 2 * braces;
    return true;
  };
  if (!take_order()) return std::nullopt;
  std::optional<std::size_t> function;
  if (peek(i).kind == TokenKind::kSymbol) function = i++;
  if (slashed ? !at("/", i) : (!at("}", i) || !at("{", i + 1))) return std::nullopt;
  i += slashed ? 1 : 2;
  if (!is_d(i++)) return std::nullopt;
  if (peek(i).kind != TokenKind::kSymbol) return std::nullopt;
  const std::string variable = peek(i++).text;
  if (!take_order()) return std::nullopt;
  if (!slashed && !at("}", i++)) return std::nullopt;
  const std::string function_name = function ? peek(*function).text : "";
  next_ = start + i;
  const NodeId by = make(Kind::kSymbol, {}, variable);
  if (function) return make(Kind::kDerivative, {make(Kind::kSymbol, {}, function_name), by}, order);
  Result<NodeId> body = implicit_product();
  if (!body) {
    problem = std::move(body).error();
    return std::nullopt;
  }
  return make(Kind::kDerivative, {*body, by}, order);
}

// What stands behind "_" or "^" of an operator with bounds or a base: a group, or a single sign of the page.
Result<NodeId> Parser::script() {
  if (at("{") || at("(")) return bracket();
  if (accept("-")) return make(Kind::kNegate, {QED_TRY(script())});
  const Token& token = peek();
  if (token.kind == TokenKind::kNumber) {
    ++next_;
    return number_node(token.text);
  }
  if (token.kind == TokenKind::kSymbol || token.kind == TokenKind::kConstant) {
    ++next_;
    return make(token.kind == TokenKind::kSymbol ? Kind::kSymbol : Kind::kConstant, {}, token.text);
  }
  return atom();
}

bool Parser::at_differential() const {
  if (integrands_.empty() || integrands_.back().variable) return false;
  return peek().kind == TokenKind::kSymbol && peek().text == "d" && peek(1).kind == TokenKind::kSymbol &&
         peek(1).text != "d";
}

Result<NodeId> Parser::differential() {
  const std::string name = peek(1).text;
  next_ += 2;
  integrands_.back().variable = make(Kind::kSymbol, {}, name);
  return kNothing;
}

Result<NodeId> Parser::integral() {
  ++next_;
  std::optional<NodeId> from, to;
  for (bool more = true; more;) {
    more = false;
    if (!from && accept("_")) {
      more = true;
      if (at("{") && at("}", 1)) {
        next_ += 2;
      } else {
        from = QED_TRY(script());
      }
    }
    if (!to && accept("^")) {
      more = true;
      if (at("{") && at("}", 1)) {
        next_ += 2;
      } else {
        to = QED_TRY(script());
      }
    }
  }
  if (from.has_value() != to.has_value()) return expected("both bounds of the integral");
  integrands_.push_back({.level = level_, .variable = std::nullopt});
  const NodeId body = QED_TRY(sum());
  const std::optional<NodeId> variable = integrands_.back().variable;
  integrands_.pop_back();
  if (!variable) return expected("the differential of the integral, such as dx");
  if (!from) return make(Kind::kIntegral, {body, *variable});
  return make(Kind::kIntegral, {body, *variable, *from, *to});
}

// \sum_{k=1}^{n} term, \prod likewise.
Result<NodeId> Parser::big_operator() {
  const Kind kind = peek().text == "sum" ? Kind::kSum : Kind::kProduct;
  ++next_;
  std::optional<NodeId> from, to;
  std::string name;
  while ((!from && at("_")) || (!to && at("^"))) {
    if (accept("^")) {
      to = QED_TRY(script());
      continue;
    }
    ++next_;
    const bool round = at("(");
    if (!accept("{") && !accept("(")) return expected("'{' and the lower bound");
    if (peek().kind != TokenKind::kSymbol && peek().kind != TokenKind::kConstant) return expected("the index");
    name = peek().text;
    ++next_;
    QED_TRY(expect("="));
    ++level_;
    from = QED_TRY(sum());
    --level_;
    QED_TRY(expect(round ? ")" : "}"));
  }
  if (!from || !to) return expected("both bounds");
  bound_.push_back(name);
  const Result<NodeId> body = product();
  bound_.pop_back();
  if (!body) return body;
  const NodeId index = make(Kind::kSymbol, {}, name);
  return make(kind, {*body, index, *from, *to});
}

// \lim_{x \to 0^+} term, lim x→0 (term).
Result<NodeId> Parser::limit() {
  ++next_;
  const bool marked = accept("_");
  const bool curly = marked && accept("{");
  const bool round = marked && !curly && accept("(");
  if (peek().kind != TokenKind::kSymbol) return expected("the variable of the limit");
  const std::string name = peek().text;
  ++next_;
  QED_TRY(expect("to"));
  std::string side;
  ++level_;
  const std::size_t begin = next_;
  const auto side_at = [&](std::size_t i) {
    return at("^", i) && (at("+", i + 1) || at("-", i + 1) ||
                          (at("{", i + 1) && (at("+", i + 2) || at("-", i + 2)) && at("}", i + 3)));
  };
  // The side reads like an exponent that lacks its number, so it is taken away before the point is parsed.
  std::size_t mark = begin;
  while (peek(mark - next_).kind != TokenKind::kEnd && !at("}", mark - next_) && !side_at(mark - next_)) ++mark;
  if (side_at(mark - next_)) {
    const std::size_t i = mark - next_;
    const bool braced = at("{", i + 1);
    side = peek(i + (braced ? 2 : 1)).text;
    const auto first = lexed_.tokens.begin() + static_cast<std::ptrdiff_t>(mark);
    lexed_.tokens.erase(first, first + (braced ? 4 : 2));
  }
  const NodeId point = QED_TRY(curly || round ? sum() : operand_of_limit());
  --level_;
  if (curly) QED_TRY(expect("}"));
  if (round) QED_TRY(expect(")"));
  const NodeId body = QED_TRY(product());
  return make(Kind::kLimit, {body, make(Kind::kSymbol, {}, name), point}, side);
}

// Without braces the point is one atom with its sign: lim x→-1 (…).
Result<NodeId> Parser::operand_of_limit() {
  if (accept("-")) return make(Kind::kNegate, {QED_TRY(operand_of_limit())});
  accept("+");
  return command_argument();
}

}  // namespace qed::answer
