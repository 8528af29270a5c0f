#include "eval/dataset.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "base/text.h"

namespace qed::eval {
namespace {

using nlohmann::json;
using std::filesystem::path;
using enum Format::Gold;

constexpr Format kFormats[] = {
    {.name = "gsm8k",
     .file = "gsm8k/test.jsonl",
     .question = "question",
     .gold = "answer",
     .reading = kAfterHashes,
     .id_prefix = "gsm8k-test-",
     .numbers_only = true},
    {.name = "gsm8k-train",
     .file = "gsm8k/train.jsonl",
     .question = "question",
     .gold = "answer",
     .reading = kAfterHashes,
     .id_prefix = "gsm8k-train-",
     .numbers_only = true},
    {.name = "gsm_hard",
     .file = "gsm_hard/gsm_hard.jsonl",
     .question = "question",
     .gold = "answer",
     .numbers_only = true,
     .tolerance = 1e-3},
    {.name = "svamp", .file = "svamp/svamp.jsonl", .question = "question", .gold = "answer", .numbers_only = true},
    {.name = "math500", .file = "math500/test500.jsonl", .question = "problem", .gold = "answer", .id = "unique_id"},
    {.name = "olympiadbench",
     .file = "olympiadbench_en/oe_to_maths_en_comp.jsonl",
     .question = "question",
     .gold = "final_answer"},
    {.name = "cmath",
     .file = "cmath/cmath_test.jsonl",
     .question = "question",
     .gold = "golden",
     .id_prefix = "cmath-test-",
     .numbers_only = true},
    {.name = "cmath-dev",
     .file = "cmath/cmath_dev.jsonl",
     .question = "input",
     .gold = "golden",
     .id_prefix = "cmath-dev-",
     .numbers_only = true},
    {.name = "cmath-distractor",
     .file = "cmath/distractor.jsonl",
     .question = "input",
     .gold = "golden",
     .id_prefix = "cmath-distractor-",
     .numbers_only = true},
    {.name = "gaokao-cloze",
     .file = "agieval_gaokao/gaokao-mathcloze.jsonl",
     .question = "question",
     .gold = "answer",
     .id_prefix = "gaokao-cloze-"},
    {.name = "gaokao-choice",
     .file = "agieval_gaokao/gaokao-mathqa.jsonl",
     .question = "question",
     .gold = "label",
     .id_prefix = "gaokao-choice-",
     .choices = "options"},
    {.name = "direct", .file = "direct_questions/questions.jsonl", .question = "question", .gold = "answer"},
};

constexpr Format kPlain = {.name = "plain", .file = "", .question = "question", .gold = "answer", .choices = "choices"};

const Format* find_format(std::string_view name) {
  const auto found = std::ranges::find(kFormats, name, &Format::name);
  return found == std::end(kFormats) ? nullptr : &*found;
}

DataSet empty_set(const Format& format) {
  DataSet set{.name = std::string(format.name), .items = {}, .extract = {}, .equal = {}};
  set.extract.numbers_only = format.numbers_only;
  set.equal.tolerance = format.tolerance;
  return set;
}

Result<std::string> text_of(const json& row, std::string_view field, const LineReader& reader) {
  const auto found = row.find(field);
  if (found == row.end() || !found->is_string())
    return fail(Errc::kCorrupt, "{}: expected a text in the field \"{}\"", reader.place(), field);
  return found->get<std::string>();
}

Result<std::string> value_text(const json& value, std::string_view field, const LineReader& reader) {
  if (value.is_string()) return std::string(text::trim(value.get_ref<const std::string&>()));
  if (value.is_number()) return value.dump();
  if (!value.is_array())
    return fail(Errc::kCorrupt, "{}: expected a text, a number or a list of them in the field \"{}\"", reader.place(),
                field);
  std::string items;
  for (const json& item : value) items += (items.empty() ? "" : ", ") + QED_TRY(value_text(item, field, reader));
  return items;
}

Result<std::optional<std::string>> read_gold(const json& row, const Format& format, const LineReader& reader) {
  const auto found = row.find(format.gold);
  if (found == row.end())
    return fail(Errc::kCorrupt, "{}: expected the answer in the field \"{}\"", reader.place(), format.gold);
  if (found->is_null()) return std::optional<std::string>();
  std::string gold = QED_TRY(value_text(*found, format.gold, reader));
  if (format.reading == kValue) return std::optional(std::move(gold));
  constexpr std::string_view kHashes = "####";
  const std::size_t hashes = gold.rfind(kHashes);
  if (hashes == gold.npos)
    return fail(Errc::kCorrupt, "{}: expected \"#### answer\" in the field \"{}\"", reader.place(), format.gold);
  return std::optional(std::string(text::trim(std::string_view(gold).substr(hashes + kHashes.size()))));
}

// "(A) 5" and "A. 5" are the option "5".
std::string without_letter(std::string_view option, std::size_t index) {
  std::string_view rest = text::trim(option);
  const bool bracket = rest.starts_with('(');
  if (bracket) rest.remove_prefix(1);
  if (rest.size() < 2 || static_cast<std::size_t>(rest[0] - 'A') != index) return std::string(text::trim(option));
  if (rest[1] != (bracket ? ')' : '.') && rest[1] != ')') return std::string(text::trim(option));
  return std::string(text::trim(rest.substr(2)));
}

Result<std::vector<std::string>> read_choices(const json& row, std::string_view field, const LineReader& reader) {
  std::vector<std::string> choices;
  const auto found = field.empty() ? row.end() : row.find(field);
  if (found == row.end() || found->is_null()) return choices;
  if (!found->is_array())
    return fail(Errc::kCorrupt, "{}: expected a list of texts in the field \"{}\"", reader.place(), field);
  for (const json& option : *found) {
    if (!option.is_string())
      return fail(Errc::kCorrupt, "{}: expected a list of texts in the field \"{}\"", reader.place(), field);
    choices.push_back(without_letter(option.get_ref<const std::string&>(), choices.size()));
  }
  return choices;
}

Result<Item> read_item(const json& row, const Format& format, std::size_t index, const LineReader& reader) {
  const std::string question = QED_TRY(text_of(row, format.question, reader));
  Item item{.problem = QED_TRY(solver::make_problem(question, reader.place())), .gold = {}};
  item.gold = QED_TRY(read_gold(row, format, reader));
  item.problem.choices = QED_TRY(read_choices(row, format.choices, reader));
  const auto id = row.find(format.id);
  if (format.id_prefix.empty() && id != row.end() && !id->is_null()) {
    item.problem.id = QED_TRY(value_text(*id, format.id, reader));
  } else {
    item.problem.id = fmt::format("{}{:04}", format.id_prefix, index);
  }
  return item;
}

Result<DataSet> read_file(const path& file, const Format& format) {
  DataSet set = empty_set(format);
  LineReader reader = QED_TRY(LineReader::open(file));
  for (;;) {
    const std::optional<std::string> line = QED_TRY(reader.next());
    if (!line) break;
    if (text::trim(*line).empty()) continue;
    const json row = json::parse(*line, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object()) return fail(Errc::kCorrupt, "{}: expected one JSON object on the line", reader.place());
    set.items.push_back(QED_TRY(read_item(row, format, set.items.size(), reader)));
  }
  if (set.items.empty()) return fail(Errc::kCorrupt, "{}: expected at least one question", file.string());
  return set;
}

// The file as it is, or compressed.
std::optional<path> existing(const path& file) {
  std::error_code ignored;
  for (const char* ending : {"", ".gz"})
    if (path candidate = file.string() + ending; std::filesystem::is_regular_file(candidate, ignored)) return candidate;
  return std::nullopt;
}

// The known set whose place below a data folder this file has.
const Format& format_of(const path& file) {
  std::string tail = (file.parent_path().filename() / file.filename()).generic_string();
  if (tail.ends_with(".gz")) tail.resize(tail.size() - 3);
  const auto found = std::ranges::find(kFormats, tail, &Format::file);
  return found == std::end(kFormats) ? kPlain : *found;
}

}  // namespace

std::span<const Format> formats() { return kFormats; }

Result<DataSet> load_data_set(const std::string& name, std::span<const path> folders) {
  if (const Format* format = find_format(name)) {
    std::vector<std::string> tried;
    for (const path& folder : folders) {
      if (const auto file = existing(folder / format->file)) return read_file(*file, *format);
      tried.push_back((folder / format->file).string());
    }
    return fail(Errc::kNotFound, "data set {}: no file {}; set QED_DATA to the folder that holds {}", name,
                tried.empty() ? std::string(format->file) : fmt::format("{}", fmt::join(tried, ", ")), format->file);
  }
  const path file = name;
  if (const auto found = existing(file)) {
    const Format& format = format_of(std::filesystem::absolute(*found));
    DataSet set = QED_TRY(read_file(*found, format));
    if (&format == &kPlain) set.name = file.filename().string();
    return set;
  }
  std::vector<std::string_view> known;
  for (const Format& format : kFormats) known.push_back(format.name);
  return fail(Errc::kNotFound, "no data set and no file is named {}; the data sets are {}", name,
              fmt::join(known, ", "));
}

std::vector<path> data_folders() {
  std::vector<path> folders;
  if (const char* value = std::getenv("QED_DATA"))
    for (std::string_view folder : text::split(value, ':'))
      if (!folder.empty()) folders.emplace_back(folder);
  return folders;
}

DataSet conventions(std::string_view name) {
  if (const Format* format = find_format(name)) return empty_set(*format);
  // The parts of "replay_gsm8k_zeroeval": the longest known set among its beginnings.
  constexpr std::string_view kReplay = "replay_";
  if (name.starts_with(kReplay)) name.remove_prefix(kReplay.size());
  for (std::size_t end = name.size(); end != name.npos; end = name.substr(0, end).rfind('_'))
    if (const Format* format = find_format(name.substr(0, end))) return empty_set(*format);
  return empty_set(kPlain);
}

solver::Problem recorded_problem(const llm::RecordedQuestion& recorded) {
  solver::Problem problem;
  problem.id = recorded.id;
  problem.question = recorded.question;
  for (const std::string& option : recorded.options)
    problem.choices.push_back(without_letter(option, problem.choices.size()));
  return problem;
}

DataSet from_recording(std::string_view name, const llm::Recording& recording) {
  DataSet set = conventions(name);
  set.name = recording.name();
  for (std::size_t i = 0; i < recording.questions().size(); ++i) {
    if (recording.generations(i).empty()) continue;
    const llm::RecordedQuestion& recorded = recording.questions()[i];
    set.items.push_back({.problem = recorded_problem(recorded), .gold = recorded.gold});
  }
  return set;
}

}  // namespace qed::eval
