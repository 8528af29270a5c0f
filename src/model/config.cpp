#include "model/config.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace qed::model {
namespace {

using formats::Checkpoint;
using formats::Gguf;
using formats::HfConfig;

constexpr Names kGgufNames{.embedding = "token_embd",
                           .head = "output",
                           .final_norm = "output_norm.weight",
                           .attention_norm = "blk.{}.attn_norm.weight",
                           .query = "blk.{}.attn_q",
                           .key = "blk.{}.attn_k",
                           .value = "blk.{}.attn_v",
                           .attention_output = "blk.{}.attn_output",
                           .query_norm = "blk.{}.attn_q_norm.weight",
                           .key_norm = "blk.{}.attn_k_norm.weight",
                           .feed_forward_norm = "blk.{}.ffn_norm.weight",
                           .gate = "blk.{}.ffn_gate",
                           .up = "blk.{}.ffn_up",
                           .down = "blk.{}.ffn_down"};

constexpr Names kFolderNames{.embedding = "model.embed_tokens",
                             .head = "lm_head",
                             .final_norm = "model.norm.weight",
                             .attention_norm = "model.layers.{}.input_layernorm.weight",
                             .query = "model.layers.{}.self_attn.q_proj",
                             .key = "model.layers.{}.self_attn.k_proj",
                             .value = "model.layers.{}.self_attn.v_proj",
                             .attention_output = "model.layers.{}.self_attn.o_proj",
                             .query_norm = "model.layers.{}.self_attn.q_norm.weight",
                             .key_norm = "model.layers.{}.self_attn.k_norm.weight",
                             .feed_forward_norm = "model.layers.{}.post_attention_layernorm.weight",
                             .gate = "model.layers.{}.mlp.gate_proj",
                             .up = "model.layers.{}.mlp.up_proj",
                             .down = "model.layers.{}.mlp.down_proj"};

constexpr Names kInternLm2Names{.embedding = "model.tok_embeddings",
                                .head = "output",
                                .final_norm = "model.norm.weight",
                                .attention_norm = "model.layers.{}.attention_norm.weight",
                                .query = {},
                                .key = {},
                                .value = {},
                                .attention_output = "model.layers.{}.attention.wo",
                                .query_norm = {},
                                .key_norm = {},
                                .feed_forward_norm = "model.layers.{}.ffn_norm.weight",
                                .gate = "model.layers.{}.feed_forward.w1",
                                .up = "model.layers.{}.feed_forward.w3",
                                .down = "model.layers.{}.feed_forward.w2",
                                .fused_qkv = "model.layers.{}.attention.wqkv"};

constexpr std::array kArchitectures{
    Architecture{.name = "qwen2", .folder_names = kFolderNames},
    Architecture{.name = "qwen3", .folder_names = kFolderNames, .query_key_norm = true},
    Architecture{.name = "llama", .folder_names = kFolderNames, .gguf_interleaved = true},
    Architecture{.name = "mistral", .folder_names = kFolderNames, .gguf_interleaved = true},
    Architecture{.name = "internlm2", .folder_names = kInternLm2Names, .gguf_interleaved = true},
};

Result<const Architecture*> known_architecture(std::string_view name, const std::string& file) {
  if (const Architecture* found = find_architecture(name)) return found;
  std::vector<std::string_view> known;
  for (const Architecture& architecture : kArchitectures) known.push_back(architecture.name);
  return fail(Errc::kUnsupported, "{}: architecture {} is not one that qed computes ({})", file,
              formats::in_quotes(name), fmt::join(known, ", "));
}

// Sizes beyond these are no model's, and products of them stay far from overflowing.
Result<void> check(const Config& c, const std::string& file) {
  const auto between = [&](std::string_view what, std::size_t value, std::size_t most) -> Result<void> {
    if (value >= 1 && value <= most) return {};
    return fail(Errc::kUnsupported, "{}: {} is {}, expected 1 to {}", file, what, value, most);
  };
  QED_TRY(between("the embedding's width", c.width, 1 << 16));
  QED_TRY(between("the number of layers", c.layers, 1 << 10));
  QED_TRY(between("the number of attention heads", c.heads, 1 << 10));
  QED_TRY(between("the number of key and value heads", c.kv_heads, c.heads));
  QED_TRY(between("the width of a head", c.head_width, 256));
  QED_TRY(between("the feed-forward width", c.feed_forward, 1 << 18));
  QED_TRY(between("the vocabulary", c.vocabulary, 1 << 20));
  if (c.heads % c.kv_heads != 0)
    return fail(Errc::kUnsupported, "{}: {} attention heads cannot share {} key and value heads", file, c.heads,
                c.kv_heads);
  if (c.head_width % 16 != 0 || c.width % 16 != 0)
    return fail(Errc::kUnsupported, "{}: the widths of the embedding ({}) and of a head ({}) must be multiples of 16",
                file, c.width, c.head_width);
  if (!(c.norm_epsilon > 0) || !(c.rope.base > 0) || !(c.rope.factor > 0) || !(c.rope.attention_factor > 0))
    return fail(Errc::kCorrupt, "{}: norm epsilon, and rope's base, factor and attention factor must be positive",
                file);
  return {};
}

Result<Rope::Scaling> scaling_of(std::string_view type, const std::string& file) {
  constexpr std::pair<std::string_view, Rope::Scaling> kKnown[] = {
      {"", Rope::Scaling::kNone},          {"none", Rope::Scaling::kNone}, {"default", Rope::Scaling::kNone},
      {"linear", Rope::Scaling::kLinear},  {"yarn", Rope::Scaling::kYarn}, {"llama3", Rope::Scaling::kLlama3},
      {"dynamic", Rope::Scaling::kDynamic}};
  for (const auto& [name, scaling] : kKnown)
    if (name == type) return scaling;
  return fail(Errc::kUnsupported, "{}: rope scaling {} is not known", file, formats::in_quotes(type));
}

// Where a file does not say by how much attention is sharpened.
double yarn_attention(double factor) { return factor > 1 ? 0.1 * std::log(factor) + 1 : 1; }

Result<Config> from_gguf(const Gguf& file) {
  Config c;
  const auto name = QED_TRY(file.get<std::string_view>("general.architecture"));
  c.architecture = QED_TRY(known_architecture(name, file.name()));
  c.names = kGgufNames;
  c.interleaved = c.architecture->gguf_interleaved;
  const auto key = [&](std::string_view suffix) { return fmt::format("{}.{}", name, suffix); };
  const auto size = [&](std::string_view suffix) { return file.get<std::uint32_t>(key(suffix)); };
  c.width = QED_TRY(size("embedding_length"));
  c.layers = QED_TRY(size("block_count"));
  c.heads = QED_TRY(size("attention.head_count"));
  c.kv_heads = QED_TRY(file.get_or<std::uint32_t>(key("attention.head_count_kv"), static_cast<std::uint32_t>(c.heads)));
  c.feed_forward = QED_TRY(size("feed_forward_length"));
  c.context = QED_TRY(file.get_or<std::uint32_t>(key("context_length"), 4096));
  const std::size_t even = c.heads == 0 ? 0 : c.width / c.heads;
  c.head_width = QED_TRY(file.get_or<std::uint32_t>(key("attention.key_length"), static_cast<std::uint32_t>(even)));
  const auto value_width =
      QED_TRY(file.get_or<std::uint32_t>(key("attention.value_length"), static_cast<std::uint32_t>(c.head_width)));
  if (value_width != c.head_width)
    return fail(Errc::kUnsupported, "{}: heads with keys of {} and values of {} numbers", file.name(), c.head_width,
                value_width);
  c.norm_epsilon = QED_TRY(file.get<float>(key("attention.layer_norm_rms_epsilon")));
  c.rope.base = QED_TRY(file.get_or<float>(key("rope.freq_base"), 10000.0F));
  c.rope.scaling =
      QED_TRY(scaling_of(QED_TRY(file.get_or<std::string_view>(key("rope.scaling.type"), "")), file.name()));
  c.rope.factor = QED_TRY(file.get_or<float>(key("rope.scaling.factor"), 1.0F));
  c.rope.original_context = QED_TRY(
      file.get_or<std::uint32_t>(key("rope.scaling.original_context_length"), static_cast<std::uint32_t>(c.context)));
  c.rope.beta_fast = QED_TRY(file.get_or<float>(key("rope.scaling.yarn_beta_fast"), 32.0F));
  c.rope.beta_slow = QED_TRY(file.get_or<float>(key("rope.scaling.yarn_beta_slow"), 1.0F));
  c.rope.attention_factor = QED_TRY(file.get_or<float>(key("rope.scaling.attn_factor"), 1.0F));
  if (c.rope.scaling == Rope::Scaling::kYarn) c.rope.attention_factor *= yarn_attention(c.rope.factor);
  const formats::Tensor* const embedding = file.find("token_embd.weight");
  if (!embedding || embedding->shape.rank() != 2)
    return fail(Errc::kCorrupt, "{}: no matrix 'token_embd.weight'", file.name());
  c.vocabulary = embedding->shape.rows();
  c.tied_head = file.find("output.weight") == nullptr;
  return c;
}

// GGUF files of Llama 3 hold what its scaling comes to, one divisor for each pair, instead of its parameters.
Result<void> read_divisors(const Checkpoint& checkpoint, Config& config) {
  constexpr std::string_view kTensor = "rope_freqs.weight";
  if (!checkpoint.find(kTensor)) return {};
  config.rope.divisors = QED_TRY(checkpoint.vector(kTensor, config.head_width / 2));
  for (const float divisor : config.rope.divisors)
    if (!(divisor > 0) || !std::isfinite(divisor))
      return fail(Errc::kCorrupt, "{}: '{}' holds {}, expected positive numbers", checkpoint.name(), kTensor, divisor);
  if (config.rope.scaling == Rope::Scaling::kLlama3) config.rope.scaling = Rope::Scaling::kNone;
  return {};
}

Result<Config> from_folder(const HfConfig& config, const Checkpoint& checkpoint) {
  Config c;
  c.architecture = QED_TRY(known_architecture(config.model_type, checkpoint.name()));
  c.names = c.architecture->folder_names;
  c.width = config.width;
  c.layers = config.layers;
  c.heads = config.heads;
  c.kv_heads = config.kv_heads;
  c.head_width = config.head_width;
  c.feed_forward = config.feed_forward;
  c.vocabulary = config.vocabulary;
  c.context = config.context == 0 ? 4096 : config.context;
  c.norm_epsilon = static_cast<float>(config.norm_epsilon);
  // Where the file keeps silent its tensors tell; where it promises a head of its own, the embedding is not it.
  c.tied_head = config.tied_embeddings.value_or(!checkpoint.has_linear(c.names.head));
  if (config.activation != "silu")
    return fail(Errc::kUnsupported, "{}: activation {} is not \"silu\"", checkpoint.name(),
                formats::in_quotes(config.activation));
  if (config.sliding_window != 0 && config.full_layers < config.layers)
    return fail(Errc::kUnsupported, "{}: layers with a sliding window of attention", checkpoint.name());
  const formats::HfRope& rope = config.rope;
  c.rope.scaling = QED_TRY(scaling_of(rope.type, checkpoint.name()));
  c.rope.base = rope.theta;
  c.rope.factor = rope.factor;
  c.rope.original_context = rope.original_context == 0 ? config.context : rope.original_context;
  c.rope.beta_fast = rope.beta_fast;
  c.rope.beta_slow = rope.beta_slow;
  c.rope.low_frequency_factor = rope.low_frequency_factor;
  c.rope.high_frequency_factor = rope.high_frequency_factor;
  if (c.rope.scaling == Rope::Scaling::kYarn)
    c.rope.attention_factor = rope.attention_factor.value_or(yarn_attention(rope.factor));
  return c;
}

// YaRN (Peng et al., 2023): pairs that turn often keep their speed, pairs that turn less than once are slowed down.
double yarn_speed(const Rope& rope, double speed, std::size_t pair, std::size_t head_width) {
  const auto pair_of_turns = [&](double turns) {
    return static_cast<double>(head_width) * std::log(rope.original_context / (turns * 2 * std::numbers::pi)) /
           (2 * std::log(rope.base));
  };
  const double last = static_cast<double>(head_width) - 1;
  const double low = std::clamp(std::floor(pair_of_turns(rope.beta_fast)), 0.0, last);
  const double high = std::clamp(std::ceil(pair_of_turns(rope.beta_slow)), 0.0, last);
  const double ramp = std::clamp((static_cast<double>(pair) - low) / std::max(high - low, 0.001), 0.0, 1.0);
  return speed / rope.factor * ramp + speed * (1 - ramp);
}

// Llama 3.1: the same idea with a ramp over wavelengths.
double llama3_speed(const Rope& rope, double speed) {
  const double turns = rope.original_context * speed / (2 * std::numbers::pi);
  const double smooth = std::clamp(
      (turns - rope.low_frequency_factor) / (rope.high_frequency_factor - rope.low_frequency_factor), 0.0, 1.0);
  return speed / rope.factor * (1 - smooth) + speed * smooth;
}

}  // namespace

