// Any bytes as a tokenizer.json: an error, or a tokenizer whose tokens join to valid UTF-8 for any text. Bytes behind a
// NUL are that text.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"
#include "text/tokenizer.h"
#include "text/tokenizer_json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t nul = std::min(bytes.find('\0'), size);
  auto vocabulary = qed::text::parse_tokenizer_json(bytes.substr(0, nul), "tokenizer.json");
  if (!vocabulary) return 0;
  const auto tokenizer = qed::text::Tokenizer::create(*std::move(vocabulary));
  if (!tokenizer) return 0;
  for (const bool special : {false, true}) {
    const auto ids = tokenizer->encode(bytes.substr(nul), {.parse_special = special, .add_special = special});
    for (const auto id : ids) QED_CHECK(id < tokenizer->size());
    QED_CHECK(!qed::utf8::find_invalid(tokenizer->decode(ids)));
  }
  return 0;
}
