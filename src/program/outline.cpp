#include "program/outline.h"

#include <algorithm>
#include <span>

#include "program/tokens.h"

namespace qed::program {
namespace {

using Tokens = std::span<const Token>;

constexpr std::string_view kBuiltins[] = {
    "ArithmeticError",
    "AssertionError",
    "AttributeError",
    "BaseException",
    "Ellipsis",
    "EOFError",
    "Exception",
    "False",
    "FileNotFoundError",
    "FloatingPointError",
    "ImportError",
    "IndexError",
    "KeyError",
    "KeyboardInterrupt",
    "LookupError",
    "MemoryError",
    "ModuleNotFoundError",
    "NameError",
    "None",
    "NotImplemented",
    "NotImplementedError",
    "OSError",
    "OverflowError",
    "RecursionError",
    "RuntimeError",
    "StopIteration",
    "SyntaxError",
    "SystemExit",
    "True",
    "TypeError",
    "UnicodeError",
    "ValueError",
    "Warning",
    "ZeroDivisionError",
    "__file__",
    "__name__",
    "abs",
    "all",
    "any",
    "ascii",
    "bin",
    "bool",
    "bytearray",
    "bytes",
    "callable",
    "chr",
    "classmethod",
    "compile",
    "complex",
    "delattr",
    "dict",
    "dir",
    "divmod",
    "enumerate",
    "eval",
    "exec",
    "exit",
    "filter",
    "float",
    "format",
    "frozenset",
    "getattr",
    "globals",
    "hasattr",
    "hash",
    "help",
    "hex",
    "id",
    "input",
    "int",
    "isinstance",
    "issubclass",
    "iter",
    "len",
    "list",
    "locals",
    "map",
    "max",
    "memoryview",
    "min",
    "next",
    "object",
    "oct",
    "open",
    "ord",
    "pow",
    "print",
    "property",
    "quit",
    "range",
    "repr",
    "reversed",
    "round",
    "set",
    "setattr",
    "slice",
    "sorted",
    "staticmethod",
    "str",
    "sum",
    "super",
    "tuple",
    "type",
    "vars",
    "zip",
};

bool is(const Token& token, std::string_view text) {
  return token.text == text && (token.kind == TokenKind::kOperator || token.kind == TokenKind::kKeyword);
}

bool one_of(const Token& token, std::initializer_list<std::string_view> texts) {
  return std::ranges::any_of(texts, [&](std::string_view text) { return is(token, text); });
}

bool opens(const Token& token) { return one_of(token, {"(", "[", "{"}); }
bool closes(const Token& token) { return one_of(token, {")", "]", "}"}); }

bool is_value(const Token& token) {
  return token.kind == TokenKind::kName || token.kind == TokenKind::kNumber || token.kind == TokenKind::kString ||
         is(token, "...");
}

bool is_assignment(const Token& token) {
  return one_of(token, {"=", "+=", "-=", "*=", "/=", "//=", "%=", "**=", ">>=", "<<=", "&=", "|=", "^=", "@="});
}

// Values and operators take turns: what two words side by side, the mark of prose, never do.
bool alternates(Tokens tokens) {
  bool after_value = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const Token* before = i > 0 ? &tokens[i - 1] : nullptr;
    if (is_value(token)) {
      const bool joined = token.kind == TokenKind::kString && before && before->kind == TokenKind::kString;
      if (after_value && !joined) return false;
      after_value = true;
    } else if (opens(token)) {
      if (after_value && is(token, "{")) return false;
      after_value = false;
    } else if (closes(token)) {
      after_value = true;
    } else if (token.kind == TokenKind::kKeyword || one_of(token, {"+", "-", "~", ":", "*", "**", ","})) {
      const bool prefix = one_of(token, {"not", "lambda", "await", "yield", "+", "-", "~", ":", "*", "**"});
      const bool generator = one_of(token, {"if", "else", "for", "in", "is", "and", "or", "as", "from", "async"});
      if (token.kind == TokenKind::kKeyword && !prefix && !generator) return false;
      if (!after_value && !prefix && !(is(token, "in") && before && is(*before, "not")) && !is(token, "async") &&
          !(is(token, "for") && before && is(*before, "async")) &&
          !(is(token, "from") && before && is(*before, "yield")))
        return false;
      if (after_value && one_of(token, {"lambda", "await", "~"})) return false;
      after_value = false;
    } else {
      if (!after_value && !(is(token, "/") && before && is(*before, ","))) return false;
      after_value = false;
    }
  }
  return after_value || tokens.empty() || is(tokens.back(), ",") || is(tokens.back(), "yield");
}

const Token* find_at_depth(Tokens tokens, int depth, std::string_view text) {
  for (const Token& token : tokens)
    if (token.depth == depth && is(token, text)) return &token;
  return nullptr;
}

std::size_t header_end(Tokens tokens) {
  bool in_lambda = false;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (tokens[i].depth != 0) continue;
    if (is(tokens[i], "lambda")) in_lambda = true;
    if (!is(tokens[i], ":")) continue;
    if (!in_lambda) return i;
    in_lambda = false;
  }
  return tokens.size();
}

