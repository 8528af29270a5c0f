// Programs in the sandbox, for those who choose how it is set up and look at how it does.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "program/program.h"
#include "sandbox/sandbox.h"

namespace qed::program {

struct PythonOptions {
  std::string python = {};  // names the interpreter; empty: the system's
  sandbox::Isolation isolation = sandbox::Isolation::kFull;
  int concurrency = 0;  // programs at once; 0: one for each processor
};

// Safe to use from several threads at once. The interpreter is looked for when the first program comes.
class PythonRunner final : public Runner {
 public:
  // kInvalidInput names the limit that lies outside its range.
  static Result<std::unique_ptr<PythonRunner>> create(const Limits& limits, const PythonOptions& options);

  Result<Run> run(const Program& program, std::stop_token stop) override;

  Result<void> warm_up();             // has SymPy imported in the background, for programs that will need it
  Result<std::string> interpreter();  // "3.11.2 at /usr/bin/python3.11"
  sandbox::Metrics metrics() const;

 private:
  PythonRunner(const Limits& limits, const PythonOptions& options) : limits_(limits), options_(options) {}
  Result<const sandbox::Sandbox*> opened();

  const Limits limits_;
  const PythonOptions options_;
  mutable std::mutex mutex_;
  std::optional<sandbox::Sandbox> sandbox_;  // guarded by mutex_ until it is there, then only used
  std::string found_;                        // guarded by mutex_
};

}  // namespace qed::program
