#include <reel/scalar/var.hpp>

#include "../support/recorded.hpp"

#include <algorithm>
#include <array>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <list>
#include <map>
#include <numeric>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(scalar_var)

using namespace reel;
using namespace reel::test;

const double infinity = std::numeric_limits<double>::infinity();

BOOST_FIXTURE_TEST_CASE(the_example_of_the_header_holds, Recorded)
{
    const Var x = independent(2.0);
    const Var y = x * sin(x) + 1;
    BOOST_TEST(y.value() == 2.0 * std::sin(2.0) + 1.0);
    BOOST_TEST(slope(y, x) == std::sin(2.0) + 2.0 * std::cos(2.0), boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(a_var_is_16_bytes_and_copied_like_a_number)
{
    BOOST_TEST(sizeof(Var) == 16u);
    BOOST_TEST(std::is_trivially_copyable_v<Var>);
    BOOST_TEST(std::is_trivially_destructible_v<Var>);
}

// What is recorded

BOOST_FIXTURE_TEST_CASE(an_expression_is_one_statement_however_long_it_is, Recorded)
{
    const Var a = independent(2.0);
    const Var b = independent(3.0);
    const Index values = tape.values();
    const std::size_t before = used();
    const Var c = a * b + exp(a / (1.0 + b * b)) - 2.0 * sin(a);
    BOOST_TEST(c.active());
    BOOST_TEST(tape.values() == values + 1);
    BOOST_TEST(used() - before == record::statement_bytes(6)); // a b a b b a
}

BOOST_FIXTURE_TEST_CASE(an_expression_that_is_never_made_a_var_records_nothing, Recorded)
{
    const Var a = independent(2.0);
    const std::size_t before = used();
    const auto e = a * a + 1.0;
    BOOST_TEST(e.value() == 5.0);
    BOOST_TEST((e > 4.0));
    BOOST_TEST(used() == before);
}

BOOST_FIXTURE_TEST_CASE(passive_factors_take_no_room, Recorded)
{
    const Var a = independent(2.0);
    const Var two = 2.0;
    const std::size_t before = used();
    const Var y = two * a + two * two;
    BOOST_TEST(used() - before == record::statement_bytes(1));
    BOOST_TEST(slope(y, a) == 2.0);
}

BOOST_FIXTURE_TEST_CASE(passive_numbers_record_nothing, Recorded)
{
    Var s = 1.0;
    for (int i = 0; i < 100; ++i)
        s = s * 1.5 + sin(s);
    BOOST_TEST(!s.active());
    BOOST_TEST(used() == 0u);
}

BOOST_AUTO_TEST_CASE(passive_numbers_need_no_tape)
{
    Var s = 1.0;
    s += 2.0 * s;
    BOOST_TEST(s.value() == 3.0);
    BOOST_TEST(!s.active());
}

BOOST_FIXTURE_TEST_CASE(a_copy_is_the_same_value_and_records_nothing, Recorded)
{
    const Var x = independent(2.0);
    const std::size_t before = used();
    const Var y = x;
    Var z;
    z = y;
    BOOST_TEST(used() == before);
    BOOST_TEST(z.id().index == x.id().index);
}

BOOST_FIXTURE_TEST_CASE(assigning_a_number_makes_a_var_passive, Recorded)
{
    Var x = independent(2.0);
    x = 3.0;
    BOOST_TEST(!x.active());
    BOOST_TEST(x.value() == 3.0);
}

// (A trap: `auto e = a * b + c; return e;` that refers to variables which are gone.)
auto expression_of_locals(const Var& x)
{
    const Var a = 2.0 * x;
    const Var b = 3.0 * x;
    auto e = a * b + sin(a) / 4.0;
    return e;
}

BOOST_FIXTURE_TEST_CASE(an_expression_kept_by_auto_may_outlive_its_operands, Recorded)
{
    const Var x = independent(0.5);
    const auto e = expression_of_locals(x);
    const Var y = e;
    BOOST_TEST(y.value() == 1.5 + std::sin(1.0) / 4.0);
    BOOST_TEST(slope(y, x) == 6.0 + std::cos(1.0) / 2.0, boost::test_tools::tolerance(1e-15));
}

BOOST_FIXTURE_TEST_CASE(an_expression_keeps_the_operands_it_was_made_of, Recorded)
{
    Var x = independent(3.0);
    const Var x0 = x;
    const auto square = x * x;
    x = 100.0;
    const Var y = square;
    BOOST_TEST(y.value() == 9.0);
    BOOST_TEST(slope(y, x0) == 6.0);
}

// Assignments

BOOST_FIXTURE_TEST_CASE(an_assignment_may_use_its_own_target, Recorded)
{
    const Var x = independent(3.0);
    Var y = x;
    y = y * y; // x^2
    y = y * y; // x^4
    BOOST_TEST(y.value() == 81.0);
    BOOST_TEST(slope(y, x) == 4.0 * 27.0);
    const Var& same = y;
    y = same;
    BOOST_TEST(slope(y, x) == 108.0);
}

BOOST_FIXTURE_TEST_CASE(compound_assignments_differentiate_like_the_operators, Recorded)
{
    const Var x = independent(3.0);
    Var y = x;
    y += x;       // 2 x
    y *= x;       // 2 x^2
    y -= 2.0 * x; // 2 x^2 - 2 x
    y /= x;       // 2 x - 2
    BOOST_TEST(y.value() == 4.0);
    BOOST_TEST(slope(y, x) == 2.0, boost::test_tools::tolerance(1e-15));
}

BOOST_FIXTURE_TEST_CASE(compound_assignments_may_use_their_own_target, Recorded)
{
    const Var x = independent(3.0);
    Var y = x;
    y += y; // 2 x
    y *= y; // 4 x^2
    BOOST_TEST(slope(y, x) == 24.0);
    y /= y; // 1
    BOOST_TEST(slope(y, x) == 0.0, boost::test_tools::tolerance(1e-15));
    y -= y; // 0
    BOOST_TEST(y.value() == 0.0);
    BOOST_TEST(slope(y, x) == 0.0, boost::test_tools::tolerance(1e-15));
}

// As numbers in ordinary code

BOOST_FIXTURE_TEST_CASE(a_ternary_picks_one_of_two_vars, Recorded)
{
    const Var a = independent(2.0);
    const Var b = independent(5.0);
    const Var larger = a > b ? a : b;
    const Var clipped = a > 1.0 ? a * b : Var(0.0);
    BOOST_TEST(slope(larger, b) == 1.0);
    BOOST_TEST(slope(larger, a) == 0.0);
    BOOST_TEST(slope(clipped, a) == 5.0);
}

BOOST_FIXTURE_TEST_CASE(std_max_min_clamp_and_swap_work_on_vars, Recorded)
{
    Var a = independent(2.0);
    Var b = independent(5.0);
    const Var a0 = a;
    const Var b0 = b;
    BOOST_TEST(slope(std::max(a, b), b) == 1.0);
    BOOST_TEST(slope(std::min(a, b), a) == 1.0);
    BOOST_TEST(slope(std::clamp(b, Var(0.0), a), a) == 1.0);
    std::swap(a, b);
    BOOST_TEST(slope(2.0 * a, b0) == 2.0);
    BOOST_TEST(slope(3.0 * b, a0) == 3.0);
}

BOOST_FIXTURE_TEST_CASE(vars_live_in_containers_and_pass_through_algorithms, Recorded)
{
    std::vector<Var> x;
    for (const double v : {3.0, 1.0, 2.0})
        x.push_back(independent(v));
    std::vector<Var> sorted = x;
    std::sort(sorted.begin(), sorted.end());
    BOOST_TEST(slope(sorted[0], x[1]) == 1.0);
    BOOST_TEST(slope(sorted[2], x[0]) == 1.0);
    BOOST_TEST(slope(std::accumulate(x.begin(), x.end(), Var(0.0)), x[2]) == 1.0);
    BOOST_TEST(slope(std::inner_product(x.begin(), x.end(), x.begin(), Var(0.0)), x[0]) == 6.0);
    const std::map<std::string, Var> named = {{"x", x[0]}, {"y", x[1]}};
    const std::list<Var> listed(x.begin(), x.end());
    const std::array<Var, 2> pair = {x[0], x[1]};
    BOOST_TEST(slope(named.at("x") * listed.back() + pair[1], x[2]) == 3.0);
}

BOOST_AUTO_TEST_CASE(numeric_limits_are_those_of_double)
{
    BOOST_TEST(std::numeric_limits<Var>::is_specialized);
    BOOST_TEST(value_of(Var(std::numeric_limits<Var>::max())) == std::numeric_limits<double>::max());
    BOOST_TEST(value_of(Var(std::numeric_limits<Var>::epsilon())) == std::numeric_limits<double>::epsilon());
    const Var inf = std::numeric_limits<Var>::infinity();
    BOOST_TEST(isinf(inf));
}

// A zero seed

BOOST_FIXTURE_TEST_CASE(a_branch_that_was_not_taken_adds_nothing_in_one_statement_as_in_two, Recorded)
{
    const Var x = independent(0.0);
    const Var one_statement = max(sqrt(x), 1.0);
    const Var root = sqrt(x);
    const Var two_statements = max(root, 1.0);
    BOOST_TEST(slope(one_statement, x) == 0.0);
    BOOST_TEST(slope(two_statements, x) == 0.0);
    BOOST_TEST(slope(0.0 * pow(x, 0.5), x) == 0.0);
    BOOST_TEST(slope(sqrt(x), x) == infinity);
}

// log sum exp

BOOST_FIXTURE_TEST_CASE(logsumexp_is_one_statement_whose_partials_are_the_softmax, Recorded)
{
    const std::vector<double> v = {1.0, -2.0, 0.5};
    std::vector<Var> x;
    for (const double entry : v)
        x.push_back(independent(entry));
    const std::size_t before = used();
    const Var y = logsumexp(x);
    BOOST_TEST(used() - before == record::statement_bytes(3));
    const double sum = std::exp(1.0) + std::exp(-2.0) + std::exp(0.5);
    BOOST_TEST(y.value() == std::log(sum), boost::test_tools::tolerance(1e-15));
    for (std::size_t i = 0; i < 3; ++i)
        BOOST_TEST(slope(y, x[i]) == std::exp(v[i]) / sum, boost::test_tools::tolerance(1e-15));
}

// exp overflows, 1 / (1 + exp) is 0, and so is its slope.
BOOST_FIXTURE_TEST_CASE(a_function_that_saturates_where_exp_overflows_has_derivative_zero, Recorded)
{
    const Var z = independent(-800.0);
    const Var e = exp(-z);
    BOOST_TEST(slope(1 / (1 + exp(-z)), z) == 0.0);
    BOOST_TEST(slope(1 / (1 + e), z) == 0.0);
    BOOST_TEST(slope(1 / cosh(z), z) == 0.0);
}

// log(e^1000 + e^999) = 1000 + log(1 + 1/e)
BOOST_FIXTURE_TEST_CASE(logsumexp_does_not_overflow, Recorded)
{
    const std::vector<Var> x = {independent(1000.0), independent(999.0), Var(-1e300)};
    const Var y = logsumexp(x);
    BOOST_TEST(y.value() == 1000.0 + std::log1p(std::exp(-1.0)));
    BOOST_TEST(slope(y, x[0]) == 1.0 / (1.0 + std::exp(-1.0)), boost::test_tools::tolerance(1e-13));
}

BOOST_FIXTURE_TEST_CASE(logsumexp_of_minus_infinities_has_derivative_zero, Recorded)
{
    const std::vector<Var> x = {independent(-infinity), independent(-infinity)};
    BOOST_TEST(slope(logsumexp(x), x[0]) == 0.0);
}

BOOST_FIXTURE_TEST_CASE(logsumexp_of_nothing_is_refused_and_of_passive_numbers_is_passive, Recorded)
{
    BOOST_CHECK_THROW(logsumexp(std::vector<Var>{}), InvalidArgument);
    BOOST_TEST(!logsumexp(std::vector<Var>{1.0, 2.0}).active());
    BOOST_TEST(logsumexp(std::vector<Var>{-infinity, -infinity}).value() == -infinity);
    BOOST_TEST(logsumexp(std::vector<Var>{infinity, 1.0}).value() == infinity);
}

BOOST_AUTO_TEST_SUITE_END()
