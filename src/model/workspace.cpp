#include "model/workspace.h"

namespace qed::model {

using kernels::Activations;
using kernels::Input;

Packed::Packed(std::size_t count, std::size_t columns) {
  for (const Input kind : {Input::kFloat, Input::kBFloat16, Input::kInt8}) {
    const Activations most{.kind = kind, .count = count, .columns = columns};
    numbers_[static_cast<std::size_t>(kind)].resize((most.number_bytes() + sizeof(Line) - 1) / sizeof(Line));
    if (kind == Input::kInt8) groups_.resize(most.group_words());
  }
}

void Packed::begin(std::size_t count, std::size_t columns, std::initializer_list<const Linear*> matrices) {
  for (std::size_t kind = 0; kind < std::size(views_); ++kind) {
    wanted_[kind] = false;
    views_[kind] = {.kind = static_cast<Input>(kind),
                    .count = count,
                    .columns = columns,
                    .numbers = numbers_[kind].data()->bytes,
                    .groups = groups_.data()};
  }
  for (const Linear* matrix : matrices) wanted_[static_cast<std::size_t>(kernels::input_of(matrix->panels))] = true;
}

void Packed::pack(const kernels::Table& table, const float* x, std::size_t stride, std::size_t tile) {
  for (std::size_t kind = 0; kind < std::size(views_); ++kind)
    if (wanted_[kind]) table.pack(x, stride, tile, views_[kind]);
}

}  // namespace qed::model
