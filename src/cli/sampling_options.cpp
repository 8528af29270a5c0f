#include "cli/sampling_options.h"

namespace qed::cli {

const std::vector<Option>& sampling_options() {
  static const std::vector<Option> kOptions{
      {"temperature", "T", "Sampling temperature; 0 always takes the most probable token.", "0.7"},
      {"top-p", "P", "Draw from the most probable tokens that together reach P.", "1"},
      {"max-tokens", "N", "The most new tokens of an answer.", "512"},
      {"seed", "N", "Of the random numbers.", "0"},
      {"stop", "TEXT", "End an answer ahead of this text.", "", /*repeatable=*/true},
  };
  return kOptions;
}

Result<llm::Sampling> read_sampling(const Arguments& arguments) {
  return llm::Sampling{.temperature = QED_TRY(arguments.real("temperature", 0, 100)).value(),
                       .top_p = QED_TRY(arguments.real("top-p", 0, 1)).value(),
                       .max_tokens = static_cast<int>(QED_TRY(arguments.integer("max-tokens", 1, 1 << 20)).value()),
                       .seed = static_cast<std::uint64_t>(QED_TRY(arguments.integer("seed", 0, 1L << 62)).value()),
                       .stop = arguments.all("stop")};
}

}  // namespace qed::cli
