// Sets of problems with reference answers, and the conventions by which their answers are read and compared.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "answer/equal.h"
#include "answer/extract.h"
#include "llm/recording.h"
#include "solver/problem.h"

namespace qed::eval {

struct Item {
  solver::Problem problem;
  std::optional<std::string> gold;  // nullopt: the right thing is to abstain
};

struct DataSet {
  std::string name;
  std::vector<Item> items;
  answer::ExtractOptions extract;
  answer::EqualOptions equal;
};

// A data set that qed knows: where its file lies below a data folder, and how its rows are read.
struct Format {
  enum class Gold {
    kValue,        // the field is the answer: a text, a number, or a list of them
    kAfterHashes,  // the field is a solution that ends in "#### answer"
  };
  std::string_view name;
  std::string_view file;
  std::string_view question;
  std::string_view gold;
  Gold reading = Gold::kValue;
  std::string_view id = "id";       // field of the row's id ...
  std::string_view id_prefix = {};  // ... or what its zero-based number in four digits is appended to
  std::string_view choices = {};    // field of the options, A first
  bool numbers_only = false;
  double tolerance = 0;
};
std::span<const Format> formats();

// `name` is a known set, looked for in `folders`, or the path of a JSON Lines file (plain or gzip). A file of a known
// set is read by its format, any other by the plain one: {"question", "answer", "id"?, "choices"?}.
// kNotFound says where it was looked for and which sets there are; kCorrupt names file, line and what was expected.
Result<DataSet> load_data_set(const std::string& name, std::span<const std::filesystem::path> folders);

// The folders that the environment variable QED_DATA names, separated by colons.
std::vector<std::filesystem::path> data_folders();

// The conventions of a known set, without its items. A recording of GSM8K or the like may be named after it:
// "replay_gsm8k_zeroeval" has gsm8k's. Those of plain files where nothing in the name is known.
DataSet conventions(std::string_view name);

// A recorded question as a problem, its options without their letters.
solver::Problem recorded_problem(const llm::RecordedQuestion& recorded);

// The questions that a recording has generations for, with the conventions that `name` has.
DataSet from_recording(std::string_view name, const llm::Recording& recording);

}  // namespace qed::eval
