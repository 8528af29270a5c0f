// The % operator on texts, and str.format().
#include <algorithm>

#include "base/text.h"
#include "program/native/compare.h"
#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/interpreter.h"
#include "program/native/number_text.h"
#include "program/native/numbers.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

constexpr std::int64_t kMaxWidth = 1 << 20, kMaxPrecision = 10'000;

// One conversion of a % format: %[(key)][flags][width][.precision]type
struct Conversion {
  bool left = false, plus = false, blank = false, alternate = false, zero = false;
  std::int64_t width = 0, precision = -1;
  char type = 0;
};

class PercentFormat {
 public:
  PercentFormat(Machine& machine, std::string_view format, const Value& arguments)
      : machine_(machine), rest_(format), size_(format.size()), arguments_(arguments) {
    if (arguments.is(Kind::kTuple)) {
      items_ = arguments.as<Tuple>().items();
    } else {
      items_ = std::span<const Value>(&arguments, 1);
      mapping_ = arguments.is(Kind::kDict) || arguments.is(Kind::kList) || arguments.is(Kind::kRange);
    }
  }

  Value run() {
    while (true) {
      const std::size_t percent = std::min(rest_.find('%'), rest_.size());
      text_ += rest_.substr(0, percent);
      rest_.remove_prefix(percent);
      if (rest_.empty()) break;
      rest_.remove_prefix(1);
      if (!convert() || !machine_.can_allocate(text_.size())) return {};
    }
    if (next_ < items_.size() && !mapping_)
      return machine_.raise(kTypeError, "not all arguments converted during string formatting");
    return make_str(text_);
  }

 private:
  bool convert() {
    Conversion conversion;
    Value keyed;
    if (rest_.starts_with('%')) {
      rest_.remove_prefix(1);
      return text_ += '%', true;
    }
    if (rest_.starts_with('(') && !(keyed = take_keyed())) return false;
    take_flags(conversion);
    if (!take_number(conversion.width, kMaxWidth)) return false;
    if (conversion.width < 0) {
      conversion.left = true;
      conversion.width = -conversion.width;
    }
    if (rest_.starts_with('.')) {
      rest_.remove_prefix(1);
      conversion.precision = 0;
      if (!take_number(conversion.precision, kMaxPrecision)) return false;
      conversion.precision = std::max<std::int64_t>(conversion.precision, 0);
    }
    if (!rest_.empty() && (rest_[0] == 'l' || rest_[0] == 'h' || rest_[0] == 'L')) rest_.remove_prefix(1);
    if (rest_.empty()) return machine_.raise(kValueError, "incomplete format");
    conversion.type = rest_[0];
    const std::size_t at = size_ - rest_.size();
    rest_.remove_prefix(1);
    if (!keyed && !take_argument(keyed)) return false;
    if (std::string_view("srdiuoxXeEfFgGa").find(conversion.type) != std::string_view::npos)
      return append(conversion, keyed);
    if (conversion.type == 'c' || static_cast<unsigned char>(conversion.type) >= 127)
      return machine_.unsupported("this % format");
    return machine_.raise(kValueError, "unsupported format character '{}' (0x{:x}) at index {}", conversion.type,
                          static_cast<int>(conversion.type), at);
  }

  Value take_keyed() {
    if (!arguments_.is(Kind::kDict))
      return mapping_ ? machine_.unsupported("this % format") : machine_.raise(kTypeError, "format requires a mapping");
    const std::size_t close = rest_.find(')');
    if (close == std::string_view::npos || rest_.substr(1, close - 1).find('(') != std::string_view::npos)
      return machine_.unsupported("this % format");
    const Value key = make_str(rest_.substr(1, close - 1));
    rest_.remove_prefix(close + 1);
    next_ = items_.size();
    return get_item(machine_, arguments_, key);
  }

  void take_flags(Conversion& conversion) {
    for (; !rest_.empty(); rest_.remove_prefix(1)) {
      switch (rest_[0]) {
        case '-':
          conversion.left = true;
          break;
        case '+':
          conversion.plus = true;
          break;
        case ' ':
          conversion.blank = true;
          break;
        case '#':
          conversion.alternate = true;
          break;
        case '0':
          conversion.zero = true;
          break;
        default:
          return;
      }
    }
  }

