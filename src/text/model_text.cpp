#include "text/model_text.h"

#include <charconv>
#include <utility>

#include "base/file.h"
#include "formats/hf_config.h"
#include "formats/json.h"
#include "text/gguf_vocabulary.h"
#include "text/sentencepiece_model.h"
#include "text/tokenizer_json.h"

namespace qed::text {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxSettingsBytes = 16 << 20;

std::string spelling(const Vocabulary& vocabulary, std::optional<TokenId> id) {
  return id && *id < vocabulary.tokens.size() ? std::string(vocabulary.tokens[*id]) : std::string();
}

Result<ModelText> assemble(Vocabulary vocabulary, std::string_view chat_template, ChatTemplate::SpecialTexts special) {
  ChatTemplate chat = QED_TRY(ChatTemplate::create(chat_template, std::move(special)));
  return ModelText{QED_TRY(Tokenizer::create(std::move(vocabulary))), std::move(chat)};
}

// "<s>" or {"content": "<s>", …}; empty where there is none.
std::string token_text(const json& settings, const char* key) {
  const auto found = settings.find(key);
  if (found == settings.end()) return {};
  const json& value = found->is_object() && found->contains("content") ? (*found)["content"] : *found;
  return value.is_string() ? value.get<std::string>() : std::string();
}

// A text, or several that are named, of which "default" is for chat.
std::string chat_template_text(const json& settings) {
  const auto found = settings.find("chat_template");
  if (found == settings.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (found->is_array())
    for (const json& entry : *found)
      if (entry.is_object() && entry.value("name", json()) == "default") return token_text(entry, "template");
  return {};
}

// added_tokens_decoder: tokens by id. They replace what a tokenizer.model has under the same id.
Result<std::vector<AddedToken>> added_tokens(const json& settings, std::string_view place) {
  std::vector<AddedToken> added;
  const auto found = settings.find("added_tokens_decoder");
  if (found == settings.end() || !found->is_object()) return added;
  for (auto member = found->begin(); member != found->end(); ++member) {
    const std::string& number = member.key();
    const json& entry = member.value();
    TokenId id = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), id);
    const std::string text = token_text(entry.is_object() ? entry : json::object(), "content");
    if (error != std::errc() || end != number.data() + number.size() || id >= kMaxTokens || text.empty())
      return fail(Errc::kCorrupt, "{}: added_tokens_decoder: '{}' is no token", place, number.substr(0, 80));
    const auto flag = [&](const char* key) { return entry.value(key, json()) == true; };
    added.push_back({.id = id,
                     .text = text,
                     .special = flag("special"),
                     .single_word = flag("single_word"),
                     .lstrip = flag("lstrip"),
                     .rstrip = flag("rstrip")});
  }
  return added;
}

// The vocabulary with tokens added or replaced.
Result<Vocabulary> with_added(Vocabulary vocabulary, const std::vector<AddedToken>& added, std::string_view place) {
  std::size_t size = vocabulary.tokens.size();
  for (const AddedToken& token : added) size = std::max<std::size_t>(size, token.id + 1);
  vocabulary.types.resize(size, TokenType::kUnused);
  vocabulary.scores.resize(size, 0);
  std::vector<const AddedToken*> replaced(size);
  for (const AddedToken& token : added) {
    replaced[token.id] = &token;
    vocabulary.types[token.id] = token.special ? TokenType::kControl : TokenType::kUserDefined;
    std::erase_if(vocabulary.added, [&](const AddedToken& old) { return old.id == token.id; });
  }
  vocabulary.added.insert(vocabulary.added.end(), added.begin(), added.end());
  StringTable tokens;
  for (TokenId id = 0; id < size; ++id) {
    const std::string_view kept = id < vocabulary.tokens.size() ? vocabulary.tokens[id] : std::string_view();
    if (!tokens.append(replaced[id] ? replaced[id]->text : kept))
      return fail(Errc::kLimitExceeded, "{}: tokens pass 4 GiB", place);
  }
  vocabulary.tokens = std::move(tokens);
  return vocabulary;
}

Result<Vocabulary> read_sentencepiece(const std::filesystem::path& path, const json& settings) {
  const std::string bytes = QED_TRY(read_file(path, kMaxSentencePieceBytes));
  Vocabulary vocabulary = QED_TRY(parse_sentencepiece_model(bytes, path.string()));
  if (settings.value("add_bos_token", json()) == false) vocabulary.prefix.clear();
  if (settings.value("add_eos_token", json()) == true && vocabulary.eos) vocabulary.suffix = {*vocabulary.eos};
  return with_added(std::move(vocabulary), QED_TRY(added_tokens(settings, path.string())), path.string());
}

Result<Vocabulary> read_vocabulary(const formats::HfTokenizerFiles& files, const std::filesystem::path& folder,
                                   const json& settings) {
  if (!files.tokenizer.empty())
    return parse_tokenizer_json(QED_TRY(read_file(files.tokenizer, kMaxTokenizerJsonBytes)), files.tokenizer.string());
  if (!files.sentencepiece.empty()) return read_sentencepiece(files.sentencepiece, settings);
  return fail(Errc::kNotFound, "{}: has neither tokenizer.json nor tokenizer.model", folder.string());
}

}  // namespace

Result<ModelText> read_model_text(const formats::Gguf& file) {
  Vocabulary vocabulary = QED_TRY(read_gguf_vocabulary(file));
  const auto source = QED_TRY(file.get_or<std::string_view>("tokenizer.chat_template", ""));
  ChatTemplate::SpecialTexts special{spelling(vocabulary, vocabulary.bos), spelling(vocabulary, vocabulary.eos)};
  return assemble(std::move(vocabulary), source, std::move(special));
}

Result<ModelText> read_model_text(const std::filesystem::path& folder) {
  const formats::HfTokenizerFiles files = formats::locate_tokenizer(folder);
  json settings = json::object();
  if (!files.settings.empty())
    settings =
        QED_TRY(formats::parse_json(QED_TRY(read_file(files.settings, kMaxSettingsBytes)), files.settings.string()));
  if (!settings.is_object()) return fail(Errc::kCorrupt, "{}: expected a JSON object", files.settings.string());
  std::string source = chat_template_text(settings);
  if (!files.chat_template.empty()) source = QED_TRY(read_file(files.chat_template, kMaxSettingsBytes));
  Vocabulary vocabulary = QED_TRY(read_vocabulary(files, folder, settings));
  ChatTemplate::SpecialTexts special{token_text(settings, "bos_token"), token_text(settings, "eos_token")};
  const auto find = [&](const std::string& text) -> std::optional<TokenId> {
    for (TokenId id = 0; !text.empty() && id < vocabulary.tokens.size(); ++id)
      if (vocabulary.tokens[id] == text) return id;
    return std::nullopt;
  };
  if (const auto bos = find(special.bos)) vocabulary.bos = bos;
  if (const auto eos = find(special.eos)) vocabulary.eos = eos;
  return assemble(std::move(vocabulary), source, std::move(special));
}

}  // namespace qed::text
