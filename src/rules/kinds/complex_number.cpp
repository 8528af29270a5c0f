// Complex numbers: arithmetic to a + bi, modulus, argument, conjugate, parts, polar form, nth roots.
#include <string>

#include "base/text.h"
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

bool is_imaginary(const Formula& f) {
  if (f.is(Kind::kConstant)) return f.name() == "i";
  const bool root = f.is(Kind::kCall) && f.name() == "sqrt" && f.size() == 1;
  if (root && f.child(0).is(Kind::kNegate) && f.child(0).child(0).is(Kind::kNumber)) return true;
  for (std::size_t i = 0; i < f.size(); ++i) {
    if (is_imaginary(f.child(i))) return true;
  }
  return false;
}

// The number spoken of: "f" as it stands, or the value of the letter it names: z = 3 + 4i.
std::optional<Formula> number(const Match& m) {
  const Formula& f = m.formula("f");
  if (f.is(Kind::kRelation)) {
    const std::optional<Definition> definition = as_definition(f);
    const bool named =
        definition && definition->argument.empty() && (!m.has("g") || m.formula("g").is_symbol(definition->name));
    return named && definition->body.is_constant() ? std::optional(definition->body) : std::nullopt;
  }
  return f.is_constant() && !m.has("g") ? std::optional(f) : std::nullopt;
}

void answer_as_sum(Script& script) {
  script.line("real, imaginary = expand_complex(z).as_real_imag()");
  script.answer("simplify(real) + simplify(imaginary)*I");
  script.check("abs((ans - z).evalf()) < Rational(1, 10**9)*(1 + abs(ans.evalf()))");
}

std::optional<Program> value(const Match& m) {
  const Formula& f = m.formula("f");
  const bool pure = f.is(Kind::kConstant) || f.is(Kind::kNumber);
  if (!f.is_constant() || !is_imaginary(f) || pure || f.is(Kind::kRelation)) return std::nullopt;
  // "in the form a + bi"
  if (m.has("form") && !m.formula("form").is(Kind::kAdd)) return std::nullopt;
  if (m.has("form") && m.formula("form").symbols().size() != 2) return std::nullopt;
  Script script;
  script.line("z = sympify({})", script(f));
  answer_as_sum(script);
  return script.finish("Compute " + f.text());
}

// "3 + 2i divided by 1 - i", "the product of 2 + i and 3 - i"
std::optional<Program> two_numbers(const Match& m) {
  const Formula &a = m.formula("a"), &b = m.formula("b");
  if (!is_imaginary(a) && !is_imaginary(b)) return std::nullopt;
  const std::string what = m.word("what");
  std::string_view sign = "+";
  if (what == "product" || what == "multiply") sign = "*";
  if (what == "quotient" || what == "divide") sign = "/";
  if (what == "difference" || what == "subtract") sign = "-";
  Script script;
  const std::string left = script(a), right = script(b);
  if (what == "distance") {
    script.line("z = abs(({}) - ({}))", left, right);
  } else {
    script.line("z = ({}) {} ({})", what == "subtract" ? right : left, sign, what == "subtract" ? left : right);
  }
  answer_as_sum(script);
  return script.finish(fmt::format("Find the {} of {} and {}", what, a.text(), b.text()));
}

std::optional<Program> part(const Match& m) {
  const std::optional<Formula> z = number(m);
  if (!z || (!is_imaginary(*z) && !m.has("complex"))) return std::nullopt;
  std::string what = m.word("what");
  if (what == "re" || what == "\\re") what = "real part";
  if (what == "im" || what == "\\im") what = "imaginary part";
  if (what == "\\overline" || what == "\\bar") what = "conjugate";
  if (!is_imaginary(*z) && what != "argument") return std::nullopt;
  Script script;
  script.line("z = sympify({})", script(*z));
  const auto is = [&](std::string_view words) {
    for (const std::string_view word : text::split(words, ',')) {
      if (what == word) return true;
    }
    return false;
  };
  if (is("conjugate,complex conjugate")) {
    script.line("real, imaginary = expand_complex(z).as_real_imag()");
    script.answer("simplify(real) - simplify(imaginary)*I");
    script.check("simplify(ans * z - abs(z)**2) == 0");
  } else if (is("real part")) {
    script.answer("simplify(re(expand_complex(z)))");
  } else if (is("imaginary part")) {
    script.answer("simplify(im(expand_complex(z)))");
  } else if (is("reciprocal,multiplicative inverse,inverse")) {
    script.line("real, imaginary = expand_complex(1/z).as_real_imag()");
    script.answer("simplify(real) + simplify(imaginary)*I");
    script.check("simplify(ans * z) == 1");
  } else if (is("modulus,absolute value,magnitude,norm,length,size")) {
    script.answer("simplify(sqrt(re(expand_complex(z))**2 + im(expand_complex(z))**2))");
    script.check("simplify(ans**2 - expand(z*conjugate(z))) == 0");
  } else {
    if (m.has("degrees")) {
      script.answer("latex(deg(arg(expand_complex(z)))) + r'^\\circ'");
    } else {
      script.answer("simplify(arg(expand_complex(z)))");
      script.check("abs((abs(z)*exp(I*ans) - z).evalf()) < Rational(1, 10**9)*(1 + abs(z.evalf()))");
    }
  }
  return script.finish(fmt::format("Find the {} of {}", what, z->text()));
}

