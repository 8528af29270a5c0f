#include "text/byte_alphabet.h"

#include <array>

#include "base/utf8.h"

namespace qed::text {
namespace {

constexpr std::size_t kLetters = 256 + 68;

struct Alphabet {
  std::array<char32_t, 256> letters{};
  std::array<std::int16_t, kLetters> bytes{};
};

constexpr Alphabet make_alphabet() {
  Alphabet alphabet;
  for (std::int16_t& byte : alphabet.bytes) byte = -1;
  char32_t next = 256;
  for (int byte = 0; byte < 256; ++byte) {
    const bool printable = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    const char32_t letter = printable ? static_cast<char32_t>(byte) : next++;
    alphabet.letters[static_cast<std::size_t>(byte)] = letter;
    alphabet.bytes[letter] = static_cast<std::int16_t>(byte);
  }
  return alphabet;
}

constexpr Alphabet kAlphabet = make_alphabet();

}  // namespace

char32_t letter_of_byte(std::uint8_t byte) { return kAlphabet.letters[byte]; }

std::optional<std::uint8_t> byte_of_letter(char32_t letter) {
  if (letter >= kLetters || kAlphabet.bytes[letter] < 0) return std::nullopt;
  return static_cast<std::uint8_t>(kAlphabet.bytes[letter]);
}

std::string spell_bytes(std::string_view bytes) {
  std::string spelt;
  for (const char byte : bytes) utf8::append(spelt, letter_of_byte(static_cast<std::uint8_t>(byte)));
  return spelt;
}

std::optional<std::string> read_bytes(std::string_view spelt) {
  std::string bytes;
  while (!spelt.empty()) {
    const auto [letter, length] = utf8::decode(spelt);
    const std::optional<std::uint8_t> byte = byte_of_letter(letter);
    if (!byte) return std::nullopt;
    bytes.push_back(static_cast<char>(*byte));
    spelt.remove_prefix(length);
  }
  return bytes;
}

}  // namespace qed::text
