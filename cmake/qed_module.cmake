# With QED_PRECOMPILE all targets of a kind share what the first of them made of the headers that most files include.
function(qed_precompile target first)
  if(QED_PRECOMPILE AND target STREQUAL first)
    target_precompile_headers(${target} PRIVATE
      <algorithm> <chrono> <filesystem> <functional> <map> <memory> <mutex> <optional> <span> <string> <thread> <vector>
      <fmt/format.h> <nlohmann/json.hpp> ${ARGN})
  elseif(QED_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${first})
  endif()
endfunction()

# qed_module(NAME [DEPENDS module…] [LIBRARIES target…] [TEST_LIBRARIES target…] [EMBED file…])
#
# One module: a folder under src/ whose sources, tests and benchmarks lie side by side.
#   qed_<name>        static library of every *.cpp that is neither a test nor a benchmark
#   <name>_test       *_test.cpp, each TEST registered with ctest
#   <name>_bench      *_bench.cpp, run by hand
# EMBED turns a text file into a constant: harness.py becomes `kHarnessPy` in "<name>/harness.py.h".
function(qed_module name)
  cmake_parse_arguments(MODULE "" "" "DEPENDS;LIBRARIES;TEST_LIBRARIES;EMBED" ${ARGN})
  set(folder ${PROJECT_SOURCE_DIR}/src/${name})
  file(GLOB sources CONFIGURE_DEPENDS ${folder}/*.cpp ${folder}/*/*.cpp)
  file(GLOB tests CONFIGURE_DEPENDS ${folder}/*_test.cpp ${folder}/*/*_test.cpp)
  file(GLOB benches CONFIGURE_DEPENDS ${folder}/*_bench.cpp ${folder}/*/*_bench.cpp)
  list(REMOVE_ITEM sources ${tests} ${benches} ${folder}/main.cpp)

  add_library(qed_${name} STATIC ${sources})
  target_include_directories(qed_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_BINARY_DIR}/generated)
  list(TRANSFORM MODULE_DEPENDS PREPEND qed_)
  target_link_libraries(qed_${name} PUBLIC ${MODULE_DEPENDS} ${MODULE_LIBRARIES})
  qed_precompile(qed_${name} qed_base)
  foreach(file IN LISTS MODULE_EMBED)
    qed_embed(${name} ${folder}/${file})
  endforeach()

  if(tests AND QED_TESTS)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE qed_${name} ${MODULE_TEST_LIBRARIES} GTest::gtest_main GTest::gmock)
    target_compile_definitions(${name}_test PRIVATE QED_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    qed_precompile(${name}_test base_test <gtest/gtest.h>)
    gtest_discover_tests(${name}_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
  endif()
  if(benches AND QED_TESTS AND NOT QED_SANITIZE)
    add_executable(${name}_bench ${benches})
    target_link_libraries(${name}_bench PRIVATE qed_${name} ${MODULE_TEST_LIBRARIES} benchmark::benchmark_main)
    target_compile_definitions(${name}_bench PRIVATE QED_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  endif()
endfunction()

function(qed_embed name file)
  cmake_path(GET file FILENAME filename)
  string(REGEX REPLACE "[_.]" ";" words ${filename})
  set(constant k)
  foreach(word IN LISTS words)
    string(SUBSTRING ${word} 0 1 head)
    string(SUBSTRING ${word} 1 -1 tail)
    string(TOUPPER ${head} head)
    string(APPEND constant ${head}${tail})
  endforeach()
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(READ ${file} text)
  file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/generated/${name}/${filename}.h @ONLY CONTENT
"// Generated from src/@name@/@filename@.
#pragma once
#include <string_view>
namespace qed::@name@ {
inline constexpr std::string_view @constant@ = R\"embedded(@text@)embedded\";
}
")
endfunction()
