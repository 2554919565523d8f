#include "outcome/outcome.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace forklab {
namespace {

// The first forked child's pid: told by the child itself (it was there even if it died in the next
// instant), or by what the parent's call returned; 0 when there was none.
pid_t child_pid(const RunReport& report) {
  for (const Event& event : report.events) {
    if (event.kind == EventKind::checkpoint && event.ppid == report.pid &&
        static_cast<Checkpoint>(event.value) == Checkpoint::forked)
      return event.pid;
    if (event.kind == EventKind::child) return static_cast<pid_t>(event.value);
  }
  return 0;
}

std::optional<Checkpoint> last_checkpoint(const RunReport& report, pid_t pid) {
  std::optional<Checkpoint> last;
  for (const Event& event : report.events)
    if (event.kind == EventKind::checkpoint && event.pid == pid)
      last = static_cast<Checkpoint>(event.value);
  return last;
}

bool is_of_probe(const std::string& frame) { return frame.find("7forklab") != frame.npos; }

// The crashed thread's frames without those of the probe's signal handler and its trampoline, up to
// where the scenario called into CPython.
std::vector<std::string> crash_frames(const RunReport& report, pid_t pid) {
  constexpr std::size_t most = 12;
  for (const ProcessEvidence& process : report.crashes)
    for (const ThreadEvidence& thread : process.threads) {
      if (process.pid != pid) continue;
      const auto handler = std::find_if(
          thread.frames.begin(), thread.frames.end(),
          [](const std::string& name) { return name.find("forklab_crash_handler") != name.npos; });
      if (thread.frames.end() - handler <= 2) continue;  // not the thread that crashed
      const auto first = handler + 2;
      const auto scenario = std::find_if(first, thread.frames.end(), is_of_probe);
      return {first, first + std::min<std::ptrdiff_t>(most, scenario - first)};
    }
  return {};
}

// Where the first thread of a process that was killed stood: what it waited for and its Python
// frames. Nothing for one that was running or about to run: it would be elsewhere the next time.
std::vector<std::string> hang_frames(const RunReport& report, pid_t pid) {
  constexpr std::size_t most = 12;
  for (const ProcessEvidence& process : report.evidence)
    for (const ThreadEvidence& thread : process.threads) {
      if (process.pid != pid || thread.tid != pid || thread.waits_for.empty()) continue;
      if (thread.waits_for.ends_with("held by another thread")) continue;
      std::vector<std::string> frames = {"waits for " + thread.waits_for};
      for (const std::string& frame : thread.python)
        if (frames.size() < most) frames.push_back(frame);
      return frames;
    }
  return {};
}

// Where the child's status can be found: what the parent's wait said, or the supervisor's own.
ProcessEnd end_of_child(const RunReport& report, pid_t pid) {
  ProcessEnd end;
  if (pid == 0) return end;
  end.reached = last_checkpoint(report, pid);
  end.diagnostic = find_diagnostic(report.child_standard_error.text);
  end.frames = crash_frames(report, pid);
  for (const Event& event : report.events) {
    if (event.kind != EventKind::waited || event.other != pid) continue;
    end.kind = ProcessEnd::Kind::ended;
    end.status = ExitStatus::from_raw(static_cast<int>(event.value));
    return end;
  }
  for (const SurvivingProcess& survivor : report.survivors) {
    if (survivor.pid != pid) continue;
    end.kind = survivor.ended_by_itself ? ProcessEnd::Kind::ended : ProcessEnd::Kind::hung;
    if (survivor.ended_by_itself)
      end.status = survivor.status;
    else
      end.frames = hang_frames(report, pid);
    return end;
  }
  end.kind = ProcessEnd::Kind::unknown;
  return end;
}

ProcessEnd end_of_parent(const RunReport& report) {
  ProcessEnd end;
  end.reached = last_checkpoint(report, report.pid);
  end.diagnostic = find_diagnostic(report.standard_error.text);
  end.frames = crash_frames(report, report.pid);
  end.kind = report.ended_by == EndedBy::itself ? ProcessEnd::Kind::ended : ProcessEnd::Kind::hung;
  end.status = report.status;
  if (end.kind == ProcessEnd::Kind::hung) end.frames = hang_frames(report, report.pid);
  return end;
}

std::optional<std::string> reason_for_lab_error(const RunReport& report) {
  if (report.status.kind() == ExitStatus::Kind::not_started) return report.status.text();
  if (report.ended_by == EndedBy::interrupt) return "interrupted";
  if (report.events_garbled) return "the event stream is garbled";
  for (const Event& event : report.events)
    if (event.kind == EventKind::trouble) return event.text;
  return std::nullopt;
}

// The scene was never set: the probe could not even begin, so the run says nothing of the fork.
bool never_began(const RunReport& report) {
  return std::none_of(report.events.begin(), report.events.end(),
                      [](const Event& event) { return event.kind == EventKind::checkpoint; });
}

// ": last line", or nothing.
std::string last_words(std::string_view text) {
  const std::string line = last_line(text);
  return line.empty() ? "" : ": " + line;
}

RaisedException raised_exception(const std::string& text) {
  const auto colon = text.find(": ");
  if (colon == std::string::npos) return {text, ""};
  return {text.substr(0, colon), text.substr(colon + 2)};
}

std::string survivor_name(const SurvivingProcess& survivor, pid_t child) {
  std::string name = survivor.pid == child ? "child" : "descendant";
  if (survivor.own_session) name += " in its own session";
  return name;
}

// Parent and children report at the same time: the parent's facts come last.
void collect_facts(const RunReport& report, Outcome& outcome) {
  for (const bool of_parent : {false, true})
    for (const Event& event : report.events)
      if (event.kind == EventKind::fact && (event.pid == report.pid) == of_parent)
        outcome.facts.push_back(event.text);
}

void collect_events(const RunReport& report, Outcome& outcome) {
  for (const Event& event : report.events) {
    if (event.kind == EventKind::raised && !outcome.raised)
      outcome.raised = raised_exception(event.text);
    if (event.kind == EventKind::not_applicable) outcome.not_applicable = event.text;
    if (event.kind == EventKind::leaked_fd) outcome.leaked_fds.push_back(event.text);
  }
  std::sort(outcome.leaked_fds.begin(), outcome.leaked_fds.end());
}

void collect_survivors(const RunReport& report, pid_t child, Outcome& outcome) {
  if (report.ended_by != EndedBy::itself) return;  // everybody was killed with the parent
  for (const SurvivingProcess& survivor : report.survivors)
    if (!survivor.ended_by_itself) outcome.survivors.push_back(survivor_name(survivor, child));
  std::sort(outcome.survivors.begin(), outcome.survivors.end());
}

}  // namespace

