#include <reel/scalar/functions.hpp>

#include <reel/scalar/dual.hpp>
#include <reel/scalar/var.hpp>

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <sstream>
#include <vector>

BOOST_AUTO_TEST_SUITE(scalar_functions)

using namespace reel;
using D = Dual<1>;

const double infinity = std::numeric_limits<double>::infinity();

using Numbers = std::vector<double>;

// Code for a template parameter: the functions of <cmath> for doubles, reel's by argument-dependent look-up.
template <class X>
Numbers by_usual_names(const X& x, const X& y)
{
    using std::abs, std::acos, std::acosh, std::asin, std::asinh, std::atan, std::atan2, std::atanh, std::cbrt,
        std::ceil, std::cos, std::cosh, std::erf, std::erfc, std::exp, std::exp2, std::expm1, std::fabs, std::floor,
        std::hypot, std::log, std::log10, std::log1p, std::log2, std::max, std::min, std::pow, std::round, std::sin,
        std::sinh, std::sqrt, std::tan, std::tanh;
    const auto numbers = [](const auto&... values) { return Numbers{value_of(values)...}; };
    return numbers(abs(x), acos(x), acosh(1 + y), asin(x), asinh(x), atan(x), atan2(x, y), atanh(x), cbrt(x), ceil(x),
                   cos(x), cosh(x), erf(x), erfc(x), exp(x), exp2(x), expm1(x), fabs(x), floor(x), hypot(x, y), log(y),
                   log10(y), log1p(y), log2(y), max(x, y), min(x, y), pow(y, x), pow(y, 2), pow(2.0, x), round(x),
                   sin(x), sinh(x), sqrt(y), tan(x), tanh(x), -x, +x, x + y, x - y, x * y, x / y);
}

