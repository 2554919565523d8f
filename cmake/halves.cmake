# A half is a group of rooms that is built, and installed, by itself: src/CMakeLists.txt has them. A build takes the
# halves that are installed already from FORKLAB_BUILT, libraries and programs, as if it had made them.
set(FORKLAB_LIBRARY_FOLDER ${CMAKE_INSTALL_LIBDIR}/forklab CACHE PATH "where the libraries of the halves go")

foreach(folder ${FORKLAB_BUILT})
  file(GLOB exports ${folder}/forklab-execution.cmake ${folder}/forklab-cells.cmake ${folder}/forklab-judgement.cmake)
  if(NOT exports)
    message(FATAL_ERROR "FORKLAB_BUILT: ${folder} holds no installed half of forklab")
  endif()
  foreach(export ${exports})
    include(${export})
  endforeach()
endforeach()

# forklab_rooms(HALF ROOM...): builds the rooms where the half is to be built here. Their libraries are installed for
# others; a program says EXPORT forklab-HALF where its room installs it.
function(forklab_rooms half)
  if(NOT half IN_LIST FORKLAB_HALVES)
    return()
  endif()
  set(libraries)
  foreach(room ${ARGN})
    add_subdirectory(${room})
    get_property(made DIRECTORY ${room} PROPERTY BUILDSYSTEM_TARGETS)
    list(APPEND libraries ${made})
  endforeach()
  list(FILTER libraries INCLUDE REGEX "^forklab_")
  if(libraries)
    install(TARGETS ${libraries} EXPORT forklab-${half} ARCHIVE DESTINATION ${FORKLAB_LIBRARY_FOLDER})
  endif()
  install(EXPORT forklab-${half} DESTINATION ${FORKLAB_LIBRARY_FOLDER})
endfunction()
