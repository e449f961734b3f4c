#include <reel/unroll/replay.hpp>

#include "../support/folder.hpp"
#include "../support/heap.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sys/resource.h>

BOOST_AUTO_TEST_SUITE(unroll_replay_failures)

using namespace reel;
using Eigen::VectorXd;

namespace {

struct Interrupted {};

int calls_left = -1; // before a step throws; -1: none does

struct Fragile {
    template <class X, class U>
    X operator()(const X& x, const U& u) const
    {
        if (calls_left >= 0 && calls_left-- == 0)
            throw Interrupted{};
        return 0.9 * x - u * x.cwiseProduct(x);
    }
};

/// A state with something besides its numbers.
template <class X>
struct Counted {
    X x;
    int k = 0;
    auto parts() { return std::tie(x); }
    auto parts() const { return std::tie(x); }
    template <class F>
    auto transform(const F& f) const
    {
        return Counted<std::remove_cvref_t<decltype(f(x))>>{f(x), k};
    }
};
struct Counting {
    template <class X, class U>
    Counted<X> operator()(const Counted<X>& s, const U& u) const
    {
        return {Fragile{}(s.x, u), s.k + 1};
    }
    template <class X>
    const X& solution(const Counted<X>& s) const
    {
        return s.x;
    }
};

const Folder folder;
const Counted<VectorXd> x0{VectorXd::LinSpaced(5, 0.1, 0.5)};
const VectorXd v = VectorXd::Ones(5);

Replay two_levels()
{
    return {.schedule = Schedule::binomial(12, 1, {.checkpoints = 2, .on_disk = 1}), .folder = folder.path()};
}
Replay limited()
{
    return {.iterations = 12, .memory_limit = 4500};
}

double gradient(const Replay& how)
{
    return replay(Counting{}, x0, 0.1, v, how).gradient();
}

/// Files may grow to this size and no further: as on a full disk.
class FullDisk {
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit small{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

} // namespace

BOOST_AUTO_TEST_CASE(an_allocation_that_fails_leaves_nothing_behind)
{
    for (const Replay& how : {two_levels(), limited()}) {
        const double expected = gradient(how);
        const std::int64_t pieces = heap::pieces, taken = heap::taken_ever;
        gradient(how);
        const std::int64_t allocations = heap::taken_ever - taken;
        bool clean = true;
        const int failed = heap::fail_each_allocation(
            [&] { gradient(how); }, [&] { clean = clean && heap::pieces == pieces && !Recording::on(); });
        BOOST_TEST(failed == allocations);
        BOOST_TEST(failed > 0);
        BOOST_TEST(clean);
        BOOST_TEST(gradient(how) == expected);
        BOOST_TEST(folder.files() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(what_a_step_throws_passes_unchanged_wherever_it_happens)
{
    Tape tape;
    Recording on(tape);
    const Var before = independent(2.0);
    for (const Replay& how : {two_levels(), limited()}) {
        const double expected = gradient(how);
        const std::int64_t pieces = heap::pieces;
        bool clean = true;
        int thrown = 0;
        for (;; ++thrown) {
            calls_left = thrown;
            try {
                gradient(how);
                break;
            }
            catch (const Interrupted&) {
            }
            clean = clean && heap::pieces == pieces && &Recording::tape() == &tape;
        }
        calls_left = -1;
        const Cost cost = plan_replay(Counting{}, x0, 0.1, how).cost;
        BOOST_TEST(thrown >= cost.plain_steps + cost.recorded_steps);
        BOOST_TEST(clean);
        BOOST_TEST(gradient(how) == expected);
    }
    const Var after = before * before; // the tape that recorded when replay was called records still
    Adjoints adjoints(tape);
    adjoints[after] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(adjoints[before] == 4.0);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_a_typed_error)
{
    const double expected = gradient(two_levels());
    {
        const FullDisk disk(8);
        BOOST_CHECK_EXCEPTION(gradient(two_levels()), DiskFailure, [](const Error& error) {
            return std::string(error.what()).find("row 0 of 40 bytes cannot be written") != std::string::npos;
        });
    }
    BOOST_TEST(folder.files() == 0u);
    BOOST_TEST(gradient(two_levels()) == expected);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_not_there_is_a_typed_error)
{
    Replay how = two_levels();
    how.folder = folder.path() / "none";
    BOOST_CHECK_THROW(gradient(how), DiskFailure);
}

// The first state is lost on the way: x_1 - x_0 has no meaning on the outer tape.
BOOST_AUTO_TEST_CASE(a_map_that_uses_a_value_of_another_tape_is_refused)
{
    Tape tape;
    Recording on(tape);
    const Var outer = independent(0.5);
    const auto step = [&]<class X>(const X& x, const auto& u) -> X {
        if constexpr (std::is_same_v<X, double>)
            return outer.value() * x + u;
        else
            return outer * x + u;
    };
    BOOST_CHECK_THROW(replay(step, 1.0, 0.1, 1.0, {.iterations = 3}), InvalidUse);
}

BOOST_AUTO_TEST_SUITE_END()
