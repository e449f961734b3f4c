#include <reel/scalar/second.hpp>

#include "../support/closed_forms.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(scalar_second)

using namespace reel;
using boost::test_tools::tolerance;

// phi'', as the sweep of a recorded directional derivative gives it, and phi and phi' beside it. Left out are points where
// phi'' itself is so large or small that a factor of it leaves the range of doubles.
BOOST_AUTO_TEST_CASE(the_second_derivative_of_every_rule_is_its_closed_form)
{
    const auto check = [](const char* name, double x, const SecondOrder& found) {
        const auto is_near = [](double number, Real truth) {
            return std::abs(number - truth) <= 1e-12L * std::abs(truth) + 1e-17L;
        };
        const ClosedForm& truth = closed_forms().at(name);
        BOOST_TEST(is_near(found.value, truth.value(x)), name << "(" << x << ") is " << found.value);
        BOOST_TEST(is_near(found.slope, truth.first(x)), name << "'(" << x << ") is " << found.slope);
        BOOST_TEST(is_near(found.gradient[0], truth.first(x)), name << "'(" << x << ") is " << found.gradient[0]);
        BOOST_TEST(is_near(found.product[0], truth.second(x)), name << "''(" << x << ") is " << found.product[0]);
    };
    UnaryRules::for_each([&]<class Rule>() {
        for (const double x : Rule::points) {
            const auto phi = [](const auto& z) { return unary(Rule{}, z[0]); };
            if (std::abs(x) < 50.0 && (x == 0.0 || std::abs(x) > 1e-20))
                check(Rule::name, x, hessian_times(phi, std::vector{x}, std::vector{1.0}));
        }
    });
}

// d^2 a^b / da db = a^(b-1) (1 + b log a), which is 1/a at b = 0
BOOST_AUTO_TEST_CASE(the_mixed_second_derivative_of_pow_survives_the_exponent_0)
{
    const auto power = [](const auto& z) { return pow(z[0], z[1]); };
    const SecondOrder found = hessian_times(power, std::vector{4.0, 0.0}, std::vector{1.0, 0.0});
    BOOST_TEST(found.product[0] == 0.0);
    BOOST_TEST(found.product[1] == 0.25);
}

// f = 100 (x_1 - x_0^2)^2 + (1 - x_0)^2: g = (-400 x_0 (x_1 - x_0^2) - 2 (1 - x_0), 200 (x_1 - x_0^2)),
// H = ((1200 x_0^2 - 400 x_1 + 2, -400 x_0), (-400 x_0, 200)), at (1/2, 1/2) H = ((102, -200), (-200, 200)).
BOOST_AUTO_TEST_CASE(the_example_of_the_header_holds)
{
    const auto rosenbrock = [](const auto& x) {
        return 100.0 * pow(x[1] - x[0] * x[0], 2) + pow(1.0 - x[0], 2);
    };
    const SecondOrder found = hessian_times(rosenbrock, std::vector{0.5, 0.5}, std::vector{1.0, 0.0});
    BOOST_TEST(found.value == 6.5);
    BOOST_TEST(found.gradient[0] == -51.0);
    BOOST_TEST(found.gradient[1] == 50.0);
    BOOST_TEST(found.slope == -51.0);
    BOOST_TEST(found.product[0] == 102.0);
    BOOST_TEST(found.product[1] == -200.0);
}

// f = log sum exp: g = p (the softmax), H = diag(p) - p p^T, H v = p (v - p^T v) entry by entry.
BOOST_AUTO_TEST_CASE(the_hessian_of_logsumexp_is_that_of_the_softmax)
{
    const std::vector<double> x = {0.3, -1.2, 0.8, 2.0};
    const std::vector<double> v = {1.0, 0.5, -2.0, 0.25};
    const auto f = [](const auto& z) { return logsumexp(z); };
    const SecondOrder found = hessian_times(f, x, v);
    double sum = 0.0;
    for (const double entry : x)
        sum += std::exp(entry);
    std::vector<double> p;
    double p_v = 0.0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        p.push_back(std::exp(x[i]) / sum);
        p_v += p[i] * v[i];
    }
    BOOST_TEST(found.slope == p_v, tolerance(1e-14));
    for (std::size_t i = 0; i < x.size(); ++i) {
        BOOST_TEST(found.gradient[i] == p[i], tolerance(1e-14));
        BOOST_TEST(found.product[i] == p[i] * (v[i] - p_v), tolerance(1e-13));
    }
}