// An expression, or an assignment to something that can be assigned to.
bool plausible_simple(Tokens tokens, std::size_t indent) {
  const auto assign =
      std::ranges::find_if(tokens, [](const Token& token) { return token.depth == 0 && is_assignment(token); });
  Tokens target = tokens.first(static_cast<std::size_t>(assign - tokens.begin()));
  const std::size_t colon = header_end(target);
  if (colon < target.size()) {  // an annotation: without a value, prose like "Answer: 540" looks the same
    if (assign == tokens.end() && indent == 0) return false;
    return colon > 0 && target[0].kind == TokenKind::kName && alternates(target.first(colon)) &&
           alternates(target.subspan(colon + 1)) &&
           (assign == tokens.end() || alternates(tokens.subspan(target.size() + 1)));
  }
  if (assign == tokens.end()) return alternates(tokens);
  const bool assignable = std::ranges::all_of(target, [](const Token& token) {
    return token.depth > 0 || token.kind == TokenKind::kName || opens(token) || closes(token) ||
           one_of(token, {",", ".", "*"});
  });
  return assignable && !target.empty() && alternates(tokens);
}

bool plausible_import(Tokens tokens) {
  if (is(tokens[0], "from")) {
    const Token* import = find_at_depth(tokens, 0, "import");
    if (!import) return false;
    const Tokens names = tokens.subspan(static_cast<std::size_t>(import - tokens.data()) + 1);
    const bool star = names.size() == 1 && is(names[0], "*");
    const Tokens module = tokens.subspan(1, tokens.size() - names.size() - 2);
    return !module.empty() && module.back().kind == TokenKind::kName && (star || (!names.empty() && alternates(names)));
  }
  return tokens.size() > 1 && alternates(tokens.subspan(1));
}

bool plausible_small(Tokens tokens, std::size_t indent) {
  if (tokens.empty()) return false;
  const Token& head = tokens[0];
  if (one_of(head, {"import", "from"})) return plausible_import(tokens);
  if (one_of(head, {"pass", "break", "continue"})) return tokens.size() == 1;
  if (one_of(head, {"return", "raise"})) return tokens.size() == 1 || alternates(tokens.subspan(1));
  if (one_of(head, {"assert", "del", "global", "nonlocal"})) return tokens.size() > 1 && alternates(tokens.subspan(1));
  return plausible_simple(tokens, indent);
}

// Small statements joined by ';', the last of which may end in one.
bool plausible_list(Tokens tokens, std::size_t indent) {
  while (!tokens.empty()) {
    const auto semicolon = std::ranges::find_if(tokens, [](const Token& token) { return is(token, ";"); });
    const auto size = static_cast<std::size_t>(semicolon - tokens.begin());
    if (!plausible_small(tokens.first(size), indent)) return false;
    tokens = tokens.subspan(std::min(size + 1, tokens.size()));
  }
  return true;
}

bool plausible_compound(Tokens tokens, std::size_t indent) {
  const std::size_t colon = header_end(tokens);
  if (colon == tokens.size() || !plausible_list(tokens.subspan(colon + 1), indent + 1)) return false;
  const Tokens header = tokens.subspan(1, colon - 1);
  if (one_of(tokens[0], {"else", "try", "finally"})) return header.empty();
  if (is(tokens[0], "except")) return alternates(header);
  if (header.empty() || (is(tokens[0], "for") && !find_at_depth(header, 0, "in"))) return false;
  if (one_of(tokens[0], {"def", "class"}) && header[0].kind != TokenKind::kName) return false;
  if (is(tokens[0], "def")) return header.size() >= 3 && is(header[1], "(");
  return alternates(header);
}

bool plausible_statement(Tokens tokens, std::size_t indent) {
  if (tokens.size() > 1 && is(tokens[0], "async")) tokens = tokens.subspan(1);
  if (tokens.empty()) return false;
  if (is(tokens[0], "@")) return alternates(tokens.subspan(1));
  if (one_of(tokens[0], {"if", "elif", "else", "for", "while", "try", "except", "finally", "with", "def", "class"}))
    return plausible_compound(tokens, indent);
  return plausible_list(tokens, indent);
}

// Gathers the names of one logical line.
class Names {
 public:
  explicit Names(Tokens tokens) : tokens_(tokens) {
    if (tokens.empty()) return;
    if (one_of(tokens[0], {"import", "from"})) {
      add_import();
      return;
    }
    mark_targets();
    for (std::size_t i = 0; i < tokens.size(); ++i) add(i);
  }

  std::set<std::string_view> bound, read;
  bool star = false;

 private:
  bool follows(std::size_t i, std::initializer_list<std::string_view> texts) const {
    return i > 0 && one_of(tokens_[i - 1], texts);
  }

