"""The fork server: a warm interpreter that forks one confined child for each run.

It is the first process of its jail, runs nothing but this file and the script it was given, and forks only on request.
A child puts on every layer before it reads the first byte of its input; where a layer fails it says so and ends.

  descriptor 0   control: datagrams from the pool, each a run with its descriptors; its end is the end of the jail
  descriptor 3   the code of this file and of the script, marshalled

A child holds 0 input, 1 output, 2 error, 3 result, 4 the other child of its run or nothing, and no descriptor else.
"""
import builtins
import ctypes
import gc
import os
import resource
import select
import signal
import sys
from _socket import CMSG_SPACE, SCM_RIGHTS, SOL_SOCKET, socket
from fcntl import F_DUPFD, fcntl
from struct import iter_unpack, pack, unpack

# A program may patch builtins; what follows keeps the originals.
__builtins__ = dict(vars(builtins))

LIBC = ctypes.CDLL(None, use_errno=True)
LIBC.syscall.restype = ctypes.c_long
CLONE_NEWNS, CLONE_NEWPID = 0x00020000, 0x20000000
MS_NOSUID, MS_NODEV, MS_NOEXEC = 2, 4, 8
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 22, 38
SECCOMP_MODE_FILTER = 2
PIDFD_OPEN, CLOSE_RANGE = 434, 436  # these numbers are the same on every architecture
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
CAPABILITY_VERSION_3 = 0x20080522

# Landlock's rights to files, by their bits; a kernel knows the first so many of them, by its version of the interface.
WRITE_FILE, READ_FILE, READ_DIR, REMOVE_DIR, REMOVE_FILE = 1 << 1, 1 << 2, 1 << 3, 1 << 4, 1 << 5
MAKE_DIR, MAKE_REG, MAKE_FIFO, MAKE_SYM, REFER, TRUNCATE = 1 << 7, 1 << 8, 1 << 10, 1 << 12, 1 << 13, 1 << 14
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
LATEST_FILE_RIGHTS = 16
FLAT_SCRATCH = WRITE_FILE | READ_FILE | READ_DIR | REMOVE_FILE | MAKE_REG | TRUNCATE
SCRATCH = FLAT_SCRATCH | REMOVE_DIR | MAKE_DIR | MAKE_FIFO | MAKE_SYM | REFER

MAX_REQUEST = 64
MAX_DESCRIPTORS = 7
HAS_PEER, HAS_SCRATCH = 1, 2
INPUT, RESULT, PEER, CHANNEL, FOLDER, FIRST_CLOSED = 0, 3, 4, 5, 6, 7
SECRET_BYTES = 16
EXTRA_FRAMES = 20  # of this file and the script below a program's own


class Refused(Exception):
    """A layer that the kernel did not put on."""


def must(result, layer):
    if result < 0:
        raise Refused("%s: %s" % (layer, os.strerror(ctypes.get_errno())))
    return result


def system_call(number, *arguments):
    return LIBC.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a for a in arguments])


# --- the layers of a run ---------------------------------------------------------------------------------------------


def landlock_version():
    return max(0, system_call(LANDLOCK_CREATE_RULESET, None, 0, 1))


def fresh_scratch(config):
    must(LIBC.unshare(CLONE_NEWNS), "the mount namespace")
    path, options = config["scratch"].encode(), config["scratch_options"].encode()
    flags = ctypes.c_ulong(MS_NOSUID | MS_NODEV | MS_NOEXEC)
    must(LIBC.mount(b"tmpfs", path, b"tmpfs", flags, options), "the scratch directory")
    os.chdir(path)


def set_limits(limits, address_space):
    for kind, value in limits:
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_AS, (address_space, address_space))


def drop_capabilities():
    must(LIBC.capset(pack("=Ii", CAPABILITY_VERSION_3, 0), bytes(24)), "the capabilities")
    must(LIBC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "the capabilities")


