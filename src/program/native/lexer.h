// Python source as tokens, with the ends of logical lines and the changes of indentation among them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qed::program::native {

enum class Tok : std::uint8_t {
  kEnd,
  kNewline,
  kIndent,
  kDedent,
  kName,
  kInteger,
  kFloat,
  kString,
  // Keywords, in the order of their text.
  kFalse,
  kNone,
  kTrue,
  kAnd,
  kAs,
  kAssert,
  kAsync,
  kAwait,
  kBreak,
  kClass,
  kContinue,
  kDef,
  kDel,
  kElif,
  kElse,
  kExcept,
  kFinally,
  kFor,
  kFrom,
  kGlobal,
  kIf,
  kImport,
  kIn,
  kIs,
  kLambda,
  kNonlocal,
  kNot,
  kOr,
  kPass,
  kRaise,
  kReturn,
  kTry,
  kWhile,
  kWith,
  kYield,
  // Operators and delimiters.
  kOpen,
  kClose,
  kOpenBracket,
  kCloseBracket,
  kOpenBrace,
  kCloseBrace,
  kComma,
  kColon,
  kSemicolon,
  kDot,
  kEllipsis,
  kArrow,
  kWalrus,
  kAssign,
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kDoubleSlash,
  kPercent,
  kDoubleStar,
  kShiftLeft,
  kShiftRight,
  kAmpersand,
  kBar,
  kCaret,
  kTilde,
  kAt,
  kLess,
  kLessEqual,
  kEqual,
  kNotEqual,
  kGreater,
  kGreaterEqual,
  kPlusAssign,
  kMinusAssign,
  kStarAssign,
  kSlashAssign,
  kDoubleSlashAssign,
  kPercentAssign,
  kDoubleStarAssign,
  kShiftLeftAssign,
  kShiftRightAssign,
  kAmpersandAssign,
  kBarAssign,
  kCaretAssign,
  kAtAssign,
};

struct Token {
  Tok type;
  int line;
  std::string_view text;
};

// Appends the tokens of `source`, kEnd last. Empty, or what keeps the source from being read and where. `expression`:
// the source stands in brackets, so line ends mean nothing.
struct LexError {
  std::string what;  // empty: none
  int line = 0;
};
LexError tokenize(std::string_view source, int first_line, bool expression, std::vector<Token>& tokens);

}  // namespace qed::program::native
