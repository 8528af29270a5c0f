#include "formats/hf_config.h"

#include <algorithm>

#include "base/file.h"
#include "formats/hf_quantization.h"
#include "formats/json.h"
#include "formats/tensor.h"

namespace qed::formats {
namespace {

constexpr JsonLimits kLimits{.bytes = 4 << 20, .values = 200'000, .depth = 32};

template <class T>
Result<std::optional<T>> optional(const JsonFields& fields, std::string_view key) {
  if (!fields.has(key)) return std::optional<T>();
  return std::optional<T>(QED_TRY(fields.get<T>(key)));
}

Result<std::uint32_t> positive(const JsonFields& fields, std::string_view key) {
  const auto value = QED_TRY(fields.get<std::uint32_t>(key));
  if (value == 0) return fail(Errc::kCorrupt, "{} is 0", fields.where(key));
  return value;
}

Result<void> read_rope_settings(const JsonFields& fields, HfRope& rope) {
  rope.theta = QED_TRY(fields.get_or("rope_theta", rope.theta));
  rope.type = QED_TRY(fields.get_or(fields.has("rope_type") ? "rope_type" : "type", rope.type));
  rope.factor = QED_TRY(fields.get_or("factor", rope.factor));
  rope.original_context = QED_TRY(fields.get_or("original_max_position_embeddings", rope.original_context));
  rope.beta_fast = QED_TRY(fields.get_or("beta_fast", rope.beta_fast));
  rope.beta_slow = QED_TRY(fields.get_or("beta_slow", rope.beta_slow));
  rope.low_frequency_factor = QED_TRY(fields.get_or("low_freq_factor", rope.low_frequency_factor));
  rope.high_frequency_factor = QED_TRY(fields.get_or("high_freq_factor", rope.high_frequency_factor));
  rope.attention_factor = QED_TRY(optional<double>(fields, "attention_factor"));
  return {};
}

Result<HfRope> read_rope(const JsonFields& fields) {
  HfRope rope;
  rope.theta = QED_TRY(fields.get_or("rope_theta", rope.theta));
  for (const std::string_view key : {"rope_scaling", "rope_parameters"})
    if (fields.has(key)) QED_TRY(read_rope_settings(QED_TRY(fields.object(key)), rope));
  if (!(rope.theta > 0) || !(rope.factor > 0))
    return fail(Errc::kCorrupt, "{}: the base and the scaling factor of the rotary positions must be positive",
                fields.where("rope_theta"));
  return rope;
}

// One token or a list of them.
Result<std::vector<std::uint32_t>> tokens(const JsonFields& fields, std::string_view key) {
  const nlohmann::json* value = fields.find(key);
  std::vector<std::uint32_t> list;
  if (!value) return list;
  if (!value->is_array()) {
    list.push_back(QED_TRY(fields.get<std::uint32_t>(key)));
    return list;
  }
  for (const nlohmann::json& element : *value) {
    if (!element.is_number_unsigned() || element.get<std::uint64_t>() > UINT32_MAX)
      return fail(Errc::kCorrupt, "{}: expected token numbers", fields.where(key));
    list.push_back(element.get<std::uint32_t>());
  }
  return list;
}

Result<void> read_sizes(const JsonFields& fields, HfConfig& config) {
  config.vocabulary = QED_TRY(positive(fields, "vocab_size"));
  config.width = QED_TRY(positive(fields, "hidden_size"));
  config.feed_forward = QED_TRY(positive(fields, "intermediate_size"));
  config.layers = QED_TRY(positive(fields, "num_hidden_layers"));
  config.heads = QED_TRY(positive(fields, "num_attention_heads"));
  config.kv_heads = fields.has("num_key_value_heads") ? QED_TRY(positive(fields, "num_key_value_heads")) : config.heads;
  config.head_width = fields.has("head_dim") ? QED_TRY(positive(fields, "head_dim")) : config.width / config.heads;
  if (config.head_width == 0 || config.heads % config.kv_heads != 0)
    return fail(Errc::kCorrupt, "{}: {} heads do not fit a width of {} and {} key-value heads",
                fields.where("num_attention_heads"), config.heads, config.width, config.kv_heads);
  config.context = QED_TRY(fields.get_or("max_position_embeddings", config.context));
  return {};
}

// Which layers slide, as newer files list it: all from some layer on, or none.
Result<void> read_layer_types(const JsonFields& fields, HfConfig& config) {
  const auto types = QED_TRY(fields.get<std::vector<std::string>>("layer_types"));
  const auto first = std::ranges::find(types, "sliding_attention");
  if (std::find(first, types.end(), "full_attention") != types.end())
    return fail(Errc::kUnsupported, "{}: full layers behind sliding ones are not supported",
                fields.where("layer_types"));
  config.full_layers = static_cast<std::uint32_t>(first - types.begin());
  if (first == types.end()) config.sliding_window = 0;
  return {};
}

Result<void> read_sliding_window(const JsonFields& fields, HfConfig& config) {
  // Mistral has a window without a switch; Qwen's is off unless switched on.
  if (!QED_TRY(fields.get_or("use_sliding_window", !config.model_type.starts_with("qwen")))) return {};
  config.sliding_window = QED_TRY(fields.get_or("sliding_window", config.sliding_window));
  config.full_layers = QED_TRY(fields.get_or("max_window_layers", config.full_layers));
  if (fields.has("layer_types")) return read_layer_types(fields, config);
  return {};
}

Result<void> read_model(const JsonFields& fields, HfConfig& config) {
  const auto architectures = QED_TRY(fields.get<std::vector<std::string>>("architectures"));
  if (architectures.empty()) return fail(Errc::kCorrupt, "{} is empty", fields.where("architectures"));
  config.architecture = architectures.front();
  config.model_type = QED_TRY(fields.get_or("model_type", config.model_type));
  config.dtype = QED_TRY(fields.get_or(fields.has("dtype") ? "dtype" : "torch_dtype", config.dtype));
  QED_TRY(read_sizes(fields, config));
  config.norm_epsilon = QED_TRY(fields.get_or("rms_norm_eps", config.norm_epsilon));
  config.activation = QED_TRY(fields.get_or("hidden_act", config.activation));
  config.tied_embeddings = QED_TRY(optional<bool>(fields, "tie_word_embeddings"));
  config.bias = QED_TRY(optional<bool>(fields, fields.has("attention_bias") ? "attention_bias" : "bias"));
  QED_TRY(read_sliding_window(fields, config));
  config.rope = QED_TRY(read_rope(fields));
  config.eos = QED_TRY(tokens(fields, "eos_token_id"));
  config.bos = QED_TRY(optional<std::uint32_t>(fields, "bos_token_id"));
  config.pad = QED_TRY(optional<std::uint32_t>(fields, "pad_token_id"));
  if (fields.has("quantization_config"))
    config.quantization = QED_TRY(parse_hf_quantization(QED_TRY(fields.object("quantization_config"))));
  return {};
}

Result<void> read_generation(const JsonFields& fields, HfConfig& config) {
  if (auto eos = QED_TRY(tokens(fields, "eos_token_id")); !eos.empty()) config.eos = std::move(eos);
  if (const auto bos = QED_TRY(optional<std::uint32_t>(fields, "bos_token_id"))) config.bos = bos;
  if (const auto pad = QED_TRY(optional<std::uint32_t>(fields, "pad_token_id"))) config.pad = pad;
  HfGeneration& generation = config.generation;
  generation.do_sample = QED_TRY(optional<bool>(fields, "do_sample"));
  generation.temperature = QED_TRY(optional<double>(fields, "temperature"));
  generation.top_p = QED_TRY(optional<double>(fields, "top_p"));
  generation.min_p = QED_TRY(optional<double>(fields, "min_p"));
  generation.repetition_penalty = QED_TRY(optional<double>(fields, "repetition_penalty"));
  generation.top_k = QED_TRY(optional<std::uint32_t>(fields, "top_k"));
  return {};
}

// The file's text, or nothing where there is no such file.
Result<std::string> read_optional(const std::filesystem::path& path) {
  Result<std::string> text = read_file(path, kLimits.bytes);
  if (!text && text.error().code == Errc::kNotFound) return std::string();
  return text;
}

}  // namespace

Result<HfConfig> parse_hf_config(std::string_view config, std::string_view generation, std::string_view quantization,
                                 const std::string& folder) {
  HfConfig result;
  const std::string config_name = folder + "/config.json";
  const nlohmann::json config_json = QED_TRY(parse_json(config, config_name, kLimits));
  QED_TRY(read_model(QED_TRY(JsonFields::of(config_json, config_name)), result));
  if (!generation.empty()) {
    const std::string name = folder + "/generation_config.json";
    const nlohmann::json json = QED_TRY(parse_json(generation, name, kLimits));
    QED_TRY(read_generation(QED_TRY(JsonFields::of(json, name)), result));
  }
  if (!quantization.empty() && !result.quantization) {
    const std::string name = folder + "/quantize_config.json";
    const nlohmann::json json = QED_TRY(parse_json(quantization, name, kLimits));
    result.quantization = QED_TRY(parse_hf_quantization(QED_TRY(JsonFields::of(json, name))));
  }
  return result;
}

Result<HfConfig> read_hf_config(const std::filesystem::path& folder) {
  const std::string config = QED_TRY(read_file(folder / "config.json", kLimits.bytes));
  const std::string generation = QED_TRY(read_optional(folder / "generation_config.json"));
  std::string quantization = QED_TRY(read_optional(folder / "quantize_config.json"));
  if (quantization.empty()) quantization = QED_TRY(read_optional(folder / "quant_config.json"));
  return parse_hf_config(config, generation, quantization, folder.string());
}

HfTokenizerFiles locate_tokenizer(const std::filesystem::path& folder) {
  const auto there = [&](const char* name) {
    std::error_code ignored;
    return std::filesystem::is_regular_file(folder / name, ignored) ? folder / name : std::filesystem::path();
  };
  return {there("tokenizer.json"), there("tokenizer_config.json"), there("chat_template.jinja"),
          there("tokenizer.model")};
}

}  // namespace qed::formats
