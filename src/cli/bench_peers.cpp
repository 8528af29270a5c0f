#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>

#include "base/file.h"
#include "base/text.h"
#include "cli/bench_contender.h"

namespace qed::cli {
namespace {

// What a program prints, on either stream, until it ends; a stop request ends it.
Result<std::string> output_of(const std::vector<std::string>& words, const std::stop_token& stop) {
  constexpr std::size_t kMostBytes = 8 << 20;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Errc::kUnavailable, "a pipe: {}", system_error());
  UniqueFd read_end(ends[0]), write_end(ends[1]);
  std::vector<char*> argv;
  for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, write_end.get(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, write_end.get(), STDERR_FILENO);
  pid_t pid = -1;
  const int error = ::posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) return fail(Errc::kUnavailable, "{}: {}", words[0], std::generic_category().message(error));
  write_end.reset();

  std::string text;
  bool stopped = false;
  for (char buffer[4096];;) {
    pollfd waiting{.fd = read_end.get(), .events = POLLIN, .revents = 0};
    const int ready = ::poll(&waiting, 1, 200);
    if (!stopped && stop.stop_requested()) stopped = ::kill(pid, SIGTERM) == 0;
    if (ready <= 0) continue;
    const ssize_t got = ::read(read_end.get(), buffer, sizeof buffer);
    if (got <= 0) break;
    if (text.size() < kMostBytes) text.append(buffer, static_cast<std::size_t>(got));
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  if (stopped) return fail(Errc::kCancelled, "the benchmark was interrupted");
  if (status != 0) {
    const std::vector<std::string_view> lines = text::split(std::string_view(text::trim(text)), '\n');
    return fail(Errc::kUnavailable, "{} failed ({} {}): {}", fmt::join(words, " "),
                WIFSIGNALED(status) ? "signal" : "exit status",
                WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status), lines.back());
  }
  return text;
}

std::optional<double> number_in(std::string_view text) {
  text = text::trim(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// llama-bench times prompts and one sequence from an empty context; llama-batched-bench times sequences side by side.
class LlamaBench final : public Contender {
 public:
  LlamaBench(std::vector<std::string> command, std::string file, unsigned threads)
      : command_(std::move(command)), file_(std::move(file)), threads_(threads) {
    const std::filesystem::path path(command_[0]);
    batched_ = path.filename().string().find("batched") != std::string::npos;
    name_ = fmt::format("{}", fmt::join(command_, " "));
  }
  const std::string& name() const override { return name_; }
  std::string method(const Workload&) const override { return "by its own clock"; }

  Result<std::vector<double>> measure(std::span<const Workload> workloads, const std::stop_token& stop) override {
    std::vector<double> rates;
    while (rates.size() < workloads.size()) {
      const std::span<const Workload> alike = first_alike(workloads.subspan(rates.size()));
      std::vector<std::string> words = command_;
      for (const std::string& word : arguments_of(alike)) words.push_back(word);
      const std::string output = QED_TRY(output_of(words, stop));
      for (const Workload& work : alike) {
        const std::optional<double> rate = batched_ ? rate_of_table(output, work) : rate_of_json(output);
        if (!rate || !(*rate > 0)) return fail(Errc::kCorrupt, "{}: no speed in its output", fmt::join(words, " "));
        rates.push_back(*rate);
      }
    }
    return rates;
  }

  // A workload that this program cannot do.
  Result<void> check(std::span<const Workload> workloads) const {
    for (const Workload& work : workloads)
      if (!batched_ && (work.sequences > 1 || (!work.prefill() && work.prompt > 0)))
        return fail(Errc::kInvalidInput, "{}: sequences after a prompt are measured with llama-batched-bench", name_);
    return {};
  }

 private:
  // Those that one run can do: they differ in the number of sequences only.
  std::span<const Workload> first_alike(std::span<const Workload> workloads) const {
    std::size_t count = 1;
    while (batched_ && count < workloads.size() && workloads[count].prompt == workloads[0].prompt &&
           workloads[count].tokens == workloads[0].tokens)
      ++count;
    return workloads.first(count);
  }

  std::vector<std::string> arguments_of(std::span<const Workload> alike) const {
    std::vector<std::string> words{"-m", file_, "-t", std::to_string(threads_)};
    const auto add = [&](std::initializer_list<std::string> more) { words.insert(words.end(), more); };
    if (!batched_) {
      add({"-r", "1", "-o", "json", "-p", std::to_string(alike[0].prompt), "-n", std::to_string(alike[0].tokens)});
      return words;
    }
    const std::size_t tokens = std::max<std::size_t>(alike[0].tokens, 1);
    const std::size_t prompt = std::max<std::size_t>(alike[0].prompt, 1);
    std::vector<std::size_t> sequences;
    for (const Workload& work : alike) sequences.push_back(work.sequences);
    // Enough context with or without sharing.
    const std::size_t context = std::max<std::size_t>(std::ranges::max(sequences) * (prompt + tokens), 512);
    add({"-c", std::to_string(context), "-npp", std::to_string(prompt), "-ntg", std::to_string(tokens), "-npl",
         fmt::format("{}", fmt::join(sequences, ",")), "-pps"});
    return words;
  }

  static std::optional<double> rate_of_json(std::string_view output) {
    constexpr std::string_view kKey = "\"avg_ts\":";
    const std::size_t at = output.rfind(kKey);
    if (at == output.npos) return std::nullopt;
    const std::string_view rest = output.substr(at + kKey.size());
    return number_in(rest.substr(0, rest.find_first_of(",\n}")));
  }

  // "| PP | TG | B | N_KV | T_PP s | S_PP t/s | T_TG s | S_TG t/s | …", one line of it.
  static std::optional<double> rate_of_table(std::string_view output, const Workload& work) {
    constexpr std::size_t kSequences = 3, kPrefillRate = 6, kDecodeRate = 8;
    for (const std::string_view line : text::split(output, '\n')) {
      const std::vector<std::string_view> cells = text::split(line, '|');
      if (cells.size() <= kDecodeRate || number_in(cells[kSequences]) != static_cast<double>(work.sequences)) continue;
      return number_in(cells[work.prefill() ? kPrefillRate : kDecodeRate]);
    }
    return std::nullopt;
  }

  std::vector<std::string> command_;
  std::string file_;
  unsigned threads_;
  std::string name_;
  bool batched_ = false;
};

}  // namespace

Result<std::unique_ptr<Contender>> make_peer(const std::string& peer, const std::string& file,
                                             std::span<const Workload> workloads, unsigned threads) {
  if (peer.starts_with("http://") || peer.starts_with("https://")) return make_server(peer, workloads);
  std::vector<std::string> command;
  for (const std::string_view word : text::split(std::string_view(peer), ' '))
    if (!word.empty()) command.emplace_back(word);
  if (command.empty() || ::access(command[0].c_str(), X_OK) != 0)
    return fail(Errc::kInvalidInput, "--peer {}: neither an address nor an executable: {}", peer, system_error());
  if (file.empty()) return fail(Errc::kInvalidInput, "--peer {}: a program needs a model file to run", peer);
  auto program = std::make_unique<LlamaBench>(std::move(command), file, threads);
  QED_TRY(program->check(workloads));
  return program;
}

}  // namespace qed::cli
