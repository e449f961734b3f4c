#include <reel/problem/split.hpp>

#include <reel/error.hpp>
#include <reel/problem/random.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace reel {

Split split_samples(Eigen::Index samples, const SplitFractions& fractions, std::uint64_t seed)
{
    const auto part = [&](double fraction) { return static_cast<Eigen::Index>(std::lround(fraction * static_cast<double>(samples))); };
    const bool fits = fractions.validation > 0.0 && fractions.validation < 1.0 && fractions.test > 0.0 &&
                      fractions.test < 1.0 && samples >= 3;
    const Eigen::Index validation = fits ? part(fractions.validation) : 0;
    const Eigen::Index test = fits ? part(fractions.test) : 0;
    require(validation >= 1 && test >= 1 && validation + test < samples, [&] {
        return "a split of " + std::to_string(samples) + " samples with the fractions " +
               std::to_string(fractions.validation) + " for validation and " + std::to_string(fractions.test) +
               " for testing leaves a part empty; each part needs at least one sample";
    });
    const Eigen::VectorXi order = Random(seed).permutation(samples);
    const auto take = [&](Eigen::Index first, Eigen::Index count) {
        std::vector<Eigen::Index> rows(order.data() + first, order.data() + first + count);
        std::sort(rows.begin(), rows.end());
        return rows;
    };
    return {take(validation + test, samples - validation - test), take(0, validation), take(validation, test)};
}

} // namespace reel
