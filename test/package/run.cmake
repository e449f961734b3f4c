# Makes the Debian package from the build folder, installs it into an empty root, and uses it there: every program says
# its version, and the project in ../consumer is built with the package and run.

find_program(dpkg dpkg)
find_program(shlibdeps dpkg-shlibdeps)
find_program(file file)
if(NOT dpkg OR NOT shlibdeps OR NOT file)
    message(STATUS "dpkg, dpkg-shlibdeps or file is missing: the package is not tried")
    return()
endif()

function(run)
    execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

set(root ${WORK_DIR}/root)
file(REMOVE_RECURSE ${WORK_DIR})
file(MAKE_DIRECTORY ${root}/var/lib/dpkg/updates ${root}/var/lib/dpkg/info)
file(TOUCH ${root}/var/lib/dpkg/status)

run(cpack --config ${REEL_BINARY_DIR}/CPackConfig.cmake -G DEB -B ${WORK_DIR})
file(GLOB package ${WORK_DIR}/*.deb)
execute_process(COMMAND dpkg-deb --field ${package} Depends OUTPUT_VARIABLE depends COMMAND_ERROR_IS_FATAL ANY)
foreach(needed libc6 libstdc++6 libboost-program-options libeigen3-dev)
    string(FIND "${depends}" "${needed}" position)
    if(position EQUAL -1)
        message(FATAL_ERROR "the package depends on '${depends}', but not on ${needed}")
    endif()
endforeach()

# The root is empty, so what the package depends on is not in it.
run(${dpkg} --root=${root} --force-depends --force-not-root --force-script-chrootless --log=${WORK_DIR}/dpkg.log
    --install ${package})
file(GLOB programs ${root}/usr/bin/reel-*)
list(LENGTH programs count)
if(count LESS 2)
    message(FATAL_ERROR "the package has ${count} programs")
endif()
foreach(program ${programs})
    get_filename_component(name ${program} NAME)
    run(${program} --version)
    foreach(beside share/man/man1/${name}.1 share/bash-completion/completions/${name})
        if(NOT EXISTS ${root}/usr/${beside} AND NOT EXISTS ${root}/usr/${beside}.gz)
            message(FATAL_ERROR "the package has ${name}, but not ${beside}")
        endif()
    endforeach()
endforeach()

run(${CMAKE_COMMAND} -S ${CMAKE_CURRENT_LIST_DIR}/../consumer -B ${WORK_DIR}/build -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${root}/usr -DCMAKE_BUILD_TYPE=${BUILD_TYPE}
    -DCMAKE_CXX_COMPILER=${CXX} -DCMAKE_CXX_FLAGS=${CXX_FLAGS})
run(${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run(${WORK_DIR}/build/consumer)
