#include <algorithm>
#include <numeric>

#include <nlohmann/json.hpp>

#include "formats/safetensors.h"

namespace qed::formats {

std::size_t SafetensorsHeader::add(std::string_view name, std::string_view dtype, const Shape& shape) {
  const std::size_t bits = bits_of_dtype(dtype);
  QED_CHECK(bits != 0 && shape.product_fits() && shape.elements() * bits % 8 == 0);
  tensors_.push_back({std::string(name), std::string(dtype), shape, bits, shape.elements() * bits / 8});
  return tensors_.size() - 1;
}

Result<TensorWriter> SafetensorsHeader::create(const std::filesystem::path& path) const {
  std::vector<std::size_t> order(tensors_.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t i) { return std::tuple(~tensors_[i].bits, std::string_view(tensors_[i].name)); };
    return key(a) < key(b);
  });

  // Several readers refuse files without this entry.
  nlohmann::ordered_json object{{"__metadata__", {{"format", "pt"}}}};
  std::vector<TensorWriter::Extent> extents(tensors_.size());
  std::size_t end = 0;
  for (const std::size_t i : order) {
    const Declared& tensor = tensors_[i];
    const std::size_t begin = std::exchange(end, end + tensor.bytes);
    extents[i] = {begin, tensor.bytes};
    object[tensor.name] = {{"dtype", tensor.dtype},
                           {"shape", std::vector(tensor.shape.begin(), tensor.shape.end())},
                           {"data_offsets", {begin, end}}};
  }
  std::string json = object.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  json.resize((json.size() + 7) / 8 * 8, ' ');
  const std::uint64_t length = json.size();
  const std::string header = std::string(reinterpret_cast<const char*>(&length), sizeof length) + json;
  for (TensorWriter::Extent& extent : extents) extent.offset += header.size();
  return TensorWriter::create(path, header, std::move(extents), header.size() + end);
}

}  // namespace qed::formats
