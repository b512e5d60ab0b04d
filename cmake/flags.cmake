# Warnings and sanitizers for our own targets; third-party headers come in as system headers.
add_library(mh_flags INTERFACE)
target_compile_options(mh_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor)
if(MANYHANDS_WERROR)
    target_compile_options(mh_flags INTERFACE -Werror)
endif()
# g++ 12 at -O2 and above, and with sanitizers, reports uninitialised reads inside std::variant, std::optional
# and std::string that do not exist (GCC bugs 105562, 105329); with optimisation
# it takes Asio's aligned coroutine frames for a mismatched delete.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(mh_flags INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Wno-maybe-uninitialized -Wno-restrict
                           -Wno-mismatched-new-delete>)
endif()
# Lines for a stack trace; all that a debugger would want makes the program thirty times as large.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1 -DNDEBUG")
if(MANYHANDS_SANITIZE)
    add_compile_options(-fsanitize=${MANYHANDS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${MANYHANDS_SANITIZE})
    # Sanitized code is compiled with some optimisation: the tests must end on two cores.
    string(APPEND CMAKE_CXX_FLAGS_DEBUG " -O1 -g1")
endif()
