// A model that runs in this process, from a GGUF file or a Hugging Face folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/engine.h"
#include "llm/language_model.h"
#include "text/model_text.h"

namespace qed::llm {

struct LocalOptions {
  unsigned threads = 0;                                                  // 0: all processors
  std::size_t kv_bytes = std::size_t{1} << 30;                           // for keys and values
  std::function<void(std::size_t done, std::size_t all)> progress = {};  // bytes of weights taken over
  bool rewards = false;                                                  // reward models too, which only score
};

class LocalModel : public LanguageModel {
 public:
  static Result<std::unique_ptr<LocalModel>> open(const std::filesystem::path& path, const LocalOptions& options = {},
                                                  const std::stop_token& stop = {});

  const std::string& name() const override { return name_; }  // the file's, without its ending
  bool remote() const override { return false; }
  Result<std::vector<Generation>> sample(const Request& request, const TokenSink& on_token,
                                         std::stop_token stop) override;

  // The same from a text that is already as the model expects it.
  Result<std::vector<Generation>> complete(const std::string& prompt, const Request& request, const TokenSink& on_token,
                                           std::stop_token stop);

  // A conversation as the model's template renders it.
  Result<std::string> render(const std::vector<Message>& messages) const;

  engine::Engine& engine() { return engine_; }
  const text::Tokenizer& tokenizer() const { return text_.tokenizer; }

 private:
  LocalModel(std::string name, engine::Engine engine, text::ModelText text, std::vector<model::Token> ends);
  Result<std::vector<Generation>> run(std::vector<model::Token> prompt, const Request& request,
                                      const TokenSink& on_token, std::stop_token stop);
  std::string defused(std::string content) const;

  std::string name_;
  text::ModelText text_;
  std::vector<model::Token> ends_;  // tokens that end an answer
  std::vector<std::string> special_spellings_;
  engine::Engine engine_;
};

}  // namespace qed::llm
