// What the machine could do at best, measured here and now.
#pragma once

#include <cstddef>

#include "base/error.h"
#include "base/huge_memory.h"
#include "base/thread_team.h"
#include "cli/bench_contender.h"

namespace qed::cli {

class Roofs {
 public:
  // For a model, which outlives this: its weights' size is what is read, one of its matrices is what is multiplied.
  static Result<Roofs> create(const model::Model& model, ThreadTeam& team);

  // Measures once more; the best of all rounds counts.
  void measure(ThreadTeam& team);

  double bytes_per_second() const { return bytes_per_second_; }            // reading memory on large pages
  double operations_per_second() const { return operations_per_second_; }  // our matrix product within the caches

  // Tokens a second that neither roof would stop: a step reads every weight once, and multiplies them all with every
  // vector.
  double bound(const model::Model& model, const Workload& work) const;

 private:
  double read_once(ThreadTeam& team);
  double multiply_once(ThreadTeam& team);

  HugeMemory memory_;
  kernels::Panels matrix_;
  double bytes_per_second_ = 0, operations_per_second_ = 0;
};

}  // namespace qed::cli
