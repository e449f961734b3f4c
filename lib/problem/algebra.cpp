#include <reel/problem/algebra.hpp>

namespace reel {

Fingerprint sign_pattern(const Eigen::VectorXd& x)
{
    Fingerprint hash = 0xcbf29ce484222325; // Fowler, Noll and Vo: multiply by a prime, mix in the next symbol
    for (const double entry : x)
        hash = (hash ^ static_cast<Fingerprint>((entry > 0) - (entry < 0) + 1)) * 0x100000001b3;
    return hash;
}

} // namespace reel
