#include "text/string_table.h"

#include <bit>
#include <cstring>
#include <random>

namespace qed::text {
namespace {

std::uint64_t secret() {
  static const std::uint64_t value = [] {
    std::random_device device;
    return static_cast<std::uint64_t>(device()) << 32 | device();
  }();
  return value;
}

// The finaliser of SplitMix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

}  // namespace

std::uint64_t hash_number(std::uint64_t value) { return mix(value + secret()); }

std::uint64_t hash_bytes(std::string_view text) {
  std::uint64_t hash = secret() ^ text.size() * 0x9E3779B97F4A7C15;
  while (text.size() > 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), 8);
    hash = mix(hash ^ word);
    text.remove_prefix(8);
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < text.size(); ++i) word = word << 8 | static_cast<unsigned char>(text[i]);
  return mix(hash ^ word);
}

StringIndex::StringIndex(std::size_t capacity) : slots_(std::bit_ceil(capacity + capacity / 2 + 1)) {}

std::size_t StringIndex::slot_of(const StringTable& texts, std::string_view text, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  const auto tag = static_cast<std::uint32_t>(hash >> 32);
  std::size_t slot = hash & mask;
  while (slots_[slot].number != kEmpty && (slots_[slot].tag != tag || texts[slots_[slot].number] != text))
    slot = (slot + 1) & mask;
  return slot;
}

void StringIndex::insert(const StringTable& texts, std::uint32_t number) {
  const std::uint64_t hash = hash_bytes(texts[number]);
  Slot& slot = slots_[slot_of(texts, texts[number], hash)];
  if (slot.number == kEmpty) slot = {number, static_cast<std::uint32_t>(hash >> 32)};
}

std::optional<std::uint32_t> StringIndex::find(const StringTable& texts, std::string_view text) const {
  const Slot& slot = slots_[slot_of(texts, text, hash_bytes(text))];
  if (slot.number == kEmpty) return std::nullopt;
  return slot.number;
}

}  // namespace qed::text
