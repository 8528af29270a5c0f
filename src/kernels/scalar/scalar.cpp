#include "kernels/generic/table.h"
#include "kernels/scalar/lanes.h"

namespace qed::kernels {
extern const Table kScalar;
const Table kScalar = make_table<Lanes>(Isa::kScalar, "scalar");
}  // namespace qed::kernels
