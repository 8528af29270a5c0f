#include "text/piece_encoder.h"

#include <algorithm>

namespace qed::text {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

std::optional<std::uint8_t> byte_of_spelling(std::string_view spelling) {
  if (spelling.size() != 6 || !spelling.starts_with("<0x") || spelling[5] != '>') return std::nullopt;
  const int high = hex_digit(spelling[3]), low = hex_digit(spelling[4]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<std::uint8_t>(high * 16 + low);
}

Fallback::Fallback(const Vocabulary& vocabulary)
    : bytes_(256), unknown_(vocabulary.unknown), fuse_unknown_(vocabulary.fuse_unknown) {
  if (!vocabulary.byte_fallback) return;
  for (TokenId id = 0; id < vocabulary.tokens.size(); ++id)
    if (vocabulary.types[id] == TokenType::kByte)
      if (const auto byte = byte_of_spelling(vocabulary.tokens[id])) bytes_[*byte] = id;
}

void Fallback::encode(std::string_view text, std::vector<TokenId>& tokens) const {
  const auto token_of = [&](char c) { return bytes_[static_cast<unsigned char>(c)]; };
  if (std::ranges::all_of(text, [&](char c) { return token_of(c).has_value(); })) {
    for (const char c : text) tokens.push_back(*token_of(c));
  } else if (unknown_ && !(fuse_unknown_ && !tokens.empty() && tokens.back() == *unknown_)) {
    tokens.push_back(*unknown_);
  }
}

Result<std::unique_ptr<PieceEncoder>> make_piece_encoder(const Vocabulary& vocabulary) {
  if (vocabulary.algorithm == Algorithm::kUnigram) return make_unigram(vocabulary);
  if (vocabulary.byte_level) return make_byte_bpe(vocabulary);
  return make_character_bpe(vocabulary);
}

}  // namespace qed::text
