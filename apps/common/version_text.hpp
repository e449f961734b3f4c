#pragma once
/// What --version says.

#include <string>

namespace reel::apps {

/// "reel-error 0.1.0 (g++ 12.2.0, Eigen 3.4.0, Boost 1.74.0, SSE, SSE2)"
std::string version_text(const std::string& program);

} // namespace reel::apps
