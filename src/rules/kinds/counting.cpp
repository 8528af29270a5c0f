// Choosing, arranging, seating: what the words name directly.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "rules/kind.h"
#include "rules/kinds/letters.h"

namespace qed::rules::kinds {
namespace {

bool is_count(const Formula& f, int limit) {
  return f.is(Kind::kNumber) && f.name().size() <= 5 && !f.has_decimal() && std::stoi(std::string(f.name())) <= limit;
}

// A count of n (and k) things in Python.
Build of_counts(std::string_view expression, std::string_view check = {}) {
  return [=](const Match& m) -> std::optional<Program> {
    Script script(Dialect::kFractions);
    for (const std::string_view name : {"n", "k"}) {
      if (!m.has(name)) continue;
      if (!is_count(m.formula(name), 1000)) return std::nullopt;
      script.line("{} = {}", name, script(m.formula(name)));
    }
    if (m.has("k")) script.check("k <= n");
    script.answer("{}", expression);
    if (!check.empty()) script.check("{}", check);
    return script.finish(fmt::format("{} for n = {}", expression, m.formula("n").text()));
  };
}

// "Order matters" in as many words, or not.
std::optional<Program> choose(const Match& m) {
  return of_counts("math.comb(n, k)", "ans * math.factorial(k) == math.perm(n, k)")(m);
}
std::optional<Program> arrange(const Match& m) {
  return of_counts("math.perm(n, k)", "ans == math.comb(n, k) * math.factorial(k)")(m);
}

std::optional<Program> letters(const Match& m) { return kinds::letter_arrangements(m.word("word")); }

std::optional<Program> dice(const Match& m) {
  const Formula& n = m.formula("n");
  if (!is_count(n, 100)) return std::nullopt;
  Script script(Dialect::kFractions);
  script.answer("{}**{}", m.has("coin") ? "2" : "6", script(n));
  return script.finish("Number of outcomes");
}

// Exactly k heads in n tosses of a fair coin.
std::optional<Program> heads(const Match& m) {
  const Formula &n = m.formula("n"), &k = m.formula("k");
  if (!is_count(n, 500) || !is_count(k, 500)) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("n, k = {}, {}", script(n), script(k));
  const std::string how = m.word("how");
  const std::string range = how == "at least" ? "range(k, n + 1)" : how == "at most" ? "range(k + 1)" : "[k]";
  script.answer("Fraction(sum(math.comb(n, i) for i in {}), 2**n)", range);
  script.check("k <= n and 0 <= ans <= 1");
  return script.finish("Probability of heads");
}

// The sum of two dice, or one die.
std::optional<Program> dice_sum(const Match& m) {
  const Formula& s = m.formula("s");
  if (!is_count(s, 100)) return std::nullopt;
  const std::string n = m.has("n") ? std::string(m.formula("n").name()) : "2";
  if (n.size() != 1 || n < "1" || n > "4") return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("sums = [0]");
  script.line("for die in range({}):", n);
  script.line("    sums = [s + face for s in sums for face in range(1, 7)]");
  const std::string how = m.word("how");
  const std::string_view sign = how.find("least") != std::string::npos  ? ">="
                                : how.find("most") != std::string::npos ? "<="
                                : how.find("greater") != std::string::npos || how.find("more") != std::string::npos
                                    ? ">"
                                : how.find("less") != std::string::npos ? "<"
                                                                        : "==";
  script.answer("Fraction(sum(s {} {} for s in sums), len(sums))", sign, script(s));
  script.check("0 <= ans <= 1");
  return script.finish("Probability of a sum of dice");
}

// A letter with bounds: C(10, 3), 10C3, nCr(10, 3)
std::optional<Program> notation(const Match& m) {
  const std::string which = m.word("which");
  if (m.list("nk").size() == 2) {
    const Formula &n = m.list("nk")[0], &k = m.list("nk")[1];
    if (!is_count(n, 1000) || !is_count(k, 1000)) return std::nullopt;
    Script script(Dialect::kFractions);
    const std::string a = script(n), b = script(k);
    script.answer("math.{}({}, {})", which.find('p') != std::string::npos ? "perm" : "comb", a, b);
    script.check("{} <= {}", b, a);
    return script.finish(fmt::format("{}({}, {})", which, a, b));
  }
  return which.find('p') != std::string::npos ? arrange(m) : choose(m);
}

#define WAYS                                                                                                      \
  "(in how many [different|distinct] ways|how many [different|distinct|possible] ways [are there]|<ask> [total] " \
  "number of [different|distinct|possible] ways|number of ways)"
#define THINGS                                                                                                     \
  "[different|distinct|distinguishable|unique] "                                                                   \
  "[objects|items|people|persons|students|books|letters|elements|things|players|candidates|cards|colors|colours|"  \
  "members|children|friends|men|women|"                                                                            \
  "boys|girls|balls|numbers|employees|applicants|volunteers|flowers|toppings|teams|runners|digits|guests|marbles|" \
  "questions|flavors|flavours|fruits|cats|dogs|toys|songs|pupils|workers|paintings|tasks|flags]"
#define GROUP \
  "[a|an] [committee|group|team|set|subset|sample|selection|combination|panel|hand|delegation|subcommittee|jury]"

}  // namespace

extern const Intent counting;
const Intent counting{
    .intent = "counting",
    .rules =
        {{{"<ask> {n:int} choose {k:int}",
           WAYS " (to|can (you|we|one|i|someone)|do you|could (you|we|one)|of) "
                "(choose|choosing|select|selecting|pick|picking) [exactly] {k:int} " THINGS
                " [out of|from|of|from among|among|from a set of|from a group of|out of a group of|from a list of] "
                "[a|the] [group|set|total|class] [of] {n:int} " THINGS,
           WAYS " can {k:int} " THINGS " be (chosen|selected|picked|taken|drawn) (from|out of|from among|among) [a] "
                "[group|set|class] [of] {n:int} " THINGS,
           WAYS " (to|can (you|we|one)|of) (form|forming|make|making|create|choose|choosing|select|selecting) " GROUP
                " of {k:int} " THINGS
                " (from|out of|from among|among|be formed from) [a] [group|set|class|pool] [of] {n:int} " THINGS,
           WAYS " can " GROUP " of {k:int} " THINGS
                " be (chosen|selected|picked|formed|made|created) (from|out of|from among|among) [a] "
                "[group|set|class|pool] [of] {n:int} " THINGS,
           "how many [different|distinct|possible] "
           "(committees|groups|teams|subsets|combinations|selections|samples|hands) of [size] {k:int} " THINGS
           " (can be|are possible|could be|may be|are there) [formed|made|chosen|selected|created|possible] (from|out "
           "of|among|in|with) [a] [group|set|class|pool] [of] {n:int} " THINGS,
           "<ask> number of (committees|groups|combinations|selections) of {k:int} " THINGS
           " (from|out of|chosen from|of|taken from) {n:int} " THINGS,
           "<ask> (combinations|combination) of {n:int} " THINGS " taken {k:int} at a time",
           "<ask> [number of] combinations of {n:int} " THINGS " [taken|chosen|selected] {k:int} at a time",
           "how many combinations of {k:int} " THINGS
           " (can be|are there|are possible|exist) [made|chosen|formed|selected] (from|in|out of|among|with) "
           "{n:int} " THINGS,
           "how many {k:int} - element subsets does a set (with|of) {n:int} elements have",
           "how many {k:int} element subsets does [a|an] (set (with|of) {n:int} elements|{n:int} element set) have",
           "how many [different|distinct|possible] {k:int} [-] (card|letter|person|member|element|digit) "
           "(hands|groups|teams|committees|subsets|combinations) (can be|are there|could be) "
           "[dealt|chosen|formed|made|drawn|selected] (from|in|out of) [a|the] [standard] [deck|set|group] [of] "
           "{n:int} [cards|people|letters|elements|members]",
           "how many subsets (of size|with|of|with exactly) {k:int} [elements] does a set (with|of|of size) {n:int} "
           "[elements] have",
           "choose {k:int} (from|out of|of) {n:int}",
           "how many ways [are there] to choose {k:int} (from|out of|of) {n:int}", "<ask> {n:int} C {k:int}",
           "<ask> binomial coefficient {n:int} (choose|over) {k:int}"},
          choose},
         {{"<ask> {which=c|ncr|combinations|comb|binomial|binom|p|npr|permutations|perm} \\( {nk:ints} \\) [[,] "
           "[with|where] [p|c] [is|=|being|denotes|denoting] the "
           "number of (permutations|combinations|arrangements|selections|ways)]",
           "<ask> {n:int} {which=c|ncr|p|npr|choose} {k:int} [[,] the number of "
           "(permutations|combinations|arrangements|selections|ways)]",
           "<ask> \\{ \\} ^ {n:int} {which=c|p} _ {k:int}",
           "<ask> \\{ \\} ^ \\{ {n:int} \\} {which=c|p} _ \\{ {k:int} \\}",
           "<ask> \\{ \\} ^ \\{ {n:int} \\} {which=c|p} _ {k:int}",
           "<ask> \\{ \\} _ \\{ {n:int} \\} {which=c|p} _ \\{ {k:int} \\}",
           "<ask> \\{ \\} _ {n:int} {which=c|p} _ {k:int}", "<ask> ^ {n:int} {which=c|p} _ {k:int}",
           "<ask> ^ \\{ {n:int} \\} {which=c|p} _ \\{ {k:int} \\}", "<ask> {which=c|p} _ {n:int} ^ {k:int}",
           "<ask> _ {n:int} {which=c|p} _ {k:int}"},
          notation},
         {{WAYS " (to|can (you|we|one)|of|can) (arrange|arranging|order|ordering|line up|lining up) {k:int} " THINGS
                " (from|out of|of|chosen from) [a set of|a group of] {n:int} " THINGS,
           WAYS " can {k:int} " THINGS " be (arranged|ordered) (from|out of|chosen from) {n:int} " THINGS,
           "<ask> [number of] permutations of {n:int} " THINGS " [taken] {k:int} at a time",
           "how many permutations of {k:int} " THINGS
           " (can be|are there|are possible) [made|formed|chosen] (from|out of|of) {n:int} " THINGS,
           "how many permutations of {n:int} " THINGS " [taken] {k:int} at a time [are there|are possible]",
           "<ask> [total] number of (ordered (selections|arrangements|lists|choices|samples)|permutations) of "
           "{k:int} " THINGS " [made|taken|chosen|drawn] (from|out of|from among) [a] [set|group] [of] {n:int} " THINGS,
           "how many ordered (selections|arrangements|lists) of {k:int} " THINGS
           " (can be|are there|are possible) [made] (from|out of) {n:int} " THINGS},
          arrange},
         {{"how many [different|distinct|possible] (permutations|arrangements|orderings|orders) (of|for) "
           "{n:int} " THINGS " [are there|exist|are possible|are there in total]",
           "<ask> [total] number of [different|distinct|possible] (permutations|arrangements|orderings) of [a set of] "
           "{n:int} " THINGS,
           "how many (permutations|arrangements|orderings) (are there|exist|are possible) (of|for) {n:int} " THINGS,
           WAYS
           " (to|can (you|we|one|i)|of) (arrange|arranging|order|ordering|permute|line up|lining up) {n:int} "
           "(different|distinct|people|books|students|objects|letters|items|children|runners|cards|paintings) [" THINGS
           "] [in a row|in a line|on a shelf|in order|in a straight line|in a queue]",
           WAYS " can {n:int} " THINGS
                " (be (arranged|ordered|lined up|seated|placed|permuted|put)|line up|stand|sit|be seated|be arranged) "
                "[in a row|in a line|on a shelf|in order|in a straight line|in a queue|in a row of chairs]",
           "<ask> permutations of {n:int} " THINGS,
           "<ask> [number of] ways (to|of) (seat|seating|arrange|arranging|line up|lining up) {n:int} " THINGS
           " (in a row|in a line|on a bench|on a shelf)"},
          of_counts("math.factorial(n)", "ans == math.perm(n)")},
         {{WAYS " (can|do|could) {n:int} " THINGS
                " (sit|be seated|be arranged|be placed|stand|be sat) [down] (around|round|at|in) (a|the) "
                "[round|circular] (table|circle|round table|circular table)",
           WAYS " (to|of|can (you|we|one)) (seat|seating|arrange|arranging|place|placing) {n:int} " THINGS
                " (around|round|at|in) (a|the) [round|circular] (table|circle)",
           "<ask> number of circular (permutations|arrangements) of {n:int} " THINGS,
           "how many circular (permutations|arrangements) of {n:int} " THINGS " [are there|exist]"},
          of_counts("math.factorial(n - 1)", "ans * n == math.factorial(n)")},
         {{"how many [different|distinct|unique|possible|distinguishable] "
           "(arrangements|permutations|anagrams|words|ways|rearrangements|orderings) (of|can be made from|can be "
           "formed from|can be made with|can be formed using|can be formed with|are there of|are there for|to "
           "arrange|can you make "
           "from|to order|to rearrange) [all] [of] [the] [letters] [of|in|from] [the] [word] [\"|'] {word:letters} "
           "[\"|'] [are there|exist|are possible|have|can be made|can be formed]",
           "how many [different|distinct] (words|arrangements|strings|anagrams) [\\( any (letter order|order) \\)|, "
           "meaningful or not ,|with or without meaning] can (be (formed|made|built|spelled)|you (form|make)) "
           "(with|from|using|out of) [all] [of] [the] [letters|letter] [of|in|from] [the] [word] {word:letters}",
           "<ask> [total] number of [different|distinct|unique|possible|distinguishable] "
           "(arrangements|permutations|anagrams|rearrangements|ways to arrange|orderings|ways of arranging) [of|for] "
           "[all] [of] [the] [letters] [of|in|from] [the] [word] [\"|'] {word:letters} [\"|']",
           WAYS " can [all] [of] [the] letters (of|in) [the] [word] [\"|'] {word:letters} [\"|'] be "
                "(arranged|rearranged|ordered|permuted)",
           WAYS " (to|can you|can we|can one|of) (arrange|rearrange|order|permute|arranging) [all] [of] [the] letters "
                "(of|in) [the] [word] [\"|'] {word:letters} [\"|']"},
          letters},
         {{"how many subsets (does|has|are there of|of|are in) [a|the] set (with|of|containing|having) [size] {n:int} "
           "[elements|members] [have|has]",
           "<ask> [total] number of subsets of [a|the] set (with|of|containing|having) [size] {n:int} [elements]",
           "how many subsets does [a|an] {n:int} element set have"},
          of_counts("2**n")},
         {{"how many proper subsets (does|has|are there of) [a|the] set (with|of|containing|having) {n:int} "
           "[elements|members] [have|has]",
           "<ask> number of proper subsets of [a|the] set (with|of|containing|having) {n:int} [elements]"},
          of_counts("2**n - 1")},
         {{"how many handshakes (are there|occur|take place|happen|are made|will there be) (if|when|among|between) "
           "{n:int} (people|persons|guests|friends|students) [all] [shake hands] [with each other|with one "
           "another|each shake hands with every other person|exactly once|once]",
           "<ask> number of handshakes (if|when|among|between) {n:int} (people|persons) [all] [shake hands] [with each "
           "other|with one another|once]"},
          of_counts("n * (n - 1) // 2")},
         {{"<ask> number of [derangements|derangement] of {n:int} " THINGS,
           "how many derangements of {n:int} " THINGS " [are there|exist]"},
          [](const Match& m) -> std::optional<Program> {
            if (!is_count(m.formula("n"), 300)) return std::nullopt;
            Script script(Dialect::kFractions);
            script.line("n = {}", script(m.formula("n")));
            script.answer("sum((-1)**k * (math.factorial(n) // math.factorial(k)) for k in range(n + 1))");
            return script.finish("Derangements of " + m.formula("n").text());
          }},
         {{"how many [possible|different] outcomes (are there|are possible) when {coin=flipping|tossing|throwing} "
           "{n:int} coins",
           "how many [possible|different] outcomes (are there|are possible) when {n:int} {coin=coins} are "
           "(flipped|tossed|thrown)",
           "how many [possible|different] outcomes (are there|are possible) when (rolling|throwing) {n:int} [six "
           "sided] dice",
           "how many [possible|different] outcomes (are there|are possible) when {n:int} [six sided] dice are "
           "(rolled|thrown)"},
          dice},
         {{"<ask> probability of [getting|obtaining|flipping|tossing] {how=exactly|at least|at most} {k:int} "
           "(heads|head|tails|tail) (in|from|when flipping|when tossing|out of|with) {n:int} [independent] [fair] "
           "[coin] (tosses|flips|throws|coins) [of a fair coin|of a coin]",
           "<ask> probability of [getting] {how=exactly|at least|at most} {k:int} (heads|head|tails|tail) (when|if) "
           "[a] [fair] coin is (tossed|flipped|thrown) {n:int} times",
           "if [a] [fair] coin is (tossed|flipped|thrown) {n:int} times , <ask> probability of [getting] "
           "{how=exactly|at least|at most} {k:int} (heads|head|tails|tail)",
           "a [fair] coin is (tossed|flipped|thrown) {n:int} times . <ask> probability of [getting] {how=exactly|at "
           "least|at most} {k:int} (heads|head|tails|tail)"},
          heads},
         {{"<ask> probability (of|that) [rolling|getting|throwing|obtaining] [a|the] (sum|total) [of|is|being|equal "
           "to] {how=at least|at most|greater than|more than|less than|exactly} {s:int} (with|on|when "
           "rolling|using|from|when you roll|by rolling|if you roll) {n:int} [fair] [standard] [six sided] dice [are "
           "rolled]",
           "<ask> probability (of|that) [rolling|getting|throwing|obtaining] [a|the] (sum|total) [of|is|being|equal "
           "to] {s:int} (with|on|when rolling|using|from|when you roll|by rolling|if you roll) {n:int} [fair] "
           "[standard] [six sided] dice [are rolled]",
           "<ask> probability (of|that) [rolling|getting|throwing|obtaining] [a|the] (sum|total) [of|is|being|equal "
           "to] {s:int} when {n:int} [fair] [standard] [six sided] dice are (rolled|thrown)",
           "<ask> probability that [the] sum of {n:int} [fair] [standard] [six sided] dice is {s:int}"},
          dice_sum}},
    .rank = 20,
};

}  // namespace qed::rules::kinds
