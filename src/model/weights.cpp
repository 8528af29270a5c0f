#include "model/weights.h"

#include <fmt/format.h>

#include <algorithm>

#include "formats/mapped_file.h"
#include "model/repack.h"
#include "quant/types.h"

namespace qed::model {
namespace {

using formats::Checkpoint;
using formats::LinearSource;

// How a source's weights by groups are kept; null where kernels have no such form, and floats have to do.
std::shared_ptr<const Grouping> grouping_of(const LinearSource& source) {
  const auto groups = source.groups();
  if (!groups || source.columns() % kernels::kGroup != 0) return nullptr;
  auto grouping = std::make_shared<Grouping>();
  std::vector<std::uint32_t>& group_of = grouping->group_of;
  bool scattered = false;
  for (std::size_t c = 0; c < source.columns(); ++c) {
    group_of.push_back(static_cast<std::uint32_t>(groups->group(c)));
    scattered |= group_of[c] != group_of[c / kernels::kGroup * kernels::kGroup];
  }
  grouping->form = {.bits = groups->bits <= 4 ? 4U : 8U,
                    .groups = groups->count,
                    .group_of = group_of.data(),
                    .zeros = groups->zeros,
                    .integer = groups->levels.empty(),
                    .scattered = scattered};
  std::ranges::copy(groups->levels, grouping->form.levels);
  return grouping;
}

// The file's pages count as this process's memory while they are mapped: of a file that is larger than what is free,
// only so much at a time stays beside the copy.
constexpr std::size_t kReleaseAfter = std::size_t{64} << 20;

class Loader {
 public:
  Loader(const Checkpoint& checkpoint, const Config& config) : checkpoint_(checkpoint), config_(config) {}

  Result<Weights> run(ThreadTeam& team, const LoadProgress& progress, const std::stop_token& stop);

 private:
  Result<void> plan_all();
  Result<void> plan_layer(std::size_t index);
  Result<void> plan_attention(std::size_t index, Layer& layer);
  Result<void> plan_reward();
  // Each checks the matrix's size; an empty `rows` takes all of it.
  Result<void> plan(Linear& target, const std::string& module, std::size_t rows, std::size_t columns,
                    std::vector<std::uint32_t> order = {});
  Result<void> plan_part(Linear& target, std::shared_ptr<const LinearSource> source, const std::string& module,
                         std::size_t rows, std::size_t columns, std::vector<std::uint32_t> order);
  Result<std::vector<float>> vector(std::string_view tensor, std::size_t size) const;
  std::vector<std::uint32_t> head_rows(std::size_t heads) const;
  std::string name(std::string_view pattern, std::size_t layer) const {
    return fmt::format(fmt::runtime(pattern), layer);
  }

  const Checkpoint& checkpoint_;
  const Config& config_;
  Weights weights_;
  std::vector<Plan> plans_;
};

}  // namespace

// For pairs stored side by side: row i + j * half of a head is row 2 i + j of the file (j = 0, 1).
std::vector<std::uint32_t> Loader::head_rows(std::size_t heads) const {
  if (!config_.interleaved) return {};
  std::vector<std::uint32_t> rows(heads * config_.head_width);
  const std::size_t half = config_.head_width / 2;
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const std::size_t in_head = r % config_.head_width;
    rows[r] = static_cast<std::uint32_t>(r - in_head + 2 * (in_head % half) + in_head / half);
  }
  return rows;
}

Result<std::vector<float>> Loader::vector(std::string_view tensor, std::size_t size) const {
  return checkpoint_.vector(tensor, size);
}

Result<void> Loader::plan(Linear& target, const std::string& module, std::size_t rows, std::size_t columns,
                          std::vector<std::uint32_t> order) {
  std::shared_ptr<const LinearSource> source = QED_TRY(checkpoint_.linear(module));
  if (source->rows() != rows || source->columns() != columns)
    return fail(Errc::kCorrupt, "{}: '{}' is a matrix of {} x {}, expected {} x {}", checkpoint_.name(), module,
                source->rows(), source->columns(), rows, columns);
  return plan_part(target, std::move(source), module, rows, columns, std::move(order));
}

Result<void> Loader::plan_part(Linear& target, std::shared_ptr<const LinearSource> source, const std::string& module,
                               std::size_t rows, std::size_t columns, std::vector<std::uint32_t> order) {
  const auto blocks = source->stored();
  if (!blocks) target.grouping = grouping_of(*source);
  target.panels = {.type = blocks ? blocks->type : quant::Type::kF32,
                   .grouping = target.grouping ? &target.grouping->form : nullptr,
                   .rows = rows,
                   .columns = columns};
  if (blocks && columns % kernels::layout(target.panels.type).block_weights != 0)
    return fail(Errc::kUnsupported, "{}: '{}' has rows of {} {} weights", checkpoint_.name(), module, columns,
                quant::info(target.panels.type).name);
  if (const std::string bias = module + ".bias"; checkpoint_.find(bias)) {
    const std::vector<float> stored = QED_TRY(vector(bias, source->rows()));
    target.bias.assign(target.panels.padded_rows(), 0);
    for (std::size_t r = 0; r < rows; ++r) target.bias[r] = stored[order.empty() ? r : order[r]];
  }
  plans_.push_back({.source = std::move(source), .rows = std::move(order), .target = &target});
  return {};
}

