#include "program/report.h"

#include <algorithm>
#include <utility>

#include <nlohmann/json.hpp>

namespace qed::program {
namespace {

constexpr std::pair<Status, std::string_view> kNames[] = {
    {Status::kOk, "ok"},
    {Status::kTestFailed, "test_failed"},
    {Status::kException, "exception"},
    {Status::kTimeout, "timeout"},
    {Status::kMemory, "memory"},
    {Status::kOutputLimit, "output_limit"},
    {Status::kKilled, "killed"},
    {Status::kSandboxError, "sandbox_error"},
};

std::string text_at(const nlohmann::json& report, const char* key) {
  const auto found = report.find(key);
  return found != report.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace

std::string_view name(Status status) {
  return std::ranges::find(kNames, status, &std::pair<Status, std::string_view>::first)->second;
}

Report read_report(std::string_view payload) {
  const std::size_t end = payload.find('\0');
  // The parser refuses malformed UTF-8 and nests without recursion.
  const nlohmann::json object = nlohmann::json::parse(payload.substr(0, end), nullptr, /*allow_exceptions=*/false);
  const std::string status = object.is_object() ? text_at(object, "status") : std::string();
  const auto* known = std::ranges::find(kNames, status, &std::pair<Status, std::string_view>::second);
  Report report;
  if (known == std::end(kNames) || known->first == Status::kSandboxError) {
    report.error = ProgramError{"NoResult", "the program spoilt the report of its result", 0};
    return report;
  }
  report.status = known->first;
  report.answer = text_at(object, "answer");
  report.answer_type = text_at(object, "answer_type");
  report.latex = text_at(object, "latex");
  report.failed_test = text_at(object, "failed_test");
  if (const auto error = object.find("error"); error != object.end() && error->is_object()) {
    const auto line = error->find("line");
    report.error = ProgramError{text_at(*error, "type"), text_at(*error, "message"),
                                line != error->end() && line->is_number_integer() ? line->get<int>() : 0};
  }
  if (end != std::string_view::npos) report.value = payload.substr(end + 1);
  return report;
}

}  // namespace qed::program
