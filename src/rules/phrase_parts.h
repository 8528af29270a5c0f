// The parts that phrases of every kind share.
#pragma once

#include <string_view>

namespace qed::rules {

struct PhrasePart {
  std::string_view name;
  std::string_view pattern;
};

// A part may use those above it.
inline constexpr PhrasePart kPhraseParts[] = {
    {"verb",
     "find|compute|calculate|evaluate|determine|work out|figure out|give|state|obtain|get|tell me|show|write|write "
     "down|"
     "identify|report|output|return|derive|establish|provide|name|list|look for|solve for|deduce|estimate|find out|"
     "calculate out|please find"},
    {"how", "how (do|can|would|could|should|might) (i|you|we|one)|how to|what is the best way to"},
    {"whatis",
     "what is|what's|whats|what are|what're|what was|what will|what would|which is|which are|what does|what do"},
    // "Find the", "What is the exact value of the", "How do I calculate the", or nothing at all.
    {"the", "the|a|an|its|his|her|their|this|that|these|those|any|all|every|each|all the|all of the|both"},
    {"exact", "exact|numerical|numeric|precise|correct|following|given|resulting|simplified|final|actual|real"},
    {"valueof", "(value|values|result|answer|size|measure|amount|number) (of|for|to)"},
    {"ask",
     "[<how>|<whatis>] [<verb>] [me] [for] [<the>] [<exact>] [<exact>] [<valueof>] [<the>] "
     "[following|given|expression|value] [:]"},
    {"is", "is|are|equals|equal|be|has|have|was|were|="},
    {"of", "of|for|in|from|to"},
    {"if",
     "if|when|where|given|given that|given the|let|for|suppose|suppose that|assume|assuming|assuming that|with|at|"
     "knowing that|since|consider|consider the|take|define|we have|you have|we are given|you are given|we know|"
     "it is known that|in case|provided that|provided|put|say"},
    {"then", "[,|.|;|:|--|?|!] [then|and|so|now|hence] [,|:]"},
    {"sep", ",|.|;|:|--|and|, and|, then|then|. then|where|for|with|?"},
    {"oftwo",
     "[of|for|between] [the] [pair of|set of] [[2|3] "
     "(number|numbers|integer|integers|following|terms|values|set|pair)] [:]"},
    {"factorise", "factor|factorise|factorize|factorisation of|factorization of|find the factorization of"},
    {"solve",
     "[<how>] (solve|resolve) [the following|this|these] [for]|<ask> (solution|solutions|solution set) (of|to)|find "
     "all solutions (of|to)|find solutions to"},
    {"object",
     "[the|this|following|these|both] [following] "
     "[simultaneous|linear|quadratic|cubic|exponential|logarithmic|rational|radical|absolute "
     "value|compound|simple|polynomial|trigonometric|trig|nonlinear|double|literal] [pair of|set of|system of|system] "
     "[[2|3] [simultaneous|linear|nonlinear] "
     "(equation|equations|inequality|inequalities|system|relation|formula|conditions|condition)] [:]"},
    {"numbers",
     "real|reals|complex|integer|integers|whole|rational|rationals|positive|negative|positive integer|positive "
     "integers|positive real|negative integer|natural|all"},
    {"values",
     "[all] [the] [possible|real] "
     "[value|values|solution|solutions|number|numbers|unknown|unknowns|variable|variables|root|roots] [of|for]"},
    {"forvar",
     "for|in terms of|with respect to|for the variable|for the variables|for the unknown|for the unknowns|to find|and "
     "find|for all [real] [values of]"},
    {"over",
     "over the (real numbers|reals|real)|over (reals|r|ℝ)|in the (reals|real numbers)|in (r|ℝ)|(in|over) real "
     "numbers|for real numbers|on "
     "the real line|among real numbers|if x is real|where x is real|for real x|for x real"},
    {"on",
     "on|in|over|for [{v:var}] [in|on|∈|\\in|between]|with {v:var} (in|∈|\\in)|where {v:var} (in|is in|∈|\\in|lies "
     "in)|, {v:var} (∈|in|\\in)|, where {v:var} (is in|∈)"},
    {"such",
     "if|such that|so that|that (satisfy|satisfies|solve|solves|make|makes)|satisfying|which satisfies|which "
     "satisfy|solving|for which|when|where|given|given that|with|, if|, given|, given that|, when|, "
     "where|in|from|,|:|knowing that|making|to make|to satisfy|provided|that would make|that will make"},
    {"satisfy",
     "satisfy|satisfies|solve|solves|make|makes|will make|would make|is a solution of|are solutions of|satisfy "
     "the|give|gives|fulfil|fulfils"},
    {"holds", "true|hold|holds|valid|hold true|is true|be true|satisfied|is satisfied|a true statement|correct|work"},
    {"solutions", "solution|solutions|root|roots|zero|zeros|zeroes|solution set"},
    {"method",
     "[the] (quadratic formula|completing the square|complete the "
     "square|factoring|factorisation|factorization|factorising|factorizing|substitution|elimination|substitution "
     "method|elimination method|cramer's rule|logarithms|the zero product property|inspection|any method|the method of "
     "substitution|the method of elimination|square roots)"},
    {"poly",
     "[the|this|these|an] [following|algebraic|given|rational|two] "
     "[expression|polynomial|polynomials|product|binomial|binomials|trinomial|fraction|complex "
     "fraction|quadratic|cubic|quadratic expression|rational expression|algebraic fraction|radical|radical "
     "expression|algebraic "
     "expression|brackets|parentheses|function|expressions|surd|power|sum|term|terms|number|square root|complex "
     "number] [of] [:]"},
    {"simplify",
     "[<how>] (simplify|reduce|condense) [and simplify]|simplify completely|fully simplify|simplify and evaluate"},
    {"expand",
     "[<how>] (expand|multiply out|expand out|distribute|foil|multiply|expand and simplify|expand and collect like "
     "terms|multiply and simplify|remove the brackets [in|from]|multiply out and simplify|open the brackets|fully "
     "expand|expand fully|expand the brackets|expand the brackets in) [:]"},
    {"factor",
     "[<how>] (factor|factorise|factorize|fully factor|completely factor|factor fully|factor completely|factorise "
     "fully|factorise completely|factorize completely|fully factorise|factor out) [:]"},
    {"fully",
     "fully|completely|entirely|as much as possible|into irreducible factors|into linear factors|by grouping|into "
     "irreducibles|as far as possible"},
    {"places",
     "(decimal|d) (place|places|p|digits|point|points)|dp|d . p .|d . p|decimals|places|place|digits after the decimal "
     "point"},
    {"unit",
     "integer|integers|whole number|whole|unit|one|ten|tens|hundred|hundreds|thousand|thousands|ten thousand|10 "
     "thousand|100 "
     "thousand|million|10|100|1000|10000|100000|1000000|tenth|tenths|hundredth|hundredths|thousandth|thousandths|1|"
     "cent"},
    {"polyf",
     "[the|this] [quadratic|cubic|polynomial|quartic|linear|given|following] "
     "[function|polynomial|expression|equation|quadratic|parabola] [:]"},
    {"inv", "<ask> (f|g|h|p|q) ^ [\\{] - 1 [\\}] [\\( (x|y|t|z) \\)]"},
    {"after", "∘|\\circ|o|composed with"},
    {"percent", "percent|percentage|percentual|%"},
    {"simplest",
     "(in|to|into|as) [its|the] (simplest|lowest|simplified|reduced) (form|terms|ratio|whole number ratio)|as simply "
     "as possible|fully|completely|simplified"},
    {"data",
     "(of|for|in|from|among|between|:) [the|this|these|a] [following] [data|list|set|group|collection|sample|sequence] "
     "[set|list|of|points|values] [of] [numbers|values|data|scores|observations|integers|five|six] [:]|:"},
    {"function", "function|curve|graph|parabola|equation|expression|polynomial|formula|line|graph of|function of|map"},
    {"ask_how", "<ask>|how (long|high|tall|wide|big|large|much) (is|are) [<the>] [length of|total]"},
    // Between a figure and what it has, and between one thing it has and the next.
    {"glue_word",
     "and|with|of|having|has|have|that|which|whose|where|if|when|given|is|are|for|in|at|by|but|it|its|that's|being|"
     "measures|measuring|subtended|intercepted|formed|cut off|there|the|you|we|know|assuming|let|suppose|also"},
    {"glue", "[,|;|:|.|\\(|-] [<glue_word>] [<glue_word>] [<glue_word>]"},
    {"has_size",
     "of|is|=|:|equals|are|was|be|has length|has measure|is equal to|are equal to|equal to|of length|of lengths|with "
     "length|with lengths|measures|measure|measuring|being|as|that is|that are|of measure|of size|lengths|length"},
    {"square_unit",
     "[square|sq|sq .|cubic] [cm|m|mm|ft|in|km|units|unit|metres|meters|centimetres|centimeters|feet|inches] [²|³|^ "
     "2|^ "
     "3|squared|cubed]"},
    // Parts of calculus: what is spoken of, in which variable, where.
    {"afunction",
     "[the|a|this|that|its] [following|given|real] [quadratic|cubic|polynomial|rational|trigonometric|exponential] "
     "[[graph|plot] of] [the|a] "
     "[function|functions|curve|curves|graph|parabola|expression|polynomial|quadratic|cubic|formula|equation|line|"
     "hyperbola|circle|ellipse|quantity|term|relation] [given by|defined by|described by|with equation|whose equation "
     "is] [:|,]"},
    {"subject", "<afunction> {f:subject}"},
    {"wrt", "(with respect to|wrt|w . r . t .|w . r . t|with regard to|with respect to the variable) {v:var}"},
    {"at",
     "[,] (at|when|for|where|evaluated at|if) [the] [point|place|value|number|position] [with|where|when|at] "
     "({p:place}|{p:point}|[with] [x|x coordinate|x value] ({p:place}))"},
    {"span",
     "[,] (on|over|in|for|within|across|throughout|along|restricted to|if|where|when|with|given [that]) [the|this|all] "
     "[closed|open|half open|given|real|specified] [interval|range|domain|values] [of] [{ov:var}] [of|in|from|belongs "
     "to|is in|lies in|between] {on:range}|"
     "[,] [on|over|in|for|as] [the] [interval|range] [{ov:var}] (from|between|runs from|goes from|ranges from|varies "
     "from) {from:place} (to|and|up to|until) {to:place}"},
    {"tends",
     "[as|when|where|if|for|with|while] {v:var} (->|\\to|\\rightarrow|\\longrightarrow|approaches|approaching|tends "
     "to|tending to|goes to|going to|"
     "nears|gets close to|gets closer to|converges to|gets arbitrarily close to|tends towards|moves towards|grows "
     "to|increases to|decreases to|"
     "approaches to|tends|goes towards|becomes|grows without bound to) [plus|positive] {p:closed} [{sign=+|-}|^ "
     "{sign=+|-}|^ \\{ {sign=+|-} \\}] "
     "[[,] from [the|its] {side=right|left|above|below|positive|negative|right hand|left hand|positive side|negative "
     "side} [side|direction|hand side|values]]"},
    {"polykind",
     "[series] (polynomial|series|expansion|approximation|polynomials|formula|series expansion|power series|series "
     "approximation)"},
    {"centre",
     "(about|around|at|near|centered at|centred at|centered around|centered about|centred around|in powers of|with "
     "center|with centre|"
     "expanded about|based at) [the] [point|origin|value] [with] {p:place}"},
    {"degree",
     "[up|through|truncated|out|correct] [to|of|with|until|at] [and including|order|the] [the] "
     "[degree|order|term|terms] [in|of|with|containing] {top:expr} [term|inclusive]|"
     "[up|through|truncated] [to|of|with] [the] (degree|order) {n:int}|{order:ordinal} "
     "(degree|order)|[up|through|truncated] [to|through] [the] {order:ordinal} (degree|order) [term|terms]|"
     "degree {n:int}|(first|up to the first) {terms:int} [non zero|nonzero] terms|[with|using] {terms:int} [non "
     "zero|nonzero] terms|to {n:int} terms"},
    {"extreme", "maximum|minimum|max|min|greatest|largest|smallest|least|highest|lowest|maxima|minima"},
    {"bending",
     "increasing|decreasing|concave up|concave down|concave upward|concave downward|concave upwards|concave "
     "downwards|convex|rising|falling"},
    {"quadrant", "[the] quadrant (i|ii|iii|iv|1|2|3|4)|[the] (first|second|third|fourth) quadrant"},
    {"where",
     "[,] (and|with|where|,|, and|, where|, with|if|given that|when|for) [the angle|angle] {x:var} [is|lies|is an "
     "angle|terminates|has its terminal side|is located|being] "
     "{where=acute|obtuse|an acute angle|an obtuse angle|in [the] quadrant (i|ii|iii|iv|1|2|3|4)|in [the] "
     "(first|second|third|fourth) quadrant}|"
     "[,] (and|with|where|,|, and|, where|, with|if|given that|when|for) {on:range}|[,] (for|with|where) an "
     "{where=acute|obtuse} angle {x:var}|"
     "[,] (with|where|and|for|if) {x:var} [is|being|an|an angle] {where=acute|obtuse}|"
     "[,] (in|with {x:var} in|where {x:var} in|, {x:var} in) {where=[the] quadrant (i|ii|iii|iv|1|2|3|4)|[the] "
     "(first|second|third|fourth) quadrant}"},
    {"number", "number|numbers|integer|integers|value|values"},
};

}  // namespace qed::rules
