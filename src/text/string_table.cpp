#include "text/string_table.h"

#include <bit>
#include <cstring>
#include <random>

namespace qed::text {
namespace {

// The finaliser of SplitMix64: every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
  x = (x ^ x >> 27) * 0x94D049BB133111EB;
  return x ^ x >> 31;
}

template <class Word>
std::uint64_t load(const char* bytes) {
  Word word = 0;
  std::memcpy(&word, bytes, sizeof(word));
  return word;
}

// At most eight bytes as one number; together with their count no two texts give the same.
std::uint64_t tail(const char* bytes, std::size_t count) {
  if (count >= 4) return load<std::uint32_t>(bytes) | load<std::uint32_t>(bytes + count - 4) << 32;
  if (count >= 2) return load<std::uint16_t>(bytes) | load<std::uint16_t>(bytes + count - 2) << 16;
  return count == 1 ? static_cast<unsigned char>(*bytes) : 0;
}

std::uint64_t hash_bytes(std::string_view text, std::uint64_t seed) {
  std::uint64_t hash = seed ^ text.size() * 0x9E3779B97F4A7C15;
  const char* bytes = text.data();
  std::size_t left = text.size();
  for (; left > 8; left -= 8, bytes += 8) hash = mix(hash ^ load<std::uint64_t>(bytes));
  return mix(hash ^ tail(bytes, left));
}

}  // namespace

std::uint64_t hash_seed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
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
  const std::uint64_t hash = hash_bytes(texts[number], seed_);
  Slot& slot = slots_[slot_of(texts, texts[number], hash)];
  if (slot.number == kEmpty) slot = {number, static_cast<std::uint32_t>(hash >> 32)};
}

std::optional<std::uint32_t> StringIndex::find(const StringTable& texts, std::string_view text) const {
  const Slot& slot = slots_[slot_of(texts, text, hash_bytes(text, seed_))];
  if (slot.number == kEmpty) return std::nullopt;
  return slot.number;
}

}  // namespace qed::text
