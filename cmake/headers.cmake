# The standard library and GoogleTest, parsed once for all files instead of once a file: with sanitizers, on the two
# cores of CI, every second counts. Off elsewhere, so that a file that forgot an include is found by the other builds.
# mh_headers_first(target): gives a target the parsed headers that fit it.
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
endfunction()
