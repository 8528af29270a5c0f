#include "solver/prompts.h"
#include "solver/tier.h"

namespace qed::solver {
namespace {

class ModelProposer final : public Proposer {
 public:
  ModelProposer(std::shared_ptr<llm::LanguageModel> model, ModelOptions options)
      : model_(std::move(model)), options_(options) {}

  Result<std::vector<Candidate>> propose(const Problem& problem, const Plan& plan, int first, int count,
                                         const PieceSink& on_piece, std::stop_token stop) override {
    return sample(request(problem, plan, make_prompt(problem, options_.prompt), first, count), on_piece, stop);
  }

  Result<std::vector<Candidate>> mend(const Problem& problem, const Plan& plan, const Repair& repair,
                                      const PieceSink& on_piece, std::stop_token stop) override {
    // Numbered behind every first attempt, so that a repair never repeats one's seed or plays one back.
    const int number = plan.samples + repair.round - 1;
    Result<std::vector<Candidate>> mended =
        sample(request(problem, plan, make_repair_prompt(problem, options_.prompt, repair.attempt), number, 1),
               on_piece, stop);
    if (mended)
      for (Candidate& candidate : *mended) candidate.repair_round = repair.round;
    return mended;
  }

 private:
  llm::Request request(const Problem& problem, const Plan& plan, std::vector<llm::Message> messages, int first,
                       int count) const {
    return {.problem_id = problem.id,
            .question = problem.question,
            .messages = std::move(messages),
            .sampling = {.temperature = plan.temperature,
                         .top_p = 1,
                         .max_tokens = plan.max_tokens,
                         .seed = options_.seed,
                         .stop = {}},
            .first_sample = first,
            .samples = count};
  }

  Result<std::vector<Candidate>> sample(const llm::Request& request, const PieceSink& on_piece, std::stop_token stop) {
    std::vector<Candidate> candidates;
    for (llm::Generation& generation : QED_TRY(model_->sample(request, on_piece, stop))) {
      Candidate candidate;
      candidate.sample = generation.sample;
      candidate.program = program::find_program(generation.text).value_or("");
      candidate.text = std::move(generation.text);
      candidate.tokens = generation.prompt_tokens + generation.completion_tokens;
      candidate.seconds = generation.seconds;
      candidates.push_back(std::move(candidate));
    }
    return candidates;
  }

  std::shared_ptr<llm::LanguageModel> model_;
  ModelOptions options_;
};

}  // namespace

std::unique_ptr<Proposer> make_model_proposer(std::shared_ptr<llm::LanguageModel> model, ModelOptions options) {
  return std::make_unique<ModelProposer>(std::move(model), options);
}

}  // namespace qed::solver
