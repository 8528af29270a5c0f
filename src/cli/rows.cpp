#include "cli/rows.h"

#include <unistd.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/text.h"

namespace qed::cli {

using nlohmann::json;

Result<void> for_each_row(const std::filesystem::path& path,
                          const std::function<Result<json>(const json& row)>& answer) {
  LineReader lines = QED_TRY(LineReader::open(path == "-" ? "/dev/stdin" : path));
  for (;;) {
    const std::optional<std::string> line = QED_TRY(lines.next());
    if (!line) return {};
    if (text::trim(*line).empty()) continue;
    const json row = json::parse(*line, nullptr, /*allow_exceptions=*/false);
    if (!row.is_object()) return fail(Errc::kCorrupt, "{}: expected a JSON object on the line", lines.place());
    Result<json> answered = answer(row);
    if (!answered) return fail(answered.error().code, "{}: {}", lines.place(), answered.error().message);
    QED_TRY(write_all(STDOUT_FILENO, answered->dump(-1, ' ', false, json::error_handler_t::replace) + "\n",
                      "standard output"));
  }
}

Result<std::string> text_field(const json& row, std::string_view field) {
  const auto found = row.find(field);
  if (found != row.end() && found->is_string()) return found->get<std::string>();
  if (found != row.end() && found->is_number()) return found->dump();
  return fail(Errc::kCorrupt, "expected a text in the field \"{}\"", field);
}

json without(const json& row, std::initializer_list<std::string_view> fields) {
  json rest = row;
  for (const std::string_view field : fields) rest.erase(std::string(field));
  return rest;
}

}  // namespace qed::cli
