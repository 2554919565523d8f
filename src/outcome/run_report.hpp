// Raw facts of one supervised run, as the supervisor saw them. Nothing here is interpreted:
// outcome.hpp does that, from these facts alone, so that it can be tested without a process.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "event/event.hpp"
#include "status/exit_status.hpp"

namespace forklab {

// Who brought the run to its end.
enum class EndedBy { itself, deadline, output_limit, interrupt };

// A thread of a process that was looked at before it was killed.
struct ThreadEvidence {
  pid_t tid = 0;
  std::string name;
  char state = '?';                 // as in /proc/PID/stat: R, S, D, T, Z ...
  std::string wait_channel;         // kernel function, empty where the kernel does not tell
  std::string system_call;          // "futex", "wait4", "running", empty where not readable
  std::uint64_t futex = 0;          // the address it waits on, in a futex call
  std::vector<std::string> frames;  // function names, innermost first; empty where not readable
  // "interpreter 0: Thread.join (threading.py:1139)", innermost first; empty where not readable.
  std::vector<std::string> python;
  std::string waits_for;  // "the GIL of interpreter 0, held by ...", "read"; empty when it runs
};

// A thread state of CPython whose thread is not in the process: it was left behind by a fork.
struct LostThread {
  pid_t tid = 0;
  std::vector<std::string> python;
};

struct ProcessEvidence {
  pid_t pid = 0;
  pid_t ppid = 0;
  std::string name;
  bool own_session = false;  // it called setsid
  std::vector<ThreadEvidence> threads;
  std::vector<LostThread> lost_threads;
  // "no layout known for CPython 3.16: no Python frames"; empty when they could be read, and for a
  // process of something else.
  std::string python_trouble;
};

// A descendant that was still there when the first process had ended.
struct SurvivingProcess {
  pid_t pid = 0;
  std::string name;
  bool own_session = false;
  bool ended_by_itself = false;  // within the settling time; otherwise it was killed
  ExitStatus status;
};

struct CapturedText {
  std::string text;           // first and last part when `dropped` is not 0
  std::uint64_t dropped = 0;  // bytes left out between them
};

struct RunReport {
  pid_t pid = 0;      // first process: the parent of the scenario
  ExitStatus status;  // of the first process; `running` when it had to be killed
  EndedBy ended_by = EndedBy::itself;
  std::vector<Event> events;
  bool events_garbled = false;
  std::vector<SurvivingProcess> survivors;
  std::vector<ProcessEvidence> evidence;  // taken before the first kill; empty without one
  std::vector<ProcessEvidence>
      crashes;  // taken while a process died of a signal, first thread first
  CapturedText standard_output;
  CapturedText standard_error;        // of the first process and of children without their own
  CapturedText child_standard_error;  // of forked children, where the probe redirects it
  double seconds = 0;
};

// JSON, for the pipe between supervisor and runner and for the log. Throws LabError on bad text.
std::string to_json(const RunReport& report);
RunReport run_report_from_json(std::string_view text);

std::string to_json(const ProcessEvidence& evidence);
ProcessEvidence process_evidence_from_json(std::string_view text);

std::string_view name_of(EndedBy ended_by);
// Throws LabError for a name that is none of the four.
EndedBy ended_by_named(std::string_view name);

}  // namespace forklab
