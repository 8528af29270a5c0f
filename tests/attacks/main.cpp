// attacks SET.jsonl [--sandbox MODE] [--like-docker] [--native-first] [--only ID]: runs hostile programs through the
// program runner, as a service would, and looks for what they must not do. The last line is "N passed, M failed"; exit
// status 1 where any failed. The programs are never run outside the sandbox, but for what the native interpreter takes.
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "attacks/bait.h"
#include "attacks/docker.h"
#include "base/lines.h"
#include "base/text.h"
#include "program/json.h"
#include "program/native_runner.h"
#include "program/python_runner.h"

namespace qed::attacks {
namespace {

using nlohmann::json;
using program::Run;
using Clock = std::chrono::steady_clock;

constexpr auto kSettle = std::chrono::seconds(2);        // until what a run left behind must be gone
constexpr auto kLateEffects = std::chrono::seconds(10);  // after the last record
constexpr double kServiceSeconds = 5;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

bool contains(const std::string& text, const json& part) { return text.find(part.get<std::string>()) != text.npos; }

bool has(const json& texts, std::string_view text) {
  return std::ranges::any_of(texts, [&](const json& each) { return each == text; });
}

// Keys of `expect` that do not hold for a run that took so long and serialises to so many bytes.
std::vector<std::string> broken_expectations(const json& expect, const Run& run, double seconds, std::size_t bytes) {
  std::vector<std::string> broken;
  const auto check = [&](const char* key, auto holds) {
    if (expect.contains(key) && !holds(expect[key])) broken.emplace_back(key);
  };
  const bool ok = run.status == program::Status::kOk;
  check("status", [&](const json& allowed) { return has(allowed, program::name(run.status)); });
  check("answer", [&](const json& text) { return !ok || run.answer == text.get<std::string>(); });
  check("answer_in", [&](const json& texts) { return !ok || has(texts, run.answer); });
  const auto each = [](const json& parts, auto holds) { return std::ranges::all_of(parts, holds); };
  check("answer_not",
        [&](const json& parts) { return each(parts, [&](const json& part) { return !contains(run.answer, part); }); });
  check("stdout_contains", [&](const json& parts) {
    return each(parts, [&](const json& part) { return contains(run.stdout_text, part); });
  });
  check("stdout_not_contains", [&](const json& parts) {
    return each(parts, [&](const json& part) { return !contains(run.stdout_text, part); });
  });
  check("max_wall_s", [&](const json& most) { return seconds <= most.get<double>(); });
  check("max_peak_mb",
        [&](const json& most) { return static_cast<double>(run.peak_mem_kib) / 1024 <= most.get<double>(); });
  check("max_result_bytes", [&](const json& most) { return bytes <= most.get<std::size_t>(); });
  return broken;
}

class Range {
 public:
  Range(Bait bait, program::Runner& runner) : bait_(std::move(bait)), runner_(runner) {}

  // What is wrong with a record; empty: nothing. nullopt where a module that it requires is missing.
  std::optional<std::vector<std::string>> judge(const json& record) {
    for (const json& module : record.value("requires", json::array()))
      if (!has_module(module)) return std::nullopt;
    std::vector<std::string> wrong;
    const json steps = record.contains("steps") ? record["steps"] : json::array({record});
    for (const json& step : steps) run_step(step, wrong);
    check_service(wrong);
    check_leftovers(wrong);
    for (std::string& effect : bait_.effects()) wrong.push_back(std::move(effect));
    return wrong;
  }

  std::vector<std::string> late_effects() const {
    std::this_thread::sleep_for(kLateEffects);
    return bait_.effects();
  }

 private:
  void run_step(const json& step, std::vector<std::string>& wrong) {
    // A set's programs answer by solve(): one without has no answer, whatever it prints.
    program::Program program{
        .source = bait_.filled_in(step.at("code").get<std::string>()), .tests = {}, .prints_answer = false};
    const json tests = step.value("tests", json());
    if (tests.is_array())
      for (const json& test : tests) program.tests.push_back(bait_.filled_in(test.get<std::string>()));
    const auto start = Clock::now();
    const Result<Run> run = runner_.run(program, {});
    const double seconds = seconds_since(start);
    if (!run) return void(wrong.push_back("no run: " + run.error().message));
    std::string text;
    try {
      text = to_json(*run).dump();
    } catch (const json::exception&) {
      return void(wrong.emplace_back("json_safe"));
    }
    for (const std::string& key : broken_expectations(step.value("expect", json::object()), *run, seconds, text.size()))
      wrong.push_back(
          fmt::format("{} in {:.1f} s, {} MB: {}", key, seconds, run->peak_mem_kib / 1024, text.substr(0, 400)));
    if (run->status == program::Status::kSandboxError) wrong.emplace_back("sandbox_error");
    if (bait_.leaked_into(text)) wrong.emplace_back("token_leak");
    if (run->answer.find("ESCAPED") != std::string::npos) wrong.emplace_back("ESCAPED");
  }

  void check_service(std::vector<std::string>& wrong) {
    const auto start = Clock::now();
    const Result<Run> run = runner_.run({"def solve(): return 6*7", {}}, {});
    if (!run || run->status != program::Status::kOk || run->answer != "42" || seconds_since(start) > kServiceSeconds)
      wrong.push_back("service_down" + (run ? std::string() : ": " + run.error().message));
  }

