# What a script needs from the system, and how it gets there. For sourcing:
#
#     . tools/packages.sh
#     need_build_tools                     # compiler, CMake, Ninja, Eigen, Boost.Program_options
#     need gnuplot-nox command -v gnuplot  # Debian package, and the command that succeeds once it is there
#     want librapidcheck-dev header rapidcheck.h
#     need libboost-test-dev library boost_unit_test_framework
#     install_packages
#
# Debian, as root: what is missing is installed. Elsewhere: one line names it, and the script ends with status 1. What is
# only wanted never ends the script.

needed=
wanted=

need()
{
    package=$1
    shift
    "$@" > /dev/null 2>&1 || needed="$needed $package"
}

want()
{
    package=$1
    shift
    "$@" > /dev/null 2>&1 || wanted="$wanted $package"
}

# header FILE: is it where compilers look?
header()
{
    for folder in /usr/include /usr/include/eigen3 /usr/local/include /usr/local/include/eigen3 /opt/homebrew/include; do
        [ ! -e "$folder/$1" ] || return 0
    done
    return 1
}

# library NAME: is there one to link? Boost's headers come in one package, each of its libraries in another.
library()
{
    for folder in /usr/lib /usr/lib/*-linux-gnu* /usr/lib64 /usr/local/lib /opt/homebrew/lib; do
        for ending in so a dylib; do
            [ ! -e "$folder/lib$1.$ending" ] || return 0
        done
    done
    return 1
}

need_build_tools()
{
    need g++ command -v g++
    need cmake command -v cmake
    need ninja-build command -v ninja
    need libeigen3-dev header Eigen/Core
    need libboost-program-options-dev library boost_program_options
}

apt_install()
{
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet --no-install-recommends "$@" > /dev/null
}

install_packages()
{
    [ -n "$needed$wanted" ] || return 0
    if [ -e /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
        echo "installing:$needed$wanted" >&2
        apt-get update --quiet > /dev/null || echo "apt-get update failed; trying with the lists that are here" >&2
        # shellcheck disable=SC2086 # lists of words
        [ -z "$needed" ] || apt_install $needed || {
            echo "could not install:$needed" >&2
            exit 1
        }
        # shellcheck disable=SC2086
        [ -z "$wanted" ] || apt_install $wanted || echo "going on without:$wanted" >&2
    elif [ -n "$needed" ]; then
        echo "missing (names of the Debian packages):$needed; install them, on Debian as root: apt-get install$needed" >&2
        exit 1
    else
        echo "going on without (names of the Debian packages):$wanted" >&2
    fi
}
