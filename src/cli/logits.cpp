#include <unistd.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "cli/command.h"
#include "cli/local_model.h"
#include "cli/token_ids.h"
#include "model/model.h"

namespace qed::cli {
namespace {

Result<int> run_logits(const Arguments& arguments) {
  if (arguments.positional().size() != 1)
    return fail(Errc::kInvalidInput, "qed logits: expected one model, found {} words", arguments.positional().size());
  const std::filesystem::path path = QED_TRY(local_model_path(arguments.positional()[0]));
  const std::vector<model::Token> ids = QED_TRY(parse_ids(arguments.text("ids")));
  ThreadTeam team(static_cast<unsigned>(QED_TRY(arguments.integer("threads", 1, 1024)).value_or(0)));
  model::Model model = QED_TRY(model::Model::load(path, {.kv = kernels::KvType::kFloat}, team));
  for (const model::Token id : ids)
    if (static_cast<std::size_t>(id) >= model.vocabulary())
      return fail(Errc::kInvalidInput, "--ids: token {} is outside the vocabulary of {}", id, model.vocabulary());

  const std::size_t count = (ids.size() + kernels::kKvTokens - 1) / kernels::kKvTokens;
  const HugeMemory memory = QED_TRY(HugeMemory::allocate(count * model.block_bytes(), "keys and values"));
  std::vector<std::byte*> blocks;
  for (std::size_t i = 0; i < count; ++i) blocks.push_back(memory.data() + i * model.block_bytes());
  std::span<const float> logits;
  for (std::size_t at = 0; at < ids.size(); at += model.batch_tokens()) {
    const std::size_t size = std::min(model.batch_tokens(), ids.size() - at);
    const model::Slice slice{std::span(ids).subspan(at, size), static_cast<std::uint32_t>(at), blocks, 1};
    logits = model.forward(std::span(&slice, 1), team).first(model.outputs());
  }
  const nlohmann::json out{{"ids", ids}, {"logits", logits}};
  QED_TRY(write_all(STDOUT_FILENO, out.dump() + "\n", "standard output"));
  return 0;
}

}  // namespace

extern const Command kLogits;
const Command kLogits{
    .name = "logits",
    .summary = "Print a model's logits after some tokens.",
    .positional = "MODEL",
    .description =
        "MODEL is a GGUF file, a Hugging Face folder or a fetched ORG/MODEL. Prints one JSON object with the token ids "
        "and the logits of "
        "the "
        "last position, one for each entry of the vocabulary (of a reward model: its scores). Keys and values are kept "
        "in single precision, so that the numbers can be compared with those of other engines.",
    .options = {{"ids", "LIST", "Token numbers, separated by commas.", ""},
                {"threads", "N", "Threads to compute with; by default one for each core.", ""}},
    .examples = {{"qed logits model.gguf --ids 1,2,3", "The logits that follow three tokens."}},
    .run = run_logits,
};

}  // namespace qed::cli
