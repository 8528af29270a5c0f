// The engine's speed, on a real model or a synthetic one, beside its peers' and under the machine's roofs.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/bench_chart.h"
#include "cli/bench_contender.h"
#include "cli/bench_roofs.h"
#include "cli/benchmark.h"
#include "cli/interrupt.h"
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

// Every contender in turn, round after round.
Result<std::vector<Rates>> run_rounds(std::span<const std::unique_ptr<Contender>> contenders,
                                      std::span<const Workload> workloads, std::size_t rounds, Roofs& roofs,
                                      ThreadTeam& team, const std::stop_token& stop) {
  StatusLine status(true);
  std::vector<Rates> rates(contenders.size(), Rates(workloads.size()));
  QED_TRY(contenders[0]->measure(workloads.first(1), stop));  // warm
  for (std::size_t round = 0; round < rounds; ++round) {
    roofs.measure(team);
    for (std::size_t c = 0; c < contenders.size(); ++c) {
      status.show(fmt::format("round {} of {}: {}", round + 1, rounds, contenders[c]->name()));
      const std::vector<double> measured = QED_TRY(contenders[c]->measure(workloads, stop));
      for (std::size_t w = 0; w < workloads.size(); ++w) rates[c][w].push_back(measured[w]);
    }
  }
  return rates;
}

json results_of(std::span<const std::unique_ptr<Contender>> contenders, std::span<const Workload> workloads,
                const std::vector<Rates>& rates, const model::Model& model, const Roofs& roofs) {
  json results = json::array();
  for (std::size_t w = 0; w < workloads.size(); ++w) {
    const double ours = median(rates[0][w]), bound = roofs.bound(model, workloads[w]);
    json row{{"name", workloads[w].name()},
             {"prompt", workloads[w].prompt},
             {"sequences", workloads[w].sequences},
             {"tokens", workloads[w].tokens},
             {"tokens_per_second", ours},
             {"rounds", rates[0][w]},
             {"roof", bound},
             {"share_of_roof", ours / bound},
             {"peers", json::array()}};
    for (std::size_t c = 1; c < contenders.size(); ++c)
      row["peers"].push_back({{"name", contenders[c]->name()},
                              {"tokens_per_second", median(rates[c][w])},
                              {"rounds", rates[c][w]},
                              {"ratio", median_ratio(rates[0][w], rates[c][w])}});
    results.push_back(std::move(row));
  }
  return results;
}

std::string chart_of(const json& figures) {
  std::vector<std::size_t> sequences;
  std::vector<Curve> curves{{.name = "qed", .rates = {}}};
  for (const json& row : figures["results"]) {
    sequences.push_back(row["sequences"]);
    curves[0].rates.push_back(row["tokens_per_second"]);
    for (std::size_t c = 0; c < row["peers"].size(); ++c) {
      if (curves.size() < c + 2) curves.push_back({row["peers"][c]["name"], {}});
      curves[c + 1].rates.push_back(row["peers"][c]["tokens_per_second"]);
    }
  }
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
    contenders.push_back(QED_TRY(make_peer(peer, subject.file, workloads, team.size(), stop)));

  Roofs roofs = QED_TRY(Roofs::create(subject.model, team));
  const std::vector<Rates> rates = QED_TRY(run_rounds(contenders, workloads, rounds, roofs, team, stop));
  json figures{{"model", subject.name},
               {"weights_mib", subject.model.weight_bytes() >> 20},
               {"weight_type", subject.model.typical_matrix().format()},
               {"threads", team.size()},
               {"instruction_set", kernels::best().name},
               {"read_gb_per_second", roofs.bytes_per_second() / 1e9},
               {"multiply_gop_per_second", roofs.operations_per_second() / 1e9},
               {"results", results_of(contenders, workloads, rates, subject.model, roofs)}};
  if (!svg.empty()) QED_TRY(write_file(svg, chart_of(figures)));
  return figures;
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
      out += fmt::format("{:>12.1f}{:>8.2f}", peer["tokens_per_second"].get<double>(), peer["ratio"].get<double>());
  }
  out += "\n";
  for (std::size_t c = 0; c < first["peers"].size(); ++c)
    out += fmt::format("peer {}: {}\n", c + 1, first["peers"][c]["name"].get<std::string>());
  return out;
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
