#include "program/json.h"

#include <nlohmann/json.hpp>

namespace qed::program {

nlohmann::json to_json(const Run& run) {
  nlohmann::json object{{"status", name(run.status)}, {"answer", run.answer},      {"answer_type", run.answer_type},
                        {"latex", run.latex},         {"stdout", run.stdout_text}, {"stderr_tail", run.stderr_tail},
                        {"wall_ms", run.wall_ms},     {"cpu_ms", run.cpu_ms},      {"peak_mem_kib", run.peak_mem_kib},
                        {"isolation", run.isolation}};
  if (run.error)
    object["error"] = {{"type", run.error->type}, {"message", run.error->message}, {"line", run.error->line}};
  if (!run.failed_test.empty()) object["failed_test"] = run.failed_test;
  return object;
}

}  // namespace qed::program
