// Text functions that filters and methods share, with Python's meaning. Views refer to their arguments.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace qed::text::jinja {

enum class Ends { kBoth, kLeft, kRight };
// Without white space, or without any of the characters of `set`.
std::string_view stripped(std::string_view text, Ends ends, std::optional<std::string_view> set);

// At white space, or at each `separator` (not empty); at most `most` cuts, from the left or from the right.
std::vector<std::string_view> split(std::string_view text, std::optional<std::string_view> separator, std::size_t most);
std::vector<std::string_view> split_right(std::string_view text, std::string_view separator, std::size_t most);
std::vector<std::string_view> lines(std::string_view text);

std::string replaced(std::string_view text, std::string_view from, std::string_view to, std::size_t most);

std::string upper(std::string_view text);
std::string lower(std::string_view text);
std::string capitalized(std::string_view text);

}  // namespace qed::text::jinja
