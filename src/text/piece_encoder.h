// From a piece of text to tokens: byte-level BPE, BPE over characters, unigram. Immutable; safe on any number of
// threads.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "text/vocabulary.h"

namespace qed::text {

class PieceEncoder {
 public:
  virtual ~PieceEncoder() = default;
  virtual void encode(std::string_view piece, std::vector<TokenId>& tokens) const = 0;  // appends
};

// `vocabulary` must be consistent (see Tokenizer::create) and outlive the encoder.
Result<std::unique_ptr<PieceEncoder>> make_piece_encoder(const Vocabulary& vocabulary);

// The steps of the above, one file each.
std::unique_ptr<PieceEncoder> make_byte_bpe(const Vocabulary& vocabulary);
Result<std::unique_ptr<PieceEncoder>> make_character_bpe(const Vocabulary& vocabulary);
std::unique_ptr<PieceEncoder> make_unigram(const Vocabulary& vocabulary);

// The byte that a token spelt "<0x0A>" stands for.
std::optional<std::uint8_t> byte_of_spelling(std::string_view spelling);

// The tokens of text that no token covers: one kByte token a byte where the vocabulary has them, else kUnknown.
class Fallback {
 public:
  explicit Fallback(const Vocabulary& vocabulary);
  void encode(std::string_view text, std::vector<TokenId>& tokens) const;

 private:
  std::vector<std::optional<TokenId>> bytes_;  // 256 entries
  std::optional<TokenId> unknown_;
  bool fuse_unknown_;
};

}  // namespace qed::text
