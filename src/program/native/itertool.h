// What the iterators of the module itertools have in common.
#pragma once

#include "program/native/objects.h"

namespace qed::program::native {

extern const Type kItertoolsType;

class Itertool : public Iterator {
 public:
  const Type& type() const override { return kItertoolsType; }
};

// A row of the module's table.
constexpr Builtin itertools_function(std::string_view name, Native native, std::uint8_t min, std::uint8_t max,
                                     bool keywords = false) {
  return {.name = name,
          .function = native,
          .min = min,
          .max = max,
          .keywords = keywords,
          .owner = "itertools",
          .type = &kTypeType};
}

}  // namespace qed::program::native
