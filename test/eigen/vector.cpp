#include "../support/sweeps.hpp"

#include <reel/eigen/vector.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <thread>

BOOST_AUTO_TEST_SUITE(eigen_vector)
using namespace reel;
using namespace reel::test;
using Eigen::MatrixXd;
using Eigen::VectorXd;

MatrixXd identity(Eigen::Index n) { return MatrixXd::Identity(n, n); }
// Ones where row + k = column.
MatrixXd shift(Eigen::Index rows, Eigen::Index columns, Eigen::Index k)
{
    MatrixXd S = MatrixXd::Zero(rows, columns);
    for (Eigen::Index i = 0; i < rows; ++i)
        if (i + k >= 0 && i + k < columns)
            S(i, i + k) = 1.0;
    return S;
}
const VectorXd at{{0.5, -1.0, 2.0, 3.0, 0.25}};

// Parts

// y_i = x_{i+2} - 2 x_{i+1} + x_i
BOOST_AUTO_TEST_CASE(a_stencil_of_shifted_segments_is_its_band_matrix)
{
    const MatrixXd J = shift(3, 5, 2) - 2.0 * shift(3, 5, 1) + shift(3, 5, 0);
    check_value_and_jacobian([](const VarVector& x) -> VarVector { return x.tail(3) - 2.0 * x.segment(1, 3) + x.head(3); },
                             at, J * at, J);
}

// An explicit Burgers step x_i - c x_i (x_{i+1} - x_{i-1}) inside, ends fixed: what is not assigned keeps its derivative.
BOOST_AUTO_TEST_CASE(a_stencil_assigned_to_the_inner_part_leaves_the_ends)
{
    const double c = 0.1;
    const VectorXd inner = at.segment(1, 3);
    const VectorXd slope = at.tail(3) - at.head(3);
    VectorXd value = at;
    value.segment(1, 3) -= c * inner.cwiseProduct(slope);
    MatrixXd J = identity(5);
    J.middleRows(1, 3) -= c * (slope.asDiagonal() * shift(3, 5, 1) + inner.asDiagonal() * (shift(3, 5, 2) - shift(3, 5, 0)));
    check_value_and_jacobian(
        [&](const VarVector& x) -> VarVector {
            VarVector y = x;
            y.segment(1, 3) -= c * x.segment(1, 3).cwiseProduct(x.tail(3) - x.head(3));
            return y;
        },
        at, value, J);
}

BOOST_AUTO_TEST_CASE(a_vector_shifted_onto_itself_reads_the_old_numbers)
{
    MatrixXd J = shift(5, 5, -1);
    J(0, 0) = 1.0;
    check_value_and_jacobian(
        [](const VarVector& x) -> VarVector {
            VarVector y = x;
            y.tail(4) = y.head(4);
            return y;
        },
        at, J * at, J);
}

BOOST_AUTO_TEST_CASE(parts_have_the_in_place_operators_of_a_vector)
{
    MatrixXd J = identity(5);
    J(0, 0) = 3.0;             // x0 *= 3
    J(1, 1) = J(2, 2) = 0.5;   // x1, x2 /= 2
    J(3, 4) = 1.0;             // x3 += x4
    check_value_and_jacobian(
        [](const VarVector& x) -> VarVector {
            VarVector y = x;
            y.head(1) *= 3.0;
            y.segment(1, 2) /= 2.0;
            y.segment(3, 1) += y.tail(1);
            return y;
        },
        at, J * at, J);
}

BOOST_AUTO_TEST_CASE(a_part_of_a_passive_vector_becomes_active_by_assignment)
{
    MatrixXd J = MatrixXd::Zero(7, 5);
    J.middleRows(1, 5) = 2.0 * identity(5);
    VectorXd value = VectorXd::Ones(7);
    value.segment(1, 5) = 2.0 * at;
    check_value_and_jacobian(
        [](const VarVector& x) -> VarVector {
            VarVector y(VectorXd::Ones(7));
            y.segment(1, 5) = 2.0 * x;
            return y;
        },
        at, value, J);
}

