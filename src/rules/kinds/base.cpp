// Numerals: from one base to another, and arithmetic in a base.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

// "binary", "base 7", "hexadecimal": the base named by the words captured; 0 where it is none.
int base_of(const Match& m, std::string_view word, std::string_view number) {
  if (m.has(number)) {
    const Formula& f = m.formula(number);
    if (!f.is(Kind::kNumber) || f.name().size() > 2 || f.has_decimal()) return 0;
    const int base = std::stoi(std::string(f.name()));
    return base >= 2 && base <= 36 ? base : 0;
  }
  const std::string name = m.word(word);
  if (name.starts_with("bin") || name.find("0b") != std::string::npos) return 2;
  if (name.starts_with("ter")) return 3;
  if (name.starts_with("oct")) return 8;
  if (name.starts_with("duo") || name.starts_with("doz")) return 12;
  if (name.starts_with("hex")) return 16;
  if (name.starts_with("dec") || name.starts_with("den")) return 10;
  return 0;
}

int digit_value(char c) { return text::is_digit(c) ? c - '0' : text::to_lower(c) - 'a' + 10; }

bool is_numeral(std::string_view digits, int base) {
  return !digits.empty() && digits.size() <= 200 && std::ranges::all_of(digits, [&](char c) {
    return (text::is_digit(c) || text::is_alpha(c)) && digit_value(c) < base;
  });
}

// 0x1F and 0b101 say their base themselves.
std::string without_prefix(std::string digits, int base) {
  const std::string lower = text::lower(digits);
  const bool prefixed = (base == 16 && lower.starts_with("0x")) || (base == 2 && lower.starts_with("0b")) ||
                        (base == 8 && lower.starts_with("0o"));
  return prefixed ? digits.substr(2) : digits;
}

// Lines that turn `value` into digits of `base`.
void answer_digits(Script& script, int base) {
  if (base == 10) return script.answer("value");
  script.line("digits = ''");
  script.line("rest = value");
  script.line("while rest or not digits:");
  script.line("    rest, digit = divmod(rest, {})", base);
  script.line("    digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'[digit] + digits");
  script.answer("digits");
  script.check("int(ans, {}) == value", base);
}

std::optional<Program> convert(const Match& m) {
  int from = base_of(m, "from", "f"), to = base_of(m, "to", "t");
  std::string digits = m.word("d");
  if (from == 0 && !m.has("from") && !m.has("f")) {
    const std::string lower = text::lower(digits);
    from = lower.starts_with("0x") ? 16 : lower.starts_with("0b") ? 2 : lower.starts_with("0o") ? 8 : 10;
    if (from == 10 && to == 10) return std::nullopt;
  }
  if (to == 0 && !m.has("to") && !m.has("t")) to = 10;
  digits = without_prefix(digits, from);
  if (from == 0 || to == 0 || from == to || !is_numeral(digits, from)) return std::nullopt;
  Script script(Dialect::kFractions);
  if (from == 10) {
    const std::size_t start = std::min(digits.find_first_not_of('0'), digits.size() - 1);
    script.line("value = {}", digits.substr(start));
  } else {
    script.line("value = int('{}', {})", digits, from);
  }
  answer_digits(script, to);
  return script.finish(fmt::format("{} (base {}) in base {}", digits, from, to));
}

std::optional<Program> arithmetic(const Match& m) {
  const int base = base_of(m, "from", "f");
  const std::string a = m.word("d"), b = m.word("e"), sign = m.word("sign");
  if (base == 0 || base == 10 || !is_numeral(a, base) || !is_numeral(b, base)) return std::nullopt;
  const bool minus = sign == "-" || sign == "minus" || sign == "difference" || sign == "subtract";
  const bool plus = sign == "+" || sign == "plus" || sign == "and" || sign == "sum" || sign == "add";
  Script script(Dialect::kFractions);
  script.line("value = int('{}', {}) {} int('{}', {})", a, base, minus ? "-" : plus ? "+" : "*", b, base);
  script.check("value >= 0");
  answer_digits(script, base);
  return script.finish(fmt::format("{} {} {} in base {}", a, sign, b, base));
}

