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
     "find|compute|calculate|evaluate|determine|work out|figure out|give|state|obtain|get|tell me|show|write|write down|"
     "identify|report|output|return|derive|establish|provide|name|list|look for|solve for|deduce|estimate|find out|"
     "calculate out|please find"},
    {"how", "how (do|can|would|could|should|might) (i|you|we|one)|how to|what is the best way to"},
    {"whatis", "what is|what's|whats|what are|what're|what was|what will|what would|which is|which are|what does|what do"},
    // "Find the", "What is the exact value of the", "How do I calculate the", or nothing at all.
    {"the", "the|a|an|its|his|her|their|this|that|these|those|any|all|all the|all of the|both"},
    {"exact", "exact|numerical|numeric|precise|correct|following|given|resulting|simplified|final|actual|real"},
    {"valueof", "(value|values|result|answer|size|measure|amount|number) (of|for|to)"},
    {"ask",
     "[<how>|<whatis>] [<verb>] [me] [for] [<the>] [<exact>] [<exact>] [<valueof>] [<the>] [following|given|expression]"},
    {"is", "is|are|equals|equal|be|has|have|was|were|="},
    {"of", "of|for|in|from|to"},
    {"if", "if|when|where|given|given that|given the|let|for|suppose|suppose that|assume|assuming|assuming that|with|at|"
           "knowing that|since|consider|consider the|take|define|we have|you have|we are given|you are given|we know|"
           "it is known that|in case|provided that|provided|put|say"},
    {"then", "[,|.|;|:|-|?|!] [then|and|so|now|hence] [,|:]"},
    {"sep", ",|.|;|:|-|and|, and|, then|then|. then|where|for|with|?"},
    {"oftwo", "[of|for|between] [the] [two|three|2|3|pair of|set of] [number|numbers|integer|integers|following|terms|values|set|pair] [:]"},
    {"factorise", "factor|factorise|factorize|factorisation of|factorization of|find the factorization of"},
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
     "[square|sq|sq .|cubic] [cm|m|mm|ft|in|km|units|unit|metres|meters|centimetres|centimeters|feet|inches] [²|³|^ 2|^ "
     "3|squared|cubed]"},
    {"number", "number|numbers|integer|integers|value|values"},
};

}  // namespace qed::rules
