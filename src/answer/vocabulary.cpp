// The names that mathematical text uses: LaTeX commands, functions, units, and the short English words that are no
// products of letters.
#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "answer/lexer.h"
#include "base/text.h"

namespace qed::answer::detail {
namespace {

using enum TokenKind;
using Table = std::unordered_map<std::string_view, Meaning>;

// Spelled alike with and without a backslash.
const Table& shared_names() {
  static const Table table = [] {
    Table t;
    for (const std::string_view name :
         {"sin",  "cos",  "tan",  "cot",  "sec",  "csc",   "sinh",  "cosh",  "tanh",  "coth",  "sech", "csch",
          "asin", "acos", "atan", "acot", "asec", "acsc",  "asinh", "acosh", "atanh", "acoth", "exp",  "ln",
          "log",  "gcd",  "lcm",  "min",  "max",  "floor", "ceil",  "det",   "arg",   "sqrt",  "cbrt", "cis"})
      t[name] = {kFunction, name};
    for (const auto& [name, meaning] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"arcsin", "asin"},  {"arccos", "acos"},   {"arctan", "atan"},   {"arccot", "acot"},   {"arcsec", "asec"},
             {"arccsc", "acsc"},  {"arcsinh", "asinh"}, {"arccosh", "acosh"}, {"arctanh", "atanh"}, {"arsinh", "asinh"},
             {"arcosh", "acosh"}, {"artanh", "atanh"},  {"cosec", "csc"},     {"ctg", "cot"},       {"tg", "tan"},
             {"arctg", "atan"},   {"ceiling", "ceil"},  {"lg", "lg"},         {"Re", "re"},         {"Im", "im"},
             {"sgn", "sign"},     {"sign", "sign"},     {"erf", "erf"}})
      t[name] = {kFunction, meaning};
    for (const std::string_view name :
         {"alpha", "beta",  "gamma", "delta",  "epsilon", "zeta", "eta",     "theta",   "iota", "kappa", "lambda",
          "mu",    "nu",    "xi",    "rho",    "sigma",   "tau",  "upsilon", "phi",     "chi",  "psi",   "omega",
          "Gamma", "Delta", "Theta", "Lambda", "Xi",      "Pi",   "Sigma",   "Upsilon", "Phi",  "Psi",   "Omega"})
      t[name] = {kSymbol, name};
    t["pi"] = {kConstant, "pi"};
    return t;
  }();
  return table;
}

