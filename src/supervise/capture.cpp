#include "supervise/capture.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace forklab {

PipeReader::PipeReader(UniqueFd fd) : fd_(std::move(fd)) {
  if (fd_) make_nonblocking(fd_.get());
}

std::size_t PipeReader::read_available(std::string& bytes) {
  std::size_t total = 0;
  char block[65536];
  while (fd_) {
    const ssize_t size = ::read(fd_.get(), block, sizeof block);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0 && errno == EAGAIN) break;
    if (size <= 0) {
      fd_.reset();
      break;
    }
    bytes.append(block, static_cast<std::size_t>(size));
    total += static_cast<std::size_t>(size);
    if (total >= (1U << 20U)) break;  // a flood: let the caller look at its limits
  }
  return total;
}

namespace {
constexpr std::size_t kept_part = 64U << 10U;
}  // namespace

void TextCapture::add(std::string_view bytes) {
  const std::size_t room = kept_part - head_.size();
  head_.append(bytes.substr(0, room));
  if (bytes.size() <= room) return;
  tail_.append(bytes.substr(room));
  // Trimmed rarely, so that a byte is moved about twice.
  if (tail_.size() < 2 * kept_part) return;
  dropped_ += tail_.size() - kept_part;
  tail_.erase(0, tail_.size() - kept_part);
}

CapturedText TextCapture::take() const {
  const std::size_t extra = tail_.size() > kept_part ? tail_.size() - kept_part : 0;
  return {head_ + tail_.substr(extra), dropped_ + extra};
}

void EventCapture::add(std::string_view bytes) {
  if (garbled_) return;
  rest_.append(bytes);
  std::string_view stream = rest_;
  Event event;
  auto decoded = event_frame::Decoded::whole;
  while ((decoded = event_frame::decode(stream, event)) == event_frame::Decoded::whole)
    events_.push_back(event);
  garbled_ = decoded == event_frame::Decoded::garbage;
  rest_.erase(0, rest_.size() - stream.size());
}

}  // namespace forklab