Result<void> Loader::plan_attention(std::size_t index, Layer& layer) {
  const Names& names = config_.names;
  const std::size_t heads = config_.heads, kv_heads = config_.kv_heads, width = config_.width;
  if (names.fused_qkv.empty()) {
    QED_TRY(plan(layer.query, name(names.query, index), config_.query_width(), width, head_rows(heads)));
    QED_TRY(plan(layer.key, name(names.key, index), config_.kv_width(), width, head_rows(kv_heads)));
    return plan(layer.value, name(names.value, index), config_.kv_width(), width);
  }
  // Rows grouped by key head: its query heads, then the key, then the value.
  const std::string module = name(names.fused_qkv, index);
  const std::shared_ptr<const LinearSource> source = QED_TRY(checkpoint_.linear(module));
  const std::size_t shared = heads / kv_heads;
  if (source->rows() != config_.query_width() + 2 * config_.kv_width() || source->columns() != width)
    return fail(Errc::kCorrupt, "{}: '{}' is a matrix of {} x {}, expected {} x {}", checkpoint_.name(), module,
                source->rows(), source->columns(), config_.query_width() + 2 * config_.kv_width(), width);
  const auto rows_of = [&](std::size_t first, std::size_t count) {  // of blocks first … first + count - 1 in each group
    std::vector<std::uint32_t> rows;
    for (std::size_t group = 0; group < kv_heads; ++group)
      for (std::size_t r = 0; r < count * config_.head_width; ++r)
        rows.push_back(static_cast<std::uint32_t>((group * (shared + 2) + first) * config_.head_width + r));
    return rows;
  };
  QED_TRY(plan_part(layer.query, source, module, config_.query_width(), width, rows_of(0, shared)));
  QED_TRY(plan_part(layer.key, source, module, config_.kv_width(), width, rows_of(shared, 1)));
  return plan_part(layer.value, source, module, config_.kv_width(), width, rows_of(shared + 1, 1));
}

Result<void> Loader::plan_layer(std::size_t index) {
  const Names& names = config_.names;
  Layer& layer = weights_.layers[index];
  layer.attention_norm = QED_TRY(vector(name(names.attention_norm, index), config_.width));
  layer.feed_forward_norm = QED_TRY(vector(name(names.feed_forward_norm, index), config_.width));
  if (config_.architecture->query_key_norm) {
    layer.query_norm = QED_TRY(vector(name(names.query_norm, index), config_.head_width));
    layer.key_norm = QED_TRY(vector(name(names.key_norm, index), config_.head_width));
  }
  QED_TRY(plan_attention(index, layer));
  QED_TRY(plan(layer.attention_output, name(names.attention_output, index), config_.width, config_.query_width()));
  QED_TRY(plan(layer.gate, name(names.gate, index), config_.feed_forward, config_.width));
  QED_TRY(plan(layer.up, name(names.up, index), config_.feed_forward, config_.width));
  return plan(layer.down, name(names.down, index), config_.width, config_.feed_forward);
}

Result<void> Loader::plan_reward() {
  if (checkpoint_.has_linear("score.0")) {
    weights_.reward.emplace();
    const auto last = QED_TRY(checkpoint_.linear("score.2"));
    QED_TRY(plan(weights_.reward->hidden.emplace(), "score.0", config_.width, config_.width));
    return plan(weights_.reward->output, "score.2", last->rows(), config_.width);
  }
  for (const char* const head : {"v_head.summary", "v_head"}) {  // of trl, of InternLM2
    if (!checkpoint_.has_linear(head)) continue;
    weights_.reward.emplace();
    return plan(weights_.reward->output, head, 1, config_.width);
  }
  return {};
}

Result<void> Loader::plan_all() {
  weights_.final_norm = QED_TRY(vector(config_.names.final_norm, config_.width));
  QED_TRY(plan(weights_.embedding, std::string(config_.names.embedding), config_.vocabulary, config_.width));
  QED_TRY(plan_reward());
  if (!config_.tied_head && !weights_.reward)
    QED_TRY(plan(weights_.head, std::string(config_.names.head), config_.vocabulary, config_.width));
  weights_.layers.resize(config_.layers);
  for (std::size_t i = 0; i < config_.layers; ++i) QED_TRY(plan_layer(i));
  return {};
}

Result<Weights> Loader::run(ThreadTeam& team, const LoadProgress& progress, const std::stop_token& stop) {
  QED_TRY(plan_all());
  std::size_t all = 0, done = 0, released = 0, used = 0;
  for (const Plan& plan : plans_) all += plan.target->panels.bytes();
  weights_.memory = QED_TRY(HugeMemory::allocate(all, "the weights of " + checkpoint_.name()));
  for (const Plan& plan : plans_) {
    if (stop.stop_requested()) return fail(Errc::kCancelled, "loading {} was interrupted", checkpoint_.name());
    done += plan.target->panels.bytes();
    repack(plan, weights_.memory.data() + used, team);
    used += plan.target->panels.bytes();
    if (progress) progress(done, all);
    if (done - released < kReleaseAfter) continue;
    for (const formats::Tensor& tensor : checkpoint_.tensors()) formats::release(tensor.bytes);
    released = done;
  }
  weights_.memory.shrink(used);
  if (config_.tied_head && !weights_.reward) weights_.head = weights_.embedding;
  return std::move(weights_);
}

Result<Weights> load_weights(const Checkpoint& checkpoint, const Config& config, ThreadTeam& team,
                             const LoadProgress& progress, const std::stop_token& stop) {
  return Loader(checkpoint, config).run(team, progress, stop);
}

}  // namespace qed::model
