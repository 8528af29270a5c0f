// Unicode mathematics spelled in LaTeX and ASCII.
#include <algorithm>
#include <array>
#include <optional>

#include "answer/lexer.h"
#include "base/utf8.h"

namespace qed::answer::detail {
namespace {

struct Spelling {
  char32_t code_point;
  std::string_view ascii;
};

// Sorted by code point.
constexpr std::array kSpellings = std::to_array<Spelling>({
    {0x00A0, " "},
    {0x00AC, "\\neg "},
    {0x00B0, "^\\circ "},
    {0x00B1, "\\pm "},
    {0x00B4, "'"},
    {0x00B7, "\\cdot "},
    {0x00BC, "\\frac{1}{4}"},
    {0x00BD, "\\frac{1}{2}"},
    {0x00BE, "\\frac{3}{4}"},
    {0x00D7, "\\times "},
    {0x00F7, "\\div "},
    {0x0391, "A"},
    {0x0392, "B"},
    {0x0393, "\\Gamma "},
    {0x0394, "\\Delta "},
    {0x0398, "\\Theta "},
    {0x039B, "\\Lambda "},
    {0x039E, "\\Xi "},
    {0x03A0, "\\Pi "},
    {0x03A3, "\\Sigma "},
    {0x03A6, "\\Phi "},
    {0x03A8, "\\Psi "},
    {0x03A9, "\\Omega "},
    {0x03B1, "\\alpha "},
    {0x03B2, "\\beta "},
    {0x03B3, "\\gamma "},
    {0x03B4, "\\delta "},
    {0x03B5, "\\epsilon "},
    {0x03B6, "\\zeta "},
    {0x03B7, "\\eta "},
    {0x03B8, "\\theta "},
    {0x03B9, "\\iota "},
    {0x03BA, "\\kappa "},
    {0x03BB, "\\lambda "},
    {0x03BC, "\\mu "},
    {0x03BD, "\\nu "},
    {0x03BE, "\\xi "},
    {0x03C0, "\\pi "},
    {0x03C1, "\\rho "},
    {0x03C3, "\\sigma "},
    {0x03C4, "\\tau "},
    {0x03C5, "\\upsilon "},
    {0x03C6, "\\phi "},
    {0x03C7, "\\chi "},
    {0x03C8, "\\psi "},
    {0x03C9, "\\omega "},
    {0x03D1, "\\theta "},
    {0x03D5, "\\phi "},
    {0x03F5, "\\epsilon "},
    {0x2009, " "},
    {0x200A, " "},
    {0x200B, " "},
    {0x2010, "-"},
    {0x2011, "-"},
    {0x2012, "-"},
    {0x2013, "-"},
    {0x2014, "-"},
    {0x2016, "|"},
    {0x2019, "'"},
    {0x2022, "\\cdot "},
    {0x2026, "\\dots "},
    {0x202F, " "},
    {0x2032, "'"},
    {0x2033, "''"},
    {0x2044, "/"},
    {0x2061, " "},
    {0x2062, " "},
    {0x2102, "\\mathbb{C}"},
    {0x2115, "\\mathbb{N}"},
    {0x211A, "\\mathbb{Q}"},
    {0x211D, "\\mathbb{R}"},
    {0x2124, "\\mathbb{Z}"},
    {0x2147, "e"},
    {0x2148, "i"},
    {0x2150, "\\frac{1}{7}"},
    {0x2151, "\\frac{1}{9}"},
    {0x2152, "\\frac{1}{10}"},
    {0x2153, "\\frac{1}{3}"},
    {0x2154, "\\frac{2}{3}"},
    {0x2155, "\\frac{1}{5}"},
    {0x2156, "\\frac{2}{5}"},
    {0x2157, "\\frac{3}{5}"},
    {0x2158, "\\frac{4}{5}"},
    {0x2159, "\\frac{1}{6}"},
    {0x215A, "\\frac{5}{6}"},
    {0x215B, "\\frac{1}{8}"},
    {0x215C, "\\frac{3}{8}"},
    {0x215D, "\\frac{5}{8}"},
    {0x215E, "\\frac{7}{8}"},
    {0x2192, "\\to "},
    {0x21D2, "\\to "},
    {0x2202, "\\partial "},
    {0x2205, "\\emptyset "},
    {0x2206, "\\Delta "},
    {0x2208, "\\in "},
    {0x2209, "\\notin "},
    {0x220F, "\\prod "},
    {0x2211, "\\sum "},
    {0x2212, "-"},
    {0x2213, "\\mp "},
    {0x2215, "/"},
    {0x2216, "\\setminus "},
    {0x2217, "*"},
    {0x2218, "\\circ "},
    {0x2219, "\\cdot "},
    {0x221A, "\\sqrt "},
    {0x221B, "\\sqrt[3] "},
    {0x221C, "\\sqrt[4] "},
    {0x221E, "\\infty "},
    {0x2220, "\\angle "},
    {0x2223, "|"},
    {0x2229, "\\cap "},
    {0x222A, "\\cup "},
    {0x222B, "\\int "},
    {0x2236, ":"},
    {0x223C, "\\sim "},
    {0x2248, "\\approx "},
    {0x2260, "\\ne "},
    {0x2261, "\\equiv "},
    {0x2264, "\\le "},
    {0x2265, "\\ge "},
    {0x22C5, "\\cdot "},
    {0x2308, "\\lceil "},
    {0x2309, "\\rceil "},
    {0x230A, "\\lfloor "},
    {0x230B, "\\rfloor "},
    {0x2329, "\\langle "},
    {0x232A, "\\rangle "},
    {0x27E8, "\\langle "},
    {0x27E9, "\\rangle "},
    {0x2A7D, "\\le "},
    {0x2A7E, "\\ge "},
    {0x3000, " "},
    {0x3001, ","},
    {0x3002, "."},
});
static_assert(std::ranges::is_sorted(kSpellings, {}, &Spelling::code_point));

std::optional<char> raised(char32_t c) {
  constexpr std::u32string_view kFrom = U"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱˣʸᵗᵃᵇᵏᵐ";
  constexpr std::string_view kTo = "0123456789+-()nixytabkm";
  const std::size_t at = kFrom.find(c);
  return at == kFrom.npos ? std::nullopt : std::optional(kTo[at]);
}

std::optional<char> lowered(char32_t c) {
  constexpr std::u32string_view kFrom = U"₀₁₂₃₄₅₆₇₈₉₊₋₍₎ₙᵢₓₐₖₘ";
  constexpr std::string_view kTo = "0123456789+-()nixakm";
  const std::size_t at = kFrom.find(c);
  return at == kFrom.npos ? std::nullopt : std::optional(kTo[at]);
}

std::optional<char> ascii_twin(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return static_cast<char>(c - 0xFF01 + '!');  // full-width forms
  // Digits: Arabic, Persian, Devanagari, Bengali.
  for (const char32_t zero : {0x0660U, 0x06F0U, 0x0966U, 0x09E6U})
    if (c >= zero && c < zero + 10) return static_cast<char>(c - zero + '0');
  return std::nullopt;
}

}  // namespace

void spell_in_ascii(std::string_view input, std::string& text, std::vector<std::uint32_t>& origin) {
  const auto put = [&](std::string_view spelled, std::size_t from) {
    text.append(spelled);
    origin.insert(origin.end(), spelled.size(), static_cast<std::uint32_t>(from));
  };
  std::size_t at = 0;
  char open_script = 0;  // '^' or '_' while a run of raised or lowered characters is open
  while (at < input.size()) {
    const utf8::Decoded c = utf8::decode(input.substr(at));
    const std::optional<char> up = raised(c.code_point), down = lowered(c.code_point);
    const char script = up ? '^' : down ? '_' : 0;
    if (script != open_script) {
      if (open_script != 0) put("}", at);
      if (script != 0) put(script == '^' ? "^{" : "_{", at);
      open_script = script;
    }
    if (script != 0) {
      const char plain = up ? *up : *down;
      put({&plain, 1}, at);
    } else if (const auto twin = ascii_twin(c.code_point)) {
      put({&*twin, 1}, at);
    } else if (const auto found = std::ranges::lower_bound(kSpellings, c.code_point, {}, &Spelling::code_point);
               found != kSpellings.end() && found->code_point == c.code_point) {
      put(found->ascii, at);
    } else {
      put(input.substr(at, c.bytes), at);
    }
    at += c.bytes;
  }
  if (open_script != 0) put("}", at);
  origin.push_back(static_cast<std::uint32_t>(input.size()));
}

}  // namespace qed::answer::detail
