// Axis "how the parent waits".
#include <string>

#include "primitives/wait_child.hpp"
#include "probe/report.hpp"
#include "probe/scenario.hpp"
#include "probe/tables.hpp"

namespace forklab::probe {
namespace {

int with_waitpid(pid_t pid) {
  const auto result = [pid] {
    const Detached detached;
    return wait_child(pid);
  }();
  if (!result) {
    report(EventKind::trouble, wait_child_error_text(pid, result.error()));
    return 0;
  }
  report(EventKind::waited, {}, *result->status.raw(), pid);
  return 0;
}

// Ways in Python find the child in `pid`, let a held child go with release(), and tell what they
// learned with waited(pid, status).
int python_wait(pid_t pid, const char* source) {
  const std::string head =
      "import os, signal, forklab\nfrom forklab import _waited as waited, "
      "_release_child as release\npid = " +
      std::to_string(pid) + "\n";
  return run_python((head + source).c_str());
}

int poll_wnohang(pid_t pid) {
  return python_wait(pid, R"py(
import time
done, status = os.waitpid(pid, os.WNOHANG)
while done == 0:
    time.sleep(0.001)
    done, status = os.waitpid(pid, os.WNOHANG)
waited(pid, status)
)py");
}

int waitid_wnowait(pid_t pid) {
  return python_wait(pid, R"py(
info = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
status = os.waitpid(pid, 0)[1]
seen = os.WEXITSTATUS(status) if os.WIFEXITED(status) else os.WTERMSIG(status)
if info.si_status != seen:
    forklab._fact('waitid and waitpid differ')
waited(pid, status)
)py");
}

int with_pidfd(pid_t pid) {
  return python_wait(pid, R"py(
import select
fd = os.pidfd_open(pid)
poll = select.poll()
poll.register(fd, select.POLLIN)
poll.poll()
info = os.waitid(os.P_PIDFD, fd, os.WEXITED)
os.close(fd)
if info.si_code == os.CLD_EXITED:
    waited(pid, info.si_status << 8)
else:
    waited(pid, info.si_status | (0x80 if info.si_code == os.CLD_DUMPED else 0))
)py");
}

int with_sigchld(pid_t pid) {
  return python_wait(pid, R"py(
import select
read_fd, write_fd = os.pipe()
os.set_blocking(write_fd, False)
done = []
def reap(number, frame):
    if not done and os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        done.append(os.waitpid(pid, 0)[1])
before = signal.signal(signal.SIGCHLD, reap)
signal.set_wakeup_fd(write_fd)
release()
while not done:
    select.select([read_fd], [], [])
    os.read(read_fd, 1)
signal.set_wakeup_fd(-1)
signal.signal(signal.SIGCHLD, before)
os.close(read_fd)
os.close(write_fd)
waited(pid, done[0])
)py");
}

int asyncio_watcher(pid_t pid) {
  return python_wait(pid, R"py(
import asyncio
from asyncio import unix_events
async def main():
    ended = asyncio.get_running_loop().create_future()
    name = '_PidfdChildWatcher' if hasattr(unix_events, '_PidfdChildWatcher') else 'PidfdChildWatcher'
    watcher = getattr(unix_events, name)()
    watcher.add_child_handler(pid, lambda pid, code: ended.set_result(code))
    release()
    return await ended
code = asyncio.run(main())
waited(pid, code << 8 if code >= 0 else -code)
)py");
}

// The kernel reaps: nobody learns the status.
int with_sigchld_ignored(pid_t pid) {
  return python_wait(pid, R"py(
before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
release()
try:
    waited(pid, os.waitpid(pid, 0)[1])
except ChildProcessError:
    forklab._fact('waitpid: ChildProcessError')
signal.signal(signal.SIGCHLD, before)
)py");
}

int reaped_elsewhere(pid_t pid) {
  return python_wait(pid, R"py(
import threading
thread = threading.Thread(target=os.waitpid, args=(pid, 0))
thread.start()
release()
thread.join()
try:
    waited(pid, os.waitpid(pid, 0)[1])
except ChildProcessError:
    forklab._fact('waitpid: ChildProcessError')
)py");
}

int trio_pidfd(pid_t pid) {
  return python_wait(pid, R"py(
import trio
async def main():
    fd = os.pidfd_open(pid)
    release()
    await trio.lowlevel.wait_readable(fd)
    os.close(fd)
trio.run(main)
waited(pid, os.waitpid(pid, os.WNOHANG)[1])
)py");
}

int untraced(pid_t pid) {
  return python_wait(pid, R"py(
status = os.waitpid(pid, os.WUNTRACED)[1]
while os.WIFSTOPPED(status):
    forklab._fact('stopped and continued')
    os.kill(pid, signal.SIGCONT)
    status = os.waitpid(pid, os.WUNTRACED)[1]
waited(pid, status)
)py");
}

int not_at_all(pid_t) { return 0; }

constexpr std::array table = {
    Wait{"waitpid", with_waitpid},
    Wait{"trio-to-thread", with_waitpid, true},
    Wait{"poll-wnohang", poll_wnohang},
    Wait{"waitid-wnowait", waitid_wnowait},
    Wait{"pidfd", with_pidfd},
    Wait{"sigchld", with_sigchld, false, true},
    Wait{"asyncio-watcher", asyncio_watcher, false, true},
    Wait{"sigchld-ignored", with_sigchld_ignored, false, true},
    // Its first import keeps a descriptor of libffi open.
    Wait{"trio-pidfd", trio_pidfd, false, true, "import trio"},
    Wait{"untraced", untraced},
    Wait{"orphan", not_at_all, false, true},
    Wait{"reaped-elsewhere", reaped_elsewhere, false, true},
};
static_assert(same_names(table, waits));

}  // namespace

std::span<const Wait> wait_table() { return table; }

}  // namespace forklab::probe
