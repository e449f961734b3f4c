#include "../support/decompositions.hpp"

#include <reel/analysis/constants.hpp>
#include <reel/error.hpp>
#include <reel/problem/generate.hpp>
#include <reel/problem/ridge.hpp>
#include <reel/solver/gradient.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

BOOST_AUTO_TEST_SUITE(analysis_constants)
using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using boost::test_tools::tolerance;

// x+ = G x + u a: M = G and N = a at every x, x* = (I - G)^{-1} a u.
struct Affine {
    MatrixXd G;
    VectorXd a;
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return G * x + u * a;
    }
};
using AffineRun = MapRun<Affine, VectorXd, double>;

// x+ = (1 - h) x - h q x^2 + h u, entry by entry: M = 1 - h - 2 h q x.
struct Bent {
    double h, q;
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        return (1 - h) * x - (h * q) * x.cwiseProduct(x) + (h * u) * Eigen::VectorXd(Eigen::VectorXd::Ones(1));
    }
};

RunObserver observe(AnyRun& run, long steps)
{
    RunObserver seen(run.row());
    for (long k = 0; k < steps; ++k) {
        run.advance();
        seen.see(run.row());
    }
    return seen;
}

MatrixXd rotation(double angle)
{
    MatrixXd R(2, 2);
    R << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
    return R;
}

// ---- rho ----

// Errors are c_1 0.95^k + c_2 0.5^k: the second is forgotten.
BOOST_AUTO_TEST_CASE(the_increments_show_the_slowest_mode)
{
    const Affine map{Eigen::Vector2d(0.95, 0.5).asDiagonal(), Eigen::Vector2d(1, 1)};
    AffineRun run(map, Eigen::Vector2d(3, -40), 1.0);
    BOOST_TEST(observe(run, 200).rho() == 0.95, tolerance(1e-6));
}

// x_{k+1} - x_k has modes 0.9 and -0.9 of the same size: at lag 1 every second increment is small, at lag 2 none is.
BOOST_AUTO_TEST_CASE(a_mode_that_alternates_does_not_hide)
{
    const Affine map{Eigen::Vector2d(0.9, -0.9).asDiagonal(), Eigen::Vector2d(1, 1)};
    AffineRun run(map, Eigen::Vector2d(-30, 2), 1.0);
    BOOST_TEST(observe(run, 64).rho() == 0.9, tolerance(1e-3));
}

// M = 0.98 times a rotation by 0.3: |x_{k+2} - x_k| = 0.98^k |M^2 - I||x_0 - x*| exactly; in the first coordinate alone it
// would oscillate.
BOOST_AUTO_TEST_CASE(complex_modes_do_not_make_it_oscillate)
{
    MatrixXd G = MatrixXd::Zero(3, 3);
    G.topLeftCorner(2, 2) = 0.98 * rotation(0.3);
    G(2, 2) = 0.9;
    const Affine map{G, VectorXd::Ones(3)};
    for (const long steps : {150L, 223L, 400L}) {
        AffineRun run(map, Eigen::Vector3d(1, 0, 0), 1.0);
        BOOST_TEST(observe(run, steps).rho() == 0.98, tolerance(2e-3));
        BOOST_TEST(spectral_radius(run.linearize()) == 0.98, tolerance(1e-12));
    }
}

BOOST_AUTO_TEST_CASE(a_run_that_turns_for_ever_has_rho_one)
{
    const Affine map{-MatrixXd::Identity(2, 2), VectorXd::Ones(2)};
    AffineRun run(map, Eigen::Vector2d(3, 4), 0.0);
    BOOST_TEST(observe(run, 100).rho() == 1.0);
}

