// The engine's speed, on a real model or a synthetic one, beside its peers' and under the machine's roofs.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/bench_chart.h"
#include "cli/bench_contender.h"
#include "cli/bench_roofs.h"
#include "cli/benchmark.h"
#include "cli/interrupt.h"
#include "cli/resident_memory.h"
#include "cli/status_line.h"
#include "quant/types.h"

namespace qed::cli {
namespace {

using nlohmann::json;

// A contender's tokens a second: [workload][round].
using Rates = std::vector<std::vector<double>>;

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return values.size() % 2 == 1 ? *middle : (*middle + *std::max_element(values.begin(), middle)) / 2;
}

// Of neighbours in time, so that what disturbs the machine disturbs both.
double median_ratio(const std::vector<double>& ours, const std::vector<double>& theirs) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < ours.size(); ++i) ratios.push_back(ours[i] / theirs[i]);
  return median(std::move(ratios));
}

Result<std::vector<std::size_t>> numbers_of(const Arguments& arguments, std::string_view option, std::size_t most) {
  std::vector<std::size_t> numbers;
  const std::string list = arguments.text(option);
  for (const std::string_view word : text::split(std::string_view(list), ',')) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc{} || end != word.data() + word.size() || number == 0 || number > most)
      return fail(Errc::kInvalidInput, "--{} {}: expected numbers from 1 to {}, such as 4,16,32", option, list, most);
    numbers.push_back(number);
  }
  return numbers;
}

Result<std::vector<Workload>> workloads_of(std::string_view benchmark, const Arguments& arguments) {
  const auto prompt = QED_TRY(arguments.integer("prompt", 0, 1 << 20));
  const auto tokens = static_cast<std::size_t>(QED_TRY(arguments.integer("tokens", 1, 1 << 16)).value());
  const auto prompt_or = [&](long other) { return static_cast<std::size_t>(prompt.value_or(other)); };
  if (benchmark == "prefill") {
    if (prompt == 0) return fail(Errc::kInvalidInput, "--prompt 0: a prefill needs a token");
    return std::vector{Workload{.prompt = prompt_or(512), .sequences = 1, .tokens = 0}};
  }
  if (benchmark == "decode") return std::vector{Workload{.prompt = prompt_or(0), .sequences = 1, .tokens = tokens}};
  std::vector<Workload> workloads;
  std::vector<std::size_t> sequences{1, 2, 4, 8, 16, 32, 64};
  if (benchmark == "concurrency") sequences = QED_TRY(numbers_of(arguments, "sequences", 1024));
  for (const std::size_t n : sequences) workloads.push_back({prompt_or(256), n, tokens});
  return workloads;
}

// The model, and what is said about it.
struct Subject {
  std::string name;
  std::string file;  // empty: synthetic
  model::Model model;
};

Result<Subject> open_subject(const Arguments& arguments, ThreadTeam& team, const std::stop_token& stop) {
  const std::string synthetic = arguments.text("synthetic");
  const std::vector<std::string>& words = arguments.positional();
  if (words.size() + (synthetic.empty() ? 0 : 1) != 2)
    return fail(Errc::kInvalidInput, "qed bench {}: expected one model file or --synthetic SHAPE:TYPE", words[0]);
  if (!synthetic.empty()) return Subject{synthetic, "", QED_TRY(model::Model::synthetic(synthetic, {}, team))};
  return Subject{words[1], words[1], QED_TRY(model::Model::load(words[1], {}, team, {}, stop))};
}

// What a contender achieved in every round, or why it dropped out.
struct Performance {
  Rates rates;
  std::optional<Error> failure;
};

// Every contender in turn, round after round. A peer that fails drops out; the others go on.
Result<std::vector<Performance>> run_rounds(std::span<const std::unique_ptr<Contender>> contenders,
                                            std::span<const Workload> workloads, std::size_t rounds, Roofs& roofs,
                                            ThreadTeam& team, const std::stop_token& stop) {
  StatusLine status(true);
  std::vector<Performance> performances(contenders.size(), {.rates = Rates(workloads.size()), .failure = {}});
  for (std::size_t round = 0; round < rounds; ++round) {
    roofs.measure(team);
    for (std::size_t c = 0; c < contenders.size(); ++c) {
      Performance& performance = performances[c];
      if (performance.failure) continue;
      status.show(fmt::format("round {} of {}: {}", round + 1, rounds, contenders[c]->name()));
      const Result<std::vector<double>> measured = contenders[c]->measure(workloads, stop);
      if (!measured && (c == 0 || measured.error().code == Errc::kCancelled)) return std::unexpected(measured.error());
      if (!measured) performance.failure = measured.error();
      for (std::size_t w = 0; measured && w < workloads.size(); ++w) performance.rates[w].push_back((*measured)[w]);
    }
  }
  return performances;
}

