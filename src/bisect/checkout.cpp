#include "bisect/checkout.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.hpp"
#include "base/file.hpp"
#include "base/text.hpp"

namespace forklab {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> parts_at_zeros(const std::string& text) {
  std::vector<fs::path> parts;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\0', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::vector<fs::path> files_of_git(const PlainGit& git, const fs::path& folder) {
  const auto list = git.output({"ls-files", "-z", "--cached", "--others", "--exclude-standard"});
  if (!list) throw LabError("git ls-files fails in " + folder.string());
  return parts_at_zeros(*list);
}

bool is_compiled(const fs::path& path) {
  constexpr std::array<std::string_view, 3> endings = {".o", ".a", ".so"};
  return std::find(endings.begin(), endings.end(), path.extension().string()) != endings.end();
}

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(folder); entry != fs::end(entry); ++entry) {
    const fs::path relative = entry->path().lexically_relative(folder);
    const bool is_made = relative == "build" || relative.filename() == "__pycache__";
    if (is_made) entry.disable_recursion_pending();
    if (!is_made && !fs::is_directory(entry->symlink_status()) && !is_compiled(relative))
      files.push_back(relative);
  }
  return files;
}

class Copy {
 public:
  Copy(const fs::path& from, const fs::path& into) : from_(from), into_(into) {}

  void add(const fs::path& file) {
    if (!is_of_tree(file.parent_path())) return;
    const fs::file_status status = fs::symlink_status(from_ / file);
    // Others are listed but not there, or are no files: a FIFO would be waited for.
    if (!fs::is_regular_file(status) && !fs::is_symlink(status)) return;
    fs::create_directories((into_ / file).parent_path());
    fs::copy(from_ / file, into_ / file, fs::copy_options::copy_symlinks);
  }

 private:
  // A folder, and so is all that is above it.
  bool is_of_tree(const fs::path& folder) {
    if (folder.empty() || known_.contains(folder)) return true;
    if (folder.filename() == ".." || folder.is_absolute() || !is_of_tree(folder.parent_path()) ||
        !fs::is_directory(fs::symlink_status(from_ / folder)))
      return false;
    known_.insert(folder);
    return true;
  }

  const fs::path& from_;
  const fs::path& into_;
  std::set<fs::path> known_;
};

}  // namespace

bool is_below(std::string_view file, std::string_view place) {
  return file.starts_with(place) && (file.size() == place.size() || file[place.size()] == '/');
}

std::vector<std::string> unread_places(const fs::path& list) {
  std::vector<std::string> places = lines_of(read_file(list));
  std::erase(places, "");
  return places;
}

bool is_work_tree(const fs::path& folder) { return fs::exists(folder / ".git"); }

void copy_checkout(const fs::path& folder, const fs::path& into,
                   const std::vector<std::string>& unread, const PlainGit* git) {
  const std::vector<fs::path> files =
      git != nullptr ? files_of_git(*git, folder) : files_in(folder);
  fs::create_directories(into);
  Copy copy(folder, into);
  try {
    for (const fs::path& file : files)
      if (std::none_of(unread.begin(), unread.end(),
                       [&](const std::string& place) { return is_below(file.native(), place); }))
        copy.add(file);
  } catch (const fs::filesystem_error& error) {
    throw LabError(error.what());
  }
}

}  // namespace forklab
