// All that a model's files say about text: its tokenizer and its chat template, from wherever they lie.
#pragma once

#include <filesystem>

#include "base/error.h"
#include "formats/gguf.h"
#include "text/chat_template.h"
#include "text/tokenizer.h"

namespace qed::text {

// Immutable; safe on any number of threads.
struct ModelText {
  Tokenizer tokenizer;
  ChatTemplate chat;  // ChatML where the model brings none
};

// From a GGUF file's metadata.
Result<ModelText> read_model_text(const formats::Gguf& file);

// From a Hugging Face checkpoint: tokenizer.json or else tokenizer.model, tokenizer_config.json, chat_template.jinja.
Result<ModelText> read_model_text(const std::filesystem::path& folder);

}  // namespace qed::text
