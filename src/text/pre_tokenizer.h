// Cutting text into the pieces within which tokens are merged. Models name their cut by a regular expression; the
// known ones are written out as scanners, some fifty times faster than a regex engine.
// Pure and safe on any number of threads.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "text/unicode.h"

namespace qed::text {

enum class PreTokenizer {
  kNone,    // the whole text is one piece
  kWords,   // a piece starts at each U+2581, the blank of SentencePiece
  kGpt2,    // contractions in lower case; a blank before words, numbers, symbols
  kQwen2,   // contractions in any case; words take any one character before them; digits stand alone
  kLlama3,  // as kQwen2, digits in groups of up to three from the left
};

std::optional<PreTokenizer> pre_tokenizer_of_regex(std::string_view regex);     // as in tokenizer.json
std::optional<PreTokenizer> pre_tokenizer_of_gguf(std::string_view gguf_name);  // tokenizer.ggml.pre

// End of the piece that starts at `at` < text.size().
std::size_t piece_end(PreTokenizer kind, std::string_view text, std::size_t at);

}  // namespace qed::text