  void check_leftovers(std::vector<std::string>& wrong) const {
    const auto deadline = Clock::now() + kSettle;
    while (!Bait::leftovers(bait_.sacrificial()).empty()) {
      if (Clock::now() > deadline) return void(wrong.emplace_back("leftover_process"));
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }

  bool has_module(const std::string& module) {
    const auto [known, added] = modules_.try_emplace(module, false);
    if (added) {
      const Result<Run> run = runner_.run({fmt::format("import {0}\nans = {0}.__name__", module), {}}, {});
      known->second = run && run->status == program::Status::kOk;
    }
    return known->second;
  }

  Bait bait_;
  program::Runner& runner_;
  std::map<std::string, bool> modules_;
};

// Half a surrogate pair, "\ud800" alone, is JSON to Python but no text to a UTF-8 library: U+FFFD stands for it.
std::string without_lone_surrogates(std::string_view line) {
  const auto escaped = [&](std::size_t at) -> unsigned long {
    if (at + 6 > line.size() || line[at] != '\\' || line[at + 1] != 'u') return 0;
    return std::strtoul(std::string(line.substr(at + 2, 4)).c_str(), nullptr, 16);
  };
  const auto is_high = [](unsigned long code) { return code >= 0xD800 && code < 0xDC00; };
  const auto is_low = [](unsigned long code) { return code >= 0xDC00 && code < 0xE000; };
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const bool pair = is_high(escaped(i)) && is_low(escaped(i + 6));
    const bool lone = !pair && (is_high(escaped(i)) || is_low(escaped(i)));
    const std::size_t size = pair ? 12 : lone ? 6 : line[i] == '\\' ? 2 : 1;
    out += lone ? "\\ufffd" : line.substr(i, size);
    i += size;
  }
  return out;
}

struct Wish {
  std::string set, only;
  sandbox::Isolation isolation = sandbox::Isolation::kFull;
  bool native_first = false;
};

Result<int> run_set(const Wish& wish) {
  Bait bait = QED_TRY(Bait::lay());
  program::Limits limits;
  limits.cpu_ms = 4'000;
  std::unique_ptr<program::Runner> runner =
      QED_TRY(program::PythonRunner::create(limits, {.python = {}, .isolation = wish.isolation}));
  const Run first = QED_TRY(runner->run({"ans = 1", {}}, {}));
  fmt::print("isolation: {}\n", first.isolation);
  std::fflush(stdout);

  if (wish.native_first) runner = program::make_native_runner(limits, std::move(runner));
  Range range(std::move(bait), *runner);
  int passed = 0, failed = 0, skipped = 0;
  LineReader lines = QED_TRY(LineReader::open(wish.set));
  while (const auto line = QED_TRY(lines.next())) {
    if (text::trim(*line).empty()) continue;
    const json record = json::parse(without_lone_surrogates(*line), nullptr, /*allow_exceptions=*/false);
    const std::string id = record.is_object() ? record.value("id", lines.place()) : lines.place();
    if (!wish.only.empty() && id != wish.only) continue;
    const auto wrong = record.is_object() ? range.judge(record) : std::vector<std::string>{"no JSON object"};
    ++(!wrong ? skipped : wrong->empty() ? passed : failed);
    if (!wrong) fmt::print("skip  {}: a module it requires is not installed\n", id);
    if (wrong && wrong->empty()) fmt::print("pass  {}\n", id);
    if (wrong && !wrong->empty()) fmt::print("FAIL  {}: {}\n", id, fmt::join(*wrong, "; "));
    std::fflush(stdout);
  }
  for (const std::string& effect : range.late_effects()) {
    fmt::print("FAIL  after the last record: {}\n", effect);
    ++failed;
  }
  if (skipped > 0) fmt::print("{} skipped\n", skipped);
  fmt::print("{} passed, {} failed\n", passed, failed);
  return failed == 0 ? 0 : 1;
}

int run(int argc, char** argv) {
  CLI::App app("Runs hostile programs in the sandbox and looks for what they must not do.");
  Wish wish;
  bool like_docker = false;
  const std::map<std::string, sandbox::Isolation> modes{{"full", sandbox::Isolation::kFull},
                                                        {"landlock", sandbox::Isolation::kLandlock}};
  app.add_option("set", wish.set, "attacks as JSON lines")->required();
  app.add_option("--sandbox", wish.isolation, "full or landlock")->transform(CLI::CheckedTransformer(modes));
  app.add_flag("--like-docker", like_docker, "forbid namespaces first, as Docker's default profile does");
  app.add_flag("--native-first", wish.native_first, "give programs to the native interpreter first, as commands do");
  app.add_option("--only", wish.only, "the id of one record");
  CLI11_PARSE(app, argc, argv);
  if (like_docker)
    if (const Result<void> forbidden = forbid_namespaces(); !forbidden) {
      fmt::print(stderr, "attacks: {}\n", forbidden.error().message);
      return 2;
    }
  const Result<int> status = run_set(wish);
  if (!status) fmt::print(stderr, "attacks: {}\n", status.error().message);
  return status ? *status : 2;
}

}  // namespace
}  // namespace qed::attacks

int main(int argc, char** argv) { return qed::attacks::run(argc, argv); }
