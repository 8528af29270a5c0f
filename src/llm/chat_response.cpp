#include "llm/chat_response.h"

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "base/utf8.h"

namespace qed::llm {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxExcerptBytes = 300;
constexpr std::size_t kBytesPerToken = 4;  // a usual figure for English and code, where nobody counted

Json parse(std::string_view text) { return Json::parse(utf8::sanitized(text), nullptr, /*allow_exceptions=*/false); }

const Json& member(const Json& object, const char* key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string_view text_of(const Json& value) {
  return value.is_string() ? std::string_view(value.get_ref<const std::string&>()) : std::string_view();
}

// A string, or the texts of a list of content parts.
std::string content_of(const Json& value) {
  if (!value.is_array()) return std::string(text_of(value));
  std::string joined;
  for (const Json& part : value) joined += part.is_string() ? text_of(part) : text_of(member(part, "text"));
  return joined;
}

// A token count as a number that fits, or nullopt for anything else.
std::optional<int> count_of(const Json& value) {
  if (!value.is_number_integer() || value < 0) return std::nullopt;
  return static_cast<int>(std::min<std::uint64_t>(value.get<std::uint64_t>(), std::numeric_limits<int>::max()));
}

// "stop" is also the reading of reasons that are not known, like tool_calls and eos.
Finish finish_of(std::string_view reason) {
  if (reason == "length" || reason == "max_tokens") return Finish::kLength;
  if (reason == "content_filter") return Finish::kFiltered;
  return Finish::kStop;
}

std::string code_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.is_number() ? value.dump() : "";
}

// An error object tells by its code (or type) whether the request was at fault.
Errc errc_of(std::string_view kind) {
  constexpr struct {
    std::string_view part;
    Errc code;
  } kRows[] = {
      {"401", Errc::kDenied},
      {"403", Errc::kDenied},
      {"authentication", Errc::kDenied},
      {"permission", Errc::kDenied},
      {"api_key", Errc::kDenied},
      {"insufficient_quota", Errc::kDenied},
      {"404", Errc::kNotFound},
      {"not_found", Errc::kNotFound},
      {"400", Errc::kInvalidInput},
      {"invalid", Errc::kInvalidInput},
      {"badrequest", Errc::kInvalidInput},
  };
  const std::string small = text::lower(kind);
  for (const auto& [part, code] : kRows)
    if (small.find(part) != std::string::npos) return code;
  return Errc::kUnavailable;
}

ServerError server_error(const Json& object) {
  const Json& error = member(object, "error");
  const Json& inner = error.is_object() ? error : object;
  ServerError result;
  for (const Json* place : {&member(inner, "message"), &error, &member(object, "detail")}) {
    if (!result.message.empty() || place->is_null()) continue;
    result.message = excerpt(place->is_string() ? std::string(text_of(*place)) : place->dump());
  }
  result.parameter = text_of(member(inner, "param"));
  result.kind = code_text(member(inner, "code"));
  if (result.kind.empty()) result.kind = text_of(member(inner, "type"));
  return result;
}

}  // namespace

std::string excerpt(std::string_view foreign) {
  std::string line = utf8::sanitized(foreign.substr(0, 2 * kMaxExcerptBytes));
  for (char& c : line)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
  line = text::collapse_spaces(line);
  if (line.size() <= kMaxExcerptBytes) return line;
  constexpr std::string_view kCut = "…";
  line.resize(utf8::complete_prefix(std::string_view(line).substr(0, kMaxExcerptBytes - kCut.size())));
  return line.append(kCut);
}

ServerError read_server_error(std::string_view body) {
  const Json object = parse(body);
  ServerError error;
  if (object.is_object()) error = server_error(object);
  if (error.message.empty()) error.message = excerpt(body);
  return error;
}

ChatReader::ChatReader(std::string_view content_type, std::size_t max_bytes, PieceSink on_piece)
    : content_type_(content_type), max_bytes_(max_bytes), events_(max_bytes), on_piece_(std::move(on_piece)) {
  if (content_type == "text/event-stream") form_ = Form::kEvents;
  if (content_type == "application/json") form_ = Form::kObject;
  if (content_type == "text/html") form_ = Form::kOther;
}

Result<void> ChatReader::feed(std::string_view bytes) {
  bytes_ += bytes.size();
  if (bytes_ > max_bytes_) return fail(Errc::kLimitExceeded, "the reply is longer than {} bytes", max_bytes_);
  std::string buffered;
  if (form_ == Form::kUnknown) {
    body_ += bytes;
    if (text::trim(body_).empty()) body_.clear();
    form_ = form_of(body_);
    if (form_ != Form::kEvents) return {};
    buffered = std::exchange(body_, {});
    bytes = buffered;
  }
  if (form_ == Form::kEvents) return events_.feed(bytes, [this](const SseEvent& event) { return read_event(event); });
  if (form_ == Form::kObject || body_.size() < 2 * kMaxExcerptBytes) body_ += bytes;
  return {};
}

