#include <reel/scalar/dual.hpp>
#include <reel/scalar/var.hpp>

#include <algorithm>
#include <array>
#include <boost/mpl/list.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(scalar_dual)
using namespace reel;
const double infinity = std::numeric_limits<double>::infinity();

BOOST_AUTO_TEST_CASE(the_example_of_the_header_holds)
{
    using D = Dual<2>;
    const D x = D::independent(2.0, 0);
    const D y = D::independent(3.0, 1);
    const D z = x * sin(y);
    BOOST_TEST(z.value() == 2.0 * std::sin(3.0));
    BOOST_TEST(z.tangent(0) == std::sin(3.0));
    BOOST_TEST(z.tangent(1) == 2.0 * std::cos(3.0));
}

// f(x) = sum_i c_i x_i^2 + x_0 sin(x_{N-1}), along x_dot_j = e_j: every direction has a derivative of its own.
template <class D>
D weighted(const std::vector<D>& x)
{
    D sum = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i)
        sum += static_cast<double>(i + 1) * x[i] * x[i];
    return sum + x.front() * sin(x.back());
}
std::vector<double> gradient(const std::vector<double>& x)
{
    std::vector<double> result;
    for (std::size_t i = 0; i < x.size(); ++i)
        result.push_back(2.0 * static_cast<double>(i + 1) * x[i]);
    result.front() += std::sin(x.back());
    result.back() += x.front() * std::cos(x.back());
    return result;
}

template <int N>
using Size = std::integral_constant<int, N>;
using Sizes = boost::mpl::list<Size<1>, Size<2>, Size<3>, Size<4>, Size<5>, Size<8>, Size<16>, Size<33>>;

BOOST_AUTO_TEST_CASE_TEMPLATE(every_number_of_directions_carries_each_of_them, N, Sizes)
{
    using D = Dual<N::value>;
    using E = Dual<dynamic>;
    std::vector<double> v;
    std::vector<D> x;
    std::vector<E> y;
    for (int i = 0; i < N::value; ++i) {
        v.push_back(0.3 + 0.1 * i);
        x.push_back(D::independent(v.back(), i));
        y.push_back(E::independent(v.back(), i, N::value));
    }
    const D fixed = weighted(x);
    const E at_run_time = weighted(y);
    BOOST_TEST(fixed.directions() == N::value);
    BOOST_TEST(at_run_time.directions() == N::value);
    BOOST_TEST(fixed.value() == at_run_time.value());
    for (int i = 0; i < N::value; ++i) {
        BOOST_TEST(fixed.tangent(i) == gradient(v)[static_cast<std::size_t>(i)], boost::test_tools::tolerance(1e-14));
        BOOST_TEST(at_run_time.tangent(i) == fixed.tangent(i));
    }
}

BOOST_AUTO_TEST_CASE(a_fixed_dual_is_as_large_as_its_numbers)
{
    BOOST_TEST(sizeof(Dual<1>) == 16u);
    BOOST_TEST(sizeof(Dual<4>) == 40u);
    BOOST_TEST(sizeof(Dual<16>) == 136u);
    BOOST_TEST(std::is_trivially_copyable_v<Dual<4>>);
}

BOOST_AUTO_TEST_CASE(a_dual_is_made_from_its_value_and_tangents)
{
    const Dual<3> x(2.0, std::array{1.0, 10.0, 100.0});
    BOOST_TEST(x.tangent(0) == 1.0);
    BOOST_TEST(x.tangent(1) == 10.0);
    BOOST_TEST(x.tangent(2) == 100.0);
    const Dual<dynamic> y(2.0, std::vector{1.0, 10.0});
    BOOST_TEST(y.directions() == 2);
    BOOST_TEST(y.tangent(1) == 10.0);
}

