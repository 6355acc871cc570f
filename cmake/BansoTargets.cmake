# Functions that give every target of the project the same warnings and include root.

if(BANSO_SANITIZE)
  add_compile_options(-fsanitize=${BANSO_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BANSO_SANITIZE})
endif()

# banso_options(target): what every target of our own code shares.
function(banso_options target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Werror -Wno-missing-field-initializers)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  endif()
endfunction()

# banso_library(name SOURCES a.cc ... [PUBLIC libs...] [PRIVATE libs...])
function(banso_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  banso_options(${name})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# banso_test(name SOURCES a_test.cc ... LIBS libs... [WRAPPER command...] [LABELS labels...])
# Builds one GoogleTest program and registers each of its tests with CTest.
function(banso_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;WRAPPER;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  banso_options(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} GTest::gmock_main)
  if(ARG_WRAPPER)
    # A test that needs something started around it runs as one CTest test: starting it once for the
    # whole program is what keeps the run short.
    add_test(NAME ${name} COMMAND ${ARG_WRAPPER} $<TARGET_FILE:${name}>)
    set_tests_properties(${name} PROPERTIES TIMEOUT 900 LABELS "${ARG_LABELS}")
  else()
    gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 600
                         LABELS "${ARG_LABELS}")
  endif()
endfunction()
