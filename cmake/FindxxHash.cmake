# Finds the headers of xxHash, which Debian ships without a package for CMake: xxHash::xxHash.
#
# No library to link: all of it is inlined (routing/bucketing/own.hpp says why).
find_path(xxHash_INCLUDE_DIR xxhash.h)
mark_as_advanced(xxHash_INCLUDE_DIR)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(xxHash REQUIRED_VARS xxHash_INCLUDE_DIR)

if(xxHash_FOUND AND NOT TARGET xxHash::xxHash)
  add_library(xxHash::xxHash INTERFACE IMPORTED)
  target_include_directories(xxHash::xxHash INTERFACE ${xxHash_INCLUDE_DIR})
endif()
