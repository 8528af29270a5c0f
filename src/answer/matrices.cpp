// Matrices: sums, products and multiples are worked out cell by cell before they are compared.
#include <algorithm>
#include <array>

#include "answer/comparer.h"

namespace qed::answer {
namespace {

constexpr std::size_t kMaxCells = 64;
constexpr long kMaxPower = 8;

bool has_matrix(Item item) {
  if (item.kind() == Kind::kMatrix) return true;
  if (item.kind() == Kind::kCall && item.text() == "det") return false;
  for (std::size_t i = 0; i < item.size(); ++i)
    if (has_matrix(item.child(i))) return true;
  return false;
}

}  // namespace

std::optional<Comparer::Grid> Comparer::product(const Grid& a, const Grid& b) {
  if (a.empty() || b.empty() || a[0].size() != b.size() || a.size() * b[0].size() > kMaxCells) return std::nullopt;
  Grid result(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
    for (std::size_t j = 0; j < b[0].size(); ++j) {
      Items terms;
      for (std::size_t k = 0; k < b.size(); ++k) terms.push_back(graft(Kind::kMultiply, std::array{a[i][k], b[k][j]}));
      result[i].push_back(graft(Kind::kAdd, terms));
    }
  return result;
}

// The cells of a matrix, or of what sums, products, powers and multiples of matrices come to.
std::optional<Comparer::Grid> Comparer::grid(Item item) {
  if (item.kind() == Kind::kMatrix) {
    Grid rows;
    for (const Item& row : item.children()) rows.push_back(row.children());
    return rows;
  }
  const auto each_cell = [&](Grid rows, const auto& change) {
    for (Items& row : rows)
      for (Item& cell : row) cell = change(cell);
    return rows;
  };
  if (item.kind() == Kind::kNegate) {
    const auto inner = grid(item.child(0));
    if (!inner) return std::nullopt;
    return each_cell(*inner, [&](Item cell) { return graft(Kind::kNegate, std::array{cell}); });
  }
  if (item.kind() == Kind::kDivide && !has_matrix(item.child(1))) {
    const auto inner = grid(item.child(0));
    if (!inner) return std::nullopt;
    return each_cell(*inner, [&](Item cell) { return graft(Kind::kDivide, std::array{cell, item.child(1)}); });
  }
  if (item.kind() == Kind::kPower) {
    const auto base = grid(item.child(0));
    const auto power = base ? exact(item.child(1)) : std::nullopt;
    if (!power || power->get_den() != 1 || *power < 1 || *power > kMaxPower) return std::nullopt;
    std::optional<Grid> result = base;
    for (long i = 1; result && i < power->get_num().get_si(); ++i) result = product(*result, *base);
    return result;
  }
  if (item.kind() != Kind::kAdd && item.kind() != Kind::kMultiply) return std::nullopt;
  const bool adds = item.kind() == Kind::kAdd;
  std::optional<Grid> total;
  Items factors;
  for (const Item& part : item.children()) {
    if (!has_matrix(part)) {
      if (adds) return std::nullopt;
      factors.push_back(part);
      continue;
    }
    const auto next = grid(part);
    if (!next) return std::nullopt;
    if (!total) {
      total = next;
    } else if (!adds) {
      total = product(*total, *next);
    } else if (total->size() == next->size() && (*total)[0].size() == (*next)[0].size()) {
      for (std::size_t i = 0; i < next->size(); ++i)
        for (std::size_t j = 0; j < (*next)[i].size(); ++j)
          (*total)[i][j] = graft(Kind::kAdd, std::array{(*total)[i][j], (*next)[i][j]});
    } else {
      return std::nullopt;
    }
    if (!total) return std::nullopt;
  }
  if (!total || factors.empty()) return total;
  const Item factor = graft(Kind::kMultiply, factors);
  return each_cell(*total, [&](Item cell) { return graft(Kind::kMultiply, std::array{factor, cell}); });
}

Verdict Comparer::matrices(Item a, Item b) {
  if (coordinates(a) && coordinates(b)) return in_order(*coordinates(a), *coordinates(b));  // a vector
  const auto left = grid(a), right = grid(b);
  if (left && right) {
    if (left->size() != right->size()) return decided(Verdict::kDifferent, "structure");
    Verdict verdict = Verdict::kEqual;
    for (std::size_t i = 0; i < left->size(); ++i) {
      const Verdict row = in_order((*left)[i], (*right)[i]);
      if (row == Verdict::kDifferent) return row;
      if (row == Verdict::kUndecided) verdict = row;
    }
    return verdict == Verdict::kEqual ? verdict : structures(a, b);
  }
  if (has_matrix(a) && has_matrix(b)) return structures(a, b);
  const Item other = has_matrix(a) ? b : a;
  return !names(other, other).empty() ? Verdict::kUndecided : decided(Verdict::kDifferent, "structure");
}

}  // namespace qed::answer
