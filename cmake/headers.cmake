# With sanitizers, on the two cores of CI, every second of compiling counts. So the standard library and GoogleTest are
# parsed once for all files instead of once a file, and files that get on with each other go to the compiler in one go:
# what templates make of our own headers is then made once for all of them. Off elsewhere, so that a file that forgot an
# include is found by the other builds.
# mh_together(room file...): files of src/<room>, without .cpp, that go to the compiler in one go.
# mh_headers_first(target tests): gives a target the parsed headers that fit it.
function(mh_together room first)
    string(REPLACE / _ name ${room}_${first})
    foreach(file ${first} ${ARGN})
        set_source_files_properties(${CMAKE_SOURCE_DIR}/src/${room}/${file}.cpp PROPERTIES
            UNITY_GROUP ${name})
    endforeach()
endfunction()
if(MANYHANDS_PARSED_HEADERS)
    include(${CMAKE_CURRENT_LIST_DIR}/together.cmake)
endif()

function(mh_headers_first target tests)
    if(NOT MANYHANDS_PARSED_HEADERS)
        return()
    endif()
    set(from mh_headers)
    if(tests)
        set(from mh_headers_of_tests)
    endif()
    if(NOT TARGET ${from})
        # A program as the tests are programs: how code may be moved must be the same for what shares headers.
        set(source ${CMAKE_BINARY_DIR}/${from}.cpp)
        file(CONFIGURE OUTPUT ${source} CONTENT "int main() {}\n")
        if(tests)
            add_executable(${from} EXCLUDE_FROM_ALL ${source})
        else()
            add_library(${from} OBJECT EXCLUDE_FROM_ALL ${source})
        endif()
        target_link_libraries(${from} PRIVATE mh_flags)
        target_precompile_headers(${from} PRIVATE
            <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <deque> <expected> <filesystem>
            <fstream> <functional> <map> <memory> <mutex> <optional> <set> <span> <sstream> <string> <string_view>
            <thread> <unordered_map> <utility> <variant> <vector>)
        if(tests)
            target_link_libraries(${from} PRIVATE GTest::gtest GTest::gmock)
            target_compile_options(${from} PRIVATE -O0)
            target_precompile_headers(${from} PRIVATE <gtest/gtest.h> <gmock/gmock.h>)
        endif()
    endif()
    target_precompile_headers(${target} REUSE_FROM ${from})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
endfunction()
