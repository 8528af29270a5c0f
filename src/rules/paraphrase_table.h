// What may be said in other words, and how it is put plainly.
#pragma once

#include <string_view>

namespace qed::rules {

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

inline constexpr Paraphrase kParaphrases[] = {
    // What comes out?
    {"[{a:run} ,] what does {b:run} (come to|work out to|work out as|amount to|come out to|come out as|come out "
     "at|evaluate to|boil down to|turn out to be|give|yield|equal)",
     "{a} , what is {b}"},
    {"{a:run} (comes to|comes out as|comes out at|comes out to|works out to|works out as|amounts to|evaluates to|sums "
     "to|adds up to|is equal to|equals|is|gives|makes) "
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
    {"how (much|large|big) is {a:run}", "what is {a}"},
    {"{a:run} (,|.|;) write [out|down] {b:run}", "{a} , what is {b}"},
    {"(how does|how would|what does) {a:run} look [like] [when] [written] [in|as] {b:run}", "write {a} in {b}"},
    {"{a:run} is (which|what) decimal [number]", "convert {a} to decimal"},
    {"(what|which) "
     "{n=radius|slope|gradient|degree|period|amplitude|domain|range|determinant|modulus|vertex|centre|center|"
     "inverse|derivative|area|volume|perimeter|circumference|magnitude|length|trace|rank|argument|conjugate|median|"
     "mean|"
     "mode|diameter|y intercept|leading coefficient|constant term|discriminant} (does|do) {b:run} (have|possess)",
     "what is the {n} of {b}"},
    {"[{a:run} ~] the 2 {w=roots|solutions|zeros} {b:run}", "{a} the {w} {b}"},
    {"[{a:run} ~] {w=larger|smaller|greater|bigger|lesser} of the [2] (roots|solutions|zeros) of {b:run}",
     "{a} {w} root of {b}"},
    {"in [the expansion of] {f:expr} , (what is|what's|find|give|state) {b:run}",
     "what is {b} of {f} / what is {b} in the expansion of {f}"},
    // Yes or no.
    {"(would|could|can) (you|one|we) (say|claim|call) [that] {a:run} is {b:run}", "is {a} {b}"},
    {"would you call {a:run} (a|an) {b:run}", "is {a} a {b}"},
    {"(is it (true|correct|right)|is it the case|true or false|verify|decide|check|see|say|determine|establish|work "
     "out|can we say) [:] [that|if|whether] {a:run} is {b:run}",
     "is {a} {b}"},
    {"{n:closed} [:|,|;|-|.] {b=prime|composite} [or] [not|composite|prime]", "is {n} {b}"},
    {"is {n:closed} [a] (prime|composite) [number] or [is it] [a] [prime|composite|not] [number|1]", "is {n} prime"},
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
    {"{e:relations} " END " " ASKED " " EACH " {x:vars}", "find all {x} such that {e} / what is {x} if {e}"},
    {"{e:relations} " END " (find|give|list|state|name) " EACH " {x:vars}",
     "find all {x} such that {e} / what is {x} if {e}"},
    {"{e:relations} " END " " ASKED " " EACH " (solutions|solution|roots|root|values|value|answers|unknowns) [of] "
     "[{x:var}]",
     "solve {e}"},
    {"{e:relations} " END " (which|what) [{n=real|integer|whole|complex}] [value|values|number|numbers] [of] "
     "[for] {x:var} [" HOLDS "]",
     "find all {n} {x} such that {e}"},
    {"{e:relations} " END " (which|what) {n=real|integer|whole|complex} (values|numbers) " HOLDS,
     "find all {n} solutions of {e}"},
    {"{e:relations} " END " (which|what) (values|numbers) " HOLDS, "solve {e}"},
    {"{e:relations} " END " [what] (is|are) {x:vars}", "find all {x} such that {e} / what is {x} if {e}"},
    {"{e:relations} " END " (when|where) [is|does] (it|this|that) [be] (true|hold|happen|work)", "solve {e}"},
    {"(for|at) (what|which) [real] [value|values] [of] {x:var} (do we (have|get)|does one (have|get)|is it true "
     "that|do you (have|get)|does it hold that|does|do|is|will) {e:relations} [true|hold|happen|satisfied]",
     "find all {x} such that {e}"},
    {"(for|at) (what|which) {x:var} (do we (have|get)|does one (have|get)|is it true that|do you (have|get)|does it "
     "hold that) {e:relations}",
     "find all {x} such that {e}"},
    {"(which|what) [value|values|number|numbers] [of] {x:var} (obey|obeys|fulfil|fulfils|fulfill|fulfills|meet|meets|"
     "respect|respects|are solutions (of|to)|is a solution (of|to)) [the] [equation|inequality|condition] "
     "{e:relations}",
     "find all {x} such that {e}"},
    {"{e:equation} " END " what (must|can|could|may|should|does|might|will) {x:var} (be|equal)", "what is {x} if {e}"},
    {"{e:inequality} " END " what (must|can|could|may|should|does|might|will) {x:var} be",
     "find all {x} such that {e}"},
    {"{e:equation} [,] [so|then|hence] {x:var} (can be|must be|could be|is|equals|may be) what", "what is {x} if {e}"},
    {"{e:inequality} [,] [so|then|hence] {x:var} (can be|must be|could be|is|may be) what",
     "find all {x} such that {e}"},
    {"{e:relations} (in|over|among|within) [the] [set of] [all] (real numbers|reals|ℝ|real line)",
     "solve {e} over the reals"},
    {"(get|have|leave) {x:var} (on its own|by itself|alone) (:|in|,|from) {e:equation}", "solve {e} for {x}"},
    {"[the] [equation|inequality|system] {e:relations} has (which|what) (solution|solutions|root|roots|solution set)",
     "solve {e}"},
    {"{e:relations} (holds|is true|is satisfied|is valid|works|hold|are true) (for|when|where) (which|what) [real] "
     "[values of|numbers|value of] {x:var}",
     "find all {x} such that {e}"},
    {"(describe|characterise|characterize|determine|list|name|report) (all|every|each|the) [real] "
     "[numbers|values|number] "
     "[of] {x:var} (with|for which|such that|where|satisfying|that satisfy|obeying) {e:relations}",
     "find all {x} such that {e}"},
    {"{e:relations} " END " [what are|find|give|list|state] (all|both|every) [the|of the] [real] [possible] "
     "(solutions|solution|roots|answers)",
     "solve {e}"},
    {"[i am|i'm|we are|we're] [after|looking for] {x:vars} (:|,|where|given|if|with) {e:relations}",
     "find all {x} such that {e}"},
    {"(which|what|what is the|find the|find all) (pair|pairs|point|points|ordered pair|ordered pairs|values|numbers) "
     "[\\( "
     "{x:vars} \\)] (satisfies|satisfy|solves|solve|fulfil|fulfils) [both] {e:relations}",
     "solve {e}"},
    {"(which|what) complex numbers [{x:var}] (solve|satisfy) {e:equation}", "solve {e} over the complex numbers"},
    {"(which|what) (angles|angle|values|numbers|x) [{x:var}] (in|from|on|within) [the] [interval] {r:range} "
     "(have|has|satisfy|satisfies|solve|solves|give|make) {e:equation}",
     "solve {e} on {r} / solve {e} for {r}"},
    {"(use|apply) the quadratic formula (on|to|for|with) {e:equation}", "solve {e}"},
    {"(get|pin down|determine|hunt down|track down|dig out) " EACH " {x:vars} (from|in|out of|with|for which) "
     "{e:relations}",
     "find all {x} such that {e} / what is {x} if {e}"},
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
    {"[the] (roots|solutions|zeros) of {a:subject} multiply [together] to what",
     "what is the product of the roots of {a}"},
    {"[the] (roots|solutions|zeros) of {a:subject} (add up|sum|add) to what", "what is the sum of the roots of {a}"},
    {"(which|what) [real] (numbers|values) [of {x:var}] are [the] (zeros|roots|solutions|zeroes) of {a:subject}",
     "find the zeros of {a}"},
    {"(which|what) [monic] quadratic [equation|polynomial|function] has [the] (roots|zeros|solutions) {n:numbers}",
     "find the quadratic with roots {n}"},
    {"(which|what) remainder (does|do|will) {a:subject} (leave|give|have|yield) (on|when|upon|after|if) [being] "
     "(division|divided|dividing) by {b:expr}",
     "what is the remainder when {a} is divided by {b}"},
    {"(when|if) {a:expr} is divided by {b:expr} , what (is|remains|is the) (left over|left|over|remainder)",
     "what is the remainder when {a} is divided by {b}"},
    {"what (comes out|results|do (you|we|i) get|is the result|does one get) (when|if) {a:expr} is divided by {b:expr}",
     "divide {a} by {b}"},
    {"(strip|break|split|take apart|pull apart) {n:closed} [down|apart] (to|into|in) [its] prime factors",
     "prime factorization of {n}"},
    {"by (what|how many) (percent|percentage) does {a:closed} exceed {b:closed}",
     "what is the percent increase from {b} to {a}"},
    {"[going] from {a:closed} to {b:closed} is {c=an increase|a decrease} of (what percent|how many percent|what "
     "percentage)",
     "what is the percent change from {a} to {b}"},
    {"(at|for) (which|what) [value of|values of] {x:var} (is {f:subject} [equal to] (zero|0)|does {f:subject} (equal "
     "(zero|0)|vanish|become (zero|0)))",
     "find the zeros of {f}"},
    {"<ask> (infinite|following|total) (sum|series|sum of the series) {h:closed} {s=+|-} ...",
     "what is the sum of {h} {s} ..."},
    // Terms and coefficients.
    {"[{a:run} ~] (in|from) [the expansion of] {f:expr} , (which|what) (number|coefficient|factor) "
     "(stands|appears|is|sits|comes) [in front of|before|with|next to|on|at] {t:expr}",
     "what is the coefficient of {t} in {f}"},
    {"(which|what) number (multiplies|stands in front of|goes with|appears before|is in front of|stands before) "
     "{t:expr} (in|when|after|once) [the expansion of|expanding|you expand|we expand] {f:expr} [is expanded]",
     "what is the coefficient of {t} in {f}"},
    {"[1|a|the] term (of|in) [the expansion of] {f:expr} (is|that is|does) (free of|without|independent of|not "
     "contain|not involve) {x:var} [. (what is [its value|it]|find it|give [it|its value])]",
     "what is the term independent of {x} in {f}"},
    {"<ask> [term] (free of|without|not containing|that does not contain|not involving|that doesn't contain|that is "
     "free of|with no) {x:var} (in|of) [the expansion of] {f:expr}",
     "what is the term independent of {x} in {f}"},
    {"(using|with|from|out of|rearranging|by rearranging|permuting) (all|every|each) [of] [the] (letter|letters) "
     "(of|in|from) ([the] word {w:letters}|{w:letters}) [exactly] [once] [,] how many [different|distinct] "
     "(strings|words|arrangements|anagrams|orderings|sequences|permutations|codes) "
     "(can be|can you|could be|could you|are there|exist|can one|can we|do you get) "
     "[formed|made|form|make|built|spelled|written|get]",
     "how many distinct arrangements of the letters of the word {w}"},
    // Forms.
    {FORM " , {a:run}", "{a} {form}"},
    {"{a:run} (,|;|:|.|?|-) [but|please|give it|answer] " FORM, "{a} {form}"},
    {"(without|with no) (brackets|parentheses) (,|:) {f:expr}", "expand {f}"},
    {"(on|over|in|within|for) [the] [interval|range] {r:range} , (what is|what's|find|give|compute|state) {b:run} of "
     "{c:run}",
     "what is {b} of {c} on the interval {r} / what is {b} of {c} for {r}"},
    {"cancel [down] [whatever|everything|all|what] [that] [can be|you can|is possible] [cancelled|canceled|cancel] "
     "(in|from) {f:expr}",
     "simplify {f}"},
    {"{f:expr} (written|expressed|as|put|combined) [with|as|into|under|in] [a|one] single (radical|surd|root|square "
     "root)",
     "simplify {f}"},
    {"(write|express|put|combine) {f:expr} (with|as|into|under|in) [a|one] single (radical|surd|root|square root)",
     "simplify {f}"},
    {"(tidy up|tidy|clean up|shorten|streamline|boil down|neaten) [the|this] [fraction|expression] {f:expr}",
     "simplify {f}"},
    {"make {f:expr} as (simple|short|compact) as (possible|you can|it gets)", "simplify {f}"},
    {"<ask> [a|the] (simpler|shorter|simplest|more compact) (way|form) (to write|of writing|of|for) {f:expr}",
     "simplify {f}"},
    {"(write|express|give) {f:expr} (as|with) (a|one) single (power|exponent)", "simplify {f}"},
    {"(bring|put|get) {f:expr} (over|to|on|onto) (a|one) [single|common] (common denominator|denominator)",
     "write {f} as a single fraction"},
    {"<ask> {f:expr} [when|once|after] (multiplied out|expanded|expanded out|multiplying out|expanding)", "expand {f}"},
    {"(what|which) polynomial (do you get|results|comes|do we get|is obtained) (from|by) [expanding|multiplying out] "
     "{f:expr}",
     "expand {f}"},
    {"(write|express|put|rewrite) {f:expr} (without|with no) [a|any] (root|roots|radical|radicals|surd|surds|square "
     "root) in "
     "[the|its] denominator",
     "rationalize the denominator of {f}"},
    {"(clear|remove|eliminate|get rid of|move|take) [the] (radical|root|surd|square root|radicals|roots) (from|in|out "
     "of) "
     "[the] denominator (of|in) {f:expr}",
     "rationalize the denominator of {f}"},
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
     "find all x such that ( {b} ) ^ x = ( {c} )"},
    {"(to|what|which) [what|which] (power|exponent) (must|do|should|does|has|would|is) [you|we|one|i] [raise] "
     "{b:closed} [to] "
     "[be|be raised|raised|need] [to] (to get|to give|to obtain|to equal|to make|get|give|obtain|equal|make|to reach) "
     "{c:closed}",
     "find all x such that ( {b} ) ^ x = ( {c} )"},
    {"(to what|what|which|to which) [value|number|limit|sum|total] (does|do) [the] [series] {h:closed} {s=+|-} ... "
     "(converge|sum|tend|add up|approach) [to]",
     "what is the sum of {h} {s} ..."},
    {"how (big|large|high|great) can {f:subject} (get|be|become|grow)", "what is the maximum value of {f}"},
    {"how (small|low) can {f:subject} (get|be|become)", "what is the minimum value of {f}"},
    {"[the] [function|expression] {f:subject} peaks at what value", "what is the maximum value of {f}"},
    {"[let|if|as|when] {v:var} {t=approach|tends to|tend to|approaches|goes to|go to|->|\\to} {p:closed} (in|,|. "
     "then|;) "
     "[where does|what does|what value does|to what value does|which value does] {f:expr} "
     "[go|go to|tend to|approach|tend|head|head to|settle|converge to|become|get close to] [" END " (what|which) "
     "(limit|value) (results|comes out|do (you|we) get)]",
     "limit of {f} as {v} approaches {p}"},
    {"(to what|to which|what|which) (value|number|limit|limiting value) does {f:expr} "
     "(approach|tend|tend to|near|go to|converge to|converge|get close to|settle at) (as|when|if) {t:run}",
     "limit of {f} as {t}"},
    {"(what happens to|what becomes of|where does) {f:expr} [go|tend|head|end up] (as|when|if) {t:run}",
     "limit of {f} as {t}"},
    {"{f:expr} (as|when) {t:run}", "limit of {f} as {t}"},
    {"{a:run} {k:var} (running|ranging|going|that runs|that goes|which runs) from {b:run}", "{a} {k} from {b}"},
    {"how many degrees do [all] {a:run} (add up to|sum to|total|make [up]|come to)", "what is the sum of {a}"},
    {"[a|the|with] first term [is|of|=] {a:closed} [,] [and] [a|the] [common] difference [is|of|=] {d:closed} " END
     " {q:run}",
     "an arithmetic sequence has first term {a} and common difference {d} . {q}"},
    {"[a|the|with] first term [is|of|=] {a:closed} [,] [and] [a|the] [common] ratio [is|of|=] {d:closed} " END
     " {q:run}",
     "a geometric sequence has first term {a} and common ratio {d} . {q}"},
    {"{d:definition} " END " (evaluate|find|compute|calculate|take) {g:var} (at|for) {p:closed}",
     "if {d} , what is {g} ( {p} )"},
    {"(for|at) (which|what) [real] (inputs|numbers|arguments|x|values of x) (is {f:subject} "
     "(defined|meaningful|real)|does "
     "{f:subject} make sense)",
     "what is the domain of {f}"},
    {"(which|what) [real] values (can|does|may) {f:function} (take|take on|assume|attain|produce|reach)",
     "what is the range of {f}"},
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

#undef EXTREME
#undef FORM
#undef ASKED
#undef EACH
#undef HOLDS
#undef END

}  // namespace qed::rules
