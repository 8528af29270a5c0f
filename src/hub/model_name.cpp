#include "hub/model_name.h"

#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::hub {
namespace {

constexpr std::size_t kMaxPartBytes = 96, kMaxFilterBytes = 200;
constexpr std::size_t kMaxSegmentBytes = 200;  // file systems take 255; a suffix is added while a file is incomplete
constexpr std::size_t kMaxPathBytes = 1024;

bool is_part(std::string_view part) {
  const auto fit = [](char c) { return text::is_alpha(c) || text::is_digit(c) || c == '.' || c == '_' || c == '-'; };
  return !part.empty() && part.size() <= kMaxPartBytes && part.front() != '.' && part.front() != '-' &&
         std::ranges::all_of(part, fit);
}

bool is_printable(std::string_view text) {
  return !utf8::find_invalid(text) &&
         std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

}  // namespace

Result<ModelName> parse_model_name(std::string_view text) {
  const std::size_t colon = text.find(':'), slash = text.find('/');
  ModelName name;
  if (slash < colon) {
    name.organisation = text.substr(0, slash);
    name.model = text.substr(slash + 1, colon == std::string_view::npos ? colon : colon - slash - 1);
  }
  if (colon != std::string_view::npos) name.filter = text.substr(colon + 1);
  const bool filter_fits = colon == std::string_view::npos ||
                           (!name.filter.empty() && is_printable(name.filter) && name.filter.size() <= kMaxFilterBytes);
  if (!is_part(name.organisation) || !is_part(name.model) || !filter_fits)
    return fail(Errc::kInvalidInput, "'{}': expected a model's name such as Qwen/Qwen2.5-0.5B or ORG/MODEL:Q4_K_M",
                utf8::sanitized(text));
  return name;
}

PathKind classify_path(std::string_view path) {
  if (path.size() > kMaxPathBytes || !is_printable(path) || path.find('\\') != std::string_view::npos)
    return PathKind::kHostile;
  PathKind kind = PathKind::kPlain;
  for (const std::string_view segment : text::split(path, '/')) {
    if (segment.empty() || segment == "." || segment == ".." || segment.size() > kMaxSegmentBytes)
      return PathKind::kHostile;
    if (segment.front() == '.') kind = PathKind::kHidden;
  }
  return kind;
}

}  // namespace qed::hub
