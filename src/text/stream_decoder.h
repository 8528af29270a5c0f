// Tokens to text, one at a time. A token may end within a character: what is unfinished waits for the next one, so that
// every text handed out is valid UTF-8.
#pragma once

#include <string>

#include "text/tokenizer.h"

namespace qed::text {

class StreamDecoder {
 public:
  // The tokenizer must outlive the decoder.
  explicit StreamDecoder(const Tokenizer& tokenizer, DecodeOptions options = {});

  std::string push(TokenId token);  // the text that is certain now, often empty within a character
  std::string finish();             // what was held back, as U+FFFD; the decoder is fresh then, but not at a start

 private:
  const Tokenizer* tokenizer_;
  DecodeOptions options_;
  bool strip_blank_;
  std::string pending_;  // at most three bytes between calls
};

// Malformed sequences replaced by one U+FFFD each, a sequence being what a decoder can know to belong together (the
// "maximal subparts" of Unicode, section 3.9).
std::string replace_malformed(std::string_view text);

}  // namespace qed::text