std::optional<Program> polar(const Match& m) {
  const std::optional<Formula> z = number(m);
  if (!z || (!is_imaginary(*z) && !m.has("complex"))) return std::nullopt;
  Script script;
  script.line("z = expand_complex(sympify({}))", script(*z));
  script.line("r, angle = simplify(abs(z)), simplify(arg(z))");
  script.line("size = '' if r == 1 else latex(r)");
  const std::string how = m.word("how");
  if (how.starts_with("exp") || how.starts_with("euler")) {
    script.answer("f'{{size}} e^{{{{{{latex(angle)}} i}}}}'");
  } else {
    script.answer("f'{{size}}(\\\\cos({{latex(angle)}}) + i \\\\sin({{latex(angle)}}))'");
  }
  script.check("abs((r*exp(I*angle) - z).evalf()) < Rational(1, 10**9)*(1 + abs(z.evalf()))");
  return script.finish("Write " + z->text() + " in polar form");
}

std::optional<Program> roots(const Match& m) {
  int n = 0;
  const std::string order = m.word("order");
  if (order == "square") n = 2;
  if (order == "cube") n = 3;
  if (m.has("nth") && m.word("nth").size() <= 2) n = std::stoi(m.word("nth"));
  if (n < 2 || n > 12) return std::nullopt;
  Script script;
  if (m.has("unity")) {
    script.line("z = sympify(1)");
  } else {
    const Formula& f = m.formula("f");
    // The two square roots of a negative number are imaginary.
    const bool negative = order == "square" && f.is(Kind::kNegate) && f.child(0).is(Kind::kNumber);
    if (!f.is_constant() || (!is_imaginary(f) && !m.has("complex") && !negative)) return std::nullopt;
    script.line("z = sympify({})", script(f));
  }
  script.line("roots = [root(abs(z), {0})*exp(I*(arg(z) + 2*pi*k)/{0}) for k in range({0})]", n);
  script.assigned("roots");
  script.line("if {0} == 2 and not im(z).has(pi):", n);
  script.line(
      "    part = sqrt(simplify((abs(z) + re(z))/2)) + (-1 if im(z) < 0 else 1)*I*sqrt(simplify((abs(z) - re(z))/2))");
  script.line("    roots = [part, -part]");
  script.answer("{{simplify(expand_complex(w)) for w in roots}}");
  script.check("len(ans) == {0} and all(abs((w**{0} - z).evalf()) < Rational(1, 10**9) for w in ans)", n);
  return script.finish(fmt::format("Find the {} roots", n));
}

std::optional<Program> with_value(const Match& m) {
  const Formula& t = m.formula("t");
  Script script;
  std::set<std::string> names;
  bool imaginary = false;
  for (const Formula& given : m.list("given")) {
    const std::optional<Definition> definition = as_definition(given);
    if (!definition || !definition->argument.empty() || !definition->body.is_constant()) return std::nullopt;
    imaginary = imaginary || is_imaginary(definition->body);
    if (!names.insert(definition->name).second) return std::nullopt;
    script.define(*definition);
  }
  // A bar over a letter is its conjugate.
  std::string text = t.text();
  for (const std::string_view bar : {"\\overline", "\\bar"})
    text = text::replace_all(text, bar, "\\operatorname{conjugate}");
  Result<answer::Expression> tree = answer::parse(text::replace_all(
      text::replace_all(text, "{conjugate}{", "{conjugate}({"), "{conjugate}({z}", "{conjugate}({z})"));
  if (!imaginary || t.is(Kind::kSymbol)) return std::nullopt;
  const Formula wanted = tree ? Formula(text, std::make_shared<const answer::Expression>(*std::move(tree))) : t;
  if (wanted.symbols() != names) return std::nullopt;
  const std::string python = script(wanted);
  script.line("value = sympify({})", python);
  script.line("real, imaginary = expand_complex(value).as_real_imag()");
  script.answer("simplify(real) + simplify(imaginary)*I");
  return script.finish("Evaluate " + t.text());
}

#define FORM                                                                                                           \
  "[the] [standard] [form] [:] {fa:var} + (bi|b i|ib|yi|iy) [form] [,] [(where|with) {ra:var} (and|,) {rb:var} [are] " \
  "[real] [numbers]|with real {ra:var} and {rb:var}]"

}  // namespace

