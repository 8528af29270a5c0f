// The file tree a run sees, laid out before the run: which folders to make, which links to copy, what to bind where.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"

namespace qed::sandbox {

// Target paths are relative to the new root.
struct Root {
  struct Bind {
    std::string source;  // absolute on this machine
    std::string target;
    bool folder;
  };
  struct Link {
    std::string path;
    std::string target;  // what the link says, verbatim
  };
  std::vector<std::string> folders;  // parents first
  std::vector<Link> links;
  std::vector<Bind> binds;  // none lies inside another
};

// Makes every path of `needs` resolve as it does here, through the same links. Paths that do not exist are left out.
Result<Root> plan_root(std::span<const std::string> needs);

}  // namespace qed::sandbox
