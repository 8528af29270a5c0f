// The alphabet in which byte-level vocabularies are spelt: a printable character for each byte. Bytes 33–126, 161–172
// and 174–255 are their own code points; the other 68, in order, are U+0100, U+0101, … (blank: U+0120, line feed:
// U+010A).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace qed::text {

char32_t letter_of_byte(std::uint8_t byte);
std::optional<std::uint8_t> byte_of_letter(char32_t letter);

std::string spell_bytes(std::string_view bytes);
std::optional<std::string> read_bytes(std::string_view spelt);  // nothing where a character is outside the alphabet

}  // namespace qed::text
