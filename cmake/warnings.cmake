# Warnings for reel's own code. Targets link this privately, so that no flag reaches whoever uses reel.

add_library(reel_warnings INTERFACE)
target_compile_options(reel_warnings INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion
    $<$<BOOL:${REEL_WERROR}>:-Werror>)
