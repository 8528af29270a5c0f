#include "text/tokenizer_json.h"

#include <algorithm>

#include "text/merge_list.h"
#include "text/normalise.h"
#include "text/piece_encoder.h"
#include "text/tokenizer_json_reader.h"

namespace qed::text {
namespace {

using nlohmann::json;

// What is left out is false, null or empty.
const json& member(const json& object, const char* key) {
  static const json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}
std::string text_of(const json& object, const char* key) {
  const json& value = member(object, key);
  return value.is_string() ? value.get<std::string>() : std::string();
}
bool flag(const json& object, const char* key, bool otherwise = false) {
  const json& value = member(object, key);
  return value.is_boolean() ? value.get<bool>() : otherwise;
}
std::optional<TokenId> id_of(const json& value) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= kMaxTokens) return std::nullopt;
  return value.get<TokenId>();
}

// One step, or the steps of a "Sequence".
std::vector<const json*> steps(const json& section, const char* list) {
  if (section.is_null()) return {};
  if (text_of(section, "type") != "Sequence") return {&section};
  std::vector<const json*> all;
  for (const json& step : member(section, list)) all.push_back(&step);
  return all;
}

// Fills in a Vocabulary from the file, section by section.
class Importer {
 public:
  Importer(TokenizerJson file, std::string_view place) : file_(std::move(file)), place_(place) {}

  Result<Vocabulary> run() {
    const json& model = member(file_.tree, "model");
    QED_TRY(read_model(model));
    QED_TRY(read_added());
    QED_TRY(place_tokens());
    QED_TRY(resolve_merges());
    QED_TRY(read_unknown(model));
    QED_TRY(read_normaliser());
    QED_TRY(read_pre_tokenizer());
    QED_TRY(read_post_processor());
    read_decoder();
    return std::move(result_);
  }

 private:
  std::unexpected<Error> unsupported(std::string_view section, const json& step) const {
    return fail(Errc::kUnsupported, "{}: {} {} is not supported", place_, section, step.dump().substr(0, 300));
  }

  Result<void> read_model(const json& model) {
    for (const char* list : {"vocab", "merges"})  // the reader keeps lists of the right form out of the tree
      if (!member(model, list).is_null())
        return fail(Errc::kCorrupt, "{}: model.{} is not of the form that a model has", place_, list);
    const std::string type = text_of(model, "type");
    const bool unigram = type == "Unigram";
    if (!unigram && type != "BPE" && !(type.empty() && !file_.ids.empty()))
      return fail(Errc::kUnsupported, "{}: model.type '{}' is not supported, only BPE and Unigram", place_, type);
    for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
      if (!text_of(model, key).empty()) return fail(Errc::kUnsupported, "{}: model.{} is not supported", place_, key);
    if ((unigram ? file_.scores.size() : file_.ids.size()) != file_.spellings.size())
      return fail(Errc::kCorrupt, "{}: model.vocab is not of the form that {} has", place_, type);
    result_.algorithm = unigram ? Algorithm::kUnigram : Algorithm::kMerges;
    result_.byte_fallback = flag(model, "byte_fallback");
    result_.ignore_merges = flag(model, "ignore_merges");
    result_.fuse_unknown = unigram || flag(model, "fuse_unk");
    return {};
  }

  Result<void> read_added() {
    for (const json& entry : member(file_.tree, "added_tokens")) {
      const std::optional<TokenId> id = id_of(member(entry, "id"));
      if (!id || !member(entry, "content").is_string())
        return fail(Errc::kCorrupt, "{}: added_tokens: entry {} has no valid id and content", place_,
                    result_.added.size());
      result_.added.push_back({.id = *id,
                               .text = text_of(entry, "content"),
                               .special = flag(entry, "special"),
                               .single_word = flag(entry, "single_word"),
                               .lstrip = flag(entry, "lstrip"),
                               .rstrip = flag(entry, "rstrip"),
                               .normalized = flag(entry, "normalized", true)});
    }
    return {};
  }

