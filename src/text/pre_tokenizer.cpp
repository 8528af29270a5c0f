#include "text/pre_tokenizer.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace qed::text {
namespace {

struct Name {
  std::string_view name;
  PreTokenizer kind;
};

constexpr std::array kRegexes{
    Name{R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", PreTokenizer::kGpt2},
    Name{R"('(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)", PreTokenizer::kGpt2},
    Name{R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|)"
         R"(\s+(?!\S)|\s+)",
         PreTokenizer::kQwen2},
    Name{R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|)"
         R"(\s+(?!\S)|\s+)",
         PreTokenizer::kLlama3},
};

constexpr std::array kGgufNames{
    Name{"gpt-2", PreTokenizer::kGpt2},
    Name{"qwen2", PreTokenizer::kQwen2},
    Name{"deepseek-r1-qwen", PreTokenizer::kQwen2},
    Name{"llama3", PreTokenizer::kLlama3},
    Name{"llama-v3", PreTokenizer::kLlama3},
    Name{"llama-bpe", PreTokenizer::kLlama3},
};

template <class Names>
std::optional<PreTokenizer> look_up(const Names& names, std::string_view name) {
  const auto found = std::ranges::find(names, name, &Name::name);
  return found == names.end() ? std::nullopt : std::optional(found->kind);
}

// The alternatives of the patterns in their order; each is tried where those before it do not match.
class Scanner {
 public:
  Scanner(std::string_view text, std::size_t at) : text_(text), start_(at) {}

  std::size_t gpt2() const {
    if (const std::size_t end = contraction(/*any_case=*/false)) return end;
    const std::size_t body = start_ + (text_[start_] == ' ' && start_ + 1 < text_.size() ? 1 : 0);
    const Properties kind = at(body).properties & kAnyCategory;
    if (kind != kWhiteSpace) return run(body, kind);
    return white_space();
  }

  // Qwen2 and Llama 3 differ in how many digits make a piece.
  std::size_t modern(int digits) const {
    if (const std::size_t end = contraction(/*any_case=*/true)) return end;
    const auto [first, first_bytes] = at(start_);
    if (first & kLetter) return run(start_, kLetter);
    if (first & kNumber) return number(digits);
    const std::size_t second = start_ + first_bytes;
    const Properties next = second < text_.size() ? at(second).properties & kAnyCategory : kWhiteSpace;
    if (next == kLetter && !is_line_end(start_)) return run(second, kLetter);
    if ((first & kWhiteSpace) == 0) return line_ends(run(start_, 0));
    if (text_[start_] == ' ' && next == 0) return line_ends(run(second, 0));
    return white_space_and_line_ends();
  }

 private:
  Character at(std::size_t i) const { return character_at(table_, text_, i); }
  bool is_line_end(std::size_t i) const { return text_[i] == '\n' || text_[i] == '\r'; }

  // Past the characters from `i` on that are of `kind` exactly.
  std::size_t run(std::size_t i, Properties kind) const {
    while (i < text_.size()) {
      const auto [properties, bytes] = at(i);
      if ((properties & kAnyCategory) != kind) break;
      i += bytes;
    }
    return i;
  }

  std::size_t number(int digits) const {
    std::size_t i = start_;
    for (int count = 0; count < digits && i < text_.size(); ++count) {
      const auto [properties, bytes] = at(i);
      if ((properties & kNumber) == 0) break;
      i += bytes;
    }
    return i;
  }

  std::size_t line_ends(std::size_t i) const {
    while (i < text_.size() && is_line_end(i)) ++i;
    return i;
  }

  // 's 't 're 've 'm 'll 'd; 0 where there is none.
  std::size_t contraction(bool any_case) const {
    if (text_[start_] != '\'') return 0;
    const auto letter = [&](std::size_t i) {
      if (start_ + i >= text_.size()) return '\0';
      return any_case ? to_lower(text_[start_ + i]) : text_[start_ + i];
    };
    const char first = letter(1), second = letter(2);
    if (first == 's' || first == 't' || first == 'm' || first == 'd') return start_ + 2;
    if ((first == 'r' || first == 'v') && second == 'e') return start_ + 3;
    if (first == 'l' && second == 'l') return start_ + 3;
    // U+017F, the long s, is an s in another case.
    if (any_case && text_.substr(start_ + 1).starts_with("\u017F")) return start_ + 3;
    return 0;
  }

  // \s+(?!\S)|\s+ : the run without its last character, which belongs to the word that follows.
  std::size_t white_space() const {
    std::size_t i = start_, last = start_;
    while (i < text_.size()) {
      const auto [properties, bytes] = at(i);
      if ((properties & kWhiteSpace) == 0) return last > start_ ? last : i;
      last = i;
      i += bytes;
    }
    return i;
  }

  // \s*[\r\n]+ : up to the last line end of the run, where there is one.
  std::size_t white_space_and_line_ends() const {
    const std::size_t end = run(start_, kWhiteSpace);
    for (std::size_t i = end; i > start_; --i)
      if (is_line_end(i - 1)) return i;
    return white_space();
  }

  const CharacterTable& table_ = CharacterTable::get();
  std::string_view text_;
  std::size_t start_;
};

std::size_t next_word(std::string_view text, std::size_t at) {
  const std::size_t blank = text.find("\u2581", at + 1);
  return blank == std::string_view::npos ? text.size() : blank;
}

}  // namespace

std::optional<PreTokenizer> pre_tokenizer_of_regex(std::string_view regex) { return look_up(kRegexes, regex); }
std::optional<PreTokenizer> pre_tokenizer_of_gguf(std::string_view name) { return look_up(kGgufNames, name); }

std::size_t piece_end(PreTokenizer kind, std::string_view text, std::size_t at) {
  switch (kind) {
    case PreTokenizer::kNone:
      return text.size();
    case PreTokenizer::kWords:
      return next_word(text, at);
    case PreTokenizer::kGpt2:
      return Scanner(text, at).gpt2();
    case PreTokenizer::kQwen2:
      return Scanner(text, at).modern(1);
    case PreTokenizer::kLlama3:
      return Scanner(text, at).modern(3);
  }
  return text.size();
}

}  // namespace qed::text
