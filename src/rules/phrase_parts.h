// The parts that phrases of every kind share.
#pragma once

#include <string_view>

namespace qed::rules {

struct PhrasePart {
  std::string_view name;
  std::string_view pattern;
};

// A part may use those above it.
// Where a pattern captures, every use has the captures for its own.
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
    {"the", "the|a|an|its|his|her|their|this|that|these|those|any|all|all the|all of the|both"},
    {"exact", "exact|numerical|numeric|precise|correct|following|given|resulting|simplified|final|actual|real"},
    {"valueof", "(value|values|result|answer|size|measure|amount|number) (of|for|to)"},
    {"ask",
     "[<how>|<whatis>] [<verb>] [me] [for] [<the>] [<exact>] [<exact>] [<valueof>] [<the>] "
     "[following|given|expression]"},
    {"is", "is|are|equals|equal|be|has|have|was|were|="},
    {"of", "of|for|in|from|to"},
    {"if",
     "if|when|where|given|given that|given the|let|for|suppose|suppose that|assume|assuming|assuming that|with|at|"
     "knowing that|since|consider|consider the|take|define|we have|you have|we are given|you are given|we know|"
     "it is known that|in case|provided that|provided|put|say"},
    {"then", "[,|.|;|:|-|?|!] [then|and|so|now|hence] [,|:]"},
    {"sep", ",|.|;|:|-|and|, and|, then|then|. then|where|for|with|?"},
    {"oftwo",
     "[of|for|between] [the] [two|three|2|3|pair of|set of] "
     "[number|numbers|integer|integers|following|terms|values|set|pair] [:]"},
    {"factorise", "factor|factorise|factorize|factorisation of|factorization of|find the factorization of"},
    {"function", "function|curve|graph|parabola|equation|expression|polynomial|formula|line|graph of|function of|map"},
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
    {"over",
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
    {"number", "number|numbers|integer|integers|value|values"},
};

}  // namespace qed::rules
