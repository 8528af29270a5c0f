#include "solver/problem.h"

#include <algorithm>
#include <cstdint>

#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"

namespace qed::solver {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxImageBytes = 16 << 20;

Result<std::vector<std::string>> text_list(const json& value, std::string_view place, std::string_view field) {
  std::vector<std::string> items;
  if (value.is_null()) return items;
  if (!value.is_array()) return fail(Errc::kCorrupt, "{}: \"{}\" must be an array of texts", place, field);
  for (const json& item : value) {
    if (!item.is_string()) return fail(Errc::kCorrupt, "{}: \"{}\" must hold texts only", place, field);
    items.push_back(item.get<std::string>());
  }
  return items;
}

Result<std::string> optional_text(const json& value, std::string_view place, std::string_view field) {
  if (value.is_null()) return std::string();
  if (!value.is_string()) return fail(Errc::kCorrupt, "{}: \"{}\" must be a text", place, field);
  return value.get<std::string>();
}

// An id may be written as a number; it is a text from here on.
Result<std::string> id_text(const json& value, std::string_view place) {
  if (value.is_number_integer()) return value.dump();
  return optional_text(value, place, "id");
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - at);
    std::uint32_t group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (i < count ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i) text.push_back(i <= count ? kDigits[group >> (18 - 6 * i) & 63] : '=');
  }
  return text;
}

std::string_view image_type(std::string_view bytes) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xFF\xD8\xFF")) return "image/jpeg";
  if (bytes.starts_with("RIFF") && bytes.size() > 12 && bytes.substr(8, 4) == "WEBP") return "image/webp";
  return {};
}

}  // namespace

Result<Problem> make_problem(std::string question, std::string_view place) {
  if (const auto at = utf8::find_invalid(question))
    return fail(Errc::kInvalidInput, "{}: not valid UTF-8 at byte {}", place, *at);
  if (question.find('\0') != std::string::npos) return fail(Errc::kInvalidInput, "{}: holds a NUL character", place);
  if (text::trim(question).empty()) return fail(Errc::kInvalidInput, "{}: empty, expected a question", place);
  if (question.size() > kMaxQuestionBytes)
    return fail(Errc::kLimitExceeded, "{}: {} bytes long, expected at most {}", place, question.size(),
                kMaxQuestionBytes);
  Problem problem;
  problem.question = std::move(question);
  return problem;
}

Result<std::string> load_image(std::string_view image, const std::filesystem::path& folder, std::string_view place) {
  if (image.empty() || image.starts_with("data:image/") || image.starts_with("https://")) return std::string(image);
  Result<std::string> bytes = read_file(folder / image, kMaxImageBytes);
  if (!bytes) return fail(bytes.error().code, "{}: image {}", place, bytes.error().message);
  const std::string_view type = image_type(*bytes);
  if (type.empty()) return fail(Errc::kUnsupported, "{}: image {}: expected PNG, JPEG or WebP", place, image);
  return fmt::format("data:{};base64,{}", type, base64(*bytes));
}

Result<Problem> parse_problem(std::string_view line, std::string_view place, std::string default_id,
                              const std::filesystem::path& folder) {
  if (const auto at = utf8::find_invalid(line))
    return fail(Errc::kCorrupt, "{}: not valid UTF-8 at byte {}", place, *at);
  json row = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (row.is_discarded()) return fail(Errc::kCorrupt, "{}: malformed JSON, expected one object a line", place);
  if (!row.is_object()) return fail(Errc::kCorrupt, "{}: expected a JSON object, found {}", place, row.type_name());
  const auto take = [&](const char* field) {
    json value;
    if (const auto found = row.find(field); found != row.end()) {
      value = std::move(*found);
      row.erase(found);
    }
    return value;
  };
  const json question = take("question");
  if (!question.is_string()) return fail(Errc::kCorrupt, "{}: expected a text \"question\"", place);
  Problem problem = QED_TRY(make_problem(question.get<std::string>(), fmt::format("{}: \"question\"", place)));
  problem.id = QED_TRY(id_text(take("id"), place));
  if (problem.id.empty()) problem.id = std::move(default_id);
  problem.tests = QED_TRY(text_list(take("tests"), place, "tests"));
  problem.choices = QED_TRY(text_list(take("choices"), place, "choices"));
  problem.image = QED_TRY(load_image(QED_TRY(optional_text(take("image"), place, "image")), folder, place));
  if (!row.empty()) problem.extra = std::move(row);
  return problem;
}

}  // namespace qed::solver
