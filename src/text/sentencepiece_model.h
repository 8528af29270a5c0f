// tokenizer.model, the protobuf file of SentencePiece: BPE and unigram models whose normaliser is the identity.
#pragma once

#include <string_view>

#include "base/error.h"
#include "text/vocabulary.h"

namespace qed::text {

inline constexpr std::size_t kMaxSentencePieceBytes = 64 << 20;

// `place` names the file in errors. kCorrupt, kUnsupported or kLimitExceeded. Encoding with add_special puts BOS before
// the text, where the model has one.
Result<Vocabulary> parse_sentencepiece_model(std::string_view bytes, std::string_view place);

}  // namespace qed::text
