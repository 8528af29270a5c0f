#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <map>
#include <numeric>

#include "answer/equal.h"
#include "base/file.h"
#include "base/lines.h"
#include "base/text.h"
#include "cli/answer_pair.h"
#include "cli/benchmark.h"
#include "cli/rows.h"

namespace qed::cli {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

// Of this thread on its core: what others do on the machine is not measured.
double cpu_micros() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

struct Case {
  std::string id, source;
  AnswerPair pair;
  bool expected = false;
  bool policy = false;
};

Result<std::vector<Case>> read_cases(const std::string& path) {
  std::vector<Case> cases;
  LineReader lines = QED_TRY(LineReader::open(path));
  for (;;) {
    const std::optional<std::string> line = QED_TRY(lines.next());
    if (!line) return cases;
    if (text::trim(*line).empty()) continue;
    const json row = json::parse(*line, nullptr, /*allow_exceptions=*/false);
    const auto expected = row.is_object() ? row.find("expected") : row.end();
    if (!row.is_object() || expected == row.end() || !expected->is_boolean())
      return fail(Errc::kCorrupt, "{}: expected an object with gold, pred and a truth value \"expected\"",
                  lines.place());
    const std::string source = row.value("source", "");
    cases.push_back({.id = row.contains("id") ? QED_TRY(text_field(row, "id")) : lines.place(),
                     .source = source.substr(0, source.find(':')),
                     .pair = QED_TRY(read_pair(row, {})),
                     .expected = expected->get<bool>(),
                     .policy = row.contains("policy") && !row["policy"].is_null()});
  }
}

answer::Judgement judge(const Case& each) { return answer::compare(each.pair.gold, each.pair.given, each.pair.equal); }

struct Score {
  std::size_t judged = 0, right = 0, falsely_equal = 0, undecided = 0;
  void count(bool expected, answer::Verdict verdict) {
    const bool equal = verdict == answer::Verdict::kEqual;
    ++judged;
    right += equal == expected;
    falsely_equal += equal && !expected;
    undecided += verdict == answer::Verdict::kUndecided;
  }
  json to_json() const {
    return {{"rows", judged},
            {"right", right},
            {"accuracy", judged ? static_cast<double>(right) / static_cast<double>(judged) : 0.0},
            {"falsely_equal", falsely_equal},
            {"undecided", undecided}};
  }
};

// Every pair again and again for the time given; microseconds of each check, in order of size.
std::vector<double> measure(const std::vector<Case>& cases, double seconds) {
  std::vector<double> micros;
  const auto stop = Clock::now() + std::chrono::duration<double>(seconds);
  for (std::size_t round = 0; round < 2 || Clock::now() < stop; ++round)
    for (const Case& each : cases) {
      const double start = cpu_micros();
      (void)judge(each);
      if (round > 0) micros.push_back(cpu_micros() - start);  // the first one warms the caches
    }
  std::ranges::sort(micros);
  return micros;
}

double quantile(const std::vector<double>& sorted, double q) {
  return sorted.empty() ? 0 : sorted[static_cast<std::size_t>(q * static_cast<double>(sorted.size() - 1))];
}

}  // namespace

namespace {

Result<json> run_answers_benchmark(const Arguments& arguments) {
  if (arguments.positional().size() != 2) return fail(Errc::kInvalidInput, "qed bench answers: expected one file");
  const std::vector<Case> cases = QED_TRY(read_cases(arguments.positional()[1]));
  const double seconds = QED_TRY(arguments.real("seconds", 0, 3600)).value_or(3);
  Score plain, policy;
  std::map<std::string, Score> sources;
  json misses = json::array();
  for (const Case& each : cases) {
    const answer::Judgement judgement = judge(each);
    (each.policy ? policy : plain).count(each.expected, judgement.verdict);
    if (each.policy) continue;
    sources[each.source].count(each.expected, judgement.verdict);
    if ((judgement.verdict == answer::Verdict::kEqual) != each.expected)
      misses.push_back({{"id", each.id},
                        {"gold", each.pair.gold},
                        {"pred", each.pair.given},
                        {"expected", each.expected},
                        {"verdict", name(judgement.verdict)},
                        {"method", judgement.method}});
  }
  const std::vector<double> micros = measure(cases, seconds);
  const double total = std::accumulate(micros.begin(), micros.end(), 0.0);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  json report = {{"checks_per_second", total > 0 ? static_cast<double>(micros.size()) / total * 1e6 : 0.0},
                 {"p50_us", quantile(micros, 0.5)},
                 {"p99_us", quantile(micros, 0.99)},
                 {"max_us", micros.empty() ? 0.0 : micros.back()},
                 {"peak_rss_mib", static_cast<double>(usage.ru_maxrss) / 1024},
                 {"without_policy", plain.to_json()},
                 {"with_policy", policy.to_json()}};
  for (const auto& [source, score] : sources) report["sources"][source] = score.to_json();
  if (arguments.has("misses")) report["misses"] = misses;
  return report;
}

}  // namespace

const Benchmark kAnswersBenchmark{
    .name = "answers", .measures = "equality, over a FILE of judged pairs", .run = run_answers_benchmark};

}  // namespace qed::cli
