# Installs into BUILD what SOURCE/package-lock.json names, running no script of any package.
#
# cmake -DSOURCE=... -DBUILD=... -P npm_ci.cmake
find_program(npm npm)
if(NOT npm)
  message(FATAL_ERROR "npm is missing. Install nodejs and npm (scripts/install-packages does), or pass "
    "-DCOALMINE_NODE_MODULES=FOLDER with what report/web/package-lock.json names.")
endif()
file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${BUILD})
execute_process(
  COMMAND ${npm} ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error
  WORKING_DIRECTORY ${BUILD} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "npm could not install what draws charts; its message stands above. Without a network, "
    "pass -DCOALMINE_NODE_MODULES=FOLDER with what report/web/package-lock.json names.")
endif()
