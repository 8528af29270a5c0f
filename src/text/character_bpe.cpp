#include <algorithm>
#include <functional>
#include <unordered_map>

#include "base/utf8.h"
#include "text/added_tokens.h"
#include "text/merger.h"
#include "text/piece_encoder.h"

namespace qed::text {
namespace {

bool stands_for_text(TokenType type) {
  return type == TokenType::kNormal || type == TokenType::kUserDefined || type == TokenType::kUnused;
}

// The symbols of BPE over characters: the tokens that stand for text and, numbered after them, characters that occur in
// tokens without being one, which may still merge into one.
class Symbols {
 public:
  // `foreign`: characters that are no token become symbols too.
  Symbols(const Vocabulary& vocabulary, bool foreign) : index_(capacity(vocabulary, foreign)) {
    tokens_ = vocabulary.tokens.size();
    for (TokenId id = 0; id < tokens_; ++id) {
      const bool text = stands_for_text(vocabulary.types[id]);
      QED_CHECK(spellings_.append(text ? vocabulary.tokens[id] : ""));
      if (text && !vocabulary.tokens[id].empty()) index_.insert(spellings_, id);
    }
    for (TokenId id = 0; foreign && id < tokens_; ++id) {
      const std::string spelling(spellings_[id]);  // the table grows below
      for (std::string_view rest = spelling; !rest.empty();) {
        const std::string_view character = rest.substr(0, utf8::decode(rest).bytes);
        rest.remove_prefix(character.size());
        if (index_.find(spellings_, character) || !spellings_.append(character)) continue;
        index_.insert(spellings_, static_cast<TokenId>(spellings_.size() - 1));
      }
    }
  }

  std::optional<TokenId> find(std::string_view text) const { return index_.find(spellings_, text); }
  std::string_view operator[](TokenId symbol) const { return spellings_[symbol]; }
  bool is_token(TokenId symbol) const { return symbol < tokens_; }

 private:
  static std::size_t capacity(const Vocabulary& vocabulary, bool foreign) {
    if (!foreign) return vocabulary.tokens.size();
    std::vector<bool> seen(0x110000);
    std::size_t characters = 0;
    for (TokenId id = 0; id < vocabulary.tokens.size(); ++id) {
      for (std::string_view rest = vocabulary.tokens[id]; !rest.empty();) {
        const auto [code, bytes] = utf8::decode(rest);
        rest.remove_prefix(bytes);
        if (!seen[code]) ++characters;
        seen[code] = true;
      }
    }
    return vocabulary.tokens.size() + characters + 256;  // malformed bytes are 256 characters at most
  }

  StringTable spellings_;
  StringIndex index_;
  std::size_t tokens_ = 0;
};

// A score is a rank: every pair of symbols that spells a token merges into it, the highest score first, equal scores
// from the left. What a SentencePiece model leaves implicit becomes a list of merges.
Result<std::vector<Merge>> merges_of_scores(const Vocabulary& vocabulary, const Symbols& symbols) {
  std::vector<float> scores = vocabulary.scores;
  std::ranges::sort(scores, std::greater<>());
  const auto rank_of = [&](float score) {
    return static_cast<std::uint32_t>(std::ranges::lower_bound(scores, score, std::greater<>()) - scores.begin());
  };
  std::vector<Merge> merges;
  for (TokenId id = 0; id < vocabulary.tokens.size(); ++id) {
    const TokenType type = vocabulary.types[id];
    const std::string_view spelling = vocabulary.tokens[id];
    if (type != TokenType::kNormal && type != TokenType::kUnused) continue;
    if (symbols.find(spelling) != id) continue;  // the second of two equal spellings
    for (std::size_t at = 0; at < spelling.size();) {
      at += utf8::decode(spelling.substr(at)).bytes;
      if (at == spelling.size()) break;
      const std::optional<TokenId> left = symbols.find(spelling.substr(0, at));
      const std::optional<TokenId> right = left ? symbols.find(spelling.substr(at)) : std::nullopt;
      if (right) merges.push_back({*left, *right, id, rank_of(vocabulary.scores[id])});
    }
    if (merges.size() > kMaxMerges)
      return fail(Errc::kLimitExceeded, "vocabulary: the scores imply more than {} merges", kMaxMerges);
  }
  return merges;
}

class CharacterBpe final : public PieceEncoder {
 public:
  CharacterBpe(const Vocabulary& vocabulary, Symbols symbols, std::span<const Merge> merges)
      : merger_(merges),
        symbols_(std::move(symbols)),
        fallback_(vocabulary),
        whole_pieces_(vocabulary.ignore_merges),
        user_defined_(user_defined(vocabulary)) {
    for (const Merge& merge : merges)
      if (vocabulary.types[merge.result] == TokenType::kUnused)
        parts_of_unused_.try_emplace(merge.result, merge.left, merge.right);
  }

