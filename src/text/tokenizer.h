// Text to tokens and back. A Tokenizer is immutable: share it freely between threads.
//
//   Tokenizer tokenizer = QED_TRY(Tokenizer::create(QED_TRY(parse_tokenizer_json(bytes, path))));
//   std::vector<TokenId> ids = tokenizer.encode("<|im_start|>user\n", {.parse_special = true});
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/vocabulary.h"

namespace qed::text {

struct EncodeOptions {
  // Special tokens that the text spells out become their ids. Off for text from outside, which must not be able to end
  // its own turn.
  bool parse_special = false;
  bool add_special = false;  // the model's own tokens around a whole text, such as BOS
};

struct DecodeOptions {
  bool skip_special = false;
  // The tokens are a text's beginning rather than its continuation: the blank that encoding put before it goes.
  bool at_start = true;
};

class Tokenizer {
 public:
  // kCorrupt where ids point outside the vocabulary or lists differ in length.
  static Result<Tokenizer> create(Vocabulary vocabulary);
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;
  ~Tokenizer();

  // Any bytes will do; what is not valid UTF-8 becomes the tokens of its bytes, where the vocabulary has such.
  std::vector<TokenId> encode(std::string_view text, EncodeOptions options = {}) const;

  // Valid UTF-8: what the tokens' bytes leave malformed or unfinished becomes U+FFFD. Ids beyond the vocabulary are
  // nothing. Piece by piece: StreamDecoder.
  std::string decode(std::span<const TokenId> tokens, DecodeOptions options = {}) const;

  std::size_t size() const;
  std::string_view bytes(TokenId token) const;  // what it stands for, perhaps part of a character; lives with *this
  TokenType type(TokenId token) const;
  std::optional<TokenId> find(std::string_view spelling) const;  // as the vocabulary spells it: "<|im_end|>"
  std::optional<TokenId> bos() const;
  std::optional<TokenId> eos() const;
  bool strips_first_blank() const;

 private:
  class Encoder;
  explicit Tokenizer(std::unique_ptr<const Encoder> encoder);
  std::unique_ptr<const Encoder> encoder_;
};

}  // namespace qed::text
