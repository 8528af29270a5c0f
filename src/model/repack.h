// From rows as a checkpoint stores them to the panels that kernels compute with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/thread_team.h"
#include "formats/linear_source.h"
#include "model/weights.h"

namespace qed::model {

// One matrix on its way into memory: a range of a source's rows, perhaps in another order.
struct Plan {
  std::shared_ptr<const formats::LinearSource> source;
  std::vector<std::uint32_t> rows;  // of the source, in the model's order; empty: all, as they are
  Linear* target;                   // its panels have all but data

  std::size_t source_row(std::size_t row) const { return rows.empty() ? row : rows[row]; }
};

// Fills the target's panels at `to`, which has room for target->panels.bytes() as they are now: BF16 is kept in 12 bits
// where that loses nothing, and takes less then.
void repack(const Plan& plan, std::byte* to, ThreadTeam& team);

}  // namespace qed::model