BOOST_AUTO_TEST_CASE(functions_with_std_names_have_the_values_of_those_for_every_scalar)
{
    const Numbers expected = by_usual_names(-0.3, 0.8);
    BOOST_TEST(by_usual_names(Var(-0.3), Var(0.8)) == expected, boost::test_tools::per_element());
    BOOST_TEST(by_usual_names(D(-0.3), D(0.8)) == expected, boost::test_tools::per_element());
    BOOST_TEST(by_usual_names(Dual<dynamic>(-0.3), Dual<dynamic>(0.8)) == expected, boost::test_tools::per_element());
    BOOST_TEST(by_usual_names(Dual<1, Var>(-0.3), Dual<1, Var>(0.8)) == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(functions_without_std_names_are_those_of_their_rules)
{
    const auto all = [](const auto& x) {
        return Numbers{value_of(sigmoid(x)), value_of(softplus(x)), value_of(sign(x)), value_of(inverse(x))};
    };
    const Numbers expected = {sigmoid(-0.3), softplus(-0.3), -1.0, 1.0 / -0.3};
    BOOST_TEST(all(Var(-0.3)) == expected, boost::test_tools::per_element());
    BOOST_TEST(all(D(-0.3)) == expected, boost::test_tools::per_element());
    BOOST_TEST(sigmoid(0.0) == 0.5);
    BOOST_TEST(softplus(0.0) == std::log(2.0));
}

// The derivative of what a name stands for: its rule is tested in rules.cpp, so one point tells whether it is the one.
BOOST_AUTO_TEST_CASE(powers_have_the_partials_of_both_arguments_in_all_three_forms)
{
    const D x = D::independent(1.5, 0);
    BOOST_TEST(pow(x, 3).tangent(0) == 3.0 * 1.5 * 1.5);
    BOOST_TEST(pow(2.0, x).tangent(0) == std::pow(2.0, 1.5) * std::log(2.0), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(pow(x, x).tangent(0) == std::pow(1.5, 1.5) * (1.0 + std::log(1.5)), boost::test_tools::tolerance(1e-15));
}

// For 1 and 2, and the numbers beside them.
template <class X>
bool compares_by_value(const X& one, const X& two)
{
    return (one == one && one == 1.0 && 1 == one && !(one == two)) && (one != two && one != 2.0 && 2 != one && !(one != one)) &&
           (one < two && one < 2.0 && 0 < one && !(one < one)) && (one <= two && one <= 1.0 && 1 <= one && !(two <= one)) &&
           (two > one && two > 1.0 && 3 > two && !(two > two)) && (two >= one && two >= 2.0 && 2 >= two && !(one >= two)) &&
           (one + one == two && one + one > one);
}

BOOST_AUTO_TEST_CASE(active_scalars_compare_as_their_values_do)
{
    Tape tape;
    const Recording on(tape);
    BOOST_TEST(compares_by_value(independent(1.0), independent(2.0)));
    BOOST_TEST(compares_by_value(D(1.0), D(2.0)));
    BOOST_TEST(compares_by_value(Dual<dynamic>(1.0), Dual<dynamic>(2.0)));
    BOOST_TEST(compares_by_value(Dual<1, Var>(1.0), Dual<1, Var>(2.0)));
    const double nan = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST(!(D(nan) == D(nan)));
    BOOST_TEST(!(D(nan) < 1.0));
}

BOOST_AUTO_TEST_CASE(finite_infinite_and_nan_are_told_by_value)
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    BOOST_TEST((isfinite(Var(1.0)) && !isfinite(Var(infinity)) && !isfinite(D(nan))));
    BOOST_TEST((isinf(D(-infinity)) && !isinf(D(nan)) && !isinf(Var(1.0))));
    BOOST_TEST((isnan(Var(nan)) && !isnan(D(infinity)) && isnan(Var(infinity) - infinity)));
}

BOOST_AUTO_TEST_CASE(value_of_reaches_the_plain_number_through_any_scalar)
{
    BOOST_TEST(value_of(3) == 3.0);
    BOOST_TEST(value_of(2.5f) == 2.5);
    BOOST_TEST(value_of(Var(2.5)) == 2.5);
    BOOST_TEST(value_of(2.0 * Var(2.5)) == 5.0);
    BOOST_TEST(value_of(D(2.5)) == 2.5);
    BOOST_TEST(value_of(Dual<1, Var>(2.5)) == 2.5);
    BOOST_TEST(value_of(Dual<2, Dual<dynamic, Var>>(2.5)) == 2.5);
}

// With x = 4 and the numbers 2 and 3 of another type, on either side.
template <class N, class X>
Numbers mixed_with(const X& x)
{
    const N two = 2;
    const N three = 3;
    X y = three;
    y = two;
    y += two;
    y *= three;
    y -= two;
    y /= two;
    const auto numbers = [](const auto&... values) { return Numbers{value_of(values)...}; };
    return numbers(two * x + three, three - x * two, two / x, x / two, pow(x, two), pow(two, x), max(x, two), min(two, x), y);
}

BOOST_AUTO_TEST_CASE(scalars_mix_with_every_arithmetic_type)
{
    Tape tape;
    const Recording on(tape);
    const auto all = [](const auto& x) {
        for (const Numbers& found : {mixed_with<double>(x), mixed_with<float>(x), mixed_with<int>(x),
                                     mixed_with<unsigned>(x), mixed_with<char>(x)})
            BOOST_TEST(found == (Numbers{11.0, -5.0, 0.5, 2.0, 16.0, 16.0, 4.0, 2.0, 5.0}), boost::test_tools::per_element());
    };
    all(independent(4.0));
    all(D(4.0));
    all(Dual<1, Var>(4.0));
}

BOOST_AUTO_TEST_CASE(signs_are_kept_also_of_zero)
{
    Tape tape;
    const Recording on(tape);
    const Var x = independent(0.0);
    BOOST_TEST(std::signbit(value_of(-x)));
    BOOST_TEST(!std::signbit(value_of(+x)));
    BOOST_TEST(std::signbit(value_of(-D(0.0))));
    BOOST_TEST((-D::independent(3.0, 0)).tangent(0) == -1.0);
    BOOST_TEST((+D::independent(3.0, 0)).tangent(0) == 1.0);
}

BOOST_AUTO_TEST_CASE(scalars_are_written_as_their_values_and_read_as_passive_ones)
{
    Tape tape;
    const Recording on(tape);
    std::ostringstream out;
    const Var x = independent(2.5);
    out << x << ' ' << 2.0 * x << ' ' << D(0.5) << ' ' << Dual<1, Var>(1.5);
    BOOST_TEST(out.str() == "2.5 5 0.5 1.5");

    std::istringstream in("3.5 4.5 none");
    Var y = x;
    D z = D::independent(1.0, 0);
    in >> y >> z;
    BOOST_TEST(y.value() == 3.5);
    BOOST_TEST(!y.active());
    BOOST_TEST(z.value() == 4.5);
    BOOST_TEST(z.tangent(0) == 0.0);
    in >> y;
    BOOST_TEST(in.fail());
    BOOST_TEST(y.value() == 3.5);
}

// A user's own rule works with every scalar: log(cosh a), whose derivative is tanh a.
struct LogCosh : rule::Rule<"log_cosh", Keep::argument> {
    static auto value(const auto& a)
    {
        using std::cosh;
        using std::log;
        return log(cosh(a));
    }
    static auto derivative(const auto& a, const auto&)
    {
        using std::tanh;
        return tanh(a);
    }
};

BOOST_AUTO_TEST_CASE(a_rule_of_ones_own_works_with_every_scalar)
{
    Tape tape;
    const Recording on(tape);
    const Var x = independent(0.5);
    const Var y = unary(LogCosh{}, x);
    Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(y.value() == std::log(std::cosh(0.5)));
    BOOST_TEST(adjoints[x] == std::tanh(0.5));
    BOOST_TEST(unary(LogCosh{}, D::independent(0.5, 0)).tangent(0) == std::tanh(0.5));
}

BOOST_AUTO_TEST_SUITE_END()