const Table& commands() {
  static const Table table = [] {
    Table t = shared_names();
    for (const auto& [name, meaning] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"varepsilon", "epsilon"},
                                                                              {"vartheta", "theta"},
                                                                              {"varphi", "phi"},
                                                                              {"varrho", "rho"},
                                                                              {"varsigma", "sigma"},
                                                                              {"ell", "ell"},
                                                                              {"hbar", "hbar"}})
      t[name] = {kSymbol, meaning};
    for (const auto& [name, meaning] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"infty", "infinity"},
                                                                              {"emptyset", "emptyset"},
                                                                              {"varnothing", "emptyset"},
                                                                              {"R", "reals"},
                                                                              {"Z", "integers"},
                                                                              {"N", "naturals"},
                                                                              {"Q", "rationals"},
                                                                              {"C", "complexes"},
                                                                              {"exponentialE", "e"},
                                                                              {"imaginaryI", "i"},
                                                                              {"imath", "i"}})
      t[name] = {kConstant, meaning};
    for (const auto& [name, meaning] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"cdot", "*"},
                                                                              {"times", "*"},
                                                                              {"ast", "*"},
                                                                              {"star", "*"},
                                                                              {"div", "/"},
                                                                              {"pm", "pm"},
                                                                              {"mp", "mp"},
                                                                              {"le", "<="},
                                                                              {"leq", "<="},
                                                                              {"leqslant", "<="},
                                                                              {"lt", "<"},
                                                                              {"ge", ">="},
                                                                              {"geq", ">="},
                                                                              {"geqslant", ">="},
                                                                              {"gt", ">"},
                                                                              {"ne", "!="},
                                                                              {"neq", "!="},
                                                                              {"approx", "~"},
                                                                              {"sim", "~"},
                                                                              {"simeq", "~"},
                                                                              {"equiv", "="},
                                                                              {"in", "in"},
                                                                              {"notin", "notin"},
                                                                              {"cup", "cup"},
                                                                              {"cap", "cap"},
                                                                              {"bigcup", "cup"},
                                                                              {"bigcap", "cap"},
                                                                              {"setminus", "setminus"},
                                                                              {"backslash", "setminus"},
                                                                              {"to", "to"},
                                                                              {"rightarrow", "to"},
                                                                              {"Rightarrow", "to"},
                                                                              {"longrightarrow", "to"},
                                                                              {"lbrace", "set{"},
                                                                              {"rbrace", "set}"},
                                                                              {"{", "set{"},
                                                                              {"}", "set}"},
                                                                              {"lbrack", "["},
                                                                              {"rbrack", "]"},
                                                                              {"lgroup", "("},
                                                                              {"rgroup", ")"},
                                                                              {"langle", "("},
                                                                              {"rangle", ")"},
                                                                              {"lparen", "("},
                                                                              {"rparen", ")"},
                                                                              {"lvert", "abs("},
                                                                              {"rvert", "abs)"},
                                                                              {"vert", "|"},
                                                                              {"mid", "|"},
                                                                              {"|", "|"},
                                                                              {"lVert", "abs("},
                                                                              {"rVert", "abs)"},
                                                                              {"Vert", "|"},
                                                                              {"lfloor", "floor("},
                                                                              {"rfloor", "floor)"},
                                                                              {"lceil", "ceil("},
                                                                              {"rceil", "ceil)"},
                                                                              {"llcorner", "floor("},
                                                                              {"lrcorner", "floor)"},
                                                                              {"ulcorner", "ceil("},
                                                                              {"urcorner", "ceil)"},
                                                                              {"circ", "circ"},
                                                                              {"degree", "deg"},
                                                                              {"%", "%"},
                                                                              {"mod", "mod"},
                                                                              {"bmod", "mod"},
                                                                              {"colon", ":"},
                                                                              {"prime", "'"},
                                                                              {"choose", "choose"},
                                                                              {"&", "&"},
                                                                              {"land", "and"},
                                                                              {"lor", "or"},
                                                                              {"wedge", "and"},
                                                                              {"vee", "or"},
                                                                              {"dots", "..."},
                                                                              {"ldots", "..."},
                                                                              {"cdots", "..."}})
      t[name] = {kOperator, meaning};
    for (const auto& [name, meaning] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"frac", "frac"},       {"dfrac", "frac"},
             {"tfrac", "frac"},      {"cfrac", "frac"},
             {"binom", "binom"},     {"dbinom", "binom"},
             {"tbinom", "binom"},    {"sqrt", "sqrt"},
             {"int", "int"},         {"sum", "sum"},
             {"prod", "prod"},       {"lim", "lim"},
             {"begin", "begin"},     {"end", "end"},
             {"partial", "partial"}, {"overline", "bar"},
             {"bar", "bar"},         {"hat", "hat"},
             {"widehat", "hat"},     {"tilde", "tilde"},
             {"vec", "vec"},         {"overrightarrow", "vec"},
             {"dot", "dot"},         {"widetilde", "tilde"},
             {"pmod", "pmod"},       {"pod", "pmod"},
             {"boxed", "boxed"},     {"fbox", "boxed"},
             {"log", "log"}})
      t[name] = {kCommand, meaning};
    t["log"] = {kFunction, "log"};
    for (const std::string_view name :
         {"text", "textbf", "textit", "textrm", "textnormal", "mbox", "hbox", "mathrm", "mathbf", "mathit", "mathsf",
          "mathcal", "mathbb", "operatorname", "bold", "boldsymbol", "rm", "bf", "texttt"})
      t[name] = {kText, name};
    for (const std::string_view name : {",",
                                        ";",
                                        ":",
                                        "!",
                                        " ",
                                        ">",
                                        "quad",
                                        "qquad",
                                        "enspace",
                                        "thinspace",
                                        "displaystyle",
                                        "textstyle",
                                        "limits",
                                        "nolimits",
                                        "left",
                                        "right",
                                        "mleft",
                                        "mright",
                                        "big",
                                        "Big",
                                        "bigg",
                                        "Bigg",
                                        "bigl",
                                        "bigr",
                                        "Bigl",
                                        "Bigr",
                                        "biggl",
                                        "biggr",
                                        "middle",
                                        "hline",
                                        "nonumber",
                                        "space",
                                        "hspace",
                                        "vspace",
                                        "phantom",
                                        "angle",
                                        "triangle",
                                        "measuredangle",
                                        "mathstrut",
                                        "/"})
      t[name] = {kEnd, name};  // says how it looks, not what it means
    return t;
  }();
  return table;
}

