// Which descriptors this process has open.
#pragma once

#include <map>
#include <string>

namespace forklab::probe {

// Number -> what it is, without what differs from run to run: "pipe", "socket", "eventpoll", a
// path.
std::map<int, std::string> open_descriptors();

}  // namespace forklab::probe
