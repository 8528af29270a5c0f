#include "cli/solve_file.h"

#include <cstdio>
#include <thread>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "base/lines.h"
#include "base/parallel.h"
#include "base/text.h"
#include "cli/result_file.h"
#include "cli/status_line.h"

namespace qed::cli {
namespace {

using nlohmann::json;

// The problems of a file in order; blank lines are skipped.
class ProblemReader {
 public:
  static Result<ProblemReader> open(const std::filesystem::path& path) {
    return ProblemReader(path, QED_TRY(LineReader::open(path)));
  }

  Result<std::optional<solver::Problem>> next() {
    for (;;) {
      const std::optional<std::string> line = QED_TRY(reader_.next());
      if (!line) return std::optional<solver::Problem>();
      if (text::trim(*line).empty()) continue;
      return std::optional(QED_TRY(solver::parse_problem(
          *line, reader_.place(), fmt::format("{}", reader_.line_number()), path_.parent_path())));
    }
  }

  std::size_t line_number() const { return reader_.line_number(); }
  std::string place() const { return reader_.place(); }

 private:
  ProblemReader(std::filesystem::path path, LineReader reader) : path_(std::move(path)), reader_(std::move(reader)) {}

  std::filesystem::path path_;
  LineReader reader_;
};

// A mistake in line 9,000 must not cost the hours that the lines before it take. Returns the number of problems.
Result<std::size_t> check_problems(const std::filesystem::path& path) {
  ProblemReader reader = QED_TRY(ProblemReader::open(path));
  std::unordered_map<std::string, std::size_t> line_of;
  for (;;) {
    const std::optional<solver::Problem> problem = QED_TRY(reader.next());
    if (!problem) return line_of.size();
    const auto [first, is_new] = line_of.emplace(problem->id, reader.line_number());
    if (!is_new)
      return fail(Errc::kCorrupt, "{}: id \"{}\" is taken by line {}", reader.place(), problem->id, first->second);
  }
}

json error_json(const Error& error) { return {{"code", name(error.code)}, {"message", error.message}}; }

// Unknown fields of the problem stay, unless a field of the result has their name.
json result_json(const solver::Problem& problem, const Result<solver::Solution>& solved) {
  json row = problem.extra.is_object() ? problem.extra : json::object();
  if (solved) {
    row.update(to_json(*solved));
  } else {
    row["error"] = error_json(solved.error());
  }
  row["id"] = problem.id;
  row["question"] = problem.question;
  return row;
}

// What has become of the problems, for the progress bar and the last line.
class Tally {
 public:
  Tally(std::size_t total, std::size_t resumed, bool quiet) : total_(total), done_(resumed), line_(!quiet) {}

  void count(const Result<solver::Solution>& solved) {
    const std::lock_guard lock(mutex_);
    ++done_;
    if (solved) {
      ++answered_;
    } else if (solved.error().code == Errc::kNoAnswer) {
      ++unanswered_;
    } else {
      ++failed_;
    }
    const double elapsed = seconds();
    const double left =
        elapsed / static_cast<double>(answered_ + unanswered_ + failed_) * static_cast<double>(total_ - done_);
    line_.show(fmt::format("{}, {} answered, {} failed, {} left", progress_bar(done_, total_, 30),
                           with_separators(answered_), with_separators(failed_), duration(left)));
  }

  // The whole story in one line.
  std::string summary() {
    line_.clear();
    const std::lock_guard lock(mutex_);
    return fmt::format("{} of {} problems done: {} answered, {} without an answer, {} failed now, in {}",
                       with_separators(done_), with_separators(total_), with_separators(answered_),
                       with_separators(unanswered_), with_separators(failed_), duration(seconds()));
  }
  bool complete() const { return done_ == total_; }
  bool any_failed() const { return failed_ > 0; }

 private:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count(); }

  const std::chrono::steady_clock::time_point started_ = std::chrono::steady_clock::now();
  const std::size_t total_;
  std::mutex mutex_;
  std::size_t done_;  // this and the following guarded by mutex_
  std::size_t answered_ = 0, unanswered_ = 0, failed_ = 0;
  StatusLine line_;
};

}  // namespace

Result<int> solve_file(const solver::Solver& solver, const SolveFileOptions& options, Trace* trace,
                       std::stop_token stop) {
  const std::size_t total = QED_TRY(check_problems(options.problems));
  const std::unique_ptr<ResultFile> results = QED_TRY(ResultFile::open(options.output, options.retry_failed));
  ProblemReader reader = QED_TRY(ProblemReader::open(options.problems));
  // An output that was made from another file of problems would never be completed by this one.
  if (results->resumed() > total)
    return fail(Errc::kInvalidInput, "{}: holds {} results, but {} has {} problems; is it another file's output?",
                options.output.string(), results->resumed(), options.problems.string(), total);
  Tally tally(total, results->resumed(), options.quiet);

  const auto next = [&]() -> Result<std::optional<solver::Problem>> {
    for (;;) {
      std::optional<solver::Problem> problem = QED_TRY(reader.next());
      if (!problem || !results->has(problem->id)) return problem;
    }
  };
  const auto work = [&](const solver::Problem& problem, std::stop_token abandon) -> Result<void> {
    const Result<solver::Solution> solved = solver.solve(
        problem,
        [&](const solver::Event& event) {
          if (trace) trace->write(event, problem.id);
        },
        abandon);
    if (!solved && solved.error().code == Errc::kCancelled) return {};
    QED_TRY(results->append(result_json(problem, solved).dump(-1, ' ', false, json::error_handler_t::replace)));
    tally.count(solved);
    return {};
  };
  QED_TRY(for_each_parallel<solver::Problem>(options.jobs, next, work, stop));

  const std::string summary = tally.summary();
  if (!options.quiet) std::fputs(fmt::format("{}\n", summary).c_str(), stderr);
  if (!tally.complete()) {
    std::fputs("stopped; the same command goes on from here\n", stderr);
    return exit_status(Errc::kCancelled);
  }
  return tally.any_failed() ? exit_status(Errc::kUnavailable) : 0;
}

}  // namespace qed::cli
