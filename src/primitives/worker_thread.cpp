#include "primitives/worker_thread.hpp"

#include <algorithm>

#include "primitives/python.hpp"

namespace forklab {
namespace {

struct Start {
  std::string name;
  std::function<void()> body;
};

void* run(void* argument) {
  const std::unique_ptr<Start> start(static_cast<Start*>(argument));
  ::pthread_setname_np(::pthread_self(), start->name.substr(0, 15).c_str());
  start->body();
  return nullptr;
}

}  // namespace

bool WorkerThread::Interest::wanted() {
  const std::lock_guard lock(mutex_);
  return !abandoned_;
}

int WorkerThread::start(const std::string& name, Body body) {
  auto start = std::make_unique<Start>(Start{name, [interest = interest_, body = std::move(body)] {
                                               body(*interest);
                                               const std::lock_guard lock(interest->mutex_);
                                               interest->finished_ = true;
                                               interest->changed_.notify_all();
                                             }});
  const int error = ::pthread_create(&thread_, nullptr, run, start.get());
  if (error == 0) static_cast<void>(start.release());  // the thread owns it now
  return error;
}

WorkerThread::Waited WorkerThread::wait(std::chrono::duration<double> limit) {
  const Waited waited = wait_until_finished(limit);
  if (waited == Waited::finished)
    ::pthread_join(thread_, nullptr);
  else
    ::pthread_detach(thread_);
  return waited;
}

WorkerThread::Waited WorkerThread::wait_until_finished(std::chrono::duration<double> limit) {
  using Clock = std::chrono::steady_clock;
  // A condition variable is not woken by signals: look for them as often as a person would notice.
  constexpr std::chrono::duration<double> slice(0.05);
  const auto start = Clock::now();
  for (;;) {
    const std::chrono::duration<double> left = limit - (Clock::now() - start);
    {
      const Detached detached;
      std::unique_lock lock(interest_->mutex_);
      interest_->changed_.wait_for(lock, std::clamp(left, left.zero(), slice),
                                   [this] { return interest_->finished_; });
    }
    const bool interrupted = PyErr_CheckSignals() != 0;
    const std::lock_guard lock(interest_->mutex_);
    interest_->abandoned_ = interrupted || (!interest_->finished_ && left <= slice);
    if (interrupted) return Waited::interrupted;
    if (interest_->finished_) return Waited::finished;
    if (interest_->abandoned_) return Waited::timed_out;
  }
}

}  // namespace forklab