  // The tokens in the order of their ids, with types and scores.
  Result<void> place_tokens() {
    constexpr std::uint32_t kNone = UINT32_MAX;
    const auto id_at = [&](std::size_t i) { return file_.ids.empty() ? static_cast<TokenId>(i) : file_.ids[i]; };
    std::size_t size = 0;
    for (std::size_t i = 0; i < file_.spellings.size(); ++i) size = std::max<std::size_t>(size, id_at(i) + 1);
    for (const AddedToken& token : result_.added) size = std::max<std::size_t>(size, token.id + 1);
    std::vector<std::uint32_t> entry(size, kNone), added(size, kNone);
    for (std::uint32_t i = 0; i < file_.spellings.size(); ++i)
      if (std::exchange(entry[id_at(i)], i) != kNone)
        return fail(Errc::kCorrupt, "{}: model.vocab: id {} comes twice", place_, id_at(i));
    for (std::uint32_t i = 0; i < result_.added.size(); ++i) added[result_.added[i].id] = i;
    for (TokenId id = 0; id < size; ++id) {
      std::string_view spelling = entry[id] == kNone ? std::string_view() : file_.spellings[entry[id]];
      TokenType type = TokenType::kNormal;
      if (added[id] != kNone) {
        spelling = result_.added[added[id]].text;
        type = result_.added[added[id]].special ? TokenType::kControl : TokenType::kUserDefined;
      } else if (result_.byte_fallback && byte_of_spelling(spelling)) {
        type = TokenType::kByte;
      }
      if (!result_.tokens.append(spelling)) return fail(Errc::kLimitExceeded, "{}: tokens pass 4 GiB", place_);
      result_.types.push_back(type);
      if (result_.algorithm == Algorithm::kUnigram)
        result_.scores.push_back(entry[id] == kNone ? 0 : file_.scores[entry[id]]);
    }
    return {};
  }

  Result<void> resolve_merges() {
    const std::string place = fmt::format("{}: model.merges", place_);
    MergeList merges(result_, place);
    for (std::size_t i = 0; i + 1 < file_.merge_parts.size(); i += 2)
      QED_TRY(merges.add(file_.merge_parts[i], file_.merge_parts[i + 1]));
    return {};
  }

  // By its text in BPE, by its number in Unigram.
  Result<void> read_unknown(const json& model) {
    const std::string text = text_of(model, "unk_token");
    if (result_.algorithm == Algorithm::kUnigram) {
      result_.unknown = id_of(member(model, "unk_id"));
      if (result_.unknown && *result_.unknown < result_.types.size())
        result_.types[*result_.unknown] = TokenType::kUnknown;
    } else if (!text.empty()) {
      for (TokenId id = 0; id < result_.tokens.size() && !result_.unknown; ++id)
        if (result_.tokens[id] == text) result_.unknown = id;
      if (!result_.unknown) return fail(Errc::kCorrupt, "{}: model.unk_token '{}' is no token", place_, text);
    }
    return {};
  }

  Result<void> read_normaliser() {
    Normaliser& how = result_.normaliser;
    bool escaped_prefix = false;
    for (const json* step : steps(member(file_.tree, "normalizer"), "normalizers")) {
      const std::string type = text_of(*step, "type");
      if (type == "NFC") {
        how.nfc = true;
      } else if (type == "Prepend" && text_of(*step, "prepend") == kEscapedBlank) {
        how.prefix = Normaliser::Prefix::kAlways;
        escaped_prefix = true;
      } else if (type == "Replace" && text_of(member(*step, "pattern"), "String") == " " &&
                 text_of(*step, "content") == kEscapedBlank) {
        how.escape_blanks = true;
      } else {
        return unsupported("normalizer", *step);
      }
    }
    if (escaped_prefix && !how.escape_blanks) return unsupported("normalizer", member(file_.tree, "normalizer"));
    return {};
  }