// A first run, which warms everything up, shows what memory the model takes while nothing else is there.
Result<json> measure_memory(Contender& ours, const Subject& subject, std::span<const Workload> workloads,
                            const std::stop_token& stop) {
  const auto kv = [&](const Workload& work) { return kv_bytes(subject.model, work); };
  const Workload largest = std::ranges::max(workloads, {}, kv);
  QED_TRY(ours.measure(std::span(&largest, 1), stop));
  const std::uint64_t file = subject.file.empty() ? subject.model.weight_bytes() : model_file_bytes(subject.file);
  json memory{{"file_bytes", file}, {"kv_bytes", kv(largest)}};
  if (const auto resident = resident_memory()) {
    memory["resident_bytes"] = resident->now;
    memory["peak_resident_bytes"] = resident->peak;
    memory["resident_share"] = static_cast<double>(resident->now) / static_cast<double>(file + kv(largest));
  }
  return memory;
}

json peer_of(const Contender& contender, const Performance& peer, const Performance& ours, const Workload& work,
             std::size_t w) {
  if (peer.failure) return {{"name", contender.name()}, {"error", peer.failure->message}};
  return {{"name", contender.name()},
          {"measured", contender.method(work)},
          {"tokens_per_second", median(peer.rates[w])},
          {"rounds", peer.rates[w]},
          {"ratio", median_ratio(ours.rates[w], peer.rates[w])}};
}

json results_of(std::span<const std::unique_ptr<Contender>> contenders, std::span<const Workload> workloads,
                const std::vector<Performance>& performances, const model::Model& model, const Roofs& roofs) {
  json results = json::array();
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    const Rates& rates = performances[0].rates;
    const double ours = median(rates[w]), bound = roofs.bound(model, workloads[w]);
    json row{{"name", workloads[w].name()},
             {"prompt", workloads[w].prompt},
             {"sequences", workloads[w].sequences},
             {"tokens", workloads[w].tokens},
             {"tokens_per_second", ours},
             {"rounds", rates[w]},
             {"roof", bound},
             {"share_of_roof", ours / bound},
             {"peers", json::array()}};
    for (std::size_t c = 1; c < contenders.size(); ++c)
      row["peers"].push_back(peer_of(*contenders[c], performances[c], performances[0], workloads[w], w));
    results.push_back(std::move(row));
  }
  return results;
}

std::string chart_of(const json& figures) {
  std::vector<std::size_t> sequences;
  std::vector<Curve> curves{{.name = "qed", .rates = {}}};
  for (const json& peer : figures["results"][0]["peers"]) curves.push_back({peer["name"], {}});
  for (const json& row : figures["results"]) {
    sequences.push_back(row["sequences"]);
    curves[0].rates.push_back(row["tokens_per_second"]);
    for (std::size_t c = 0; c < row["peers"].size(); ++c)
      if (row["peers"][c].contains("tokens_per_second"))
        curves[c + 1].rates.push_back(row["peers"][c]["tokens_per_second"]);
  }
  std::erase_if(curves, [](const Curve& curve) { return curve.rates.empty(); });
  return saturation_chart(
      fmt::format("{}, {} threads", figures["model"].get<std::string>(), figures["threads"].get<unsigned>()), sequences,
      curves);
}

Result<json> run_engine_benchmark(std::string_view benchmark, const Arguments& arguments) {
  const Interrupt interrupt;
  const std::stop_token stop = interrupt.token();
  const std::vector<Workload> workloads = QED_TRY(workloads_of(benchmark, arguments));
  const auto rounds = static_cast<std::size_t>(QED_TRY(arguments.integer("rounds", 1, 1000)).value());
  const std::string svg = arguments.text("svg");
  if (!svg.empty() && benchmark != "saturation")
    return fail(Errc::kInvalidInput, "--svg: only `qed bench saturation` draws a curve");
  ThreadTeam team(static_cast<unsigned>(QED_TRY(arguments.integer("threads", 1, 1024)).value_or(0)));
  Subject subject = QED_TRY(open_subject(arguments, team, stop));
  std::vector<std::unique_ptr<Contender>> contenders;
  contenders.push_back(make_ours(subject.model, team));
  for (const std::string& peer : arguments.all("peer"))
    contenders.push_back(QED_TRY(make_peer(peer, subject.file, workloads, team.size())));

  json memory = QED_TRY(measure_memory(*contenders[0], subject, workloads, stop));
  Roofs roofs = QED_TRY(Roofs::create(subject.model, team));
  const std::vector<Performance> performances = QED_TRY(run_rounds(contenders, workloads, rounds, roofs, team, stop));
  json figures{{"model", subject.name},
               {"weights_mib", subject.model.weight_bytes() >> 20},
               {"weight_type", subject.model.typical_matrix().format()},
               {"threads", team.size()},
               {"instruction_set", kernels::best().name},
               {"read_gb_per_second", roofs.bytes_per_second() / 1e9},
               {"multiply_gop_per_second", roofs.operations_per_second() / 1e9},
               {"memory", std::move(memory)},
               {"results", results_of(contenders, workloads, performances, subject.model, roofs)}};
  for (const Performance& performance : performances)
    if (performance.failure) figures["errors"].push_back(performance.failure->message);
  if (!svg.empty()) QED_TRY(write_file(svg, chart_of(figures)));
  return figures;
}

