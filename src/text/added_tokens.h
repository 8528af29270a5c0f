// Finds added tokens in a text: from left to right, the longest where several start. Immutable; safe on any number of
// threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "text/vocabulary.h"

namespace qed::text {

// A stretch of text: an added token, with the white space that it takes along, or what lies between two.
struct Segment {
  std::string_view text;
  std::optional<TokenId> token;
};

class AddedTokens {
 public:
  explicit AddedTokens(std::vector<AddedToken> tokens);  // empty texts are left out

  bool empty() const { return tokens_.empty(); }

  // The text as segments in order, none of them empty. Special tokens count as text unless `parse_special`.
  std::vector<Segment> split(std::string_view text, bool parse_special) const;

 private:
  struct Match {
    std::size_t token, end;
  };
  std::optional<Match> longest_at(std::string_view text, std::size_t at) const;
  bool accepts(const AddedToken& token, std::string_view text, std::size_t start, std::size_t end,
               bool parse_special) const;

  std::vector<AddedToken> tokens_;
  std::array<bool, 256> starts_{};                             // bytes with which a token starts
  std::unordered_map<std::uint64_t, std::uint32_t> children_;  // trie: node << 8 | byte → node; the root is 0
  std::vector<std::optional<std::size_t>> token_of_node_{std::nullopt};
};

}  // namespace qed::text
