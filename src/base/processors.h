// The processors that this process may use, and where the threads of a team should run on them.
#pragma once

#include <cmath>
#include <filesystem>
#include <vector>

namespace qed {

using ProcessorSet = std::vector<unsigned>;  // the system's numbers, ascending

struct Processors {
  ProcessorSet allowed = {0};            // the affinity mask: never empty
  std::vector<ProcessorSet> cores = {};  // what is allowed of each physical core, node by node
  std::vector<ProcessorSet> nodes = {};  // what is allowed of each NUMA node that has any
  double quota = HUGE_VAL;               // processors whose time the control groups grant
};

// What is true of the calling thread now.
Processors available_processors();

// The same for this mask and what /proc and /sys below `root` say. What is missing or makes no sense there counts as
// not said: no quota, a core for every processor, one node.
Processors read_processors(const std::filesystem::path& root, ProcessorSet allowed);

// Threads that numeric work gains from, at least one: a thread for each core, since the second thread of a core finds
// its arithmetic units taken, and no more than the quota feeds, rounded up.
unsigned team_size(const Processors& processors);

// The processors that each of so many threads should be kept to: those of its node, where there are several. Neighbours
// share a node as far as its cores go, beginning with the node of processor `here`. An empty set leaves a thread to the
// scheduler, and within a node the scheduler decides: threads bound to a core each were no faster, and a tenth slower
// beside other programs, since they wait there while another core is free.
std::vector<ProcessorSet> place_threads(const Processors& processors, unsigned threads, unsigned here);

// Keeps the calling thread to a place that place_threads() gave, and then returns it to where it was allowed before.
class ScopedPlace {
 public:
  explicit ScopedPlace(const ProcessorSet& place);
  ScopedPlace(const ScopedPlace&) = delete;
  ScopedPlace& operator=(const ScopedPlace&) = delete;
  ~ScopedPlace();

 private:
  ProcessorSet former_;  // empty: nothing to restore
};

}  // namespace qed
