#include "formats/inventory.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace qed::formats {
namespace {

// What the names of a quantised layer's tensors end in; which of them hold the codes.
constexpr std::string_view kCodes[] = {".weight", ".qweight", ".weight_packed"};
constexpr std::string_view kBesides[] = {".qzeros",
                                         ".scales",
                                         ".g_idx",
                                         ".weight_shape",
                                         ".weight_scale",
                                         ".weight_zero_point",
                                         ".weight_g_idx",
                                         ".SCB",
                                         ".weight_format",
                                         ".weight.absmax",
                                         ".weight.quant_map",
                                         ".weight.nested_absmax",
                                         ".weight.nested_quant_map",
                                         ".weight.quant_state.bitsandbytes__nf4",
                                         ".weight.quant_state.bitsandbytes__fp4"};

// The module's name, where the tensor's ends in one of `suffixes`.
std::string_view module_of(std::string_view tensor, std::span<const std::string_view> suffixes) {
  for (const std::string_view suffix : suffixes)
    if (tensor.ends_with(suffix)) return tensor.substr(0, tensor.size() - suffix.size());
  return {};
}

bool is_quantised(const Checkpoint& checkpoint, const Tensor& codes, std::string_view module) {
  return !codes.type || checkpoint.find(fmt::format("{}.weight.absmax", module));
}

}  // namespace

Result<std::vector<Weight>> inventory(const Checkpoint& checkpoint) {
  std::vector<Weight> weights;
  std::set<std::string_view> layers;  // the quantised ones
  for (const Tensor& tensor : checkpoint.tensors()) {
    const std::string_view module = checkpoint.gguf() ? std::string_view() : module_of(tensor.name, kCodes);
    if (module.empty() || !is_quantised(checkpoint, tensor, module)) continue;
    const auto source = QED_TRY(checkpoint.linear(module));
    weights.push_back({fmt::format("{}.weight", module),
                       source->scheme(),
                       {source->rows(), source->columns()},
                       source->stored_bytes()});
    layers.insert(module);
  }
  for (const Tensor& tensor : checkpoint.tensors()) {
    if (layers.contains(module_of(tensor.name, kCodes)) || layers.contains(module_of(tensor.name, kBesides))) continue;
    weights.push_back({std::string(tensor.name), std::string(tensor.dtype), tensor.shape, tensor.bytes.size()});
  }
  std::ranges::sort(weights, {}, &Weight::name);
  return weights;
}

}  // namespace qed::formats
