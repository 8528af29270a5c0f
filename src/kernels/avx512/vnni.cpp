#include "kernels/avx512/lanes.h"
#include "kernels/generic/table.h"

namespace qed::kernels {
extern const Table kAvx512Vnni;
const Table kAvx512Vnni = make_table<Lanes>(Isa::kAvx512Vnni, "avx512-vnni");
}  // namespace qed::kernels
