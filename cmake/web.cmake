# What draws the charts of HTML reports: installed by npm, bundled into one C++ file of report/.
#
# Nothing is written to the source tree. npm is asked again only when package-lock.json changes.
set(COALMINE_NODE_MODULES "" CACHE PATH
  "A node_modules folder made from report/web/package-lock.json, for builds without a network; empty: npm ci")

set(web_source ${PROJECT_SOURCE_DIR}/report/web)
set(web_build ${PROJECT_BINARY_DIR}/web)
if(COALMINE_NODE_MODULES)
  set(web_modules ${COALMINE_NODE_MODULES})
  set(web_installed)
else()
  set(web_modules ${web_build}/node_modules)
  set(web_installed ${web_build}/installed)
  add_custom_command(OUTPUT ${web_installed}
    COMMAND ${CMAKE_COMMAND} -DSOURCE=${web_source} -DBUILD=${web_build}
      -P ${CMAKE_CURRENT_LIST_DIR}/npm_ci.cmake
    COMMAND ${CMAKE_COMMAND} -E touch ${web_installed}
    DEPENDS ${web_source}/package.json ${web_source}/package-lock.json
      ${CMAKE_CURRENT_LIST_DIR}/npm_ci.cmake
    COMMENT "Installing what draws charts: npm ci" VERBATIM)
endif()

file(GLOB web_scripts CONFIGURE_DEPENDS ${web_source}/*.js ${web_source}/*.mjs ${web_source}/*.css)
add_custom_command(OUTPUT ${web_build}/assets.cpp
  COMMAND node ${web_source}/build.mjs ${web_modules} ${web_build}/assets.cpp
  DEPENDS ${web_scripts} ${web_installed}
  COMMENT "Bundling what draws charts" VERBATIM)

# A library of its own: nothing has to be built before npm is asked.
add_library(coalmine_web STATIC ${web_build}/assets.cpp)
target_link_libraries(coalmine_web PRIVATE coalmine_options)
target_link_libraries(coalmine_report PRIVATE coalmine_web)
