#include "text/normalise.h"

#include "base/text.h"
#include "text/unicode.h"

namespace qed::text {
namespace {

std::string collapse_blanks(std::string_view text) {
  std::string collapsed;
  for (const char c : text)
    if (c != ' ' || (!collapsed.empty() && collapsed.back() != ' ')) collapsed.push_back(c);
  if (!collapsed.empty() && collapsed.back() == ' ') collapsed.pop_back();
  return collapsed;
}

bool wants_prefix(Normaliser::Prefix prefix, std::string_view text, bool first, bool escaped) {
  if (text.empty() || prefix == Normaliser::Prefix::kNever) return false;
  if (prefix == Normaliser::Prefix::kAlways) return true;
  if (prefix == Normaliser::Prefix::kFirstUnlessPresent && !first) return false;
  return !text.starts_with(' ') && !(escaped && text.starts_with(kEscapedBlank));
}

}  // namespace

std::string_view normalise(const Normaliser& how, std::string_view text, bool first, std::string& storage) {
  const auto rewrite = [&](std::string rewritten) {
    storage = std::move(rewritten);
    text = storage;
  };
  if (how.nfc && !is_nfc(text)) rewrite(nfc(text));
  if (how.collapse_blanks) rewrite(collapse_blanks(text));
  if (wants_prefix(how.prefix, text, first, how.escape_blanks)) rewrite(' ' + std::string(text));
  if (how.escape_blanks) rewrite(replace_all(text, " ", kEscapedBlank));
  return text;
}

}  // namespace qed::text
