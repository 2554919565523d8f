#include "run/runner.hpp"

#include <signal.h>
#include <sys/resource.h>

#include "leak_check.hpp"

namespace forklab {
namespace {

using namespace std::chrono_literals;

class Runner : public LeakCheck {
 protected:
  [[nodiscard]] PlannedCell cell(const std::string& name,
                                 std::vector<std::string> arguments) const {
    PlannedCell cell;
    cell.observation.scenario = name;
    cell.request = request(std::move(arguments));
    return cell;
  }
};

TEST_F(Runner, ResultsAreInTheOrderOfThePlan) {
  const std::vector<PlannedCell> cells = {cell("slow", {"close-output", "0"}),
                                          cell("fast", {"exit", "0"}),
                                          cell("third", {"exit", "3"})};
  const RunnerResult result = run_cells(cells, {.jobs = 3});
  ASSERT_EQ(result.observations.size(), 3U);
  EXPECT_EQ(result.observations[0].scenario, "slow");
  EXPECT_EQ(result.observations[1].scenario, "fast");
  EXPECT_EQ(result.observations[2].scenario, "third");
}

TEST_F(Runner, RepeatedRunsAreCounted) {
  const RunnerResult result = run_cells({cell("one", {"exit", "0"})}, {.jobs = 2, .repeat = 5});
  ASSERT_EQ(result.observations.size(), 1U);
  EXPECT_EQ(result.observations.front().runs(), 5U);
  EXPECT_EQ(result.observations.front().outcomes.size(), 1U);
}

TEST_F(Runner, WhatIsNotRunSaysWhy) {
  PlannedCell absent = cell("absent", {"exit", "0"});
  absent.not_run = "nobody has it";
  PlannedCell old = cell("old", {"exit", "0"});
  old.not_applicable = "needs 3.14+";
  const RunnerResult result = run_cells({absent, old}, {});
  EXPECT_EQ(result.observations.at(0).signature(), "not run: nobody has it");
  EXPECT_EQ(result.observations.at(1).signature(), "not applicable: needs 3.14+");
}

// In which order the runs of two cells end with one job at a time.
std::vector<std::string> order_of_ends(const std::vector<PlannedCell>& cells) {
  std::vector<std::string> order;
  RunnerOptions options{.jobs = 1};
  options.on_run = [&](const PlannedCell& done, const RunReport&, const Outcome&, std::size_t,
                       std::size_t) { order.push_back(done.observation.scenario); };
  run_cells(cells, options);
  return order;
}

TEST_F(Runner, ARunThatSleepsMakesRoom) {
  std::vector<PlannedCell> cells = {cell("hangs", {"hang"}), cell("exits", {"exit", "0"})};
  cells.front().request.deadline = 3s;
  EXPECT_EQ(order_of_ends(cells), (std::vector<std::string>{"exits", "hangs"}));
}

// However long it takes.
TEST_F(Runner, ARunThatComputesMakesNoRoom) {
  std::vector<PlannedCell> cells = {cell("computes", {"spin"}), cell("exits", {"exit", "0"})};
  cells.front().request.deadline = 1s;
  EXPECT_EQ(order_of_ends(cells), (std::vector<std::string>{"computes", "exits"}));
}

// A program that reports nothing is the lab's failure, never a pass.
TEST_F(Runner, ACellWithoutEventsIsALabError) {
  const RunnerResult result = run_cells({cell("mute", {"exit", "0"})}, {});
  EXPECT_TRUE(result.observations.at(0).signature().starts_with("lab error:"));
}

// A scenario's code may write into the event pipe, whatever it likes.
TEST_F(Runner, AGarbledEventIsALabErrorOfItsCellAlone) {
  PlannedCell garbled = cell("garbled", {"report-no-checkpoint", std::string(event_fd_word)});
  garbled.request.events = true;
  PlannedCell other = cell("other", {"exit", "0"});
  other.interpret = outcome_of_script;
  const RunnerResult result = run_cells({garbled, other}, {.jobs = 2, .repeat = 2});
  ASSERT_EQ(result.observations.size(), 2U);
  EXPECT_EQ(result.observations[0].signature(), "lab error: the event stream is garbled");
  EXPECT_EQ(result.observations[1].runs(), 2U);
  EXPECT_FALSE(result.observations[1].outcomes.front().outcome.lab_error);
}

Outcome throw_instead(const RunReport&) { throw std::bad_alloc(); }

TEST_F(Runner, NothingThatOneRunThrowsEndsTheOthers) {
  PlannedCell throwing = cell("throwing", {"exit", "0"});
  throwing.interpret = throw_instead;
  PlannedCell other = cell("other", {"exit", "0"});
  other.interpret = outcome_of_script;
  const RunnerResult result = run_cells({throwing, other}, {.jobs = 1});
  ASSERT_EQ(result.observations.size(), 2U);
  EXPECT_EQ(result.observations[0].signature(), "lab error: std::bad_alloc");
  EXPECT_FALSE(result.observations[1].outcomes.front().outcome.lab_error);
}

// While it lives, this process may have so many descriptors, standard streams included.
class FewDescriptors {
 public:
  explicit FewDescriptors(rlim_t most) {
    EXPECT_EQ(::getrlimit(RLIMIT_NOFILE, &before_), 0);
    const rlimit few{most, before_.rlim_max};
    EXPECT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
};

TEST_F(Runner, AShortageOfDescriptorsDelaysStartsAndLosesNothing) {
  std::vector<PlannedCell> cells;
  for (int i = 0; i < 20; ++i) {
    cells.push_back(cell(std::to_string(i), {"hang"}));
    cells.back().request.deadline = 400ms;
    cells.back().interpret = outcome_of_script;
  }
  // Whichever descriptor is the one that is missing, no other may be left open.
  for (const rlim_t most : {40, 41, 42}) {
    const FewDescriptors few(most);
    const RunnerResult result = run_cells(cells, {.jobs = 24});
    ASSERT_EQ(result.observations.size(), cells.size());
    for (const Observation& observation : result.observations)
      EXPECT_EQ(observation.signature(), "script hung");
  }
}

TEST_F(Runner, AShortageThatStaysIsALabErrorOfEachCell) {
  const rlim_t next = static_cast<rlim_t>(::dup(0));
  ::close(static_cast<int>(next));
  const FewDescriptors few(next + 2);
  const RunnerResult result = run_cells({cell("one", {"exit", "0"})}, {.jobs = 2});
  ASSERT_EQ(result.observations.size(), 1U);
  EXPECT_EQ(result.observations.front().signature(),
            "lab error: cannot make a pipe: Too many open files");
}

TEST_F(Runner, AnInterruptEndsAllRunsAndKeepsWhatIsComplete) {
  const std::string fifo = make_fifo();
  const pid_t runner = ::fork();
  if (runner == 0) {
    const RunnerResult result = run_cells(
        {cell("complete", {"exit", "0"}), cell("hanging", {"hang-ready", fifo})}, {.jobs = 1});
    const bool right = result.interrupted_by == SIGINT && result.observations.size() == 1 &&
                       result.observations.front().scenario == "complete";
    ::_exit(right ? 0 : 1);
  }
  const UniqueFd helper = pidfd_of(wait_until_ready(fifo));
  const UniqueFd runner_fd = pidfd_of(runner);
  ::kill(runner, SIGINT);
  EXPECT_TRUE(ends(helper));
  EXPECT_TRUE(ends(runner_fd));
  int status = -1;
  ::waitpid(runner, &status, 0);
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace forklab
