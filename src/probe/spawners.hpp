// Ways to a new process that Python's library offers, from wherever they are called.
#pragma once

#include <sys/types.h>

namespace forklab::probe {

enum class Spawner {
  multiprocessing_fork,
  multiprocessing_forkserver,
  multiprocessing_spawn,
  subprocess,
  posix_spawn
};
enum class Place { main_thread, threading_thread, legacy_subint, isolated_subint };

// As Forker::fork. A multiprocessing.Process stays alive in the main interpreter until let_go, and
// is forgotten at once in another interpreter, which ends before its child does.
pid_t spawn(Spawner spawner, Place place);

template <Spawner spawner, Place place = Place::main_thread>
pid_t spawn_in() {
  return spawn(spawner, place);
}

// Python source for Forker::let_go and Forker::join of the multiprocessing ones.
extern const char close_process[];
extern const char join_forkserver_process[];

}  // namespace forklab::probe
