#include "formats/hf_quantization.h"

#include <algorithm>

#include "formats/tensor.h"

namespace qed::formats {
namespace {

using Method = HfQuantization::Method;
using Scheme = HfQuantization::Scheme;

// A field that must be absent, false or empty, because qed would read the weights wrongly otherwise.
Result<void> refuse(const JsonFields& fields, std::string_view key) {
  const nlohmann::json* value = fields.find(key);
  if (!value || *value == false || (value->is_structured() && value->empty())) return {};
  return fail(Errc::kUnsupported, "{} is not supported", fields.where(key));
}

template <class T>
Result<void> expect(const JsonFields& fields, std::string_view key, const T& found, std::initializer_list<T> allowed) {
  if (std::ranges::find(allowed, found) != allowed.end()) return {};
  return fail(Errc::kUnsupported, "{}: {} is not supported", fields.where(key), found);
}

// The first of two names for the same field that is there.
std::string_view either(const JsonFields& fields, std::string_view name, std::string_view other) {
  return fields.has(name) || !fields.has(other) ? name : other;
}

// -1 and null stand for one group per row.
Result<std::size_t> group_size(const JsonFields& fields, std::string_view key) {
  const nlohmann::json* value = fields.find(key);
  if (!value || *value == -1) return 0;
  return fields.get<std::size_t>(key);
}

Result<HfQuantization> awq(const JsonFields& fields) {
  const auto version = QED_TRY(fields.get_or<std::string>("version", "gemm"));
  QED_TRY(expect<std::string>(fields, "version", version, {"gemm", "GEMM"}));
  const std::string_view bits_key = either(fields, "bits", "w_bit"),
                         size_key = either(fields, "group_size", "q_group_size");
  const auto bits = QED_TRY(fields.get<std::uint32_t>(bits_key));
  QED_TRY(expect<std::uint32_t>(fields, bits_key, bits, {4}));
  if (!QED_TRY(fields.get_or("zero_point", true)))
    return fail(Errc::kUnsupported, "{}: false is not supported", fields.where("zero_point"));
  return HfQuantization{Method::kAwq, {{bits, QED_TRY(group_size(fields, size_key)), "gemm"}}};
}

Result<HfQuantization> gptq(const JsonFields& fields) {
  const auto format = QED_TRY(fields.get_or<std::string>("checkpoint_format", "gptq"));
  QED_TRY(expect<std::string>(fields, "checkpoint_format", format, {"gptq", "gptq_v2"}));
  const auto bits = QED_TRY(fields.get<std::uint32_t>("bits"));
  QED_TRY(expect<std::uint32_t>(fields, "bits", bits, {2, 3, 4, 8}));
  QED_TRY(refuse(fields, "is_marlin_format"));
  QED_TRY(refuse(fields, "dynamic"));
  return HfQuantization{Method::kGptq, {{bits, QED_TRY(group_size(fields, "group_size")), format}}};
}

Result<HfQuantization> bitsandbytes(const JsonFields& fields) {
  if (QED_TRY(fields.get_or("load_in_4bit", false))) return HfQuantization{Method::kBnb4, {}};
  if (QED_TRY(fields.get_or("load_in_8bit", false))) return HfQuantization{Method::kInt8, {}};
  return fail(Errc::kUnsupported, "{} is not true, nor is load_in_8bit", fields.where("load_in_4bit"));
}

// The weights of one of the config_groups.
Result<Scheme> compressed_group(const JsonFields& group, const std::string& top_format) {
  Scheme scheme;
  scheme.format = QED_TRY(group.get_or("format", top_format));
  QED_TRY(expect<std::string>(group, "format", scheme.format, {"pack-quantized", "int-quantized"}));
  const JsonFields weights = QED_TRY(group.object("weights"));
  const auto type = QED_TRY(weights.get_or<std::string>("type", "int"));
  QED_TRY(expect<std::string>(weights, "type", type, {"int"}));
  scheme.bits = QED_TRY(weights.get<std::uint32_t>("num_bits"));
  QED_TRY(expect<std::uint32_t>(weights, "num_bits", scheme.bits, {4, 8}));
  const bool grouped = weights.has("group_size") && *weights.find("group_size") != -1;
  const auto strategy = QED_TRY(weights.get_or<std::string>("strategy", grouped ? "group" : "channel"));
  QED_TRY(expect<std::string>(weights, "strategy", strategy, {"group", "channel"}));
  if (strategy == "group") scheme.group_size = QED_TRY(weights.get<std::size_t>("group_size"));
  return scheme;
}

Result<HfQuantization> compressed_tensors(const JsonFields& fields) {
  const auto status = QED_TRY(fields.get_or<std::string>("quantization_status", "compressed"));
  QED_TRY(expect<std::string>(fields, "quantization_status", status, {"compressed"}));
  const auto format = QED_TRY(fields.get<std::string>("format"));
  if (fields.has("sparsity_config")) {
    const JsonFields sparsity = QED_TRY(fields.object("sparsity_config"));
    const auto sparse = QED_TRY(sparsity.get_or<std::string>("format", "dense"));
    QED_TRY(expect<std::string>(sparsity, "format", sparse, {"dense"}));
  }
  const JsonFields groups = QED_TRY(fields.object("config_groups"));
  HfQuantization result{Method::kCompressedTensors, {}};
  for (const auto& [name, unused] : fields.find("config_groups")->items())
    result.schemes.push_back(QED_TRY(compressed_group(QED_TRY(groups.object(name)), format)));
  if (result.schemes.empty()) return fail(Errc::kCorrupt, "{} is empty", fields.where("config_groups"));
  return result;
}

}  // namespace

Result<HfQuantization> parse_hf_quantization(const JsonFields& fields) {
  // Old AWQ and GPTQ files leave the method out.
  const auto method = QED_TRY(fields.get_or<std::string>("quant_method", fields.has("zero_point") ? "awq" : "gptq"));
  if (method == "awq") return awq(fields);
  if (method == "gptq") return gptq(fields);
  if (method == "bitsandbytes") return bitsandbytes(fields);
  if (method == "compressed-tensors") return compressed_tensors(fields);
  return fail(Errc::kUnsupported, "{}: {} is not supported", fields.where("quant_method"), in_quotes(method));
}

}  // namespace qed::formats
