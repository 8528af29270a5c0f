#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/local_model.h"
#include "cli/sampling_options.h"
#include "cli/tiers.h"

namespace qed::cli {
namespace {

Result<llm::Request> request_of(const Arguments& arguments) {
  llm::Request request;
  request.sampling = QED_TRY(read_sampling(arguments));
  request.samples = static_cast<int>(QED_TRY(arguments.integer("samples", 1, 1024)).value());
  return request;
}

std::string to_json_line(const llm::Generation& generation) {
  const nlohmann::ordered_json row{{"sample", generation.sample},
                                   {"text", generation.text},
                                   {"finish", generation.finish == llm::Finish::kLength ? "length" : "stop"},
                                   {"prompt_tokens", generation.prompt_tokens},
                                   {"completion_tokens", generation.completion_tokens},
                                   {"seconds", generation.seconds}};
  return row.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

Result<int> run_generate(const Arguments& arguments) {
  if (arguments.positional().size() != 2)
    return fail(Errc::kInvalidInput, "qed generate: expected a model and a prompt, found {} words",
                arguments.positional().size());
  llm::Request request = QED_TRY(request_of(arguments));
  const Interrupt interrupt;
  const auto model = QED_TRY(open_local_model(arguments.positional()[0], arguments, interrupt.token()));
  const std::string& prompt = arguments.positional()[1];
  const bool json = arguments.has("json"), stream = !json && request.samples == 1;
  const llm::TokenSink print = [](int, std::string_view piece) {
    (void)write_all(STDOUT_FILENO, piece, "standard output");  // a closed pipe shows at the end
  };
  const std::string text =
      arguments.has("raw") ? prompt : QED_TRY(model->render({{.role = "user", .content = prompt, .image = {}}}));
  const auto generations =
      QED_TRY(model->complete(text, request, stream ? print : llm::TokenSink{}, interrupt.token()));
  std::string out;
  for (const llm::Generation& generation : generations) {
    if (json) out += to_json_line(generation);
    if (!json && !stream) out += fmt::format("--- sample {}\n{}\n", generation.sample, generation.text);
  }
  if (stream) out = "\n";
  QED_TRY(write_all(STDOUT_FILENO, out, "standard output"));
  return 0;
}

}  // namespace

extern const Command kGenerate;
const Command kGenerate{
    .name = "generate",
    .summary = "Continue a prompt with a model of this machine.",
    .positional = "MODEL PROMPT",
    .description =
        "MODEL is a GGUF file, a Hugging Face folder or a fetched ORG/MODEL. The prompt is put to the model as a "
        "user's message in the "
        "model's own chat format; with --raw it is continued as it stands. The answer appears as it is written; "
        "several samples, or --json, appear when they are complete. The same seed gives the same text on the same "
        "kind of processor, however many samples are drawn together.",
    .options = joined({{"samples", "N", "Answers to draw.", "1"},
                       {"raw", "", "Continue the prompt without a chat format around it.", ""},
                       {"json", "", "Print each answer as a line of JSON.", ""}},
                      joined(sampling_options(), local_model_options())),
    .examples = {{R"(qed generate qwen2.5-math-1.5b-q4_k_m.gguf "What is 7 * 8?")", "One answer, as it is written."},
                 {R"(qed generate --samples 4 --json model.gguf "Name a prime.")", "Four answers as JSON lines."}},
    .run = run_generate,
};

}  // namespace qed::cli
