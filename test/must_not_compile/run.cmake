# Compiles one file twice: as it is, which must succeed, and with MUST_NOT_COMPILE defined, which must fail with the
# error that the file's first line names:
#
#     // error: <regular expression>
#
#     cmake -DFILE=... -DCXX=... -DFLAGS=... -P run.cmake

separate_arguments(flags UNIX_COMMAND "${FLAGS}")
set(compile ${CXX} -std=c++20 -fsyntax-only ${flags})

file(STRINGS ${FILE} first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// error: (.+)$")
    message(FATAL_ERROR "${FILE}: the first line is not '// error: <regular expression>'")
endif()
set(expected "${CMAKE_MATCH_1}")

execute_process(COMMAND ${compile} ${FILE} RESULT_VARIABLE status ERROR_VARIABLE errors)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "${FILE} must compile without MUST_NOT_COMPILE:\n${errors}")
endif()

execute_process(COMMAND ${compile} -DMUST_NOT_COMPILE ${FILE} RESULT_VARIABLE status ERROR_VARIABLE errors)
if(status EQUAL 0)
    message(FATAL_ERROR "${FILE} compiles")
endif()
if(NOT errors MATCHES "${expected}")
    message(FATAL_ERROR "${FILE} does not compile, but not for the reason '${expected}':\n${errors}")
endif()