extern const Intent complex_number;
const Intent complex_number{
    .intent = "complex_number",
    .rules =
        {{{"<ask> {f:closed}",
           "(simplify|expand|multiply|divide|add|subtract|work out|reduce|rationalise|rationalize|expand and simplify) "
           "[:] {f:closed}",
           "{f:closed} (is|equals) what", "<ask> {f:closed} as a complex number",
           "(write|express|give|simplify|rewrite) {f:closed} (as a complex number|in terms of i|using i|as an "
           "imaginary number|as a pure imaginary number)",
           "<ask> power [of i] [:] {f:closed}",
           "(write|express|put|convert|simplify|rewrite|give|evaluate|state) [the] [complex] "
           "[number|expression|quotient] "
           "{f:closed} (in|to|into|as) [the] ([standard|rectangular|cartesian|algebraic] form|[form] {form:expr} "
           "[form])",
           "(write|express|put|convert|simplify|rewrite|give|evaluate|state|calculate|compute|find|work out) [the] "
           "[complex] "
           "[number|expression|quotient|product|power|fraction] {f:closed} (in|to|into|as|in the form|using) " FORM,
           "(write|express|put|give) (in|as) " FORM " [:|,] [the] [complex] [number] {f:closed}",
           "{f:closed} [,] (in|as|in the form) " FORM, "<ask> {f:closed} [,] (in|as|in the form) " FORM,
           "(write|express) in [the] (standard|rectangular|cartesian) form [:|,] {f:closed}",
           "(simplify|write|express) {f:closed} , (giving|give|leaving) [your|the] answer (in|as|in the form) " FORM,
           "<ask> (rectangular|standard|cartesian|algebraic) form of {f:closed}",
           "convert {f:closed} to (rectangular|cartesian|standard) [form|coordinates]"},
          value},
         {{"<ask> {what=sum|product|difference|quotient|distance} (of|between) [the] [complex] [numbers] {a:closed} "
           "and {b:closed} [in the complex plane]",
           "{what=multiply|add} {a:closed} (and|by|to|with) {b:closed}", "{what=divide} {a:closed} by {b:closed}",
           "{what=subtract} {a:closed} from {b:closed}"},
          two_numbers},
         {{"<ask> [principal] {what=modulus|absolute value|magnitude|norm|argument|arg|phase|principal value of the "
           "argument|conjugate|complex conjugate|real part|imaginary part|reciprocal|multiplicative inverse} [in "
           "radians] (of|for) [the] [{complex=complex}] [number] {f:subject} [in radians|{degrees=in degrees}]",
           "<ask> [principal] {what=modulus|absolute value|magnitude|argument|arg|conjugate|complex conjugate|real "
           "part|imaginary part} [of {g:var}] [,] <if> {f:equation}",
           "<if> [the] [complex] [number] {f:equation} <then> <ask> [principal] {what=modulus|absolute "
           "value|magnitude|argument|arg|conjugate|complex conjugate|real part|imaginary part|reciprocal} [of {g:var}]",
           "<ask> {what=arg|re|im|\\arg|\\re|\\im} [of] {f:closed}", "<ask> {what=\\overline|\\bar} \\{ {f:closed} \\}",
           "{f:subject} [,|:] {what=modulus|argument|conjugate|complex conjugate|real part|imaginary part}",
           "{what=modulus|argument|principal argument|conjugate|complex conjugate|real part|imaginary part} [:] "
           "{f:subject}"},
          part},
         {{"(write|express|put|convert|rewrite|give|represent|change) [the] [{complex=complex}] [number] {f:subject} "
           "(in|to|into|as) [the|its] {how=polar|exponential|trigonometric|trig|modulus argument|euler|euler's} form",
           "(write|express|convert|give) [the] [{complex=complex}] [number] {f:subject} (to|in) {how=polar} "
           "coordinates",
           "<ask> {how=polar|exponential|trigonometric|trig|modulus argument} (form|representation) (of|for) [the] "
           "[{complex=complex}] [number] {f:subject}",
           "<ask> {f:closed} in {how=polar|exponential|trigonometric} form"},
          polar},
         {{"<ask> ({order=square|cube}|{nth:ordinal}) roots of {unity=unity}",
           "<ask> [complex] {unity=roots of unity} of order {n:int}",
           "<ask> [2|both] [{complex=complex}] {order=square} roots of [the] [{complex=complex}] [number] {f:closed}",
           "<ask> [two|three|2|3|4|5|6|all] [{complex=complex}] ({order=square|cube}|{nth:ordinal}) roots of [the] "
           "[{complex=complex}] [number] {f:closed} [{complex=in the complex numbers|over the complex numbers|in the "
           "complex plane|over c}]"},
          roots},
         {{"<if> {given:equations} <then> <ask> {t:expr}", "{given:equations} <then> <ask> {t:expr}",
           "<ask> {t:expr} [,] <if> {given:equations}",
           "<if> {given:equations} <then> (simplify|express|write) {t:expr} [in the form {fa:var} + bi]"},
          with_value}},
    .rank = 18,
};

}  // namespace qed::rules::kinds
