#include "text/sentencepiece_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>

#include "text/tokenizer.h"

namespace qed::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A protobuf message, field by field.
struct Proto {
  std::string bytes;
  Proto& varint(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes += static_cast<char>(value | 0x80);
    bytes += static_cast<char>(value);
    return *this;
  }
  Proto& number(int field, std::uint64_t value) { return varint(static_cast<std::uint64_t>(field) << 3).varint(value); }
  Proto& text(int field, std::string_view value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 2).varint(value.size());
    bytes += value;
    return *this;
  }
  Proto& real(int field, float value) {
    varint(static_cast<std::uint64_t>(field) << 3 | 5);
    const auto bits = std::bit_cast<std::uint32_t>(value);
    for (int i = 0; i < 4; ++i) bytes += static_cast<char>(bits >> (8 * i));
    return *this;
  }
};

std::string piece(std::string_view spelling, float score, TokenType type = TokenType::kNormal) {
  return Proto().text(1, spelling).real(2, score).number(3, static_cast<std::uint64_t>(type)).bytes;
}

// <unk> <s> </s>, then the given pieces. model_type: 1 unigram, 2 BPE.
std::string model(int model_type, const std::vector<std::string>& pieces, const Proto& normaliser = {},
                  bool byte_fallback = false) {
  Proto file;
  file.text(1, piece("<unk>", 0, TokenType::kUnknown));
  file.text(1, piece("<s>", 0, TokenType::kControl)).text(1, piece("</s>", 0, TokenType::kControl));
  for (const std::string& one : pieces) file.text(1, one);
  file.text(2, Proto().number(3, static_cast<std::uint64_t>(model_type)).number(35, byte_fallback).bytes);
  return file.text(3, normaliser.bytes).bytes;
}

Tokenizer load(const std::string& bytes) {
  auto vocabulary = parse_sentencepiece_model(bytes, "tokenizer.model");
  QED_CHECK(vocabulary.has_value());
  return *Tokenizer::create(*std::move(vocabulary));
}

std::vector<std::string> pieces(const Tokenizer& tokenizer, std::string_view text) {
  std::vector<std::string> spelt;
  for (const TokenId id : tokenizer.encode(text)) spelt.emplace_back(tokenizer.bytes(id));
  return spelt;
}

const std::vector<std::string> kWords{piece("a", -10),      piece("b", -11),      piece("c", -12),
                                      piece("\u2581", -13), piece("bc", -1),      piece("ab", -2),
                                      piece("abc", -3),     piece("\u2581a", -4), piece("\u2581abc", -5)};

TEST(SentencePiece, MergesThePairWithTheHighestScore) {
  const Tokenizer tokenizer = load(model(2, kWords));
  EXPECT_THAT(pieces(tokenizer, "abc"), ElementsAre(" abc"));
  EXPECT_THAT(pieces(tokenizer, "ab"), ElementsAre(" ", "ab"));
  EXPECT_THAT(pieces(tokenizer, " abc  abc "), ElementsAre(" abc", " abc")) << "extra blanks go";
  EXPECT_EQ(tokenizer.decode(tokenizer.encode("abc ab")), "abc ab");
  EXPECT_EQ(tokenizer.decode(tokenizer.encode("abc"), {.at_start = false}), " abc");
}

TEST(SentencePiece, ObeysTheNormaliser) {
  const Tokenizer tokenizer = load(model(2, kWords, Proto().number(3, 0).number(4, 0)));
  EXPECT_THAT(pieces(tokenizer, "a  b"), ElementsAre("a", " ", " ", "b"));
  const auto named = parse_sentencepiece_model(model(2, kWords, Proto().text(1, "nmt_nfkc").text(2, "map")), "t.model");
  EXPECT_EQ(named.error().code, Errc::kUnsupported);
  EXPECT_THAT(named.error().message, HasSubstr("nmt_nfkc"));
}

TEST(SentencePiece, UnknownCharactersAreBytesOrOneUnknownToken) {
  std::vector<std::string> with_bytes = kWords;
  for (int byte = 0; byte < 256; ++byte)
    with_bytes.push_back(piece(fmt::format("<0x{:02X}>", byte), 0, TokenType::kByte));
  const Tokenizer bytes = load(model(2, with_bytes, {}, true));
  EXPECT_THAT(pieces(bytes, "a\u00e9"), ElementsAre(" a", "\xc3", "\xa9"));
  EXPECT_EQ(bytes.decode(bytes.encode("a\u00e9\u65e5b")), "a\u00e9\u65e5b");
  EXPECT_THAT(load(model(2, kWords)).encode("xyab"), ElementsAre(6, 0, 8));
}

TEST(SentencePiece, UserDefinedPiecesAreNeverCutAndUnusedOnesAlways) {
  std::vector<std::string> more = kWords;
  more.push_back(piece("bcab", 0, TokenType::kUserDefined));
  EXPECT_THAT(pieces(load(model(2, more)), "abcab"), ElementsAre(" a", "bcab"));
  std::vector<std::string> unused{piece("a", -3), piece("b", -4), piece("ab", -1, TokenType::kUnused)};
  EXPECT_THAT(pieces(load(model(2, unused, Proto().number(3, 0))), "ab"), ElementsAre("a", "b"));
}

TEST(SentencePiece, UnigramTakesTheBestSumOfScores) {
  const std::vector<std::string> scored{piece("a", -1),     piece("b", -1),   piece("c", -1),
                                        piece("ab", -1.5F), piece("abc", -4), piece("\u2581", -1)};
  EXPECT_THAT(pieces(load(model(1, scored)), "abc"), ElementsAre(" ", "ab", "c"));
}

TEST(SentencePiece, ControlPiecesCountOnlyWhereAskedFor) {
  const Tokenizer tokenizer = load(model(2, kWords));
  EXPECT_THAT(tokenizer.encode("abc", {.add_special = true}), ElementsAre(1, 11));
  EXPECT_THAT(tokenizer.encode("</s>", {.parse_special = true}), ElementsAre(2));
  EXPECT_NE(tokenizer.encode("</s>"), std::vector<TokenId>{2});
}

TEST(SentencePiece, MalformedFilesAreErrors) {
  const std::string good = model(2, kWords);
  std::size_t refused = 0;
  for (std::size_t size = 0; size < good.size(); ++size)
    refused += parse_sentencepiece_model(good.substr(0, size), "t.model") ? 0 : 1;
  EXPECT_GT(refused, good.size() * 9 / 10);  // a cut between two fields leaves a smaller model
  EXPECT_FALSE(parse_sentencepiece_model("", "t.model"));
  EXPECT_FALSE(parse_sentencepiece_model("\x0a\xff\xff\xff\xff\x0f", "t.model"));
  EXPECT_EQ(parse_sentencepiece_model(model(3, kWords), "t.model").error().code, Errc::kUnsupported);
}

}  // namespace
}  // namespace qed::text
