#include "text/jinja/template.h"

#include <nlohmann/json.hpp>

#include "text/jinja/interpreter.h"
#include "text/jinja/parser.h"

namespace qed::text::jinja {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxVariableDepth = 64;

// Texts stay where they are: `json` must outlive the value.
Result<Value> value_of(Heap& heap, const Json& json, std::size_t depth) {
  if (depth > kMaxVariableDepth)
    return fail(Errc::kLimitExceeded, "variables nested deeper than {}", kMaxVariableDepth);
  if (json.is_null()) return Value{None{}};
  if (json.is_boolean()) return Value{json.get<bool>()};
  if (json.is_string()) return Value{std::string_view(json.get_ref<const std::string&>())};
  if (json.is_number_unsigned() && json.get<std::uint64_t>() > INT64_MAX) return Value{json.get<double>()};
  if (json.is_number_integer()) return Value{json.get<std::int64_t>()};
  if (json.is_number()) return Value{json.get<double>()};
  if (json.is_object()) {
    std::vector<Entry> entries;
    for (const auto& [key, value] : json.items()) entries.push_back({key, QED_TRY(value_of(heap, value, depth + 1))});
    return heap.dict(entries);
  }
  std::vector<Value> items;
  for (const Json& item : json) items.push_back(QED_TRY(value_of(heap, item, depth + 1)));
  return heap.list(items);
}

}  // namespace

struct Template::Parsed {
  std::string name;
  Tree tree;
};

Template::Template(std::unique_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;
Template::~Template() = default;

Result<Template> Template::parse(std::string_view source, std::string_view name) {
  Result<Tree> tree = jinja::parse(source);
  if (!tree) return fail(tree.error().code, "{}, {}", name, tree.error().message);
  return Template(std::make_unique<Parsed>(std::string(name), *std::move(tree)));
}

Result<std::string> Template::render(const Json& variables, const Limits& limits,
                                     std::chrono::system_clock::time_point now) const {
  Interpreter interpreter(parsed_->tree, limits, now);
  const auto run = [&]() -> Result<std::string> {
    for (const auto& [name, json] : variables.items())
      interpreter.define(name, QED_TRY(value_of(interpreter.heap(), json, 0)));
    return interpreter.run();
  };
  Result<std::string> text = run();
  if (!text) return fail(text.error().code, "{}, {}", parsed_->name, text.error().message);
  return text;
}

}  // namespace qed::text::jinja
