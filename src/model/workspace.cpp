#include "model/workspace.h"

namespace qed::model {

using kernels::Activations;
using kernels::Input;

void Packed::allocate(Input kind) {
  const Activations most{.kind = kind, .count = most_, .columns = most_columns_};
  numbers_[static_cast<std::size_t>(kind)].resize((most.number_bytes() + sizeof(Line) - 1) / sizeof(Line));
  if (kind == Input::kInt8) groups_.resize(most.group_words());
}

void Packed::begin(std::size_t count, std::size_t columns, std::initializer_list<const Linear*> matrices) {
  for (bool& wanted : wanted_) wanted = false;
  for (const Linear* matrix : matrices) {
    const Input input = kernels::input_of(matrix->panels);
    const auto kind = static_cast<std::size_t>(input);
    if (numbers_[kind].empty()) allocate(input);
    wanted_[kind] = true;
    views_[kind] = {.kind = input,
                    .count = count,
                    .columns = columns,
                    .numbers = numbers_[kind].data()->bytes,
                    .groups = groups_.data()};
  }
}

void Packed::pack(const kernels::Table& table, const float* x, std::size_t stride, std::size_t tile) {
  for (std::size_t kind = 0; kind < std::size(views_); ++kind)
    if (wanted_[kind]) table.pack(x, stride, tile, views_[kind]);
}

}  // namespace qed::model
