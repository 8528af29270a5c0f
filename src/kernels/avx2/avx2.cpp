#include "kernels/avx2/lanes.h"
#include "kernels/generic/table.h"

namespace qed::kernels {
extern const Table kAvx2;
const Table kAvx2 = make_table<Lanes>(Isa::kAvx2, "avx2");
}  // namespace qed::kernels
