#include "text/tokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/utf8.h"
#include "formats/gguf.h"
#include "text/byte_alphabet.h"
#include "text/model_text.h"
#include "text/stream_decoder.h"
#include "text/tokenizer_json.h"

namespace qed::text {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kQwen2 =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";

// A byte-level tokenizer.json: 256 bytes, then the given merges ("a b" in plain text) and added tokens.
json byte_level(const std::vector<std::pair<std::string, std::string>>& merges, const json& added = json::array()) {
  json vocab, list = json::array();
  for (int byte = 0; byte < 256; ++byte) vocab[spell_bytes(std::string(1, static_cast<char>(byte)))] = byte;
  for (const auto& [left, right] : merges) {
    vocab[spell_bytes(left + right)] = vocab.size();
    list.push_back(spell_bytes(left) + " " + spell_bytes(right));
  }
  return {{"added_tokens", added},
          {"normalizer", {{"type", "NFC"}}},
          {"pre_tokenizer",
           {{"type", "Sequence"},
            {"pretokenizers",
             {{{"type", "Split"}, {"pattern", {{"Regex", kQwen2}}}, {"behavior", "Isolated"}, {"invert", false}},
              {{"type", "ByteLevel"}, {"add_prefix_space", false}, {"use_regex", false}}}}}},
          {"decoder", {{"type", "ByteLevel"}}},
          {"model", {{"type", "BPE"}, {"vocab", vocab}, {"merges", list}}}};
}

json added(int id, std::string_view content, const json& more = json::object()) {
  json token = {{"id", id}, {"content", content}, {"special", true}, {"normalized", false}};
  token.update(more);
  return token;
}

Result<Tokenizer> load(const json& file) {
  return Tokenizer::create(QED_TRY(parse_tokenizer_json(file.dump(), "tokenizer.json")));
}

std::vector<std::string> pieces(const Tokenizer& tokenizer, std::string_view text, EncodeOptions options = {}) {
  std::vector<std::string> spelt;
  for (const TokenId id : tokenizer.encode(text, options)) spelt.emplace_back(tokenizer.bytes(id));
  return spelt;
}

Tokenizer parity_tokenizer() {
  const auto file = formats::Gguf::open(QED_SOURCE_DIR "/tests/data/parity/tiny-qwen2-q8_0.gguf");
  QED_CHECK(file.has_value());
  Result<ModelText> text = read_model_text(*file);
  QED_CHECK(text.has_value());
  return std::move(text->tokenizer);
}

TEST(Tokenizer, AgreesWithTheFixtures) {
  const Tokenizer tokenizer = parity_tokenizer();
  const json fixture = json::parse(*read_file(QED_SOURCE_DIR "/tests/data/parity/tokenizer.json", 1 << 20));
  ASSERT_GT(fixture["cases"].size(), 15u);
  for (const json& one : fixture["cases"]) {
    const auto text = one["text"].get<std::string>();
    const std::vector<TokenId> ids = tokenizer.encode(text, {.parse_special = true});
    EXPECT_EQ(ids, one["ids"].get<std::vector<TokenId>>()) << text;
    EXPECT_EQ(tokenizer.decode(ids), text);
  }
}

TEST(Tokenizer, MergesTheLowestRankFirstAndTheLeftmostOfEqualOnes) {
  const Tokenizer tokenizer = *load(byte_level({{"b", "c"}, {"a", "b"}, {"a", "a"}, {"aa", "a"}}));
  EXPECT_THAT(pieces(tokenizer, "abc"), ElementsAre("a", "bc"));
  EXPECT_THAT(pieces(tokenizer, "aaaaa"), ElementsAre("aa", "aaa"));
}

TEST(Tokenizer, LongAndShortPiecesMergeAlike) {
  const Tokenizer tokenizer = *load(byte_level({{"a", "b"}, {"ab", "a"}, {"b", "a"}, {"aba", "ba"}, {"a", "a"}}));
  std::mt19937 random(1);
  std::string block;
  for (int i = 0; i < 40; ++i) block += random() % 2 ? 'a' : 'b';
  // Separated blocks merge one by one with the method for short pieces, and joined with the one for long ones.
  std::string joined, separated;
  for (int i = 0; i < 50; ++i) {
    joined += block + "cc";
    separated += block + "\ncc\n";
  }
  std::vector<std::string> expected = pieces(tokenizer, separated);
  std::erase(expected, "\n");
  EXPECT_EQ(pieces(tokenizer, joined), expected);
}

TEST(Tokenizer, TokensThatMergesDoNotReachAreUsedOnlyWhereMergesAreIgnored) {
  json file = byte_level({{"a", "b"}, {"c", "d"}});
  file["model"]["vocab"]["abcd"] = 258;
  EXPECT_THAT(pieces(*load(file), "abcd"), ElementsAre("ab", "cd"));
  file["model"]["ignore_merges"] = true;
  EXPECT_THAT(pieces(*load(file), "abcd"), ElementsAre("abcd"));
}

TEST(Tokenizer, MergesMayBePairs) {
  json file = byte_level({{"a", "b"}});
  file["model"]["merges"] = json::array({json::array({"a", "b"})});
  EXPECT_THAT(pieces(*load(file), "ab"), ElementsAre("ab"));
}

TEST(Tokenizer, AddedTokensHonourTheirOptions) {
  const Tokenizer tokenizer = *load(byte_level(
      {}, {added(256, "<s>"), added(257, "<s>x"), added(258, "[L]", {{"lstrip", true}}),
           added(259, "[R]", {{"rstrip", true}}), added(260, "ai", {{"single_word", true}, {"special", false}}),
           added(261, "\u00e9!", {{"normalized", true}, {"special", false}})}));
  const auto ids = [&](std::string_view text) { return tokenizer.encode(text, {.parse_special = true}); };
  EXPECT_THAT(ids("<s><s>x<s"), ElementsAre(256, 257, '<', 's'));
  EXPECT_THAT(ids("a \t[L] b"), ElementsAre('a', 258, ' ', 'b'));
  EXPECT_THAT(ids("a [R] \n b"), ElementsAre('a', ' ', 259, 'b'));
  EXPECT_THAT(ids("ai, hail ai"), ElementsAre(260, ',', ' ', 'h', 'a', 'i', 'l', ' ', 260));
  EXPECT_THAT(ids("e\u0301!"), ElementsAre(261));
  EXPECT_THAT(tokenizer.encode("<s>ai"), ElementsAre('<', 's', '>', 260)) << "special tokens are text by default";
}

TEST(Tokenizer, TextIsNormalisedToNfc) {
  const Tokenizer tokenizer = *load(byte_level({}));
  EXPECT_EQ(tokenizer.encode("e\u0301 q\u0307\u0323 \u1100\u1161"), tokenizer.encode("\u00e9 q\u0323\u0307 \uac00"));
}

TEST(Tokenizer, AnyBytesSurviveEncodingAsTokens) {
  const Tokenizer tokenizer = *load(byte_level({{"a", "b"}}));
  const std::string bytes = "ab\xff\xc3 \xe4\xbd" + std::string(1, '\0') + "z\xf0\x9f";
  std::string joined;
  for (const TokenId id : tokenizer.encode(bytes)) joined += tokenizer.bytes(id);
  EXPECT_EQ(joined, bytes);
}

TEST(Tokenizer, WhatTheFileAsksForAndQedLacksIsNamed) {
  struct Case {
    std::string_view pointer;
    json value;
    Errc code;
    std::string_view message;
  };
  const Case cases[] = {
      {"/pre_tokenizer/pretokenizers/0/pattern/Regex", "\\w+", Errc::kUnsupported, "\\\\w+"},
      {"/pre_tokenizer", {{"type", "BertPreTokenizer"}}, Errc::kUnsupported, "BertPreTokenizer"},
      {"/normalizer", {{"type", "Lowercase"}}, Errc::kUnsupported, "Lowercase"},
      {"/post_processor", {{"type", "BertProcessing"}}, Errc::kUnsupported, "BertProcessing"},
      {"/model/type", "WordPiece", Errc::kUnsupported, "WordPiece"},
      {"/model/continuing_subword_prefix", "##", Errc::kUnsupported, "continuing_subword_prefix"},
      {"/model/vocab/a", 4'000'000'000, Errc::kCorrupt, "model.vocab: entry"},
      {"/model/vocab/a", 98, Errc::kCorrupt, "id 98 comes twice"},
      {"/model/vocab/a", "x", Errc::kCorrupt, "model.vocab"},
      {"/model/vocab", 1, Errc::kCorrupt, "model.vocab"},
      {"/model/merges", json::array({"a"}), Errc::kCorrupt, "no pair"},
      {"/model/merges", json::array({json::array({"a", "b", "c"})}), Errc::kCorrupt, "expected pairs"},
      {"/model/merges", json::array({"a \u00e9\u00e9"}), Errc::kCorrupt, "is no token"},
      {"/model/merges", json::object(), Errc::kCorrupt, "model.merges"},
      {"/added_tokens", {{{"id", -1}, {"content", "x"}}}, Errc::kCorrupt, "added_tokens"},
  };
  for (const auto& [pointer, value, code, message] : cases) {
    json file = byte_level({{"a", "b"}});
    file[json::json_pointer(std::string(pointer))] = value;
    const auto tokenizer = load(file);
    ASSERT_FALSE(tokenizer.has_value()) << pointer;
    EXPECT_EQ(name(tokenizer.error().code), name(code)) << pointer;
    EXPECT_THAT(tokenizer.error().message, HasSubstr(std::string(message)));
  }
}

TEST(Tokenizer, BrokenJsonIsAnErrorWithItsPlace) {
  for (const std::string_view text : {"", "{", "[]", "{\"model\":{\"vocab\":{\"a\":}}}", "\xff"})
    EXPECT_FALSE(parse_tokenizer_json(text, "t.json").has_value()) << text;
  const std::string deep(100'000, '[');
  EXPECT_EQ(parse_tokenizer_json(deep, "t.json").error().code, Errc::kLimitExceeded);
  EXPECT_THAT(parse_tokenizer_json("{\"a\": tru}", "t.json").error().message, HasSubstr("byte 10"));
}

TEST(StreamDecoder, HandsOutWholeCharactersAndTheSameTextAsDecode) {
  const Tokenizer tokenizer = *load(byte_level({{"\xe6", "\x95"}, {"\xe6\x95", "\xb0"}, {"\xf0", "\x9f"}}));
  const std::string texts[] = {"数学 🙂 é", "a\xff\xfe",    "\xf0\x9f",
                               "\xe6\x95X", "\xed\xa0\x80", "\xf4\x90\x80\x80\xc2"};
  for (const std::string& text : texts) {
    const std::vector<TokenId> ids = tokenizer.encode(text);
    StreamDecoder stream(tokenizer);
    std::string streamed;
    for (const TokenId id : ids) {
      const std::string part = stream.push(id);
      EXPECT_FALSE(utf8::find_invalid(part)) << text;
      streamed += part;
    }
    streamed += stream.finish();
    EXPECT_EQ(streamed, tokenizer.decode(ids));
    EXPECT_EQ(streamed, replace_malformed(text));
  }
}

TEST(StreamDecoder, MalformedSequencesBecomeOneReplacementEach) {
  EXPECT_EQ(replace_malformed("a\xe4\xbd"
                              "b"),
            "a\uFFFDb");
  EXPECT_EQ(replace_malformed("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(replace_malformed("\xf0\x9f\x98"
                              "\xf0\x9f\x98\x80"),
            "\uFFFD😀");
  EXPECT_EQ(replace_malformed("\xc0\xaf\xf5"), "\uFFFD\uFFFD\uFFFD");
}

TEST(StreamDecoder, SpecialTokensMayBeSkipped) {
  const Tokenizer tokenizer =
      *load(byte_level({}, {added(256, "<|im_end|>"), added(257, "<think>", {{"special", false}})}));
  const std::vector<TokenId> ids{'a', 256, 257, 'b', 9999};
  EXPECT_EQ(tokenizer.decode(ids), "a<|im_end|><think>b");
  EXPECT_EQ(tokenizer.decode(ids, {.skip_special = true}), "a<think>b");
}

TEST(Vocabulary, IdsOutsideOfItAreRefused) {
  const auto broken = [](auto change) {
    Vocabulary vocabulary = *parse_tokenizer_json(byte_level({{"a", "b"}}).dump(), "t.json");
    change(vocabulary);
    return Tokenizer::create(std::move(vocabulary)).error().code;
  };
  EXPECT_EQ(broken([](Vocabulary& v) { v.merges[0].result = 9999; }), Errc::kCorrupt);
  EXPECT_EQ(broken([](Vocabulary& v) { v.added.push_back({.id = 9999, .text = "x"}); }), Errc::kCorrupt);
  EXPECT_EQ(broken([](Vocabulary& v) { v.bos = 9999; }), Errc::kCorrupt);
  EXPECT_EQ(broken([](Vocabulary& v) { v.types.pop_back(); }), Errc::kCorrupt);
  EXPECT_EQ(broken([](Vocabulary& v) { v.algorithm = Algorithm::kScores; }), Errc::kCorrupt);
}

TEST(ModelText, TheTemplateOfAGgufFileIsRendered) {
  const auto file = formats::Gguf::open(QED_SOURCE_DIR "/tests/data/parity/tiny-qwen2-q8_0.gguf");
  ASSERT_TRUE(file) << file.error().message;
  const auto text = read_model_text(*file);
  ASSERT_TRUE(text) << text.error().message;
  ChatRequest request;
  request.messages.push_back({{"role", "user"}, {"content", "Hi"}});
  const auto rendered = text->chat.render(request);
  ASSERT_TRUE(rendered) << rendered.error().message;
  EXPECT_THAT(*rendered, HasSubstr("<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n"));
}

}  // namespace
}  // namespace qed::text
