// Sums and products with bounds, finite or not: "∑_{k=1}^{10} k^2", "the sum of 1/n^2 from n = 1 to infinity",
// "1 + 2 + ... + 100", "the sum of the first 20 odd numbers", and whether a series converges.
#include <algorithm>
#include <string>
#include <vector>

#include "rules/kind.h"
#include "rules/subject.h"

namespace qed::rules::kinds {
namespace {

constexpr double kMaxTerms = 2000;  // that a check adds up one by one

struct Bounded {
  Formula term;
  std::string index;
  Formula from, to;
  bool product = false;
};

bool is_infinite(const Formula& f) { return f.is(Kind::kConstant) && f.name() == "infinity"; }

// A positive integer literal below the limit; 0 where it is none.
long literal(const Formula& f, long most) {
  if (!f.is(Kind::kNumber) || f.has_decimal() || f.name().size() > 9) return 0;
  const long value = std::stol(std::string(f.name()));
  return value <= most ? value : 0;
}

std::optional<Program> add_up(const Bounded& b) {
  if (b.term.has_call_to_letter() || b.term.has(Kind::kMatrix) || b.term.is(Kind::kRelation)) return std::nullopt;
  std::set<std::string> bounds = b.from.symbols();
  bounds.merge(b.to.symbols());
  for (const std::string& symbol : b.term.symbols()) {
    // A sum to n in closed form has n; a letter in the terms alone is a power series.
    if (symbol != b.index && !bounds.contains(symbol)) return std::nullopt;
  }
  if (bounds.contains(b.index) || bounds.size() > 1) return std::nullopt;
  Script script;
  script.assume("integer=True, positive=True");
  const std::string k = script.symbol(b.index);
  script.line("term = {}", b.term.is_constant() ? "sympify(" + script(b.term) + ")" : script(b.term));
  const std::string from = script(b.from), to = script(b.to);
  const std::string_view name = b.product ? "product" : "summation";
  script.line("value = {}(term, ({}, {}, {}))", name, k, from, to);
  script.line("assert not value.has(Sum, Product, nan, zoo), 'no closed form'");
  const bool closed = !bounds.empty();
  script.answer("{}(value)", closed ? "factor" : "simplify");
  const long first = b.from.is_constant() ? literal(b.from, 100000) : 0, last = literal(b.to, 100000);
  if (!closed && last > 0 && last - first < static_cast<long>(kMaxTerms)) {
    script.check("simplify({}(*[term.subs({}, at) for at in range({}, {} + 1)]) - ans) == 0", b.product ? "Mul" : "Add",
                 k, from, to);
  } else if (closed && b.from.is_constant()) {
    const std::string n = python_name(*bounds.begin());
    script.check("all(simplify(ans.subs({0}, m) - {1}(term.subs({0}, m), ({2}, {3}, ({4})))) == 0 for m in (5, 8))", n,
                 name, k, from,
                 b.to.is(Kind::kSymbol) ? std::string("m") : fmt::format("sympify({}).subs({}, m)", to, n));
  } else if (is_infinite(b.to) && !b.product) {
    script.check("ans.is_infinite or abs(Sum(term, ({}, {}, oo)).evalf(12) - ans.evalf(12)) < Rational(1, 10**6)", k,
                 from);
  }
  return script.finish(fmt::format("{} {} for {} from {} to {}", b.product ? "Multiply" : "Add up", b.term.text(),
                                   b.index, b.from.text(), b.to.text()));
}

std::optional<Bounded> as_bounded(const Formula& f) {
  if ((!f.is(Kind::kSum) && !f.is(Kind::kProduct)) || f.size() != 4) return std::nullopt;
  return Bounded{f.child(0), std::string(f.child(1).name()), f.child(2), f.child(3), f.is(Kind::kProduct)};
}

std::optional<Program> by_sign(const Match& m) {
  const Formula& f = m.formula("f");
  const std::optional<Bounded> b = as_bounded(f);
  if (!b) return std::nullopt;
  if (b->index != "i") return add_up(*b);
  // The index i is bound by the sign and no imaginary unit.
  Script script;
  script.assume("integer=True, positive=True");
  script.answer("simplify({})", script(f));
  script.check("not ans.has(Sum, Product)");
  return script.finish("Evaluate " + f.text());
}

// "the sum of k^2 from k = 1 to 10", "… for k from 1 to 10"
std::optional<Program> by_name(const Match& m) {
  const Formula& term = m.formula("term");
  if (m.has("set")) {
    const std::set<std::string> symbols = term.symbols();
    if (symbols.size() != 1 || (m.has("k") && !m.formula("k").is_symbol(*symbols.begin()))) return std::nullopt;
    const bool zero = m.word("set").starts_with("non") || m.word("set").starts_with("whole");
    return add_up({term, *symbols.begin(), implied(zero ? "0" : "1"), implied("\\infty"), false});
  }
  Formula from = m.formula("a");
  std::string index;
  if (from.is(Kind::kRelation)) {
    if (!from.child(0).is(Kind::kSymbol)) return std::nullopt;
    index = from.child(0).name();
    from = from.child(1);
  } else if (m.has("k")) {
    index = m.formula("k").name();
  } else {
    const std::set<std::string> symbols = term.symbols();
    if (symbols.size() != 1) return std::nullopt;
    index = *symbols.begin();
  }
  const Formula& to = m.formula("b");
  if (!term.uses(index) || to.is(Kind::kRelation)) return std::nullopt;
  const std::string what = m.word("what");
  return add_up({term, index, from, to, what.starts_with("product")});
}

std::optional<Program> converges(const Match& m) {
  const std::optional<Bounded> b = as_bounded(m.formula("f"));
  if (!b || b->product || !is_infinite(b->to) || b->term.symbols() != std::set<std::string>{b->index})
    return std::nullopt;
  Script script;
  script.assume("integer=True, positive=True");
  const std::string k = script.symbol(b->index);
  script.line("series = Sum({}, ({}, {}, oo))", script(b->term), k, script(b->from));
  script.answer("'{}' if bool(series.is_convergent()) else '{}'", m.has("diverges") ? "no" : "yes",
                m.has("diverges") ? "yes" : "no");
  return script.finish("Does " + m.formula("f").text() + " converge?");
}

// 1 + 2 + 3 + ... + 100: the terms written must be in arithmetic or geometric progression, the last one in it.
std::optional<Program> with_dots(const Match& m) {
  const Formula& head = m.formula("head");
  std::vector<Formula> terms;
  if (head.is(Kind::kAdd)) {
    for (std::size_t i = 0; i < head.size(); ++i) terms.push_back(head.child(i));
  }
  if (terms.size() < 2 || terms.size() > 8) return std::nullopt;
  const bool squares = std::ranges::all_of(terms, [](const Formula& t) { return t.is(Kind::kPower); });
  Script script;
  const Formula& last = m.formula("last");
  std::string list = script.list(terms);
  if (squares) {
    // 1^2 + 2^2 + ... + 10^2
    const Formula power = last;
    if (!power.is(Kind::kPower) || literal(power.child(0), 100000) == 0 || literal(power.child(1), 10) == 0)
      return std::nullopt;
    for (std::size_t i = 0; i < terms.size(); ++i) {
      if (literal(terms[i].child(1), 10) != literal(power.child(1), 10)) return std::nullopt;
      if (literal(terms[i].child(0), 1000) != literal(terms[0].child(0), 1000) + static_cast<long>(i))
        return std::nullopt;
    }
    if (literal(terms[0].child(0), 1000) == 0) return std::nullopt;
    Script sum(Dialect::kFractions);
    sum.answer("sum(k**{} for k in range({}, {} + 1))", power.child(1).name(), terms[0].child(0).name(),
               power.child(0).name());
    return sum.finish("Add up " + head.text() + " + ... + " + last.text());
  }
  if (!last.is_constant() || is_infinite(last)) return std::nullopt;
  script.line("terms, last = [sympify(term) for term in [{}]], sympify({})", list, script(last));
  script.line("step, ratio = terms[1] - terms[0], terms[1] / terms[0]");
  script.line("if all(b - a == step for a, b in zip(terms, terms[1:])):");
  script.line("    count = (last - terms[0]) / step + 1");
  script.line("    ans = count * (terms[0] + last) / 2");
  script.line("else:");
  script.line("    assert all(b / a == ratio for a, b in zip(terms, terms[1:])), 'no progression'");
  script.line("    count = log(last / terms[0], abs(ratio)) + 1");
  script.line("    ans = (last * ratio - terms[0]) / (ratio - 1)");
  script.line("assert count.is_integer and count > len(terms), 'the last term is none of the progression'");
  if (terms.size() == 2 && !(terms[0].is(Kind::kNumber) && terms[1].is(Kind::kNumber))) return std::nullopt;
  script.assigned("a");
  script.assigned("b");
  return script.finish("Add up " + head.text() + " + ... + " + last.text());
}

// 1/2 + 1/4 + 1/8 + ...: a geometric series without end shows three terms at least.
std::optional<Program> without_end(const Match& m) {
  const Formula& head = m.formula("head");
  if (!head.is(Kind::kAdd) || head.size() < 3 || head.size() > 8 || head.has_decimal()) return std::nullopt;
  Script script;
  std::vector<Formula> terms;
  for (std::size_t i = 0; i < head.size(); ++i) terms.push_back(head.child(i));
  script.line("terms = [sympify(term) for term in [{}]]", script.list(terms));
  script.line("ratio = terms[1] / terms[0]");
  script.line(
      "assert all(simplify(b / a - ratio) == 0 for a, b in zip(terms, terms[1:])) and abs(ratio) < 1, 'not geometric'");
  script.assigned("a");
  script.assigned("b");
  script.answer("simplify(terms[0] / (1 - ratio))");
  script.check("simplify(terms[0] + ratio * ans - ans) == 0");
  return script.finish("Add up " + head.text() + " + ...");
}

struct Family {
  std::string_view name;  // in the singular
  std::string_view nth;   // the kth member
};
constexpr Family kFamilies[] = {
    {"odd", "2*k - 1"}, {"even", "2*k"},   {"square", "k**2"}, {"cube", "k**3"}, {"triangular", "k*(k + 1)//2"},
    {"", "k"},          {"integers", "k"},
};

// "the sum of the first 20 odd numbers"
std::optional<Program> first_members(const Match& m) {
  const Formula& count = m.formula("n");
  const bool letter = count.is(Kind::kSymbol);
  if (!letter && literal(count, 1'000'000) == 0) return std::nullopt;
  std::string which = m.word("which");
  if (which == "primes") which = "prime";
  if (which.ends_with("squares") || which == "square" || which == "perfect square") which = "square";
  if (which.ends_with("cubes") || which == "cube" || which == "perfect cube") which = "cube";
  for (const std::string_view plain : {"natural", "positive", "counting", "whole", "consecutive", "positive whole"}) {
    if (which == plain) which.clear();
  }
  std::string term;
  for (const Family& family : kFamilies) {
    if (which == family.name) term = family.nth;
  }
  if (which == "prime") {
    if (letter || literal(count, 1000) == 0) return std::nullopt;
    Script script;
    script.answer("sum(prime(k) for k in range(1, {} + 1))", count.name());
    script.assigned("k");
    return script.finish("Add up the first " + count.text() + " primes");
  }
  if (m.has("multiple")) {
    if (literal(m.formula("multiple"), 1'000'000) == 0) return std::nullopt;
    term = fmt::format("{}*k", m.formula("multiple").name());
  }
  if (term.empty()) return std::nullopt;
  if (letter) {
    Script script;
    const std::string n = script.symbol(count.name());
    script.symbol("k");
    if (count.name() == "k" || which == "triangular") return std::nullopt;
    script.answer("factor(summation({}, (k, 1, {})))", term, n);
    return script.finish("Add up the first " + count.text() + " of them");
  }
  Script script(Dialect::kFractions);
  script.answer("sum({} for k in range(1, {} + 1))", term, count.name());
  return script.finish("Add up the first " + count.text() + " of them");
}

// "the sum of the odd numbers from 1 to 99"
std::optional<Program> members_between(const Match& m) {
  const Formula& to = m.formula("b");
  const long from = m.has("a") ? literal(m.formula("a"), 1'000'000) : 1;
  long last = literal(to, 1'000'000);
  if (last == 0 || (from == 0 && m.formula("a").name() != "0") || from > last) return std::nullopt;
  const std::string bound = m.word("bound");
  if (bound.starts_with("less") || bound.starts_with("below") || bound.starts_with("under") ||
      bound.starts_with("smaller"))
    --last;
  if (m.has("exclusive")) return std::nullopt;
  const std::string which = m.word("which").starts_with("prime") ? "prime" : m.word("which");
  std::string condition;
  if (which == "odd") condition = " if k % 2 == 1";
  if (which == "even") condition = " if k % 2 == 0";
  if (m.has("multiple")) {
    const long of = literal(m.formula("multiple"), 1'000'000);
    if (of == 0) return std::nullopt;
    condition += fmt::format(" if k % {} == 0", of);
  }
  Script script(which == "prime" ? Dialect::kSympy : Dialect::kFractions);
  const bool squares = m.word("power") == "squares", cubes = m.word("power") == "cubes";
  const std::string_view term = squares ? "k**2" : cubes ? "k**3" : "k";
  script.assigned("k");
  if (which == "prime") {
    if (last > 100'000) return std::nullopt;
    script.answer("sum(primerange({}, {}))", from, last + 1);
  } else {
    script.answer("sum({} for k in range({}, {}){})", term, from, last + 1, condition);
  }
  return script.finish(fmt::format("Add up the {} integers from {} to {}", which, from, last));
}

#define CLOSED_FORM                                                                                              \
  "[[closed|explicit|simple|general] (form|formula|closed form|expression) [expression|formula] (of|for) [the] " \
  "[finite]]"

}  // namespace

extern const Intent series;
const Intent series{
    .intent = "series",
    .rules =
        {{{"<ask> {f:expr}",
           "<ask> [infinite] [telescoping|geometric|convergent|finite|following] (sum|series|product|sum of the "
           "series|sum of the infinite series|summation|infinite "
           "sum|infinite product) [:|of] {f:expr}",
           "what (does|do) [the] [infinite] [series|sum|product] {f:expr} (equal|converge to|come to|add up to|sum "
           "to|evaluate to)",
           "{f:expr} (is|equals|equal|converges to) what", "(sum|solve|do) [the] [infinite] [series|sum] [:] {f:expr}",
           "(to what|what) [value|number] does [the] [infinite] [series|sum] {f:expr} (converge|converge to|sum to)"},
          by_sign},
         {{"<ask> " CLOSED_FORM
           " {what=sum|summation|total|product} (of|for) [the] [terms|expression|values of] {term:expr} [,] "
           "(from|for|as|where|when|with) [{k:var}] [(from|goes from|runs from|ranges from|running from|varies "
           "from|=)] {a:place} (to|up to|until|through|...) {b:expr}",
           "<ask> {what=sum|summation|product} (of|for) {term:expr} [,] (over|for) {k:var} (between) {a:place} and "
           "{b:expr}",
           "<ask> {what=sum|summation|product} [,] (from|for|over) [{k:var}] [from|=] {a:place} (to|up "
           "to|until|through|...) {b:expr} (of|,) {term:expr}",
           "<ask> {what=sum|summation|total} of {term:expr} (over|for|taken over|across|as n runs over|as n ranges "
           "over) [all] {set=positive integers|natural numbers|positive integers n|non negative integers|nonnegative "
           "integers|whole numbers} [{k:var}]",
           "<ask> {what=sum|summation|total} [of] (over|for) all {set=positive integers|natural numbers|non negative "
           "integers|nonnegative integers|whole numbers} [{k:var}] of {term:expr}",
           "<ask> (Σ|∑|\\sum) [of] {term:expr} [,] (from|for) [{k:var}] [from|=] {a:place} (to|up to) {b:expr}",
           "<ask> (Σ|∑|\\sum) (from|for) [{k:var}] [from|=] {a:place} (to|up to) {b:expr} (of|,) {term:expr}",
           "(sum|add up|add) {term:expr} [,] (from|for|as) [{k:var}] [from|goes from|runs from|=] {a:place} (to|up "
           "to|until|through) {b:expr}"},
          by_name},
         {{"does [the] [infinite] [series|sum] {f:expr} converge",
           "does [the] [infinite] [series|sum] {f:expr} {diverges=diverge}",
           "is [the] [infinite] [series|sum] {f:expr} [a] (convergent|convergent series)",
           "is [the] [infinite] [series|sum] {f:expr} {diverges=divergent}",
           "(determine|decide|find out|check) (whether|if) [the] [infinite] [series|sum] {f:expr} (converges|is "
           "convergent|converges or diverges)"},
          converges},
         {{"<ask> [sum|sum of|sum of the] {head:closed} + ... + {last:closed}",
           "(add|sum|add up) [up] {head:closed} + ... + {last:closed}",
           "how much is {head:closed} + ... + {last:closed}"},
          with_dots},
         {{"<ask> [sum|sum of|sum of the|sum to infinity of] [the] [infinite] [geometric] [series] [:] {head:closed} "
           "(+|-) ...",
           "(add|sum|add up) [up] [the] [infinite] [series] {head:closed} (+|-) ...",
           "what (does|do) [the] [infinite] [geometric] [series] {head:closed} (+|-) ... (converge to|add up to|sum "
           "to|equal|"
           "approach)",
           "how much is {head:closed} (+|-) ..."},
          without_end},
         {{"<ask> (sum|total) of [all] [of] [the] first {n:expr} [positive] "
           "{which=odd|even|natural|positive|counting|whole|square|cube|prime|triangular|consecutive|perfect "
           "square|perfect cube} (numbers|integers|number|integer|naturals)",
           "<ask> (sum|total) of [all] [of] [the] first {n:expr} [positive] {which=squares|cubes|perfect "
           "squares|perfect cubes|integers|primes}",
           "<ask> (sum|total) of [the] {which=squares|cubes} of [the] first {n:expr} [positive|natural|counting] "
           "(numbers|integers|natural numbers|positive integers|counting numbers)",
           "<ask> (sum|total) of [the] first {n:expr} [positive] multiples of {multiple:int}",
           "(add|sum|add up) [up] [all] [of] [the] first {n:expr} [positive] "
           "{which=odd|even|natural|positive|counting|whole|square|cube|prime} (numbers|integers)"},
          first_members},
         {{"<ask> (sum|total) of [all] [of] [the] [positive|natural|whole] "
           "[{which=odd|even|prime|natural|counting|whole|consecutive}] (numbers|integers|natural numbers|whole "
           "numbers|positive integers) (from|between) {a:int} (to|through|up to|and) {b:int} [inclusive]",
           "<ask> (sum|total) of [all] [of] [the] [positive|natural|whole] "
           "[{which=odd|even|prime|natural|counting|whole}] (numbers|integers) {bound=less than|below|under|smaller "
           "than|up to|not exceeding|up to and including} {b:int}",
           "<ask> (sum|total) of [all] [of] [the] {which=prime numbers|primes} {bound=less than|below|under|smaller "
           "than|up to|not exceeding} {b:int}",
           "<ask> (sum|total) of [all] [of] [the] [positive] multiples of {multiple:int} (from|between) {a:int} "
           "(to|and) {b:int} [inclusive]",
           "<ask> (sum|total) of [all] [of] [the] [positive] multiples of {multiple:int} {bound=less "
           "than|below|under|smaller than|up to|not exceeding} {b:int}",
           "<ask> (sum|total) of [the] {power=squares|cubes} of [all] [the] [positive|natural] [{which=odd|even}] "
           "(numbers|integers) (from|between) {a:int} (to|and) {b:int}",
           "<ask> (sum|total) of {a:int} (to|through|up to) {b:int}",
           "<ask> (sum|total) of [all] [the] [{which=odd|even}] (numbers|integers) {a:int} (to|through|up to) {b:int}",
           "<ask> (sum|total) of [all] [the] {which=primes} (from|between) {a:int} (to|and) {b:int}",
           "(add|sum|add up) [up] [all] [of] [the] [{which=odd|even|prime|natural|whole}] (numbers|integers) "
           "(from|between) {a:int} (to|and|through|up to) {b:int} [inclusive|included]"},
          members_between}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
