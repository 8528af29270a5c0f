// Small ASCII text helpers. They look at bytes and leave anything beyond ASCII alone.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace qed::text {

constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char to_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

std::string_view trim(std::string_view text);
std::string lower(std::string_view text);
std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty parts
template <class Text>
  requires std::same_as<Text, std::string>
std::vector<std::string_view> split(Text&& text, char separator) = delete;  // the parts would outlive the text
std::string replace_all(std::string_view text, std::string_view from, std::string_view to);
std::string collapse_spaces(std::string_view text);  // runs of white space become one blank, none at the ends

// "NL+SL_*" against "NL+SL_exemplarset1": '*' stands for any run of characters, '?' for one.
bool matches_glob(std::string_view text, std::string_view pattern);

}  // namespace qed::text
