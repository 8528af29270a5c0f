#include "program/native/judge.h"

#include <algorithm>

#include "program/native/dict.h"
#include "program/native/integer.h"
#include "program/native/iterate.h"
#include "program/native/lexer.h"
#include "program/native/modules.h"
#include "program/native/numbers.h"
#include "program/native/parser.h"
#include "program/native/set.h"
#include "program/native/text.h"

namespace qed::program::native {
namespace {

constexpr int kTestLine = -(1 << 24);  // tests have lines of their own, below those of any program
constexpr int kMaxDepth = 10;
constexpr std::size_t kMaxParts = 10'000;  // of a value that tests see, and characters of its texts
constexpr int kDefaultDigits = 28;         // of decimal arithmetic
// What the judge takes from the library, whatever functions the program calls by these names.
constexpr std::string_view kVocabulary[] = {"Fraction",  "Decimal",    "isclose", "Rational",  "simplify",
                                            "nsimplify", "sympify",    "math",    "fractions", "decimal",
                                            "itertools", "statistics", "sympy"};

// --- values ----------------------------------------------------------------------------------------------------------

class Copier {
 public:
  explicit Copier(Machine& machine) : machine_(machine) {}

  // The value as it comes out of its bytes in another process.
  Value copy(const Value& value, int depth = 0) {
    const std::size_t size = value.is(Kind::kStr)      ? value.as<Str>().bytes
                             : value.is(Kind::kBigInt) ? value.as<BigInt>().size
                                                       : 1;
    if (depth == kMaxDepth || size > room_) return machine_.unsupported("a test of so large a value");
    room_ -= size;
    if (value.is_none() || is_number(value) || value.is(Kind::kStr)) return value;
    switch (value.kind()) {
      case Kind::kTuple:
      case Kind::kList:
        return copy_sequence(value, depth);
      case Kind::kSet:
      case Kind::kFrozenSet:
        return copy_set(value, depth);
      case Kind::kDict:
        return copy_dict(value.as<Dict>(), depth);
      default:
        return machine_.unsupported("a test of such an object");
    }
  }

 private:
  Value copy_sequence(const Value& sequence, int depth) {
    Value copied = collect(machine_, sequence);
    if (!copied) return {};
    for (Value& part : copied.as<List>().items()) {
      part = copy(part, depth + 1);
      if (!part) return {};
    }
    return sequence.is(Kind::kTuple) ? new_tuple(copied.as<List>().items()) : copied;
  }

  Value copy_set(const Value& source, int depth) {
    Set* set = create<Set>(source.kind());
    Value result = own(static_cast<Object*>(set));
    for (const Set::Entry& entry : source.as<Set>().table()) {
      if (!entry.key) continue;
      const Value part = copy(entry.key, depth + 1);
      if (!part || !set->add(machine_, part)) return {};
    }
    return result;
  }

  // The library's kinds of dictionary arrive as plain ones.
  Value copy_dict(Dict& source, int depth) {
    Dict* dict = create<Dict>();
    Value result = own(static_cast<Object*>(dict));
    for (const Dict::Entry& entry : source.entries()) {
      if (!entry.key) continue;
      Value key = copy(entry.key, depth + 1);
      Value value = key ? copy(entry.value, depth + 1) : Value();
      if (!value || !dict->set(machine_, std::move(key), std::move(value))) return {};
    }
    return result;
  }

  Machine& machine_;
  std::size_t room_ = kMaxParts;
};

// A function of the program, its own first argument, as tests call it.
Value call_over(Machine& machine, const Args& args) {
  Copier copier(machine);
  Window copies(machine);
  for (const Value& value : args.positional.subspan(1)) {
    Value copied = copier.copy(value);
    if (!copied || !copies.push(std::move(copied))) return {};
  }
  std::deque<Value> named;
  std::vector<Keyword> keywords;
  for (const Keyword& keyword : args.keywords) {
    Value copied = copier.copy(*keyword.value);
    if (!copied) return {};
    keywords.push_back({keyword.name, &named.emplace_back(std::move(copied))});
  }
  const Value result = call(machine, args[0], {copies.values(), keywords});
  if (machine.stop() == Stop::kException) {
    machine.take_exception();
    return machine.unsupported("a call that fails in a test");
  }
  return result ? Copier(machine).copy(result) : Value();
}
constexpr Builtin kCallOver{.name = "call", .function = call_over, .max = kAny, .keywords = true};

// --- tests -----------------------------------------------------------------------------------------------------------

class Judge {
 public:
  Judge(Machine& machine, SymbolTable& symbols, Globals& globals)
      : machine_(machine), symbols_(symbols), program_(globals) {}

