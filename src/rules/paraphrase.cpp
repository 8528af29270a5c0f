#include "rules/paraphrase.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "rules/phrase.h"

namespace qed::rules {
namespace {

constexpr std::size_t kMaxParaphrases = 12;

// `plain` is words and captures of `phrase`, {a}, that are put in as they stand; several plain forms part at " / ".
struct Paraphrase {
  std::string_view phrase;
  std::string_view plain;
};

#define EXTREME "{m=maximum|minimum|max|min|greatest|largest|smallest|least|highest|lowest|maximal|minimal}"
#define FORM                                                                                                          \
  "{form=(in|to) [its|the] (lowest terms|simplest form|reduced form|simplest radical form)|(in|as) [a|an] (single "   \
  "fraction|fraction|decimal|percentage|percent|mixed number|improper fraction|product|product of primes|product of " \
  "prime factors)|in (degrees|radians|scientific notation|standard form|factored form|expanded form|exponential "     \
  "form|logarithmic form|polar form|rectangular form|vertex form|binary|hexadecimal|hex|octal|decimal|interval "      \
  "notation|slope intercept form)}"
#define ASKED "[and] [i|we] [only|just] (need|want|need to know|would like|am after|am looking for) [to (find|know)]"
#define EACH "[every|each|all|any|both|the] [possible|real|exact|valid|such]"
#define HOLDS                                                                                                        \
  "(are allowed|is allowed|work|works|fit|fits|qualify|qualifies|satisfy (it|this|that|them)|satisfies (it|this|"    \
  "that)|solve it|solves it|do|does|do the job|make (it|this|that) (true|hold)|makes (it|this|that) (true|hold)|is " \
  "(it|possible|valid|ok|okay|permitted|admissible)|are (possible|valid|ok|okay|permitted|admissible|solutions|the " \
  "solutions)|come out|comes out|is x)"
#define END "(.|;|,|?|:|-)"

constexpr Paraphrase kParaphrases[] = {
    // What comes out?
    {"[{a:run} ,] what does {b:run} (come to|work out to|work out as|amount to|come out to|come out as|come out "
     "at|evaluate to|boil down to|turn out to be|give|yield)",
     "{a} , what is {b}"},
    {"{a:run} (comes to|works out to|works out as|amounts to|evaluates to|is equal to|equals|is|gives|makes) "
     "(what|how much) [number|value|integer|exactly]",
     "what is {a}"},
    {"{a:run} (.|;|,) (what comes out|what is the result|what's the result|what do (you|i|we) get|what results|what "
     "does (that|it|this) (give|make|come to|equal)|what is (that|it|the outcome)|and the result is)",
     "{a} / what is {a}"},
    {"{a:run} (.|;) (give|report|tell me|state|what is|what's) [me|only|just] [the] (result|answer|outcome|value)",
     "{a} / what is {a}"},
    {"what does {a:run} (reduce|boil down|cancel down|collapse|simplify down|condense) [down] to", "simplify {a}"},
    {"what (becomes|remains|is left) of {a:run} (after|on|once|when) (simplification|simplifying|simplified|"
     "cancelling|canceling|you simplify|you cancel)",
     "simplify {a}"},
    {"{a:run} (.|;|,|?) (what|how) about {b:run}", "{a} . what is {b}"},
    // Yes or no.
    {"(would|could|can) (you|one|we) (say|claim|call) [that] {a:run} is {b:run}", "is {a} {b}"},
    {"would you call {a:run} (a|an) {b:run}", "is {a} a {b}"},
    {"(is it (true|correct|right)|is it the case|true or false|verify|decide|check|see|say|determine|establish|work "
     "out|can we say) [:] [that|if|whether] {a:run} is {b:run}",
     "is {a} {b}"},
    {"{n:closed} [:|,|;|-|.] {b=prime|composite} [or] [not|composite|prime]", "is {n} {b}"},
    {"does {n:closed} (count|qualify) as (a|an) {b:run}", "is {n} a {b}"},
    // Equations, and what is to be found.
    {"{e:equation} [,] (for|with|where|when|on|in|over|if|given) {r:range} " END " [" ASKED
     "|find|give|list|state|name] " EACH " [solutions|solution|roots|values] [of|for] {x:var}",
     "solve {e} for {r} / solve {e} on {r}"},
    {"{e:equation} [,] (for|with|where|when|on|in|over|if|given) {r:range} " END " (which|what) [value|values] [of] "
     "{x:var} [" HOLDS "]",
     "solve {e} for {r} / solve {e} on {r}"},
    {"{e:equation} [,] (for|with|where|when|on|in|over|if|given) {r:range} " END " [" ASKED
     "|find|give|list|state|name] " EACH " (solutions|solution|roots)",
     "solve {e} for {r} / solve {e} on {r}"},
    {"{e:relations} " END " " ASKED " " EACH " {x:vars}", "solve {e} for {x} / what is {x} if {e}"},
    {"{e:relations} " END " (find|give|list|state|name) " EACH " {x:vars}", "solve {e} for {x} / what is {x} if {e}"},
    {"{e:relations} " END " " ASKED " " EACH " (solutions|solution|roots|root|values|value|answers|unknowns) [of] "
     "[{x:var}]",
     "solve {e}"},
    {"{e:relations} " END " (which|what) [{n=real|integer|whole|complex}] [value|values|number|numbers] [of] "
     "[for] {x:var} [" HOLDS "]",
     "solve {e} for {n} {x}"},
    {"{e:relations} " END " (which|what) {n=real|integer|whole|complex} (values|numbers) " HOLDS,
     "find all {n} solutions of {e}"},
    {"{e:relations} " END " (which|what) (values|numbers) " HOLDS, "solve {e}"},
    {"{e:relations} " END " [what] (is|are) {x:vars}", "solve {e} for {x} / what is {x} if {e}"},
    {"{e:relations} " END " (when|where) [is|does] (it|this|that) [be] (true|hold|happen|work)", "solve {e}"},
    {"(for|at) (what|which) [real] [value|values] [of] {x:var} (do we (have|get)|does one (have|get)|is it true "
     "that|do you (have|get)|does it hold that|does|do|is|will) {e:relations} [true|hold|happen|satisfied]",
     "solve {e} for {x}"},
    {"(for|at) (what|which) {x:var} (do we (have|get)|does one (have|get)|is it true that|do you (have|get)|does it "
     "hold that) {e:relations}",
     "solve {e} for {x}"},
    {"(which|what) [value|values|number|numbers] [of] {x:var} (obey|obeys|fulfil|fulfils|fulfill|fulfills|meet|meets|"
     "respect|respects|are solutions (of|to)|is a solution (of|to)) [the] [equation|inequality|condition] "
     "{e:relations}",
     "solve {e} for {x}"},
    {"(get|pin down|determine|hunt down|track down|dig out) " EACH " {x:vars} (from|in|out of|with|for which) "
     "{e:relations}",
     "solve {e} for {x} / what is {x} if {e}"},
    // Roots, sums, products, divisors, terms.
    {"multiply [the|both] [2] (roots|solutions|zeros) of {a:subject} [together]",
     "what is the product of the roots of {a}"},
    {"add [up] [the|both] [2] (roots|solutions|zeros) of {a:subject} [together|up]",
     "what is the sum of the roots of {a}"},
    {"(add up|add together|sum up|total|add|sum) [all|every|each] [of] [the|its] [positive] "
     "{w=divisors|divisor|factors|factor} of {n:run}",
     "what is the sum of the divisors of {n}"},
    {"[{p:run} (.|;|,|:) ~] (add up|sum up|add together|total) [its|the] first {n:run}",
     "{p} . what is the sum of the first {n}"},
    {"(which|what) [positive] (integers|whole numbers|numbers|natural numbers) (divide|go into|are divisors of|are "
     "factors of) {n:closed} [evenly|exactly|without remainder|without a remainder]",
     "list the divisors of {n}"},
    {"(what's|what is|what|how much) [is] (left over|left|remains|left as a remainder|over) (when|if|after|upon) "
     "{a:run}",
     "what is the remainder when {a}"},
    {"{a:run} has how many {z:run}", "how many {z} does {a} have"},
    {"[{a:run} ~] the (number|integer|value|quantity|fraction|decimal|whole number) {n:closed} [~ {b:run}]",
     "{a} {n} {b}"},
    {"[a|an|the] {n:run} has {p:run} (.|;|,) (it has how many {q:run}|how many {q:run} (does|do|has) it [have])",
     "how many {q} does a {n} with {p} have"},
    // Terms and coefficients.
    {"[{a:run} ~] (in|from) [the expansion of] {f:expr} , (which|what) (number|coefficient|factor) "
     "(stands|appears|is|sits|comes) [in front of|before|with|next to|on|at] {t:expr}",
     "what is the coefficient of {t} in {f}"},
    {"(which|what) number (multiplies|stands in front of|goes with|appears before|is in front of|stands before) "
     "{t:expr} (in|when|after|once) [the expansion of|expanding|you expand|we expand] {f:expr} [is expanded]",
     "what is the coefficient of {t} in {f}"},
    {"[1|a|the] term (of|in) [the expansion of] {f:expr} (is|that is|does) (free of|without|independent of|not "
     "contain|not involve) {x:var} [. (what is [its value|it]|find it|give [it|its value])]",
     "what is the constant term of {f}"},
    {"<ask> [term] (free of|without|not containing|that does not contain|not involving|that doesn't contain|that is "
     "free of|with no) {x:var} (in|of) [the expansion of] {f:expr}",
     "what is the constant term of {f}"},
    {"(using|with|from|out of|rearranging|by rearranging|permuting) (all|every|each) [of] [the] (letter|letters) "
     "(of|in|from) [the] [word] {w:letters} [exactly] [once] [,] how many [different|distinct] "
     "(strings|words|arrangements|anagrams|orderings|sequences|permutations|codes) "
     "(can be|can you|could be|could you|are there|exist|can one|can we|do you get) "
     "[formed|made|form|make|built|spelled|written|get]",
     "how many distinct arrangements of the letters of the word {w}"},
    // Forms.
    {FORM " , {a:run}", "{a} {form}"},
    {"{a:run} (,|;|:|.|?|-) [but|please|give it|answer] " FORM, "{a} {form}"},
    {"cancel [down] [whatever|everything|all|what] [that] [can be|you can|is possible] [cancelled|canceled|cancel] "
     "(in|from) {f:expr}",
     "simplify {f}"},
    {"{f:expr} (written|expressed|as|put|combined) [with|as|into|under|in] [a|one] single (radical|surd|root|square "
     "root)",
     "simplify {f}"},
    {"(write|express|put|combine) {f:expr} (with|as|into|under|in) [a|one] single (radical|surd|root|square root)",
     "simplify {f}"},
    {"{f:expr} as a product [of [two|2|three|3|its|linear|simpler] [factors|binomials|brackets]]", "factor {f}"},
    {"(pull|take|get|bring) [out] [the] (greatest|highest|largest|biggest) common factor [out] (of|from|in) {f:expr}",
     "factor {f}"},
    {"(which|what) [common|simple|reduced] {form=fraction|decimal|percentage|percent} (equals|is equal to|is the same "
     "as|represents|corresponds to|is equivalent to|equates to) [the|a] [repeating|recurring|terminating|periodic] "
     "[decimal|number|fraction|percentage] {f:closed}",
     "write {f} as a {form}"},
    // Places and values.
    {"(where|at (what|which) point) (is|are|lies|lie|do i find|do we find) [the] {w=centre|center|vertex|midpoint|mid "
     "point|focus|foci|centroid|turning point|circumcentre|circumcenter|orthocentre|orthocenter|incentre|incenter|y "
     "intercept|x intercept|x intercepts} {a:run}",
     "what is the {w} {a}"},
    {"{p=where|at (what|which) [value of] (x|t)|for (what|which) [value of] (x|t)} does {f:subject} "
     "(reach|attain|achieve|have|take|hit|get|assume|take on|peak at|obtain) (its|the|a) "
     "[{g=local|global|absolute|relative}] " EXTREME " [value]",
     "{p} does {f} have its {g} {m}"},
    {"{p=where|at (what|which) [value of] (x|t)|for (what|which) [value of] (x|t)} (does {f:subject} peak|is "
     "{f:subject} "
     "(greatest|largest|biggest|highest))",
     "{p} does {f} have its maximum"},
    {"{p=where|at (what|which) [value of] (x|t)|for (what|which) [value of] (x|t)} (does {f:subject} bottom out|is "
     "{f:subject} (least|smallest|lowest))",
     "{p} does {f} have its minimum"},
    {"[{a:run} ~] " EXTREME
     " [value] (taken|taken on|attained|reached|assumed|achieved|possible for|that is taken) [by|of|for] {f:run}",
     "{a} {m} value of {f}"},
    {"(what|which) (power|exponent) of {b:closed} (gives|is|equals|yields|makes|produces|results in) {c:closed}",
     "what is log base {b} of {c}"},
    {"(to|what|which) [what|which] (power|exponent) (must|do|should|does|has|would|is) [you|we|one|i] [raise] "
     "{b:closed} [to] "
     "[be|be raised|raised|need] [to] (to get|to give|to obtain|to equal|to make|get|give|obtain|equal|make|to reach) "
     "{c:closed}",
     "what is log base {b} of {c}"},
    {"(to what|what|which|to which) [value|number|limit|sum|total] (does|do) [the] [series] {h:closed} {s=+|-} ... "
     "(converge|sum|tend|add up|approach) [to]",
     "what is the sum of {h} {s} ..."},
    // Lines, curves, functions.
    {"(which|what) [straight] line {a:run}", "what is the equation of the line {a}"},
    {"[<ask>] [the] {how=perpendicular|parallel|normal} [line] to {l:equation} (through|passing "
     "through|that passes through|which passes through|that goes through|going through|via|at) [the] [point] {p:point}",
     "what is the equation of the line {how} to {l} through {p}"},
    {"[the|a] [curve|graph] [given by|of|with equation] {e:equation} (passes|goes|runs) through [the] [point] "
     "{p:point} " END " <ask> {w:run} (there|at (that|this) point)",
     "what is {w} at {p} for {e}"},
    {"(which|what) (functions|function) (have|has|possess|possesses) [the] [derivative] {f:expr} [as (their|its|the) "
     "derivative]",
     "find the antiderivative of {f}"},
    {"(which|what) (functions|function) (differentiates|differentiate) to [give] {f:expr}",
     "find the antiderivative of {f}"},
    {"[a|an|the] {n=function} whose derivative is {f:expr}", "find the antiderivative of {f}"},
    // Chance.
    {"[you|i|we|someone] (flip|toss|throw|flips|tosses|throws|flipping|tossing|throwing) (a|one) [fair] coin {n:int} "
     "times " END " {a:run}",
     "a fair coin is tossed {n} times . {a}"},
    {"[you|i|we|someone] (roll|throw|rolls|throws|rolling|throwing) {n:int} [fair] [standard] [six sided] dice " END
     " {a:run}",
     "{n} dice are rolled . {a}"},
    // Vectors.
    {"[{a:run} ~] (cross|vector) product [of] {u:vector} (×|x|\\times) {v:vector}", "{a} cross product of {u} and {v}"},
    {"[{a:run} ~] (dot|scalar|inner) product [of] {u:vector} (·|.|\\cdot|*) {v:vector}",
     "{a} dot product of {u} and {v}"},
};

struct Compiled {
  Phrase phrase;
  std::string_view plain;
};

const std::vector<Compiled>& compiled() {
  static const std::vector<Compiled> all = [] {
    std::vector<Compiled> rows;
    for (const Paraphrase& row : kParaphrases) rows.push_back({Phrase(row.phrase), row.plain});
    return rows;
  }();
  return all;
}

Token token_of(std::string_view word) {
  const bool letters = word.front() >= 'a' && word.front() <= 'z';
  return {letters ? TokenType::kWord : TokenType::kSymbol, std::string(word), std::string(word), false, true};
}

// The plain words with the captures put in.
Question put(std::string_view plain, const Match& match, const Question& question) {
  Question out;
  while (!plain.empty()) {
    const std::string_view word = plain.substr(0, plain.find(' '));
    plain.remove_prefix(std::min(word.size() + 1, plain.size()));
    if (word.front() != '{') {
      out.tokens.push_back(token_of(word));
      continue;
    }
    const Value* value = match.find(word.substr(1, word.size() - 2));
    if (!value) continue;
    const std::size_t start = out.tokens.size();
    out.tokens.insert(out.tokens.end(), question.tokens.begin() + static_cast<std::ptrdiff_t>(value->begin),
                      question.tokens.begin() + static_cast<std::ptrdiff_t>(value->end));
    out.tokens[start].space_before = true;
  }
  return out;
}

std::string spelled(const Question& question) {
  std::string out;
  for (const Token& token : question.tokens) out += token.text + ' ';
  return out;
}

}  // namespace

std::vector<Question> paraphrases(const Question& question) {
  std::vector<Question> found;
  std::set<std::string> seen{spelled(question)};
  Slots slots(question);
  Matcher matcher(question, slots);
  for (const Compiled& row : compiled()) {
    matcher.match(row.phrase, 0, question.tokens.size(), [&](const Match& match) {
      std::string_view rest = row.plain;
      while (!rest.empty() && found.size() < kMaxParaphrases) {
        const std::string_view plain = rest.substr(0, rest.find(" / "));
        rest.remove_prefix(std::min(plain.size() + 3, rest.size()));
        Question put_plainly = put(plain, match, question);
        if (seen.insert(spelled(put_plainly)).second) found.push_back(std::move(put_plainly));
      }
      return true;
    });
  }
  return found;
}

}  // namespace qed::rules