Outcome outcome_of(const RunReport& report) {
  Outcome outcome;
  outcome.ended_by = report.ended_by;
  outcome.lab_error = reason_for_lab_error(report);
  collect_events(report, outcome);
  collect_facts(report, outcome);
  const pid_t child = child_pid(report);
  outcome.parent = end_of_parent(report);
  outcome.child = end_of_child(report, child);
  // A parent that waits for a hung child may look after it now and then.
  if (outcome.child.kind == ProcessEnd::Kind::hung) outcome.parent.frames.clear();
  collect_survivors(report, child, outcome);
  if (!outcome.lab_error && !outcome.not_applicable && never_began(report))
    outcome.lab_error = "the probe did not begin (" + report.status.text() + ")" +
                        last_words(report.standard_error.text);
  return outcome;
}

Outcome outcome_of_script(const RunReport& report) {
  Outcome outcome;
  outcome.of_script = true;
  outcome.ended_by = report.ended_by;
  if (report.status.kind() == ExitStatus::Kind::not_started)
    outcome.lab_error = report.status.text();
  if (report.ended_by == EndedBy::interrupt) outcome.lab_error = "interrupted";
  outcome.parent = end_of_parent(report);
  collect_survivors(report, 0, outcome);
  return outcome;
}

}  // namespace forklab
