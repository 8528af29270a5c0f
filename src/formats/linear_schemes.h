// One function for each way in which a file stores the weights of a linear layer. Used by checkpoint.cpp only.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"
#include "formats/checkpoint.h"
#include "formats/linear_source.h"

namespace qed::formats {

// The tensors of one module by the last part of their names: "qweight" of "model.layers.0.mlp.up_proj".
class ModuleTensors {
 public:
  ModuleTensors(const Checkpoint& checkpoint, std::string_view module) : checkpoint_(checkpoint), module_(module) {}

  const Tensor* find(std::string_view suffix) const;
  Result<const Tensor*> get(std::string_view suffix) const;  // kNotFound names it
  // Also of this type and, for the second, this shape: kCorrupt says what was found.
  Result<const Tensor*> get(std::string_view suffix, std::string_view dtype) const;
  Result<const Tensor*> get(std::string_view suffix, std::string_view dtype, const Shape& shape) const;
  // One that decodes to floats.
  Result<const Tensor*> get_real(std::string_view suffix, const Shape& shape) const;

  // fail() with the file and the tensor in front.
  std::unexpected<Error> bad(std::string_view suffix, Errc code, std::string_view what) const;
  const HfQuantization& quantization() const { return *checkpoint_.config()->quantization; }
  // "FOLDER: tensor 'MODULE.SUFFIX'"
  std::string full_name(std::string_view suffix) const;

 private:
  const Checkpoint& checkpoint_;
  std::string module_;
};

using Source = std::unique_ptr<const LinearSource>;

Result<Source> open_stored(const Tensor& tensor);
Result<Source> open_awq(const ModuleTensors& tensors);
Result<Source> open_gptq(const ModuleTensors& tensors);
Result<Source> open_bnb4(const ModuleTensors& tensors);
Result<Source> open_int8(const ModuleTensors& tensors);
Result<Source> open_compressed(const ModuleTensors& tensors);

}  // namespace qed::formats