ChatReader::Form ChatReader::form_of(std::string_view start) {
  start = text::trim(start);
  if (start.starts_with('{')) return Form::kObject;
  for (const std::string_view field : {"data:", "event:", ":"}) {
    if (start.starts_with(field)) return Form::kEvents;
    if (field.starts_with(start)) return Form::kUnknown;  // too little has come
  }
  return Form::kOther;
}

Result<void> ChatReader::read_event(const SseEvent& event) {
  if (done_) return {};
  if (text::trim(event.data) == "[DONE]") {
    done_ = true;
    return {};
  }
  if (event.type == "error") {
    const ServerError error = read_server_error(event.data);
    return fail(errc_of(error.kind), "the server ended the stream: {}", error.message);
  }
  return read_object(event.data, /*is_stream=*/true);
}

Result<void> ChatReader::read_object(std::string_view json, bool is_stream) {
  const Json object = parse(json);
  if (!object.is_object()) return fail(Errc::kCorrupt, "expected a JSON object, got '{}'", excerpt(json));
  if (!member(object, "error").is_null() || member(object, "object") == "error") {
    const ServerError error = server_error(object);
    return fail(errc_of(error.kind), "the server reports: {}", error.message);
  }
  const Json& usage = member(object, "usage");
  if (const auto count = count_of(member(usage, "prompt_tokens"))) generation_.prompt_tokens = *count;
  if (const auto count = count_of(member(usage, "completion_tokens"))) {
    generation_.completion_tokens = *count;
    counted_ = true;
  }
  const Json& choices = member(object, "choices");
  if (!choices.is_array() || choices.empty() || !choices[0].is_object()) return {};  // a stream's chunk of usage only
  any_choice_ = true;
  const Json& choice = choices[0];
  const Json& message = member(choice, is_stream && choice.contains("delta") ? "delta" : "message");
  // Both names are in use for the same text, and some servers send both.
  std::string reasoning = content_of(member(message, "reasoning_content"));
  if (reasoning.empty()) reasoning = content_of(member(message, "reasoning"));
  append_reasoning(reasoning);
  append_text(content_of(member(message, "content")));
  const std::string_view refusal = text_of(member(message, "refusal"));
  append_text(refusal);
  if (const std::string_view reason = text_of(member(choice, "finish_reason")); !reason.empty()) {
    if (reason == "error" || reason == "abort")
      return fail(Errc::kUnavailable, "the server gave up: finish_reason '{}'", reason);
    if (generation_.finish != Finish::kFiltered) generation_.finish = finish_of(reason);
    finished_ = true;
  }
  if (!refusal.empty()) generation_.finish = Finish::kFiltered;
  return {};
}

void ChatReader::append_reasoning(std::string_view piece) {
  if (piece.empty()) return;
  if (!std::exchange(thinking_, true)) append("<think>");
  ++pieces_;
  append(piece);
}

void ChatReader::append_text(std::string_view piece) {
  if (piece.empty()) return;
  if (std::exchange(thinking_, false)) append("</think>\n");
  ++pieces_;
  append(piece);
}

void ChatReader::append(std::string_view piece) {
  generation_.text += piece;
  if (on_piece_) on_piece_(piece);
}

Result<Generation> ChatReader::finish() {
  if (form_ == Form::kOther || form_ == Form::kUnknown) {
    const std::string_view start = text::trim(body_);
    if (start.empty()) return fail(Errc::kUnavailable, "the reply has no body");
    return fail(Errc::kCorrupt, "expected JSON or an event stream, got {}: '{}'",
                content_type_.empty() ? "a body without a content type" : content_type_, excerpt(start));
  }
  if (form_ == Form::kEvents && !done_) {
    // An event that a lost connection broke off is no JSON: that is a cut, not a malformed reply.
    const Result<void> last = events_.finish([this](const SseEvent& event) { return read_event(event); });
    if (!last && last.error().code != Errc::kCorrupt) return std::unexpected(last.error());
  }
  if (form_ == Form::kObject) {
    if (text::trim(body_).empty()) return fail(Errc::kUnavailable, "the reply has no body");
    QED_TRY(read_object(body_, /*is_stream=*/false));
  } else if (!done_ && !finished_) {
    return fail(Errc::kUnavailable, "the stream was cut off after {} bytes of text", generation_.text.size());
  }
  if (!any_choice_) return fail(Errc::kCorrupt, "the reply has no choices");
  if (std::exchange(thinking_, false)) append("</think>");
  if (!counted_)
    generation_.completion_tokens =
        form_ == Form::kEvents ? pieces_
                               : static_cast<int>((generation_.text.size() + kBytesPerToken - 1) / kBytesPerToken);
  return std::move(generation_);
}

}  // namespace qed::llm