std::string memory_line(const json& memory) {
  if (!memory.contains("resident_bytes")) return {};
  const auto mebibytes = [&](const char* key) { return memory[key].get<double>() / (1 << 20); };
  return fmt::format(
      "memory: {:.0f} MiB resident, {:.0f} % of {:.0f} MiB in the file and {:.0f} MiB of keys and values; {:.0f} MiB "
      "at "
      "the peak, with the file's pages that the system lends while it is read\n",
      mebibytes("resident_bytes"), 100 * memory["resident_share"].get<double>(), mebibytes("file_bytes"),
      mebibytes("kv_bytes"), mebibytes("peak_resident_bytes"));
}

std::string as_table(const json& figures) {
  std::string out =
      fmt::format("{}: {} MiB of weights, {} threads, {}\nroofs: {:.1f} GB/s read, {:.0f} Gop/s in {} products\n\n",
                  figures["model"].get<std::string>(), figures["weights_mib"].get<std::size_t>(),
                  figures["threads"].get<unsigned>(), figures["instruction_set"].get<std::string>(),
                  figures["read_gb_per_second"].get<double>(), figures["multiply_gop_per_second"].get<double>(),
                  figures["weight_type"].get<std::string>());
  const json& first = figures["results"][0];
  out += fmt::format("{:<16}{:>10}{:>10}{:>8}", "tokens/s", "qed", "roof", "share");
  for (std::size_t c = 0; c < first["peers"].size(); ++c)
    out += fmt::format("{:>12}{:>8}", fmt::format("peer {}", c + 1), "ratio");
  for (const json& row : figures["results"]) {
    out += fmt::format("\n{:<16}{:>10.1f}{:>10.1f}{:>7.0f}%", row["name"].get<std::string>(),
                       row["tokens_per_second"].get<double>(), row["roof"].get<double>(),
                       100 * row["share_of_roof"].get<double>());
    for (const json& peer : row["peers"])
      out += peer.contains("error") ? fmt::format("{:>12}{:>8}", "failed", "")
                                    : fmt::format("{:>12.1f}{:>8.2f}", peer["tokens_per_second"].get<double>(),
                                                  peer["ratio"].get<double>());
  }
  out += "\n";
  for (std::size_t c = 0; c < first["peers"].size(); ++c) {
    const json& peer = first["peers"][c];
    out += peer.contains("error")
               ? fmt::format("peer {} failed: {}\n", c + 1, peer["error"].get<std::string>())  // which names it
               : fmt::format("peer {}: {}, measured {}\n", c + 1, peer["name"].get<std::string>(),
                             peer["measured"].get<std::string>());
  }
  return out + memory_line(figures["memory"]);
}

template <const auto& kBenchmark>
Result<json> run_as(const Arguments& arguments) {
  return run_engine_benchmark(kBenchmark.name, arguments);
}

}  // namespace

const Benchmark kPrefillBenchmark{
    .name = "prefill", .measures = "the engine reading a prompt", .run = run_as<kPrefillBenchmark>, .show = as_table};
const Benchmark kDecodeBenchmark{
    .name = "decode", .measures = "the engine writing one sequence", .run = run_as<kDecodeBenchmark>, .show = as_table};
const Benchmark kConcurrencyBenchmark{.name = "concurrency",
                                      .measures = "the engine writing several sequences of one prompt",
                                      .run = run_as<kConcurrencyBenchmark>,
                                      .show = as_table};
const Benchmark kSaturationBenchmark{.name = "saturation",
                                     .measures = "the same from 1 to 64 sequences, as a curve",
                                     .run = run_as<kSaturationBenchmark>,
                                     .show = as_table};

}  // namespace qed::cli
