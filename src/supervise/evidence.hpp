// Where every thread of a process is, looked at from outside while it is still there.
#pragma once

#include <cstdint>
#include <string>

#include "outcome/run_report.hpp"
#include "supervise/process_tree.hpp"

namespace forklab {

// What the kernel tells of the process' threads, without tracing them.
ProcessEvidence kernel_evidence_of(const ProcessEntry& process, pid_t session);

// The same, and their C frames, their Python frames and what they
// wait for, where the process may be traced. It is stopped for the time of the look and goes on
// afterwards. `session` is that of the first process. Never fails, what cannot be read is empty;
// but it waits for ever for a process that cannot stop (look.hpp).
ProcessEvidence evidence_of(const ProcessEntry& process, pid_t session);

// "futex" for the first word of a /proc/PID/syscall text, "running" for a thread on a CPU.
std::string system_call_in(const std::string& text);
// The first argument in such a text, 0 when there is none.
std::uint64_t first_argument_in(const std::string& text);

}  // namespace forklab
