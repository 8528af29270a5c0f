// Many short texts in one buffer, by number; and the way back from a text to its number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::text {

class StringTable {
 public:
  std::size_t size() const { return ends_.size(); }
  std::string_view operator[](std::size_t i) const {
    const std::uint32_t start = i == 0 ? 0 : ends_[i - 1];
    return std::string_view(bytes_).substr(start, ends_[i] - start);
  }

  // False where the table would pass 4 GiB; nothing is appended then.
  [[nodiscard]] bool append(std::string_view text) {
    if (text.size() > UINT32_MAX - bytes_.size()) return false;
    bytes_ += text;
    ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    return true;
  }
  void reserve(std::size_t texts, std::size_t bytes) {
    ends_.reserve(texts);
    bytes_.reserve(bytes);
  }

 private:
  std::string bytes_;
  std::vector<std::uint32_t> ends_;
};

// Where hashes start: different in every process, so that a hostile vocabulary cannot aim at one slot.
std::uint64_t hash_seed();

// Finds the number of a text in a StringTable, which must outlive the index and keep its texts.
class StringIndex {
 public:
  explicit StringIndex(std::size_t capacity);  // how many texts will be inserted at most

  void insert(const StringTable& texts, std::uint32_t number);  // the first of equal texts stays
  std::optional<std::uint32_t> find(const StringTable& texts, std::string_view text) const;

 private:
  struct Slot {
    std::uint32_t number = kEmpty;
    std::uint32_t tag = 0;  // upper half of the hash: spares most comparisons
  };
  static constexpr std::uint32_t kEmpty = UINT32_MAX;
  std::size_t slot_of(const StringTable& texts, std::string_view text, std::uint64_t hash) const;

  std::uint64_t seed_ = hash_seed();
  std::vector<Slot> slots_;  // a power of two, at most two thirds full
};

}  // namespace qed::text
