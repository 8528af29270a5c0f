// Values as text: what {{ }} prints, and JSON.
#include <array>
#include <charconv>
#include <cmath>

#include "text/jinja/value.h"

namespace qed::text::jinja {
namespace {

constexpr std::size_t kMaxNesting = 100;

// Python's repr(): the shortest digits that read back as the same number, with an exponent outside of [1e-4, 1e16).
std::string print_number(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::scientific).ptr;
  const std::string_view scientific(buffer.begin(), static_cast<std::size_t>(end - buffer.begin()));
  const std::size_t e = scientific.find('e');
  int exponent = 0;
  const char* sign_free = scientific.data() + e + (scientific[e + 1] == '+' ? 2 : 1);
  std::from_chars(sign_free, end, exponent);
  if (exponent < -4 || exponent >= 16) return std::string(scientific);
  const auto fixed_end = std::to_chars(buffer.begin(), buffer.end(), value, std::chars_format::fixed).ptr;
  std::string fixed(buffer.begin(), fixed_end);
  return fixed.find('.') == std::string::npos ? fixed + ".0" : fixed;
}

std::string quoted_as_python(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == quote || c == '\\')
      out += {'\\', c};
    else if (c == '\n')
      out += "\\n";
    else if (c == '\r')
      out += "\\r";
    else if (c == '\t')
      out += "\\t";
    else if (byte < 0x20 || byte == 0x7F)
      out += fmt::format("\\x{:02x}", byte);
    else
      out += c;
  }
  return out + quote;
}

std::string quoted_as_json(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
      case '\\':
        out += {'\\', c};
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20)
          out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        else
          out += c;
    }
  }
  return out + '"';
}

// Writes a value into `out_`; Python's notation and JSON differ in words, quotes and what they accept.
class Printer {
 public:
  Printer(Heap& heap, bool json, std::size_t indent) : heap_(heap), json_(json), indent_(indent) {}

  Result<std::string> run(const Value& value) {
    QED_TRY(print(value, 0));
    return std::move(out_);
  }

 private:
  Result<void> print(const Value& value, std::size_t depth) {
    QED_TRY(heap_.charge(1));
    if (depth > kMaxNesting) return fail(Errc::kLimitExceeded, "prints values nested deeper than {}", kMaxNesting);
    if (out_.size() > heap_.limits().output_bytes)
      return fail(Errc::kLimitExceeded, "prints more than {} bytes", heap_.limits().output_bytes);
    if (const auto* list = value.as<List>()) return print_list(*list, depth);
    if (const auto* dict = value.as<Dict>()) return print_dict(*dict, depth);
    return print_scalar(value);
  }

  Result<void> print_scalar(const Value& value) {
    if (value.is<None>())
      out_ += json_ ? "null" : "None";
    else if (const auto* flag = value.as<bool>())
      out_ += json_ ? (*flag ? "true" : "false") : (*flag ? "True" : "False");
    else if (const auto* integer = value.as<std::int64_t>())
      out_ += fmt::format("{}", *integer);
    else if (const auto* real = value.as<double>())
      out_ += print_number(*real);
    else if (const auto* text = value.as<std::string_view>())
      out_ += json_ ? quoted_as_json(*text) : quoted_as_python(*text);
    else if (json_)
      return fail(Errc::kCorrupt, "writes {} as JSON", kind_of(value));
    else if (!value.is<Undefined>())
      out_ += fmt::format("<{}>", kind_of(value));
    return {};
  }

  Result<void> print_list(const List& list, std::size_t depth) {
    out_ += '[';
    for (std::size_t i = 0; i < list.count; ++i) {
      separate(i == 0, depth + 1);
      QED_TRY(print(list[i], depth + 1));
    }
    if (list.count > 0) line(depth);
    out_ += ']';
    return {};
  }

  Result<void> print_dict(const Dict& dict, std::size_t depth) {
    out_ += '{';
    for (const Entry* entry = dict.begin(); entry != dict.end(); ++entry) {
      separate(entry == dict.begin(), depth + 1);
      out_ += (json_ ? quoted_as_json(entry->key) : quoted_as_python(entry->key)) + ": ";
      QED_TRY(print(entry->value, depth + 1));
    }
    if (dict.count > 0) line(depth);
    out_ += '}';
    return {};
  }

  void separate(bool first, std::size_t depth) {
    if (!first) out_ += indent_ > 0 ? "," : ", ";
    line(depth);
  }
  void line(std::size_t depth) {
    if (indent_ > 0) out_ += '\n' + std::string(indent_ * depth, ' ');
  }

  Heap& heap_;
  bool json_;
  std::size_t indent_;
  std::string out_;
};

}  // namespace

Result<std::string> to_text(Heap& heap, const Value& value) {
  if (const auto* text = value.as<std::string_view>()) return std::string(*text);
  return Printer(heap, /*json=*/false, 0).run(value);
}

Result<std::string> to_json(Heap& heap, const Value& value, std::size_t indent) {
  return Printer(heap, /*json=*/true, indent).run(value);
}

}  // namespace qed::text::jinja
