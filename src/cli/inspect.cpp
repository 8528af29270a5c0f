#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/local_model.h"
#include "cli/status_line.h"
#include "formats/checkpoint.h"
#include "formats/inventory.h"

namespace qed::cli {
namespace {

using formats::GgufValue;
using formats::Weight;
using Json = nlohmann::ordered_json;

constexpr std::size_t kListedElements = 8;  // of a metadata array
constexpr std::size_t kListedBytes = 200;   // of a metadata string on a terminal

struct Total {
  std::size_t tensors = 0, parameters = 0, bytes = 0;

  void add(const Weight& weight) {
    ++tensors;
    parameters += weight.shape.elements();
    bytes += weight.bytes;
  }
  double bits_per_weight() const {
    return parameters == 0 ? 0 : 8 * static_cast<double>(bytes) / static_cast<double>(parameters);
  }
};

struct Inspection {
  std::string path, container, architecture;
  Json metadata = Json::object();
  std::vector<Weight> weights;
  Total total;
  std::map<std::string, Total> by_scheme;
};

// Numbers as they are, floats as short as they were meant, arrays by their first elements.
Json to_json(const GgufValue& value) {
  if (value.type == GgufValue::Type::kArray) {
    Json first = Json::array();
    formats::GgufElements elements(value);
    for (auto element = elements.next(); element && first.size() < kListedElements; element = elements.next())
      first.push_back(to_json(*element));
    return {{"array_of", formats::name(value.element)}, {"count", value.count}, {"first", first}};
  }
  if (const auto text = value.text()) return utf8::sanitized(*text);
  if (const auto flag = value.boolean()) return *flag;
  if (const auto natural = value.natural()) return *natural;
  if (const auto integer = value.integer()) return *integer;
  const double real = *value.real();
  if (!std::isfinite(real)) return fmt::format("{}", real);
  // The shortest decimal of a float, not the many digits of the double that equals it.
  return value.type == GgufValue::Type::kF32 ? Json::parse(fmt::format("{}", static_cast<float>(real))) : Json(real);
}

Json to_json(const formats::HfConfig& config) {
  Json json{{"model_type", config.model_type},
            {"dtype", config.dtype},
            {"layers", config.layers},
            {"width", config.width},
            {"heads", config.heads},
            {"kv_heads", config.kv_heads},
            {"head_width", config.head_width},
            {"feed_forward", config.feed_forward},
            {"vocabulary", config.vocabulary},
            {"context", config.context},
            {"norm_epsilon", config.norm_epsilon},
            {"tied_embeddings", config.tied_embeddings.value_or(false)},
            {"rope_theta", config.rope.theta},
            {"rope_type", config.rope.type}};
  if (config.rope.factor != 1) json["rope_factor"] = config.rope.factor;
  if (config.sliding_window != 0) json["sliding_window"] = config.sliding_window;
  if (config.bos) json["bos"] = *config.bos;
  json["eos"] = config.eos;
  return json;
}

Result<Inspection> inspect(const std::filesystem::path& path) {
  const formats::Checkpoint checkpoint = QED_TRY(formats::Checkpoint::open(path));
  Inspection found;
  found.path = checkpoint.name();
  if (const formats::Gguf* gguf = checkpoint.gguf()) {
    found.container = fmt::format("GGUF {}", gguf->version());
    if (gguf->parts() > 1) found.container += fmt::format(", {} parts", gguf->parts());
    found.architecture = utf8::sanitized(QED_TRY(gguf->get_or<std::string_view>("general.architecture", "not said")));
    for (const auto& [key, value] : gguf->metadata()) found.metadata.push_back({utf8::sanitized(key), to_json(value)});
  } else {
    found.container = "Hugging Face folder";
    found.architecture = checkpoint.config()->architecture;
    found.metadata = to_json(*checkpoint.config());
  }
  found.weights = QED_TRY(formats::inventory(checkpoint));
  for (const Weight& weight : found.weights) {
    found.total.add(weight);
    found.by_scheme[weight.scheme].add(weight);
  }
  return found;
}

Json to_json(const Total& total) {
  return {{"tensors", total.tensors},
          {"parameters", total.parameters},
          {"bytes", total.bytes},
          {"bits_per_weight", total.bits_per_weight()}};
}

std::string to_json_text(const Inspection& found, bool tensors) {
  Json json{{"path", found.path}, {"container", found.container}, {"architecture", found.architecture}};
  json.update(to_json(found.total));
  for (const auto& [scheme, total] : found.by_scheme) json["types"][scheme] = to_json(total);
  json["metadata"] = found.metadata;
  if (tensors) {
    json["weights"] = Json::array();
    for (const Weight& weight : found.weights)
      json["weights"].push_back({{"name", weight.name},
                                 {"type", weight.scheme},
                                 {"shape", std::vector(weight.shape.begin(), weight.shape.end())},
                                 {"bytes", weight.bytes}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

// One line, without control characters, cut where it is long.
std::string one_line(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  if (text.size() <= kListedBytes) return text;
  text.resize(utf8::complete_prefix(std::string_view(text).substr(0, kListedBytes)));
  return text + "…";
}

std::string describe(const Json& value) {
  if (value.is_string()) return one_line(value.get<std::string>());
  if (!value.is_object()) return one_line(value.dump());
  std::string text = fmt::format("{} × {}", value["count"].get<std::size_t>(), value["array_of"].get<std::string>());
  std::string elements;
  for (const Json& element : value["first"])
    elements += " " + element.dump(-1, ' ', false, Json::error_handler_t::replace);
  return one_line(text + ":" + elements + (value["first"].size() < value["count"] ? " …" : ""));
}

template <class Rows, class Key>
std::size_t widest(const Rows& rows, const Key& key) {
  std::size_t width = 0;
  for (const auto& row : rows) width = std::max(width, utf8::display_width(key(row)));
  return width;
}

std::string to_text(const Inspection& found, bool tensors) {
  std::string text = fmt::format(
      "{}\n\ncontainer        {}\narchitecture     {}\nparameters       {}\nbytes of weights {}\nbits per weight  "
      "{:.2f}\n",
      one_line(found.path), found.container, one_line(found.architecture), with_separators(found.total.parameters),
      with_separators(found.total.bytes), found.total.bits_per_weight());

  const std::size_t scheme =
      std::max<std::size_t>(4, widest(found.by_scheme, [](const auto& row) { return row.first; }));
  text +=
      fmt::format("\n{:<{}}  {:>7}  {:>15}  {:>15}  {:>5}\n", "type", scheme, "tensors", "parameters", "bytes", "bits");
  for (const auto& [name, total] : found.by_scheme)
    text += fmt::format("{:<{}}  {:>7}  {:>15}  {:>15}  {:>5.2f}\n", name, scheme, total.tensors,
                        with_separators(total.parameters), with_separators(total.bytes), total.bits_per_weight());

  text += "\nmetadata\n";
  for (const auto& [key, value] : found.metadata.items())
    text += fmt::format("  {} = {}\n", one_line(key), describe(value));
  if (!tensors) return text;

  const std::size_t name = widest(found.weights, [](const Weight& weight) { return weight.name; });
  text += "\nweights\n";
  for (const Weight& weight : found.weights)
    text += fmt::format("  {:<{}}  {:<{}}  {:>15}  {}\n", one_line(weight.name), name, weight.scheme, scheme,
                        with_separators(weight.bytes), to_string(weight.shape));
  return text;
}

Result<int> run_inspect(const Arguments& arguments) {
  if (arguments.positional().size() != 1)
    return fail(Errc::kInvalidInput, "qed inspect: expected one file or folder, found {}",
                arguments.positional().size());
  const Inspection found = QED_TRY(inspect(QED_TRY(local_model_path(arguments.positional().front()))));
  const bool tensors = arguments.has("tensors");
  QED_TRY(write_all(STDOUT_FILENO, arguments.has("json") ? to_json_text(found, tensors) : to_text(found, tensors),
                    "standard output"));
  return 0;
}

}  // namespace

extern const Command kInspect;
const Command kInspect{
    .name = "inspect",
    .summary = "Show what a model file holds.",
    .positional = "FILE",
    .description =
        "FILE is a GGUF file, any part of a split GGUF set, a folder with config.json and safetensors, or a fetched "
        "ORG/MODEL. Shows "
        "architecture, parameters, the types of the weights and what they take, and the metadata with its "
        "arrays cut short. The file is checked from end to end as loading would check it, but no weight is "
        "read.",
    .options =
        {
            {"tensors", "", "List every weight with its type, bytes and shape.", ""},
            {"json", "", "Print one JSON object instead of tables.", ""},
        },
    .examples =
        {
            {"qed inspect qwen2.5-math-1.5b-q4_k_m.gguf", "What the file holds."},
            {"qed inspect --json --tensors Qwen2.5-Math-7B-AWQ/", "Every weight of a quantised checkpoint, as JSON."},
        },
    .run = run_inspect,
};

}  // namespace qed::cli
