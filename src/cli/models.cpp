#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/status_line.h"
#include "formats/checkpoint.h"
#include "formats/inventory.h"
#include "hub/cache.h"

namespace qed::cli {
namespace {

using Json = nlohmann::ordered_json;

// What a model's files say of it; `error` where they cannot be read.
struct Described {
  hub::CachedModel model;
  std::string architecture = {}, quantisation = {}, error = {};
  std::size_t parameters = 0;
};

// The scheme that stores most of the weights' bytes.
std::string main_scheme(const std::vector<formats::Weight>& weights) {
  std::map<std::string, std::size_t> bytes;
  for (const formats::Weight& weight : weights) bytes[weight.scheme] += weight.bytes;
  const auto largest = std::ranges::max_element(bytes, {}, [](const auto& entry) { return entry.second; });
  return largest == bytes.end() ? std::string() : largest->first;
}

Result<void> read_files(Described& described) {
  const formats::Checkpoint checkpoint = QED_TRY(formats::Checkpoint::open(described.model.path));
  described.architecture =
      checkpoint.gguf()
          ? utf8::sanitized(QED_TRY(checkpoint.gguf()->get_or<std::string_view>("general.architecture", "not said")))
          : checkpoint.config()->architecture;
  const std::vector<formats::Weight> weights = QED_TRY(formats::inventory(checkpoint));
  for (const formats::Weight& weight : weights) described.parameters += weight.shape.elements();
  described.quantisation = main_scheme(weights);
  return {};
}

Described describe(hub::CachedModel model) {
  Described described{.model = std::move(model)};
  if (const Result<void> read = read_files(described); !read) described.error = read.error().message;
  return described;
}

Json to_json(const Described& described) {
  Json json{{"name", described.model.name}, {"path", described.model.path.string()}, {"bytes", described.model.bytes}};
  if (!described.error.empty()) {
    json["error"] = described.error;
  } else {
    json["architecture"] = described.architecture;
    json["parameters"] = described.parameters;
    json["quantisation"] = described.quantisation;
  }
  return json;
}

std::string to_text(const std::vector<Described>& models, const hub::Cache& cache) {
  if (models.empty())
    return fmt::format("No models in {}; fetch one with: qed pull ORG/MODEL\n", cache.root().string());
  std::size_t width = 4;
  for (const Described& each : models) width = std::max(width, utf8::display_width(each.model.name));
  std::string text = fmt::format("{:<{}}  {:>10}  {:>10}  {:<22}  {}\n", "name", width, "parameters", "size",
                                 "architecture", "quantisation");
  for (const Described& each : models) {
    const std::string size = fmt::format("{:.1f} MiB", static_cast<double>(each.model.bytes) / (1 << 20));
    text += fmt::format("{:<{}}  ", each.model.name, width);
    text += each.error.empty()
                ? fmt::format("{:>8.2f} M  {:>10}  {:<22}  {}\n", static_cast<double>(each.parameters) / 1e6, size,
                              each.architecture, each.quantisation)
                : fmt::format("{:>10}  {:>10}  unreadable: {}\n", "", size, each.error);
  }
  return text + fmt::format("\nin {}\n", cache.root().string());
}

Result<int> remove_models(const hub::Cache& cache, std::span<const std::string> names) {
  if (names.empty()) return fail(Errc::kInvalidInput, "qed models rm: expected the names of models to remove");
  for (const std::string& word : names) {
    const std::uint64_t bytes = QED_TRY(cache.remove(QED_TRY(hub::parse_model_name(word))));
    QED_TRY(write_all(STDOUT_FILENO, fmt::format("removed {}: {} MiB\n", word, bytes >> 20), "standard output"));
  }
  return 0;
}

Result<int> run_models(const Arguments& arguments) {
  const hub::Cache cache = QED_TRY(hub::Cache::open(std::getenv));
  const std::span<const std::string> words = arguments.positional();
  if (!words.empty() && words[0] == "rm") return remove_models(cache, words.subspan(1));
  if (!words.empty()) return fail(Errc::kInvalidInput, "qed models {}: expected nothing, or rm NAME", words[0]);
  std::vector<Described> models;
  for (hub::CachedModel& model : cache.list()) models.push_back(describe(std::move(model)));
  std::string out = to_text(models, cache);
  if (arguments.has("json")) {
    Json list = Json::array();
    for (const Described& each : models) list.push_back(to_json(each));
    out = list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }
  QED_TRY(write_all(STDOUT_FILENO, out, "standard output"));
  return 0;
}

}  // namespace

extern const Command kModels;
const Command kModels{
    .name = "models",
    .summary = "List the models that were fetched, or remove some.",
    .positional = "[rm NAME...]",
    .description =
        "Shows every model that qed pull brought: its name, which stands for it wherever a command takes a model, its "
        "parameters, size, architecture, and the type of most of its weights. With rm, removes models: of a name "
        "without a filter, everything that was fetched of it.",
    .options = {{"json", "", "Print a JSON array, with the paths.", ""}},
    .examples = {{"qed models", "What there is."},
                 {"qed models rm Qwen/Qwen2.5-0.5B-Instruct-GGUF:q8_0", "Remove one quantisation."}},
    .run = run_models,
};

}  // namespace qed::cli
