#include "supervise/request.hpp"

#include "json/json.hpp"

namespace forklab {

std::string to_json(const RunRequest& request) {
  return dump(Json{{"argv", request.argv},
                   {"environment", request.environment},
                   {"folder", request.folder.string()},
                   {"deadline_ms", request.deadline.count()},
                   {"settle_ms", request.settle.count()},
                   {"output_limit", request.output_limit},
                   {"events", request.events}});
}

RunRequest run_request_from_json(std::string_view text) {
  const Json json = parse(text);
  RunRequest request;
  request.argv = member<std::vector<std::string>>(json, "argv");
  if (request.argv.empty()) throw LabError("\"argv\" of the request is empty");
  request.environment = member<std::vector<std::string>>(json, "environment");
  request.folder = member<std::string>(json, "folder");
  request.deadline = std::chrono::milliseconds(member<std::int64_t>(json, "deadline_ms"));
  request.settle = std::chrono::milliseconds(member<std::int64_t>(json, "settle_ms"));
  request.output_limit = member<std::uint64_t>(json, "output_limit");
  request.events = member<bool>(json, "events");
  return request;
}

}  // namespace forklab
