// The names of a run's program and tests, numbered.
#pragma once

#include <deque>
#include <string_view>
#include <vector>

#include "program/native/ast.h"

namespace qed::program::native {

class SymbolTable {
 public:
  SymbolTable();
  // The name's text must outlive the table.
  Symbol intern(std::string_view name);
  std::size_t size() const { return symbols_.size(); }
  const std::deque<SymbolInfo>& all() const { return symbols_; }

 private:
  void grow();
  std::deque<SymbolInfo> symbols_;
  std::vector<Symbol> slots_;  // open addressing; at most half full
};

}  // namespace qed::program::native