  void encode(std::string_view piece, std::vector<TokenId>& tokens) const override {
    if (user_defined_.empty()) return encode_run(piece, tokens);
    for (const Segment& segment : user_defined_.split(piece, /*parse_special=*/true))
      segment.token ? tokens.push_back(*segment.token) : encode_run(segment.text, tokens);
  }

 private:
  // Under kMerges the tokenizer has cut them out before.
  static AddedTokens user_defined(const Vocabulary& vocabulary) {
    std::vector<AddedToken> found;
    for (TokenId id = 0; vocabulary.algorithm == Algorithm::kScores && id < vocabulary.tokens.size(); ++id)
      if (vocabulary.types[id] == TokenType::kUserDefined)
        found.push_back({.id = id, .text = std::string(vocabulary.tokens[id])});
    return AddedTokens(std::move(found));
  }

  void encode_run(std::string_view text, std::vector<TokenId>& tokens) const {
    if (whole_pieces_) {
      if (const std::optional<TokenId> whole = symbols_.find(text)) return tokens.push_back(*whole);
    }
    std::vector<TokenId> run;
    const auto flush = [&] {
      merger_.merge(run);
      for (const TokenId symbol : run) append(symbol, tokens);
      run.clear();
    };
    // A character that is no symbol cannot merge: it ends a run.
    while (!text.empty()) {
      const std::string_view character = text.substr(0, utf8::decode(text).bytes);
      text.remove_prefix(character.size());
      if (const std::optional<TokenId> symbol = symbols_.find(character)) {
        run.push_back(*symbol);
      } else {
        flush();
        fallback_.encode(character, tokens);
      }
    }
    flush();
  }

  // A symbol as tokens: unused tokens fall into the pair that they were merged from, foreign characters back.
  void append(TokenId symbol, std::vector<TokenId>& tokens) const {
    std::vector<TokenId> open{symbol};
    while (!open.empty()) {
      const TokenId next = open.back();
      open.pop_back();
      if (const auto parts = parts_of_unused_.find(next); parts != parts_of_unused_.end()) {
        open.push_back(parts->second.second);
        open.push_back(parts->second.first);
      } else if (symbols_.is_token(next)) {
        tokens.push_back(next);
      } else {
        fallback_.encode(symbols_[next], tokens);
      }
    }
  }

  Merger merger_;
  Symbols symbols_;
  Fallback fallback_;
  bool whole_pieces_;
  AddedTokens user_defined_;
  std::unordered_map<TokenId, std::pair<TokenId, TokenId>> parts_of_unused_;
};

}  // namespace

Result<std::unique_ptr<PieceEncoder>> make_character_bpe(const Vocabulary& vocabulary) {
  const bool scored = vocabulary.algorithm == Algorithm::kScores;
  Symbols symbols(vocabulary, /*foreign=*/scored);
  if (!scored) return std::make_unique<CharacterBpe>(vocabulary, std::move(symbols), vocabulary.merges);
  const std::vector<Merge> merges = QED_TRY(merges_of_scores(vocabulary, symbols));
  return std::make_unique<CharacterBpe>(vocabulary, std::move(symbols), merges);
}

}  // namespace qed::text