// One mode: the limit is found exactly.
BOOST_AUTO_TEST_CASE(the_limit_of_one_mode_is_the_fixed_point)
{
    const Affine map{0.95 * MatrixXd::Identity(1, 1), VectorXd::Ones(1)};
    AffineRun run(map, VectorXd::Constant(1, 1000), 1.0);
    BOOST_TEST(observe(run, 20).limit(0.95)[0] == 20.0, tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(rounding_errors_are_not_taken_for_a_slow_mode)
{
    const Affine map{Eigen::Vector2d(0.5, 0.3).asDiagonal(), Eigen::Vector2d(1, 1)};
    AffineRun run(map, Eigen::Vector2d(100, 100), 1.0);
    const RunObserver seen = observe(run, 3000);
    BOOST_TEST(seen.settled());
    BOOST_TEST(seen.rho() == 0.5, tolerance(1e-2));
}

BOOST_AUTO_TEST_CASE(a_map_that_does_not_contract_has_rho_one)
{
    const Affine map{1.01 * MatrixXd::Identity(2, 2), VectorXd::Ones(2)};
    AffineRun run(map, VectorXd::Ones(2), 1.0);
    const RunObserver seen = observe(run, 100);
    BOOST_TEST(seen.rho() == 1.0);
    BOOST_TEST(std::isinf(seen.error()));
    BOOST_TEST(seen.progress() > 1.0);
}

BOOST_AUTO_TEST_CASE(a_map_that_arrives_in_one_step_has_rho_zero)
{
    const Affine map{MatrixXd::Zero(2, 2), VectorXd::Ones(2)};
    AffineRun run(map, Eigen::Vector2d(3, 4), 1.0);
    BOOST_TEST(observe(run, 30).rho() == 0.0);
}

// ---- e_k ----

// One mode: e_k = 0.95^k e_0 and the estimate is attained; with others it is above.
BOOST_AUTO_TEST_CASE(the_error_of_one_mode_is_found_exactly_and_never_too_small_for_the_true_rho)
{
    const Affine single{0.95 * MatrixXd::Identity(2, 2), VectorXd::Ones(2)};
    const Affine several{Eigen::Vector2d(0.95, -0.9).asDiagonal(), Eigen::Vector2d(1, 1)};
    for (const long steps : {3L, 8L, 50L, 129L}) {
        AffineRun one(single, Eigen::Vector2d(7, -7), 1.0);
        const double exact = std::pow(0.95, steps) * (Eigen::Vector2d(7, -7) - Eigen::Vector2d(20, 20)).norm();
        BOOST_TEST(observe(one, steps).error(0.95) == exact, tolerance(1e-9));
        AffineRun two(several, Eigen::Vector2d(50, 50), 1.0);
        const RunObserver seen = observe(two, steps);
        const Eigen::Vector2d truth(20, 1 / 1.9);
        BOOST_TEST(seen.error(0.95) >= (two.row() - truth).norm() * (1 - 1e-12));
    }
}

// ---- norms ----

BOOST_AUTO_TEST_CASE(the_norm_of_a_Jordan_block_is_above_its_spectral_radius)
{
    MatrixXd G(2, 2);
    G << 0.9, 5, 0, 0.9;
    const Affine map{G, VectorXd::Ones(2)};
    const AffineRun run(map, VectorXd::Ones(2), 1.0);
    BOOST_TEST(operator_norm(run.linearize()) == spectral_norm_of(G), tolerance(1e-10));
    // |M^k| = 0.9^{k-1} |[[0.9, 5 k], [0, 0.9]]|
    double most = 0;
    for (int k = 0; k <= 300; ++k) {
        MatrixXd power(2, 2);
        power << 0.9, 5.0 * k, 0, 0.9;
        most = std::max(most, spectral_norm_of(power) * std::pow(0.9, k - 1) / std::pow(0.95, k));
    }
    BOOST_TEST(transient_growth(run.linearize(), 0.95, 300) == most, tolerance(1e-10));
}

// The same on the Krylov space, at k = 1, 2, 4, ..., up to 1/ln(1/0.9) = 9.5: the largest is at 8.
BOOST_AUTO_TEST_CASE(the_growth_of_a_Jordan_block_is_seen_and_a_normal_map_has_none)
{
    MatrixXd G(2, 2);
    G << 0.9, 5, 0, 0.9;
    MatrixXd power(2, 2); // G^8/0.9^8
    power << 1, 8 * 5 / 0.9, 0, 1;
    const Affine bent{G, VectorXd::Ones(2)};
    const Contraction found = contraction(AffineRun(bent, VectorXd::Ones(2), 1.0).linearize());
    BOOST_TEST(found.rho == 0.9, tolerance(1e-6));
    BOOST_TEST(found.growth == spectral_norm_of(power), tolerance(1e-5));
    const Affine turning{0.98 * rotation(0.3), VectorXd::Ones(2)};
    BOOST_TEST(contraction(AffineRun(turning, VectorXd::Ones(2), 1.0).linearize()).growth == 1, tolerance(1e-12));
}

// From any point the Newton step of an affine map ends at x*, however the errors grow on the way there.
BOOST_AUTO_TEST_CASE(a_close_look_at_an_affine_run_finds_its_limit)
{
    MatrixXd G(2, 2);
    G << 0.9, 5, 0, 0.9;
    const Affine map{G, VectorXd::Ones(2)};
    AffineRun run(map, Eigen::Vector2d(-400, 30), 1.0);
    const RunObserver seen = observe(run, 20);
    const Eigen::Vector2d truth(510, 10); // (I - G)^{-1} (1, 1)
    Estimates found = look_closely(run, seen);
    BOOST_TEST((found.limit - truth).norm() <= found.limit_error + 1e-9 * truth.norm());
    BOOST_TEST(found.error == (run.row() - truth).norm(), tolerance(0.02));
    run.advance();
    found.follow(run.k(), run.row());
    BOOST_TEST(found.error == (run.row() - truth).norm(), tolerance(0.02));
}

// x+ = x - tanh(x - u)/10: far out M is nearly 1, and a Newton step from there overshoots by far.
BOOST_AUTO_TEST_CASE(a_Newton_step_that_does_not_arrive_is_no_limit)
{
    const auto map = []<class X>(const X& x, const auto& u) -> X {
        return x - 0.1 * (x - u * VectorXd(VectorXd::Ones(1))).array().tanh().matrix();
    };
    MapRun run(map, VectorXd(VectorXd::Constant(1, 8.0)), 0.0);
    const RunObserver seen = observe(run, 12);
    BOOST_TEST(look_closely(run, seen).limit.size() == 0);
}

// ---- C and |J*| ----

// Gradient descent on ridge: F(x) = (I - h H) z - h x du, so |F(x') - F(x)| = h |x' - x| for every z.
BOOST_AUTO_TEST_CASE(on_ridge_the_secant_is_the_step_size)
{
    const Dataset data = generate_regression({.rows = 20, .cols = 6, .condition = 30, .u = 0.5});
    const Ridge ridge(data.A, data.b);
    const GradientDescent<Ridge> descent{ridge, 0.013};
    MapRun run(descent, VectorXd(VectorXd::Constant(6, 10)), 0.5);
    const Linearization at = run.linearize();
    run.advance();
    BOOST_TEST(forcing_secant(at, run.linearize(), VectorXd::Random(6), VectorXd::Ones(1)) == 0.013, tolerance(1e-12));
}

// dF = -2 h q (x' - x) z.
BOOST_AUTO_TEST_CASE(the_secant_of_a_bent_map_is_its_second_derivative)
{
    const Bent map{0.1, 0.3};
    MapRun run(map, VectorXd(VectorXd::Constant(1, 0.5)), 0.7);
    const Linearization at = run.linearize();
    run.advance();
    const double z = 4;
    BOOST_TEST(forcing_secant(at, run.linearize(), VectorXd::Constant(1, z), VectorXd::Ones(1)) == 2 * 0.1 * 0.3 * z,
               tolerance(1e-10));
}

BOOST_AUTO_TEST_CASE(the_Jacobian_lies_in_its_bracket_and_both_ends_are_attained)
{
    const VectorXd a = VectorXd::Ones(1);
    for (const double rho : {0.6, -0.6}) {
        const double jacobian = 1 / (1 - rho);
        const Bracket bracket = jacobian_bracket(a.norm(), 0.6);
        BOOST_TEST((rho > 0 ? bracket.high : bracket.low) == jacobian, tolerance(1e-14));
    }
    BOOST_TEST(std::isinf(jacobian_bracket(1, 1).high));
}

// ---- together ----

// rho = 1 - h mu, C = h, e_k and |J*| are known: close to the solution all four are found.
BOOST_AUTO_TEST_CASE(all_constants_of_ridge_are_found_while_it_runs)
{
    const double u = 0.5;
    const Dataset data = generate_regression({.rows = 40, .cols = 12, .condition = 60, .u = u});
    const Ridge ridge(data.A, data.b);
    const Curvature c = ridge.curvature(u);
    const double h = 2 / (c.L + c.mu);
    const GradientDescent<Ridge> descent{ridge, h};
    MapRun run(descent, VectorXd(VectorXd::Constant(12, 100)), u);
    const RunObserver seen = observe(run, 250);
    const Estimates found = look_closely(run, seen);
    BOOST_TEST(found.rho == 1 - h * c.mu, tolerance(1e-3));
    BOOST_TEST(found.C == h, tolerance(1e-9));
    BOOST_TEST(found.error == (run.row() - ridge.solution(u).x).norm(), tolerance(0.05));
    BOOST_TEST(found.jacobian == ridge.jacobian(u).norm(), tolerance(0.05));
    BOOST_TEST(found.jacobian_range.low <= ridge.jacobian(u).norm());
    BOOST_TEST(found.jacobian_range.high >= ridge.jacobian(u).norm());
    const double exact = h * (run.row() - ridge.solution(u).x).norm() / ((1 - found.rho) * ridge.jacobian(u).norm());
    BOOST_TEST(found.curse_number() == exact, tolerance(0.3));
}

BOOST_AUTO_TEST_CASE(a_growth_relative_to_rho_zero_is_refused)
{
    const Affine map{MatrixXd::Zero(1, 1), VectorXd::Ones(1)};
    const AffineRun run(map, VectorXd::Ones(1), 1.0);
    BOOST_CHECK_THROW(transient_growth(run.linearize(), 0.0, 10), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
