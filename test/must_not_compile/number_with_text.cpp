// error: (no match for .*operator\+|invalid operands to binary expression)
// Only numbers mix with active scalars.
#include <reel/scalar/var.hpp>

double shifted(const reel::Var& x)
{
#ifdef MUST_NOT_COMPILE
    return value_of(x + "1");
#else
    return value_of(x + 1);
#endif
}