def restrict_files(version, readable, scratch, scratch_rights):
    """Landlock: `readable` to read, the folder `scratch` to write, the rest of the files and the network not at all."""
    known = (1 << FILE_RIGHTS.get(version, LATEST_FILE_RIGHTS)) - 1
    attributes = pack("=QQQ", known, 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = must(system_call(LANDLOCK_CREATE_RULESET, attributes, len(attributes), 0), "Landlock")
    rules = [(READ_FILE | READ_DIR if os.path.isdir(path) else READ_FILE, path) for path in readable]
    for rights, path in [*rules, (scratch_rights, scratch)]:
        place = os.open(path, os.O_PATH)
        rule = pack("=Qi", rights & known, place)
        must(system_call(LANDLOCK_ADD_RULE, ruleset, 1, rule, 0), "Landlock")
        os.close(place)
    must(system_call(LANDLOCK_RESTRICT_SELF, ruleset, 0), "Landlock")
    os.close(ruleset)


def install_filter(code):
    program = ctypes.create_string_buffer(code, len(code))
    header = pack("@HP", len(code) // 8, ctypes.addressof(program))
    must(LIBC.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0), "seccomp")


def confine(config, parent, address_space):
    os.setsid()
    must(LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "the bond to the fork server")
    if config["namespaces"]:
        fresh_scratch(config)
    else:
        os.fchdir(FOLDER)
        if os.getppid() != parent:
            os._exit(1)  # it ended before the bond was tied
    set_limits(config["limits"], address_space)
    drop_capabilities()
    if config["landlock"]:
        rights = SCRATCH if config["namespaces"] else FLAT_SCRATCH
        restrict_files(config["landlock"], config["readable"], ".", rights)
    if config["filter"]:
        install_filter(config["filter"])


# --- a run -----------------------------------------------------------------------------------------------------------


def place_descriptors(channel, input, output, error, result, peer, folder):
    ordered = [input, output, error, result, peer, channel, folder]
    moved = [None if fd is None else fcntl(fd, F_DUPFD, FIRST_CLOSED) for fd in ordered]
    for place, fd in enumerate(moved):
        if fd is not None:
            os.dup2(fd, place)
        else:
            close_quietly(place)
    if system_call(CLOSE_RANGE, FIRST_CLOSED, 0xFFFFFFFF, 0) < 0:
        os.closerange(FIRST_CLOSED, os.sysconf("SC_OPEN_MAX"))


def close_quietly(fd):
    try:
        os.close(fd)
    except OSError:
        pass


def read_all(fd):
    data = bytearray()
    while True:
        piece = os.read(fd, 1 << 16)
        if not piece:
            return bytes(data)
        data += piece


def sender(secret):
    write = os.write

    def send(payload):
        message = secret + len(payload).to_bytes(4, "little") + payload
        while message:
            message = message[write(RESULT, message) :]

    return send


def run(config, main, parent, address_space, ends):
    """Becomes a run: never returns."""
    try:
        place_descriptors(*ends)
        try:
            confine(config, parent, address_space)
        except BaseException as error:
            os.write(CHANNEL, b"f" + str(error).encode()[:500])
            os._exit(1)
        close_quietly(FOLDER)
        close_quietly(CHANNEL)
        sys.setrecursionlimit(sys.getrecursionlimit() + EXTRA_FRAMES)
        gc.enable()
        pause, leave = signal.pause, os._exit
        data = read_all(INPUT)
        main(data[SECRET_BYTES:], sender(data[:SECRET_BYTES]))
        while True:  # the supervisor ends the run: nothing that the program left for later gets its turn
            try:
                pause()
            except BaseException:
                pass
    finally:
        os._exit(1)


# --- the server ------------------------------------------------------------------------------------------------------


def tell_started(channel, pidfd):
    endpoint = socket(fileno=channel)
    try:
        endpoint.sendmsg([b"s"], [(SOL_SOCKET, SCM_RIGHTS, pack("=i", pidfd))])
    finally:
        endpoint.detach()


def tell(channel, message):
    try:
        os.write(channel, message)
    except OSError:
        pass  # the supervisor gave up on the run


class Server:
    def __init__(self, control, config, main):
        self.control, self.config, self.main = control, config, main
        self.parent = os.getpid()
        self.own_namespace = must(system_call(PIDFD_OPEN, self.parent, 0), "pidfd_open")
        self.poll = select.poll()
        self.poll.register(control.fileno(), select.POLLIN)
        self.runs = {}  # by the run's pidfd: its process id and its channel

    def serve(self):
        while True:
            for fd, _ in self.poll.poll():
                if fd in self.runs:
                    self.reap(fd)
                elif not self.accept():
                    return

    def accept(self):
        """Starts the next run; False where the pool is gone."""
        space = CMSG_SPACE(4 * MAX_DESCRIPTORS)
        request, ancillary, _, _ = self.control.recvmsg(MAX_REQUEST, space)
        if not request:
            return False
        flags, address_space = unpack("=BQ", request)
        fds = [fd for _, _, data in ancillary for (fd,) in iter_unpack("=i", data)]
        ends = fds[:5]
        for flag in (HAS_PEER, HAS_SCRATCH):
            ends.append(fds[len([end for end in ends if end is not None])] if flags & flag else None)
        self.fork(address_space, ends)
        for fd in fds[1:]:
            os.close(fd)
        return True

    def fork(self, address_space, ends):
        channel = ends[0]
        try:
            pid = self.clone(address_space, ends)
        except Exception as error:
            tell(channel, b"f" + str(error).encode()[:500])
            os.close(channel)
            return
        pidfd = must(system_call(PIDFD_OPEN, pid, 0), "pidfd_open")
        self.runs[pidfd] = pid, channel
        self.poll.register(pidfd, select.POLLIN)
        try:
            tell_started(channel, pidfd)
        except OSError:
            os.kill(pid, signal.SIGKILL)  # nobody watches it

    def clone(self, address_space, ends):
        """Forks as the first process of a PID namespace of its own, where this server may make one."""
        namespaces = self.config["namespaces"]
        if namespaces:
            must(LIBC.unshare(CLONE_NEWPID), "the PID namespace")
        try:
            pid = os.fork()
        except OSError as error:
            pid, reason = -1, error
        if pid == 0:
            self.control.detach()  # its number now belongs to the run
            run(self.config, self.main, self.parent, address_space, ends)
        if namespaces and LIBC.setns(self.own_namespace, CLONE_NEWPID) < 0:
            os._exit(1)  # it could fork no more
        if pid < 0:
            raise Refused("fork: %s" % reason)
        return pid

    def reap(self, pidfd):
        pid, channel = self.runs.pop(pidfd)
        self.poll.unregister(pidfd)
        _, status, usage = os.wait4(pid, 0)
        used = [int(seconds * 1e6) for seconds in (usage.ru_utime, usage.ru_stime)]
        tell(channel, b"e" + pack("=iqqq", status, *used, usage.ru_maxrss))
        os.close(channel)
        os.close(pidfd)


def preloaded(modules):
    for module in modules:
        try:
            __import__(module)
            yield module
        except ImportError:
            pass


def start(script):
    gc.disable()
    os.environ.pop("PYTHONHASHSEED", None)
    control = socket(fileno=0)
    config = eval(control.recv(1 << 17), {})  # JSON of numbers, texts and lists, which Python reads as it is
    config["filter"] = bytes.fromhex(config["filter"])
    config["landlock"] = landlock_version() if config["landlock"] else 0
    sys.path[:] = config["modules"]
    sys.argv[:] = [""]
    scope = {"__name__": "script"}
    exec(script, scope)
    loaded = list(preloaded(config["preload"]))
    if "warm" in scope:
        scope["warm"](loaded)
    gc.collect()
    gc.freeze()  # a child's collector leaves these objects, and their shared pages, alone
    server = Server(control, config, scope["main"])
    control.send(("r%d %s" % (config["landlock"], ",".join(loaded))).encode())
    server.serve()
    os._exit(0)


start(SCRIPT)
