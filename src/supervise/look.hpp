// A look at processes by a process of its own, which can be killed.
//
// To trace a process that cannot stop, one in vfork say, is to wait for ever; and what libdw reads
// there was made by the program that is looked at. So neither the supervisor waits for a look, nor
// does it die of one.
#pragma once

#include <sys/types.h>

#include <functional>
#include <vector>

#include "outcome/run_report.hpp"
#include "supervise/process_tree.hpp"

namespace forklab {

// The evidence of each process, in their order. A process at which the look got stuck, and where
// time was up all that follow, have what the kernel tells without tracing. `wait` is called with
// the looker's pipe: it waits for that to be readable, 100 ms at most, and returns false when
// nobody wants the look any more; then it ends at once. Call it in a process of one thread; it
// leaves no child, and a process that the look had stopped goes on.
std::vector<ProcessEvidence> look_at(const std::vector<ProcessEntry>& processes, pid_t session,
                                     const std::function<bool(int fd)>& wait);

}  // namespace forklab
