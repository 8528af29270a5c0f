#include <unistd.h>

#include <cstdio>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/interrupt.h"
#include "cli/programs.h"
#include "cli/session.h"
#include "cli/status_line.h"
#include "cli/tiers.h"
#include "eval/agreement.h"
#include "eval/dataset.h"
#include "eval/evaluate.h"
#include "eval/report.h"
#include "llm/recording.h"

namespace qed::cli {
namespace {

Result<std::unique_ptr<llm::Recording>> open_replay(const Arguments& arguments) {
  if (!arguments.has("replay")) return std::unique_ptr<llm::Recording>();
  return llm::Recording::open(arguments.text("replay"), arguments.text("select"));
}

// The problems of the recording, read by the named set's conventions, or the data set's own.
Result<eval::DataSet> read_data_set(const Arguments& arguments, const llm::Recording* recording) {
  const std::string name = arguments.text("data");
  if (name.empty()) return fail(Errc::kInvalidInput, "qed eval: expected --data with a name or a file");
  eval::DataSet set =
      recording ? eval::from_recording(name, *recording) : QED_TRY(eval::load_data_set(name, eval::data_folders()));
  const auto limit = QED_TRY(arguments.integer("limit", 1, 1L << 40));
  if (limit && static_cast<std::size_t>(*limit) < set.items.size()) set.items.resize(static_cast<std::size_t>(*limit));
  return set;
}

Result<eval::Evaluation> evaluate(const Arguments& arguments, const eval::DataSet& set, StatusLine& line,
                                  std::stop_token stop) {
  SessionOptions options;
  options.extract = set.extract;
  options.equal = set.equal;
  if (arguments.has("replay"))
    options.models.push_back(fmt::format("replay:{}#{}", arguments.text("replay"), arguments.text("select")));
  const std::unique_ptr<Session> session = QED_TRY(Session::open(arguments, options));
  std::size_t right = 0;
  return eval::evaluate(
      session->solver(), set,
      {.equal = set.equal,
       .jobs = QED_TRY(session_jobs(arguments)),
       .on_outcome =
           [&](const eval::Outcome& outcome, std::size_t done, std::size_t total) {
             right += outcome.right ? 1 : 0;
             line.show(fmt::format("{}, {} right", progress_bar(done, total, 30), with_separators(right)));
           }},
      stop);
}

Result<eval::Agreement> agree(const Arguments& arguments, const eval::DataSet& set, const llm::Recording& recording,
                              StatusLine& line, std::stop_token stop) {
  const std::shared_ptr<program::Runner> runner = QED_TRY(make_runner(arguments));
  return eval::measure_agreement(
      recording,
      {.extract = set.extract,
       .equal = set.equal,
       .runner = runner.get(),
       .jobs = QED_TRY(session_jobs(arguments)),
       .on_progress = [&](std::size_t done,
                          std::size_t total) { line.show(fmt::format("labels {}", progress_bar(done, total, 30))); }},
      stop);
}

Result<int> run_eval(const Arguments& arguments) {
  const Interrupt interrupt;
  const std::unique_ptr<llm::Recording> recording = QED_TRY(open_replay(arguments));
  const eval::DataSet set = QED_TRY(read_data_set(arguments, recording.get()));
  StatusLine line(!arguments.has("quiet"));
  const eval::Evaluation evaluation = QED_TRY(evaluate(arguments, set, line, interrupt.token()));
  std::optional<eval::Agreement> agreement;
  if (recording && !arguments.has("no-labels"))
    agreement = QED_TRY(agree(arguments, set, *recording, line, interrupt.token()));
  line.clear();

  nlohmann::json report = eval::to_json(evaluation);
  if (agreement) report["agreement"] = eval::to_json(*agreement);
  if (arguments.has("output"))
    QED_TRY(write_file(arguments.text("output"),
                       report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"));
  std::string text = to_text(evaluation);
  if (agreement) text += "\n" + to_text(*agreement);
  if (arguments.has("json")) text = report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  QED_TRY(write_all(STDOUT_FILENO, text, "standard output"));
  return 0;
}

}  // namespace

extern const Command kEval;
const Command kEval{
    .name = "eval",
    .summary = "Measure accuracy on a data set, with a 95 % interval.",
    .positional = "",
    .description =
        "Solves every problem of a data set and compares the answers with the reference. Data sets are looked for in "
        "the folders that QED_DATA names, separated by colons; any JSON lines file with question and answer will "
        "do.\n\n"
        "With --replay, the problems and the candidates come from a folder of recorded runs, no model is asked, and "
        "the "
        "labels of the recording are compared with what qed makes of each recorded response.",
    .options = joined(
        {
            {"data", "NAME", "A data set (gsm8k, math500, svamp, …) or a file of problems.", "", false,
             Option::Value::kFile},
            {"replay", "FOLDER", "Recorded runs: questions.jsonl and responses.jsonl, plain or gzip.", "", false,
             Option::Value::kFolder},
            {"select", "MODEL/MODE", "Which recorded runs; '*' stands for anything, commas separate several.", "*"},
            {"limit", "N", "The first N problems only.", ""},
            {"no-labels", "", "With --replay: leave out the comparison with the labels.", ""},
            {"json", "", "Print one JSON object instead of tables.", ""},
            {"output", "FILE", "Write the same JSON to a file, every problem's outcome in it.", "", false,
             Option::Value::kFile},
            {"quiet", "", "No progress on the terminal.", ""},
        },
        tier_options()),
    .examples =
        {
            {"qed eval --data gsm8k --replay runs/ --select 'code-davinci-002/NL+SL*' --samples 12",
             "The vote over up to twelve recorded programs for each question."},
            {"qed eval --data problems.jsonl --model http://localhost:8000/v1#qwen2.5-math-7b",
             "A model on problems of your own."},
        },
    .run = run_eval,
};

}  // namespace qed::cli
