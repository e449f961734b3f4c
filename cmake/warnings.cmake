# How reel's own code is compiled: with warnings. Targets link this privately, so that no flag reaches whoever uses reel.

add_library(reel_warnings INTERFACE)
target_compile_options(reel_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    $<$<BOOL:${REEL_WERROR}>:-Werror>)

# Where it inlines deeply, GCC 12 takes "text" + std::string for an overlapping, endless or outlying copy, and initialised
# members for uninitialised ones.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(reel_warnings INTERFACE
        -Wno-restrict -Wno-stringop-overflow -Wno-array-bounds -Wno-maybe-uninitialized)
endif()

# A tenth less time to compile for a fifth more memory: GCC collects its garbage less often.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    target_compile_options(reel_warnings INTERFACE "SHELL:--param ggc-min-expand=200" "SHELL:--param ggc-min-heapsize=600000")
endif()
