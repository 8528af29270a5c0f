#include "text/jinja/parser.h"

#include <algorithm>
#include <array>

#include "text/jinja/expression_parser.h"

namespace qed::text::jinja {
namespace {

class Parser {
 public:
  Parser(std::vector<Token> tokens, Tree& tree) : in_(std::move(tokens), tree) {}

  Result<void> run() {
    in_.tree().body = QED_TRY(body({}));
    return {};
  }

 private:
  using Words = std::vector<std::string_view>;

  template <class Node>
  const Statement* make(int line, Node node) {
    return &in_.tree().statements.emplace_back(Statement{line, std::move(node)});
  }

  // Statements up to a block tag that starts with one of `ends`, whose "{%" is consumed; to the end where there are
  // none.
  Result<Body> body(const Words& ends) {
    const ExpressionParser::Level level(in_);
    QED_TRY(level.check());
    Body statements;
    for (;;) {
      const int line = in_.peek().line;
      if (in_.is(TokenKind::kEnd)) {
        if (ends.empty()) return statements;
        return in_.unexpected_token(fmt::format("'{{% {} %}}'", ends.back()));
      }
      if (in_.is(TokenKind::kText)) {
        statements.push_back(make(line, Text{in_.next().text}));
      } else if (in_.is(TokenKind::kVariableBegin)) {
        in_.next();
        statements.push_back(make(line, Output{QED_TRY(in_.tuple())}));
        QED_TRY(in_.expect(TokenKind::kVariableEnd, "}}"));
      } else {
        in_.next();  // {%
        if (in_.is(TokenKind::kName) && std::ranges::find(ends, in_.peek().text) != ends.end()) return statements;
        statements.push_back(QED_TRY(statement(line)));
      }
    }
  }

  Result<void> block_end() { return in_.expect(TokenKind::kBlockEnd, "%}"); }

  // A body and the tag that ends it: "{% endfor %}".
  Result<Body> body_until(std::string_view end) {
    Body inner = QED_TRY(body({end}));
    in_.next();
    QED_TRY(block_end());
    return inner;
  }

  // Behind "{%".
  Result<const Statement*> statement(int line) {
    if (!in_.is(TokenKind::kName)) return in_.unexpected_token("the name of a statement");
    const std::string word = in_.next().text;
    if (word == "if") return if_statement(line);
    if (word == "for") return for_statement(line);
    if (word == "set") return set_statement(line);
    if (word == "macro") return macro(line);
    if (word == "filter") {
      FilterBlock block{QED_TRY(in_.filters()), {}};
      QED_TRY(block_end());
      block.body = QED_TRY(body_until("endfilter"));
      return make(line, std::move(block));
    }
    if (word == "generation") {  // marks what a model wrote, for training
      QED_TRY(block_end());
      return make(line, QED_TRY(body_until("endgeneration")));
    }
    if (word == "break" || word == "continue") {
      if (loops_ == 0) return in_.error(Errc::kCorrupt, line, fmt::format("'{}' outside of a loop", word));
      QED_TRY(block_end());
      return word == "break" ? make(line, Break{}) : make(line, Continue{});
    }
    constexpr std::array<std::string_view, 8> kOthers{"include", "import", "from", "extends",
                                                      "block",   "call",   "with", "autoescape"};
    const bool known = std::ranges::find(kOthers, word) != kOthers.end();
    return in_.error(known ? Errc::kUnsupported : Errc::kCorrupt, line,
                     fmt::format("the statement '{}' is not {}", word, known ? "supported" : "known"));
  }

  Result<const Statement*> if_statement(int line) {
    If statement;
    for (;;) {
      const Expression* condition = QED_TRY(in_.expression());
      QED_TRY(block_end());
      statement.branches.emplace_back(condition, QED_TRY(body({"elif", "else", "endif"})));
      if (!in_.skip_name("elif")) break;
    }
    if (in_.skip_name("else")) {
      QED_TRY(block_end());
      statement.otherwise = QED_TRY(body_until("endif"));
    } else {
      in_.next();  // endif
      QED_TRY(block_end());
    }
    return make(line, std::move(statement));
  }

  Result<const Statement*> for_statement(int line) {
    For loop{};
    const bool bracketed = in_.skip_operator("(");
    do loop.targets.push_back(QED_TRY(in_.expect_name()));
    while (in_.skip_operator(","));
    if (bracketed) QED_TRY(in_.expect(TokenKind::kOperator, ")"));
    QED_TRY(in_.expect(TokenKind::kName, "in"));
    loop.iterable = QED_TRY(in_.expression_without_if());
    if (in_.skip_name("if")) loop.condition = QED_TRY(in_.expression());
    if (in_.is(TokenKind::kName, "recursive")) return in_.error(Errc::kUnsupported, line, "recursive loops");
    QED_TRY(block_end());
    ++loops_;
    loop.body = QED_TRY(body({"else", "endfor"}));
    --loops_;
    const bool has_else = in_.next().text == "else";
    QED_TRY(block_end());
    if (has_else) loop.otherwise = QED_TRY(body_until("endfor"));
    return make(line, std::move(loop));
  }

  Result<const Statement*> set_statement(int line) {
    Set set{};
    do {
      Target target{QED_TRY(in_.expect_name()), {}};
      if (in_.skip_operator(".")) target.attribute = QED_TRY(in_.expect_name());
      set.targets.push_back(std::move(target));
    } while (in_.skip_operator(","));
    if (in_.skip_operator("=")) {
      set.value = QED_TRY(in_.tuple());
      QED_TRY(block_end());
      return make(line, std::move(set));
    }
    if (set.targets.size() != 1) return in_.unexpected_token("'='");
    if (in_.skip_operator("|")) set.filters = QED_TRY(in_.filters());
    QED_TRY(block_end());
    set.body = QED_TRY(body_until("endset"));
    return make(line, std::move(set));
  }

  Result<const Statement*> macro(int line) {
    MacroDefinition macro{QED_TRY(in_.expect_name()), {}, {}};
    QED_TRY(in_.expect(TokenKind::kOperator, "("));
    while (!in_.is(TokenKind::kOperator, ")")) {
      Parameter parameter{QED_TRY(in_.expect_name()), nullptr};
      if (in_.skip_operator("=")) parameter.otherwise = QED_TRY(in_.expression());
      macro.parameters.push_back(std::move(parameter));
      if (!in_.skip_operator(",")) break;
    }
    QED_TRY(in_.expect(TokenKind::kOperator, ")"));
    QED_TRY(block_end());
    const int outer_loops = std::exchange(loops_, 0);
    macro.body = QED_TRY(body_until("endmacro"));
    loops_ = outer_loops;
    return make(line, std::move(macro));
  }

  ExpressionParser in_;
  int loops_ = 0;
};

}  // namespace

Result<Tree> parse(std::string_view source) {
  if (source.size() > kMaxSourceBytes)
    return fail(Errc::kLimitExceeded, "line 1: {} bytes long, at most {}", source.size(), kMaxSourceBytes);
  Tree tree;
  QED_TRY(Parser(QED_TRY(tokenize(source)), tree).run());
  return tree;
}

}  // namespace qed::text::jinja