const Table& names() {
  static const Table table = [] {
    Table t = shared_names();
    for (const auto& [name, meaning] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"oo", "infinity"},
                                                                              {"inf", "infinity"},
                                                                              {"infinity", "infinity"},
                                                                              {"Infinity", "infinity"},
                                                                              {"infty", "infinity"},
                                                                              {"EmptySet", "emptyset"},
                                                                              {"emptyset", "emptyset"},
                                                                              {"Reals", "reals"}})
      t[name] = {kConstant, meaning};
    for (const auto& [name, meaning] :
         std::initializer_list<std::pair<std::string_view, std::string_view>>{{"abs", "abs"},
                                                                              {"Abs", "abs"},
                                                                              {"factorial", "factorial"},
                                                                              {"binomial", "binomial"},
                                                                              {"comb", "binomial"},
                                                                              {"root", "root"},
                                                                              {"Rational", "Rational"},
                                                                              {"Fraction", "Rational"},
                                                                              {"Integer", "identity"},
                                                                              {"Float", "identity"},
                                                                              {"Matrix", "Matrix"},
                                                                              {"FiniteSet", "FiniteSet"},
                                                                              {"conjugate", "conjugate"},
                                                                              {"re", "re"},
                                                                              {"im", "im"},
                                                                              {"transpose", "transpose"},
                                                                              {"Sum", "Sum"},
                                                                              {"Product", "Product"},
                                                                              {"Integral", "Integral"},
                                                                              {"Derivative", "Derivative"},
                                                                              {"Limit", "Limit"},
                                                                              {"Interval", "Interval"},
                                                                              {"Union", "Union"},
                                                                              {"Max", "max"},
                                                                              {"Min", "min"},
                                                                              {"log10", "lg"},
                                                                              {"Eq", "Eq"}})
      t[name] = {kFunction, meaning};
    for (const auto& [name, meaning] : std::initializer_list<std::pair<std::string_view, std::string_view>>{
             {"and", "and"}, {"or", "or"}, {"mod", "mod"}, {"union", "cup"}})
      t[name] = {kOperator, meaning};
    t["int"] = {kCommand, "int"};
    t["sum"] = {kCommand, "sum"};
    t["prod"] = {kCommand, "prod"};
    t["lim"] = {kCommand, "lim"};
    return t;
  }();
  return table;
}

const Meaning* find(const Table& table, std::string_view name) {
  const auto found = table.find(name);
  return found == table.end() ? nullptr : &found->second;
}

}  // namespace

const Meaning* find_command(std::string_view name) { return find(commands(), name); }
const Meaning* find_name(std::string_view word) { return find(names(), word); }

bool is_unit(std::string_view word) {
  static const std::unordered_set<std::string_view> units = {
      "mm",          "cm",         "dm",          "km",         "ft",          "yd",        "mi",         "kg",
      "mg",          "lb",         "lbs",         "oz",         "ml",          "mL",        "kL",         "hr",
      "hrs",         "ms",         "mph",         "kph",        "km/h",        "Hz",        "kHz",        "kW",
      "kWh",         "kJ",         "sq",          "cents",      "cent",        "dollar",    "dollars",    "euro",
      "euros",       "pound",      "pounds",      "rupees",     "yuan",        "USD",       "EUR",        "meter",
      "meters",      "metre",      "metres",      "kilometer",  "kilometers",  "kilometre", "kilometres", "centimeter",
      "centimeters", "centimetre", "centimetres", "millimeter", "millimeters", "inch",      "inches",     "foot",
      "feet",        "yard",       "yards",       "mile",       "miles",       "gram",      "grams",      "kilogram",
      "kilograms",   "ounce",      "ounces",      "liter",      "liters",      "litre",     "litres",     "gallon",
      "gallons",     "second",     "seconds",     "minute",     "minutes",     "hour",      "hours",      "day",
      "days",        "week",       "weeks",       "month",      "months",      "year",      "years",      "unit",
      "units",       "square",     "cubic",       "per",        "people",      "ways",      "radians",    "rad",
      "times",       "points"};
  return units.contains(word);
}

std::string_view scale_word(std::string_view word) {
  constexpr auto kScales = std::to_array<std::pair<std::string_view, std::string_view>>({
      {"dozen", "12"},
      {"hundred", "100"},
      {"thousand", "1000"},
      {"million", "1000000"},
      {"billion", "1000000000"},
      {"trillion", "1000000000000"},
  });
  for (const auto& [spelled, factor] : kScales)
    if (word == spelled) return factor;
  return {};
}

std::string_view foreign_joint(std::string_view text) {
  for (const std::string_view joint : {"或", "和", "且"})
    if (text.starts_with(joint)) return joint;
  return {};
}

bool is_english(std::string_view word) {
  static const std::unordered_set<std::string> words = [] {
    std::unordered_set<std::string> set;
    for (const std::string_view w : text::split(
             "ad ah am an as at be by do go ha he hi if in is it me mr my no of oh ok on or pm so to up us we "
             "act add age ago aid aim air all and any are arm art ask bad bag ban bar bat bed bet bid big bit bow box "
             "boy bus but buy can cap car cat cow cry cup cut dad day did die dig dog dot due ear eat egg end eye "
             "fan far fat fee few fit fix fly for fox fun get god got gun had has hat her hey hid him his hit hot how "
             "ice ill its jar job joy key kid lap law lay led leg let lid lie lot low mad man map may men met mix mom "
             "mud new nor not now nut odd off oil old one our out own pay pen per pet pie pig pot put ran rat raw red "
             "rid row run sad sat saw say sea see set she sit six sky son sum sun tax tea ten the tie tin tip toe ton "
             "too top toy try two use van via war was way web wet who why win won yes yet you zoo gym pin pan ago mph "
             "solve",
             ' '))
      set.emplace(w);
    return set;
  }();
  const bool shouted = word.size() > 1 && std::ranges::all_of(word, [](char c) { return c >= 'A' && c <= 'Z'; });
  return !shouted && words.contains(text::lower(word));
}

}  // namespace qed::answer::detail
