#include "text/pre_tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qed::text {
namespace {

using testing::ElementsAreArray;

std::vector<std::string> cut(PreTokenizer kind, std::string_view text) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = piece_end(kind, text, at);
    EXPECT_GT(end, at);
    pieces.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return pieces;
}

TEST(PreTokenizer, CutsAsThePatternsDo) {
  struct Case {
    PreTokenizer kind;
    std::string_view text;
    std::vector<std::string> pieces;
  };
  const Case cases[] = {
      {PreTokenizer::kQwen2, "Hello world", {"Hello", " world"}},
      {PreTokenizer::kQwen2, "  two  spaces  ", {" ", " two", " ", " spaces", "  "}},
      {PreTokenizer::kQwen2, "don't I'M we'LL 'ſo", {"don", "'t", " I", "'M", " we", "'LL", " '", "ſo"}},
      {PreTokenizer::kQwen2, "x=12345", {"x", "=", "1", "2", "3", "4", "5"}},
      {PreTokenizer::kQwen2, "a\n\n  b \r\n\tc", {"a", "\n\n", " ", " b", " \r\n", "\tc"}},
      {PreTokenizer::kQwen2, "f(x);\n\ny !!\n", {"f", "(x", ");\n\n", "y", " !!\n"}},
      {PreTokenizer::kQwen2, "（数学）é\u0301½", {"（数学", "）é", "\u0301", "½"}},
      {PreTokenizer::kLlama3, "1234567 x12", {"123", "456", "7", " x", "12"}},
      {PreTokenizer::kGpt2, "I'm I'M 1234  x\n\ny", {"I", "'m", " I", "'", "M", " 1234", " ", " x", "\n", "\n", "y"}},
      {PreTokenizer::kGpt2, "a\u3000\u3000b", {"a", "\u3000", "\u3000", "b"}},
      {PreTokenizer::kWords, "\u2581a\u2581\u2581b", {"\u2581a", "\u2581", "\u2581b"}},
      {PreTokenizer::kNone, "a b", {"a b"}},
  };
  for (const auto& [kind, text, pieces] : cases) EXPECT_THAT(cut(kind, text), ElementsAreArray(pieces)) << text;
}

TEST(PreTokenizer, MalformedBytesAreSymbols) {
  EXPECT_THAT(cut(PreTokenizer::kQwen2, "a\xff\xfe z"), ElementsAreArray({"a", "\xff\xfe", " z"}));
}

TEST(PreTokenizer, AnUnknownPatternIsNone) {
  EXPECT_EQ(pre_tokenizer_of_regex("\\w+"), std::nullopt);
  EXPECT_EQ(pre_tokenizer_of_gguf("qwen2"), PreTokenizer::kQwen2);
  EXPECT_EQ(pre_tokenizer_of_gguf("tekken"), std::nullopt);
}

}  // namespace
}  // namespace qed::text
