#include "cli/token_ids.h"

#include <charconv>

namespace qed::cli {

Result<std::vector<model::Token>> parse_ids(std::string_view text) {
  std::vector<model::Token> ids;
  for (const char *at = text.data(), *end = at + text.size();; ++at) {
    model::Token id = 0;
    const auto [next, error] = std::from_chars(at, end, id);
    if (error != std::errc{} || id < 0 || (next != end && *next != ','))
      return fail(Errc::kInvalidInput, "--ids {}: expected token numbers such as 1,2,3", text);
    ids.push_back(id);
    if (next == end) return ids;
    at = next;
  }
}

}  // namespace qed::cli
