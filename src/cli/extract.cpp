#include "answer/extract.h"

#include <unistd.h>

#include "base/file.h"
#include "cli/answer_options.h"
#include "cli/command.h"
#include "cli/rows.h"
#include "cli/tiers.h"

namespace qed::cli {
namespace {

using nlohmann::json;

json extracted_json(std::string_view response, const AnswerOptions& options) {
  answer::ExtractOptions extract = options.extract;
  if (!options.rules.empty()) extract.rules = options.rules;
  const auto found = answer::extract(response, extract);
  if (!found) return {{"answer", nullptr}, {"class", nullptr}};
  return {{"answer", found->text},
          {"class", name(found->value_class)},
          {"rule", name(found->marker)},
          {"span", {found->begin, found->end}},
          {"confidence", found->confidence}};
}

Result<json> extract_row(const json& row, const AnswerOptions& defaults) {
  const std::string response = QED_TRY(text_field(row, "response"));
  const AnswerOptions options = QED_TRY(read_answer_options(row, defaults));
  json result = without(row, {"response", "options"});
  result.update(extracted_json(response, options));
  return result;
}

Result<int> run_extract(const Arguments& arguments) {
  const AnswerOptions options = QED_TRY(read_answer_options(arguments));
  if (arguments.has("file")) {
    QED_TRY(for_each_row(arguments.text("file"), [&](const json& row) { return extract_row(row, options); }));
    return 0;
  }
  if (arguments.positional().size() != 1)
    return fail(Errc::kInvalidInput, "qed extract: expected one response, or --file");
  const json found = extracted_json(arguments.positional()[0], options);
  QED_TRY(
      write_all(STDOUT_FILENO, found.dump(2, ' ', false, json::error_handler_t::replace) + "\n", "standard output"));
  return found["answer"].is_null() ? exit_status(Errc::kNoAnswer) : 0;
}

}  // namespace

extern const Command kExtract;
const Command kExtract{
    .name = "extract",
    .summary = "Find the final answer in a model's response.",
    .positional = "[RESPONSE]",
    .description =
        "Looks for the answer where responses state it: a JSON field, a box, \"####\", phrases such as \"the answer "
        "is\" in many languages, bold text, the last formula, a program's output, the last number. Prints the answer, "
        "what kind of value it is, the rule that found it, where it stands (bytes) and how often such a mark is "
        "right; null where the response states none.\n\n"
        "With --file, each line is a JSON object {id, response, options?}; other fields are kept. The options of a row "
        "may name a task, or the rules to ask and their order: {\"rules\": [\"boxed\", \"phrase\"]}.\n\n"
        "Exit status: 0 found, 3 no answer stated, 2 a usage error, 4 an unreadable file.",
    .options = joined({{"file", "FILE", "Responses as JSON lines, plain or gzip; - for standard input.", "", false,
                        Option::Value::kFile}},
                      answer_option_list()),
    .examples =
        {
            {"qed extract 'So the total is $\\boxed{42}$.'", "One response."},
            {"qed extract --task gsm8k_strict --file responses.jsonl", "Only what stands behind ####."},
        },
    .run = run_extract,
};

}  // namespace qed::cli
