#include "event/event.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/unique_fd.hpp"
#include "event/checkpoint.hpp"

namespace forklab {
namespace {

using event_frame::Buffer;
using event_frame::decode;
using event_frame::Decoded;

std::string frame(EventKind kind, std::string_view text, std::int64_t value = 0,
                  std::int64_t other = 12) {
  Buffer buffer;
  event_frame::encode(buffer, kind, 11, 10, value, other, 13, text);
  return {buffer.bytes, buffer.size};
}

Decoded decoded(EventKind kind, std::int64_t value, std::int64_t other = 12) {
  const std::string bytes = frame(kind, "", value, other);
  std::string_view stream = bytes;
  Event event;
  return decode(stream, event);
}

TEST(EventFrame, ComesBackAsItWas) {
  const std::string bytes = frame(EventKind::raised, "RuntimeError: no", -7);
  std::string_view stream = bytes;
  Event event;
  ASSERT_EQ(decode(stream, event), Decoded::whole);
  EXPECT_TRUE(stream.empty());
  EXPECT_EQ(event.kind, EventKind::raised);
  EXPECT_EQ(event.text, "RuntimeError: no");
  EXPECT_EQ(event.pid, 11);
  EXPECT_EQ(event.ppid, 10);
  EXPECT_EQ(event.value, -7);
  EXPECT_EQ(event.other, 12);
  EXPECT_EQ(event.time_ns, 13U);
  EXPECT_FALSE(event.cut);
}

TEST(EventFrame, CutStreamKeepsWholeEvents) {
  const std::string first = frame(EventKind::fact, "a=1");
  const std::string bytes = first + frame(EventKind::fact, "b=2");
  for (std::size_t size = first.size(); size < bytes.size(); ++size) {
    std::string_view stream(bytes.data(), size);
    Event event;
    ASSERT_EQ(decode(stream, event), Decoded::whole);
    EXPECT_EQ(event.text, "a=1");
    EXPECT_EQ(decode(stream, event), Decoded::incomplete) << size;
  }
}

TEST(EventFrame, OtherBytesAreGarbageAndStay) {
  const std::string bytes(200, 'x');
  std::string_view stream = bytes;
  Event event;
  EXPECT_EQ(decode(stream, event), Decoded::garbage);
  EXPECT_EQ(stream.size(), bytes.size());
}

TEST(EventFrame, UnknownKindIsGarbage) {
  const std::string bytes = frame(static_cast<EventKind>(99), "");
  std::string_view stream = bytes;
  Event event;
  EXPECT_EQ(decode(stream, event), Decoded::garbage);
}

TEST(EventFrame, UnfitValuesAreGarbage) {
  constexpr std::int64_t too_much = std::int64_t{INT32_MAX} + 1;
  for (const std::int64_t value : {-1L, 9L, 200L, 256L})
    EXPECT_EQ(decoded(EventKind::checkpoint, value), Decoded::garbage) << value;
  for (const std::int64_t value : {-1L, 0L, too_much})
    EXPECT_EQ(decoded(EventKind::child, value), Decoded::garbage) << value;
  for (const std::int64_t value : {-too_much - 1, too_much})
    EXPECT_EQ(decoded(EventKind::waited, value), Decoded::garbage) << value;
  for (const std::int64_t other : {-1L, 0L, too_much})
    EXPECT_EQ(decoded(EventKind::waited, 0, other), Decoded::garbage) << other;
  for (const std::int64_t value : {-1L, 0L, 65L})
    EXPECT_EQ(decoded(EventKind::crashing, value), Decoded::garbage) << value;
}

TEST(EventFrame, FitValuesAreTaken) {
  for (std::size_t i = 0; i < checkpoint_names.size(); ++i)
    EXPECT_EQ(decoded(EventKind::checkpoint, static_cast<int>(i)), Decoded::whole) << i;
  EXPECT_EQ(decoded(EventKind::child, 1), Decoded::whole);
  EXPECT_EQ(decoded(EventKind::waited, 0xffff, INT32_MAX), Decoded::whole);
  EXPECT_EQ(decoded(EventKind::crashing, 64), Decoded::whole);
}

TEST(EventFrame, ATextMayComeWithAnyValue) {
  for (const EventKind kind : {EventKind::raised, EventKind::fact, EventKind::leaked_fd,
                               EventKind::not_applicable, EventKind::trouble})
    EXPECT_EQ(decoded(kind, INT64_MIN, INT64_MAX), Decoded::whole) << static_cast<int>(kind);
}

TEST(EventFrame, LongTextIsCutAndSaysSo) {
  const std::string text(5000, 'y');
  const std::string bytes = frame(EventKind::trouble, text);
  EXPECT_LE(bytes.size(), static_cast<std::size_t>(PIPE_BUF));
  std::string_view stream = bytes;
  Event event;
  ASSERT_EQ(decode(stream, event), Decoded::whole);
  EXPECT_TRUE(event.cut);
  EXPECT_EQ(event.text, text.substr(0, event_frame::max_text));
}

TEST(EventFrame, FramesOfTwoWritersDoNotMix) {
  constexpr int per_writer = 2000;
  Pipe pipe = make_pipe();
  pid_t writers[2];
  for (int writer = 0; writer < 2; ++writer) {
    writers[writer] = ::fork();
    if (writers[writer] != 0) continue;
    const std::string bytes =
        frame(EventKind::fact, std::string(900, static_cast<char>('a' + writer)));
    for (int i = 0; i < per_writer; ++i)
      if (::write(pipe.write_end.get(), bytes.data(), bytes.size()) < 0) ::_exit(1);
    ::_exit(0);
  }
  pipe.write_end.reset();
  std::string bytes;
  char block[65536];
  for (ssize_t size; (size = ::read(pipe.read_end.get(), block, sizeof block)) > 0;)
    bytes.append(block, static_cast<std::size_t>(size));
  std::string_view stream = bytes;
  int count = 0;
  for (Event event; decode(stream, event) == Decoded::whole; ++count)
    ASSERT_EQ(event.text.find_first_not_of(event.text.front()), std::string::npos);
  EXPECT_EQ(count, 2 * per_writer);
  EXPECT_TRUE(stream.empty());
  for (const pid_t writer : writers) EXPECT_EQ(::waitpid(writer, nullptr, 0), writer);
}

TEST(Checkpoint, NamesAreReadBack) {
  for (std::size_t i = 0; i < checkpoint_names.size(); ++i) {
    const auto checkpoint = static_cast<Checkpoint>(i);
    EXPECT_EQ(checkpoint_named(name_of(checkpoint)), checkpoint);
  }
  EXPECT_FALSE(checkpoint_named("nonsense"));
}

}  // namespace
}  // namespace forklab
