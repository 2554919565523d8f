#include "axes/axes.hpp"

#include <gtest/gtest.h>

namespace forklab {
namespace {

constexpr AxisValue good{"some-name", "what it is", Needs::nothing, Said::in_python,
                         "def f(): 1\n"};
constexpr AxisValue good_by_probe{"some-name", "what it is", Needs::nothing, Said::by_probe, "a"};
constexpr AxisValue nothing{"some-name", "what it is", Needs::nothing, Said::not_at_all};

template <class Row>
constexpr bool is_whole(const Row& row) {
  const Row rows[] = {row};
  return whole(rows);
}

constexpr AxisValue with(AxisValue value, std::string_view AxisValue::*member,
                         std::string_view text) {
  value.*member = text;
  return value;
}

static_assert(is_whole(ChildWork{good}) && is_whole(ChildWork{good_by_probe}) &&
              is_whole(ChildWork{nothing}));
static_assert(!is_whole(ChildWork{with(good, &AxisValue::name, "")}));
static_assert(!is_whole(ChildWork{with(good, &AxisValue::description, "")}));
static_assert(!is_whole(ChildWork{with(good, &AxisValue::text, "")}), "nothing to run");
static_assert(!is_whole(ChildWork{with(good_by_probe, &AxisValue::text, "")}), "nothing to script");
static_assert(!is_whole(ChildWork{with(nothing, &AxisValue::text, "a")}), "both");
static_assert(!is_whole(ChildWork{with(good, &AxisValue::argument, "a")}), "no function to get it");
static_assert(!is_whole(Forker{nothing}), "a forker forks");
static_assert(!is_whole(Scene{nothing}) && !is_whole(Scene{good_by_probe}));
static_assert(is_whole(Wait{nothing, true, false, true}), "an orphan");
static_assert(!is_whole(Wait{nothing, false, false, true}), "an orphan that need not wait");
static_assert(!is_whole(Wait{good, true, false, true}), "an orphan that is waited for");
static_assert(!is_whole(Wait{good, false, true}), "a trio thread without trio");

static_assert(is_whole(Guard{nothing}) && is_whole(Guard{good}));
static_assert(!is_whole(Guard{good_by_probe}), "the probe has no functions of this axis");

constexpr AxisValue one[] = {good, nothing}, same[] = {with(good, &AxisValue::name, "other"), good};
constexpr AxisValue another[] = {with(good, &AxisValue::name, "other")};
static_assert(disjoint(one, another) && !disjoint(one, same));

constexpr ChildWork twice[] = {ChildWork{good}, ChildWork{with(good, &AxisValue::name, "other")},
                               ChildWork{good}};
static_assert(!whole(twice));

constexpr Needs both = Needs::trio | Needs::sub_interpreters;
static_assert(asks_for(both, Needs::trio) && asks_for(both, Needs::sub_interpreters));
static_assert(!asks_for(Needs::trio, Needs::sub_interpreters));

TEST(Axes, AValueIsFoundByItsName) {
  for (const Forker& row : forkers()) EXPECT_EQ(forker_named(row.name), &row) << row.name;
  EXPECT_EQ(forker_named("nonsense"), nullptr);
  EXPECT_EQ(wait_named(""), nullptr);
}

TEST(Axes, TheFirstValuesAreWhatIsLeftOut) {
  EXPECT_EQ(forkers().front().name, "main-thread");
  EXPECT_EQ(scenes().front().name, "nothing");
  EXPECT_EQ(child_works().front().name, "exit");
  EXPECT_EQ(waits().front().name, "waitpid");
  EXPECT_EQ(guards().front().name, "none");
}

TEST(Axes, AProductHasARowForEachOfItsMembers) {
  for (const char* spawner : {"multiprocessing-spawn", "posix-spawn"})
    for (const char* context : {"", "-threaded", "-in-legacy", "-in-isolated"}) {
      const Forker* const row = forker_named(std::string(spawner) + context);
      ASSERT_NE(row, nullptr) << spawner << context;
      EXPECT_EQ(asks_for(row->needs, Needs::sub_interpreters),
                std::string_view(context).starts_with("-in-"));
    }
  EXPECT_EQ(scene_named("used-isolated-subint")->description,
            "an isolated sub-interpreter that ran code is alive");
}

TEST(Axes, WhereItRunsDecidesHowAForkserversChildIsJoined) {
  const auto joins = [](const char* name) { return forker_named(name)->joins; };
  EXPECT_EQ(joins("multiprocessing-forkserver"), joins("multiprocessing-forkserver-threaded"));
  EXPECT_NE(joins("multiprocessing-forkserver"), joins("multiprocessing-forkserver-in-legacy"));
  EXPECT_EQ(joins("multiprocessing-spawn-in-legacy"), "");
}

}  // namespace
}  // namespace forklab
