#include "text/stream_decoder.h"

#include "base/utf8.h"

namespace qed::text {
namespace {

// Length of the malformed sequence at the start of `text`: as far as it could have become a character.
std::size_t malformed_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0xC2 || lead > 0xF4 || text.size() < 2) return 1;
  // Second bytes that would make an overlong form, a surrogate or a number beyond U+10FFFF.
  const unsigned char low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (lead < 0xE0 || byte(1) < low || byte(1) > high) return 1;
  return lead >= 0xF0 && text.size() > 2 && (byte(2) & 0xC0) == 0x80 ? 3 : 2;
}

}  // namespace

std::string replace_malformed(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const auto [code, bytes] = utf8::decode(text);
    const bool malformed = code == utf8::kReplacement && bytes == 1;
    utf8::append(clean, code);
    text.remove_prefix(malformed ? malformed_length(text) : bytes);
  }
  return clean;
}

StreamDecoder::StreamDecoder(const Tokenizer& tokenizer, DecodeOptions options)
    : tokenizer_(&tokenizer), options_(options), strip_blank_(options.at_start && tokenizer.strips_first_blank()) {}

std::string StreamDecoder::push(TokenId token) {
  const TokenType type = tokenizer_->type(token);
  if (options_.skip_special && (type == TokenType::kControl || type == TokenType::kUnknown)) return {};
  std::string_view bytes = tokenizer_->bytes(token);
  if (bytes.empty()) return {};
  if (std::exchange(strip_blank_, false) && bytes.starts_with(' ')) bytes.remove_prefix(1);
  pending_ += bytes;
  const std::size_t certain = utf8::complete_prefix(pending_);
  std::string text = replace_malformed(std::string_view(pending_).substr(0, certain));
  pending_.erase(0, certain);
  return text;
}

std::string StreamDecoder::finish() {
  strip_blank_ = false;
  return replace_malformed(std::exchange(pending_, {}));
}

}  // namespace qed::text
