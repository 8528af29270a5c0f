#include <unistd.h>

#include <cstdio>
#include <thread>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/interrupt.h"
#include "cli/session.h"
#include "cli/show.h"
#include "cli/solve_file.h"
#include "cli/status_line.h"
#include "cli/tiers.h"
#include "cli/trace.h"

namespace qed::cli {
namespace {

Result<std::string> read_stdin() {
  std::string text;
  char buffer[1 << 14];
  for (std::size_t got; (got = std::fread(buffer, 1, sizeof buffer, stdin)) > 0;) {
    text.append(buffer, got);
    if (text.size() > solver::kMaxQuestionBytes)
      return fail(Errc::kLimitExceeded, "standard input: longer than {} bytes, expected one question",
                  solver::kMaxQuestionBytes);
  }
  return text;
}

Result<solver::Problem> read_problem(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.positional();
  if (words.size() > 1)
    return fail(Errc::kInvalidInput, "qed solve: found {} questions; put one question in quotes", words.size());
  if (words.empty() && isatty(STDIN_FILENO) != 0)
    return fail(Errc::kInvalidInput, "qed solve: expected a question, as in: qed solve \"2 + 2\"");
  const bool piped = words.empty() || words[0] == "-";
  solver::Problem problem =
      QED_TRY(solver::make_problem(piped ? QED_TRY(read_stdin()) : words[0], piped ? "standard input" : "question"));
  problem.tests = arguments.all("test");
  problem.choices = arguments.all("choice");
  problem.image = QED_TRY(solver::load_image(arguments.text("image"), {}, "--image"));
  return problem;
}

Result<int> solve_one(const Arguments& arguments, Session& session, Trace* trace, std::stop_token stop) {
  const solver::Problem problem = QED_TRY(read_problem(arguments));
  const bool as_json = arguments.has("json");
  StatusLine line(!as_json && !arguments.has("quiet"));
  const Result<solver::Solution> solved = session.solver().solve(
      problem,
      [&](const solver::Event& event) {
        if (trace) trace->write(event, problem.id);
        if (const std::string text = describe(event); !text.empty()) line.show(text);
      },
      stop);
  line.clear();
  if (!solved) return std::unexpected(solved.error());
  const std::string text = as_json
                               ? to_json(*solved).dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"
                               : show(*solved, session.no_meter(), isatty(STDOUT_FILENO) != 0);
  QED_TRY(write_all(STDOUT_FILENO, text, "standard output"));
  return 0;
}

Result<int> run_solve(const Arguments& arguments) {
  if (arguments.has("file") != arguments.has("output"))
    return fail(Errc::kInvalidInput, "qed solve: --file and --output go together");
  if (arguments.has("file") && !arguments.positional().empty())
    return fail(Errc::kInvalidInput, "qed solve: expected a question or --file, not both");
  const Interrupt interrupt;
  const std::unique_ptr<Session> session = QED_TRY(Session::open(arguments));
  std::unique_ptr<Trace> trace;
  if (arguments.has("trace")) trace = QED_TRY(Trace::open(arguments.text("trace")));
  Result<int> status = fail(Errc::kCancelled, "cancelled");
  if (arguments.has("file")) {
    const SolveFileOptions options{.problems = arguments.text("file"),
                                   .output = arguments.text("output"),
                                   .jobs = QED_TRY(session_jobs(arguments)),
                                   .retry_failed = arguments.has("retry-failed"),
                                   .quiet = arguments.has("quiet")};
    status = solve_file(session->solver(), options, trace.get(), interrupt.token());
  } else {
    status = solve_one(arguments, *session, trace.get(), interrupt.token());
  }
  if (trace) QED_TRY(trace->finish());
  return status;
}

}  // namespace

extern const Command kSolve;
const Command kSolve{
    .name = "solve",
    .summary = "Answer a mathematical question and prove the answer by running it.",
    .positional = "[QUESTION]",
    .description =
        "Reads one question in English, LaTeX, plain or Unicode notation, from the command line or from standard "
        "input. "
        "Rules answer what can be computed directly; further tiers are asked in turn, each only when the answer so far "
        "is not sure enough and the expected gain is worth its carbon.\n\n"
        "A tier is a model: an OpenAI-compatible endpoint written URL#NAME, or a recorded run written "
        "replay:FOLDER#MODEL/MODE. Models write programs; the programs run isolated from the network and your files, "
        "and the answer that most candidates agree on wins.\n\n"
        "With --file, many problems are answered concurrently. Each line of the file is a JSON object with a "
        "\"question\" and, where wanted, \"id\", \"tests\", \"choices\" and \"image\"; other fields are kept. Results "
        "are "
        "written as they come, and the same command takes up an interrupted run where it stopped.\n\n"
        "Exit status: 0 answered, 2 a usage or input error, 3 no tier could answer, 4 a tier failed.",
    .options = joined(
        {
            {"json", "", "Print one JSON object instead of text.", ""},
            {"trace", "FILE", "Write every event of the data path as a line of JSON.", "", false, Option::Value::kFile},
            {"quiet", "", "No progress on the terminal.", ""},
            {"test", "ASSERTION", "A Python assertion that the answer's program must pass.", "", true},
            {"choice", "TEXT", "An option of a multiple-choice question, A first.", "", true},
            {"image", "FILE", "A picture that belongs to the question: PNG, JPEG or WebP.", "", false,
             Option::Value::kFile},
            {"file", "FILE", "Problems as JSON lines, plain or gzip.", "", false, Option::Value::kFile},
            {"output", "FILE", "Results as JSON lines, for --file.", "", false, Option::Value::kFile},
            {"retry-failed", "", "With --file: try problems again whose result is an error.", ""},
        },
        tier_options()),
    .examples =
        {
            {"qed solve \"If 2x + 3 = 11, what is x?\"", "A question that the rules can compute."},
            {"qed solve --model http://localhost:8000/v1#qwen2.5-math-7b --samples 8 \"…\"",
             "Eight candidates from a model that a local server runs, and a vote."},
            {"qed solve --file problems.jsonl --output results.jsonl --jobs 8", "Many problems, eight at a time."},
        },
    .run = run_solve,
};

}  // namespace qed::cli
