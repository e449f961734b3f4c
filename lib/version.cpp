#include <reel/version.hpp>

namespace reel {

std::string_view version() noexcept
{
    return REEL_VERSION; // set by the build, from the one place that knows it: project(reel VERSION ...)
}

} // namespace reel
