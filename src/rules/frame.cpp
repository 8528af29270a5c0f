#include "rules/frame.h"

#include <fmt/core.h>

#include <algorithm>
#include <span>
#include <vector>

#include "rules/phrase.h"

namespace qed::rules {
namespace {

// Ways to do what is asked that leave the answer as it is; forms of the answer, as partial fractions, are none.
#define METHOD                                                                                                         \
  "[the|a] [method of] (binomial theorem|binomial expansion|pascal's triangle|distributive property|distributive "     \
  "law|foil [method]|"                                                                                                 \
  "[polynomial] long division|polynomial division|synthetic division|factor theorem|remainder theorem|rational root "  \
  "theorem|"                                                                                                           \
  "(l'hopital|l'hôpital|lhopital|l'hospital) [rule]|l'hopital's rule|l'hôpital's rule|l'hospital's rule|product "      \
  "rule|chain rule|quotient rule|power rule|sum rule|"                                                                 \
  "(product|chain|power) and (chain|product|quotient) rules|first principles|limit definition [of the "                \
  "derivative]|definition of the derivative|"                                                                          \
  "integration by parts|integration by substitution|parts|u - substitution|u substitution|trig "                       \
  "substitution|trigonometric substitution|fundamental theorem of calculus|"                                           \
  "pythagorean theorem|pythagoras|pythagoras ' theorem|theorem of pythagoras|law of (sines|cosines)|sine rule|cosine " \
  "rule|heron's formula|"                                                                                              \
  "shoelace formula|quadratic formula|elimination|elimination method|substitution method|cramer's rule|gaussian "      \
  "elimination|gauss - jordan elimination|row reduction|"                                                              \
  "inverse matrix|inverse matrix method|distance formula|midpoint formula|slope formula|euclidean algorithm|euclid's " \
  "algorithm|prime factorization|prime factorisation|"                                                                 \
  "cofactor expansion|laplace expansion|sarrus rule|rule of sarrus|logarithm rules|log rules|laws of logarithms|laws " \
  "of exponents|exponent rules|rules of exponents|index laws|laws of indices|"                                         \
  "order of operations|pemdas|bodmas|bidmas|modular arithmetic|fermat's little theorem|euler's theorem|chinese "       \
  "remainder theorem|"                                                                                                 \
  "zero product property|square root property|cross multiplication|unit circle|special triangles|discriminant|disk "   \
  "method|disc method|washer method|shell method|"                                                                     \
  "de moivre's theorem|demoivre's "                                                                                    \
  "theorem|algebra|calculus|factoring|factorisation|factorization|logarithms|inspection|any method)"

constexpr std::string_view kLeads[] = {
    "(hi|hello|hey|greetings|good (morning|afternoon|evening|day)|dear all|yo) "
    "[there|everyone|everybody|all|guys|folks]",
    "please|pls|plz|kindly|ok|okay|so|well|also|now|next ,|just|quickly|simply",
    "(can|could|would|will) (you|someone|anyone|somebody|anybody|we|i) [please|kindly|possibly|quickly|just] [help "
    "me|help me to|tell me|help us|show me how to|explain how to|help me out with|help me with|help]",
    "(are you able|is it possible) to",
    "help me [to|with]",
    "i (need|want|would like|have) [you|help] [to|with] [know|find out|see|understand|do]",
    "i (need|want) to (know|find out|see|understand)",
    "i (need|want)",
    "(i'd|id|i would) (like|love|want) [you] [to] [know|find out|see]",
    "i (am|was) (trying|asked|told|supposed|wondering|looking|stuck on|unsure how|not sure how) [to|how to]",
    "i'm (trying|asked|told|supposed|wondering|looking|stuck on|unsure how|not sure how) [to|how to]",
    "i (don't|do not|can't|cannot) (know|figure out|remember|see) [how to]",
    "how do i",
    "[a] (quick|simple|short|math|maths|easy|small|little|basic) (question|one|problem|check)",
    "question [for you]",
    "(my|our|the|this|a) [math|maths|algebra|calculus|geometry|calc] "
    "(homework|assignment|teacher|textbook|book|worksheet|exercise|exam|test|quiz|question|problem|task|class|course) "
    "[question|problem] [asks|says|is|wants|reads|asks me to|wants me to|asks us to] [me to|us to|to] [for]",
    "(for|from) (my|the|our|a) [math|maths|algebra|calculus] (homework|assignment|exam|test|class|course|quiz)",
    "(question|problem|exercise|task|example|q|homework|ex|prob) [{n:closed}]",
    "(use|using|apply|applying|by|by using|with|with the help of|via|by means of) " METHOD " [to|,]",
    "(do|does) (you|anyone|anybody|someone) know",
    "(tell|show|give) me",
    "any idea",
    "let us",
    "let's",
    "(answer|reply|respond) (with|in|as|using|by) (a|an|the|only) [single|exact|simplified|final|just] "
    "(integer|number|whole number|fraction|value|expression|answer|interval|simplified fraction|exact value|set|exact "
    "form)",
    "(answer|reply|respond) (exactly|only|briefly|in exact form|in interval notation|in simplest form|in set notation)",
    "(exact|short|final) (answer [only|please|needed|wanted]|value (only|please|needed|wanted))",
    "(use|using) exact values",
    "(give|provide|state) (an|the) exact (answer|value) (.|,|:)",
    "without (a|using a) calculator",
    "solve the following (problem|question|exercise)",
    "what (do|would|will) (you|we|i) get (when|if) (you|we|i)",
    "(answer|do|try|consider) (the following|this) [problem|question|one]",
    "thanks in advance",
    "step by step",
    "i was wondering",
    "wondering",
    "remind me",
    "math|maths|algebra|calculus|geometry|trigonometry|trig",
    "(here is|here's) (a|my|the|one) [quick|simple|math|maths] (question|problem|one|exercise)",
    "a friend asked me",
    "in (math|maths|algebra|calculus)",
};

constexpr std::string_view kAsides[] = {"[,] (please|kindly) (:|,)", "[by] (using|with|via) " METHOD " (:|,)"};

constexpr std::string_view kTails[] = {
    "[by|with] (using|use|applying|by|with|via|by means of|by way of) " METHOD,
    "[,|\\(] [where|for|with|assuming|assume|given|provided|if] [that] {v:var} (≠|\\neq|\\ne|!=) {z:closed} [\\)]",
    "[,|\\(] [where|for|with|assuming|assume|given|provided] [that] {v:var} (≠|\\neq|\\ne|!=) {z:var} [\\)]",
    "in closed form|algebraically|analytically|explicitly|symbolically|as a single number",
    "is|equals|is equal to|will be|would be|is what|is how much|is [equal to] what number|comes to|works out "
    "to|amounts to",
    "[\\(] (give|answer|express) [your|the] [answer] in (degrees|square units|cubic units|units) [\\)]",
    "in (square units|cubic units|units)",
    "[,] (all|both) [of them|real ones]",
    "[,] (giving|listing|stating|and give|and list) (all|both|the|every) (roots|solutions|answers|solution|root)",
    "as far as (it (goes|will go)|you can|we can)",
    "square units|cubic units|units",
    "please|pls|plz|thanks|thx|cheers|exactly|quickly|today|then|now|precisely|ty",
    "(thank you|thanks|many thanks) [so|very] [much] [in advance|a lot|!]",
    "(thanks|thank you) [for] [your|the] [help]",
    "for (me|us)",
    "step by step",
    "by hand",
    "(show|showing|with|include|explain) [all|your|the|full|my] (work|working|steps|work please|reasoning|workings)",
    "[and] (give|write|express|leave|state|present|put|provide|report|show|simplify) [your|the|my|all] "
    "(answer|answers|result|results|solution|solutions|it|exact answer|final answer|solution set) [exactly|in exact "
    "form|in simplest form|in simplest radical form|in interval notation|in lowest terms|in its simplest form|in terms "
    "of pi|in terms of π|as a simplified fraction|as a fraction|as an integer|as an exact value|in simplified form|as "
    "an interval|in set notation|in radical form|as a fraction in lowest terms|as a fraction in simplest form|in "
    "standard form|as an improper fraction|completely|fully|in exact terms|in surd form|as a whole number|in a + bi "
    "form|using interval notation]",
    "[and] (simplify|check it|check)",
    "(in|using) (exact form|simplest form|its simplest form|simplest radical form|interval notation|terms of pi|terms "
    "of π|lowest terms|set notation|simplified form|surd form|radical form|exact terms)",
    "as (a|an) (simplified fraction|exact value|integer|exact answer|whole number|interval|exact number)",
    "without [using] (a|any) calculator",
    "[in] [the|its] (simplest form|lowest terms|exact form|interval notation|simplest terms|reduced form|set "
    "notation|interval form)",
    "[and] (give|write|express|answer|state|present|reply|use|using|want) [with|as|in|me] [the|your|an|a] "
    "[answer|solution|solutions|result|solution set|range] [with|as|in|using] [an|a|the] (interval|interval "
    "notation|interval form|intervals|union of intervals|interval or union of intervals|set notation|exact "
    "form|simplest form)",
    "[the] (answer|solution|result) [should be|to be|must be] (as|in|is) [an|a] (interval|interval "
    "notation|fraction|integer|exact form|simplest form|lowest terms)",
    "yes or no|true or false|(answer|say|reply|respond) [with] [just] (yes or no|true or false|yes or no only)",
    "state (the|your) answer",
    "(simplify|simplified) (fully|completely|if possible|where possible)",
    "as (far|much|simply|fully) as possible",
    "\\( (exact|exactly|exact value|exact form|exact answer|in exact form|simplify|simplified|in simplest "
    "form|simplest form|fully simplified|in lowest terms|as a fraction|exact values) \\)",
    "no calculator",
    "if (possible|you can|any|they exist|it exists)",
    "(exact|short|final) (answer|value|answers|values) [only|please|needed]",
    "help|help me",
    "ok|okay",
    "[and] explain",
    "[that|this] is my question",
    "over the (reals|real numbers)",
    "i need it [for] [my] [homework]",
    "(integer|exact|numeric|numerical) answer [only]",
    "(assume|assuming) [that] all variables are positive",
};

constexpr std::string_view kRounding[] = {
    "[and] [give|write|express|state] [your] [the] [answer] [it] (rounded|round|correct|accurate|to) [your|the] "
    "[answer|result|it|off] [to] [the nearest] {n:closed} [decimal|d] (place|places|p|dp|digits|decimals) ",
    "[and] [give|write|express|state] [your] [the] [answer] [it] (rounded|round|correct|accurate|to) [your|the] "
    "[answer|result|it|off] [to] {n:closed} (dp|decimals)",
};

constexpr std::string_view kNearest[] = {
    "[and] (round|rounded|correct|to) [your|the] [answer|result|it] [to] the nearest "
    "{unit=tenth|hundredth|thousandth|integer|whole number}",
};

bool is_punctuation(const Token& token) {
  constexpr std::string_view kMarks = ",.!?:;-";
  return token.type == TokenType::kSymbol && token.text.size() == 1 &&
         kMarks.find(token.text) != std::string_view::npos;
}

std::vector<Phrase> compile(std::span<const std::string_view> patterns) { return {patterns.begin(), patterns.end()}; }

void drop(Question& question, std::size_t begin, std::size_t end) {
  question.tokens.erase(question.tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                        question.tokens.begin() + static_cast<std::ptrdiff_t>(end));
}

// "Solve the system using elimination: x + y = 3, …": the method between command and formula.
void drop_asides(Question& question) {
  static const std::vector<Phrase> asides = compile(kAsides);
  Slots slots(question);
  Matcher matcher(question, slots);
  for (std::size_t at = 1; at < question.tokens.size(); ++at) {
    for (const Phrase& aside : asides) {
      const std::size_t end = matcher.longest(aside, at, question.tokens.size());
      if (end == at) continue;
      return drop(question, at, end - 1);  // the mark stays
    }
  }
}

bool drop_lead(Question& question) {
  static const std::vector<Phrase> leads = compile(kLeads);
  Slots slots(question);
  Matcher matcher(question, slots);
  std::size_t longest = 0;
  for (const Phrase& lead : leads) longest = std::max(longest, matcher.longest(lead, 0, question.tokens.size()));
  if (longest == 0 || longest == question.tokens.size()) return false;
  if (question.tokens[longest].text == "-" || question.tokens[longest].text == "!") ++longest;
  drop(question, 0, longest);
  return true;
}

// "simplest form", "in lowest terms"
bool is_form(const Question& question, std::size_t begin) {
  constexpr std::string_view kForms[] = {"simplest", "lowest", "reduced", "exact", "interval", "set"};
  const std::size_t at = begin + (question.tokens[begin].lower == "in" ? 1 : 0);
  return at < question.tokens.size() && std::ranges::find(kForms, question.tokens[at].lower) != std::end(kForms);
}

// A form is a remark where the rest asks something: not in "reduce 4/6 to lowest terms" nor "6/4 in simplest form".
bool may_lose_form(const Question& question, std::size_t begin) {
  const bool remark = question.tokens[begin].lower == "in" || is_punctuation(question.tokens[begin - 1]) ||
                      question.tokens[begin].lower == "exact";
  return remark && std::any_of(question.tokens.begin(), question.tokens.begin() + static_cast<std::ptrdiff_t>(begin),
                               [](const Token& token) {
                                 return token.type == TokenType::kWord && !token.math && token.text.size() >= 2;
                               });
}

bool drop_tail(Question& question) {
  static const std::vector<Phrase> tails = compile(kTails);
  Slots slots(question);
  Matcher matcher(question, slots);
  const std::size_t size = question.tokens.size();
  for (std::size_t begin = size > 20 ? size - 20 : 1; begin < size; ++begin) {
    if (begin == 0) continue;
    if (question.tokens[begin].type != TokenType::kWord && question.tokens[begin].text != "(") continue;
    if (is_form(question, begin) && !may_lose_form(question, begin)) continue;
    for (const Phrase& tail : tails) {
      if (!matcher.match(tail, begin, size, [](const Match&) { return true; })) continue;
      drop(question, begin, size);
      return true;
    }
  }
  return false;
}

bool drop_rounding(Question& question, Frame& frame) {
  static const std::vector<Phrase> rounding = compile(kRounding);
  static const std::vector<Phrase> nearest = compile(kNearest);
  Slots slots(question);
  Matcher matcher(question, slots);
  const std::size_t size = question.tokens.size();
  for (std::size_t begin = size > 16 ? size - 16 : 1; begin < size; ++begin) {
    bool found = false;
    for (const Phrase& phrase : rounding) {
      found = found || matcher.match(phrase, begin, size, [&](const Match& match) {
        const std::string_view digits = match.formula("n").name();
        if (!match.formula("n").is(Kind::kNumber) || digits.size() > 2) return false;
        frame.decimals = std::min(std::stoi(std::string(digits)), 30);
        return true;
      });
    }
    for (const Phrase& phrase : nearest) {
      found = found || matcher.match(phrase, begin, size, [&](const Match& match) {
        const std::string unit = match.word("unit");
        frame.decimals = unit == "tenth" ? 1 : unit == "hundredth" ? 2 : unit == "thousandth" ? 3 : 0;
        return true;
      });
    }
    if (!found) continue;
    // "Round 3.14159 to 2 decimal places" asks for the rounding itself.
    if (question.tokens.front().lower == "round") {
      frame.decimals.reset();
      return false;
    }
    drop(question, begin, size);
    return true;
  }
  return false;
}

}  // namespace

// A sign that ends a sentence; "5!" keeps its factorial and "-3" its sign.
void drop_edges(Question& question) {
  auto& tokens = question.tokens;
  while (!tokens.empty() && is_punctuation(tokens.front()) && tokens.front().text != "-") drop(question, 0, 1);
  while (!tokens.empty()) {
    const Token& last = tokens.back();
    const bool word_before = tokens.size() > 1 && tokens[tokens.size() - 2].type == TokenType::kWord &&
                             tokens[tokens.size() - 2].text.size() > 1 && !tokens[tokens.size() - 2].math;
    const bool blank = last.text == "_" || (last.text == "=" && tokens.size() > 1);
    const bool prime = last.text == "'" || last.text == "\"";
    if (!blank && (!is_punctuation(last) || (last.text == "!" && !word_before))) break;
    if (prime) break;
    tokens.pop_back();
  }
}

std::optional<Frame> take_frame(Question& question) {
  Frame frame;
  drop_edges(question);
  for (int i = 0; i < 6 && !question.tokens.empty(); ++i) {
    const bool dropped = drop_lead(question);
    drop_edges(question);
    if (!dropped) break;
  }
  for (int i = 0; i < 6 && !question.tokens.empty(); ++i) {
    const bool dropped = drop_tail(question) || (!frame.decimals && drop_rounding(question, frame));
    drop_edges(question);
    if (!dropped) break;
  }
  drop_asides(question);
  if (question.tokens.empty()) return std::nullopt;
  return frame;
}

void round_answer(const Frame& frame, std::string& source) {
  if (!frame.decimals) return;
  std::string unit = "1";
  if (*frame.decimals > 0) unit = "0." + std::string(static_cast<std::size_t>(*frame.decimals) - 1, '0') + "1";
  source = "from decimal import ROUND_HALF_UP, Decimal\nfrom sympy import N, sympify\n" + source +
           fmt::format("ans = str(Decimal(str(N(sympify(ans), 50))).quantize(Decimal('{}'), ROUND_HALF_UP))\n", unit);
}

}  // namespace qed::rules
