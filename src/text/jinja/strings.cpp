#include "text/jinja/strings.h"

#include <utf8proc.h>

#include <algorithm>

#include "base/utf8.h"
#include "text/unicode.h"

namespace qed::text::jinja {
namespace {

bool is_python_space(char32_t c) { return (CharacterTable::get()[c] & kWhiteSpace) != 0 || (c >= 0x1C && c <= 0x1F); }

bool belongs(char32_t c, std::optional<std::string_view> set) {
  if (!set) return is_python_space(c);
  for (std::string_view rest = *set; !rest.empty();) {
    const auto [member, bytes] = utf8::decode(rest);
    if (member == c) return true;
    rest.remove_prefix(bytes);
  }
  return false;
}

utf8::Decoded last_of(std::string_view text) {
  std::size_t start = text.size() - 1;
  while (start > 0 && text.size() - start < 4 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
  return utf8::decode(text.substr(start));
}

template <class Map>
std::string mapped(std::string_view text, Map map) {
  std::string result;
  while (!text.empty()) {
    const auto [code, bytes] = utf8::decode(text);
    utf8::append(result, static_cast<char32_t>(map(static_cast<utf8proc_int32_t>(code))));
    text.remove_prefix(bytes);
  }
  return result;
}

}  // namespace

std::string_view stripped(std::string_view text, Ends ends, std::optional<std::string_view> set) {
  while (ends != Ends::kRight && !text.empty()) {
    const auto [code, bytes] = utf8::decode(text);
    if (!belongs(code, set)) break;
    text.remove_prefix(bytes);
  }
  while (ends != Ends::kLeft && !text.empty()) {
    const auto [code, bytes] = last_of(text);
    if (!belongs(code, set)) break;
    text.remove_suffix(bytes);
  }
  return text;
}

std::vector<std::string_view> split(std::string_view text, std::optional<std::string_view> separator,
                                    std::size_t most) {
  std::vector<std::string_view> parts;
  if (separator) {
    for (std::size_t at = 0; parts.size() < most && (at = text.find(*separator)) != std::string_view::npos;) {
      parts.push_back(text.substr(0, at));
      text.remove_prefix(at + separator->size());
    }
    parts.push_back(text);
    return parts;
  }
  text = stripped(text, Ends::kLeft, std::nullopt);
  while (!text.empty() && parts.size() < most) {
    std::size_t end = 0;
    while (end < text.size()) {
      const auto [code, bytes] = utf8::decode(text.substr(end));
      if (is_python_space(code)) break;
      end += bytes;
    }
    parts.push_back(text.substr(0, end));
    text = stripped(text.substr(end), Ends::kLeft, std::nullopt);
  }
  if (!text.empty()) parts.push_back(stripped(text, Ends::kRight, std::nullopt));
  return parts;
}

std::vector<std::string_view> split_right(std::string_view text, std::string_view separator, std::size_t most) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0; parts.size() < most && (at = text.rfind(separator)) != std::string_view::npos;) {
    parts.push_back(text.substr(at + separator.size()));
    text = text.substr(0, at);
  }
  parts.push_back(text);
  std::ranges::reverse(parts);
  return parts;
}

std::vector<std::string_view> lines(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of("\r\n"), text.size());
    all.push_back(text.substr(0, end));
    text.remove_prefix(end);
    if (!text.empty()) text.remove_prefix(text.starts_with("\r\n") ? 2 : 1);
  }
  return all;
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to, std::size_t most) {
  std::string result;
  for (std::size_t count = 0; count < most; ++count) {
    const std::size_t at = text.find(from);
    if (at == std::string_view::npos) break;
    result.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
    if (!from.empty()) continue;
    // Nothing is found before every character and at the end.
    if (text.empty()) break;
    const std::size_t character = utf8::decode(text).bytes;
    result.append(text.substr(0, character));
    text.remove_prefix(character);
  }
  return result.append(text);
}

std::string upper(std::string_view text) { return mapped(text, utf8proc_toupper); }
std::string lower(std::string_view text) { return mapped(text, utf8proc_tolower); }

std::string capitalized(std::string_view text) {
  if (text.empty()) return {};
  const std::size_t first = utf8::decode(text).bytes;
  return mapped(text.substr(0, first), utf8proc_totitle) + lower(text.substr(first));
}

}  // namespace qed::text::jinja
