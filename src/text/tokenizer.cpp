#include "text/tokenizer.h"

#include <cmath>
#include <utility>

#include "base/text.h"
#include "text/added_tokens.h"
#include "text/byte_alphabet.h"
#include "text/normalise.h"
#include "text/piece_encoder.h"
#include "text/stream_decoder.h"

namespace qed::text {
namespace {

Result<void> check(const Vocabulary& vocabulary) {
  const std::size_t size = vocabulary.tokens.size();
  const auto lists = [&](std::string_view what, std::size_t found) -> Result<void> {
    if (found == size) return {};
    return fail(Errc::kCorrupt, "vocabulary: {} {}, expected one for each of the {} tokens", found, what, size);
  };
  const auto within = [&](std::string_view what, TokenId id) -> Result<void> {
    if (id < size) return {};
    return fail(Errc::kCorrupt, "vocabulary: {} is token {}, expected less than {}", what, id, size);
  };
  if (size > kMaxTokens) return fail(Errc::kLimitExceeded, "vocabulary: {} tokens, at most {}", size, kMaxTokens);
  if (vocabulary.merges.size() > kMaxMerges)
    return fail(Errc::kLimitExceeded, "vocabulary: {} merges, at most {}", vocabulary.merges.size(), kMaxMerges);
  QED_TRY(lists("types", vocabulary.types.size()));
  if (vocabulary.algorithm != Algorithm::kMerges) {
    QED_TRY(lists("scores", vocabulary.scores.size()));
    for (TokenId id = 0; id < size; ++id) {
      if (!std::isfinite(vocabulary.scores[id]))
        return fail(Errc::kCorrupt, "vocabulary: the score of token {} is no finite number", id);
      if (vocabulary.tokens[id].size() > kMaxScoredTokenBytes)
        return fail(Errc::kLimitExceeded, "vocabulary: token {} is longer than {} bytes", id, kMaxScoredTokenBytes);
    }
  }
  for (const Merge& merge : vocabulary.merges) {
    for (const TokenId id : {merge.left, merge.right, merge.result}) QED_TRY(within("part of a merge", id));
    if (merge.rank > kMaxMerges) return fail(Errc::kCorrupt, "vocabulary: a merge has the rank {}", merge.rank);
  }
  for (const AddedToken& token : vocabulary.added) {
    QED_TRY(within("an added token", token.id));
    if (token.text.size() > kMaxAddedTokenBytes)
      return fail(Errc::kLimitExceeded, "vocabulary: added token {} is longer than {} bytes", token.id,
                  kMaxAddedTokenBytes);
  }
  for (const auto& [name, id] : {std::pair("the unknown token", vocabulary.unknown),
                                 {"the BOS token", vocabulary.bos},
                                 {"the EOS token", vocabulary.eos}})
    if (id) QED_TRY(within(name, *id));
  for (const std::vector<TokenId>* around : {&vocabulary.prefix, &vocabulary.suffix})
    for (const TokenId id : *around) QED_TRY(within("a token around the text", id));
  return {};
}

// The bytes that a token stands for.
std::string bytes_of(const Vocabulary& vocabulary, TokenId id) {
  const std::string_view spelling = vocabulary.tokens[id];
  const TokenType type = vocabulary.types[id];
  if (type == TokenType::kByte)
    if (const auto byte = byte_of_spelling(spelling)) return {static_cast<char>(*byte)};
  if (type == TokenType::kControl || type == TokenType::kUnknown) return std::string(spelling);
  if (vocabulary.byte_level && type != TokenType::kUserDefined)
    return read_bytes(spelling).value_or(std::string(spelling));
  if (vocabulary.normaliser.escape_blanks) return replace_all(spelling, kEscapedBlank, " ");
  return std::string(spelling);
}

std::vector<AddedToken> added_tokens(const Vocabulary& vocabulary, bool normalized) {
  std::vector<AddedToken> chosen;
  for (const AddedToken& token : vocabulary.added) {
    if (token.normalized != normalized) continue;
    chosen.push_back(token);
    if (normalized && vocabulary.normaliser.nfc) chosen.back().text = nfc(token.text);
  }
  return chosen;
}

}  // namespace

// What is derived from a vocabulary, and the way from text to tokens.
class Tokenizer::Encoder {
 public:
  explicit Encoder(Vocabulary vocabulary)
      : vocabulary_(std::move(vocabulary)),
        spellings_(vocabulary_.tokens.size()),
        raw_added_(added_tokens(vocabulary_, /*normalized=*/false)),
        normalised_added_(added_tokens(vocabulary_, /*normalized=*/true)) {
    for (TokenId id = 0; id < vocabulary_.tokens.size(); ++id) {
      QED_CHECK(bytes_.append(bytes_of(vocabulary_, id)));
      if (!vocabulary_.tokens[id].empty()) spellings_.insert(vocabulary_.tokens, id);
    }
  }

