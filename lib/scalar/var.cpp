#include <reel/scalar/var.hpp>

#include <cmath>
#include <vector>

namespace reel {

Var logsumexp(std::span<const Var> x)
{
    const double shift = detail::logsumexp_shift(x);
    double sum = 0.0;
    for (const Var& entry : x)
        sum += std::exp(entry.value() - shift);
    const double value = shift + std::log(sum);
    std::vector<Term> terms;
    for (const Var& entry : x)
        if (entry.active())
            terms.push_back({sum == 0.0 ? 0.0 : std::exp(entry.value() - value), Recording::tape().use(entry.id())});
    return terms.empty() ? Var(value) : Var(value, Recording::tape().push(terms));
}

} // namespace reel