// f = sum_i (x_i^4 / 4 + x_i x_{i+1}), so H v = 3 x_i^2 v_i + v_{i-1} + v_{i+1}: exact for these numbers.
BOOST_AUTO_TEST_CASE(the_hessian_of_a_chain_is_tridiagonal)
{
    const std::vector<double> x = {0.5, -1.0, 2.0, 0.25, 4.0};
    const std::vector<double> v = {1.0, -2.0, 0.5, 4.0, -0.25};
    const auto f = [](const auto& z) {
        auto sum = 0.0 * z[0];
        for (std::size_t i = 0; i < z.size(); ++i)
            sum += 0.25 * z[i] * z[i] * z[i] * z[i];
        for (std::size_t i = 0; i + 1 < z.size(); ++i)
            sum += z[i] * z[i + 1];
        return sum;
    };
    const SecondOrder found = hessian_times(f, x, v);
    for (std::size_t i = 0; i < x.size(); ++i) {
        const double left = i > 0 ? v[i - 1] : 0.0;
        const double right = i + 1 < x.size() ? v[i + 1] : 0.0;
        BOOST_TEST(found.product[i] == 3.0 * x[i] * x[i] * v[i] + left + right);
    }
}

// Through many steps: x <- cos(x), K times. With s_k = -sin x_k: x_K' = prod s_k, and
// x_K'' = sum_k (prod_{j>k} s_j) (-cos x_k) (prod_{j<k} s_j)^2.
BOOST_AUTO_TEST_CASE(the_second_derivative_of_an_iteration_sums_over_its_steps)
{
    const int steps = 12;
    const auto f = [&](const auto& z) {
        auto x = z[0];
        for (int k = 0; k < steps; ++k)
            x = cos(x);
        return x;
    };
    double x = 0.4;
    double first = 1.0;
    double second = 0.0;
    for (int k = 0; k < steps; ++k) {
        second = -std::sin(x) * second - std::cos(x) * first * first;
        first *= -std::sin(x);
        x = std::cos(x);
    }
    const SecondOrder found = hessian_times(f, std::vector{0.4}, std::vector{1.0});
    BOOST_TEST(found.value == x);
    BOOST_TEST(found.slope == first, tolerance(1e-14));
    BOOST_TEST(found.product[0] == second, tolerance(1e-13));
}

BOOST_AUTO_TEST_CASE(a_linear_function_has_no_hessian_and_a_constant_no_gradient)
{
    const auto linear = [](const auto& z) { return 2.0 * z[0] - z[1]; };
    const SecondOrder of_linear = hessian_times(linear, std::vector{1.0, 2.0}, std::vector{3.0, 5.0});
    BOOST_TEST(of_linear.slope == 1.0);
    BOOST_TEST(of_linear.gradient[1] == -1.0);
    BOOST_TEST(of_linear.product[0] == 0.0);
    const auto constant = [](const auto&) { return Dual<1, Var>(7.0); };
    const SecondOrder of_constant = hessian_times(constant, std::vector{1.0}, std::vector{1.0});
    BOOST_TEST(of_constant.value == 7.0);
    BOOST_TEST(of_constant.gradient[0] == 0.0);
    BOOST_TEST(of_constant.product[0] == 0.0);
}

BOOST_AUTO_TEST_CASE(a_direction_of_another_length_is_refused)
{
    const auto f = [](const auto& z) { return z[0] * z[0]; };
    BOOST_CHECK_THROW(hessian_times(f, std::vector{1.0, 2.0}, std::vector{1.0}), InvalidArgument);
}

BOOST_AUTO_TEST_CASE(the_tape_that_records_outside_records_nothing_of_it)
{
    Tape tape;
    const Recording on(tape);
    const auto f = [](const auto& z) { return z[0] * z[0]; };
    hessian_times(f, std::vector{1.0}, std::vector{1.0});
    BOOST_TEST(tape.memory().used() == 0u);
    BOOST_TEST(&Recording::tape() == &tape);
}

BOOST_AUTO_TEST_SUITE_END()
