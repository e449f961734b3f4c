// error: (cannot convert|no viable conversion).*double
// A Var never turns into a plain number by itself: its derivative would be lost without a word.
#include <reel/scalar/var.hpp>

double half(const reel::Var& x)
{
#ifdef MUST_NOT_COMPILE
    const double number = x;
#else
    const double number = x.value();
#endif
    return 0.5 * number;
}
