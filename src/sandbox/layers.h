// Which layers of isolation this kernel gives this process, found out by asking for each.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace qed::sandbox {

struct Layer {
  std::string_view name;
  std::string_view purpose;
  bool works;
  bool needed;         // by Isolation::kFull; a layer that is not is used where it is there
  std::string detail;  // a version, or why it does not work and what to do
};

std::vector<Layer> probe_layers();

}  // namespace qed::sandbox