BOOST_AUTO_TEST_CASE(the_wrong_number_of_tangents_is_refused_with_both_numbers)
{
    const auto numbers = [](const InvalidArgument& error) {
        const std::string text = error.what();
        return text.find('3') != std::string::npos && text.find('2') != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(Dual<3>(2.0, std::array{1.0, 10.0}), InvalidArgument, numbers);
}

BOOST_AUTO_TEST_CASE(a_direction_outside_of_the_range_is_refused)
{
    BOOST_CHECK_THROW(Dual<3>::independent(1.0, 3), InvalidArgument);
    BOOST_CHECK_THROW(Dual<3>::independent(1.0, -1), InvalidArgument);
    BOOST_CHECK_THROW(Dual<dynamic>::independent(1.0, 2, 2), InvalidArgument);
    BOOST_CHECK_THROW(Dual<dynamic>::independent(1.0, 0, 0), InvalidArgument);
}

// Passive numbers

BOOST_AUTO_TEST_CASE(a_number_is_a_dual_that_depends_on_nothing)
{
    const Dual<2> x = 3;
    const Dual<2> zero;
    BOOST_TEST(x.value() == 3.0);
    BOOST_TEST((x.tangent(0) == 0.0 && x.tangent(1) == 0.0));
    BOOST_TEST((zero.value() == 0.0 && zero.tangent(1) == 0.0));
}

BOOST_AUTO_TEST_CASE(a_passive_dynamic_dual_holds_no_tangent_and_meets_any_other)
{
    using D = Dual<dynamic>;
    const D two = 2.0;
    BOOST_TEST(two.directions() == 0);
    BOOST_TEST(two.tangent(7) == 0.0);
    BOOST_TEST((two * two + 1.0).directions() == 0);
    const D x = D::independent(3.0, 1, 2);
    BOOST_TEST((two * x).tangent(1) == 2.0);
    BOOST_TEST((x * two).tangent(1) == 2.0);
    BOOST_TEST((x - two).directions() == 2);
    BOOST_TEST(floor(x).directions() == 0);
}

BOOST_AUTO_TEST_CASE(dynamic_duals_of_different_lengths_are_refused_with_both_lengths)
{
    const auto x = Dual<dynamic>::independent(1.0, 0, 2);
    const auto y = Dual<dynamic>::independent(1.0, 0, 3);
    const auto numbers = [](const InvalidArgument& error) {
        const std::string text = error.what();
        return text.find("2 and of 3") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(x + y, InvalidArgument, numbers);
}

// sqrt'(0) and pow'(0, 1/2) are infinite, and log(-2) in the exponent's partial is NaN: no dependence stays none.
BOOST_AUTO_TEST_CASE(an_infinite_derivative_of_what_does_not_depend_is_zero)
{
    using D = Dual<3>;
    const D zero = 0.0;
    BOOST_TEST(sqrt(zero).tangent(0) == 0.0);
    BOOST_TEST(sqrt(Dual<dynamic>(0.0, std::array{0.0, 1.0})).tangent(0) == 0.0);
    BOOST_TEST(sqrt(Dual<dynamic>(0.0, std::array{0.0, 1.0})).tangent(1) == infinity);
    const D x = sqrt(D::independent(0.0, 1));
    BOOST_TEST(x.tangent(0) == 0.0);
    BOOST_TEST(x.tangent(1) == infinity);
    BOOST_TEST(pow(zero, 0.5).tangent(2) == 0.0);
    BOOST_TEST(pow(D::independent(-2.0, 0), D(3.0)).tangent(0) == 12.0);
    BOOST_TEST(pow(D::independent(-2.0, 0), 3).tangent(0) == 12.0);
    BOOST_TEST(pow(D(-2.0), D(3.0)).tangent(1) == 0.0);
}

// Assignments and ordinary code

BOOST_AUTO_TEST_CASE(assignments_may_use_their_own_target)
{
    using D = Dual<3>;
    const D x = D::independent(3.0, 2);
    D y = x;
    y = y * y;
    BOOST_TEST(y.tangent(2) == 6.0);
    y += y;
    BOOST_TEST(y.tangent(2) == 12.0);
    y *= y; // 4 x^4
    BOOST_TEST(y.tangent(2) == 16.0 * 27.0);
    y -= 2.0 * y;
    BOOST_TEST(y.tangent(2) == -16.0 * 27.0);
    y /= y;
    BOOST_TEST(y.value() == 1.0);
    BOOST_TEST(std::abs(y.tangent(2)) < 1e-14);
}

auto product_of_locals(const Dual<2>& x)
{
    const Dual<2> a = 2.0 * x;
    const Dual<2> b = 3.0 * x;
    auto e = a * b + a;
    return e;
}

BOOST_AUTO_TEST_CASE(a_result_kept_by_auto_may_outlive_its_operands)
{
    const auto y = product_of_locals(Dual<2>::independent(0.5, 1));
    BOOST_TEST(y.value() == 2.5);
    BOOST_TEST(y.tangent(1) == 8.0);
}

BOOST_AUTO_TEST_CASE(duals_live_in_containers_and_pass_through_algorithms)
{
    using D = Dual<3>;
    std::vector<D> x = {D::independent(3.0, 0), D::independent(1.0, 1), D::independent(2.0, 2)};
    BOOST_TEST(std::max(x[0], x[1]).tangent(0) == 1.0);
    BOOST_TEST((x[0] > x[1] ? x[0] : x[1]).tangent(0) == 1.0);
    BOOST_TEST((x[0] > x[1] ? x[0] * x[1] : 0.0).tangent(1) == 3.0);
    std::swap(x[0], x[1]);
    BOOST_TEST(x[0].tangent(1) == 1.0);
    std::sort(x.begin(), x.end());
    BOOST_TEST(x[2].tangent(0) == 1.0);
    BOOST_TEST(std::inner_product(x.begin(), x.end(), x.begin(), D(0.0)).tangent(0) == 6.0);
}

BOOST_AUTO_TEST_CASE(numeric_limits_are_those_of_double)
{
    using Limits = std::numeric_limits<Dual<2>>;
    BOOST_TEST(Limits::is_specialized);
    const Dual<2> largest = Limits::max();
    BOOST_TEST(largest.value() == std::numeric_limits<double>::max());
    BOOST_TEST(value_of(std::numeric_limits<Dual<1, Var>>::epsilon()) == std::numeric_limits<double>::epsilon());
}

// d log sum exp = softmax
BOOST_AUTO_TEST_CASE(logsumexp_has_the_softmax_as_its_gradient_and_does_not_overflow)
{
    using D = Dual<3>;
    const std::vector<D> x = {D::independent(1000.0, 0), D::independent(999.0, 1), D::independent(-1e300, 2)};
    const D y = logsumexp(x);
    const double p = 1.0 / (1.0 + std::exp(-1.0));
    BOOST_TEST(y.value() == 1000.0 + std::log1p(std::exp(-1.0)));
    BOOST_TEST(y.tangent(0) == p, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(y.tangent(1) == 1.0 - p, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(y.tangent(2) == 0.0);
    BOOST_CHECK_THROW(logsumexp(std::vector<D>{}), InvalidArgument);
    BOOST_TEST(logsumexp(std::vector<D>{-infinity, -infinity}).value() == -infinity);
    BOOST_TEST(logsumexp(std::vector<D>{D::independent(-infinity, 0)}).tangent(0) == 0.0);
}

// Duals of duals: f(x) = x e^x has f'' = (2 + x) e^x.
BOOST_AUTO_TEST_CASE(a_dual_of_duals_carries_the_second_derivative)
{
    using D = Dual<1>;
    using DD = Dual<1, D>;
    const DD x(D::independent(0.7, 0), std::array{D(1.0)});
    const DD y = x * exp(x);
    BOOST_TEST(y.value().value() == 0.7 * std::exp(0.7));
    BOOST_TEST(y.value().tangent(0) == 1.7 * std::exp(0.7), boost::test_tools::tolerance(1e-15));
    BOOST_TEST(y.tangent(0).tangent(0) == 2.7 * std::exp(0.7), boost::test_tools::tolerance(1e-15));
}

// Duals of Vars

BOOST_AUTO_TEST_CASE(a_dual_of_vars_that_depends_on_nothing_records_its_value_only)
{
    Tape tape;
    const Recording on(tape);
    const Dual<1, Var> x = independent(2.0);
    const std::size_t before = tape.memory().used();
    const Dual<1, Var> y = x * x;
    BOOST_TEST(tape.memory().used() - before == record::statement_bytes(2));
    BOOST_TEST(!y.tangent(0).active());
}

// f = exp(x y) has the tangents y f and x f, each a number on the tape with a gradient of its own: d/dx of y f is y^2 f.
BOOST_AUTO_TEST_CASE(a_dual_of_vars_records_each_direction)
{
    Tape tape;
    const Recording on(tape);
    const Var x = independent(0.5);
    const Var y = independent(2.0);
    using D = Dual<2, Var>;
    const D f = exp(D(x, std::array{Var(1.0), Var(0.0)}) * D(y, std::array{Var(0.0), Var(1.0)}));
    const double e = std::exp(1.0);
    BOOST_TEST(f.tangent(0).value() == 2.0 * e, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(f.tangent(1).value() == 0.5 * e, boost::test_tools::tolerance(1e-15));
    Adjoints adjoints(tape);
    adjoints[f.tangent(0)] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(adjoints[x] == 4.0 * e, boost::test_tools::tolerance(1e-15));
    BOOST_TEST(adjoints[y] == 2.0 * e, boost::test_tools::tolerance(1e-15)); // f + x y f
}

// f(x, u) = u^2 sin(x): d/du (df/dx) = 2 u cos x. The parameter u is a Var, of no direction.
BOOST_AUTO_TEST_CASE(vars_mix_with_duals_of_vars)
{
    Tape tape;
    const Recording on(tape);
    const Var u = independent(1.5);
    const Var x = independent(0.4);
    const Dual<1, Var> seeded(x, std::array{Var(1.0)});
    const Dual<1, Var> y = u * u * sin(seeded);
    const Dual<1, Var> z = sin(seeded) * (u * u) + 0.0 * u - u + (u - seeded) + seeded;
    for (const Dual<1, Var>& f : {y, z}) {
        Adjoints adjoints(tape);
        adjoints[f.tangent(0)] = 1.0;
        reverse_sweep(tape, adjoints);
        BOOST_TEST(adjoints[u] == 3.0 * std::cos(0.4), boost::test_tools::tolerance(1e-15));
        BOOST_TEST(adjoints[x] == -2.25 * std::sin(0.4), boost::test_tools::tolerance(1e-15));
    }
}
BOOST_AUTO_TEST_SUITE_END()
