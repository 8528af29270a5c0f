#include "cli/answer_options.h"

#include <fmt/ranges.h>

#include <algorithm>

#include "answer/conventions.h"
#include "base/text.h"

namespace qed::cli {
namespace {

using nlohmann::json;

Result<void> set_task(AnswerOptions& options, std::string_view name) {
  const answer::ExtractOptions* task = answer::find_task(name);
  if (!task)
    return fail(Errc::kInvalidInput, "option \"task\": expected one of {}, found '{}'",
                fmt::join(answer::task_names(), ", "), name);
  options.extract = *task;
  return {};
}

// Marker names in the order in which they are asked.
Result<void> set_rules(AnswerOptions& options, const std::vector<std::string>& names) {
  options.rules.clear();
  for (const std::string& name : names) {
    const auto marker = answer::find_marker(name);
    if (!marker) return fail(Errc::kInvalidInput, "option \"rules\": there is no rule '{}'", name);
    const auto known = std::ranges::find(answer::default_rules(), *marker, &answer::Rule::marker);
    const double confidence = known == answer::default_rules().end() ? 0.8 : known->confidence;
    options.rules.push_back({*marker, static_cast<int>(options.rules.size()), confidence});
  }
  return {};
}

// What answer suites ask of an extractor: a kind of value to look for. Languages are all read at once.
Result<void> set_match_types(AnswerOptions& options, const json& types) {
  if (!types.is_array()) return fail(Errc::kInvalidInput, "option \"match_types\": expected a list");
  for (const json& type : types) {
    if (type == "NativeLetters") options.extract.choices_only = true;
    if (type != "NativeLetters" && type != "latex" && type != "expr" && type != "string")
      return fail(Errc::kInvalidInput, "option \"match_types\": expected latex, expr, string or NativeLetters");
  }
  return {};
}

Result<void> set_option(AnswerOptions& options, const std::string& name, const json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  if (name == "task") return set_task(options, text);
  if (name == "language") return {};
  if (name == "match_types") return set_match_types(options, value);
  if (name == "numbers_only" || name == "choices_only" || name == "last_number") {
    if (!value.is_boolean() && text != "true" && text != "false")
      return fail(Errc::kInvalidInput, "option \"{}\": expected true|false, found '{}'", name, text);
    const bool on = text == "true";
    (name == "numbers_only"   ? options.extract.numbers_only
     : name == "choices_only" ? options.extract.choices_only
                              : options.extract.last_number) = on;
    return {};
  }
  if (name != "rules") return answer::set_convention(options.equal, name, text);
  std::vector<std::string> names;
  if (value.is_array())
    for (const json& each : value) names.push_back(each.is_string() ? each.get<std::string>() : each.dump());
  else
    for (const std::string_view each : text::split(std::string_view(text), ',')) names.emplace_back(each);
  return set_rules(options, names);
}

}  // namespace

Result<AnswerOptions> read_answer_options(const Arguments& arguments) {
  AnswerOptions options;
  if (arguments.has("task")) QED_TRY(set_task(options, arguments.text("task")));
  for (const std::string& word : arguments.all("option")) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos) return fail(Errc::kInvalidInput, "--option {}: expected NAME=VALUE", word);
    QED_TRY(set_option(options, word.substr(0, equals), word.substr(equals + 1)));
  }
  return options;
}

Result<AnswerOptions> read_answer_options(const json& row, const AnswerOptions& defaults) {
  AnswerOptions options = defaults;
  const auto found = row.find("options");
  if (found == row.end() || found->is_null()) return options;
  if (!found->is_object()) return fail(Errc::kCorrupt, "expected an object in the field \"options\"");
  for (const auto& [name, value] : found->items()) QED_TRY(set_option(options, name, value));
  return options;
}

std::vector<Option> answer_option_list() {
  return {{"option", "NAME=VALUE", "Another convention than the default; see below.", "", true},
          {"task",
           "NAME",
           "Rules of extraction for a kind of task.",
           "",
           false,
           Option::Value::kText,
           {answer::task_names().begin(), answer::task_names().end()}}};
}

std::string conventions_help() {
  std::string help = "Conventions, for --option and the options of a row:\n";
  for (const answer::Convention& each : answer::conventions())
    help += fmt::format("\n{} ({}; default {}): {}", each.name, each.values, each.initial, each.meaning);
  return help;
}

}  // namespace qed::cli