  bool see(const Value& answer) { return bind(symbols_.intern("ans"), answer); }

  bool pass(const std::string& test) {
    calls_ = loops_ = false;
    if (!bind_names(test)) return false;
    const ModuleCode* code = parse(machine_, symbols_, test, kTestLine, /*with_result=*/false);
    if (!code) return false;
    // Between two statements the program's functions may have changed what the names mean.
    if (calls_ && code->body.size() > 1) return machine_.unsupported("a call among the statements of a test");
    scope_.values.resize(symbols_.size());
    program_.values.resize(symbols_.size());
    const std::size_t printed = machine_.output().size();
    if (!run_module(machine_, scope_, *code)) {
      if (machine_.stop() != Stop::kException) return false;
      machine_.take_exception();
      return machine_.unsupported("a test that fails");
    }
    return machine_.output().size() == printed || machine_.unsupported("a test that prints");
  }

 private:
  bool bind(Symbol symbol, Value value) {
    if (!value) return false;
    scope_.values.resize(std::max<std::size_t>(scope_.values.size(), symbol->id + 1));
    scope_.values[symbol->id] = std::move(value);
    return true;
  }

  // Gives the test the names that it mentions and does not have yet.
  bool bind_names(const std::string& test) {
    std::vector<Token> tokens;
    const LexError error = tokenize(test, 1, /*expression=*/false, tokens);
    if (!error.what.empty()) return machine_.unsupported(error.what);
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const Token& token = tokens[i];
      if (token.type == Tok::kString && token.text[0] != '\'' && token.text[0] != '"')
        return machine_.unsupported("a formatted text in a test");
      loops_ |= token.type == Tok::kFor || token.type == Tok::kWhile;
      if (token.type != Tok::kName || (i > 0 && tokens[i - 1].type == Tok::kDot)) continue;
      const bool called = i + 1 < tokens.size() && tokens[i + 1].type == Tok::kOpen;
      if (!bind_name(symbols_.intern(token.text), called)) return false;
    }
    return !calls_ || !loops_ || machine_.unsupported("a loop in a test that calls the program");
  }

  bool bind_name(Symbol symbol, bool called) {
    if (symbol->id < scope_.values.size() && scope_.values[symbol->id]) return true;
    const Value value = symbol->id < program_.values.size() ? program_.values[symbol->id] : Value();
    if (!value) return true;
    if (symbol->builtin || symbol->foreign) return machine_.unsupported("a test of a built-in name");
    if (is_library(value, symbol->name)) return bind(symbol, value);
    if (!value.is(Kind::kFunction) && !value.is(Kind::kCached)) return bind(symbol, Copier(machine_).copy(value));
    if (!called || std::ranges::find(kVocabulary, symbol->name) != std::end(kVocabulary))
      return machine_.unsupported("a function in a test");
    calls_ = true;
    return bind(symbol, own(static_cast<Object*>(create<Partial>(Value(kCallOver), new_tuple_of(value)))));
  }

  // Something of a library, under its own name.
  static bool is_library(const Value& value, std::string_view name) {
    return (value.is(Kind::kBuiltin) && value.builtin().name == name) ||
           (value.is(Kind::kType) && value.type().name == name) ||
           (value.is(Kind::kModule) && value.module().name == name);
  }

  Machine& machine_;
  SymbolTable& symbols_;
  Globals& program_;
  Globals scope_;
  bool calls_ = false, loops_ = false;
};

}  // namespace

bool holds(Machine& machine, SymbolTable& symbols, Globals& globals, const std::vector<std::string>& tests,
           std::deque<std::string>& sources, Answer& answer) {
  if (machine.decimal_digits != kDefaultDigits) return machine.unsupported("tests under another precision");
  answer.value = Copier(machine).copy(answer.value);
  Judge judge(machine, symbols, globals);
  if (!answer.value || !judge.see(answer.value)) return false;
  return std::ranges::all_of(tests, [&](const std::string& test) { return judge.pass(sources.emplace_back(test)); });
}

}  // namespace qed::program::native
