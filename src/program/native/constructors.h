// What calling a type does.
#pragma once

#include "program/native/dict.h"
#include "program/native/objects.h"
#include "program/native/set.h"

namespace qed::program::native {

Value construct_int(Machine& machine, const Args& args);
Value construct_bool(Machine& machine, const Args& args);
Value construct_float(Machine& machine, const Args& args);
Value construct_str(Machine& machine, const Args& args);
Value construct_tuple(Machine& machine, const Args& args);
Value construct_list(Machine& machine, const Args& args);
Value construct_dict(Machine& machine, const Args& args);
Value construct_set(Machine& machine, const Args& args);
Value construct_frozen_set(Machine& machine, const Args& args);
Value construct_range(Machine& machine, const Args& args);
Value construct_type(Machine& machine, const Args& args);

Value construct_map(Machine& machine, const Args& args);
Value construct_filter(Machine& machine, const Args& args);
Value construct_zip(Machine& machine, const Args& args);
Value construct_enumerate(Machine& machine, const Args& args);
Value construct_reversed(Machine& machine, const Args& args);

Value construct_counter(Machine& machine, const Args& args);
Value construct_default_dict(Machine& machine, const Args& args);
Value construct_ordered_dict(Machine& machine, const Args& args);
Value construct_deque(Machine& machine, const Args& args);
Value construct_partial(Machine& machine, const Args& args);

// --- shared with methods ---
bool update_dict(Machine& machine, Dict& dict, const Args& args);  // dict.update(...); the dictionary is args[0]
bool count_elements(Machine& machine, Dict& counter, const Value& iterable);
bool update_set(Machine& machine, Set& set, const Value& iterable);
void push_bounded(List& deque, Value item);  // within its maxlen

}  // namespace qed::program::native
