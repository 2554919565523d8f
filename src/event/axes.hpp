// The axes of a scenario and their values: names and one line each, no behaviour.
// The probe has one function per value (and fails to compile without it); the lab lists them,
// checks the matrix files against them and builds scenario ids from them.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace forklab {

struct AxisValue {
  std::string_view name;
  std::string_view description;
};

// Who calls fork.
inline constexpr std::array forkers = {
    AxisValue{"main-thread", "os.fork() on the main thread of the main interpreter"},
    AxisValue{"worker-thread", "fork_from_worker_thread(): a thread of its own, main interpreter"},
    AxisValue{"std-thread", "a std::thread: PyGILState_Ensure(), PyOS_BeforeFork(), fork(2)"},
    AxisValue{"threading-thread", "os.fork() on a threading.Thread"},
    AxisValue{"daemon-thread", "os.fork() on a daemon threading.Thread"},
    AxisValue{"raw-thread", "os.fork() on a thread of _thread.start_new_thread()"},
    AxisValue{"pool-worker", "os.fork() on a ThreadPoolExecutor's worker"},
    AxisValue{"thread-after-legacy-subint",
              "os.fork() on a thread that drove a legacy sub-interpreter, destroyed before"},
    AxisValue{"thread-after-isolated-subint",
              "os.fork() on a thread that drove an isolated sub-interpreter, destroyed before"},
    AxisValue{"coroutine", "os.fork() inside a coroutine of asyncio.run() on the main thread"},
    AxisValue{"finalizer", "os.fork() in a __del__ on the main thread"},
    AxisValue{"raw-fork", "fork(2) on the main thread without any of CPython's hooks"},
    AxisValue{"multiprocessing-fork",
              "multiprocessing.get_context('fork').Process on the main thread"},
    AxisValue{"multiprocessing-fork-threaded",
              "multiprocessing.get_context('fork').Process on a threading.Thread"},
    AxisValue{"multiprocessing-fork-in-legacy",
              "multiprocessing.get_context('fork').Process in a legacy sub-interpreter"},
    AxisValue{"multiprocessing-fork-in-isolated",
              "multiprocessing.get_context('fork').Process in an isolated sub-interpreter"},
    AxisValue{"multiprocessing-forkserver",
              "multiprocessing.get_context('forkserver').Process on the main thread"},
    AxisValue{"multiprocessing-forkserver-threaded",
              "multiprocessing.get_context('forkserver').Process on a threading.Thread"},
    AxisValue{"multiprocessing-forkserver-in-legacy",
              "multiprocessing.get_context('forkserver').Process in a legacy sub-interpreter"},
    AxisValue{"multiprocessing-forkserver-in-isolated",
              "multiprocessing.get_context('forkserver').Process in an isolated sub-interpreter"},
    AxisValue{"multiprocessing-spawn",
              "multiprocessing.get_context('spawn').Process on the main thread"},
    AxisValue{"multiprocessing-spawn-threaded",
              "multiprocessing.get_context('spawn').Process on a threading.Thread"},
    AxisValue{"multiprocessing-spawn-in-legacy",
              "multiprocessing.get_context('spawn').Process in a legacy sub-interpreter"},
    AxisValue{"multiprocessing-spawn-in-isolated",
              "multiprocessing.get_context('spawn').Process in an isolated sub-interpreter"},
    AxisValue{"subprocess", "subprocess.Popen of this Python on the main thread"},
    AxisValue{"subprocess-threaded", "subprocess.Popen of this Python on a threading.Thread"},
    AxisValue{"subprocess-in-legacy",
              "subprocess.Popen of this Python in a legacy sub-interpreter"},
    AxisValue{"subprocess-in-isolated",
              "subprocess.Popen of this Python in an isolated sub-interpreter"},
    AxisValue{"posix-spawn", "os.posix_spawn() of this Python on the main thread"},
    AxisValue{"posix-spawn-threaded", "os.posix_spawn() of this Python on a threading.Thread"},
    AxisValue{"posix-spawn-in-legacy",
              "os.posix_spawn() of this Python in a legacy sub-interpreter"},
    AxisValue{"posix-spawn-in-isolated",
              "os.posix_spawn() of this Python in an isolated sub-interpreter"},
    AxisValue{"legacy-subint", "os.fork() on a thread inside a legacy sub-interpreter"},
    AxisValue{"isolated-subint", "os.fork() on a thread inside an isolated sub-interpreter"},
    AxisValue{"forkable-subint",
              "os.fork() on a thread inside a sub-interpreter with its own GIL and allow_fork"},
    AxisValue{
        "legacy-subint-swapped-to-main",
        "inside a legacy sub-interpreter, thread state swapped to main at C level, then fork"},
    AxisValue{"ended-subint-swapped-to-main",
              "the same, the sub-interpreter ended between the swap and the fork"},
};

