// What tokenizers ask of Unicode: categories, one table look-up each, and NFC.
// Pure and safe on any number of threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace qed::text {

// What holds of a code point. The upper byte is its canonical combining class.
using Properties = std::uint16_t;
inline constexpr Properties kLetter = 1;      // \p{L}
inline constexpr Properties kNumber = 2;      // \p{N}
inline constexpr Properties kWhiteSpace = 4;  // \s: White_Space
inline constexpr Properties kWord = 8;        // \w: Alphabetic, marks, decimal digits, connectors, joiners
inline constexpr Properties kNotNfcYes = 16;  // NFC_Quick_Check is No or Maybe
inline constexpr Properties kAnyCategory = kLetter | kNumber | kWhiteSpace;

class CharacterTable {
 public:
  static const CharacterTable& get();  // built on first use, in a few milliseconds

  Properties operator[](char32_t code_point) const {
    return code_point < kEnd ? blocks_[page_[code_point / kBlock]][code_point % kBlock] : 0;
  }

 private:
  static constexpr char32_t kEnd = 0x110000;
  static constexpr std::size_t kBlock = 256;
  using Block = std::array<Properties, kBlock>;

  CharacterTable();
  std::array<std::uint16_t, kEnd / kBlock> page_{};
  std::vector<Block> blocks_;  // equal blocks are stored once
};

// A character of a text: its properties and its length. A malformed byte is a character without properties.
struct Character {
  Properties properties;
  std::uint8_t bytes;
};
Character character_beyond_ascii(const CharacterTable& table, std::string_view text, std::size_t at);
inline Character character_at(const CharacterTable& table, std::string_view text, std::size_t at) {  // at < text.size()
  const auto lead = static_cast<unsigned char>(text[at]);
  return lead < 0x80 ? Character{table[lead], 1} : character_beyond_ascii(table, text, at);
}

// The text in Normalization Form C; text that is not valid UTF-8 comes back as it is.
std::string nfc(std::string_view text);
bool is_nfc(std::string_view text);  // may say no of text that is; never the other way round

}  // namespace qed::text
