# Functions that give every target of the project the same warnings and include root.

if(BANSO_SANITIZE)
  add_compile_options(-fsanitize=${BANSO_SANITIZE} -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BANSO_SANITIZE})
endif()

if(BANSO_PRECOMPILE)
  # What is parsed once must be parsed alike.
  add_compile_options(-pthread)
endif()

# banso_options(target): what every target of our own code shares.
function(banso_options target)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_options(${target} PRIVATE -Wall -Wextra -Werror -Wno-missing-field-initializers)
  if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    target_compile_options(${target} PRIVATE -Wthread-safety)
  elseif(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # GCC 12 is wrong about std::variant at -O2; other builds ask.
    target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
  endif()
endfunction()

# banso_precompiled(name [LIBRARY|PROGRAM] HEADERS h... LIBS libs...)
# With BANSO_PRECOMPILE, parses headers once for all libraries, or all programs, that are added after
# it; without it, makes nothing. No target can tell whether it is on but by the clock.
function(banso_precompiled name)
  cmake_parse_arguments(ARG "LIBRARY;PROGRAM" "" "HEADERS;LIBS" ${ARGN})
  if(NOT BANSO_PRECOMPILE)
    return()
  endif()
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${name}.cc)
  if(ARG_LIBRARY)
    file(CONFIGURE OUTPUT ${source} CONTENT "")
    add_library(${name} STATIC ${source})
  else()
    file(CONFIGURE OUTPUT ${source} CONTENT "int main() { return 0; }\n")
    add_executable(${name} ${source})
  endif()
  banso_options(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS})
  target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

# banso_library(name SOURCES a.cc ... [PUBLIC libs...] [PRIVATE libs...])
function(banso_library name)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  banso_options(${name})
  target_link_libraries(${name} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
  if(TARGET banso_precompiled_library)
    target_precompile_headers(${name} REUSE_FROM banso_precompiled_library)
  endif()
endfunction()

# banso_test(name SOURCES a_test.cc ... LIBS libs... [WRAPPER command...] [LABELS labels...])
# Builds one GoogleTest program and registers each of its tests with CTest.
function(banso_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LIBS;WRAPPER;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  banso_options(${name})
  target_link_libraries(${name} PRIVATE ${ARG_LIBS} GTest::gmock_main)
  if(TARGET banso_precompiled_program)
    target_precompile_headers(${name} REUSE_FROM banso_precompiled_program)
  endif()
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
