#include "answer/extract_json.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::answer {
namespace {

constexpr std::array<std::string_view, 5> kKeys = {"answer", "final_answer", "finalanswer", "final answer", "ans"};

// A value longer than this is no answer; it also bounds the work per field.
constexpr std::size_t kMaxValueBytes = 4096;

// LaTeX commands whose first letter is a JSON escape: what "\frac" means in a string that forgot to escape it.
constexpr std::array<std::string_view, 43> kCommands = {
    "frac",  "forall", "boxed", "binom", "bar",        "beta",   "begin", "bmod",   "big",      "because",   "bullet",
    "text",  "times",  "tfrac", "theta", "tan",        "to",     "tau",   "tilde",  "triangle", "therefore", "top",
    "neq",   "ne",     "nu",    "not",   "notin",      "nabla",  "ngtr",  "right",  "rho",      "rangle",    "rfloor",
    "rceil", "root",   "rm",    "ln",    "rightarrow", "bigcup", "bf",    "textbf", "textit",   "flat"};

std::size_t past_space(std::string_view text, std::size_t at) {
  while (at < text.size() && text::is_space(text[at])) ++at;
  return at;
}

bool is_command(std::string_view letters) {
  std::size_t length = 0;
  while (length < letters.size() && text::is_alpha(letters[length])) ++length;
  const std::string_view run = letters.substr(0, length);
  return std::ranges::find(kCommands, run) != kCommands.end();
}

// Undoes JSON's escapes, but reads a backslash before a LaTeX command or an unknown letter as LaTeX's.
std::string unescaped(std::string_view raw) {
  std::string text;
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] != '\\' || at + 1 >= raw.size()) {
      text.push_back(raw[at]);
      continue;
    }
    const char c = raw[at + 1];
    unsigned code = 0;
    const std::string_view hex = raw.substr(at + 2, 4);
    const bool unicode =
        c == 'u' && hex.size() == 4 && std::from_chars(hex.data(), hex.data() + 4, code, 16).ptr == hex.data() + 4;
    if (unicode && (code < 0xD800 || code > 0xDFFF)) {
      utf8::append(text, code);
      at += 5;
    } else if (c == '"' || c == '/' || c == '\\') {
      text.push_back(c);
      ++at;
    } else if (std::string_view("bfnrt").find(c) != std::string_view::npos && !is_command(raw.substr(at + 1))) {
      text.push_back(c == 'n' ? '\n' : ' ');
      ++at;
    } else {
      text.push_back('\\');
    }
  }
  return text;
}

// Whether a quote at `at` ends its string, from what follows it.
bool closes_string(std::string_view text, std::size_t at) {
  std::size_t next = past_space(text, at + 1);
  if (next >= text.size()) return true;
  if (std::string_view("}]`").find(text[next]) != std::string_view::npos) return true;
  if (text[next] == ',') {
    const std::size_t key = past_space(text, next + 1);
    return key >= text.size() || text[key] == '"' || text[key] == '}' ||
           text.substr(next + 1, key - next).contains('\n');
  }
  // A line end instead of the comma, and then the next field.
  return text.substr(at + 1, next - at - 1).contains('\n') && text[next] == '"';
}

lex::Range string_value(std::string_view text, std::size_t begin) {
  const std::size_t limit = std::min(text.size(), begin + kMaxValueBytes);
  std::size_t first_quote = limit;
  for (std::size_t at = begin; at < limit; ++at) {
    if (text[at] == '\\') {
      ++at;
    } else if (text[at] == '"') {
      if (closes_string(text, at)) return {begin, at};
      first_quote = std::min(first_quote, at);
    }
  }
  return {begin, first_quote};
}

