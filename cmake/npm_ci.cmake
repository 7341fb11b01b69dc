# Installs into BUILD what SOURCE/package-lock.json names, running no script of any package; does nothing
# where it is there already.
#
# cmake -DSOURCE=... -DBUILD=... -P npm_ci.cmake
set(hint "Without a network, docs/REPORTS.md, \"Building without a network\", says what to do.")
if(EXISTS ${BUILD}/node_modules/.package-lock.json AND EXISTS ${BUILD}/package-lock.json)
  file(SHA256 ${SOURCE}/package-lock.json wanted)
  file(SHA256 ${BUILD}/package-lock.json there)
  if(wanted STREQUAL there)
    return()
  endif()
endif()

find_program(npm npm)
if(NOT npm)
  message(FATAL_ERROR "npm is missing: install nodejs and npm, as scripts/install-packages does. ${hint}")
endif()
# An install that was interrupted leaves no node_modules/.package-lock.json, which npm writes last.
file(REMOVE_RECURSE ${BUILD}/node_modules)
file(COPY ${SOURCE}/package.json ${SOURCE}/package-lock.json DESTINATION ${BUILD})
execute_process(
  COMMAND ${npm} ci --include=dev --ignore-scripts --no-audit --no-fund --loglevel=error
  WORKING_DIRECTORY ${BUILD} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "npm could not install what ${SOURCE}/package-lock.json names; its message stands above. ${hint}")
endif()