// What surrounds the fork.
inline constexpr std::array scenes = {
    AxisValue{"nothing", "no other interpreter, no other thread"},
    AxisValue{"idle-legacy-subint", "a legacy sub-interpreter that runs nothing is alive"},
    AxisValue{"idle-isolated-subint", "an isolated sub-interpreter that runs nothing is alive"},
    AxisValue{"used-legacy-subint", "a legacy sub-interpreter that ran code is alive"},
    AxisValue{"used-isolated-subint", "an isolated sub-interpreter that ran code is alive"},
    AxisValue{"closed-legacy-subint", "a legacy sub-interpreter ran code and was destroyed"},
    AxisValue{"closed-isolated-subint", "an isolated sub-interpreter ran code and was destroyed"},
    AxisValue{"leaked-legacy-subint",
              "a legacy sub-interpreter is alive until the parent finalizes"},
    AxisValue{"leaked-isolated-subint",
              "an isolated sub-interpreter is alive until the parent finalizes"},
    AxisValue{"sleeping-legacy-subint",
              "a legacy sub-interpreter waits in a read on another thread"},
    AxisValue{"sleeping-isolated-subint",
              "an isolated sub-interpreter waits in a read on another thread"},
    AxisValue{"spinning-isolated-subint", "an isolated sub-interpreter computes on another thread"},
    AxisValue{"several-subints", "three isolated sub-interpreters and a legacy one are alive"},
    AxisValue{"sleeping-threads", "three threads wait for an event"},
    AxisValue{"spinning-threads", "three threads compute"},
    AxisValue{"asyncio-thread", "a thread is inside asyncio.run()"},
    AxisValue{"trio-thread", "a thread is inside trio.run()"},
    AxisValue{"idle-thread-pool", "a ThreadPoolExecutor has an idle worker"},
    AxisValue{"idle-interpreter-pool", "an InterpreterPoolExecutor has an idle worker"},
    AxisValue{"busy-interpreter-pool", "an InterpreterPoolExecutor's worker waits in a read"},
    AxisValue{"pending-finalizers", "an unreachable cycle with __del__, and a weakref.finalize()"},
    AxisValue{"import-in-flight", "a thread is in the middle of importing a module"},
    AxisValue{"held-lock", "a thread holds a threading.Lock that the child may want"},
    AxisValue{"held-logging-lock", "a thread holds a logging handler's lock"},
    AxisValue{"gc-running", "a thread is inside a garbage collection"},
    AxisValue{"in-atexit-handler", "a thread is inside an atexit handler"},
    AxisValue{"in-fork-hook", "a thread that forks is inside a `before` hook of its own fork"},
    AxisValue{"at-fork-hooks", "os.register_at_fork() hooks of Python code"},
    AxisValue{"wakeup-fd", "signal.set_wakeup_fd() and a SIGINT handler are set"},
    AxisValue{"subint-churn", "another thread creates and destroys sub-interpreters all the time"},
    AxisValue{"trio-run", "a trio.run() on the main thread; fork and wait go through to_thread"},
};

