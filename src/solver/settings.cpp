#include "solver/settings.h"

namespace qed::solver {

Result<Settings> read_settings(const Environment& environment) {
  Settings settings;
  const auto read = [&](const NumberVariable& variable, double& figure) -> Result<void> {
    figure = QED_TRY(read_number(environment, variable)).value_or(figure);
    return {};
  };
  QED_TRY(read({"CRE_THRESHOLD_PCT_PER_G", 0, 1e6, "percentage points per gram"}, settings.gate_threshold));
  QED_TRY(read({"UPLIFT_7B", 0, 1, "a share"}, settings.uplift_local));
  QED_TRY(read({"UPLIFT_GPT5", 0, 1, "a share"}, settings.uplift_remote));
  return settings;
}

}  // namespace qed::solver
