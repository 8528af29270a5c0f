#include <algorithm>
#include <limits>
#include <ranges>

#include "base/utf8.h"
#include "text/added_tokens.h"
#include "text/piece_encoder.h"

namespace qed::text {
namespace {

// Scores are summed in single precision, as SentencePiece does: near-ties fall the same way.
constexpr float kUnknownPenalty = 10;  // below the lowest score

// The segmentation with the highest sum of scores, by dynamic programming over the end positions of tokens.
class Unigram final : public PieceEncoder {
 public:
  explicit Unigram(const Vocabulary& vocabulary)
      : vocabulary_(vocabulary),
        index_(vocabulary.tokens.size()),
        fallback_(vocabulary),
        user_defined_(user_defined(vocabulary)) {
    float lowest = std::numeric_limits<float>::max();
    for (TokenId id = 0; id < vocabulary.tokens.size(); ++id) {
      if (vocabulary.types[id] != TokenType::kNormal || vocabulary.tokens[id].empty()) continue;
      index_.insert(vocabulary.tokens, id);
      longest_ = std::max(longest_, vocabulary.tokens[id].size());
      lowest = std::min(lowest, vocabulary.scores[id]);
    }
    unknown_score_ = lowest - kUnknownPenalty;
  }

  void encode(std::string_view piece, std::vector<TokenId>& tokens) const override {
    for (const Segment& segment : user_defined_.split(piece, /*parse_special=*/true))
      segment.token ? tokens.push_back(*segment.token) : encode_run(segment.text, tokens);
  }

 private:
  struct Best {
    float score = -std::numeric_limits<float>::infinity();
    std::size_t start = 0;
    std::optional<TokenId> token;  // the last one; none for a character that no token covers
  };

  static AddedTokens user_defined(const Vocabulary& vocabulary) {
    std::vector<AddedToken> found;
    for (TokenId id = 0; id < vocabulary.tokens.size(); ++id)
      if (vocabulary.types[id] == TokenType::kUserDefined)
        found.push_back({.id = id, .text = std::string(vocabulary.tokens[id])});
    return AddedTokens(std::move(found));
  }

  void encode_run(std::string_view text, std::vector<TokenId>& tokens) const {
    std::vector<Best> best(text.size() + 1);  // by end position
    best[0].score = 0;
    const auto offer = [&](std::size_t start, std::size_t end, float score, std::optional<TokenId> token) {
      if (best[start].score + score > best[end].score) best[end] = {best[start].score + score, start, token};
    };
    for (std::size_t start = 0; start < text.size();) {
      const std::size_t next = start + utf8::decode(text.substr(start)).bytes;
      bool covered = false;
      for (std::size_t end = next; end <= std::min(text.size(), start + longest_);) {
        if (const auto token = index_.find(vocabulary_.tokens, text.substr(start, end - start))) {
          offer(start, end, vocabulary_.scores[*token], token);
          covered |= end == next;
        }
        if (end == text.size()) break;
        end += utf8::decode(text.substr(end)).bytes;
      }
      if (!covered) offer(start, next, unknown_score_, std::nullopt);
      start = next;
    }
    std::vector<std::size_t> ends;
    for (std::size_t end = text.size(); end > 0; end = best[end].start) ends.push_back(end);
    for (const std::size_t end : ends | std::views::reverse) {
      const Best& step = best[end];
      if (step.token)
        tokens.push_back(*step.token);
      else
        fallback_.encode(text.substr(step.start, end - step.start), tokens);
    }
  }

  const Vocabulary& vocabulary_;
  StringIndex index_;
  Fallback fallback_;
  AddedTokens user_defined_;
  std::size_t longest_ = 0;
  float unknown_score_ = 0;
};

}  // namespace

std::unique_ptr<PieceEncoder> make_unigram(const Vocabulary& vocabulary) {
  return std::make_unique<Unigram>(vocabulary);
}

}  // namespace qed::text
