// error: (operands to .*\?:|incompatible operand types|conditional expression is ambiguous)
// Two expressions are two types, so C++ finds no common one; Var(...) around them is one.
#include <reel/scalar/var.hpp>

using reel::Var;

Var larger(const Var& x, const Var& y)
{
#ifdef MUST_NOT_COMPILE
    return x > y ? x * x : x + y;
#else
    return x > y ? Var(x * x) : Var(x + y);
#endif
}
