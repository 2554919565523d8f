#include "bisect/journal.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/write_all.hpp"
#include "json/json.hpp"

namespace forklab {
namespace {

Json json_of(const SearchIdentity& search) {
  return {{"schema", bisect_schema},
          {"good", search.good},
          {"bad", search.bad},
          {"asked", search.asked},
          {"variant", search.variant}};
}

SearchIdentity search_from(const Json& json) {
  if (member<std::string>(json, "schema") != bisect_schema)
    throw LabError("it is no state of forklab bisect");
  return {member<std::string>(json, "good"), member<std::string>(json, "bad"),
          member<std::string>(json, "asked"), member<std::string>(json, "variant")};
}

}  // namespace

Journal::Journal(std::filesystem::path file, const SearchIdentity& search, bool resume)
    : file_(std::move(file)) {
  if (file_.has_parent_path()) std::filesystem::create_directories(file_.parent_path());
  fd_ = UniqueFd(::open(file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666));
  if (!fd_) throw_errno("--state " + file_.string(), errno);
  if (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0)
    throw UsageError("--state " + file_.string() + ": another bisect is using it");
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) throw_errno("--state " + file_.string(), errno);
  const bool is_new = status.st_size == 0;
  if (!is_new && !resume)
    throw UsageError("--state " + file_.string() +
                     ": there is a bisect in it; --resume goes on with it");
  if (is_new)
    append(dump(json_of(search)));
  else
    read(search);
}

void Journal::read(const SearchIdentity& search) {
  std::string text = read_file(file_);
  const std::size_t end = text.rfind('\n') + 1;  // npos + 1 is 0
  if (end != text.size() && ::ftruncate(fd_.get(), static_cast<off_t>(end)) != 0)
    throw_errno(file_.string(), errno);
  text.resize(end);
  int number = 0;
  for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
    ++number;
    try {
      const Json json = parse(std::string_view(text).substr(at, text.find('\n', at) - at));
      if (number == 1) {
        if (search_from(json) != search)
          throw UsageError("it is about another question, other revisions or another variant");
        continue;
      }
      Tested& tested = known_[member<std::string>(json, "commit")];
      tested.built = member<bool>(json, "built");
      tested.trouble = member<std::string>(json, "trouble");
      tested.seconds = member<double>(json, "seconds");
      tested.signatures = member<std::map<std::string, unsigned>>(json, "signatures");
    } catch (const UsageError& error) {
      throw UsageError("--state " + file_.string() + ": " + error.what());
    } catch (const LabError& error) {
      throw error.in("--state " + file_.string() + ":" + std::to_string(number));
    }
  }
}

void Journal::note(const std::string& commit, const Tested& tested) {
  append(dump(Json{{"commit", commit},
                   {"built", tested.built},
                   {"trouble", tested.trouble},
                   {"seconds", tested.seconds},
                   {"signatures", tested.signatures}}));
}

void Journal::append(const std::string& line) {
  if (const int error = write_all(fd_.get(), line + "\n"); error != 0)
    throw_errno("cannot write " + file_.string(), error);
  if (::fsync(fd_.get()) != 0 && errno != EINVAL)
    throw_errno("cannot write " + file_.string(), errno);
}

}  // namespace forklab
