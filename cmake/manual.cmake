# Man pages and bash completion of the programs, both made from what `--help` prints, and so never behind it.
include(GNUInstallDirs)

set(manual_dir ${PROJECT_BINARY_DIR}/manual)
find_program(REEL_AWK awk)
mark_as_advanced(REEL_AWK)

# reel_manual(reel_error reel-error)
function(reel_manual target program)
    if(NOT REEL_AWK)
        return()
    endif()
    set(help ${manual_dir}/${program}.txt)
    set(page ${manual_dir}/${program}.1)
    set(completion ${manual_dir}/${program})
    set(reader ${PROJECT_SOURCE_DIR}/cmake/manual/options.awk)
    set(page_writer ${PROJECT_SOURCE_DIR}/cmake/manual/man_page.awk)
    set(completion_writer ${PROJECT_SOURCE_DIR}/cmake/manual/completion.awk)
    add_custom_command(OUTPUT ${page} ${completion}
        COMMAND ${CMAKE_COMMAND} -E make_directory ${manual_dir}
        COMMAND $<TARGET_FILE:${target}> --help > ${help}
        COMMAND ${REEL_AWK} -v version=${PROJECT_VERSION} -f ${reader} -f ${page_writer} ${help} > ${page}
        COMMAND ${REEL_AWK} -f ${reader} -f ${completion_writer} ${help} > ${completion}
        DEPENDS ${target} ${reader} ${page_writer} ${completion_writer}
        VERBATIM)
    add_custom_target(${target}_manual ALL DEPENDS ${page} ${completion})
    install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT programs)
    install(FILES ${completion} DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT programs)
endfunction()