  void add_import() {
    const Token* import = find_at_depth(tokens_, 0, "import");
    const std::size_t first =
        is(tokens_[0], "import") || !import ? 1 : static_cast<std::size_t>(import - tokens_.data()) + 1;
    for (std::size_t i = first; i < tokens_.size(); ++i) {
      if (is(tokens_[i], "*")) star = true;
      const bool renamed = i + 1 < tokens_.size() && is(tokens_[i + 1], "as");
      if (tokens_[i].kind == TokenKind::kName && !renamed && !follows(i, {"."})) bound.insert(tokens_[i].text);
    }
  }

  // What lies between a loop's "for" and "in", a function's parentheses, or ahead of the last "=" is bound.
  void mark_targets() {
    for (std::size_t i = 0; i < tokens_.size(); ++i)
      if (tokens_[i].depth == 0 && is_assignment(tokens_[i])) targets_end_ = i;
    plain_assignment_ = targets_end_ > 0 && is(tokens_[targets_end_], "=");
    is_def_ = is(tokens_[0], "def") || (is(tokens_[0], "async") && tokens_.size() > 1 && is(tokens_[1], "def"));
  }

  void add(std::size_t i) {
    const Token& token = tokens_[i];
    if (is(token, "for") || is(token, "lambda")) in_targets_ = true;
    if (is(token, "in") || (is(token, ":") && in_targets_)) in_targets_ = false;
    if (token.kind != TokenKind::kName || follows(i, {"."})) return;
    const Token* next = i + 1 < tokens_.size() ? &tokens_[i + 1] : nullptr;
    const bool parameter =
        is_def_ && token.depth == 1 && next && one_of(*next, {",", "=", ":", ")"}) && !follows(i, {"=", ":"});
    const bool keyword_argument = !is_def_ && token.depth > 0 && next && is(*next, "=");
    const bool indexed = next && (opens(*next) || is(*next, "."));
    const bool target = plain_assignment_ && i < targets_end_ && !indexed && token.depth == 0 && !follows(i, {":"});
    const bool unpacked = plain_assignment_ && i < targets_end_ && (opens(tokens_[0]) && token.depth > 0);
    if (in_targets_ || parameter || target || unpacked || follows(i, {"def", "class", "as", "global"}) ||
        (next && is(*next, ":=")))
      bound.insert(token.text);
    else if (!keyword_argument)
      read.insert(token.text);
  }

  Tokens tokens_;
  std::size_t targets_end_ = 0;
  bool plain_assignment_ = false, is_def_ = false, in_targets_ = false;
};

constexpr std::string_view kAnswerNames[] = {"ans", "answer", "solve", "solution", "solver"};

bool is_docstring(const LogicalLine& line) {
  return line.tokens.size() == 1 && line.tokens[0].kind == TokenKind::kString;
}

bool is_expression(const LogicalLine& line) {
  const Token& head = line.tokens.front();
  const bool statement = head.kind == TokenKind::kKeyword && !one_of(head, {"not", "lambda", "await"});
  return !statement && !is(head, "@") && !is_docstring(line) &&
         std::ranges::none_of(line.tokens, [](const Token& token) { return token.depth == 0 && is_assignment(token); });
}

}  // namespace

Outline outline(std::string_view source) {
  const std::vector<LogicalLine> lines = tokenize(source);
  // Statements end where the next one at the margin begins; what continues a statement at the margin is no new one.
  std::size_t kept = 0, statement = 0;
  bool whole = !lines.empty();
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const bool continues =
        !lines[i].tokens.empty() && one_of(lines[i].tokens[0], {"elif", "else", "except", "finally"});
    if (lines[i].indent == 0 && !continues) statement = i;
    if (lines[i].broken || !plausible_statement(lines[i].tokens, lines[i].indent)) {
      whole = false;
      break;
    }
    kept = i + 1;
  }
  if (!whole) kept = std::min(kept, statement);

  Outline result;
  result.whole = whole;
  if (kept == 0) return result;
  result.end = lines[kept - 1].end;
  bool in_definition = false;
  std::set<std::string_view> bound, read;
  bool prints = false;
  for (const LogicalLine& line : std::span(lines).first(kept)) {
    const Names names(line.tokens);
    const bool defines = one_of(line.tokens[0], {"def", "class", "async"});
    if (line.indent == 0) in_definition = defines;
    if (in_definition && line.indent == 0 && line.tokens.size() > 1) result.offers.insert(line.tokens[1].text);
    if (!in_definition) result.offers.insert(names.bound.begin(), names.bound.end());
    bound.insert(names.bound.begin(), names.bound.end());
    read.insert(names.read.begin(), names.read.end());
    result.star_import |= names.star;
    prints |= names.read.contains("print");
  }
  for (const std::string_view name : read)
    if (!bound.contains(name) && !std::ranges::binary_search(kBuiltins, name)) result.needs.insert(name);

  const LogicalLine& last = lines[kept - 1];
  const bool ends_in_value =
      kept > 1 && last.indent == 0 && is_expression(last) && (result.needs.empty() || result.star_import);
  result.answers = prints || ends_in_value || std::ranges::any_of(kAnswerNames, [&](std::string_view name) {
                     return result.offers.contains(name);
                   });
  return result;
}

}  // namespace qed::program
