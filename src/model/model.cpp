#include "model/model.h"

#include <algorithm>

#include "model/forward.h"
#include "model/synthetic.h"

namespace qed::model {

struct Model::State {
  Config config;
  Weights weights;
  Options options;
  Buffers buffers;
};

Model::Model(std::unique_ptr<State> state) : state_(std::move(state)) {}
Model::Model(Model&&) noexcept = default;
Model& Model::operator=(Model&&) noexcept = default;
Model::~Model() = default;

Result<Model> Model::load(const std::filesystem::path& path, const Options& options, ThreadTeam& team,
                          const LoadProgress& progress, const std::stop_token& stop) {
  const formats::Checkpoint checkpoint = QED_TRY(formats::Checkpoint::open(path));
  const Config config = QED_TRY(read_config(checkpoint));
  Weights weights = QED_TRY(load_weights(checkpoint, config, team, progress, stop));
  return assemble(config, std::move(weights), options);
}

Result<Model> Model::synthetic(std::string_view name, const Options& options, ThreadTeam& team) {
  Synthetic made = QED_TRY(make_synthetic(name, team));
  return assemble(made.config, std::move(made.weights), options);
}

Model Model::assemble(const Config& config, Weights weights, const Options& options) {
  const std::size_t outputs = weights.reward ? weights.reward->output.rows() : config.vocabulary;
  Options chosen = options;
  if (!chosen.table) chosen.table = &kernels::best();
  Buffers buffers(config, chosen.batch_tokens, outputs);
  return Model(std::make_unique<State>(State{config, std::move(weights), chosen, std::move(buffers)}));
}

const Config& Model::config() const { return state_->config; }
std::size_t Model::batch_tokens() const { return state_->options.batch_tokens; }
std::size_t Model::weight_bytes() const { return state_->weights.memory.size(); }
const kernels::Panels& Model::typical_matrix() const { return state_->weights.layers.front().gate.panels; }

std::size_t Model::block_bytes() const {
  return config().layers * config().kv_heads * kernels::kv_bytes(state_->options.kv, config().head_width);
}

bool Model::is_reward_model() const { return state_->weights.reward.has_value(); }

std::size_t Model::outputs() const {
  return is_reward_model() ? state_->weights.reward->output.rows() : config().vocabulary;
}

std::size_t Model::output_stride() const { return state_->buffers.results.stride; }

std::span<const float> Model::forward(std::span<const Slice> slices, ThreadTeam& team) {
  std::size_t tokens = 0, wanted = 0;
  for (const Slice& slice : slices) {
    tokens += slice.tokens.size();
    wanted += std::min(slice.outputs, slice.tokens.size());
    QED_CHECK(slice.blocks.size() * kernels::kKvTokens >= slice.start + slice.tokens.size());
    for (const Token token : slice.tokens) QED_CHECK(token >= 0 && static_cast<std::size_t>(token) < vocabulary());
  }
  QED_CHECK(tokens <= batch_tokens());
  if (tokens == 0) return {};
  State& s = *state_;
  Forward forward(s.config, s.weights, *s.options.table, s.options.kv, slices, s.buffers, team);
  team.run([&](unsigned thread) { forward.run(thread); });
  return {s.buffers.results.numbers, wanted * s.buffers.results.stride};
}

}  // namespace qed::model