const Architecture* find_architecture(std::string_view name) {
  const auto* found = std::ranges::find(kArchitectures, name, &Architecture::name);
  return found == kArchitectures.end() ? nullptr : found;
}

Result<Config> read_config(const Checkpoint& checkpoint) {
  Config config = checkpoint.gguf() ? QED_TRY(from_gguf(*checkpoint.gguf()))
                                    : QED_TRY(from_folder(*checkpoint.config(), checkpoint));
  QED_TRY(check(config, checkpoint.name()));
  if (checkpoint.gguf()) QED_TRY(read_divisors(checkpoint, config));
  return config;
}

std::vector<double> rotation_speeds(const Rope& rope, std::size_t head_width, std::size_t context, std::size_t length) {
  double base = rope.base;
  if (rope.scaling == Rope::Scaling::kDynamic && length > context) {
    const double stretch = rope.factor * static_cast<double>(length) / static_cast<double>(context) - (rope.factor - 1);
    base *= std::pow(stretch, static_cast<double>(head_width) / static_cast<double>(head_width - 2));
  }
  std::vector<double> speeds(head_width / 2);
  for (std::size_t i = 0; i < speeds.size(); ++i) {
    const double speed = std::pow(base, -2.0 * static_cast<double>(i) / static_cast<double>(head_width));
    switch (rope.scaling) {
      case Rope::Scaling::kNone:
      case Rope::Scaling::kDynamic:
        speeds[i] = speed;
        break;
      case Rope::Scaling::kLinear:
        speeds[i] = speed / rope.factor;
        break;
      case Rope::Scaling::kYarn:
        speeds[i] = yarn_speed(rope, speed, i, head_width);
        break;
      case Rope::Scaling::kLlama3:
        speeds[i] = llama3_speed(rope, speed);
        break;
    }
    if (!rope.divisors.empty()) speeds[i] /= double{rope.divisors[i]};
  }
  return speeds;
}

}  // namespace qed::model
