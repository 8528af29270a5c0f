// Byte pair encoding: of all neighbouring symbols that may merge, the pair with the lowest rank does, the leftmost of
// equal ones, until none may. Immutable once built; safe on any number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "text/vocabulary.h"

namespace qed::text {

class Merger {
 public:
  // Of merges of one pair the last counts. Ranks must be below 2^32 - 1.
  explicit Merger(std::span<const Merge> merges);

  // Merges `symbols` in place. Time: quadratic, with a tiny constant, in up to 64 symbols; n log n beyond.
  void merge(std::vector<TokenId>& symbols) const;

 private:
  static constexpr std::uint32_t kNoRank = UINT32_MAX;
  struct Found {
    std::uint32_t rank = kNoRank;
    TokenId result = 0;
  };
  struct Slot {
    std::uint64_t pair;  // left << 32 | right
    Found found;
  };

  std::size_t slot_of(std::uint64_t pair) const;
  Found find(TokenId left, TokenId right) const;
  void merge_few(std::vector<TokenId>& symbols) const;
  void merge_many(std::vector<TokenId>& symbols) const;

  std::uint64_t multiplier_;  // odd and random: multiply-shift hashing
  int shift_;
  std::vector<Slot> slots_;  // a power of two, at most two thirds full; an empty one has kNoRank
};

}  // namespace qed::text
