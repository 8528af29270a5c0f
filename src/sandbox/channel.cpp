#include "sandbox/channel.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qed::sandbox {
namespace {

Result<Channel> finish(const int (&ends)[2]) {
  Channel channel{UniqueFd(ends[0]), UniqueFd(ends[1])};
  if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return channel;
}

Result<Channel> make_sockets(int type) {
  int ends[2];
  if (::socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return finish(ends);
}

}  // namespace

Result<Channel> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return fail(Errc::kIo, "sandbox channel: {}", system_error());
  return finish(ends);
}

Result<Channel> make_stream() { return make_sockets(SOCK_STREAM); }
Result<Channel> make_packets() { return make_sockets(SOCK_SEQPACKET); }

}  // namespace qed::sandbox
