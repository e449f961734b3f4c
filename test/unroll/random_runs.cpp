// Random maps, random parameters, random schedules: a replay has the bits of one tape, and takes what was predicted.
#include <reel/unroll/replay.hpp>

#include "../support/one_tape.hpp"

#include <boost/test/unit_test.hpp>
#include <rapidcheck.h>
#include <rapidcheck/boost_test.h>

#include <cmath>
#include <vector>

BOOST_AUTO_TEST_SUITE(unroll_random_runs)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using Room = Schedule::Room;

namespace {

std::vector<double> any_numbers(Eigen::Index count)
{
    const auto thousandths =
        *rc::gen::container<std::vector<int>>(static_cast<std::size_t>(count), rc::gen::inRange(-1000, 1001));
    std::vector<double> numbers;
    for (const int number : thousandths)
        numbers.push_back(number / 1000.0);
    return numbers;
}
VectorXd any_vector(Eigen::Index size)
{
    const std::vector<double> numbers = any_numbers(size);
    return Eigen::Map<const VectorXd>(numbers.data(), size);
}

// One to three layers, each smooth or with a kink or a branch on the data. All stay bounded: |x| is at most doubled, and
// then damped by 1 / (1 + |x|^2).
struct AnyMap {
    MatrixXd A;
    VectorXd offset;
    std::vector<unsigned> layers;

    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        X y = x;
        for (const unsigned layer : layers)
            y = apply(layer, y, u);
        return y / (1.0 + y.squaredNorm());
    }

private:
    template <class X, class U>
    X apply(unsigned layer, const X& x, const U& u) const
    {
        switch (layer % 6) {
        case 0: return A * x + u.cwiseProduct(offset);
        case 1: return (x.array().sin() * u.array()).matrix() + x;
        case 2: return x.cwiseMax(u);
        case 3: return x - 0.3 * (A.transpose() * (A * x - u));
        case 4: return x.squaredNorm() > 0.3 ? X(0.5 * x + u) : X(x - u.dot(x) * u);
        default: return x * exp(-x.squaredNorm()) + u / (1.0 + u.squaredNorm());
        }
    }
};

AnyMap any_map(Eigen::Index n)
{
    const std::vector<double> entries = any_numbers(n * n);
    const auto layers = *rc::gen::inRange<std::size_t>(1, 4);
    return {Eigen::Map<const MatrixXd>(entries.data(), n, n) / static_cast<double>(n), any_vector(n),
            *rc::gen::container<std::vector<unsigned>>(layers, rc::gen::arbitrary<unsigned>())};
}

Replay any_replay(int K, int T)
{
    const Room room{*rc::gen::inRange(0, 8), 0, *rc::gen::inRange(1, 5)};
    switch (*rc::gen::inRange(0, 6)) {
    case 0: return {.iterations = K, .truncation = T};
    case 1: return {.schedule = Schedule::binomial(K, T, room)};
    case 2: return {.schedule = Schedule::periodic(K, T, room.stretch)};
    case 3: return {.schedule = Schedule::online(T, room), .iterations = K};
    case 4: return {.schedule = Schedule::binomial(K + *rc::gen::inRange(0, 10), T, room), .iterations = K};
    default: return {.schedule = Schedule::replay_each_step(K, T)};
    }
}

} // namespace

RC_BOOST_PROP(a_replay_has_the_bits_of_one_tape, ())
{
    const auto n = *rc::gen::inRange<Eigen::Index>(1, 6);
    const AnyMap map = any_map(n);
    const VectorXd x0 = any_vector(n), u = any_vector(n);
    const int K = *rc::gen::inRange(0, 40);
    const int T = *rc::gen::inRange(0, K + 1);
    const MatrixXd seeds = MatrixXd::Identity(n, *rc::gen::inRange<Eigen::Index>(1, n + 1));

    const auto expected = test::on_one_tape(map, x0, u, seeds, K, T);
    const auto run = replay(map, x0, u, seeds, any_replay(K, T));
    RC_ASSERT(run.jacobian() == expected.u_adjoint.transpose());
    RC_ASSERT(run.state == expected.state);
}

RC_BOOST_PROP(within_a_limit_it_has_the_same_bits, ())
{
    const auto n = *rc::gen::inRange<Eigen::Index>(1, 6);
    const AnyMap map = any_map(n);
    const VectorXd x0 = any_vector(n), u = any_vector(n), v = any_vector(n);
    const int K = *rc::gen::inRange(1, 60);
    const int T = *rc::gen::inRange(0, K);
    const auto limit = *rc::gen::inRange<std::size_t>(500, 50000);

    const auto expected = test::on_one_tape(map, x0, u, v, K, T);
    try {
        const auto run = replay(map, x0, u, v, {.iterations = K, .truncation = T, .memory_limit = limit});
        RC_ASSERT(run.bytes.total() <= limit);
        RC_ASSERT(run.gradient() == expected.u_adjoint.col(0));
    }
    catch (const MemoryLimit&) {
        RC_ASSERT(limit < 20000u); // a step of these maps takes less
    }
}

BOOST_AUTO_TEST_SUITE_END()
