#include "formats/linear_schemes.h"

#include <fmt/format.h>

namespace qed::formats {

const Tensor* ModuleTensors::find(std::string_view suffix) const {
  return checkpoint_.find(fmt::format("{}.{}", module_, suffix));
}

std::string ModuleTensors::full_name(std::string_view suffix) const {
  return fmt::format("{}: tensor {}", checkpoint_.name(), in_quotes(fmt::format("{}.{}", module_, suffix)));
}

std::unexpected<Error> ModuleTensors::bad(std::string_view suffix, Errc code, std::string_view what) const {
  return fail(code, "{}: {}", full_name(suffix), what);
}

Result<const Tensor*> ModuleTensors::get(std::string_view suffix) const {
  if (const Tensor* tensor = find(suffix)) return tensor;
  return fail(Errc::kNotFound, "{} is missing", full_name(suffix));
}

Result<const Tensor*> ModuleTensors::get(std::string_view suffix, std::string_view dtype) const {
  const Tensor* tensor = QED_TRY(get(suffix));
  if (tensor->dtype == dtype) return tensor;
  return bad(suffix, Errc::kCorrupt, fmt::format("expected type {}, found {}", dtype, tensor->dtype));
}

Result<const Tensor*> ModuleTensors::get(std::string_view suffix, std::string_view dtype, const Shape& shape) const {
  const Tensor* tensor = QED_TRY(get(suffix, dtype));
  if (tensor->shape == shape) return tensor;
  return bad(suffix, Errc::kCorrupt,
             fmt::format("expected shape {}, found {}", to_string(shape), to_string(tensor->shape)));
}

Result<const Tensor*> ModuleTensors::get_real(std::string_view suffix, const Shape& shape) const {
  const Tensor* tensor = QED_TRY(get(suffix));
  if (!tensor->type) return bad(suffix, Errc::kUnsupported, fmt::format("type {} is not supported", tensor->dtype));
  return get(suffix, tensor->dtype, shape);
}

}  // namespace qed::formats
