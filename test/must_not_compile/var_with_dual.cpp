// error: (no match for .*operator\*|invalid operands to binary expression)
// A recorded number is none of a Dual of doubles; a Dual of Vars takes it.
#include <reel/scalar/dual.hpp>
#include <reel/scalar/var.hpp>

#ifdef MUST_NOT_COMPILE
using Scalar = double;
#else
using Scalar = reel::Var;
#endif

double product(const reel::Dual<1, Scalar>& x, const reel::Var& u)
{
    return value_of(x * u);
}
