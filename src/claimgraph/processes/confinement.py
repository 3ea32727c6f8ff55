"""Confines this process, for good: no connections, a limit of memory, no life after its parent.

A process that reads a stranger's queries or shapes has no business with other machines. Whatever a
parser makes of them, the system refuses the socket: by a seccomp filter and by Landlock where Linux
has them (5.13 and 6.7), and not at all elsewhere.
"""

from __future__ import annotations

import ctypes
import os
import platform
import select
import signal
import struct
import sys
from contextlib import suppress
from functools import cache
from threading import Thread

# linux/audit.h, and the numbers of socket(2) and seccomp(2), by machine.
_MACHINES = {"x86_64": (0xC000003E, 41, 317), "aarch64": (0xC00000B7, 198, 277)}
_IO_URING_SETUP = 425  # it makes sockets, too; the same number everywhere, as are Landlock's
_LANDLOCK_CREATE_RULESET, _LANDLOCK_RESTRICT_SELF = 444, 446
_INET, _INET6 = 2, 10

# linux/filter.h: load a word, jump if equal or above, return.
_LOAD, _EQUAL, _ABOVE, _RETURN = 0x20, 0x15, 0x35, 0x06
# linux/seccomp.h: end the process by SIGSYS; fail with EACCES; go on.
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000 | 13, 0x7FFF0000
_X32 = 0x40000000  # the calls of another way to enter the same kernel

# prctl(2).
_SET_PDEATHSIG, _SET_NO_NEW_PRIVS = 1, 38

REFUSED = "Permission denied"  # strerror(3) of EACCES


@cache
def go_offline() -> tuple[str, ...]:
    """Let no thread of this process make a connection any more; return what sees to it.

    A try ends the process by SIGSYS where that is `seccomp`, and fails where it is `landlock`.
    """
    if sys.platform != "linux":
        return ()
    libc = ctypes.CDLL(None, use_errno=True)
    # Without that, either needs to be root.
    if libc.prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return ()
    ways = (("landlock", _landlock), ("seccomp", _seccomp))
    return tuple(name for name, way in ways if way(libc))


def end_with(parent: int, pipe: int) -> None:
    """Have this process killed when its parent ends, or lets go of a pipe that it writes to.

    Linux does so itself (prctl(2): when the thread that started this process ends), whatever this
    process is doing; a thread that watches the pipe does where there is no such thing.
    """
    with suppress(Exception):
        ctypes.CDLL(None).prctl(_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    gone = select.poll()
    gone.register(pipe, 0)  # for what is always told: POLLHUP, not what there is to read

    def watch() -> None:
        gone.poll()
        os._exit(0)

    Thread(target=watch, daemon=True).start()


def address_space() -> int | None:
    """Return how many bytes this process may map (`ulimit -v`), None where that is not limited."""
    try:
        import resource
    except ImportError:
        return None
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return None if limit == resource.RLIM_INFINITY else limit


def limit_memory(size: int) -> None:
    """Limit the memory of this process, in bytes, where the system can (Linux: what is written)."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_DATA, (size, size))


def _seccomp(libc: ctypes.CDLL) -> bool:
    if platform.machine() not in _MACHINES or sys.maxsize < 2**32:
        return False
    audit, socket, seccomp = _MACHINES[platform.machine()]
    # Each jump says how many lines to go on where it holds, and where not.
    lines = [
        (_LOAD, 0, 0, 4),  # the machine
        (_EQUAL, 0, 8, audit),
        (_LOAD, 0, 0, 0),  # the call
        (_ABOVE, 6, 0, _X32),
        (_EQUAL, 6, 0, _IO_URING_SETUP),
        (_EQUAL, 0, 6, socket),
        (_LOAD, 0, 0, 16),  # its first argument: the family
        (_EQUAL, 2, 0, _INET),
        (_EQUAL, 1, 0, _INET6),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _KILL),
        (_RETURN, 0, 0, _REFUSE),
        (_RETURN, 0, 0, _ALLOW),
    ]
    code = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *line) for line in lines))
    program = ctypes.create_string_buffer(
        struct.pack("@HP", len(lines), ctypes.addressof(code)), 16
    )
    # SECCOMP_SET_MODE_FILTER with SECCOMP_FILTER_FLAG_TSYNC: for the threads that are there, too.
    return not libc.syscall(seccomp, 1, 1, program)


def _landlock(libc: ctypes.CDLL) -> bool:
    # LANDLOCK_CREATE_RULESET_VERSION; the fourth has rules for TCP.
    if libc.syscall(_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), 1) < 4:
        return False
    # No file is handled; of TCP, LANDLOCK_ACCESS_NET_BIND_TCP and _CONNECT_TCP. No rule allows one.
    handled = ctypes.create_string_buffer(struct.pack("=QQ", 0, 3))
    rules = libc.syscall(_LANDLOCK_CREATE_RULESET, handled, ctypes.c_size_t(16), 0)
    if rules < 0:
        return False
    try:
        return not libc.syscall(_LANDLOCK_RESTRICT_SELF, rules, 0)
    finally:
        os.close(rules)


def give_back() -> None:
    """Return memory that nothing holds any more to the system, where its library can (glibc)."""
    with suppress(OSError, AttributeError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