// What the child does.
inline constexpr std::array child_works = {
    AxisValue{"exit", "_exit(0) at once"},
    AxisValue{"sys-exit", "sys.exit(7) where the fork returned"},
    AxisValue{"return", "returns from where it was forked and asks for exit code 7"},
    AxisValue{"raise", "raises an exception where the fork returned"},
    AxisValue{"exec", "exec of this Python, which exits with 7"},
    AxisValue{"kill-itself", "sends itself SIGKILL"},
    AxisValue{"stop-itself", "sends itself SIGSTOP; once continued, _exit(0)"},
    AxisValue{"import", "imports modules that were not imported before, then _exit(0)"},
    AxisValue{"gc", "collects garbage, then _exit(0)"},
    AxisValue{"thread", "starts and joins a thread, then _exit(0)"},
    AxisValue{"log", "logs through the root logger, then _exit(0)"},
    AxisValue{"take-lock", "takes the lock of the scene, then _exit(0)"},
    AxisValue{"legacy-subint", "makes, uses and destroys a legacy sub-interpreter, then _exit(0)"},
    AxisValue{"isolated-subint",
              "makes, uses and destroys an isolated sub-interpreter, then _exit(0)"},
    AxisValue{"open-isolated-subint", "makes and uses an isolated sub-interpreter, then _exit(0)"},
    AxisValue{"asyncio", "asyncio.run(), then _exit(0)"},
    AxisValue{"trio", "trio.run(), then _exit(0)"},
    AxisValue{"spin-until-sigint", "computes until another process sends SIGINT, then _exit(0)"},
    AxisValue{"asyncio-until-sigint",
              "asyncio.run() until another process sends SIGINT, then _exit(0)"},
    AxisValue{"trio-until-sigint", "trio.run() until another process sends SIGINT, then _exit(0)"},
    AxisValue{"close-descriptors",
              "closes every inherited descriptor, then asyncio.run() and _exit(0)"},
    AxisValue{"asyncio-in-isolated-subint",
              "asyncio.run() in a fresh isolated sub-interpreter on its own thread, then _exit(0)"},
    AxisValue{"trio-in-legacy-subint",
              "run_trio_in_subint(): trio.run() in a fresh legacy sub-interpreter, then _exit(0)"},
    AxisValue{"fork-again", "forks, waits for the grandchild, then _exit(0)"},
    AxisValue{"fork-three-deep", "forks twice more, each level waits for the next, then _exit(0)"},
    AxisValue{"look-around", "says how many threads and interpreters it sees, then _exit(0)"},
    AxisValue{"handle-sigint", "sends itself SIGINT and says what came of it, then _exit(0)"},
};

// How the parent waits for the child. The first is the default and is left out of an id.
inline constexpr std::array waits = {
    AxisValue{"waitpid", "wait_child() right after the fork"},
    AxisValue{"trio-to-thread", "wait_child() in trio.to_thread while other trio tasks go on"},
    AxisValue{"poll-wnohang", "os.waitpid(pid, WNOHANG) until the child has ended"},
    AxisValue{"waitid-wnowait", "os.waitid(P_PID, WEXITED | WNOWAIT), then os.waitpid()"},
    AxisValue{"pidfd", "os.pidfd_open(), poll, then os.waitid(P_PIDFD)"},
    AxisValue{"sigchld", "a SIGCHLD handler that reaps"},
    AxisValue{"asyncio-watcher", "asyncio's child watcher in a fresh event loop"},
    AxisValue{"sigchld-ignored", "os.waitpid() while SIGCHLD is ignored"},
    AxisValue{"trio-pidfd",
              "trio.lowlevel.wait_readable() on a pidfd, as trio.Process.wait() does"},
    AxisValue{"untraced", "os.waitpid(pid, WUNTRACED); continues a stopped child"},
    AxisValue{"orphan", "nobody waits: the child goes on when its parent is gone"},
    AxisValue{"reaped-elsewhere", "os.waitpid() after another thread has reaped the child"},
};

// Position of `name` in an axis, or the axis' size when there is no such value.
template <std::size_t N>
constexpr std::size_t index_in(const std::array<AxisValue, N>& axis, std::string_view name) {
  std::size_t i = 0;
  while (i < N && axis[i].name != name) ++i;
  return i;
}

}  // namespace forklab
