#pragma once
/// Which reel is linked.
///
///     std::cout << "reel " << reel::version() << '\n';    // reel 0.1.0

#include <string_view>

namespace reel {

/// The version of the linked library, "major.minor.patch". Before 1.0 a new minor version may break source code; the
/// change log says how to mend it.
std::string_view version() noexcept;

} // namespace reel
