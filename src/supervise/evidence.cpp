#include "supervise/evidence.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>

#include "base/file.hpp"
#include "supervise/libdw.hpp"
#include "supervise/python_state.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

struct SystemCall {
  long number;
  const char* name;
};
// The ones a process of a fork test waits in; others are shown by number.
constexpr SystemCall known_calls[] = {
    {SYS_read, "read"},
    {SYS_write, "write"},
    {SYS_openat, "openat"},
    {SYS_futex, "futex"},
    {SYS_wait4, "wait4"},
    {SYS_waitid, "waitid"},
    {SYS_ppoll, "ppoll"},
    {SYS_epoll_pwait, "epoll_pwait"},
    {SYS_clock_nanosleep, "clock_nanosleep"},
    {SYS_nanosleep, "nanosleep"},
    {SYS_rt_sigsuspend, "rt_sigsuspend"},
    {SYS_rt_sigtimedwait, "rt_sigtimedwait"},
    {SYS_pselect6, "pselect6"},
    {SYS_flock, "flock"},
    {SYS_recvmsg, "recvmsg"},
    {SYS_recvfrom, "recvfrom"},
    {SYS_accept4, "accept4"},
    {SYS_restart_syscall, "restart_syscall"},
#ifdef SYS_poll
    {SYS_poll, "poll"},
    {SYS_select, "select"},
    {SYS_pause, "pause"},
    {SYS_epoll_wait, "epoll_wait"},
#endif
};

std::string first_line(std::string text) {
  text.resize(std::min(text.find('\n'), text.size()));
  return text;
}

ThreadEvidence kernel_evidence(const fs::path& folder) {
  ThreadEvidence thread;
  const auto stat = parse_stat(read_file_or_empty(folder / "stat"));
  if (stat) thread.tid = stat->pid, thread.name = stat->name, thread.state = stat->state;
  thread.wait_channel = first_line(read_file_or_empty(folder / "wchan"));
  if (thread.wait_channel == "0") thread.wait_channel.clear();
  const std::string call = read_file_or_empty(folder / "syscall");
  thread.system_call = system_call_in(call);
  if (thread.system_call == "futex") thread.futex = first_argument_in(call);
  return thread;
}

constexpr std::size_t max_frames = 64;

// "nanosleep@@GLIBC_2.2.5" -> "nanosleep".
std::string without_version(std::string name) {
  name.resize(std::min(name.find('@'), name.size()));
  return name;
}

// Where a symbol is in the process' memory, as one module has it.
struct SymbolSearch {
  std::string_view name;
  Dwarf_Addr address = 0;
};

int search_module(Dwfl_Module* module, void**, const char*, Dwarf_Addr, void* argument) {
  auto& search = *static_cast<SymbolSearch*>(argument);
  const int count = libdw().module_getsymtab(module);
  for (int i = 0; i < count; ++i) {
    GElf_Sym symbol;
    GElf_Addr address = 0;
    const char* name =
        libdw().module_getsym_info(module, i, &symbol, &address, nullptr, nullptr, nullptr);
    if (name == nullptr || symbol.st_shndx == SHN_UNDEF || without_version(name) != search.name)
      continue;
    search.address = address;
    return DWARF_CB_ABORT;
  }
  return DWARF_CB_OK;
}

struct Unwinding {
  Dwfl* dwfl;
  std::vector<std::string>* frames;
};

int add_frame(Dwfl_Frame* frame, void* argument) {
  auto& [dwfl, frames] = *static_cast<Unwinding*>(argument);
  Dwarf_Addr pc = 0;
  bool activation = false;
  if (!libdw().frame_pc(frame, &pc, &activation)) return DWARF_CB_ABORT;
  // A return address belongs to the call before it.
  const Dwarf_Addr address = activation ? pc : pc - 1;
  Dwfl_Module* const module = libdw().addrmodule(dwfl, address);
  const char* name = module != nullptr ? libdw().module_addrname(module, address) : nullptr;
  if (name == nullptr && module != nullptr) {
    const char* path =
        libdw().module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    frames->push_back("[" + fs::path(path != nullptr ? path : "?").filename().string() + "]");
  } else {
    frames->push_back(without_version(name != nullptr ? name : "?"));
  }
  return frames->size() < max_frames ? DWARF_CB_OK : DWARF_CB_ABORT;
}