#define NAMES "binary|ternary|octal|decimal|denary|hexadecimal|hex|duodecimal|dozenal"
#define TO                                                                                                   \
  "([a|an|the] [base] {to=" NAMES                                                                            \
  "} [number|numeral|form|notation|system|equivalent|representation|base]|[base|radix] {t:int}|[base] ten) " \
  "[notation|representation|form|system|number system]"
#define FROM "({from=" NAMES "}|base {f:int})"
#define CONVERT "(convert|change|write|express|translate|turn|represent|rewrite|transform|give|put|find)"
#define NUMBER "[the|a|an] [number|numeral|value|integer]"
#define FROM_SUFFIX "([\\(|,|in|from] [in|from] " FROM " [number|notation|form|system] [\\)])"
#define SUBSCRIPT "(_ {f:int}|_ \\{ {f:int} \\})"
#define NUMERAL "({d:numeral}|\\( {d:numeral} \\))"

}  // namespace

extern const Intent base;
const Intent base{
    .intent = "base",
    .rules =
        {{{CONVERT " [the] " FROM " (number|numeral|value|string|digits|integer) " NUMERAL " (to|into|in|as) " TO,
           CONVERT " [the] " FROM " " NUMERAL " (to|into|in|as) " TO,
           CONVERT " " NUMBER " " NUMERAL " " FROM_SUFFIX " (to|into|in|as) " TO,
           CONVERT " " NUMBER " " NUMERAL " (to|into|in|as) " TO " " FROM_SUFFIX,
           CONVERT " " NUMBER " " NUMERAL " (to|into|in|as) " TO,
           CONVERT " from " FROM " to " TO " [:] " NUMERAL,
           CONVERT " " NUMERAL " from " FROM " to " TO,
           CONVERT " " NUMERAL " " SUBSCRIPT " (to|into|in|as) " TO,
           "<ask> " NUMERAL " " SUBSCRIPT " (to|into|in|as) " TO,
           "<ask> " NUMERAL " (to|into|in|as) " TO,
           "(what is|what's|how is|how much is|how do you write) [the] [" FROM "] [number|numeral] " NUMERAL
           " [" FROM_SUFFIX "] [written|expressed|represented] (in|to|as|into) " TO,
           "(what is|what's|how much is) [the] " FROM " [number|numeral] " NUMERAL " [(in|to|as) " TO "]",
           "(what is|what's|how much is) " NUMERAL " " SUBSCRIPT " (in|to|as) " TO,
           "(what is|what's|find|give|the) [the] {to=decimal|binary|hexadecimal|hex|octal} "
           "[value|equivalent|form|representation|expansion|number] (of|for|to) [the] [" FROM
           "] [number|numeral] " NUMERAL " [" FROM_SUFFIX "]",
           "<ask> {to=decimal|binary|hexadecimal|hex|octal} (value|equivalent|form|representation|expansion|number) "
           "(of|for) [the] [" FROM "] [number|numeral] " NUMERAL " [" FROM_SUFFIX "]",
           "<ask> {to=decimal|binary|hexadecimal|hex|octal} [value|equivalent|form|representation] (of|for) " NUMERAL
           " " SUBSCRIPT,
           "[the] " FROM " [number] " NUMERAL " (to|in|into|as) " TO,
           NUMERAL " " FROM_SUFFIX " (to|in|into|as) " TO,
           FROM " to " TO " [:] " NUMERAL,
           CONVERT " [the] [number] " NUMERAL " [from] " FROM " (to|into) " TO,
           CONVERT " " NUMERAL " " SUBSCRIPT " (from " FROM ") (to|into|in) " TO,
           "how (do you|do i|would you|is) (write|express|represent|written) " NUMERAL " [" FROM_SUFFIX
           "] (in|as|to) " TO,
           "how is [the] [" FROM "] [number] " NUMERAL " [" FROM_SUFFIX "] (written|expressed|represented) (in|as) " TO,
           "<ask> " TO " (of|for) [the] [" FROM "] [number] " NUMERAL,
           "[the] " FROM " [number] " NUMERAL " = [what|? ~] (in|to) " TO,
           NUMERAL " " FROM_SUFFIX " = [what] (in|to) " TO,
           NUMERAL " " FROM_SUFFIX " = [what|~] [?] \\( [in] " TO " \\)",
           NUMERAL " " SUBSCRIPT " = [what|~] [?] \\( [in] " TO " \\)",
           NUMERAL " (to|in|into|as) " TO,
           NUMERAL " " SUBSCRIPT " (to|in|into|as|=) " TO,
           "<ask> base [-] {t:int} (representation|form|expansion|numeral|equivalent) of [the] [decimal] "
           "[number] " NUMERAL,
           "[the] " FROM " [number] " NUMERAL " (is|equals) (what|which number) in " TO,
           CONVERT " " NUMERAL " to [its] {to=binary|octal|decimal|hexadecimal} [equivalent]"},
          convert},
         {{"<ask> {d:numeral} {sign=+|-|*|\xC3\x97|plus|minus|times} {e:numeral} (in|\\() " FROM " [\\)]",
           "[in|working in] " FROM " [,|:] <ask> {d:numeral} {sign=+|-|*|\xC3\x97|plus|minus|times} {e:numeral}",
           "<ask> {d:numeral} _ \\{ {f:int} \\} {sign=+|-|*|\xC3\x97|\\times} {e:numeral} _ \\{ {f2:int} \\} = ~ [?] "
           "\\( [give the|the] [answer] in base {f3:int} \\)",
           "(add|sum of) [the] " FROM " numbers {d:numeral} {sign=and} {e:numeral}",
           "<ask> sum of [the] " FROM " numbers {d:numeral} {sign=and} {e:numeral}",
           "<ask> {d:numeral} _ {f:int} {sign=+|-|*|\xC3\x97} {e:numeral} _ {f2:int} [[\\(] [answer|give the "
           "answer|express the answer] in base {f3:int} [\\)]]",
           "add {d:numeral} {sign=and} {e:numeral} (in|\\() " FROM " [\\)]",
           "{sign=multiply} [the] [" FROM
           " (numbers|numerals)] {d:numeral} (and|by|with|times) {e:numeral} [(in|\\() " FROM " [\\)]]",
           "{sign=multiply} [the] " FROM " (numbers|numerals) {d:numeral} (and|by|with) {e:numeral}",
           "<ask> {sign=product|difference|sum} of [the] " FROM " (numbers|numerals) {d:numeral} and {e:numeral}",
           "<ask> {sign=product|difference|sum} of {d:numeral} and {e:numeral} (in|\\() " FROM " [\\)]",
           "{sign=add|multiply} {d:numeral} _ ({f:int}|\\{ {f:int} \\}) (and|by|to|with) {e:numeral} _ ({f2:int}|\\{ "
           "{f2:int} \\})",
           "(in|working in) " FROM " [,|:] {sign=add|multiply} {d:numeral} (and|by|to|with|times) {e:numeral}",
           "(in|working in) " FROM " [,|:] <ask> {sign=product|sum|difference} of {d:numeral} and {e:numeral}",
           "{sign=add} [the] " FROM " (numbers|numerals) {d:numeral} and {e:numeral}",
           "<ask> {d:numeral} _ \\{ {f:int} \\} {sign=+|-|*|\xC3\x97|\\times} {e:numeral} _ \\{ {f2:int} \\} [=] "
           "[[\\(] [answer|give the answer|express the answer] in base "
           "{f3:int} [\\)]]",
           "<ask> {d:numeral} {sign=+|-|*|\xC3\x97|plus|minus|times} {e:numeral} in " FROM " (arithmetic|notation)",
           "<ask> [the] " FROM " (sum|product|difference) [of] {d:numeral} {sign=+|-|*|\xC3\x97|times} {e:numeral}",
           "<ask> [the] " FROM " (sum|addition) [of] {d:numeral} {sign=+|and} {e:numeral}",
           "{sign=subtract} [the] [" FROM " (number|numeral)] {e:numeral} from [the] [" FROM
           " (number|numeral)] {d:numeral} "
           "[(in|\\() " FROM " [\\)]]"},
          [](const Match& m) -> std::optional<Program> {
            for (const std::string_view name : {"f", "from"}) {
              const auto all = m.all(name);
              for (const Value* value : all) {
                if (value->words != all.front()->words) return std::nullopt;
                if (!value->items.empty() && value->items.front().text() != all.front()->items.front().text())
                  return std::nullopt;
              }
            }
            for (const std::string_view other : {"f2", "f3"}) {
              if (m.has(other) && m.formula(other).name() != m.formula("f").name()) return std::nullopt;
            }
            return arithmetic(m);
          }}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
