// tokenizer.json, the format of the Hugging Face tokenizers library: BPE (byte-level or over characters) and Unigram.
// What the file asks for and qed does not do is an error that names it: nothing is silently left out.
#pragma once

#include <string_view>

#include "base/error.h"
#include "text/vocabulary.h"

namespace qed::text {

inline constexpr std::size_t kMaxTokenizerJsonBytes = 64 << 20;

// `place` names the file in errors. kCorrupt, kUnsupported or kLimitExceeded.
Result<Vocabulary> parse_tokenizer_json(std::string_view bytes, std::string_view place);

}  // namespace qed::text
