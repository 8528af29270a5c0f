// The bytes of a tokenizer.json as a small tree and, outside of it, the two lists that make up nearly all of the file.
// Memory stays in proportion to the file, whatever it holds.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "text/string_table.h"

namespace qed::text {

struct TokenizerJson {
  nlohmann::json tree;  // everything but model.vocab and model.merges

  StringTable spellings;           // of model.vocab, in the file's order
  std::vector<std::uint32_t> ids;  // BPE: {"a": 0, …}
  std::vector<float> scores;       // Unigram: [["a", -1.5], …]

  StringTable merge_parts;  // two for each merge
};

Result<TokenizerJson> read_tokenizer_json(std::string_view bytes, std::string_view place);

}  // namespace qed::text
