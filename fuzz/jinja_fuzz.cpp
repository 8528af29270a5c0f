// Any bytes as a template over a conversation: text or an error, within small limits.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "text/jinja/template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto variables = nlohmann::ordered_json::parse(
      R"({"messages": [{"role": "user", "content": "a b é"}, {"role": "assistant", "content": "<think>x</think>y"}],
          "tools": [{"function": {"name": "run"}}], "add_generation_prompt": true, "bos_token": "<s>"})");
  const auto parsed = qed::text::jinja::Template::parse({reinterpret_cast<const char*>(data), size}, "template");
  if (!parsed) return 0;
  const qed::text::jinja::Limits limits{.steps = 200'000, .heap_bytes = 4 << 20, .output_bytes = 1 << 20};
  if (const auto text = parsed->render(variables, limits)) QED_CHECK(text->size() <= limits.output_bytes);
  return 0;
}
