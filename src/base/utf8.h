// UTF-8 at the edges: everything inside the program is valid UTF-8, so text is checked where it enters.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace qed::utf8 {

// One code point and the number of bytes it takes. Malformed input yields U+FFFD and length 1.
struct Decoded {
  char32_t code_point;
  std::size_t bytes;
};
inline constexpr char32_t kReplacement = 0xFFFD;

Decoded decode(
    std::string_view text);  // of a non-empty text's first code point (RFC 3629: no surrogates, no overlongs)
void append(std::string& text, char32_t code_point);

// Byte offset of the first malformed sequence, or nullopt where the text is valid.
std::optional<std::size_t> find_invalid(std::string_view text);

// Every malformed byte replaced by U+FFFD.
std::string sanitized(std::string_view text);

// Length of the longest prefix that does not end inside a code point; for streams cut at arbitrary bytes.
std::size_t complete_prefix(std::string_view text);

// Columns on a terminal, counting wide East Asian characters as two and combining marks as none.
std::size_t display_width(std::string_view text);

}  // namespace qed::utf8
