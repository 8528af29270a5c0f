#include "program/native/symbols.h"

#include <functional>

#include "program/native/builtins.h"

namespace qed::program::native {
namespace {

std::size_t slot_of(std::string_view name, std::size_t slots) {
  return std::hash<std::string_view>{}(name) & (slots - 1);
}

}  // namespace

SymbolTable::SymbolTable() : slots_(128) {}

Symbol SymbolTable::intern(std::string_view name) {
  std::size_t slot = slot_of(name, slots_.size());
  for (; slots_[slot]; slot = (slot + 1) & (slots_.size() - 1))
    if (slots_[slot]->name == name) return slots_[slot];
  SymbolInfo& symbol = symbols_.emplace_back();
  symbol.name = name;
  symbol.id = static_cast<std::uint32_t>(symbols_.size() - 1);
  symbol.builtin = find_builtin(name);
  symbol.foreign = !symbol.builtin && is_foreign_builtin(name);
  slots_[slot] = &symbol;
  if (2 * symbols_.size() > slots_.size()) grow();
  return &symbol;
}

void SymbolTable::grow() {
  std::vector<Symbol> wider(2 * slots_.size());
  for (SymbolInfo& symbol : symbols_) {
    std::size_t slot = slot_of(symbol.name, wider.size());
    while (wider[slot]) slot = (slot + 1) & (wider.size() - 1);
    wider[slot] = &symbol;
  }
  slots_ = std::move(wider);
}

}  // namespace qed::program::native
