#include "text/chat_template.h"

namespace qed::text {
namespace {

constexpr std::string_view kChatMl =
    "{%- for message in messages %}"
    "{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}"
    "{%- endfor %}"
    "{%- if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

}  // namespace

Result<ChatTemplate> ChatTemplate::create(std::string_view source, SpecialTexts special) {
  jinja::Template parsed = QED_TRY(jinja::Template::parse(source.empty() ? kChatMl : source, "chat template"));
  return ChatTemplate(std::move(parsed), std::move(special));
}

Result<std::string> ChatTemplate::render(const ChatRequest& request, std::chrono::system_clock::time_point now) const {
  if (!request.messages.is_array() || !request.variables.is_object())
    return fail(Errc::kInvalidInput, "chat: messages must be an array and variables an object");
  nlohmann::ordered_json variables = request.variables;
  variables["messages"] = request.messages;
  variables["tools"] = request.tools;
  if (!variables.contains("documents")) variables["documents"] = nullptr;
  variables["add_generation_prompt"] = request.add_generation_prompt;
  variables["bos_token"] = special_.bos;
  variables["eos_token"] = special_.eos;
  return template_.render(variables, {}, now);
}

}  // namespace qed::text
