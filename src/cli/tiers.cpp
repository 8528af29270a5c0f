#include "cli/tiers.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <set>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/text.h"
#include "cli/local_model.h"
#include "cli/programs.h"
#include "llm/endpoint.h"
#include "llm/recording.h"

namespace qed::cli {
namespace {

using nlohmann::json;
using solver::Tier;

constexpr std::string_view kReplay = "replay:";
constexpr std::size_t kMaxTiersFileBytes = 1 << 20;

// Of 160 answers to questions that no rule was written against 157 were right; (157 + 1) / (160 + 2) by the rule of
// succession.
constexpr double kRulesPrecision = 0.97;

// One tier as the user wrote it; what is not set follows from the model.
struct TierSpec {
  std::string model;
  std::string name = {};
  std::string prompt = {};
  std::optional<double> accept = {}, uplift = {}, energy_prior_wh = {}, grams_per_1k_tokens = {}, precision = {};
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

Result<std::shared_ptr<llm::LanguageModel>> open_recording(std::string_view address) {
  address.remove_prefix(kReplay.size());
  const std::size_t hash = address.find('#');
  const std::string_view selector = hash == std::string_view::npos ? "*" : address.substr(hash + 1);
  return std::shared_ptr<llm::LanguageModel>(
      QED_TRY(llm::Recording::open(std::string(address.substr(0, hash)), std::string(selector))));
}

Result<std::shared_ptr<llm::LanguageModel>> open_endpoint(std::string_view text, double timeout_seconds) {
  const llm::ModelAddress address = QED_TRY(llm::parse_model_address(text));
  const llm::ApiKey key = QED_TRY(llm::api_key_for(address.url, std::getenv));
  if (!key.notice.empty()) std::fputs(fmt::format("qed: {}\n", key.notice).c_str(), stderr);
  llm::EndpointOptions options;
  options.api_key = key.key;
  options.timeouts.total = std::chrono::milliseconds(static_cast<long>(timeout_seconds * 1000));
  return std::shared_ptr<llm::LanguageModel>(QED_TRY(llm::Endpoint::open(address, std::move(options))));
}

Result<std::shared_ptr<llm::LanguageModel>> open_model(const std::string& address, const Arguments& arguments,
                                                       double timeout_seconds) {
  if (address.starts_with(kReplay)) return open_recording(address);
  if (is_local_model(address))
    return std::shared_ptr<llm::LanguageModel>(QED_TRY(open_local_model(address, arguments)));
  return open_endpoint(address, timeout_seconds);
}

Result<std::optional<double>> real_field(const json& row, const char* field, std::string_view place) {
  const auto found = row.find(field);
  if (found == row.end()) return std::optional<double>();
  if (!found->is_number() || found->get<double>() < 0)
    return fail(Errc::kInvalidInput, "{}: \"{}\" must be a number, 0 or more", place, field);
  return std::optional(found->get<double>());
}

Result<std::string> text_field(const json& row, const char* field, std::string_view place) {
  const auto found = row.find(field);
  if (found == row.end()) return std::string();
  if (!found->is_string()) return fail(Errc::kInvalidInput, "{}: \"{}\" must be a text", place, field);
  return found->get<std::string>();
}

Result<TierSpec> read_spec(const json& row, std::string_view place) {
  static const std::set<std::string> kFields{
      "name", "model", "prompt", "accept", "uplift", "energy_prior_wh", "grams_per_1k_tokens", "precision"};
  if (!row.is_object()) return fail(Errc::kInvalidInput, "{}: expected an object", place);
  for (const auto& [field, value] : row.items())
    if (!kFields.contains(field)) return fail(Errc::kInvalidInput, "{}: unknown field \"{}\"", place, field);
  TierSpec spec{.model = QED_TRY(text_field(row, "model", place)),
                .name = QED_TRY(text_field(row, "name", place)),
                .prompt = QED_TRY(text_field(row, "prompt", place)),
                .accept = QED_TRY(real_field(row, "accept", place)),
                .uplift = QED_TRY(real_field(row, "uplift", place)),
                .energy_prior_wh = QED_TRY(real_field(row, "energy_prior_wh", place)),
                .grams_per_1k_tokens = QED_TRY(real_field(row, "grams_per_1k_tokens", place)),
                .precision = QED_TRY(real_field(row, "precision", place))};
  if (spec.model.empty()) return fail(Errc::kInvalidInput, "{}: expected a \"model\"", place);
  return spec;
}

Result<std::vector<TierSpec>> read_tiers_file(const std::string& path) {
  const std::string text = QED_TRY(read_file(path, kMaxTiersFileBytes));
  const json rows = json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (!rows.is_array()) return fail(Errc::kInvalidInput, "{}: expected a JSON array of tiers", path);
  std::vector<TierSpec> specs;
  for (std::size_t i = 0; i < rows.size(); ++i)
    specs.push_back(QED_TRY(read_spec(rows[i], fmt::format("{}: tier {}", path, i + 1))));
  return specs;
}

std::vector<TierSpec> environment_specs() {
  std::vector<TierSpec> specs;
  for (const auto& [base, model] : {std::pair{"SOLVER_BASE", "SOLVER_MODEL"}, {"ESCALATE_BASE", "ESCALATE_MODEL"}}) {
    if (environment(base).empty()) continue;
    const std::string name = environment(model);
    specs.push_back({.model = environment(base) + (name.empty() ? "" : "#" + name)});
  }
  return specs;
}

Result<std::vector<TierSpec>> wanted_tiers(const Arguments& arguments, const std::vector<std::string>& first_models) {
  std::vector<TierSpec> specs;
  for (const std::string& model : first_models) specs.push_back({.model = model});
  for (std::string& model : arguments.all("model")) specs.push_back({.model = std::move(model)});
  if (arguments.has("model") && arguments.has("tiers"))
    return fail(Errc::kInvalidInput, "expected --model or --tiers, not both");
  if (arguments.has("tiers"))
    for (TierSpec& spec : QED_TRY(read_tiers_file(arguments.text("tiers")))) specs.push_back(std::move(spec));
  return specs.empty() ? environment_specs() : specs;
}

// "small", "large", "remote", "recorded"; a second one of a name gets a number. Names are parts of JSON field names.
Result<std::string> tier_name(const TierSpec& spec, const Tier& tier, const std::vector<Tier>& before) {
  const auto taken = [&](std::string_view name) {
    return std::ranges::any_of(before, [&](const Tier& other) { return other.name == name; });
  };
  if (!spec.name.empty()) {
    const bool fit = std::ranges::all_of(
        spec.name, [](char c) { return text::is_alpha(c) || text::is_digit(c) || c == '_' || c == '-'; });
    if (!fit) return fail(Errc::kInvalidInput, "tier name '{}': expected letters, digits, '_' and '-'", spec.name);
    if (taken(spec.name)) return fail(Errc::kInvalidInput, "tier name '{}': given twice", spec.name);
    return spec.name;
  }
  std::string base = tier.kind == Tier::Kind::kRemote ? "remote" : taken("small") ? "large" : "small";
  if (spec.model.starts_with(kReplay)) base = "recorded";
  std::string name = base;
  for (int number = 2; taken(name); ++number) name = fmt::format("{}{}", base, number);
  return name;
}

solver::Prompt prompt_of(std::string_view name) {
  return name == "steps" ? solver::Prompt::kSteps : solver::Prompt::kProgram;
}

Result<Tier> make_tier(const TierSpec& spec, const Arguments& arguments, const Settings& settings,
                       const std::vector<Tier>& before) {
  if (!spec.prompt.empty() && spec.prompt != "program" && spec.prompt != "steps")
    return fail(Errc::kInvalidInput, "tier prompt '{}': expected program or steps", spec.prompt);
  const double timeout = QED_TRY(arguments.real("model-timeout", 0.1, 86'400)).value();
  const std::shared_ptr<llm::LanguageModel> model = QED_TRY(open_model(spec.model, arguments, timeout));
  const bool first_model = std::ranges::none_of(before, [](const Tier& t) { return t.kind != Tier::Kind::kRules; });
  Tier tier;
  tier.kind = model->remote() ? Tier::Kind::kRemote : Tier::Kind::kLocal;
  tier.name = QED_TRY(tier_name(spec, tier, before));
  tier.accept_confidence = spec.accept.value_or(first_model ? 0.80 : 0.88);
  tier.uplift = spec.uplift.value_or(model->remote() ? settings.solver.uplift_remote : settings.solver.uplift_local);
  tier.energy_prior_wh = spec.energy_prior_wh.value_or(settings.energy.local_prior_wh);
  tier.grams_per_1k_tokens = spec.grams_per_1k_tokens.value_or(settings.energy.remote_grams_per_1k_tokens);
  tier.precision = spec.precision;
  const long seed = QED_TRY(arguments.integer("seed", 0, 1L << 62)).value();
  tier.proposer = solver::make_model_proposer(
      model, {.prompt = prompt_of(spec.prompt.empty() ? arguments.text("prompt") : spec.prompt),
              .seed = static_cast<std::uint64_t>(seed)});
  return tier;
}

}  // namespace

const std::vector<Option>& tier_options() {
  static const std::vector<Option> kModels{
      {"model", "ADDRESS",
       "A model tier: a GGUF file or Hugging Face folder, ORG/MODEL that qed pull fetched, URL#NAME of an "
       "OpenAI-compatible server, or "
       "replay:FOLDER#MODEL/MODE of recorded "
       "runs ('*' stands for anything). Give the cheapest first. The key for a server is read from "
       "QED_API_KEY or OPENAI_API_KEY. Without this option: SOLVER_BASE, SOLVER_MODEL, "
       "ESCALATE_BASE and ESCALATE_MODEL of the environment.",
       "", /*repeatable=*/true},
      {"tiers", "FILE",
       "Model tiers as a JSON array of objects with model, name, prompt, accept, uplift, energy_prior_wh, "
       "grams_per_1k_tokens and precision, instead of --model.",
       "", false, Option::Value::kFile},
      {"no-rules", "", "Ask models only.", ""},
      {"samples", "N",
       "The most candidates a tier draws, instead of 1, 2 or 4 by difficulty; the vote may stop earlier.", ""},
      {"temperature", "T", "Sampling temperature, instead of 0, 0.2 or 0.3 by difficulty.", ""},
      {"max-tokens", "N", "The most new tokens of a candidate, instead of 384, 512 or 768 by difficulty.", ""},
      {"seed", "N", "Candidate i is drawn with seed N + i.", "0"},
      {"prompt", "KIND", "What models are asked for.", "program", false, Option::Value::kText, {"program", "steps"}},
      {"repair", "N", "Repair rounds while the confidence is below 0.80.", "2"},
      {"model-timeout", "SECONDS", "The longest a candidate may take, retries included.", "600"},
      {"jobs", "N", "Problems in work at once; by default one for each processor.", ""},
  };
  static const std::vector<Option> kOptions = joined(joined(kModels, local_model_options()), program_options());
  return kOptions;
}

std::vector<Option> joined(std::vector<Option> first, const std::vector<Option>& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Result<Settings> read_settings() {
  return Settings{.energy = QED_TRY(energy::read_settings(std::getenv)),
                  .solver = QED_TRY(solver::read_settings(std::getenv))};
}

Result<std::vector<Tier>> make_tiers(const Arguments& arguments, const std::vector<std::string>& first_models,
                                     const Settings& settings) {
  std::vector<Tier> tiers;
  if (!arguments.has("no-rules")) {
    Tier rules;
    rules.name = "rules";
    rules.kind = Tier::Kind::kRules;
    rules.proposer = solver::make_rules_proposer();
    rules.precision = kRulesPrecision;
    tiers.push_back(std::move(rules));
  }
  for (const TierSpec& spec : QED_TRY(wanted_tiers(arguments, first_models)))
    tiers.push_back(QED_TRY(make_tier(spec, arguments, settings, tiers)));
  if (tiers.empty()) return fail(Errc::kInvalidInput, "--no-rules leaves no tier; name a model with --model");
  return tiers;
}

}  // namespace qed::cli
