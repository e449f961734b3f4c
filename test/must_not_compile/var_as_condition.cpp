// error: (could not convert|no viable conversion|is not contextually convertible)
// `if (x)` would be true for every Var but 0; a condition says what it means.
#include <reel/scalar/var.hpp>

bool positive(const reel::Var& x)
{
#ifdef MUST_NOT_COMPILE
    if (x)
        return true;
#else
    if (x > 0.0)
        return true;
#endif
    return false;
}
