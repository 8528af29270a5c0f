// Where a model is, and the key that opens it.
#pragma once

#include <string>
#include <string_view>

#include "base/environment.h"
#include "base/error.h"
#include "llm/http.h"

namespace qed::llm {

struct ModelAddress {
  Url url;           // of the API: http://localhost:8000/v1
  std::string name;  // empty: the only one the server has
};

// "http://localhost:8000/v1#qwen2.5-math". An address without a path gets /v1; "#NAME" may be left out.
Result<ModelAddress> parse_model_address(std::string_view text);

// The key for `url` and, where there is something that the user should know, a notice of one sentence.
// Looked up in this order: QED_API_KEY_<HOST> (upper case, other characters as '_': QED_API_KEY_API_OPENAI_COM),
// QED_API_KEY, OPENAI_API_KEY. Over plain http to another machine OPENAI_API_KEY is not used, and the other two come
// with a notice. kInvalidInput, naming the variable, where a key has characters that no header can carry.
struct ApiKey {
  std::string key;
  std::string notice;
};
Result<ApiKey> api_key_for(const Url& url, const Environment& environment);

}  // namespace qed::llm
