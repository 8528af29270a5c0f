// A parsed program: nodes in the run's memory, never freed one by one, with every variable resolved to where it lives.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "program/native/compare.h"
#include "program/native/operators.h"
#include "program/native/value.h"

namespace qed::program::native {

// A name of the program. Global variables are numbered by `id`.
struct SymbolInfo {
  std::string_view name;
  std::uint32_t id = 0;
  Value builtin;         // what the name means where the program does not bind it; nothing: no built-in
  bool foreign = false;  // CPython has a built-in of that name that the subset lacks
  bool mentioned = false;
  bool idle = false;  // bound by an import that was passed over, so it must not be mentioned
};
using Symbol = SymbolInfo*;

struct Variable;
struct FunctionCode;

// --- expressions -----------------------------------------------------------------------------------------------------

enum class ExprKind : std::uint8_t {
  kConstant,
  kName,
  kUnary,
  kBinary,
  kLogical,
  kCompare,
  kCall,
  kAttribute,
  kSubscript,
  kSlice,
  kTuple,
  kList,
  kSet,
  kDict,
  kConditional,
  kFunction,
  kComprehension,
  kGenerator,
  kFormatted,
  kAssignment,
  kStarred,
};

struct Expr {
  ExprKind kind;
  std::uint16_t depth = 1;  // of the tree below
  int line = 0;
};

struct Constant : Expr {
  Value value;
};

enum class Storage : std::uint8_t { kLocal, kCell, kGlobal };
struct Name : Expr {
  Storage storage = Storage::kGlobal;
  std::uint32_t slot = 0;
  Symbol symbol = nullptr;
  Variable* variable = nullptr;  // while scopes are being resolved
  bool free = false;             // it belongs to an enclosing function
};

struct Unary : Expr {
  UnaryOp op;
  Expr* operand;
};
struct Binary : Expr {
  BinaryOp op;
  Expr* left;
  Expr* right;
};
struct Logical : Expr {
  bool is_and;
  std::span<Expr*> operands;
};

enum class Relation : std::uint8_t { kCompare, kIn, kNotIn, kIs, kIsNot };
struct Link {
  Relation relation;
  Comparison comparison;  // where the relation is kCompare
  Expr* right;
};
struct Compare : Expr {
  Expr* left;
  std::span<Link> links;
};

struct NamedArgument {
  std::string_view name;  // empty: **mapping
  Expr* value;
};
struct Call : Expr {
  Expr* callee;
  std::span<Expr*> positional;  // kStarred ones are spread out
  std::span<NamedArgument> named;
  bool plain = true;  // neither *sequence nor **mapping
};
struct Attribute : Expr {
  Expr* object;
  Symbol symbol;
  mutable Kind last_kind = Kind::kNothing;       // the kind of object that the last call was on,
  mutable const Builtin* last_method = nullptr;  // and the method it found there
};
struct Subscript : Expr {
  Expr* object;
  Expr* index;
};
struct SliceExpr : Expr {
  Expr* start;  // nullptr where left out
  Expr* stop;
  Expr* step;
};
struct Sequence : Expr {  // kTuple, kList, kSet
  std::span<Expr*> items;
  // CPython keeps sets of constants as frozensets, which shows in their order.
  bool constant = false;  // so, if the set has more than two elements
  bool iterated = false;  // so in any case, for it is what a loop goes through
};
struct DictItem {
  Expr* key;  // nullptr: **mapping
  Expr* value;
};
struct DictDisplay : Expr {
  std::span<DictItem> items;
};
struct Conditional : Expr {
  Expr* condition;
  Expr* yes;
  Expr* no;
};
struct FunctionExpr : Expr {  // a lambda
  FunctionCode* code;
};

struct Clause {
  Expr* target;
  Expr* iterable;  // of a generator's first clause: evaluated where the generator is made
  std::span<Expr*> conditions;
};
struct Comprehension : Expr {
  ExprKind result;  // kList, kSet or kDict
  Expr* element;
  Expr* value;  // of a dictionary
  std::span<Clause> clauses;
  // Its variables live in the frame around it, anew for each evaluation.
  std::span<std::uint32_t> locals;
  std::span<std::uint32_t> cells;
};
struct Generator : Expr {
  FunctionCode* code;  // its own frame
  Expr* element;
  std::span<Clause> clauses;
};

struct FormattedPiece {
  Value literal;  // nothing: an expression
  Expr* value = nullptr;
  char conversion = 0;  // 's', 'r', 'a' or 0
  Expr* spec = nullptr;
};
struct Formatted : Expr {
  std::span<FormattedPiece> pieces;
};
struct Assignment : Expr {  // target := value
  Name* target;
  Expr* value;
};
struct Starred : Expr {
  Expr* value;
};

// --- statements ------------------------------------------------------------------------------------------------------

enum class StmtKind : std::uint8_t {
  kExpression,
  kAssign,
  kAugmented,
  kAnnotated,
  kReturn,
  kIf,
  kWhile,
  kFor,
  kBreak,
  kContinue,
  kPass,
  kDef,
  kImport,
  kRaise,
  kTry,
  kAssert,
  kDelete,
};

struct Stmt {
  StmtKind kind;
  int line = 0;
};
using Block = std::span<Stmt*>;

struct ExpressionStmt : Stmt {
  Expr* value;
};
struct AssignStmt : Stmt {
  std::span<Expr*> targets;  // left to right
  Expr* value;
};
struct AugmentedStmt : Stmt {
  Expr* target;
  BinaryOp op;
  Expr* value;
};
struct AnnotatedStmt : Stmt {
  Expr* target;
  Expr* annotation;  // nullptr in functions, where it is not evaluated
  Expr* value;       // may be nullptr
};
struct ReturnStmt : Stmt {
  Expr* value;  // may be nullptr
};
struct IfStmt : Stmt {
  Expr* condition;
  Block yes, no;
};
struct WhileStmt : Stmt {
  Expr* condition;
  Block body, otherwise;
};
struct ForStmt : Stmt {
  Expr* target;
  Expr* iterable;
  Block body, otherwise;
};
struct DefStmt : Stmt {
  Name* target;
  FunctionCode* code;
  std::span<Expr*> decorators;
  std::span<Expr*> annotations;
};
struct ImportedName {
  Symbol symbol;  // of the module's; nullptr: the module itself
  Name* target;
};
struct ImportStmt : Stmt {
  const Module* module;
  std::span<ImportedName> names;
};
struct RaiseStmt : Stmt {
  Expr* exception;  // nullptr: the one being handled
  Expr* cause;
};
struct Handler {
  Expr* type;  // nullptr: any
  Name* target;
  Block body;
  int line;
};
struct TryStmt : Stmt {
  Block body;
  std::span<Handler> handlers;
  Block otherwise, finally;
};
struct AssertStmt : Stmt {
  Expr* condition;
  Expr* message;
};
struct DeleteStmt : Stmt {
  std::span<Expr*> targets;
};

// --- functions -------------------------------------------------------------------------------------------------------

struct Parameter {
  Symbol symbol;
  Variable* variable;
  std::uint32_t slot = 0;
  bool cell = false;
  Expr* initial = nullptr;  // its default
};
struct Capture {
  std::uint32_t from;  // slot in the enclosing frame
  std::uint32_t to;    // slot in the function's
};

// What a function, a lambda or a generator expression shares among its calls. The parameters take the first slots:
// positional ones, keyword-only ones, then *args and **kwargs where there are any.
struct FunctionCode {
  std::string_view name;
  std::string_view qualified;  // "f.<locals>.g"
  std::span<Parameter> parameters;
  std::uint32_t positional_only = 0, positional = 0, keyword_only = 0;
  bool has_rest = false, has_keywords = false;
  std::uint32_t frame_size = 0;
  std::span<Capture> captures;
  std::span<std::uint32_t> cells;  // local variables, not parameters, that functions within share
  Block body;
  Expr* result = nullptr;  // of a lambda

  std::size_t default_count() const {
    std::size_t count = 0;
    for (const Parameter& parameter : parameters) count += parameter.initial != nullptr;
    return count;
  }
};

struct ModuleCode {
  Block body;
  std::uint32_t frame_size = 0;  // for the variables of comprehensions
  Expr* result = nullptr;        // the last statement, where it is an expression whose value counts
};

}  // namespace qed::program::native