// A live process, attached to libdwfl for as long as this object lives.
class Unwinder {
 public:
  explicit Unwinder(pid_t pid) {
    static char* no_debug_path = nullptr;
    static const Dwfl_Callbacks callbacks = {.find_elf = libdw().linux_proc_find_elf,
                                             .find_debuginfo = libdw().standard_find_debuginfo,
                                             .section_address = nullptr,
                                             .debuginfo_path = &no_debug_path};
    dwfl_ = libdw().begin(&callbacks);
    attached_ = dwfl_ != nullptr && libdw().linux_proc_report(dwfl_, pid) == 0 &&
                libdw().report_end(dwfl_, nullptr, nullptr) == 0 &&
                libdw().linux_proc_attach(dwfl_, pid, false) == 0;
  }
  ~Unwinder() {
    if (dwfl_ != nullptr) libdw().end(dwfl_);
  }
  Unwinder(const Unwinder&) = delete;
  Unwinder& operator=(const Unwinder&) = delete;

  [[nodiscard]] std::vector<std::string> frames_of(pid_t tid) const {
    std::vector<std::string> frames;
    Unwinding unwinding{dwfl_, &frames};
    if (attached_) libdw().getthread_frames(dwfl_, tid, add_frame, &unwinding);
    return frames;
  }

  // 0 where no module of the process defines it.
  [[nodiscard]] std::uint64_t address_of(std::string_view symbol) const {
    SymbolSearch search{symbol};
    if (attached_) libdw().getmodules(dwfl_, search_module, &search, 0);
    return search.address;
  }

 private:
  Dwfl* dwfl_ = nullptr;
  bool attached_ = false;
};

// Parts of the names of the functions a thread passes through on its way into a wait for a lock:
// of glibc, of CPython's locks, and of the calls between them that tell nothing.
constexpr std::array<std::string_view, 6> waiting_parts = {
    "futex", "sem_wait", "sem_clockwait", "lll_lock", "__new_sem_", "[libc"};
constexpr std::array<std::string_view, 9> lock_parts = {
    "pthread_mutex_lock", "pthread_rwlock", "_PySemaphore",  "_PyParkingLot", "PyMutex_Lock",
    "_PyRecursiveMutex",  "acquire_lock",   "_thread_lock_", "_thread_RLock_"};
constexpr std::array<std::string_view, 4> call_parts = {"cfunction_", "method_vectorcall",
                                                        "_PyObject_", "["};

bool has_any(const std::string& name, const auto& parts) {
  return std::any_of(parts.begin(), parts.end(),
                     [&](std::string_view part) { return name.find(part) != name.npos; });
}

bool is_here(const std::vector<ThreadEvidence>& threads, pid_t tid) {
  return std::any_of(threads.begin(), threads.end(),
                     [&](const ThreadEvidence& thread) { return thread.tid == tid; });
}

std::string gil_text(const PythonGil& gil, const std::vector<ThreadEvidence>& threads) {
  const std::string name = "the GIL of interpreter " + std::to_string(gil.interpreter);
  if (!gil.locked) return name + ", which nobody holds";
  if (gil.holder == 0) return name + ", held by a thread that CPython does not know";
  return name + (is_here(threads, gil.holder) ? ", held by another thread"
                                              : ", held by a thread that is not in this process");
}

// Where no symbol tells, nothing is said: a wrong name would be worse.
std::string lock_text(const std::vector<std::string>& frames) {
  std::string lock;
  for (const std::string& frame : frames) {
    if (frame.find("pthread_join") != frame.npos || frame.find("clockjoin") != frame.npos)
      return "the end of a thread";
    if (frame.find("pthread_cond") != frame.npos)
      lock = "a condition variable";
    else if (has_any(frame, lock_parts))
      lock = "a lock (" + frame + ")";
    else if (!has_any(frame, waiting_parts))
      return lock.empty() || has_any(frame, call_parts) ? lock : lock + " in " + frame;
  }
  return lock;
}

