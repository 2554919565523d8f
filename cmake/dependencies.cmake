# One place that knows how each library is found that more than one room links. Owning rooms:
# docs/architecture.md; what one room alone needs is found in its own CMakeLists.txt.
find_package(Threads REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)

find_package(PkgConfig REQUIRED)
pkg_check_modules(tomlplusplus REQUIRED IMPORTED_TARGET tomlplusplus)

# Boost.Process v2: header-only on top of Boost.Filesystem before 1.86, a library of its own since.
set(CMAKE_POLICY_DEFAULT_CMP0167 NEW)
find_package(Boost 1.81 REQUIRED COMPONENTS filesystem)
if(Boost_VERSION VERSION_GREATER_EQUAL 1.86)
  find_package(Boost REQUIRED COMPONENTS process)
endif()
