// Python source of the ways to wait: with `os`, `signal` and `forklab` imported they find the child
// in `pid`, let a held child go with release(), and tell what they learned with waited(pid,
// status).
#pragma once

#include <string>
#include <string_view>

namespace forklab {
namespace wait_snippets {

inline constexpr std::string_view poll_wnohang = R"py(
import time
done, status = os.waitpid(pid, os.WNOHANG)
while done == 0:
    time.sleep(0.001)
    done, status = os.waitpid(pid, os.WNOHANG)
waited(pid, status)
)py";

inline constexpr std::string_view waitid_wnowait = R"py(
info = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
status = os.waitpid(pid, 0)[1]
seen = os.WEXITSTATUS(status) if os.WIFEXITED(status) else os.WTERMSIG(status)
if info.si_status != seen:
    forklab._fact('waitid and waitpid differ')
waited(pid, status)
)py";

inline constexpr std::string_view pidfd = R"py(
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
)py";

inline constexpr std::string_view sigchld = R"py(
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
)py";

inline constexpr std::string_view asyncio_watcher = R"py(
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
)py";

// The kernel reaps: nobody learns the status.
inline constexpr std::string_view sigchld_ignored = R"py(
before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
release()
try:
    waited(pid, os.waitpid(pid, 0)[1])
except ChildProcessError:
    forklab._fact('waitpid: ChildProcessError')
signal.signal(signal.SIGCHLD, before)
)py";

inline constexpr std::string_view reaped_elsewhere = R"py(
import threading
thread = threading.Thread(target=os.waitpid, args=(pid, 0))
thread.start()
release()
thread.join()
try:
    waited(pid, os.waitpid(pid, 0)[1])
except ChildProcessError:
    forklab._fact('waitpid: ChildProcessError')
)py";

inline constexpr std::string_view trio_pidfd = R"py(
import trio
async def main():
    fd = os.pidfd_open(pid)
    release()
    await trio.lowlevel.wait_readable(fd)
    os.close(fd)
trio.run(main)
waited(pid, os.waitpid(pid, os.WNOHANG)[1])
)py";

inline constexpr std::string_view untraced = R"py(
status = os.waitpid(pid, os.WUNTRACED)[1]
while os.WIFSTOPPED(status):
    forklab._fact('stopped and continued')
    os.kill(pid, signal.SIGCONT)
    status = os.waitpid(pid, os.WUNTRACED)[1]
waited(pid, status)
)py";

}  // namespace wait_snippets

// "" for what is not said in Python.
inline std::string wait_snippet(std::string_view name) {
  if (name == "poll-wnohang") return std::string(wait_snippets::poll_wnohang);
  if (name == "waitid-wnowait") return std::string(wait_snippets::waitid_wnowait);
  if (name == "pidfd") return std::string(wait_snippets::pidfd);
  if (name == "sigchld") return std::string(wait_snippets::sigchld);
  if (name == "asyncio-watcher") return std::string(wait_snippets::asyncio_watcher);
  if (name == "sigchld-ignored") return std::string(wait_snippets::sigchld_ignored);
  if (name == "reaped-elsewhere") return std::string(wait_snippets::reaped_elsewhere);
  if (name == "trio-pidfd") return std::string(wait_snippets::trio_pidfd);
  if (name == "untraced") return std::string(wait_snippets::untraced);
  return "";
}

// What is to be done before the fork; may be "".
inline std::string wait_preparation(std::string_view name) {
  // Its first import keeps a descriptor of libffi open.
  return name == "trio-pidfd" ? "import trio\n" : "";
}

// The child waits until its parent calls release(), or until that has ended.
inline bool holds_child(std::string_view name) {
  for (const std::string_view holding : {"sigchld", "asyncio-watcher", "sigchld-ignored",
                                         "trio-pidfd", "orphan", "reaped-elsewhere"})
    if (name == holding) return true;
  return false;
}

}  // namespace forklab
