#include "text/added_tokens.h"

#include <algorithm>

#include "text/unicode.h"

namespace qed::text {
namespace {

std::uint64_t edge(std::uint32_t node, char byte) {
  return static_cast<std::uint64_t>(node) << 8 | static_cast<unsigned char>(byte);
}

bool has(std::string_view text, std::size_t at, Properties property) {
  return (character_at(CharacterTable::get(), text, at).properties & property) != 0;
}

// Start of the last character before `end` > 0.
std::size_t character_before(std::string_view text, std::size_t end) {
  std::size_t at = end - 1;
  while (at > 0 && end - at < 4 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return at;
}

std::size_t space_before(std::string_view text, std::size_t start, std::size_t least) {
  while (start > least) {
    const std::size_t before = character_before(text, start);
    if (before < least || !has(text, before, kWhiteSpace)) break;
    start = before;
  }
  return start;
}

std::size_t space_after(std::string_view text, std::size_t end) {
  while (end < text.size() && has(text, end, kWhiteSpace)) end += character_at(CharacterTable::get(), text, end).bytes;
  return end;
}

}  // namespace

AddedTokens::AddedTokens(std::vector<AddedToken> tokens) : tokens_(std::move(tokens)) {
  std::erase_if(tokens_, [](const AddedToken& token) { return token.text.empty(); });
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    starts_[static_cast<unsigned char>(tokens_[i].text.front())] = true;
    std::uint32_t node = 0;
    for (const char byte : tokens_[i].text) {
      const auto [child, fresh] = children_.try_emplace(edge(node, byte), token_of_node_.size());
      if (fresh) token_of_node_.emplace_back();
      node = child->second;
    }
    token_of_node_[node] = i;
  }
}

std::optional<AddedTokens::Match> AddedTokens::longest_at(std::string_view text, std::size_t at) const {
  std::optional<Match> longest;
  std::uint32_t node = 0;
  while (at < text.size()) {
    const auto child = children_.find(edge(node, text[at]));
    if (child == children_.end()) break;
    node = child->second;
    ++at;
    if (token_of_node_[node]) longest = Match{*token_of_node_[node], at};
  }
  return longest;
}

bool AddedTokens::accepts(const AddedToken& token, std::string_view text, std::size_t start, std::size_t end,
                          bool parse_special) const {
  if (token.special && !parse_special) return false;
  if (!token.single_word) return true;
  return (start == 0 || !has(text, character_before(text, start), kWord)) &&
         (end == text.size() || !has(text, end, kWord));
}

std::vector<Segment> AddedTokens::split(std::string_view text, bool parse_special) const {
  std::vector<Segment> segments;
  std::size_t done = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::optional<Match> match =
        starts_[static_cast<unsigned char>(text[at])] ? longest_at(text, at) : std::nullopt;
    if (!match) {
      ++at;
      continue;
    }
    const AddedToken& token = tokens_[match->token];
    if (accepts(token, text, at, match->end, parse_special) && match->end > done) {
      const std::size_t start = token.lstrip ? space_before(text, at, done) : std::max(at, done);
      const std::size_t end = token.rstrip ? space_after(text, match->end) : match->end;
      if (start > done) segments.push_back({text.substr(done, start - done), std::nullopt});
      segments.push_back({text.substr(start, end - start), token.id});
      done = end;
    }
    at = match->end;  // a match that does not count hides what lies within it all the same
  }
  if (done < text.size()) segments.push_back({text.substr(done), std::nullopt});
  return segments;
}

}  // namespace qed::text