lex::Range bare_value(std::string_view text, std::size_t begin) {
  const std::size_t limit = std::min(text.size(), begin + kMaxValueBytes);
  int depth = 0;
  for (std::size_t at = begin; at < limit; ++at) {
    const char c = text[at];
    if (c == '[' || c == '{' || c == '(') ++depth;
    if ((c == ']' || c == '}' || c == ')') && --depth < 0) return {begin, at};
    if (depth == 0 && (c == ']' || c == '}') && at > begin) return {begin, at + 1};
    const bool group = c == ',' && at > begin && text::is_digit(text[at - 1]) && at + 3 < limit &&
                       std::ranges::all_of(text.substr(at + 1, 3), text::is_digit);
    if (depth == 0 && ((c == ',' && !group) || c == '\n')) return {begin, at};
  }
  return {begin, limit};
}

// ["A"] and [3] hold one answer, [1, 2] a list of them.
void unwrap_list(std::string& value) {
  if (value.size() < 2 || value.front() != '[' || value.back() != ']') return;
  std::string items;
  for (char c : value.substr(1, value.size() - 2))
    if (c != '"') items.push_back(c);
  value = items;
}

// The value that starts at `at`, behind a key's colon.
std::optional<JsonAnswer> read_value(std::string_view text, std::size_t at) {
  JsonAnswer found{.state = JsonAnswer::State::kStated, .range = {}, .text = {}};
  std::size_t begin = past_space(text, at);
  const bool escaped = text.substr(begin).starts_with("\\\"");
  if (begin >= text.size()) return std::nullopt;
  if (escaped) {
    begin += 2;
    found.range = {begin, std::min(text.find("\\\"", begin), std::min(text.size(), begin + kMaxValueBytes))};
    found.text = unescaped(found.range.of(text));
  } else if (text[begin] == '"') {
    found.range = string_value(text, begin + 1);
    found.text = unescaped(found.range.of(text));
  } else {
    found.range = bare_value(text, begin);
    found.text = found.range.of(text);
    const std::string_view word = text::trim(found.text);
    if (word.starts_with("null") || word.starts_with("None") || word.starts_with("NaN")) return std::nullopt;
    // A bare name is a piece of a program, a lone brace an object that broke off.
    if (!lex::has_digit(word) && word != "true" && word != "false" && !word.starts_with("[\"")) return std::nullopt;
    unwrap_list(found.text);
  }
  if (text::trim(found.text).empty()) return std::nullopt;
  return found;
}

bool is_answer_key(std::string_view key) {
  return std::ranges::any_of(kKeys, [&](std::string_view known) { return text::lower(key) == known; });
}

}  // namespace

JsonAnswer find_json_answer(std::string_view text) {
  // Each quoted word of a key's length that a colon follows: where its value begins, for answers; for any other, that
  // an object has been opened.
  std::vector<std::size_t> values;
  std::size_t last_key = std::string_view::npos;
  std::size_t open = std::string_view::npos;  // past the last quote
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '"') continue;
    constexpr std::size_t kMaxKeyBytes = 16;
    std::size_t end = at;
    if (end > 0 && text[end - 1] == '\\') --end;  // \"answer\"
    const std::size_t colon = past_space(text.substr(0, std::min(text.size(), at + 9)), at + 1);
    if (open != std::string_view::npos && end - open <= kMaxKeyBytes && colon < text.size() && text[colon] == ':') {
      if (is_answer_key(text.substr(open, end - open))) {
        values.push_back(colon + 1);
      } else {
        std::size_t before = open - 1;
        while (before > 0 && (text::is_space(text[before - 1]) || text[before - 1] == '\\')) --before;
        if (before > 0 && text[before - 1] == '{') last_key = colon;
      }
    }
    open = at + 1;
  }
  for (auto at = values.rbegin(); at != values.rend(); ++at)
    if (auto found = read_value(text, *at)) return *std::move(found);
  const std::string_view trimmed = text::trim(text);
  const bool broke_off = last_key != std::string_view::npos && !trimmed.ends_with('}') && !trimmed.ends_with('`');
  if (!values.empty() || broke_off) return {.state = JsonAnswer::State::kNoAnswer, .range = {}, .text = {}};
  return {};
}

}  // namespace qed::answer
