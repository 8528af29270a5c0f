// tokenize FILE: tokens of texts, for comparison with other tokenizers. FILE is a tokenizer.json, a tokenizer.model or
// a .gguf. Standard input: a JSON text a line. Standard output: for each line a JSON object, {"ids": […], "text":
// decoded}.
#include <fmt/core.h>

#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "text/gguf_vocabulary.h"
#include "text/sentencepiece_model.h"
#include "text/tokenizer.h"
#include "text/tokenizer_json.h"

namespace {

using namespace qed;

Result<text::Tokenizer> load(const std::string& path) {
  if (path.ends_with(".gguf"))
    return text::Tokenizer::create(QED_TRY(text::read_gguf_vocabulary(QED_TRY(formats::Gguf::open(path)))));
  const std::string bytes = QED_TRY(read_file(path, text::kMaxTokenizerJsonBytes));
  if (path.ends_with(".model")) return text::Tokenizer::create(QED_TRY(text::parse_sentencepiece_model(bytes, path)));
  return text::Tokenizer::create(QED_TRY(text::parse_tokenizer_json(bytes, path)));
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return fmt::print(stderr, "usage: tokenize FILE < texts.jsonl\n"), 2;
  const auto tokenizer = load(arguments[1]);
  if (!tokenizer) return fmt::print(stderr, "tokenize: {}\n", tokenizer.error().message), 1;
  for (std::string line; std::getline(std::cin, line);) {
    const auto ids = tokenizer->encode(nlohmann::json::parse(line).get<std::string>(), {.parse_special = true});
    fmt::print("{}\n", nlohmann::json{{"ids", ids}, {"text", tokenizer->decode(ids)}}.dump());
  }
}
