#include "model/repack.h"

#include <algorithm>
#include <atomic>

#include "kernels/compact_bf16.h"
#include "quant/types.h"

namespace qed::model {
namespace {

using formats::LinearSource;
using kernels::kPanelRows;
using kernels::Panels;

// A thread's working memory for the rows of one panel.
struct Scratch {
  std::vector<std::size_t> source_rows;
  std::vector<const std::byte*> stored;
  std::vector<float> floats, scales;
  std::vector<std::int8_t> codes, zeros;

  void choose(const Plan& plan, std::size_t panel) {
    const std::size_t first = panel * kPanelRows, last = std::min(first + kPanelRows, plan.target->rows());
    source_rows.clear();
    for (std::size_t row = first; row < last; ++row) source_rows.push_back(plan.source_row(row));
  }
};

// The chosen rows as the file has them, or as floats where it has them in pieces.
std::span<const std::byte* const> read_rows(const LinearSource& source, const Panels& panels, Scratch& scratch) {
  scratch.stored.clear();
  if (const auto stored = source.stored()) {
    const std::size_t row_bytes = quant::bytes_of(panels.type, panels.columns);
    for (const std::size_t row : scratch.source_rows) scratch.stored.push_back(stored->bytes.data() + row * row_bytes);
  } else {
    scratch.floats.resize(kPanelRows * panels.columns);
    float* to = scratch.floats.data();
    for (const std::size_t row : scratch.source_rows) {
      source.read_rows(row, 1, to);
      scratch.stored.push_back(reinterpret_cast<const std::byte*>(to));
      to += panels.columns;
    }
  }
  return scratch.stored;
}

void fill_grouped_panel(const LinearSource& source, const Panels& panels, std::byte* out, Scratch& scratch) {
  const std::vector<std::size_t>& rows = scratch.source_rows;
  const std::size_t groups = panels.grouping->groups;
  scratch.codes.resize(kPanelRows * panels.columns);
  scratch.scales.resize(kPanelRows * groups);
  scratch.zeros.resize(kPanelRows * groups);
  const auto read = [&](std::size_t first, std::size_t count, std::size_t to) {
    source.read_groups(first, count, &scratch.codes[to * panels.columns], &scratch.scales[to * groups],
                       &scratch.zeros[to * groups]);
  };
  // Schemes that pack along the rows are read several times faster by whole panels.
  if (rows.back() - rows.front() + 1 == rows.size() && std::ranges::is_sorted(rows)) {
    read(rows.front(), rows.size(), 0);
  } else {
    for (std::size_t r = 0; r < rows.size(); ++r) read(rows[r], 1, r);
  }
  if (panels.grouping->bits == 4 && source.groups()->levels.empty())
    for (std::int8_t& code : scratch.codes) code = static_cast<std::int8_t>(code + 8);
  kernels::pack_grouped_panel(panels, rows.size(), scratch.codes.data(), scratch.scales.data(), scratch.zeros.data(),
                              out);
}

// Runs work(panel, scratch) for all panels, shared out as Forward::multiply shares them: memory comes from the node of
// the thread that first writes to it.
template <class Work>
void for_each_panel(std::size_t panels, ThreadTeam& team, Work work) {
  const std::size_t fixed = panels * 7 / 8;
  std::atomic<std::size_t> next = fixed;
  team.run([&](unsigned thread) {
    Scratch scratch;
    for (std::size_t i = fixed * thread / team.size(); i < fixed * (thread + 1) / team.size(); ++i) work(i, scratch);
    for (std::size_t i = next++; i < panels; i = next++) work(i, scratch);
  });
}

bool repack_compactly(const Plan& plan, std::byte* to, ThreadTeam& team) {
  Panels& panels = plan.target->panels;
  if (!plan.source->stored() || !kernels::CompactPacker::fits(panels.type, panels.columns)) return false;
  kernels::CompactPacker packer(panels, to);
  for_each_panel(panels.count(), team, [&](std::size_t panel, Scratch& scratch) {
    scratch.choose(plan, panel);
    packer.pack(panel, read_rows(*plan.source, panels, scratch));
  });
  return packer.finish();
}

}  // namespace

void repack(const Plan& plan, std::byte* to, ThreadTeam& team) {
  if (repack_compactly(plan, to, team)) return;
  Panels& panels = plan.target->panels;
  panels.data = to;
  for_each_panel(panels.count(), team, [&](std::size_t panel, Scratch& scratch) {
    std::byte* const out = to + panel * panels.panel_bytes();
    scratch.choose(plan, panel);
    if (panels.grouping) {
      fill_grouped_panel(*plan.source, panels, out, scratch);
    } else {
      kernels::pack_panel(panels, read_rows(*plan.source, panels, scratch), out);
    }
  });
}

}  // namespace qed::model
