// error: (no match for .*operator\+|invalid operands to binary expression)
// Tangents in three directions and in four do not add up.
#include <reel/scalar/dual.hpp>

#ifdef MUST_NOT_COMPILE
constexpr int other = 4;
#else
constexpr int other = 3;
#endif

double sum(const reel::Dual<3>& x, const reel::Dual<other>& y)
{
    return (x + y).value();
}
