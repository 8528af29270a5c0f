// Chances said directly: dice, coins, a card drawn from a deck, one marble from a bag of counted colours.
#include <string>

#include "base/text.h"
#include "rules/kind.h"

namespace qed::rules::kinds {
namespace {

int small(const Formula& f, int most) {
  if (!f.is(Kind::kNumber) || f.has_decimal() || f.name().size() > 4) return -1;
  const int value = std::stoi(std::string(f.name()));
  return value <= most ? value : -1;
}

std::string_view comparison(std::string_view how) {
  const auto has = [&](std::string_view word) { return how.find(word) != std::string_view::npos; };
  if (has("at least") || has("or more") || has("not less") || has("or greater")) return ">=";
  if (has("at most") || has("or less") || has("not more") || has("not greater") || has("or fewer")) return "<=";
  if (has("greater") || has("more") || has("over") || has("above") || has("bigger") || has("higher") || has("exceed"))
    return ">";
  if (has("less") || has("fewer") || has("below") || has("under") || has("smaller") || has("lower")) return "<";
  return "==";
}

// One die: a face, or faces with a property.
std::optional<Program> die(const Match& m) {
  const int sides = m.has("sides") ? small(m.formula("sides"), 1000) : 6;
  if (sides < 2) return std::nullopt;
  std::string condition;
  const std::string which = m.word("which");
  if (which == "even") condition = "face % 2 == 0";
  if (which == "odd") condition = "face % 2 == 1";
  if (which == "prime") condition = "face in (2, 3, 5, 7, 11, 13, 17, 19)";
  if (which == "prime" && sides > 20) return std::nullopt;
  if (m.has("multiple")) {
    const int of = small(m.formula("multiple"), 100);
    if (of < 1) return std::nullopt;
    condition = fmt::format("face % {} == 0", of);
  }
  if (m.has("s")) {
    const int s = small(m.formula("s"), 1000);
    if (s < 0 || (m.word("how").empty() && (s < 1 || s > sides))) return std::nullopt;
    condition = fmt::format("face {} {}", m.has("not") ? "!=" : comparison(m.word("how")), s);
    if (m.has("s2")) {
      const int other = small(m.formula("s2"), sides);
      if (other < 1) return std::nullopt;
      condition = fmt::format("face in ({}, {})", s, other);
    }
  }
  if (condition.empty()) return std::nullopt;
  Script script(Dialect::kFractions);
  script.line("faces = range(1, {})", sides + 1);
  script.answer("Fraction(sum({} for face in faces), len(faces))", condition);
  return script.finish("A chance with one die");
}

// Two dice or more: their sum, doubles.
std::optional<Program> dice(const Match& m) {
  const int n = m.has("n") ? small(m.formula("n"), 5) : 2;
  if (n < 2) return std::nullopt;
  std::string condition;
  if (m.has("double")) {
    condition = "len(set(roll)) == 1";
  } else if (m.has("face")) {
    const int face = small(m.formula("face"), 6);
    if (face < 1) return std::nullopt;
    condition = m.has("all") ? fmt::format("set(roll) == {{{}}}", face) : fmt::format("{} in roll", face);
  } else if (m.has("which")) {
    condition = fmt::format("sum(roll) % 2 == {}", m.word("which") == "odd" ? 1 : 0);
  } else {
    const int s = small(m.formula("s"), 100);
    if (s < 0) return std::nullopt;
    condition = fmt::format("sum(roll) {} {}", comparison(m.word("how")), s);
  }
  Script script(Dialect::kFractions);
  script.line("import itertools");
  script.line("rolls = list(itertools.product(range(1, 7), repeat={}))", n);
  script.answer("Fraction(sum({} for roll in rolls), len(rolls))", condition);
  script.check("0 <= ans <= 1");
  return script.finish("A chance with dice");
}

std::optional<Program> coins(const Match& m) {
  int n = m.has("n") ? small(m.formula("n"), 500) : m.has("once") ? 1 : m.has("twice") ? 2 : -1;
  if (m.has("thrice")) n = 3;
  int k = m.has("k") ? small(m.formula("k"), 500) : -1;
  const std::string heads = m.word("heads");
  std::string how = m.word("how");
  if (m.has("all")) k = n;
  if (m.has("none")) k = 0;
  if (m.has("one")) k = 1;
  if (m.has("two")) k = 2;
  if (n < 1 || k < 0 || k > n) return std::nullopt;
  const std::string_view sign = comparison(how);
  Script script(Dialect::kFractions);
  script.line("n, k = {}, {}", n, k);
  script.answer("Fraction(sum(math.comb(n, i) for i in range(n + 1) if i {} k), 2**n)", sign);
  script.check("0 <= ans <= 1");
  return script.finish("A chance with coins");
}

struct Cards {
  std::string_view word;
  int count;
};
constexpr Cards kCards[] = {{"ace", 4},
                            {"king", 4},
                            {"queen", 4},
                            {"jack", 4},
                            {"heart", 13},
                            {"hearts", 13},
                            {"spade", 13},
                            {"club", 13},
                            {"diamond", 13},
                            {"red card", 26},
                            {"black card", 26},
                            {"face card", 12},
                            {"picture card", 12},
                            {"red", 26},
                            {"black", 26},
                            {"ace of spades", 1},
                            {"king or queen", 8},
                            {"queen or king", 8},
                            {"ace or king", 8},
                            {"king or ace", 8},
                            {"red king", 2},
                            {"red queen", 2},
                            {"red ace", 2},
                            {"black ace", 2},
                            {"black king", 2},
                            {"number card", 36},
                            {"queen of hearts", 1},
                            {"king of hearts", 1},
                            {"heart or a spade", 26},
                            {"king or a queen", 8},
                            {"ace or a king", 8},
                            {"red face card", 6},
                            {"black queen", 2},
                            {"ten", 4},
                            {"10", 4},
                            {"7", 4},
                            {"5", 4},
                            {"2", 4}};

std::optional<Program> card(const Match& m) {
  for (const Cards& cards : kCards) {
    if (m.word("card") != cards.word) continue;
    if (m.has("deck") && small(m.formula("deck"), 52) != 52) return std::nullopt;
    Script script(Dialect::kFractions);
    script.answer("{}Fraction({}, 52)", m.has("not") ? "1 - " : "", cards.count);
    script.check("0 < ans < 1");
    return script.finish("The chance to draw: " + std::string(cards.word));
  }
  return std::nullopt;
}

#define CHANCE                                                                                                       \
  "(<ask> [theoretical] (probability|chance|chances|odds) (of|that [you|i|we|it|one|the]|to|for)|how likely (is it " \
  "to|are you to|is))"
#define GET                                                                                                           \
  "[rolling|rolls|roll|getting|gets|get|throwing|throw|throws|obtaining|obtain|obtains|tossing|scoring|seeing|shows|" \
  "it shows|lands on|flipping|flip|having|there are|observing]"
#define FAIR                                                                                                          \
  "[fair|standard|ordinary|regular|normal|unbiased|single|balanced|6 sided|six sided|cubical|{sides:int} [-] sided] " \
  "[6 sided|six sided|{sides:int} [-] sided] [number]"
#define A_DIE "(a|1|one|the) " FAIR " (die|dice|cube)"
#define WITH_DIE                                                                                             \
  "(on|with|in|from|using) [1|a single|one] [roll of|throw of|toss of] " A_DIE                               \
  "|[,] when [you roll|rolling|you throw|throwing|tossing|we roll|one rolls] " A_DIE "|[,] (when|if) " A_DIE \
  " is (rolled|thrown|tossed|cast) [once]|by (rolling|throwing) " A_DIE
#define HOW                                                                                                           \
  "{how=at least|at most|[a] [number|value|result] (greater than|more than|less than|fewer than|smaller than|bigger " \
  "than|higher than|lower than)|exactly}"
#define FACE                                                                                                      \
  "([a|an] [number|value] {which=even|odd|prime} [number|result|value|face]|" HOW                                 \
  " [a|an] {s:int}|[a|an] [number] {s:int} {how=or more|or less|or greater|or fewer|or higher}|[a|the] [number] " \
  "{s:int}|[a] {s:int} or [a] {s2:int}|[a] multiple of {multiple:int}|[a] number divisible by {multiple:int}|"    \
  "{not=not} [a|an] {s:int})"
#define DICE                                                                                                           \
  "(with|on|using|from|of|in|by rolling|when rolling|when you roll|if you roll|rolling|when throwing|when we roll|by " \
  "throwing|in a roll of|in a throw of|on a roll of|across) [a pair of|the] [{n:int}] "                                \
  "[fair|standard|ordinary|regular|"                                                                                   \
  "unbiased] [6 sided|six sided] dice|(when|if) [a pair of|the] [{n:int}] [fair|standard|ordinary|unbiased] [6 sided|" \
  "six sided] dice (are|is) (rolled|thrown|tossed|cast) [once|together|simultaneously]"
#define SUM                                                                                                            \
  "([a|the] (sum|total|total score) [of|is|being|equal to|equals|equal|that is|which is] "                             \
  "[{how=at least|at most|greater than|more than|less than|exactly|over|under}] {s:int} [{how=or more|or less|or "     \
  "greater}]|[the] [numbers|faces|dice|scores] [to] (add|sum|total|adding|summing|add up|adding up|adds|sums|sum up) " \
  "[up] [to] {s:int}|[an] {which=even|odd} (sum|total)|[a|the] (sum|total) [is|that is|being|of] {which=even|odd}|"    \
  "{double=[a] (double|doubles|pair|matching numbers|the same number [twice|on both dice|on both]|two equal numbers|"  \
  "equal numbers|both dice show the same number|both show the same number|the dice show the same number)}|"            \
  "{all=2|two|double|both} {face:int} (s|es)|[at least] (1|one) {face:int}|{all=a} double {face:int})"
#define TWO_DICE                                                                                                    \
  "([a pair of|{n:int}] [fair|standard|ordinary|unbiased|six sided|6 sided] dice (are|is) "                         \
  "(rolled|thrown|tossed|cast) "                                                                                    \
  "[together|simultaneously|once]|(you|we|i) (roll|throw) [a pair of|{n:int}] [fair|standard] [six sided|6 sided] " \
  "dice)"
#define HEADS "(heads|head|tails|tail)"
#define COUNT                                                                                                       \
  "([{how=exactly|at least|at most|more than|fewer than|less than}] ({k:int}|{one=a}) " HEADS                       \
  "|{how=exactly|at least|at most} {one=one} " HEADS "|{all=all|only} " HEADS "|{none=no|zero} " HEADS              \
  " [at all]|" HEADS " {two=twice}|" HEADS " {how=exactly|at least|at most} {k:int} times|" HEADS                   \
  " {how=exactly|at least|at most} "                                                                                \
  "{one=once}|" HEADS                                                                                               \
  " {all=every time|each time|all the time|all times|on every toss|on each toss|on both tosses|on both flips|both " \
  "times|on both}|"                                                                                                 \
  "{how=exactly|at least|at most} {two=two} " HEADS "|{two=both} " HEADS "|{two=two} " HEADS "|" HEADS              \
  " {k:int} times)"
#define COIN "[fair|unbiased|balanced|standard|normal]"
#define TOSSES                                                                                             \
  "([,] (in|from|on|out of|with|for|over|across|when) {n:int} [independent] [fair|unbiased] [coin] "       \
  "(tosses|flips|throws|coins) [of "                                                                       \
  "(a|1|the) " COIN " coin]|[,] (when|if) [you|we] (flipping|tossing|flip|toss|throwing) {n:int} " COIN    \
  " coins|[,] (when|if) {n:int} " COIN                                                                     \
  " coins are "                                                                                            \
  "(tossed|flipped|thrown)|[,] (when|if|in|by|with) [you|we] (flipping|tossing|flip|toss) (a|1|one) " COIN \
  " coin ({n:int} times|{twice=twice}|{once=once}|{thrice=three times})|[,] (when|if) (a|1|one) " COIN     \
  " coin is (tossed|flipped|thrown) ({n:int} times|{twice=twice}|{once=once}))"
#define TOSSED                                                                                      \
  "((a|1|one) " COIN " coin is (tossed|flipped|thrown) ({n:int} times|{twice=twice})|{n:int} " COIN \
  " coins are (tossed|flipped|thrown)|(you|we|i) (toss|flip) (a " COIN                              \
  " coin ({n:int} times|{twice=twice})|{n:int} " COIN " coins))"
#define CARD                                                                                                         \
  "[a|an|the] {card=ace|king|queen|jack|heart|spade|club|diamond|hearts|red card|black card|face card|picture "      \
  "card|red "                                                                                                        \
  "king|red queen|red ace|black ace|black king|black queen|ace of spades|queen of hearts|king of hearts|king or "    \
  "queen|king or a queen|queen or king|ace or king|ace or a king|king or ace|number card|heart or a spade|red face " \
  "card|10|7|5|2}"
#define DECK                                                                                                           \
  "[at random] (from|in|out of) (a|the) [standard|regular|normal|ordinary|full|shuffled|well shuffled|well - "         \
  "shuffled|complete] "                                                                                                \
  "[{deck:int} [-] card] [card] [standard] (deck|pack|deck of cards|pack of cards|deck of playing cards|pack of "      \
  "playing cards|deck of {deck:int} [playing] cards|pack of {deck:int} [playing] cards|{deck:int} [-] card deck) [of " \
  "{deck:int} cards] [at random]"

}  // namespace

extern const Intent probability;
const Intent probability{
    .intent = "probability",
    .rules =
        {{{CHANCE " " GET " " FACE " (" WITH_DIE ")",
           "[if] " A_DIE " is (rolled|thrown|tossed|cast) [once] <then> " CHANCE " " GET " " FACE,
           "(you|we|i) (roll|throw) " A_DIE " [once] <then> " CHANCE " " GET " " FACE,
           CHANCE " " A_DIE " (shows|showing|lands on|landing on|comes up|rolls) " FACE},
          die},
         {{CHANCE " " GET " " SUM " (" DICE ")",
           CHANCE " (the|their) sum of {n:int} [fair] dice (is|equals|being) [{how=at "
                  "least|at most|greater than|more than|less than}] {s:int}",
           "[if|when] " TWO_DICE " <then> " CHANCE " " GET " " SUM,
           "[if|when] " TWO_DICE " <then> " CHANCE
           " [the|their] (sum|total) [of (the|both|the two|the 2) (numbers|dice|faces)] "
           "[is|being|equals] [{how=at least|at most|greater than|more than|less than|exactly}] "
           "({s:int}|{which=even|odd})"},
          dice},
         {{CHANCE " " GET " " COUNT " " TOSSES, "[if|when] " TOSSED " <then> " CHANCE " " GET " " COUNT}, coins},
         {{CHANCE " (drawing|getting|picking|choosing|selecting|pulling|draw|pick|drawn|dealt) [a card that is] "
                  "[{not=not}] " CARD " " DECK,
           CHANCE
           " a [randomly drawn|random|randomly chosen] card (from|drawn from) (a|the) [standard] (deck|pack) [of [52] "
           "[playing] cards] (is|being) [{not=not}] " CARD,
           "[if] (a|1|one) card is (drawn|picked|chosen|selected|dealt) " DECK " <then> " CHANCE
           " [drawing|getting|it is|the card is|card is|that it is|is|it's|being|it being|it will be] "
           "[{not=not}] " CARD},
          card}},
    .rank = 19,
};

}  // namespace qed::rules::kinds