  bool take_number(std::int64_t& number, std::int64_t most) {
    if (rest_.starts_with('*')) {
      rest_.remove_prefix(1);
      Value value;
      if (!take_argument(value)) return false;
      if (!is_integer(value) || value.is(Kind::kBigInt)) return machine_.raise(kTypeError, "* wants int");
      number = value.small();
    } else {
      while (!rest_.empty() && text::is_digit(rest_[0])) {
        number = std::min(number * 10 + (rest_[0] - '0'), most + 1);
        rest_.remove_prefix(1);
      }
    }
    return (number <= most && number >= -most) || machine_.unsupported("so wide a % format");
  }

  bool take_argument(Value& value) {
    if (next_ == items_.size()) return machine_.raise(kTypeError, "not enough arguments for format string");
    value = items_[next_++];
    return true;
  }

  bool append(const Conversion& conversion, const Value& value) {
    switch (conversion.type) {
      case 's':
        return append_text(conversion, str(machine_, value));
      case 'r':
        return append_text(conversion, repr(machine_, value));
      case 'a':
        return append_text(conversion, ascii(machine_, value));
      case 'd':
      case 'i':
      case 'u':
      case 'o':
      case 'x':
      case 'X':
        return append_integer(conversion, value);
      default:
        return append_float(conversion, value);
    }
  }

  bool append_text(const Conversion& conversion, const Maybe<std::string>& content) {
    if (!content) return false;
    std::string cut;
    const std::string spec = conversion.precision < 0 ? "s" : fmt::format(".{}s", conversion.precision);
    if (!format_value(machine_, make_str(*content), spec, cut)) return false;
    pad(conversion, "", cut, /*zeros=*/false);
    return true;
  }

  bool append_integer(const Conversion& conversion, const Value& value) {
    const bool decimal = conversion.type == 'd' || conversion.type == 'i' || conversion.type == 'u';
    if (!is_integer(value) && !(decimal && is_number(value)))
      return machine_.raise(kTypeError, "%{} format: {} is required, not {}", conversion.type,
                            decimal ? "a real number" : "an integer", type_name(value));
    Value whole = value;
    if (!is_integer(value)) whole = call(machine_, Value(kIntType), std::span<Value>(&whole, 1));
    if (!whole) return false;
    const int base = decimal ? 10 : conversion.type == 'o' ? 8 : 16;
    const Maybe<std::string> written =
        decimal ? integer_text(machine_, whole) : Maybe<std::string>(integer_digits(whole, base));
    if (!written) return false;
    std::string digits = *written;
    const bool negative = digits[0] == '-';
    if (negative) digits.erase(0, 1);
    if (static_cast<std::int64_t>(digits.size()) < conversion.precision)
      digits.insert(0, static_cast<std::size_t>(conversion.precision) - digits.size(), '0');
    if (conversion.type == 'X')
      std::ranges::transform(digits, digits.begin(), [](char c) { return c >= 'a' ? c - 32 : c; });
    std::string sign = negative ? "-" : conversion.plus ? "+" : conversion.blank ? " " : "";
    if (conversion.alternate && !decimal) sign += conversion.type == 'o' ? "0o" : conversion.type == 'x' ? "0x" : "0X";
    pad(conversion, sign, digits, conversion.zero);
    return true;
  }

  bool append_float(const Conversion& conversion, const Value& value) {
    if (!is_number(value)) return machine_.raise(kTypeError, "must be real number, not {}", type_name(value));
    Value real = value;
    if (!value.is(Kind::kFloat)) real = call(machine_, Value(kFloatType), std::span<Value>(&real, 1));
    if (!real) return false;
    FloatStyle style{.type = conversion.type, .alternate = conversion.alternate};
    if (conversion.precision >= 0) style.precision = static_cast<int>(conversion.precision);
    std::string digits = float_text(real.real(), style);
    const bool negative = digits[0] == '-';
    if (negative) digits.erase(0, 1);
    pad(conversion, negative ? "-" : conversion.plus ? "+" : conversion.blank ? " " : "", digits, conversion.zero);
    return true;
  }

  void pad(const Conversion& conversion, std::string_view sign, std::string_view content, bool zeros) {
    const auto length = static_cast<std::int64_t>(sign.size() + count_code_points(content));
    const auto padding = static_cast<std::size_t>(std::max<std::int64_t>(conversion.width - length, 0));
    if (!conversion.left && !zeros) text_.append(padding, ' ');
    text_ += sign;
    if (!conversion.left && zeros) text_.append(padding, '0');
    text_ += content;
    if (conversion.left) text_.append(padding, ' ');
  }

