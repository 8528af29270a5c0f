// Quantised layers whose tensors do not fit together are errors; of those that do, every row can be read.
// The first byte picks the scheme, the rest is the safetensors file that holds the layer.
#include <cmath>
#include <cstdint>
#include <span>

#include "formats/checkpoint.h"

using qed::formats::Checkpoint;
using qed::formats::HfConfig;
using qed::formats::HfQuantization;
using qed::formats::LinearSource;
using qed::formats::Safetensors;

namespace {

HfQuantization scheme(unsigned choice) {
  using Method = HfQuantization::Method;
  static const std::vector<HfQuantization> kSchemes{
      {Method::kAwq, {{4, 32, "gemm"}}},
      {Method::kGptq, {{4, 8, "gptq"}}},
      {Method::kGptq, {{3, 0, "gptq_v2"}}},
      {Method::kBnb4, {}},
      {Method::kInt8, {}},
      {Method::kCompressedTensors, {{4, 16, "pack-quantized"}, {8, 0, "pack-quantized"}, {8, 0, "int-quantized"}}},
  };
  return kSchemes[choice % kSchemes.size()];
}

void read(const LinearSource& source) {
  constexpr std::size_t kMaxWeights = 1 << 20;  // two bits of a file can be one weight, not more
  QED_CHECK(source.rows() > 0 && source.columns() > 0 && source.columns() < kMaxWeights);
  const auto groups = source.groups();
  const std::size_t per_row = groups ? groups->count : 0;
  std::vector<float> weights(source.columns()), scales(per_row);
  std::vector<std::int8_t> codes(source.columns()), zeros(per_row);
  for (std::size_t row = 0; row < source.rows(); ++row) {
    source.read_rows(row, 1, weights.data());
    if (!groups) continue;
    source.read_groups(row, 1, codes.data(), scales.data(), zeros.data());
    for (std::size_t c = 0; c < codes.size(); ++c) {
      const std::size_t group = groups->group(c);
      QED_CHECK(group < per_row);
      const float level = groups->levels.empty() ? static_cast<float>(codes[c] - zeros[group])
                                                 : groups->levels[static_cast<std::size_t>(codes[c])];
      QED_CHECK(std::isnan(weights[c]) || weights[c] == level * scales[group]);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  auto file = Safetensors::read(std::as_bytes(std::span(data + 1, size - 1)), "fuzz");
  if (!file) return 0;
  HfConfig config;
  config.quantization = scheme(data[0]);
  std::vector<Safetensors> shards;
  shards.push_back(*std::move(file));
  const auto checkpoint = Checkpoint::assemble(std::move(config), std::move(shards), "fuzz");
  if (!checkpoint) return 0;
  for (const auto& tensor : checkpoint->tensors()) {
    const std::string_view module = tensor.name.substr(0, tensor.name.find('.'));
    if (const auto source = checkpoint->linear(module)) read(**source);
  }
  return 0;
}
