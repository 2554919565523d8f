# One place that knows how each library is found. Owning modules: docs/architecture.md.
find_package(Threads REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(CLI11 REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(libdw REQUIRED libdw)
# Loaded when it is needed (src/supervise/libdw.hpp), by the path that this machine has it at.
pkg_get_variable(libdw_FOLDER libdw libdir)
find_library(libdw_LIBRARY NAMES libdw.so.1 HINTS ${libdw_FOLDER} REQUIRED)

# Boost.Process v2: header-only on top of Boost.Filesystem before 1.86, a library of its own since.
set(CMAKE_POLICY_DEFAULT_CMP0167 NEW)
find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
add_library(forklab_boost_process INTERFACE)
target_link_libraries(forklab_boost_process INTERFACE Boost::filesystem Threads::Threads)
if(Boost_VERSION VERSION_GREATER_EQUAL 1.86)
  find_package(Boost REQUIRED COMPONENTS process)
  target_link_libraries(forklab_boost_process INTERFACE Boost::process)
endif()
