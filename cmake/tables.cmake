# Tables that are worked out when coalmine is built: exact arithmetic takes its time.
set(normal_knots ${PROJECT_BINARY_DIR}/tables/normal_knots.cpp)
add_executable(make_normal_knots
  ${CMAKE_CURRENT_LIST_DIR}/make_normal_knots.cpp ${PROJECT_SOURCE_DIR}/models/distribution.cpp)
target_link_libraries(make_normal_knots PRIVATE coalmine_options coalmine_base Boost::headers)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/tables)
add_custom_command(OUTPUT ${normal_knots}
  COMMAND make_normal_knots > ${normal_knots} DEPENDS make_normal_knots
  COMMENT "Working out the normal quantiles" VERBATIM)
target_sources(coalmine_models PRIVATE ${normal_knots})
