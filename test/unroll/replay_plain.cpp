// Steps that a replay makes again are made in plain numbers where that is much faster, and the bits are those of one
// tape all the same.
#include <reel/eigen/scalar.hpp>
#include <reel/unroll/replay.hpp>

#include "../support/one_tape.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <type_traits>
#include <vector>

BOOST_AUTO_TEST_SUITE(unroll_replay_plain)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

namespace {

int plain_calls = 0;
int other_calls = 0;

/// x_i <- x_i - h (d_i x_i - b_i + u x_i) in a loop over scalars, from x_0 = 1 towards b_i / (d_i + u).
struct Loop {
    VectorXd d = VectorXd::LinSpaced(1000, 0.2, 1.0);
    VectorXd b = VectorXd::LinSpaced(1000, 0.1, -1.0);
    double h = 0.3;

    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        constexpr bool is_plain = std::is_same_v<X, VectorXd>;
        ++(is_plain ? plain_calls : other_calls);
        const Eigen::Matrix<std::conditional_t<is_plain, double, Var>, Eigen::Dynamic, 1> entries = x;
        auto next = entries;
        for (Eigen::Index i = 0; i < d.size(); ++i)
            next[i] = numbers(entries[i], u, i, is_plain && drifts(x));
        return X(next);
    }

    /// From there on the plain numbers are those of another formula for the same: x_k[0] = 1/3 + 2/3 0.91^k.
    double drifts_below = 0.0;
    template <class X>
    bool drifts(const X& x) const
    {
        return plain(x)[0] < drifts_below;
    }
    template <class T, class U>
    T numbers(const T& x, const U& u, Eigen::Index i, bool otherwise) const
    {
        if (otherwise)
            return x * (1.0 - h * (d[i] + u)) + h * b[i];
        return x - h * (d[i] * x - b[i] + u * x);
    }
};

const VectorXd start = VectorXd::Ones(1000);
const VectorXd v = VectorXd::LinSpaced(1000, -1.0, 2.0);
constexpr int K = 40;

const Schedule schedules[] = {
    Schedule::binomial(K, 0, {.checkpoints = 3}),
    Schedule::binomial(K, 7, {.checkpoints = 2, .stretch = 3}),
    Schedule::replay_each_step(K, 0),
    Schedule::online(5, {.checkpoints = 4, .stretch = 2}),
};

/// Every schedule gives the bits of one tape.
void compare_all(const Loop& step)
{
    for (const Schedule& schedule : schedules) {
        const auto run = replay(step, start, 0.1, v, {.schedule = schedule, .iterations = K});
        const auto expected = on_one_tape(step, start, 0.1, v, K, static_cast<int>(schedule.truncation()));
        BOOST_TEST(run.gradient() == expected.u_adjoint(0, 0));
        BOOST_TEST(run.state == expected.state);
    }
}

} // namespace

// The first three steps are made in both kinds of numbers besides, to see which is faster.
BOOST_AUTO_TEST_CASE(loops_over_scalars_are_made_again_in_plain_numbers)
{
    plain_calls = other_calls = 0;
    const auto run = replay(Loop{}, start, 0.1, v, {.schedule = Schedule::binomial(K, 0, {.checkpoints = 3})});
    BOOST_TEST(plain_calls == run.cost.plain_steps + 3);
    BOOST_TEST(other_calls == K + 3);
}

BOOST_AUTO_TEST_CASE(they_have_the_bits_of_one_tape)
{
    compare_all(Loop{});
}

BOOST_AUTO_TEST_CASE(where_plain_numbers_come_to_round_otherwise_the_bits_are_those_of_one_tape_too)
{
    for (const double below : {0.8, 0.5, 0.351}) { // the last one in the last step only
        const Loop drifting{.drifts_below = below};
        BOOST_TEST(replay(drifting, start, 0.1, v, {.iterations = K}).state !=
                   iterate(drifting, start, 0.1, Stop{.iterations = K}).state);
        compare_all(drifting);
    }
}

BOOST_AUTO_TEST_CASE(then_the_reverse_pass_is_seen_from_its_beginning_again)
{
    std::vector<Step> seen;
    const SweepWatch watch = [&](Step k, const MatrixXd&, double) {
        seen.push_back(k);
        return true;
    };
    replay(Loop{.drifts_below = 0.8}, start, 0.1, v,
           {.schedule = Schedule::binomial(K, 0, {.checkpoints = 3}), .watch = watch});
    BOOST_TEST(std::count(seen.begin(), seen.end(), K) == 2);
    for (Step k = 0; k <= K; ++k)
        BOOST_TEST(seen[seen.size() - 1 - static_cast<std::size_t>(k)] == k);
}

BOOST_AUTO_TEST_SUITE_END()
