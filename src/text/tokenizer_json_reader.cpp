#include "text/tokenizer_json_reader.h"

#include <utility>

#include "text/vocabulary.h"

namespace qed::text {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxDepth = 64;
constexpr std::size_t kMaxTreeValues = 1 << 18;

// Receives the parser's events. A member function that returns false ends the parse.
class Reader final : public json::json_sax_t {
 public:
  TokenizerJson result;
  std::string problem;
  Errc code = Errc::kCorrupt;

  bool null() override { return value(json()); }
  bool boolean(bool given) override { return value(json(given)); }
  bool number_integer(number_integer_t given) override { return value(json(given)); }
  bool number_unsigned(number_unsigned_t given) override { return value(json(given)); }
  bool number_float(number_float_t given, const string_t&) override { return value(json(given)); }
  bool binary(binary_t&) override { return stop(Errc::kCorrupt, "binary value"); }
  bool string(string_t& given) override {
    if (list_ == List::kMerges) return merge_text(given);
    if (list_ == List::kVocab) return spelling(given);
    return value(json(std::move(given)));
  }
  bool key(string_t& given) override {
    if (list_ == List::kVocab) return spelling(given);
    key_ = std::move(given);
    if (depth_ == 1) in_model_ = key_ == "model";
    return true;
  }
  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) override {
    return stop(Errc::kCorrupt, fmt::format("malformed JSON at byte {}", position));
  }

 private:
  enum class List { kNone, kVocab, kMerges };

  bool stop(Errc why, std::string what) {
    if (problem.empty()) {
      problem = std::move(what);
      code = why;
    }
    return false;
  }

  // Puts a value where the tree has come to; null where a limit forbids it.
  json* place(json given) {
    if (++values_ > kMaxTreeValues) {
      stop(Errc::kLimitExceeded, fmt::format("more than {} values besides vocabulary and merges", kMaxTreeValues));
      return nullptr;
    }
    if (open_.empty()) return &(result.tree = std::move(given));
    json& parent = *open_.back();
    if (parent.is_object()) return &(parent[key_] = std::move(given));
    parent.push_back(std::move(given));
    return &parent.back();
  }

  bool value(json given) {
    if (list_ == List::kNone) return place(std::move(given)) != nullptr;
    if (list_ == List::kMerges) return stop(Errc::kCorrupt, "model.merges: expected texts");
    const bool of_object = depth_ == list_depth_ && object_;
    if (of_object && given.is_number_unsigned() && given.get<std::uint64_t>() < kMaxTokens) {
      result.ids.push_back(given.get<std::uint32_t>());
      return true;
    }
    if (!object_ && depth_ == list_depth_ + 1 && given.is_number()) {
      result.scores.push_back(given.get<float>());
      return true;
    }
    return stop(Errc::kCorrupt, fmt::format("model.vocab: entry {} has no valid id or score", result.spellings.size()));
  }

  bool open(json given) {
    if (++depth_ > kMaxDepth) return stop(Errc::kLimitExceeded, fmt::format("nested deeper than {}", kMaxDepth));
    if (list_ != List::kNone) {
      const bool pair = given.is_array() && depth_ == list_depth_ + 1 && !object_;
      if (!pair) return stop(Errc::kCorrupt, fmt::format("{}: unexpected nesting", list_name()));
      pair_start_ = list_ == List::kVocab ? result.spellings.size() : result.merge_parts.size();
      return true;
    }
    const bool of_model = depth_ == 3 && in_model_;
    if (of_model && (key_ == "vocab" || (key_ == "merges" && given.is_array()))) {
      list_ = key_ == "vocab" ? List::kVocab : List::kMerges;
      object_ = given.is_object();
      list_depth_ = depth_;
      return !std::exchange(*seen(), true) || stop(Errc::kCorrupt, fmt::format("{} comes twice", list_name()));
    }
    json* placed = place(std::move(given));
    if (placed) open_.push_back(placed);
    return placed != nullptr;
  }

  bool close() {
    if (list_ == List::kNone) {
      open_.pop_back();
    } else if (depth_ == list_depth_) {
      list_ = List::kNone;
    } else if (!pair_is_whole()) {
      return stop(Errc::kCorrupt, fmt::format("{}: expected pairs", list_name()));
    }
    --depth_;
    return true;
  }

  bool pair_is_whole() const {
    if (list_ == List::kMerges) return result.merge_parts.size() == pair_start_ + 2;
    return result.spellings.size() == pair_start_ + 1 && result.scores.size() == result.spellings.size();
  }

  bool spelling(std::string_view text) {
    if (object_ ? depth_ != list_depth_ || result.ids.size() != result.spellings.size()
                : depth_ != list_depth_ + 1 || result.spellings.size() != pair_start_)
      return stop(Errc::kCorrupt, fmt::format("model.vocab: entry {} has no valid id or score", result.ids.size()));
    if (result.spellings.size() >= kMaxTokens || !result.spellings.append(text))
      return stop(Errc::kLimitExceeded, fmt::format("model.vocab: more than {} tokens", kMaxTokens));
    return true;
  }

  bool merge_text(std::string_view text) {
    if (result.merge_parts.size() >= 2 * kMaxMerges)
      return stop(Errc::kLimitExceeded, fmt::format("model.merges: more than {} merges", kMaxMerges));
    if (depth_ == list_depth_ + 1) return result.merge_parts.append(text);
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos || text.find(' ', blank + 1) != std::string_view::npos)
      return stop(Errc::kCorrupt,
                  fmt::format("model.merges: '{}' is no pair divided by one blank", text.substr(0, 80)));
    return result.merge_parts.append(text.substr(0, blank)) && result.merge_parts.append(text.substr(blank + 1));
  }

  std::string_view list_name() const { return list_ == List::kVocab ? "model.vocab" : "model.merges"; }
  bool* seen() { return list_ == List::kVocab ? &seen_vocab_ : &seen_merges_; }

  std::vector<json*> open_;  // the tree's open containers, outermost first
  std::string key_;
  std::size_t depth_ = 0, values_ = 0;
  bool in_model_ = false;

  List list_ = List::kNone;
  bool object_ = false;         // the list is an object
  std::size_t list_depth_ = 0;  // of the list itself
  std::size_t pair_start_ = 0;  // entries before the pair that is open
  bool seen_vocab_ = false, seen_merges_ = false;
};

}  // namespace

Result<TokenizerJson> read_tokenizer_json(std::string_view bytes, std::string_view place) {
  Reader reader;
  const bool read = json::sax_parse(bytes.begin(), bytes.end(), &reader);
  if (!read || !reader.problem.empty())
    return fail(reader.code, "{}: {}", place, reader.problem.empty() ? "malformed JSON" : reader.problem);
  if (!reader.result.tree.is_object()) return fail(Errc::kCorrupt, "{}: expected a JSON object", place);
  return std::move(reader.result);
}

}  // namespace qed::text
