// This process put into the position of one in a container under Docker's default seccomp profile without capabilities:
// no namespaces, no mounts, no keys.
#pragma once

#include "base/error.h"

namespace qed::attacks {

Result<void> forbid_namespaces();

}  // namespace qed::attacks
