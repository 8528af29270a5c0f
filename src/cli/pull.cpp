#include "hub/pull.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "base/file.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/status_line.h"

namespace qed::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kMebibyte = 1 << 20;

// What is going on, how fast, and how long it will take.
std::string describe(const hub::PullProgress& progress, double seconds) {
  if (progress.file.empty()) return "waiting for another process that fetches this model";
  std::string text = fmt::format("{} ({} of {})  {:.0f}", progress.file, progress.number, progress.files,
                                 static_cast<double>(progress.done) / kMebibyte);
  if (progress.all > 0) text += fmt::format(" of {:.0f}", static_cast<double>(progress.all) / kMebibyte);
  text += " MiB";
  const double rate = seconds > 0 ? static_cast<double>(progress.fetched) / seconds : 0;
  if (rate > 0) text += fmt::format("  {:.1f} MiB/s", rate / kMebibyte);
  if (rate > 0 && progress.all > progress.done)
    text += fmt::format("  {} left", duration(static_cast<double>(progress.all - progress.done) / rate));
  return text;
}

// Which files have the hash that the hub announced, and for which it announced none.
std::string describe(const std::vector<hub::Pulled::File>& files) {
  std::string sha256, git, none;
  const auto add = [](std::string& list, const std::string& path) { list += (list.empty() ? "" : ", ") + path; };
  for (const auto& [path, checked] : files)
    add(!checked.sha256.empty() ? sha256 : !checked.git_blob.empty() ? git : none, path);
  std::string text;
  if (!sha256.empty()) text += fmt::format("verified by SHA-256: {}\n", sha256);
  if (!git.empty()) text += fmt::format("verified by git blob hash: {}\n", git);
  if (!none.empty()) text += fmt::format("not verified but for the size, since the hub gives no hash: {}\n", none);
  return text;
}

Result<int> run_pull(const Arguments& arguments) {
  if (arguments.positional().size() != 1)
    return fail(Errc::kInvalidInput, "qed pull: expected one model, found {} words", arguments.positional().size());
  const hub::ModelName name = QED_TRY(hub::parse_model_name(arguments.positional()[0]));
  hub::Endpoint endpoint = QED_TRY(hub::choose_endpoint(arguments.text("mirror"), std::getenv));
  if (!endpoint.notice.empty()) std::fputs(fmt::format("qed: {}\n", endpoint.notice).c_str(), stderr);
  const hub::Cache cache = QED_TRY(hub::Cache::open(std::getenv));
  const Interrupt interrupt;
  StatusLine status(true);
  endpoint.options.on_wait = [&](const Error& error, std::chrono::milliseconds wait) {
    status.clear();
    status.show(fmt::format("trying again in {} s: {}", wait.count() / 1000, error.message));
  };
  endpoint.options.stall = std::chrono::seconds(QED_TRY(arguments.integer("stall", 1, 3600)).value());
  hub::Client client(std::move(endpoint.options));
  const Clock::time_point begin = Clock::now();
  const hub::PullOptions options{
      .revision = arguments.text("revision"), .progress = [&](const hub::PullProgress& progress) {
        status.show(describe(progress, std::chrono::duration<double>(Clock::now() - begin).count()));
      }};
  Result<hub::Pulled> pulled = hub::pull(client, cache, name, options, interrupt.token());
  status.clear();
  if (!pulled && pulled.error().code == Errc::kCancelled)
    pulled.error().message += fmt::format("; 'qed pull {}' goes on from here", name.full());
  if (!pulled) return std::unexpected(pulled.error());
  std::fputs(fmt::format("{} MiB in {} files, {} MiB of them fetched now; revision {}\n{}", pulled->bytes >> 20,
                         pulled->files.size(), pulled->fetched >> 20, pulled->revision, describe(pulled->files))
                 .c_str(),
             stderr);
  QED_TRY(write_all(STDOUT_FILENO, pulled->path.string() + "\n", "standard output"));
  return 0;
}

}  // namespace

extern const Command kPull;
const Command kPull{
    .name = "pull",
    .summary = "Fetch a model from a hub.",
    .positional = "ORG/MODEL[:FILTER]",
    .description =
        "Fetches what qed needs to run a model and nothing else: the configuration, the tokenizer and the weights as "
        "safetensors, or one GGUF model. FILTER says which GGUF where there are several: a quantisation such as "
        "q4_k_m, a file's name, or a pattern with '*' and '?'. Prints the path; wherever a command takes a model, "
        "ORG/MODEL[:FILTER] means it from then on.\n\n"
        "Models lie in $QED_MODELS, or else in qed/models below $XDG_DATA_HOME or ~/.local/share. What an interruption "
        "leaves is continued by the next call. Every file's size and hash are checked: SHA-256, or the hash by which "
        "git "
        "names small files; what a mirror gives no hash for is listed. HF_TOKEN opens gated models; it "
        "is sent to the hub and to no server that the hub redirects to.",
    .options =
        {
            {"revision", "REV", "A branch, tag or commit instead of the default branch.", ""},
            {"mirror", "URL", "A server that speaks the hub's protocol. Without it: HF_ENDPOINT, or the hub itself.",
             ""},
            {"stall", "SECONDS",
             "Give a connection up that brings less than 1 KiB a second for so long, and try again.", "60"},
        },
    .examples =
        {
            {"qed pull Qwen/Qwen2.5-Math-1.5B-Instruct", "A checkpoint with its configuration and tokenizer."},
            {"qed pull Qwen/Qwen2.5-0.5B-Instruct-GGUF:q4_k_m", "One quantisation of several."},
        },
    .run = run_pull,
};

}  // namespace qed::cli
