#include "model/workspace.h"

#include <algorithm>

namespace qed::model {

using kernels::Activations;
using kernels::Input;

void Packed::allocate(Input kind) {
  const Activations most{.kind = kind, .count = most_, .columns = most_columns_};
  numbers_[static_cast<std::size_t>(kind)].resize((most.number_bytes() + sizeof(Line) - 1) / sizeof(Line));
  if (kind == Input::kInt8) groups_.resize(most.group_words());
}

void Packed::begin(std::size_t count, std::size_t columns, std::initializer_list<const Linear*> matrices) {
  forms_ = 0;
  for (const Linear* matrix : matrices) {
    const Input input = kernels::input_of(matrix->panels);
    const auto kind = static_cast<std::size_t>(input);
    if (std::ranges::find(wanted(), &views_[kind]) != wanted().end()) continue;
    if (numbers_[kind].empty()) allocate(input);
    views_[kind] = {.kind = input,
                    .count = count,
                    .columns = columns,
                    .numbers = numbers_[kind].data()->bytes,
                    .groups = groups_.data()};
    wanted_[forms_++] = &views_[kind];
  }
}

}  // namespace qed::model
