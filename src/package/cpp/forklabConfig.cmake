# find_package(forklab), after find_package(Python COMPONENTS Interpreter Development.Embed):
#   forklab::primitives   #include <forklab/primitives/fork_guard.hpp>, and Python's own headers
# It is compiled against the headers of that Python, and linked with it. The language CXX must be enabled.
if(NOT TARGET forklab_primitives)
  include(CMakeFindDependencyMacro)
  find_dependency(Python 3.14 COMPONENTS Interpreter Development.Embed)
  include(${CMAKE_CURRENT_LIST_DIR}/../cpp/forklab/primitives/primitives.cmake)
  forklab_add_primitives(forklab_primitives ${Python_INCLUDE_DIRS})
  target_include_directories(forklab_primitives INTERFACE ${CMAKE_CURRENT_LIST_DIR}/../cpp)
  target_link_libraries(forklab_primitives PUBLIC Python::Python)
  add_library(forklab::primitives ALIAS forklab_primitives)
endif()