  Machine& machine_;
  std::string_view rest_;
  std::size_t size_;
  const Value& arguments_;
  std::span<const Value> items_;
  bool mapping_ = false;
  std::size_t next_ = 0;
  std::string text_;
};

// --- str.format() ----------------------------------------------------------------------------------------------------

class FieldFormat {
 public:
  FieldFormat(Machine& machine, const Args& args) : machine_(machine), args_(args) {}

  bool append(std::string_view format, int level, std::string& text) {
    while (!format.empty()) {
      const std::size_t brace = std::min(format.find_first_of("{}"), format.size());
      text += format.substr(0, brace);
      format.remove_prefix(brace);
      if (format.empty()) break;
      if (format.size() > 1 && format[1] == format[0] && (format[0] == '{' || level == 0)) {
        text += format[0];
        format.remove_prefix(2);
        continue;
      }
      if (format[0] == '}' || format.size() == 1)
        return machine_.raise(kValueError, "Single '{}' encountered in format string", format[0]);
      const std::size_t close = closing(format);
      if (close == std::string_view::npos || level > 1) return machine_.unsupported("this format string");
      if (!field(format.substr(1, close - 1), level, text) || !machine_.can_allocate(text.size())) return false;
      format.remove_prefix(close + 1);
    }
    return true;
  }

 private:
  static std::size_t closing(std::string_view format) {
    int braces = 0;
    for (std::size_t i = 0; i < format.size(); ++i) {
      if (format[i] == '[') return std::string_view::npos;
      if (format[i] == '{') ++braces;
      if (format[i] == '}' && --braces == 0) return i;
    }
    return std::string_view::npos;
  }

  bool field(std::string_view field, int level, std::string& text) {
    const std::size_t name_end = std::min(field.find_first_of(":!"), field.size());
    Value value = lookup(field.substr(0, name_end));
    if (!value) return false;
    field.remove_prefix(name_end);
    if (field.starts_with('!')) {
      const bool known =
          field.size() > 1 && (field[1] == 'r' || field[1] == 's') && (field.size() == 2 || field[2] == ':');
      if (!known) return machine_.unsupported("this conversion");
      const Maybe<std::string> converted = field[1] == 'r' ? repr(machine_, value) : str(machine_, value);
      if (!converted) return false;
      value = make_str(*converted);
      field.remove_prefix(2);
    }
    std::string spec;
    if (!field.empty() && !append(field.substr(1), level + 1, spec)) return false;
    return format_value(machine_, value, spec, text);
  }

  Value lookup(std::string_view name) {
    const bool number = !name.empty() && std::ranges::all_of(name, text::is_digit);
    if (!name.empty() && !number) {
      if (name.find_first_of(".[ ") != std::string_view::npos) return machine_.unsupported("this replacement field");
      const auto found = std::ranges::find(args_.keywords, name, &Keyword::name);
      if (found != args_.keywords.end()) return *found->value;
      return machine_.raise(own(static_cast<Object*>(create<Exception>(kKeyError, new_tuple_of(make_str(name))))));
    }
    if (numbering_ != Numbering::kNone && (numbering_ == Numbering::kManual) != number)
      return machine_.raise(kValueError, "cannot switch from {}",
                            number ? "automatic field numbering to manual field specification"
                                   : "manual field specification to automatic field numbering");
    numbering_ = number ? Numbering::kManual : Numbering::kAutomatic;
    if (name.size() > 6) return machine_.unsupported("this replacement field");
    std::size_t index = 0;
    for (const char c : name) index = index * 10 + static_cast<std::size_t>(c - '0');
    if (!number) index = next_++;
    if (index + 1 < args_.size()) return args_[index + 1];
    return machine_.raise(kIndexError, "Replacement index {} out of range for positional args tuple", index);
  }

  enum class Numbering : std::uint8_t { kNone, kManual, kAutomatic };
  Machine& machine_;
  const Args& args_;
  Numbering numbering_ = Numbering::kNone;
  std::size_t next_ = 0;
};

}  // namespace

Value format_percent(Machine& machine, const Value& format, const Value& arguments) {
  return PercentFormat(machine, text_of(format), arguments).run();
}

Value format_fields(Machine& machine, const Args& args) {
  std::string text;
  if (!FieldFormat(machine, args).append(text_of(args[0]), 0, text)) return {};
  return make_str(text);
}

}  // namespace qed::program::native
