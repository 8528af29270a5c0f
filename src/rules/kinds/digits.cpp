// Numbers and words made of given digits and letters, places filled in turn, and n where the count is known.
#include <set>
#include <string>

#include "base/text.h"
#include "rules/kind.h"
#include "rules/kinds/letters.h"

namespace qed::rules::kinds {
namespace {

int small(const Formula& f, int most) {
  if (!f.is(Kind::kNumber) || f.has_decimal() || f.name().size() > 4) return -1;
  const int value = std::stoi(std::string(f.name()));
  return value <= most ? value : -1;
}

// The digits spoken of as a Python list; "" where they are none.
std::string digits_of(const Match& m) {
  std::set<int> digits;
  if (m.has("low")) {
    const int low = small(m.formula("low"), 9), high = small(m.formula("high"), 9);
    if (low < 0 || high <= low) return "";
    for (int i = low; i <= high; ++i) digits.insert(i);
  } else {
    for (const Formula& f : m.list("d")) {
      const int digit = small(f, 9);
      if (digit < 0 || !digits.insert(digit).second) return "";
    }
  }
  std::string out;
  for (const int digit : digits) out += (out.empty() ? "" : ", ") + std::to_string(digit);
  return digits.size() < 2 ? "" : "[" + out + "]";
}

// How many k-digit numbers from the digits given? Whether digits repeat must be said.
std::optional<Program> numbers(const Match& m) {
  const int k = m.has("k") ? small(m.formula("k"), 6) : -1;
  const std::string digits = digits_of(m);
  if (k < 1 || digits.empty() || m.has("with") == m.has("without")) return std::nullopt;
  const std::string which = m.word("which");
  std::string condition = "n[0] != 0";
  if (which == "even") condition += " and n[-1] % 2 == 0";
  if (which == "odd") condition += " and n[-1] % 2 == 1";
  if (m.has("by")) {
    const int divisor = small(m.formula("by"), 100);
    if (divisor < 1) return std::nullopt;
    condition += fmt::format(" and int(''.join(map(str, n))) % {} == 0", divisor);
  }
  Script script(Dialect::kFractions);
  script.line("import itertools");
  script.line("digits = {}", digits);
  script.line("numbers = {}", m.has("without") ? fmt::format("itertools.permutations(digits, {})", k)
                                               : fmt::format("itertools.product(digits, repeat={})", k));
  script.answer("sum({} for n in numbers)", condition);
  if (which.empty() && !m.has("by") && digits[1] != '0')
    script.check("ans == {}",
                 m.has("without") ? fmt::format("math.perm(len(digits), {})", k) : fmt::format("len(digits)**{}", k));
  return script.finish(fmt::format("How many {}-digit numbers of the digits {}", k, digits));
}

// How many three-digit numbers are there?
std::optional<Program> all_numbers(const Match& m) {
  const int k = small(m.formula("k"), 6);
  if (k < 1) return std::nullopt;
  const std::string which = m.word("which");
  Script script(Dialect::kFractions);
  const std::string low = k == 1 ? "1" : fmt::format("10**{}", k - 1);
  if (k == 1) return std::nullopt;  // is 0 one of them?
  std::string condition = "True";
  if (which == "even") condition = "n % 2 == 0";
  if (which == "odd") condition = "n % 2 == 1";
  if (m.has("by")) {
    const int divisor = small(m.formula("by"), 1000);
    if (divisor < 1) return std::nullopt;
    condition = fmt::format("n % {} == 0", divisor);
  }
  if (m.has("palindrome")) condition = "str(n) == str(n)[::-1]";
  if (m.has("different")) condition += " and len(set(str(n))) == len(str(n))";
  script.answer("sum({} for n in range({}, 10**{}))", condition, low, k);
  return script.finish(fmt::format("How many {}-digit numbers there are", k));
}

std::optional<Program> pins(const Match& m) {
  const int k = small(m.formula("k"), 20);
  if (k < 1) return std::nullopt;
  Script script(Dialect::kFractions);
  script.answer("{}**{}", m.has("binary") ? 2 : 10, k);
  return script.finish("Strings of digits");
}

std::optional<Program> words(const Match& m) {
  const std::string word = m.word("word");
  if (m.has("k") && small(m.formula("k"), 40) != static_cast<int>(word.size())) return std::nullopt;
  return kinds::letter_arrangements(word);
}

Build of_count(std::string_view value) {
  return [=](const Match& m) -> std::optional<Program> {
    const int n = small(m.formula("n"), 300);
    if (n < 0) return std::nullopt;
    Script script(Dialect::kFractions);
    script.line("n = {}", n);
    if (m.has("k")) {
      const int k = small(m.formula("k"), 300);
      if (k < 0 || k > n) return std::nullopt;
      script.line("k = {}", k);
    }
    script.answer("{}", value);
    return script.finish(std::string(value));
  };
}

// {a, b, c}: how many subsets, perhaps of k elements?
std::optional<Program> subsets(const Match& m) {
  std::set<std::string> elements;
  for (const Formula& f : m.list("s")) {
    if (!elements.insert(f.text()).second) return std::nullopt;
  }
  if (elements.empty() || elements.size() > 60) return std::nullopt;
  const std::size_t n = elements.size();
  Script script(Dialect::kFractions);
  if (m.has("k")) {
    const int k = small(m.formula("k"), 60);
    if (k < 0) return std::nullopt;
    script.answer("math.comb({}, {})", n, k);
  } else {
    script.answer("2**{}{}", n, m.has("proper") ? " - 1" : m.has("nonempty") ? " - 1" : "");
  }
  return script.finish(fmt::format("Subsets of a set of {} elements", n));
}

// C(n, 2) = 28: the n that counts things
std::optional<Program> solve_count(const Match& m) {
  const Formula& value = m.formula("value");
  if (!value.is(Kind::kNumber) || value.has_decimal() || value.name().size() > 12) return std::nullopt;
  const std::string which = m.word("which");
  const bool ordered =
      m.word("nc") == "np" || which == "p" || which == "npr" || which == "perm" || which == "permutations";
  const std::string name = m.has("nc") ? "n" : std::string(m.formula("n").name());
  Script script(Dialect::kFractions);
  if (m.has("k") && small(m.formula("k"), 20) >= 1) {
    const int k = small(m.formula("k"), 20);
    script.line("n = {}", k);
    script.line("while math.{}(n, {}) < {}:", ordered ? "perm" : "comb", k, value.name());
    script.line("    n = 2*n if math.{0}(2*n, {1}) <= {2} else n + 1", ordered ? "perm" : "comb", k, value.name());
    script.answer("n");
    script.check("math.{}(ans, {}) == {}", ordered ? "perm" : "comb", k, value.name());
  } else if (m.has("factorial")) {
    script.line("n, value = 1, 1");
    script.line("while value < {}:", value.name());
    script.line("    n += 1");
    script.line("    value *= n");
    script.answer("n");
    script.check("math.factorial(ans) == {} and ans > 1", value.name());
  } else {
    return std::nullopt;
  }
  if (m.has("x") && !m.formula("x").is_symbol(name)) return std::nullopt;
  return script.finish(fmt::format("The {} for which the count is {}", name, value.text()));
}

#define HOW_MANY "(how many|<ask> [total] number of) [different|distinct|possible|unique|positive]"
#define WHICH "[{which=even|odd}]"
#define DIGITS_LONG "({k:int} [-] digit [{which=even|odd}] [positive|whole] (numbers|integers|codes|pins))"
#define MADE                                                                                                           \
  "[that|which] [can|could|may|are there that can|are there which can|you can|we can|one can|can you|can we|can one] " \
  "[be] (formed|made|created|constructed|written|built|form|make|create|write|composed|are there)"
#define FROM                                                                                                         \
  "(from|using|with|of|out of|with the help of|by using|using only|from only|by) [only] [the] [set of|set] [digits|" \
  "numbers] ({low:int} (to|through|-|...) {high:int}|{d:ints})"
#define NO_REPEAT                                                                                                     \
  "[,|;|.|\\(] [and] [if|when|where|assuming|given|given that|such that|provided|with] {without=without (repetition|" \
  "repeating|repeating digits|repeating any digit|repeating any digits|repeats|repetitions|repetition of digits|"     \
  "replacement|repeating a digit|repeated digits|any repetition|digit repetition|repetition of any digit)|no "        \
  "repetition [of digits] [is] [allowed|permitted]|no (repeated digits|digit repeated|repeats|repeating digits|"      \
  "digits repeated|repeated digit) [allowed]|no digit (is|may be|can be) (repeated|used more than once|used twice)|"  \
  "repetition [of digits] is not (allowed|permitted)|repetition not allowed|repetitions are not allowed|repeats are " \
  "not allowed|[the] digits (cannot be|can't be|may not be|are not|must not be|can not be) repeated|[the] digits "    \
  "(are|must be) [all] (different|distinct)|each digit (is|can be|may be) used (at most|only|exactly) once|each "     \
  "digit used [at most|only] once|each digit at most once|each [digit] only once|all digits (are|must be) "           \
  "(different|distinct)|distinct digits|different digits|using each [digit] [at most|only] once} [\\)]"
#define MAY_REPEAT                                                                                                    \
  "[,|;|.|\\(] [and] [if|when|where|assuming|given|given that|with] {with=with (repetition|repetitions|repeats|"      \
  "replacement) [of digits] [allowed|permitted]|[the] digits (can|may) be (repeated|reused|used more than once|used " \
  "repeatedly)|repetition [of digits] [is] (allowed|permitted)|repetitions [are] (allowed|permitted)|repeats [are] "  \
  "allowed|repetition (allowed|permitted)|repeated digits [are] allowed|repetition of digits (allowed|permitted)|"    \
  "repeating digits is allowed|digits (repeatable)} [\\)]"
#define RULE "(" NO_REPEAT "|" MAY_REPEAT ")"
#define DIVISIBLE "[divisible by {by:int}|that are divisible by {by:int}]"
#define ORDERS "(orders|ways|orderings|arrangements|permutations|sequences|different orders|different ways)"
#define THINGS                                                                                                         \
  "[different|distinct|distinguishable] (objects|items|people|persons|students|books|letters|elements|things|players|" \
  "candidates|cards|children|friends|men|women|boys|girls|balls|runners|guests|cars|toys|songs|pupils|paintings|"      \
  "tasks|flags|pictures|photos|photographs|trophies|dogs|cats|horses|swimmers|racers|athletes|speakers|dvds|plants|"   \
  "posters|movies|beads|chairs|coins|names|houses|numbers)"
#define PEOPLE "(people|persons|guests|friends|students|players|members|men|women|participants|teams)"
#define FOR_N \
  "[,|;|.|?] [then] (find|solve for|what is|determine|what's|calculate) [the] [value of] [positive integer] {x:var}"
#define COUNTED                                                                                                       \
  "({which=c|ncr|p|npr|comb|perm|binomial|combinations|permutations} \\( {n:var} , {k:int} \\)|{n:var} "              \
  "{which=c|p|choose} {k:int}|{n:var} {which=c|p} _ {k:int}|{n:var} _ {which=c|p} _ {k:int}|\\binom \\{ {n:var} \\} " \
  "\\{ {k:int} \\}|\\dbinom \\{ {n:var} \\} \\{ {k:int} \\}|\\{ \\} ^ {n:var} {which=c|p} _ {k:int}|^ {n:var} "       \
  "{which=c|p} _ {k:int}|\\{ \\} _ {n:var} {which=c|p} _ {k:int}|_ {n:var} {which=c|p} _ {k:int}|{n:var} "            \
  "{factorial=!}) (=|is|equals|is equal to) {value:int}"

}  // namespace

extern const Intent digits;
const Intent digits{
    .intent = "digits",
    .rules =
        {{{HOW_MANY " " WHICH " " DIGITS_LONG " " DIVISIBLE " " MADE " " FROM " " RULE,
           HOW_MANY " " WHICH " " DIGITS_LONG " " DIVISIBLE " " MADE " " RULE " " FROM,
           HOW_MANY " " WHICH " " DIGITS_LONG " " FROM " [are there|are possible|exist] " RULE,
           HOW_MANY " " WHICH " " DIGITS_LONG " " RULE " " MADE " " FROM,
           FROM " " RULE " [,] " HOW_MANY " " WHICH " " DIGITS_LONG " [" MADE "|are possible|are there]",
           "[if] " FROM " [,] " HOW_MANY " " WHICH " " DIGITS_LONG " [" MADE "|are possible|are there] " RULE,
           "[if] " MAY_REPEAT " [,] " HOW_MANY " " WHICH " " DIGITS_LONG " " MADE " " FROM,
           "[if] " NO_REPEAT " [,] " HOW_MANY " " WHICH " " DIGITS_LONG " " MADE " " FROM},
          numbers},
         {{HOW_MANY " [positive] [{which=even|odd}] {k:int} [-] digit [positive] [{which=even|odd}] [whole] [natural] "
                    "(numbers|integers) [are there|exist|are there in total|there are]",
           HOW_MANY " {k:int} [-] digit [positive] [whole] (numbers|integers) are {which=even|odd}",
           HOW_MANY
           " {k:int} [-] digit [positive] [whole] (numbers|integers) (are|are there that are|that are|which are|"
           "are there which are) (divisible by|multiples of) {by:int}",
           HOW_MANY " {k:int} [-] digit multiples of {by:int} [are there]",
           HOW_MANY " {k:int} [-] digit {palindrome=palindromes|palindromic numbers} [are there]",
           HOW_MANY
           " {k:int} [-] digit [{which=even|odd}] (numbers|integers) (have|with|are there with|there are with) "
           "{different=(all|only) different digits|[all] distinct digits|no repeated digits|different digits}"},
          all_numbers},
         {{HOW_MANY " {k:int} [-] digit (pins|pin codes|codes|pin numbers|passcodes|combinations) (are there|are "
                    "possible|exist|can be made|can be formed|possible|there are)",
           HOW_MANY " ({binary=binary strings|binary numbers|bit strings|binary words|binary sequences}) of length "
                    "{k:int} [are there|exist|are possible]",
           HOW_MANY
           " {k:int} [-] {binary=bit} (strings|sequences|words|binary strings) [are there|exist|are possible]"},
          pins},
         {{HOW_MANY
           " [{k:int} [-] letter] [different|distinct] (words|arrangements|strings|anagrams|permutations|"
           "sequences|letter sequences) [\\( (with or without meaning|real or not|meaningful or not|not "
           "necessarily meaningful) \\)] [,] [with or without meaning] [,] (can be|are|can you|can we|could be) "
           "(made|formed|created|obtained|make|form|written|spelled|made up|constructed) (from|using|with|out of|"
           "of|by using|by rearranging|by arranging|by permuting) [all] [of] [the] [letters] [of|in|from] [the] "
           "[word] [\"|'] {word:letters} [\"|']",
           HOW_MANY
           " (anagrams|arrangements|permutations|rearrangements) does [the] [word] [\"|'] {word:letters} [\"|'] "
           "have",
           HOW_MANY
           " [distinct|different] ways (can|could) you (arrange|rearrange|order) [all] [the] letters (of|in) [the] "
           "[word] [\"|'] {word:letters} [\"|']",
           "(in how many|how many) [different|distinct|distinguishable] (ways|orders) can [all] [of] [the] letters "
           "(of|in) "
           "[the] [word] [\"|'] {word:letters} [\"|'] be (arranged|rearranged|ordered|permuted|written)"},
          words},
         {{"(in how many|how many) [different|distinct|possible] " ORDERS
           " (can|could|may|are there in which) [the] {n:int} " THINGS
           " (be|finish|stand|sit|line up|cross the finish line|come in|go|stand in line|appear|perform|speak|queue) "
           "[put|placed|arranged|set|lined up|stacked|displayed|read|watched|played|hung|shelved|seated] [up] [in] [on "
           "a "
           "shelf|on the shelf|in a row|in a line|in a race|a race|the race|in a queue|in a stack|in|on a wall|next to "
           "each other|side by "
           "side|in order]",
           "(in how many|how many) [different|distinct|possible] " ORDERS " (can|could) (you|we|one|i) "
           "(put|place|arrange|set|line up|stack|display|read|watch|play|hang|order|shelve|seat) {n:int} " THINGS
           " [up] [on a shelf|on the shelf|in a row|in a line|in a queue|in a stack|on a wall|in order|next to each "
           "other|side by side]",
           "(in how many|how many) [different|distinct|possible] (orders|orderings|arrangements|permutations) (are "
           "there "
           "(for|of)|are possible (for|with)|exist for|of|for) {n:int} " THINGS
           " [in a row|on a shelf|in a line] [are there|are possible|exist]",
           "<ask> number of [different|possible] (orders|ways|orderings|ways to arrange|ways of arranging|ways to "
           "order) "
           "(of|for|to arrange|to order|to line up|to put|to place|to arrange) {n:int} " THINGS
           " [in a row|on a shelf|in a line|in a queue]",
           "(in how many|how many) ways (can|could) {n:int} " THINGS " be placed on a shelf"},
          of_count("math.factorial(n)")},
         {{"[if] {n:int} " PEOPLE
           " [at a party|in a room] [all|each] shake hands [with each other|with one another|with everyone else|once|"
           "exactly once|with every other person|with each other once|with each other exactly once] <then> (how many "
           "handshakes (are there|take place|occur|happen|are exchanged|will there be|were there)|how many "
           "handshakes|<ask> "
           "number of handshakes|how many handshakes are there in total)",
           "how many handshakes [are there|are possible|take place|occur] (between|among|with|in a group of|for|if|in "
           "a "
           "room of|at a party of) {n:int} " PEOPLE
           " [all|each] [shake hands] [with each other|with everyone else|exactly once|once|with every other person]",
           "how many (games|matches) (are played|are there|are needed) (if|when) [each of] {n:int} teams [all] play "
           "each other "
           "[exactly] once",
           "how many (line segments|segments|lines|straight lines) (can be drawn|are there|are determined|can be "
           "formed) "
           "(between|through|by|joining|connecting) {n:int} points [, no 3 of which are collinear|no 3 of which are "
           "collinear|, no 3 collinear|no 3 collinear]"},
          of_count("math.comb(n, 2)")},
         {{"[a|the] (committee|team|group|delegation|jury|panel) of {k:int} [people|members|students|players] "
           "[is|are|must "
           "be|needs to be|has to be|is to be] (chosen|selected|formed|picked) (from|out of|from among) [a] "
           "[group|class|"
           "club] [of] {n:int} [people|members|students|players|candidates] <then> (how many "
           "(different|distinct|possible|"
           "such) [possible] (committees|teams|groups|ways|choices|delegations|juries|panels) (are there|are possible|"
           "exist|can be formed)|how many (committees|teams|groups|ways|choices|delegations) (are there|are "
           "possible|exist|"
           "can be formed)|in how many ways can this be done|how many ways can this be done|how many ways are there to "
           "do "
           "this)",
           "(how many|in how many) [different|distinct] ways (can|could|are there to|to) [you|we|one|someone] "
           "(choose|select|pick|draw) [a|an] "
           "(committee|team|group|set|subset|hand) of [size] {k:int} [people|members|students|players|cards] (from|out "
           "of|"
           "from among) [a] [group|class|club|deck|standard deck|set] [of] {n:int} "
           "[people|members|students|players|candidates|cards|elements]"},
          of_count("math.comb(n, k)")},
         {{"(how many|in how many) [different] ways (can|could|are there to|to) [you|we|one|someone|a club] "
           "(choose|select|pick|elect) [a] (president and [a] vice [-] president|president and [a] secretary|chair and "
           "[a] "
           "secretary|captain and [a] vice [-] captain|chairman and [a] secretary|president and [a] treasurer|winner "
           "and "
           "[a] runner [-] up|leader and [a] deputy) (from|out of|among|from among) [a] [group|club|class|committee] "
           "[of] "
           "{n:int} [people|members|students|players|candidates]",
           "(how many|in how many) [different] ways can [a] (president and [a] vice [-] president|president and [a] "
           "secretary|captain and [a] vice [-] captain|president and [a] treasurer) be "
           "(chosen|selected|elected|picked) "
           "(from|out of|among|from among) [a] [group|club|class|committee] [of] {n:int} "
           "[people|members|students|players|candidates]"},
          of_count("n * (n - 1)")},
         {{HOW_MANY
           " [{proper=proper}] [{nonempty=nonempty|non - empty|non empty}] subsets (does|has|are there of|of|do|can "
           "be formed from) [the] [set] [{name} ~ =] \\{ {s:exprs} \\} [have|has|are there]",
           HOW_MANY
           " {k:int} [-] element subsets (does|has|are there of|of|do) [the] [set] \\{ {s:exprs} \\} [have|has]",
           HOW_MANY " subsets (of size|with) {k:int} [elements] (does|of) [the] [set] \\{ {s:exprs} \\} [have|has]"},
          subsets},
         {{"[<ask>|solve|solve for {x:var}] [the] [equation] [:|,] " COUNTED " [for {x:var}]",
           "<ask> [the] [value of] [positive] [integer] {x:var} [,] (if|such that|so that|for which|given|given "
           "that|when|"
           "where) " COUNTED,
           "[<if>] " COUNTED " " FOR_N, COUNTED " [,|.|;] {x:var} (=|is)", COUNTED " (,|.|;) {x:var}",
           "[<if>] " COUNTED " [,|.|;] {x:var} = what",
           "for (what|which) [value of] [positive] [integer] {x:var} (is|does) " COUNTED},
          solve_count}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
