#include "start.hpp"

#include "common/exit.hpp"
#include "common/number.hpp"

namespace reel::apps {

Eigen::VectorXd Start::point(Eigen::Index n, Random random) const
{
    return scale == 0.0 ? Eigen::VectorXd::Zero(n) : Eigen::VectorXd(scale * random.normal(n));
}

Start parse_start(std::string_view text)
{
    constexpr std::string_view gaussian = "gaussian:";
    if (text == "zero")
        return {};
    if (text.starts_with(gaussian))
        return {parse_number(text.substr(gaussian.size()), above(0))};
    throw UsageError("'" + std::string(text) + "' is no start", "", "zero, gaussian:SCALE");
}

std::string show_start(const Start& start)
{
    return start.scale == 0.0 ? "zero" : "gaussian:" + number_text(start.scale);
}

} // namespace reel::apps
