#include "version_text.hpp"

#include <reel/version.hpp>

#include <boost/version.hpp>
#include <Eigen/Core>

namespace reel::apps {
namespace {

template <class... Numbers>
std::string dotted(int first, Numbers... more)
{
    return (std::to_string(first) + ... + ("." + std::to_string(more)));
}

std::string compiler()
{
#ifdef __clang__
    return "clang " + dotted(__clang_major__, __clang_minor__, __clang_patchlevel__);
#else
    return "g++ " + dotted(__GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
}

} // namespace

std::string version_text(const std::string& program)
{
    const std::string eigen = dotted(EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION);
    const std::string boost = dotted(BOOST_VERSION / 100000, BOOST_VERSION / 100 % 1000, BOOST_VERSION % 100);
    return program + " " + std::string(version()) + " (" + compiler() + ", Eigen " + eigen + ", Boost " + boost + ", " +
           Eigen::SimdInstructionSetsInUse() + ")\n";
}

} // namespace reel::apps
