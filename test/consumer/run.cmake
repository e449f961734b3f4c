# Installs reel from its build folder into an empty prefix, then builds and runs the project in this folder against
# what was installed: found once by find_package, once by pkg-config. Before that, reel is a folder of another project.

set(prefix ${WORK_DIR}/prefix)
file(REMOVE_RECURSE ${WORK_DIR})

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/subproject -B ${WORK_DIR}/subproject -G ${GENERATOR}
    -DREEL_SOURCE_DIR=${REEL_SOURCE_DIR} -DCMAKE_CXX_COMPILER=${CXX})

run(${CMAKE_COMMAND} --install ${REEL_BINARY_DIR} --prefix ${prefix})
run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR} -B ${WORK_DIR}/build -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=${CXX_FLAGS})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run(${WORK_DIR}/build/consumer)

find_program(pkg_config pkg-config)
if(NOT pkg_config)
    message(STATUS "pkg-config is missing: reel.pc is not tried")
    return()
endif()
file(GLOB_RECURSE pc_file ${prefix}/reel.pc)
cmake_path(GET pc_file PARENT_PATH pc_dir)
execute_process(
    COMMAND ${CMAKE_COMMAND} -E env --modify PKG_CONFIG_PATH=path_list_prepend:${pc_dir}
        ${pkg_config} --cflags --libs reel
    OUTPUT_VARIABLE flags COMMAND_ERROR_IS_FATAL ANY)
separate_arguments(flags UNIX_COMMAND "${CXX_FLAGS} ${flags}")
run(${CXX} -std=c++20 ${CMAKE_CURRENT_LIST_DIR}/main.cpp ${flags} -o ${WORK_DIR}/by-pkg-config)
run(${WORK_DIR}/by-pkg-config)
