#include "formats/checkpoint.h"

#include <algorithm>

#include "formats/linear_schemes.h"

namespace qed::formats {

Result<Checkpoint> Checkpoint::open(const std::filesystem::path& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored))
    return assemble(QED_TRY(read_hf_config(path)), QED_TRY(open_shards(path)), path.string());
  if (path.extension() == ".safetensors")
    return fail(Errc::kInvalidInput, "{}: expected the folder that holds it, with its config.json", path.string());
  Checkpoint checkpoint;
  checkpoint.gguf_ = QED_TRY(Gguf::open(path));
  checkpoint.name_ = checkpoint.gguf_->name();
  QED_TRY(checkpoint.index(checkpoint.gguf_->tensors()));
  return checkpoint;
}

Result<Checkpoint> Checkpoint::assemble(HfConfig config, std::vector<Safetensors> shards, std::string name) {
  Checkpoint checkpoint;
  checkpoint.name_ = std::move(name);
  checkpoint.config_ = std::move(config);
  checkpoint.shards_ = std::move(shards);
  for (const Safetensors& shard : checkpoint.shards_) QED_TRY(checkpoint.index(shard.tensors()));
  return checkpoint;
}

Result<void> Checkpoint::index(std::span<const Tensor> tensors) {
  tensors_.insert(tensors_.end(), tensors.begin(), tensors.end());
  std::ranges::sort(tensors_, {}, &Tensor::name);
  const auto twin = std::ranges::adjacent_find(tensors_, {}, &Tensor::name);
  if (twin == tensors_.end()) return {};
  return fail(Errc::kCorrupt, "{}: tensor {} is in two files", name_, in_quotes(twin->name));
}

const Tensor* Checkpoint::find(std::string_view tensor) const {
  const auto found = std::ranges::lower_bound(tensors_, tensor, {}, &Tensor::name);
  return found == tensors_.end() || found->name != tensor ? nullptr : &*found;
}

namespace {

constexpr std::string_view kCodeSuffixes[] = {"weight", "qweight", "weight_packed"};

// By the configuration's method, once it is known that the weight is no plain one.
Result<Source> open_quantized(const ModuleTensors& tensors, const HfConfig& config) {
  if (config.quantization) {
    switch (config.quantization->method) {
      case HfQuantization::Method::kAwq:
        return open_awq(tensors);
      case HfQuantization::Method::kGptq:
        return open_gptq(tensors);
      case HfQuantization::Method::kBnb4:
        return open_bnb4(tensors);
      case HfQuantization::Method::kInt8:
        return open_int8(tensors);
      case HfQuantization::Method::kCompressedTensors:
        return open_compressed(tensors);
    }
  }
  const auto* suffix = std::ranges::find_if(kCodeSuffixes, [&](std::string_view s) { return tensors.find(s); });
  return tensors.bad(
      *suffix, Errc::kUnsupported,
      fmt::format("type {} is not supported without a quantization_config", tensors.find(*suffix)->dtype));
}

}  // namespace

bool Checkpoint::has_linear(std::string_view module) const {
  const ModuleTensors tensors(*this, module);
  if (gguf_) return tensors.find("weight");
  return std::ranges::any_of(kCodeSuffixes, [&](std::string_view suffix) { return tensors.find(suffix); });
}

Result<std::unique_ptr<const LinearSource>> Checkpoint::linear(std::string_view module) const {
  const ModuleTensors tensors(*this, module);
  if (!has_linear(module)) return tensors.bad("weight", Errc::kNotFound, "missing");
  const Tensor* weight = tensors.find("weight");
  // 4-bit codes of bitsandbytes may be declared as a floating-point type.
  const bool plain = gguf_ || (weight && weight->type && !tensors.find("weight.absmax"));
  if (!plain) return open_quantized(tensors, *config_);
  if (weight->shape.rank() < 2 || weight->shape.elements() == 0)
    return tensors.bad("weight", Errc::kCorrupt, "expected a matrix, found shape " + to_string(weight->shape));
  return open_stored(*weight);
}

Result<std::vector<float>> Checkpoint::vector(std::string_view tensor, std::size_t size) const {
  const Tensor* found = find(tensor);
  if (!found) return fail(Errc::kNotFound, "{}: tensor {} is missing", name_, in_quotes(tensor));
  if (!found->type)
    return fail(Errc::kUnsupported, "{}: tensor {}: type {} is not supported", name_, in_quotes(tensor), found->dtype);
  if (found->shape.elements() != size)
    return fail(Errc::kCorrupt, "{}: tensor {}: expected {} elements, found shape {}", name_, in_quotes(tensor), size,
                to_string(found->shape));
  std::vector<float> values(size);
  quant::info(*found->type).decode(found->bytes.data(), size, values.data());
  return values;
}

}  // namespace qed::formats
