// Any bytes as a tokenizer.model: an error, or a tokenizer that encodes the same bytes as text.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "base/utf8.h"
#include "text/sentencepiece_model.h"
#include "text/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  auto vocabulary = qed::text::parse_sentencepiece_model(bytes, "tokenizer.model");
  if (!vocabulary) return 0;
  const auto tokenizer = qed::text::Tokenizer::create(*std::move(vocabulary));
  if (!tokenizer) return 0;
  const auto ids = tokenizer->encode(bytes, {.parse_special = true});
  for (const auto id : ids) QED_CHECK(id < tokenizer->size());
  QED_CHECK(!qed::utf8::find_invalid(tokenizer->decode(ids)));
  return 0;
}
