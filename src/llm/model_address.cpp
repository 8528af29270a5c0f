#include "llm/model_address.h"

#include <algorithm>

#include "base/text.h"

namespace qed::llm {
namespace {

std::string upper_identifier(std::string_view host) {
  std::string name = "QED_API_KEY_";
  for (char c : host) {
    const bool letter = text::is_alpha(c);
    name += letter ? static_cast<char>(text::to_lower(c) - 'a' + 'A') : text::is_digit(c) ? c : '_';
  }
  return name;
}

}  // namespace

Result<ModelAddress> parse_model_address(std::string_view text) {
  const std::string_view address = text::trim(text);
  const std::size_t hash = address.find('#');
  ModelAddress result{.url = QED_TRY(parse_url(address.substr(0, hash))), .name = {}};
  if (hash != std::string_view::npos) {
    result.name = text::trim(address.substr(hash + 1));
    if (result.name.empty())
      return fail(Errc::kInvalidInput, "{}: no model name after '#'; expected URL#NAME or URL", result.url.display());
  }
  if (result.url.path.empty()) result.url.path = "/v1";
  return result;
}

Result<ApiKey> api_key_for(const Url& url, const Environment& environment) {
  const bool exposed = url.scheme == "http" && !url.loopback();
  const std::string own = upper_identifier(url.host);
  const std::string_view host = url.host;
  for (const std::string& variable : {own, std::string("QED_API_KEY"), std::string("OPENAI_API_KEY")}) {
    const char* value = environment(variable.c_str());
    const std::string key(text::trim(value ? value : ""));
    if (key.empty()) continue;
    if (std::ranges::any_of(key, [](char c) { return c <= ' ' || c > '~'; }))
      return fail(Errc::kInvalidInput, "{}: not a key: blanks, control or non-ASCII characters in it", variable);
    if (!exposed) return ApiKey{.key = key, .notice = {}};
    if (variable == "OPENAI_API_KEY")
      return ApiKey{
          .key = {},
          .notice = fmt::format("OPENAI_API_KEY is not sent to {} over plain http; use https, or set {}", host, own)};
    return ApiKey{.key = key,
                  .notice = fmt::format("{} goes to {} over plain http: others may read it", variable, host)};
  }
  return ApiKey{};
}

}  // namespace qed::llm
