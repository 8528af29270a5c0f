#include "text/gguf_vocabulary.h"

#include <algorithm>

#include "text/merge_list.h"

namespace qed::text {
namespace {

using formats::Gguf;
using formats::GgufElements;
using formats::GgufValue;

constexpr std::string_view kPrefix = "tokenizer.ggml.";

class Importer {
 public:
  explicit Importer(const Gguf& file) : file_(file) {}

  Result<Vocabulary> run() {
    const auto model = QED_TRY(file_.get<std::string_view>("tokenizer.ggml.model"));
    if (model != "gpt2" && model != "llama")
      return fail(Errc::kUnsupported, "{}: tokenizer.ggml.model '{}' is not supported, only gpt2 and llama",
                  file_.name(), model.substr(0, 80));
    QED_TRY(read_tokens());
    QED_TRY(read_types());
    if (model == "gpt2")
      QED_TRY(read_byte_level());
    else
      QED_TRY(read_scored());
    QED_TRY(read_special());
    return std::move(result_);
  }

 private:
  std::string key(std::string_view name) const { return std::string(kPrefix).append(name); }
  std::unexpected<Error> corrupt(std::string_view name, std::string_view what) const {
    return fail(Errc::kCorrupt, "{}: {}{}: {}", file_.name(), kPrefix, name, what);
  }

  // An array; null where the key is not there.
  Result<const GgufValue*> array(std::string_view name) const {
    const GgufValue* value = file_.find_value(key(name));
    if (value && value->type != GgufValue::Type::kArray) return corrupt(name, "expected an array");
    return value;
  }

  Result<void> read_tokens() {
    const GgufValue* value = QED_TRY(array("tokens"));
    if (!value) return fail(Errc::kNotFound, "{}: has no tokenizer.ggml.tokens", file_.name());
    if (value->count > kMaxTokens) return corrupt("tokens", fmt::format("more than {}", kMaxTokens));
    GgufElements elements(*value);
    while (const auto element = elements.next()) {
      const auto text = element->text();
      if (!text || !result_.tokens.append(*text)) return corrupt("tokens", "expected texts");
    }
    return {};
  }

  Result<void> read_types() {
    const std::size_t size = result_.tokens.size();
    result_.types.assign(size, TokenType::kNormal);
    const GgufValue* value = QED_TRY(array("token_type"));
    if (!value) return {};
    if (value->count != size) return corrupt("token_type", fmt::format("expected {} entries", size));
    GgufElements elements(*value);
    for (TokenType& type : result_.types) {
      const auto number = elements.next()->integer();
      if (!number || *number < 0 || *number > 6) return corrupt("token_type", "expected numbers from 0 to 6");
      type = *number == 0 ? TokenType::kUnused : static_cast<TokenType>(*number);
    }
    return {};
  }

  // What the file leaves to the name of the pre-tokenizer is as in the models that go by that name.
  Result<void> read_byte_level() {
    const auto name = QED_TRY(file_.get_or<std::string_view>(key("pre"), "default"));
    const std::optional<PreTokenizer> kind = pre_tokenizer_of_gguf(name);
    if (!kind)
      return fail(Errc::kUnsupported, "{}: tokenizer.ggml.pre '{}' is not supported", file_.name(), name.substr(0, 80));
    result_.byte_level = true;
    result_.pre_tokenizer = *kind;
    result_.normaliser.nfc = name == "qwen2";
    result_.ignore_merges = *kind == PreTokenizer::kLlama3;
    add_tokens_of(TokenType::kUserDefined, /*special=*/false);
    const GgufValue* value = QED_TRY(array("merges"));
    if (!value) return fail(Errc::kNotFound, "{}: has no tokenizer.ggml.merges", file_.name());
    const std::string place = fmt::format("{}: tokenizer.ggml.merges", file_.name());
    MergeList merges(result_, place);
    GgufElements elements(*value);
    while (const auto element = elements.next()) {
      const auto pair = element->text();
      if (!pair) return corrupt("merges", "expected texts");
      QED_TRY(merges.add(*pair));
    }
    return {};
  }

  Result<void> read_scored() {
    result_.algorithm = Algorithm::kScores;
    result_.fuse_unknown = true;
    result_.byte_fallback = std::ranges::find(result_.types, TokenType::kByte) != result_.types.end();
    result_.normaliser.escape_blanks = true;
    result_.normaliser.collapse_blanks = QED_TRY(file_.get_or<bool>(key("remove_extra_whitespaces"), false));
    const bool prefix = QED_TRY(file_.get_or<bool>(key("add_space_prefix"), true));
    result_.normaliser.prefix = prefix ? Normaliser::Prefix::kAlways : Normaliser::Prefix::kNever;
    result_.strip_first_blank = prefix;
    const GgufValue* value = QED_TRY(array("scores"));
    if (!value || value->count != result_.tokens.size()) return corrupt("scores", "expected one for each token");
    GgufElements elements(*value);
    while (const auto element = elements.next()) {
      const auto score = element->real();
      if (!score) return corrupt("scores", "expected numbers");
      result_.scores.push_back(static_cast<float>(*score));
    }
    return {};
  }

  void add_tokens_of(TokenType type, bool special) {
    for (TokenId id = 0; id < result_.tokens.size(); ++id)
      if (result_.types[id] == type && result_.tokens[id].size() <= kMaxAddedTokenBytes)
        result_.added.push_back({.id = id, .text = std::string(result_.tokens[id]), .special = special});
  }

  Result<std::optional<TokenId>> id(std::string_view name) const {
    if (!file_.find_value(key(name))) return std::optional<TokenId>();
    const auto value = QED_TRY(file_.get<std::uint32_t>(key(name)));
    if (value < result_.tokens.size()) return std::optional(value);
    if (value == UINT32_MAX) return std::optional<TokenId>();  // some writers say "none" so
    return corrupt(name, fmt::format("token {} of {}", value, result_.tokens.size()));
  }

  Result<void> read_special() {
    add_tokens_of(TokenType::kControl, /*special=*/true);
    result_.bos = QED_TRY(id("bos_token_id"));
    result_.eos = QED_TRY(id("eos_token_id"));
    result_.unknown = QED_TRY(id("unknown_token_id"));
    const bool starts_with_bos = !result_.byte_level || result_.pre_tokenizer == PreTokenizer::kLlama3;
    if (QED_TRY(file_.get_or<bool>(key("add_bos_token"), starts_with_bos)) && result_.bos)
      result_.prefix = {*result_.bos};
    if (QED_TRY(file_.get_or<bool>(key("add_eos_token"), false)) && result_.eos) result_.suffix = {*result_.eos};
    return {};
  }

  const Gguf& file_;
  Vocabulary result_;
};

}  // namespace

Result<Vocabulary> read_gguf_vocabulary(const Gguf& file) { return Importer(file).run(); }

}  // namespace qed::text