std::string lock_text(const PythonLock& lock, const PythonState& python,
                      const std::vector<ThreadEvidence>& threads) {
  const std::string name = "a " + lock.type;
  if (lock.holder == 0) return name + ", whose holder CPython does not note";
  const auto holder =
      std::find_if(python.threads.begin(), python.threads.end(),
                   [&](const PythonThread& thread) { return thread.ident == lock.holder; });
  return name + (holder != python.threads.end() && is_here(threads, holder->tid)
                     ? ", held by another thread"
                     : ", held by a thread that is not in this process");
}

std::string wait_text(const ThreadEvidence& thread, const std::optional<PythonState>& python,
                      const std::optional<PythonLock>& python_lock,
                      const std::vector<ThreadEvidence>& threads) {
  if (thread.system_call != "futex")
    return thread.system_call == "running" ? "" : thread.system_call;
  if (python)
    if (const PythonGil* gil = gil_at(*python, thread.futex)) return gil_text(*gil, threads);
  if (python && python_lock) return lock_text(*python_lock, *python, threads);
  const std::string lock = lock_text(thread.frames);
  return lock.empty() ? "futex" : lock;
}

void add_python_frames(const PythonState& state, ProcessEvidence& evidence) {
  for (const PythonThread& python : state.threads) {
    const auto thread = std::find_if(evidence.threads.begin(), evidence.threads.end(),
                                     [&](const auto& known) { return known.tid == python.tid; });
    std::vector<std::string> lines = python.frames;
    for (std::string& line : lines)
      line = "interpreter " + std::to_string(python.interpreter) + ": " + line;
    if (thread != evidence.threads.end())
      thread->python.insert(thread->python.end(), lines.begin(), lines.end());
    else
      evidence.lost_threads.push_back({python.tid, std::move(lines)});
  }
}

}  // namespace

std::uint64_t first_argument_in(const std::string& text) {
  const auto begin = text.find(" 0x");
  std::uint64_t argument = 0;
  if (begin != text.npos)
    std::from_chars(text.data() + begin + 3, text.data() + text.size(), argument, 16);
  return argument;
}

std::string system_call_in(const std::string& text) {
  if (text.starts_with("running")) return "running";
  long number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return "";
  for (const auto& [known, name] : known_calls)
    if (known == number) return name;
  return number < 0 ? "" : "system call " + std::to_string(number);
}

ProcessEvidence kernel_evidence_of(const ProcessEntry& process, pid_t session) {
  ProcessEvidence evidence{
      process.pid, process.ppid, process.name, process.session != session, {}, {}, {}};
  const fs::path tasks = fs::path("/proc") / std::to_string(process.pid) / "task";
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(tasks, ignored))
    evidence.threads.push_back(kernel_evidence(entry.path()));
  std::sort(evidence.threads.begin(), evidence.threads.end(),
            [](const auto& a, const auto& b) { return a.tid < b.tid; });
  return evidence;
}

ProcessEvidence evidence_of(const ProcessEntry& process, pid_t session) {
  ProcessEvidence evidence = kernel_evidence_of(process, session);
  if (process.state == 'Z') return evidence;
  const Unwinder unwinder(process.pid);  // after the kernel's view: tracing changes it
  for (ThreadEvidence& thread : evidence.threads) thread.frames = unwinder.frames_of(thread.tid);
  std::optional<PythonState> python;
  const std::uint64_t runtime = unwinder.address_of("_PyRuntime");
  if (runtime != 0) {
    if (auto state = python_state_of(process.pid, runtime))
      python = std::move(*state);
    else if (!state.error().empty())
      evidence.python_trouble = state.error() + ": no Python frames";
  }
  if (python) add_python_frames(*python, evidence);
  for (ThreadEvidence& thread : evidence.threads)
    thread.waits_for = wait_text(
        thread, python, python ? lock_at(process.pid, runtime, thread.futex) : std::nullopt,
        evidence.threads);
  return evidence;
}

}  // namespace forklab
