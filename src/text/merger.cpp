#include "text/merger.h"

#include <algorithm>
#include <array>
#include <bit>
#include <queue>
#include <tuple>

namespace qed::text {
namespace {

constexpr std::size_t kFew = 64;

std::uint64_t pair_of(TokenId left, TokenId right) { return static_cast<std::uint64_t>(left) << 32 | right; }

}  // namespace

Merger::Merger(std::span<const Merge> merges)
    : multiplier_(hash_seed() | 1), slots_(std::bit_ceil(merges.size() + merges.size() / 2 + 2)) {
  shift_ = 64 - std::countr_zero(slots_.size());
  for (const Merge& merge : merges) {
    const std::uint64_t pair = pair_of(merge.left, merge.right);
    slots_[slot_of(pair)] = {pair, {merge.rank, merge.result}};
  }
}

std::size_t Merger::slot_of(std::uint64_t pair) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = (pair * multiplier_) >> shift_;
  while (slots_[slot].found.rank != kNoRank && slots_[slot].pair != pair) slot = (slot + 1) & mask;
  return slot;
}

Merger::Found Merger::find(TokenId left, TokenId right) const { return slots_[slot_of(pair_of(left, right))].found; }

void Merger::merge(std::vector<TokenId>& symbols) const {
  if (symbols.size() < 2) return;
  symbols.size() <= kFew ? merge_few(symbols) : merge_many(symbols);
}

void Merger::merge_few(std::vector<TokenId>& symbols) const {
  // next[i] is what symbols i and i + 1 would become.
  std::array<Found, kFew> next;
  std::size_t count = symbols.size();
  for (std::size_t i = 0; i + 1 < count; ++i) next[i] = find(symbols[i], symbols[i + 1]);
  while (count > 1) {
    const auto last = next.begin() + static_cast<std::ptrdiff_t>(count - 1);
    const auto best = std::min_element(next.begin(), last, [](Found a, Found b) { return a.rank < b.rank; });
    if (best->rank == kNoRank) break;
    const auto i = static_cast<std::size_t>(best - next.begin());
    symbols[i] = best->result;
    std::copy(symbols.begin() + static_cast<std::ptrdiff_t>(i) + 2,
              symbols.begin() + static_cast<std::ptrdiff_t>(count),
              symbols.begin() + static_cast<std::ptrdiff_t>(i) + 1);
    std::copy(best + 1, last, best);
    --count;
    if (i + 1 < count) next[i] = find(symbols[i], symbols[i + 1]);
    if (i > 0) next[i - 1] = find(symbols[i - 1], symbols[i]);
  }
  symbols.resize(count);
}

void Merger::merge_many(std::vector<TokenId>& symbols) const {
  struct Candidate {
    std::uint32_t rank;
    std::uint32_t at;
    std::uint64_t pair;  // outdated once the symbols at `at` are others
    TokenId result;
    bool operator<(const Candidate& other) const { return std::tie(rank, at) > std::tie(other.rank, other.at); }
  };
  constexpr std::uint32_t kNone = UINT32_MAX;
  const auto count = static_cast<std::uint32_t>(symbols.size());
  std::vector<std::uint32_t> previous(count), following(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    previous[i] = i == 0 ? kNone : i - 1;
    following[i] = i + 1 == count ? kNone : i + 1;
  }
  std::priority_queue<Candidate> queue;
  const auto consider = [&](std::uint32_t at) {
    if (at == kNone || following[at] == kNone) return;
    const std::uint64_t pair = pair_of(symbols[at], symbols[following[at]]);
    if (const Found found = find(symbols[at], symbols[following[at]]); found.rank != kNoRank)
      queue.push({found.rank, at, pair, found.result});
  };
  std::vector<bool> gone(count);
  for (std::uint32_t i = 0; i < count; ++i) consider(i);
  while (!queue.empty()) {
    const Candidate best = queue.top();
    queue.pop();
    const std::uint32_t right = gone[best.at] ? kNone : following[best.at];
    if (right == kNone || pair_of(symbols[best.at], symbols[right]) != best.pair) continue;
    symbols[best.at] = best.result;
    gone[right] = true;
    following[best.at] = following[right];
    if (following[right] != kNone) previous[following[right]] = best.at;
    consider(best.at);
    consider(previous[best.at]);
  }
  std::size_t kept = 0;
  for (std::uint32_t i = 0; i != kNone; i = following[i]) symbols[kept++] = symbols[i];
  symbols.resize(kept);
}

}  // namespace qed::text
