// A model that plays back recorded generations, so that whatever leans on a model runs without one.
//
// A recording is a folder with two files of JSON Lines, plain or gzip:
//   questions.jsonl[.gz]   {"question_id": text, "question": text, "gold": text, number or list, "options"?: [text]}
//   responses.jsonl[.gz]   {"question_id": text, "model": text, "mode"?: text, "response": text,
//                           "is_correct"?: bool, "is_correct_ref"?: bool, "pred_ref"?: …}
// Other fields are ignored.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "llm/language_model.h"

namespace qed::llm {

struct RecordedQuestion {
  std::string id;
  std::string question;
  std::string gold;                  // the reference answer; the items of a list joined by ", "
  std::vector<std::string> options;  // of a multiple-choice question, as recorded
};

struct RecordedGeneration {
  std::string text;
  std::uint32_t source = 0;   // index into sources()
  std::uint32_t line = 0;     // in the file of responses, from 1
  std::optional<bool> label;  // is_correct, else is_correct_ref, else nothing
};

// Immutable once opened: safe to call from several threads at once.
class Recording final : public LanguageModel {
 public:
  // More text than this is refused with kLimitExceeded: a selector that says what is meant is the remedy.
  static constexpr std::size_t kMaxBytes = std::size_t{2} << 30;

  // `selector` says which generations play: globs over "model/mode" ("model" where there is no mode), separated by
  // commas. Only what it selects is kept in memory. kCorrupt with file and line for a malformed row, kNotFound with
  // what there is where nothing is selected.
  static Result<std::unique_ptr<Recording>> open(const std::filesystem::path& folder, const std::string& selector = "*",
                                                 std::size_t max_bytes = kMaxBytes);

  const std::string& name() const override { return name_; }
  bool remote() const override { return false; }

  // Sample i of a problem is its i-th selected row in the order of the file, whatever the sampling asked for. The
  // problem is looked up by its id, else by its question with white space collapsed. Token counts and times are 0:
  // a recording does not know them.
  Result<std::vector<Generation>> sample(const Request& request, const TokenSink& on_token,
                                         std::stop_token stop) override;

  // The index of the question that a request asks, by its id, else by its words.
  std::optional<std::size_t> find(const Request& request) const;
  std::span<const RecordedQuestion> questions() const { return questions_; }
  // The selected generations of questions()[question], in the order of the file.
  std::span<const RecordedGeneration> generations(std::size_t question) const { return generations_[question]; }
  // "model/mode" of the selected rows, in the order of their first row.
  std::span<const std::string> sources() const { return sources_; }
  const std::filesystem::path& responses_file() const { return responses_file_; }

 private:
  Recording() = default;
  Result<void> read_questions(const std::filesystem::path& path);
  Result<void> read_responses(const std::filesystem::path& path, std::string_view selector, std::size_t max_bytes);

  std::string name_;
  std::filesystem::path responses_file_;
  std::vector<RecordedQuestion> questions_;
  std::vector<std::vector<RecordedGeneration>> generations_;  // by question
  std::vector<std::string> sources_;
  std::unordered_map<std::string, std::size_t> by_id_;
  std::unordered_map<std::string, std::size_t> by_text_;  // white space collapsed; the first of equal questions
};

}  // namespace qed::llm
