#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/benchmark.h"
#include "cli/programs.h"
#include "cli/tiers.h"

namespace qed::cli {
namespace {

constexpr const Benchmark* kBenchmarks[] = {&kPrefillBenchmark,    &kDecodeBenchmark,  &kConcurrencyBenchmark,
                                            &kSaturationBenchmark, &kAnswersBenchmark, &kProgramsBenchmark,
                                            &kSandboxBenchmark};

// Nested objects as "trivial.p50_ms  2.1", one figure a line.
std::string as_lines(const nlohmann::json& figures) {
  std::string text;
  const nlohmann::json flat = figures.flatten();
  for (const auto& [path, value] : flat.items()) {
    std::string name = path.substr(1);
    std::ranges::replace(name, '/', '.');
    text += fmt::format("{:<44} {}\n", name, value.is_string() ? value.get<std::string>() : value.dump());
  }
  return text;
}

Result<int> run_bench(const Arguments& arguments) {
  const std::vector<std::string>& words = arguments.positional();
  const auto* found = !words.empty() ? std::ranges::find(kBenchmarks, words[0], &Benchmark::name) : nullptr;
  if (found == nullptr || found == std::end(kBenchmarks)) {
    std::string known;
    for (const Benchmark* each : kBenchmarks) known += fmt::format("\n  {:<10} {}", each->name, each->measures);
    return fail(Errc::kInvalidInput, "qed bench: expected one of{}", known);
  }
  const nlohmann::json figures = QED_TRY((*found)->run(arguments));
  const auto show = (*found)->show ? (*found)->show : as_lines;
  const std::string text = arguments.has("json")
                               ? figures.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n"
                               : show(figures);
  QED_TRY(write_all(STDOUT_FILENO, text, "standard output"));
  // Of peers that failed: the other figures are there all the same.
  const nlohmann::json errors = figures.value("errors", nlohmann::json::array());
  for (const std::string message : errors) std::fputs(fmt::format("qed: {}\n", message).c_str(), stderr);
  return errors.empty() ? 0 : exit_status(Errc::kUnavailable);
}

}  // namespace

extern const Command kBench;
const Command kBench{
    .name = "bench",
    .summary = "Measure how fast parts of qed are on this machine.",
    .positional = "NAME [FILE]",
    .description =
        "Measures one part and prints its figures; an idle machine gives the truest ones.\n\n"
        "answers FILE compares the pairs {gold, pred, expected} of a file, whose rows may name \"form\", \"policy\" "
        "and "
        "\"options\", on one core: checks a second, latencies, accuracy over the rows without a policy, false verdicts "
        "and peak memory.\n\n"
        "programs measures whole runs in the native interpreter on one core, parsing included, against the compilation "
        "and execution of the same programs in one Python process: of its own word problems, or of those rows "
        "{\"source\"} of a file that it runs.\n\n"
        "sandbox measures whole runs of programs, from source to answer, against fresh interpreters.\n\n"
        "prefill, decode, concurrency and saturation measure the engine on a model file or on --synthetic SHAPE:TYPE "
        "(random weights in the shape of a public model): tokens a second, the roof that reading all weights and "
        "multiplying with them sets on this machine, and each --peer's speed and ours in proportion, taken in turns. A "
        "server is timed by its streams; a peer that fails is "
        "named, and the others' figures stand. The last line is the memory that the model takes.",
    .options = joined(
        {
            {"json", "", "Print one JSON object instead of lines.", ""},
            {"synthetic", "SHAPE:TYPE", "Engine: a model with random weights, such as qwen2.5-1.5b:q4_k_m.", ""},
            {"peer", "COMMAND",
             "Engine: also measure this: the path of a llama-bench or llama-batched-bench executable, perhaps with "
             "arguments, or the URL of an OpenAI-compatible server.",
             "", /*repeatable=*/true},
            {"rounds", "N", "Engine: measure so often; medians are shown.", "5"},
            {"prompt", "N", "Engine: tokens of the prompt, by default 512 (prefill), 0 (decode) or 256.", ""},
            {"tokens", "N", "Engine: tokens to write in each sequence.", "32"},
            {"sequences", "LIST", "concurrency: how many sequences.", "4,16,32"},
            {"svg", "FILE", "saturation: draw the curve.", "", false, Option::Value::kFile},
            {"threads", "N", "Engine: threads to compute with; by default one for each core.", ""},
            {"seconds", "N", "answers, programs: how long to measure.", "3"},
            {"misses", "", "answers: list the rows on which the verdict is not the expected one.", ""},
            {"runs", "N", "sandbox: how many programs to run for each figure.", "1000"},
            {"soak", "N", "sandbox: then run N more, and show what memory, processes, descriptors and mounts grew by.",
             ""},
        },
        program_options()),
    .examples = {{"qed bench prefill --synthetic qwen2.5-0.5b:q8_0", "Tokens a second of a prompt."},
                 {"qed bench concurrency model.gguf --peer ./llama-batched-bench", "Against another engine."},
                 {"qed bench answers cases.jsonl --json", "Speed and accuracy of equality."},
                 {"qed bench programs --json", "The native interpreter's speed beside Python's."},
                 {"qed bench sandbox --json", "Programs a second, and how long one takes."},
                 {"qed bench sandbox --soak 100000", "Does anything leak?"}},
    .run = run_bench,
};

}  // namespace qed::cli
