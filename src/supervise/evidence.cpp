#include "supervise/evidence.hpp"

#include <elfutils/libdwfl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <map>

#include "base/file.hpp"

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
  thread.system_call = system_call_in(read_file_or_empty(folder / "syscall"));
  return thread;
}

constexpr std::size_t max_frames = 64;

// "nanosleep@@GLIBC_2.2.5" -> "nanosleep".
std::string without_version(std::string name) {
  name.resize(std::min(name.find('@'), name.size()));
  return name;
}

struct Unwinding {
  Dwfl* dwfl;
  std::vector<std::string>* frames;
};

int add_frame(Dwfl_Frame* frame, void* argument) {
  auto& [dwfl, frames] = *static_cast<Unwinding*>(argument);
  Dwarf_Addr pc = 0;
  bool activation = false;
  if (!::dwfl_frame_pc(frame, &pc, &activation)) return DWARF_CB_ABORT;
  // A return address belongs to the call before it.
  const Dwarf_Addr address = activation ? pc : pc - 1;
  Dwfl_Module* const module = ::dwfl_addrmodule(dwfl, address);
  const char* name = module != nullptr ? ::dwfl_module_addrname(module, address) : nullptr;
  if (name == nullptr && module != nullptr) {
    const char* path =
        ::dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
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
    static const Dwfl_Callbacks callbacks = {.find_elf = ::dwfl_linux_proc_find_elf,
                                             .find_debuginfo = ::dwfl_standard_find_debuginfo,
                                             .section_address = nullptr,
                                             .debuginfo_path = &no_debug_path};
    dwfl_ = ::dwfl_begin(&callbacks);
    attached_ = dwfl_ != nullptr && ::dwfl_linux_proc_report(dwfl_, pid) == 0 &&
                ::dwfl_report_end(dwfl_, nullptr, nullptr) == 0 &&
                ::dwfl_linux_proc_attach(dwfl_, pid, false) == 0;
  }
  ~Unwinder() {
    if (dwfl_ != nullptr) ::dwfl_end(dwfl_);
  }
  Unwinder(const Unwinder&) = delete;
  Unwinder& operator=(const Unwinder&) = delete;

  [[nodiscard]] std::vector<std::string> frames_of(pid_t tid) const {
    std::vector<std::string> frames;
    Unwinding unwinding{dwfl_, &frames};
    if (attached_) ::dwfl_getthread_frames(dwfl_, tid, add_frame, &unwinding);
    return frames;
  }

 private:
  Dwfl* dwfl_ = nullptr;
  bool attached_ = false;
};

}  // namespace

std::string system_call_in(const std::string& text) {
  if (text.starts_with("running")) return "running";
  long number = -1;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc()) return "";
  for (const auto& [known, name] : known_calls)
    if (known == number) return name;
  return number < 0 ? "" : "system call " + std::to_string(number);
}

ProcessEvidence evidence_of(const ProcessEntry& process, pid_t session) {
  ProcessEvidence evidence{process.pid, process.ppid, process.name, process.session != session, {}};
  const fs::path tasks = fs::path("/proc") / std::to_string(process.pid) / "task";
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(tasks, ignored))
    evidence.threads.push_back(kernel_evidence(entry.path()));
  std::sort(evidence.threads.begin(), evidence.threads.end(),
            [](const auto& a, const auto& b) { return a.tid < b.tid; });
  if (process.state == 'Z') return evidence;
  const Unwinder unwinder(process.pid);  // after the kernel's view: tracing changes it
  for (ThreadEvidence& thread : evidence.threads) thread.frames = unwinder.frames_of(thread.tid);
  return evidence;
}

}  // namespace forklab
