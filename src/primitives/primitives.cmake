# The primitives, compiled against the headers of one Python: for the probe, the package `forklab` and programs
# that embed Python (forklabConfig.cmake).

function(forklab_ask_python out python code)
  execute_process(COMMAND ${python} -I -c "${code}" OUTPUT_VARIABLE answer
                  OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "FORKLAB_PYTHON=${python} does not answer as a Python")
  endif()
  set(${out} "${answer}" PARENT_SCOPE)
endfunction()

# Where FORKLAB_PYTHON_INCLUDE and FORKLAB_EXT_SUFFIX are not given, the interpreter FORKLAB_PYTHON is asked.
macro(forklab_find_python)
  set(FORKLAB_PYTHON "" CACHE FILEPATH "the interpreter to build for; asked for what is not given")
  set(FORKLAB_PYTHON_INCLUDE "" CACHE STRING "folders of its headers")
  set(FORKLAB_EXT_SUFFIX "" CACHE STRING "its suffix for extension modules")
  if(FORKLAB_PYTHON)
    if(NOT FORKLAB_PYTHON_INCLUDE)
      forklab_ask_python(FORKLAB_PYTHON_INCLUDE ${FORKLAB_PYTHON}
        "import sysconfig as s; print(';'.join(dict.fromkeys([s.get_path('include'), s.get_path('platinclude')])))")
    endif()
    if(NOT FORKLAB_EXT_SUFFIX)
      forklab_ask_python(FORKLAB_EXT_SUFFIX ${FORKLAB_PYTHON}
        "import sysconfig as s; print(s.get_config_var('EXT_SUFFIX'))")
    endif()
  endif()
  if(NOT FORKLAB_PYTHON_INCLUDE OR NOT FORKLAB_EXT_SUFFIX)
    message(FATAL_ERROR "give FORKLAB_PYTHON, or FORKLAB_PYTHON_INCLUDE and FORKLAB_EXT_SUFFIX")
  endif()
  list(GET FORKLAB_PYTHON_INCLUDE 0 forklab_first_include)
  if(NOT EXISTS "${forklab_first_include}/Python.h")
    message(FATAL_ERROR "no headers for this Python: there is no ${forklab_first_include}/Python.h")
  endif()
endmacro()

# forklab_use_python(TARGET SCOPE INCLUDE...): what is compiled against these headers; SCOPE is PUBLIC or PRIVATE.
# Debian's headers of a debug build are links to the release build's. g++ takes a system header's
# folder to be that of the file behind the link, and would read the release build's pyconfig.h.
function(forklab_use_python target scope)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON
    CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_features(${target} ${scope} cxx_std_23)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow
    ${scope} $<$<CXX_COMPILER_ID:GNU>:-fno-canonical-system-headers>)
  target_include_directories(${target} ${scope} ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/..)
  target_include_directories(${target} SYSTEM ${scope} ${ARGN})
endfunction()

# forklab_add_primitives(TARGET INCLUDE...): a static library.
function(forklab_add_primitives target)
  set(rooms ${CMAKE_CURRENT_FUNCTION_LIST_DIR}/..)
  set(sources build_configurations fork_from_worker_thread fork_guard python run_trio_in_subint runtime_layout
      sub_interpreter worker_thread)
  list(TRANSFORM sources PREPEND ${rooms}/primitives/)
  list(APPEND sources ${rooms}/status/exit_status ${rooms}/status/wait_child)
  list(TRANSFORM sources APPEND .cpp)
  find_package(Threads REQUIRED)
  add_library(${target} STATIC ${sources})
  forklab_use_python(${target} PUBLIC ${ARGN})
  target_link_libraries(${target} PUBLIC Threads::Threads ${CMAKE_DL_LIBS})

  # The fork guard uses the build's internal headers where they are installed and C++ takes them, once
  # for each way to configure a build.
  set(internals ${rooms}/primitives/build_internals.cpp)
  set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
  try_compile(FORKLAB_BUILD_INTERNALS ${CMAKE_CURRENT_BINARY_DIR}/internals SOURCES ${internals}
    CMAKE_FLAGS "-DINCLUDE_DIRECTORIES=${rooms};${ARGN}"
    COMPILE_DEFINITIONS -DFORKLAB_CONFIGURATION=plain_build
    CXX_STANDARD 23 CXX_STANDARD_REQUIRED ON CXX_EXTENSIONS OFF)
  if(FORKLAB_BUILD_INTERNALS)
    set(flags_of_plain_build)
    set(flags_of_tier2_build _Py_TIER2=4)
    set(flags_of_jit_build _Py_TIER2=3 _Py_JIT)
    foreach(configuration plain_build tier2_build jit_build)
      set(object ${target}_${configuration})
      add_library(${object} OBJECT ${internals})
      forklab_use_python(${object} PRIVATE ${ARGN})
      target_compile_definitions(${object} PRIVATE FORKLAB_CONFIGURATION=${configuration}
        ${flags_of_${configuration}})
      target_sources(${target} PRIVATE $<TARGET_OBJECTS:${object}>)
    endforeach()
    target_compile_definitions(${target} PRIVATE FORKLAB_BUILD_INTERNALS)
  endif()
  message(STATUS "the build's internal headers: ${FORKLAB_BUILD_INTERNALS}")
endfunction()

# An extension module that has the primitives, with the suffix of this Python.
function(forklab_extension_module target)
  set_target_properties(${target} PROPERTIES PREFIX "" SUFFIX "${FORKLAB_EXT_SUFFIX}" CXX_EXTENSIONS OFF
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wshadow)
  target_link_libraries(${target} PRIVATE forklab_primitives)
endfunction()
