#pragma once
/// The pictures of reel-error, in the form of the paper's Figures 1 and 2.

#include "curves.hpp"

#include <string>

namespace reel::apps {

enum class Picture {
    figure1, ///< The error of the iterate against the error of its derivative.
    figure2, ///< Both with the truncated derivatives, their bounds dashed, and the truncation indices.
    starts,  ///< Error and bytes of the derivative at the last step against T (starts.hpp).
    steps    ///< Three step sizes side by side (starts.hpp).
};

void draw(const Curves& curves, const Experiment& experiment, Picture picture, bool relative, const std::string& path);

} // namespace reel::apps
