#include "llm/recording.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "base/text.h"

namespace qed::llm {
namespace {

using nlohmann::json;

Result<json> parse_row(const std::string& line, const LineReader& reader) {
  json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!row.is_object()) return fail(Errc::kCorrupt, "{}: expected one JSON object on the line", reader.place());
  return row;
}

Result<std::string> text_field(const json& row, const char* field, const LineReader& reader) {
  const auto found = row.find(field);
  if (found == row.end() || !found->is_string())
    return fail(Errc::kCorrupt, "{}: expected a text in the field \"{}\"", reader.place(), field);
  return found->get<std::string>();
}

std::string as_text(const json& value) {
  if (value.is_string()) return std::string(text::trim(value.get_ref<const std::string&>()));
  if (!value.is_array()) return value.is_null() ? "" : value.dump();
  std::string items;
  for (const json& item : value) items += (items.empty() ? "" : ", ") + as_text(item);
  return items;
}

std::optional<bool> label_of(const json& row) {
  for (const char* field : {"is_correct", "is_correct_ref"})
    if (const auto found = row.find(field); found != row.end() && found->is_boolean()) return found->get<bool>();
  return std::nullopt;
}

std::string source_of(const std::string& model, const json& row) {
  const auto mode = row.find("mode");
  if (mode == row.end() || !mode->is_string() || mode->get_ref<const std::string&>().empty()) return model;
  return model + '/' + mode->get_ref<const std::string&>();
}

bool selects(std::string_view selector, std::string_view source) {
  const std::vector<std::string_view> patterns = text::split(selector, ',');
  return std::ranges::any_of(patterns,
                             [&](std::string_view pattern) { return text::matches_glob(source, text::trim(pattern)); });
}

// The file by this name in the folder, as it is or compressed.
Result<std::filesystem::path> locate(const std::filesystem::path& folder, const std::string& name) {
  std::error_code ignored;
  for (const char* ending : {"", ".gz"})
    if (std::filesystem::path path = folder / (name + ending); std::filesystem::exists(path, ignored)) return path;
  return fail(Errc::kNotFound, "{}: expected a recording, a folder with questions.jsonl and responses.jsonl (or .gz)",
              folder.string());
}

// Calls `row_read` with each object of the file; blank lines are passed over.
template <class RowRead>
Result<void> for_each_row(const std::filesystem::path& path, RowRead row_read) {
  LineReader reader = QED_TRY(LineReader::open(path));
  for (;;) {
    const std::optional<std::string> line = QED_TRY(reader.next());
    if (!line) return {};
    if (text::trim(*line).empty()) continue;
    json row = QED_TRY(parse_row(*line, reader));
    QED_TRY(row_read(row, reader));
  }
}

}  // namespace

Result<std::unique_ptr<Recording>> Recording::open(const std::filesystem::path& folder, const std::string& selector,
                                                   std::size_t max_bytes) {
  const std::filesystem::path questions = QED_TRY(locate(folder, "questions.jsonl"));
  const std::filesystem::path responses = QED_TRY(locate(folder, "responses.jsonl"));
  std::unique_ptr<Recording> recording(new Recording);
  recording->name_ = selector == "*" ? (folder / "").lexically_normal().parent_path().filename().string() : selector;
  recording->responses_file_ = responses;
  QED_TRY(recording->read_questions(questions));
  QED_TRY(recording->read_responses(responses, selector, max_bytes));
  return recording;
}

Result<void> Recording::read_questions(const std::filesystem::path& path) {
  QED_TRY(for_each_row(path, [&](const json& row, const LineReader& reader) -> Result<void> {
    RecordedQuestion question;
    question.id = QED_TRY(text_field(row, "question_id", reader));
    question.question = QED_TRY(text_field(row, "question", reader));
    if (const auto gold = row.find("gold"); gold != row.end()) question.gold = as_text(*gold);
    if (const auto options = row.find("options"); options != row.end() && options->is_array())
      for (const json& option : *options) question.options.push_back(as_text(option));
    if (!by_id_.emplace(question.id, questions_.size()).second)
      return fail(Errc::kCorrupt, "{}: question_id \"{}\" stands on an earlier line too", reader.place(), question.id);
    by_text_.emplace(text::collapse_spaces(question.question), questions_.size());
    questions_.push_back(std::move(question));
    return {};
  }));
  generations_.resize(questions_.size());
  return {};
}

Result<void> Recording::read_responses(const std::filesystem::path& path, std::string_view selector,
                                       std::size_t max_bytes) {
  constexpr std::uint32_t kSkipped = UINT32_MAX;
  std::map<std::string, std::uint32_t> indices;  // of every source there is
  std::size_t bytes = 0;
  QED_TRY(for_each_row(path, [&](json& row, const LineReader& reader) -> Result<void> {
    const std::string id = QED_TRY(text_field(row, "question_id", reader));
    const std::string source = source_of(QED_TRY(text_field(row, "model", reader)), row);
    std::string response = QED_TRY(text_field(row, "response", reader));
    const auto question = by_id_.find(id);
    if (question == by_id_.end())
      return fail(Errc::kCorrupt, "{}: question_id \"{}\" is not among the questions", reader.place(), id);
    const auto [index, is_new] = indices.emplace(source, kSkipped);
    if (is_new && selects(selector, source)) {
      index->second = static_cast<std::uint32_t>(sources_.size());
      sources_.push_back(source);
    }
    if (index->second == kSkipped) return {};
    bytes += response.size();
    if (bytes > max_bytes)
      return fail(Errc::kLimitExceeded, "{}: the generations selected by \"{}\" are longer than {} bytes",
                  reader.place(), selector, max_bytes);
    generations_[question->second].push_back({.text = std::move(response),
                                              .source = index->second,
                                              .line = static_cast<std::uint32_t>(reader.line_number()),
                                              .label = label_of(row)});
    return {};
  }));
  if (!sources_.empty()) return {};
  std::vector<std::string_view> known;
  for (const auto& [source, index] : indices) known.push_back(source);
  return fail(Errc::kNotFound, "{}: no generation of \"{}\"; there are: {}", path.string(), selector,
              fmt::join(known, ", "));
}

std::optional<std::size_t> Recording::find(const Request& request) const {
  if (const auto found = by_id_.find(request.problem_id); found != by_id_.end()) return found->second;
  const auto found = by_text_.find(text::collapse_spaces(request.question));
  return found == by_text_.end() ? std::nullopt : std::optional(found->second);
}

Result<std::vector<Generation>> Recording::sample(const Request& request, const TokenSink& on_token,
                                                  std::stop_token stop) {
  if (stop.stop_requested()) return fail(Errc::kCancelled, "{}: cancelled", name_);
  std::vector<Generation> played;
  const std::optional<std::size_t> question = find(request);
  if (!question || request.first_sample < 0) return played;
  // A conversation that goes on from an earlier response was never recorded: another sample would pose as a repair.
  const auto is_response = [](const Message& message) { return message.role == "assistant"; };
  if (std::ranges::any_of(request.messages, is_response)) return played;
  const std::vector<RecordedGeneration>& recorded = generations_[*question];
  for (int i = 0; i < request.samples; ++i) {
    const std::size_t sample = static_cast<std::size_t>(request.first_sample) + static_cast<std::size_t>(i);
    if (sample >= recorded.size()) break;
    played.push_back({.sample = static_cast<int>(sample), .text = recorded[sample].text});
    if (on_token) on_token(played.back().sample, played.back().text);
  }
  return played;
}

}  // namespace qed::llm
