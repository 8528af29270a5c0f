// Which files make a model: what to fetch of a repository, and what to open of a folder.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace qed::hub {

// One GGUF model: a file, or the parts of a split set in order.
struct GgufChoice {
  std::vector<std::string> paths;

  // What names it behind "ORG/MODEL:": the path without its ending and part number.
  std::string label() const;
  // Whether `filter` means it, in any case: its label or path, a quantisation that its name carries ("q4_k_m"), or a
  // pattern with '*' and '?' for its file's name.
  bool matches(std::string_view filter) const;
};

// The GGUF models among some paths, in order of their names; incomplete sets and vision projectors are none.
std::vector<GgufChoice> gguf_choices(std::span<const std::string> paths);

// The files to fetch of a repository with these paths: weights as safetensors with configuration and tokenizer, or the
// one GGUF model that `filter` means. With both kinds and no filter, safetensors. Errors list the choices: kNotFound
// where none fits, kInvalidInput where several do. `what` names the repository in them.
Result<std::vector<std::string>> select_files(std::span<const std::string> paths, std::string_view filter,
                                              std::string_view what);

// The one choice that `filter` means; errors as above.
Result<GgufChoice> select_gguf(const std::vector<GgufChoice>& choices, std::string_view filter, std::string_view what);

}  // namespace qed::hub
