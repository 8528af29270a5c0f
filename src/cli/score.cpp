#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <iterator>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/local_model.h"
#include "cli/tiers.h"
#include "cli/token_ids.h"

namespace qed::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxTextBytes = 16 << 20;
constexpr std::string_view kStep = "<extra_0>";  // ends a step for process reward models

Result<std::string> read_text(const std::string& path) {
  std::string text = QED_TRY(read_file(path == "-" ? "/dev/stdin" : path, kMaxTextBytes));
  if (const auto at = utf8::find_invalid(text))
    return fail(Errc::kInvalidInput, "{}: not UTF-8 from byte {} on", path, *at);
  return text;
}

// The text as tokens, from whichever of its three places.
Result<std::vector<engine::Token>> tokens_of(const Arguments& arguments, const text::Tokenizer& tokenizer) {
  if (arguments.has("ids")) return parse_ids(arguments.text("ids"));
  const std::string text =
      arguments.has("file") ? QED_TRY(read_text(arguments.text("file"))) : arguments.positional()[0];
  const auto ids = tokenizer.encode(text, {.parse_special = true, .add_special = true});
  if (ids.empty()) return fail(Errc::kInvalidInput, "qed score: an empty text has no score");
  return std::vector<engine::Token>(ids.begin(), ids.end());
}

// JSON has no infinities.
Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

Json token_row(const text::Tokenizer& tokenizer, engine::Token token) {
  const auto id = static_cast<text::TokenId>(token);
  return {{"id", token}, {"text", tokenizer.decode(std::span(&id, 1), {.at_start = false})}};
}

// Sum, mean and perplexity of the tokens behind the first.
Json likelihood(const std::vector<engine::Choice>& choices, const text::Tokenizer& tokenizer) {
  double sum = 0;
  Json rows = Json::array();
  for (const engine::Choice& choice : choices) {
    sum += choice.log_probability;
    Json row = token_row(tokenizer, choice.token);
    row["log_probability"] = number(choice.log_probability);
    row["entropy"] = number(choice.entropy);
    rows.push_back(std::move(row));
  }
  Json json{{"scored_tokens", choices.size()}, {"log_probability", number(sum)}};
  if (!choices.empty()) json["perplexity"] = number(std::exp(-sum / static_cast<double>(choices.size())));
  json["scores"] = std::move(rows);
  return json;
}

// Two numbers are the logits of a bad and a good step, at every mark; one number rates the whole text, at its end.
Result<Json> rewards(const std::vector<std::vector<float>>& numbers, std::span<const engine::Token> tokens,
                     const text::Tokenizer& tokenizer) {
  if (numbers.front().size() == 1) return Json{{"reward", number(numbers.back()[0])}};
  if (numbers.front().size() != 2)
    return fail(Errc::kUnsupported, "a reward model with {} numbers for each token", numbers.front().size());
  const auto mark = tokenizer.find(kStep);
  Json steps = Json::array();
  for (std::size_t i = 0; i < tokens.size(); ++i)
    if (mark && static_cast<text::TokenId>(tokens[i]) == *mark)
      steps.push_back(number(1 / (1 + std::exp(static_cast<double>(numbers[i][0]) - numbers[i][1]))));
  if (steps.empty()) return fail(Errc::kInvalidInput, "a process reward model scores steps: end each with {}", kStep);
  return Json{{"rewards", steps}};
}

Result<int> run_score(const Arguments& arguments) {
  const std::size_t texts =
      arguments.positional().size() + (arguments.has("file") ? 1 : 0) + (arguments.has("ids") ? 1 : 0);
  if (texts != 1) return fail(Errc::kInvalidInput, "qed score: expected one TEXT, --file or --ids, found {}", texts);
  if (!arguments.has("model")) return fail(Errc::kInvalidInput, "qed score: expected --model MODEL");
  const Interrupt interrupt;
  const auto model = QED_TRY(open_local_model(arguments.text("model"), arguments, interrupt.token(), /*rewards=*/true));
  const std::vector<engine::Token> tokens = QED_TRY(tokens_of(arguments, model->tokenizer()));
  const engine::Scores scores = QED_TRY(engine::score(model->engine(), tokens, interrupt.token()));
  Json json{{"model", model->name()}, {"tokens", tokens.size()}};
  json.update(scores.rewards.empty() ? likelihood(scores.choices, model->tokenizer())
                                     : QED_TRY(rewards(scores.rewards, tokens, model->tokenizer())));
  QED_TRY(write_all(STDOUT_FILENO, json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n", "standard output"));
  return 0;
}

}  // namespace

extern const Command kScore;
const Command kScore{
    .name = "score",
    .summary = "Say what a model thinks of a text.",
    .positional = "[TEXT]",
    .description =
        "Prints one JSON object. A language model gives the log-probability (natural logarithm) and the entropy of "
        "every token but the first, their sum, and the perplexity. A process reward model gives the probability that "
        "each step is right, read at the marks <extra_0> that end the steps; a reward model with one number gives it "
        "for the whole text. The text is taken as it stands: special tokens that it spells out are such, and no chat "
        "format is put around it.",
    .options = joined(
        {{"model", "MODEL", "A GGUF file, a Hugging Face folder or a fetched ORG/MODEL.", ""},
         {"file", "FILE", "Score a file's text instead; - is the standard input.", "", false, Option::Value::kFile},
         {"ids", "LIST", "Score these token numbers, separated by commas, instead.", ""}},
        local_model_options()),
    .examples = {{R"(qed score --model model.gguf "7 * 8 = 56")", "How probable each token is."},
                 {"qed score --model Qwen/Qwen2.5-Math-PRM-7B --file solution.txt", "A reward for each step."}},
    .run = run_score,
};

}  // namespace qed::cli
