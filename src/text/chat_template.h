// From a conversation to the text that a model was trained to continue.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "text/jinja/template.h"

namespace qed::text {

// As in the OpenAI protocol: messages are [{"role": "user", "content": "…"}, …]; templates may look at more fields,
// such as tool_calls. Objects keep the order of their keys, for that is how templates print them.
struct ChatRequest {
  nlohmann::ordered_json messages = nlohmann::ordered_json::array();
  nlohmann::ordered_json tools;                                         // null: none
  bool add_generation_prompt = true;                                    // end where the assistant speaks next
  nlohmann::ordered_json variables = nlohmann::ordered_json::object();  // others, such as enable_thinking
};

// Immutable: any number of threads may render at once.
class ChatTemplate {
 public:
  struct SpecialTexts {
    std::string bos, eos;  // bos_token and eos_token
  };

  // ChatML where `source` is empty. Errors name the template's line.
  static Result<ChatTemplate> create(std::string_view source, SpecialTexts special = {});

  // kInvalidInput where the template refuses the conversation (raise_exception); see jinja::Template::render.
  Result<std::string> render(const ChatRequest& request,
                             std::chrono::system_clock::time_point now = std::chrono::system_clock::now()) const;

 private:
  ChatTemplate(jinja::Template parsed, SpecialTexts special)
      : template_(std::move(parsed)), special_(std::move(special)) {}
  jinja::Template template_;
  SpecialTexts special_;
};

}  // namespace qed::text