  Result<void> read_pre_tokenizer() {
    for (const json* step : steps(member(file_.tree, "pre_tokenizer"), "pretokenizers")) {
      const std::string type = text_of(*step, "type");
      if (type == "Split") {
        QED_TRY(read_split(*step));
      } else if (type == "ByteLevel") {
        result_.byte_level = true;
        if (flag(*step, "use_regex", true)) QED_TRY(cut_by(PreTokenizer::kGpt2, *step));
        if (flag(*step, "add_prefix_space", true)) result_.normaliser.prefix = Normaliser::Prefix::kUnlessPresent;
      } else if (type == "Metaspace" && text_of(*step, "replacement") == kEscapedBlank) {
        QED_TRY(read_metaspace(*step));
      } else {
        return unsupported("pre_tokenizer", *step);
      }
    }
    return {};
  }

  Result<void> cut_by(PreTokenizer kind, const json& step) {
    if (result_.pre_tokenizer != PreTokenizer::kNone) return unsupported("second cut of pre_tokenizer", step);
    result_.pre_tokenizer = kind;
    return {};
  }

  Result<void> read_split(const json& step) {
    const std::string regex = text_of(member(step, "pattern"), "Regex");
    const std::optional<PreTokenizer> kind = pre_tokenizer_of_regex(regex);
    // The known patterns match every character, so that removing what is not matched isolates the matches as well.
    const bool inverted = flag(step, "invert");
    if (!kind || text_of(step, "behavior") != (inverted ? "Removed" : "Isolated"))
      return unsupported("pre_tokenizer", step);
    return cut_by(*kind, step);
  }

  Result<void> read_metaspace(const json& step) {
    std::string scheme = text_of(step, "prepend_scheme");
    if (scheme.empty()) scheme = flag(step, "add_prefix_space", true) ? "always" : "never";
    using Prefix = Normaliser::Prefix;
    result_.normaliser.escape_blanks = true;
    result_.normaliser.prefix = scheme == "always"  ? Prefix::kUnlessPresent
                                : scheme == "first" ? Prefix::kFirstUnlessPresent
                                                    : Prefix::kNever;
    if (flag(step, "split", true)) return cut_by(PreTokenizer::kWords, step);
    return {};
  }

  Result<void> read_post_processor() {
    for (const json* step : steps(member(file_.tree, "post_processor"), "processors")) {
      const std::string type = text_of(*step, "type");
      if (type == "ByteLevel") continue;
      if (type != "TemplateProcessing") return unsupported("post_processor", *step);
      QED_TRY(read_template(*step));
    }
    return {};
  }

  Result<void> read_template(const json& step) {
    bool before = true;
    for (const json& part : member(step, "single")) {
      if (!member(part, "Sequence").is_null()) {
        before = false;
        continue;
      }
      const std::string name = text_of(member(part, "SpecialToken"), "id");
      for (const json& value : member(member(member(step, "special_tokens"), name.c_str()), "ids")) {
        const std::optional<TokenId> id = id_of(value);
        if (!id) return fail(Errc::kCorrupt, "{}: post_processor: '{}' has no valid id", place_, name);
        (before ? result_.prefix : result_.suffix).push_back(*id);
      }
    }
    if (!result_.prefix.empty()) result_.bos = result_.prefix.front();
    return {};
  }

  void read_decoder() {
    for (const json* step : steps(member(file_.tree, "decoder"), "decoders")) {
      const std::string type = text_of(*step, "type");
      if (type == "Strip" && text_of(*step, "content") == " ") result_.strip_first_blank = true;
      if (type == "Metaspace") result_.strip_first_blank = text_of(*step, "prepend_scheme") != "never";
    }
  }

  TokenizerJson file_;
  std::string_view place_;
  Vocabulary result_;
};

}  // namespace

Result<Vocabulary> parse_tokenizer_json(std::string_view bytes, std::string_view place) {
  if (bytes.size() > kMaxTokenizerJsonBytes)
    return fail(Errc::kLimitExceeded, "{}: {} bytes long, at most {}", place, bytes.size(), kMaxTokenizerJsonBytes);
  return Importer(QED_TRY(read_tokenizer_json(bytes, place)), place).run();
}

}  // namespace qed::text