BOOST_AUTO_TEST_CASE(an_active_part_assigned_a_passive_vector_has_no_derivative)
{
    MatrixXd J = identity(5);
    J.topRows(2).setZero();
    check_jacobian(
        [](const VarVector& x) -> VarVector {
            VarVector y = x;
            y.head(2) = VectorXd::Ones(2);
            return y;
        },
        at, J);
}

// Assignment in place, and what it refers to

const MatrixXd A{{1.0, 2.0, 0.0, 0.0, 1.0},
                 {0.0, 1.0, 3.0, 0.0, 0.0},
                 {0.5, 0.0, 1.0, 0.0, 2.0},
                 {0.0, 0.0, 0.0, 4.0, 1.0},
                 {1.0, 0.0, 1.0, 0.0, 1.0}};

BOOST_AUTO_TEST_CASE(an_assignment_may_read_the_vector_it_writes)
{
    const auto step = [](auto update) {
        return [update](const VarVector& x) -> VarVector {
            VarVector y = x;
            update(y);
            return y;
        };
    };
    check_value_and_jacobian(step([](VarVector& x) { x = x + A * x; }), at, at + A * at, identity(5) + A);
    check_value_and_jacobian(step([](VarVector& x) { x = A * x; }), at, A * at, A);
    check_value_and_jacobian(step([](VarVector& x) { x += A * x; }), at, at + A * at, identity(5) + A);
    check_value_and_jacobian(step([](VarVector& x) { x += x; }), at, 2.0 * at, 2.0 * identity(5));
    check_value_and_jacobian(step([](VarVector& x) { x -= x; }), at, 0.0 * at, 0.0 * identity(5));
    check_value_and_jacobian(step([](VarVector& x) { x = x.cwiseProduct(x); }), at, at.cwiseAbs2(),
                             MatrixXd(2.0 * at.asDiagonal()));
    check_value_and_jacobian(step([](VarVector& x) { x = x.eval(); }), at, at, identity(5));
}

// x -= h g with g = A x - x, computed before: (1 + h) I - h A
BOOST_AUTO_TEST_CASE(a_descent_step_in_place_subtracts_the_gradient_at_the_old_point)
{
    const double h = 0.25;
    check_jacobian(
        [&](const VarVector& x) -> VarVector {
            VarVector y = x;
            const VarVector g = A * y - y;
            y -= h * g;
            return y;
        },
        at, (1.0 + h) * identity(5) - h * A);
}

// u = s x with s = x_0: du/dx = s I + x e_0^T, whatever becomes of s and x afterwards
BOOST_AUTO_TEST_CASE(what_was_computed_from_the_old_numbers_stays_right)
{
    MatrixXd J = at[0] * identity(5);
    J.col(0) += at;
    check_value_and_jacobian(
        [](const VarVector& x) -> VarVector {
            VarVector y = x;
            Var s = y[0];
            const VarVector u = s * y;
            y *= 7.0;
            y.head(2) = VectorXd::Zero(2);
            s = 9.0;
            return u;
        },
        at, at[0] * at, J);
}

BOOST_AUTO_TEST_CASE(the_vector_before_an_assignment_to_a_part_may_be_used_again)
{
    check_jacobian(
        [](const VarVector& x) -> VarVector {
            VarVector y = x;
            y.segment(1, 2) = 3.0 * x.segment(1, 2);
            return y + x;
        },
        at, MatrixXd(VectorXd{{2.0, 4.0, 4.0, 2.0, 2.0}}.asDiagonal()));
}

// Entries

BOOST_AUTO_TEST_CASE(an_entry_is_a_scalar_on_the_tape_and_reading_it_records_nothing)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(at);
    Var a;
    Var b;
    BOOST_TEST(bytes([&] { a = x[2]; b = x(4); }) == 0u);
    const Var y = a * b;
    Adjoints adjoints(tape);
    adjoints[y] = 1.0;
    reverse_sweep(tape, adjoints);
    BOOST_TEST(distance(adjoints[x], VectorXd{{0.0, 0.0, 0.25, 0.0, 2.0}}) == 0.0);
    BOOST_TEST(!VarVector(at)[1].active());
    BOOST_TEST(VarVector(at)[1].value() == -1.0);
}

// Mistakes

