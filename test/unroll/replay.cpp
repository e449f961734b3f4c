#include <reel/unroll/replay.hpp>

#include "../support/one_tape.hpp"
#include "../support/ridge_runs.hpp"

#include <boost/test/unit_test.hpp>

#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(unroll_replay)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// x <- r x + theta from x_0:  dx_K/dtheta = (1 - r^(K-T)) / (1 - r), and dx_K/dx_T = r^(K-T).
BOOST_AUTO_TEST_CASE(a_number_is_a_state)
{
    const auto affine = []<class X>(const X& x, const auto& theta) -> X { return 0.75 * x + theta; };
    const Replay how{.schedule = Schedule::binomial(40, 10, {.checkpoints = 3}), .start_adjoint = true};
    const auto run = replay(affine, 1.0, 2.0, 1.0, how);
    BOOST_TEST(run.gradient() == (1.0 - std::pow(0.75, 30)) / 0.25, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(run.start_adjoint(0, 0) == std::pow(0.75, 30), boost::test_tools::tolerance(1e-14));
    BOOST_TEST(run.reached == 10);
}

// With nothing recorded the gradient is 0, and what truncation cuts off comes through v itself, or what the solution
// makes of it: d(2z - z^2)/dz = 2 - 2z.
BOOST_AUTO_TEST_CASE(without_recorded_steps_the_adjoint_of_the_start_is_that_of_the_end)
{
    const auto run = replay(Shadow{}, x0, 0.2, v, {.iterations = 4, .truncation = 4, .start_adjoint = true});
    BOOST_TEST(run.gradient() == 0.0);
    BOOST_TEST((run.start_adjoint - v.cwiseProduct(VectorXd::Constant(n, 2.0) - 2.0 * run.state)).norm() < 1e-15);
}

// No step: g = 0 and w_0 = v, whatever is not there.
BOOST_AUTO_TEST_CASE(a_state_with_an_empty_part_need_not_make_a_step)
{
    using Pair = std::tuple<VectorXd, VectorXd>;
    const auto step = []<class X>(const std::tuple<X, X>& x, const auto& theta) -> std::tuple<X, X> {
        return {theta * std::get<0>(x), std::get<1>(x)};
    };
    const auto run =
        replay(step, Pair(x0, VectorXd()), 0.5, Pair(v, VectorXd()), {.iterations = 0, .start_adjoint = true});
    BOOST_TEST(run.gradient() == 0.0);
    BOOST_TEST((run.start_adjoint - v).norm() == 0.0);
}

// For the loss |x - t|^2 / 2 the adjoint is x_K - t.
BOOST_AUTO_TEST_CASE(a_loss_receives_the_end_of_the_run_and_returns_its_adjoint)
{
    const auto loss = [](const VectorXd& x) -> VectorXd { return x - v; };
    const auto run = replay(chebyshev, chebyshev.init(x0), 0.1, loss, {.iterations = 20});
    const VectorXd adjoint = chebyshev.solution(run.state) - v;
    BOOST_TEST(run.gradient() == replay(chebyshev, chebyshev.init(x0), 0.1, adjoint, {.iterations = 20}).gradient());
}

// After enough steps the unrolled Jacobian is that of the solution, -H^{-1} x*.
BOOST_AUTO_TEST_CASE(the_whole_jacobian_is_a_replay_with_unit_adjoints)
{
    const GradientDescent<Ridge> fast{ridge(), 2.0 / (ridge().curvature(0.1).L + ridge().curvature(0.1).mu)};
    const auto run = replay_jacobian(fast, x0, 0.1, {.schedule = Schedule::binomial(3000, 0, {.checkpoints = 20})});
    BOOST_TEST((run.jacobian() - ridge().jacobian(0.1)).norm() < 1e-10 * ridge().jacobian(0.1).norm());
}

BOOST_AUTO_TEST_CASE(a_run_that_stops_by_itself_stops_where_iterate_does)
{
    const auto plain = iterate(descent, x0, 0.1, Stop{.iterations = 5000, .tolerance = 1e-6});
    BOOST_TEST(plain.iterations < 5000);
    const MatrixXd expected = on_one_tape(descent, x0, 0.1, v, plain.iterations, 50).u_adjoint;
    for (const Schedule& schedule :
         {Schedule::online(50, {.checkpoints = 6}), Schedule::store_all(unbounded, 50),
          Schedule::periodic(unbounded, 50, 7), Schedule::binomial(5000, 50, {.checkpoints = 6, .stretch = 3})}) {
        const auto run = replay(descent, x0, 0.1, v, {.schedule = schedule, .iterations = 5000, .tolerance = 1e-6});
        BOOST_CHECK(run.status == Status::converged);
        BOOST_TEST(run.iterations == plain.iterations);
        BOOST_TEST(run.residual == plain.residual);
        BOOST_TEST(run.state == plain.state);
        BOOST_TEST(run.gradient() == expected(0, 0));
    }
}

BOOST_AUTO_TEST_CASE(the_status_is_that_of_iterate)
{
    const auto status = [](const Replay& how) { return replay(descent, x0, 0.1, v, how).status; };
    BOOST_CHECK(status({.iterations = 5}) == Status::completed);
    BOOST_CHECK(status({.iterations = 5, .tolerance = 1e-6}) == Status::unfinished);
    const auto grow = []<class X>(const X& x, const auto& u) -> X { return u * x; };
    const auto run = replay(grow, 1.0, 1e200, 1.0, {.schedule = Schedule::replay_each_step(10, 0)});
    BOOST_CHECK(run.status == Status::not_finite);
    BOOST_TEST(run.first_not_finite == 2);
}

// The known bound for T = 0: r K plain steps, r the least number with binomial(s + r, r) >= K. For s = 5: 6 <= 6, 21,
// 56, 126, 252, 462 for r = 1, ..., 6.
BOOST_AUTO_TEST_CASE(an_online_schedule_replays_at_most_the_competitive_factor)
{
    for (const auto& [K, r] : {std::pair(6, 1), {21, 2}, {56, 3}, {126, 4}, {252, 5}, {462, 6}}) {
        const auto run =
            replay(descent, x0, 0.1, v, {.schedule = Schedule::online(0, {.checkpoints = 5}), .iterations = K});
        BOOST_TEST(run.cost.plain_steps <= r * K);
        BOOST_TEST(run.cost.recorded_steps == K);
    }
}

BOOST_AUTO_TEST_CASE(a_watch_sees_every_iterate_once_and_may_end_the_pass)
{
    std::vector<Step> seen;
    Replay how{.schedule = Schedule::binomial(10, 2, {.checkpoints = 2, .stretch = 3})};
    how.watch = [&](Step k, const MatrixXd&, double) {
        seen.push_back(k);
        return k > 5;
    };
    const auto run = replay(descent, x0, 0.1, v, how);
    BOOST_TEST(seen == std::vector<Step>({10, 9, 8, 7, 6, 5}));
    BOOST_TEST(run.reached == 5);
    BOOST_TEST(run.gradient() == on_one_tape(descent, x0, 0.1, v, 10, 5).u_adjoint(0, 0));
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_refused_with_their_numbers)
{
    const auto refused = [](const Replay& how) {
        BOOST_CHECK_THROW(replay(descent, x0, 0.1, v, how), InvalidArgument);
        BOOST_CHECK_THROW(plan_replay(descent, x0, 0.1, how), InvalidArgument);
    };
    refused({});
    refused({.iterations = -1});
    refused({.iterations = 10, .truncation = 11});
    refused({.iterations = 10, .tolerance = -1.0});
    refused({.schedule = Schedule::online(0, {.checkpoints = 2})});
    refused({.schedule = Schedule::store_all(10, 3), .truncation = 4});
    refused({.schedule = Schedule::periodic(unbounded, 0, 4), .iterations = 10, .memory_limit = 100000});
    BOOST_CHECK_THROW(replay(descent, x0, 0.1, VectorXd(VectorXd::Ones(n + 1)), {.iterations = 3}), InvalidArgument);
    const Schedule on_disk = Schedule::binomial(10, 0, {.on_disk = 3});
    BOOST_CHECK_EXCEPTION(replay(descent, x0, 0.1, v, {.schedule = on_disk}), InvalidArgument, [](const Error& e) {
        return std::string(e.what()).find("3 checkpoints on disk, but no folder") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_state_that_changes_its_size_cannot_be_kept)
{
    const auto growing = []<class X>(const X& x, const auto&) -> X {
        return X(VectorXd(VectorXd::Ones(x.size() + 1)));
    };
    BOOST_CHECK_THROW(replay(growing, x0, 0.1, v, {.schedule = Schedule::replay_each_step(5, 0)}), InvalidArgument);
}

BOOST_AUTO_TEST_SUITE_END()
