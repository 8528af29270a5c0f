// What can be said of a text as Python without running it: how far it reads as statements, which names it needs from
// elsewhere and which it offers, and whether running it would yield an answer.
#pragma once

#include <cstddef>
#include <set>
#include <string_view>

namespace qed::program {

struct Outline {
  std::size_t end = 0;       // bytes of the longest prefix of whole top-level statements
  bool whole = false;        // that prefix is all of the text but blanks and comments
  bool answers = false;      // it prints, sets `ans` or `answer`, defines solve() or the like, or ends in a value
  bool star_import = false;  // it may offer any name
  std::set<std::string_view> needs;   // names it reads but nothing in it binds, built-in ones left out
  std::set<std::string_view> offers;  // names it binds at its top level
};

// Linear in the text. Names are views into it.
Outline outline(std::string_view source);

}  // namespace qed::program
