#include <reel/unroll/replay.hpp>

#include "../support/folder.hpp"
#include "../support/one_tape.hpp"
#include "../support/ridge_runs.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

BOOST_AUTO_TEST_SUITE(unroll_replay_bits)

using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Room = Schedule::Room;

namespace {

const Folder folder;

// A step with a branch on its data, scalars in a loop, and a parameter that is broadcast.
const auto branching = []<class X>(const X& x, const auto& u) -> X {
    if (x.squaredNorm() > 3.0)
        return (0.5 * x.array() + u).matrix();
    return x + 0.1 * (x.array().sin() * u).matrix() - 0.3 * x;
};

using Maker = std::function<Replay(int K, int T, const Room&)>;
const Maker makers[] = {
    [](int K, int T, const Room&) { return Replay{.iterations = K, .truncation = T}; },
    [](int K, int T, const Room& r) { return Replay{.schedule = Schedule::binomial(K, T, r)}; },
    [](int K, int T, const Room& r) { return Replay{.schedule = Schedule::periodic(K, T, r.stretch)}; },
    [](int K, int T, const Room&) { return Replay{.schedule = Schedule::replay_each_step(K, T)}; },
    [](int K, int T, const Room& r) { return Replay{.schedule = Schedule::online(T, r), .iterations = K}; },
    [](int K, int T, const Room&) { return Replay{.schedule = Schedule::store_all(unbounded, T), .iterations = K}; },
    [](int K, int T, const Room& r) { return Replay{.schedule = Schedule::binomial(K + 5, T, r), .iterations = K}; },
    [](int K, int T, const Room& r) {
        return Replay{.schedule =
                          Schedule::binomial(K, T, {.checkpoints = r.checkpoints, .on_disk = 2, .stretch = r.stretch}),
                      .folder = folder.path()};
    },
};

/// Every schedule, every T, several rooms: the same bits as on one tape, and the bytes and steps that were predicted.
template <class Map, class State, class Parameter>
void compare_all(const Map& step, const State& start, const Parameter& u, const MatrixXd& seeds, int longest,
                 bool all_steps_alike = true)
{
    for (int K = 0; K <= longest; ++K)
        for (int T = 0; T <= K; ++T) {
            const auto expected = on_one_tape(step, start, u, seeds, K, T);
            for (const Room& room :
                 {Room{0, 0, 1}, Room{1, 0, 1}, Room{2, 0, 1}, Room{4, 0, 1}, Room{1, 0, 2}, Room{2, 0, 3}})
                for (const Maker& make : makers) {
                    const Replay how = make(K, T, room);
                    const auto run = replay(step, start, u, seeds, how);
                    const ReplayPlan plan = plan_replay(step, start, u, how, static_cast<int>(seeds.cols()));
                    const bool same = run.jacobian() == expected.u_adjoint.transpose() &&
                                      flatten(run.state) == flatten(expected.state) && run.iterations == K;
                    const bool as_planned = !all_steps_alike || (plan.bytes == run.bytes && plan.cost == run.cost);
                    if (!same || !as_planned)
                        BOOST_ERROR("K = " << K << ", T = " << T << ", " << room.checkpoints << " checkpoints, stretch "
                                           << room.stretch << ", kind " << &make - makers
                                           << (same ? ": plan" : ": bits"));
                }
        }
    BOOST_TEST(folder.files() == 0u);
}

} // namespace

BOOST_AUTO_TEST_CASE(every_schedule_gives_the_bits_of_one_tape_and_takes_the_bytes_that_were_predicted)
{
    compare_all(descent, x0, 0.1, v, 9);
    compare_all(descent, x0, std::tuple(0.1, ridge().b()), v, 9);
}

BOOST_AUTO_TEST_CASE(so_it_does_for_states_of_several_vectors_with_a_counter)
{
    compare_all(chebyshev, chebyshev.init(x0), 0.1, v, 9);
}

BOOST_AUTO_TEST_CASE(so_it_does_for_several_adjoints_at_once)
{
    compare_all(descent, x0, std::tuple(0.1, ridge().b()), MatrixXd::Identity(n, n), 6);
    compare_all(branching, x0, 0.1, MatrixXd::Identity(n, n).leftCols(3), 6, false);
}

BOOST_AUTO_TEST_CASE(branches_on_data_are_taken_again)
{
    compare_all(branching, VectorXd(3.0 * x0), 0.2, v, 9, false);
}

BOOST_AUTO_TEST_CASE(a_solution_that_is_computed_from_the_state_is_differentiated_too)
{
    compare_all(Shadow{}, x0, 0.2, v, 6);
}

BOOST_AUTO_TEST_SUITE_END()