  Result<void> prepare() {
    pieces_ = QED_TRY(make_piece_encoder(vocabulary_));
    return {};
  }

  void encode(std::string_view text, bool parse_special, std::vector<TokenId>& tokens) const {
    std::string storage;
    for (const Segment& segment : raw_added_.split(text, parse_special)) {
      if (segment.token) {
        tokens.push_back(*segment.token);
        continue;
      }
      const bool first = segment.text.data() == text.data();
      const std::string_view normal = normalise(vocabulary_.normaliser, segment.text, first, storage);
      if (normalised_added_.empty()) {
        encode_run(normal, tokens);
        continue;
      }
      for (const Segment& part : normalised_added_.split(normal, parse_special))
        part.token ? tokens.push_back(*part.token) : encode_run(part.text, tokens);
    }
  }

  const Vocabulary& vocabulary() const { return vocabulary_; }
  std::string_view bytes(TokenId id) const { return id < bytes_.size() ? bytes_[id] : std::string_view(); }
  std::optional<TokenId> find(std::string_view spelling) const { return spellings_.find(vocabulary_.tokens, spelling); }

 private:
  void encode_run(std::string_view text, std::vector<TokenId>& tokens) const {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = piece_end(vocabulary_.pre_tokenizer, text, at);
      pieces_->encode(text.substr(at, end - at), tokens);
      at = end;
    }
  }

  Vocabulary vocabulary_;
  StringTable bytes_;
  StringIndex spellings_;
  AddedTokens raw_added_, normalised_added_;
  std::unique_ptr<PieceEncoder> pieces_;  // refers to vocabulary_
};

Tokenizer::Tokenizer(std::unique_ptr<const Encoder> encoder) : encoder_(std::move(encoder)) {}
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::create(Vocabulary vocabulary) {
  QED_TRY(check(vocabulary));
  auto encoder = std::make_unique<Encoder>(std::move(vocabulary));
  QED_TRY(encoder->prepare());
  return Tokenizer(std::move(encoder));
}

std::vector<TokenId> Tokenizer::encode(std::string_view text, EncodeOptions options) const {
  std::vector<TokenId> tokens;
  const Vocabulary& vocabulary = encoder_->vocabulary();
  if (options.add_special) tokens = vocabulary.prefix;
  encoder_->encode(text, options.parse_special, tokens);
  if (options.add_special) tokens.insert(tokens.end(), vocabulary.suffix.begin(), vocabulary.suffix.end());
  return tokens;
}

std::string Tokenizer::decode(std::span<const TokenId> tokens, DecodeOptions options) const {
  StreamDecoder decoder(*this, options);
  std::string text;
  for (const TokenId token : tokens) text += decoder.push(token);
  return text + decoder.finish();
}

std::size_t Tokenizer::size() const { return encoder_->vocabulary().tokens.size(); }
std::string_view Tokenizer::bytes(TokenId token) const { return encoder_->bytes(token); }
std::optional<TokenId> Tokenizer::find(std::string_view spelling) const { return encoder_->find(spelling); }
std::optional<TokenId> Tokenizer::bos() const { return encoder_->vocabulary().bos; }
std::optional<TokenId> Tokenizer::eos() const { return encoder_->vocabulary().eos; }
bool Tokenizer::strips_first_blank() const { return encoder_->vocabulary().strip_first_blank; }

TokenType Tokenizer::type(TokenId token) const {
  return token < size() ? encoder_->vocabulary().types[token] : TokenType::kUnused;
}

}  // namespace qed::text
