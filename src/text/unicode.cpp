#include "text/unicode.h"

#include <utf8proc.h>

#include <cstdlib>
#include <map>
#include <memory>

#include "base/utf8.h"

namespace qed::text {
namespace {

bool is_white_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// Alphabetic without being a letter, a mark or a number: circled and squared letters. And the two joiners.
bool is_word_by_exception(char32_t c) {
  return (c >= 0x24B6 && c <= 0x24E9) || (c >= 0x1F130 && c <= 0x1F149) || (c >= 0x1F150 && c <= 0x1F169) ||
         (c >= 0x1F170 && c <= 0x1F189) || c == 0x200C || c == 0x200D;
}

Properties categories(char32_t c) {
  const Properties space = is_white_space(c) ? kWhiteSpace : 0;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return kLetter | kWord;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
      return kNumber | kWord;
    case UTF8PROC_CATEGORY_NO:
      return kNumber;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_PC:
      return kWord;
    default:
      return is_word_by_exception(c) ? kWord : space;
  }
}

// True where NFC changes the character on its own.
bool nfc_changes(utf8proc_int32_t c) {
  std::array<utf8proc_int32_t, 32> buffer{};
  const auto option = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
  int boundary = 0;
  const utf8proc_ssize_t count = utf8proc_decompose_char(c, buffer.data(), buffer.size(), option, &boundary);
  if (count == 1 && buffer[0] == c) return false;
  const auto composed = static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE);
  return utf8proc_normalize_utf32(buffer.data(), count, composed) != 1 || buffer[0] != c;
}

// Characters that may combine with one before them: the second of some canonical decomposition into two.
std::vector<bool> second_of_compositions(char32_t end) {
  std::vector<bool> second(end);
  for (char32_t v = 0x1161; v <= 0x1175; ++v) second[v] = true;  // Hangul vowels and
  for (char32_t t = 0x11A8; t <= 0x11C2; ++t) second[t] = true;  // final consonants, by rule and not by table
  for (char32_t c = 0; c < end; ++c) {
    const utf8proc_property_t* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
    if (property->decomp_seqindex == UINT16_MAX || property->decomp_type != 0) continue;
    std::array<utf8proc_int32_t, 32> buffer{};
    int boundary = 0;
    const auto option = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STABLE);
    const utf8proc_ssize_t count =
        utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), buffer.data(), buffer.size(), option, &boundary);
    for (utf8proc_ssize_t i = 1; i < count; ++i) second[static_cast<char32_t>(buffer[i])] = true;
  }
  return second;
}

}  // namespace

CharacterTable::CharacterTable() {
  const std::vector<bool> second = second_of_compositions(kEnd);
  std::map<Block, std::uint16_t> known;
  for (char32_t first = 0; first < kEnd; first += kBlock) {
    Block block{};
    for (char32_t i = 0; i < kBlock; ++i) {
      const char32_t c = first + i;
      const utf8proc_property_t* property = utf8proc_get_property(static_cast<utf8proc_int32_t>(c));
      const bool decomposes = property->decomp_seqindex != UINT16_MAX && property->decomp_type == 0;
      block[i] = static_cast<Properties>(categories(c) | property->combining_class << 8);
      if (second[c] || (decomposes && nfc_changes(static_cast<utf8proc_int32_t>(c)))) block[i] |= kNotNfcYes;
    }
    const auto [entry, fresh] = known.try_emplace(block, static_cast<std::uint16_t>(blocks_.size()));
    if (fresh) blocks_.push_back(block);
    page_[first / kBlock] = entry->second;
  }
}

const CharacterTable& CharacterTable::get() {
  static const CharacterTable table;
  return table;
}

Character character_beyond_ascii(const CharacterTable& table, std::string_view text, std::size_t at) {
  const auto [code, bytes] = utf8::decode(text.substr(at));
  return {bytes == 1 ? Properties{0} : table[code], static_cast<std::uint8_t>(bytes)};
}

bool is_nfc(std::string_view text) {
  const CharacterTable& table = CharacterTable::get();
  int last_class = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      last_class = 0;
      ++at;
      continue;
    }
    const auto [properties, bytes] = character_at(table, text, at);
    const int combining_class = properties >> 8;
    if ((properties & kNotNfcYes) || (combining_class != 0 && combining_class < last_class)) return false;
    last_class = combining_class;
    at += bytes;
  }
  return true;
}

std::string nfc(std::string_view text) {
  if (is_nfc(text)) return std::string(text);
  utf8proc_uint8_t* mapped = nullptr;
  const utf8proc_ssize_t size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
                   &mapped, static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  if (size < 0) return std::string(text);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  return {reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(size)};
}

}  // namespace qed::text
