// A native thread that its creator waits for with a limit, while Python's signals are still
// handled.
//
// The thread may outlive the wait, so the state both sides touch is owned by both. A forked child
// must not touch it: the lock may be held by a thread that does not exist there.
#pragma once

#include <pthread.h>

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

namespace forklab {

class WorkerThread {
 public:
  // Asked by the body before a step that must not happen once nobody waits for it any more.
  class Interest {
   public:
    [[nodiscard]] bool wanted();

   private:
    friend class WorkerThread;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool finished_ = false;
    bool abandoned_ = false;
  };
  using Body = std::function<void(Interest&)>;

  // Starts a thread called `name` (the kernel keeps 15 bytes), attached to no interpreter.
  // Returns 0 or an errno.
  int start(const std::string& name, Body body);

  enum class Waited { finished, timed_out, interrupted };
  // The caller is attached to an interpreter, and detached while it waits. `finished`: the thread
  // has been joined. `interrupted`: a signal handler raised, the exception is set. After the last
  // two the thread is on its own. Call once, after start() returned 0.
  Waited wait(std::chrono::duration<double> limit);

 private:
  Waited wait_until_finished(std::chrono::duration<double> limit);

  pthread_t thread_{};
  std::shared_ptr<Interest> interest_ = std::make_shared<Interest>();
};

}  // namespace forklab
