// Any texts give a configuration or an error, and what a configuration says fits together.
#include <cstdint>
#include <string_view>

#include "formats/hf_config.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // The three files, separated by zero bytes.
  std::string_view texts[3];
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (std::string_view& text : texts) {
    text = rest.substr(0, rest.find('\0'));
    rest.remove_prefix(std::min(rest.size(), text.size() + 1));
  }
  const auto config = qed::formats::parse_hf_config(texts[0], texts[1], texts[2], "fuzz");
  if (!config) return 0;
  QED_CHECK(config->width > 0 && config->head_width > 0 && config->heads % config->kv_heads == 0);
  QED_CHECK(config->rope.theta > 0 && config->rope.factor > 0);
  using Method = qed::formats::HfQuantization::Method;
  if (const auto& quantization = config->quantization;
      quantization && quantization->method != Method::kBnb4 && quantization->method != Method::kInt8)
    QED_CHECK(!quantization->schemes.empty());
  return 0;
}
