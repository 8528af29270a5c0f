// What a model on a hub is called, and which names its files may have.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace qed::hub {

// "Qwen/Qwen2.5-Math-1.5B-Instruct-GGUF:Q4_K_M"
struct ModelName {
  std::string organisation, model;
  std::string filter;  // a quantisation, a file's name or a pattern with '*' and '?'; empty for none

  std::string repository() const { return organisation + "/" + model; }
  std::string full() const { return repository() + (filter.empty() ? "" : ":" + filter); }
};

// kInvalidInput where `text` is no such name: both parts are letters, digits, '.', '_' and '-', as hubs have them.
Result<ModelName> parse_model_name(std::string_view text);

// What a path from outside is, taken within a model's folder. Plain: segments separated by '/'. Hidden: one of them
// begins with a dot. Hostile: empty segments, "." or "..", backslashes, control characters, or too long.
enum class PathKind : std::uint8_t { kPlain, kHidden, kHostile };
PathKind classify_path(std::string_view path);

}  // namespace qed::hub
