// Pairs of connected descriptors between this process and another.
#pragma once

#include "base/file.h"

namespace qed::sandbox {

// Ours is non-blocking, theirs blocks; both close on exec.
struct Channel {
  UniqueFd ours, theirs;
};

Result<Channel> make_pipe();     // ours reads
Result<Channel> make_stream();   // both ways; writing to a dead reader fails instead of signalling (MSG_NOSIGNAL)
Result<Channel> make_packets();  // both ways, in datagrams, with end of file

}  // namespace qed::sandbox
