// Files of JSON rows in, JSON rows out, one at a time and in order.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/error.h"

namespace qed::cli {

// Reads each row of `path` ("-": standard input; plain or gzip) and writes what `answer` makes of it to standard output
// at once, so that a reader at the other end never waits. Blank lines are passed over. An error names the line; the
// rows before it have been answered.
Result<void> for_each_row(const std::filesystem::path& path,
                          const std::function<Result<nlohmann::json>(const nlohmann::json& row)>& answer);

// The text of a field, a number as it is written. kCorrupt where there is none.
Result<std::string> text_field(const nlohmann::json& row, std::string_view field);

// The row without the fields named: what a reader put there for itself.
nlohmann::json without(const nlohmann::json& row, std::initializer_list<std::string_view> fields);

}  // namespace qed::cli
