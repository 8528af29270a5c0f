// The seccomp allow-list of a running interpreter, as the kernel's BPF.
#pragma once

#include <linux/filter.h>

#include <vector>

#include "base/error.h"

namespace qed::sandbox {

// What is not listed fails with EPERM (ENOSYS where the C library has a fallback): among it every way to make a process
// or thread, to execute a program, a socket, a mount, a namespace, a key, shared memory, or to look into another
// process. Where the run is not `alone` in a PID namespace and a mount namespace of its own, it may signal nobody and
// change nothing about files by their names.
Result<std::vector<sock_filter>> make_filter(bool alone);

}  // namespace qed::sandbox
