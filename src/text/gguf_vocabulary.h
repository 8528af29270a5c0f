// The vocabulary that a GGUF file carries (tokenizer.ggml.*): byte-level BPE ("gpt2") and SentencePiece BPE ("llama").
#pragma once

#include "base/error.h"
#include "formats/gguf.h"
#include "text/vocabulary.h"

namespace qed::text {

// kNotFound, kCorrupt, kUnsupported or kLimitExceeded; the message names the file and the key. The result stands alone.
Result<Vocabulary> read_gguf_vocabulary(const formats::Gguf& file);

}  // namespace qed::text