template <class F>
void is_refused(const F& f, const std::string& start)
{
    BOOST_CHECK_EXCEPTION(f(), InvalidArgument, [&](const InvalidArgument& e) {
        return std::string(e.what()).starts_with(start) || (BOOST_TEST_MESSAGE(e.what()), false);
    });
}

BOOST_AUTO_TEST_CASE(entries_and_parts_that_are_not_there_are_refused_with_the_size)
{
    VarVector x(at);
    is_refused([&] { return x[5]; }, "x(5): x has 5 entries");
    is_refused([&] { return x(-1); }, "x(-1): x has 5 entries");
    is_refused([&] { x.segment(3, 3).eval(); }, "x.segment(3, 3): x has 5 entries");
    is_refused([&] { x.head(6).eval(); }, "x.segment(0, 6): x has 5 entries");
    is_refused([&] { x.head(-1).eval(); }, "x.segment(0, -1): x has 5 entries");
    is_refused([&] { x.tail(6).eval(); }, "x.segment(-1, 6): x has 5 entries");
    is_refused([&] { std::as_const(x).segment(1, 5).eval(); }, "x.segment(1, 5): x has 5 entries");
}

BOOST_AUTO_TEST_CASE(an_assignment_of_another_size_is_refused_and_changes_nothing)
{
    VarVector x(at);
    const VarVector y(VectorXd::Ones(2));
    is_refused([&] { x.head(3) = y; }, "x.segment(0, 3) = y: y has 2 entries");
    is_refused([&] { x += y; }, "x + y: x has 5 entries, y has 2 entries");
    is_refused([&] { x.tail(3) -= y; }, "x - y: x has 3 entries, y has 2 entries");
    BOOST_TEST(x.value() == at);
}

// Uses that have no meaning: nothing records, another tape, another thread, rewound.
BOOST_AUTO_TEST_CASE(a_vector_without_its_tape_is_refused_and_left_as_it_is)
{
    Tape tape;
    VarVector x;
    const auto is_lost = [&] {
        BOOST_CHECK_THROW(VarVector(2.0 * x), InvalidUse);
        BOOST_CHECK_THROW((A * x).sum(), InvalidUse);
        BOOST_CHECK_THROW(x.sum(), InvalidUse);
        BOOST_CHECK_THROW(x -= 0.5 * x, InvalidUse);
        BOOST_CHECK_THROW(x.head(2) = VectorXd::Zero(2), InvalidUse);
        BOOST_TEST(x.value() == at);
    };
    {
        Recording on(tape);
        x = independent(at);
    }
    is_lost();
    BOOST_CHECK_THROW(independent(at), InvalidUse);
    {
        Tape other;
        Recording on(other);
        is_lost();
        BOOST_TEST(other.memory().used() == 0u);
        BOOST_TEST(other.values() == 0u);
    }
    std::thread([&] {
        Tape theirs;
        Recording on(theirs);
        is_lost();
    }).join();
    Recording on(tape);
    BOOST_TEST(VarVector(2.0 * x).active());
    tape.reset();
    is_lost();
    const VarVector y = independent(at);
    BOOST_CHECK_THROW(VarVector(x + y), InvalidUse);
}

// Nothing at all

BOOST_AUTO_TEST_CASE(empty_vectors_go_through_every_operation)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd(0));
    const VarVector y = (exp(x.array()) * x.array() + 1.0).matrix() - 2.0 * x;
    BOOST_TEST(y.size() == 0);
    BOOST_TEST(x.sum().value() == 0.0);
    BOOST_TEST(x.squaredNorm().value() == 0.0);
    BOOST_TEST(x.dot(y).value() == 0.0);
    const VarVector z = MatrixXd(3, 0) * x;
    BOOST_TEST(z.value() == VectorXd::Zero(3));
    VarVector w = independent(at);
    w.segment(2, 0) = x;
    BOOST_TEST(w.value() == at);
    const Var f = z.sum() + w.segment(5, 0).sum() + w.sum();
    Adjoints adjoints(tape);
    adjoints[f] = 1.0;
    reverse_sweep(tape, adjoints);
    Tangents tangents(tape);
    forward_sweep(tape, tangents);
    BOOST_TEST(distance(adjoints[w], VectorXd::Ones(5)) == 0.0);
    BOOST_TEST(VarVector().size() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
