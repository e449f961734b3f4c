#include "../support/sanitizer.hpp"

#include <reel/eigen/product.hpp>

#include <Eigen/SparseCore>
#include <boost/test/unit_test.hpp>
#include <memory>

BOOST_AUTO_TEST_SUITE(eigen_passive)

using namespace reel;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Records y = M x for the given matrix, lets `change` happen, and sweeps.
template <class M, class Change>
void record_change_sweep(const M& matrix, const Change& change)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(matrix.cols()));
    const VarVector y = matrix * x;
    change();
    Adjoints adjoints(tape);
    adjoints[y].setOnes();
    reverse_sweep(tape, adjoints);
}

#ifdef NDEBUG
BOOST_AUTO_TEST_CASE(a_release_build_watches_nothing)
{
    MatrixXd A = MatrixXd::Ones(3, 3);
    BOOST_CHECK_NO_THROW(record_change_sweep(A, [&] { A(1, 2) = 5.0; }));
}
#else
BOOST_AUTO_TEST_CASE(a_passive_matrix_that_was_changed_is_found_before_the_sweep)
{
    MatrixXd A = MatrixXd::Ones(3, 3);
    const auto says_what = [](const InvalidUse& e) {
        return std::string(e.what()).find("passive 3 by 3 matrix") != std::string::npos;
    };
    BOOST_CHECK_EXCEPTION(record_change_sweep(A, [&] { A(1, 2) = 5.0; }), InvalidUse, says_what);
}

BOOST_AUTO_TEST_CASE(only_the_part_that_was_used_is_watched)
{
    MatrixXd A = MatrixXd::Ones(4, 4);
    BOOST_CHECK_NO_THROW(record_change_sweep(A.topRows(3), [&] { A.row(3).setZero(); }));
    BOOST_CHECK_THROW(record_change_sweep(A.topRows(3), [&] { A(2, 3) = 7.0; }), InvalidUse);
}

#ifndef FREED_MEMORY_IS_KEPT
BOOST_AUTO_TEST_CASE(a_passive_matrix_that_was_freed_is_found_before_the_sweep)
{
    auto A = std::make_unique<MatrixXd>(MatrixXd::Ones(300, 300)); // large enough to be given back to the system
    BOOST_CHECK_THROW(record_change_sweep(*A, [&] { A.reset(); }), InvalidUse);
}
#endif

BOOST_AUTO_TEST_CASE(a_sparse_matrix_is_watched_with_its_pattern)
{
    Eigen::SparseMatrix<double> S = MatrixXd::Identity(3, 3).eval().sparseView();
    BOOST_CHECK_NO_THROW(record_change_sweep(S, [] {}));
    BOOST_CHECK_THROW(record_change_sweep(S, [&] { S.valuePtr()[1] = 4.0; }), InvalidUse);
    BOOST_CHECK_THROW(record_change_sweep(S, [&] { S.innerIndexPtr()[0] = 1; }), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_diagonal_and_a_triangle_are_watched_like_their_numbers)
{
    VectorXd d = VectorXd::Ones(3);
    MatrixXd A = MatrixXd::Ones(3, 3);
    BOOST_CHECK_THROW(record_change_sweep(d.asDiagonal(), [&] { d[1] = 2.0; }), InvalidUse);
    BOOST_CHECK_THROW(record_change_sweep(A.triangularView<Eigen::Lower>(), [&] { A(2, 0) = 2.0; }), InvalidUse);
}

BOOST_AUTO_TEST_CASE(a_matrix_that_was_changed_and_restored_is_none_the_worse)
{
    MatrixXd A = MatrixXd::Ones(3, 3);
    BOOST_CHECK_NO_THROW(record_change_sweep(A, [&] {
        A(1, 2) = 5.0;
        A(1, 2) = 1.0;
    }));
}
#endif

// What a Debug build remembers is no part of the bytes: they are the same in every build.
BOOST_AUTO_TEST_CASE(watching_counts_no_bytes)
{
    const MatrixXd A = MatrixXd::Ones(3, 3);
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(3));
    const VarVector y = A * x;
    BOOST_TEST(tape.memory().owned == 0u);
    BOOST_TEST(tape.memory().records == 48u); // 8 for x, 40 for y
}

BOOST_AUTO_TEST_CASE(an_owned_matrix_counts_its_bytes_until_the_tape_forgets_it)
{
    Tape tape;
    Recording on(tape);
    const VarVector x = independent(VectorXd::Ones(3));
    const Tape::Mark before = tape.mark();
    const VarVector y = MatrixXd(MatrixXd::Ones(3, 3)) * x;
    const Eigen::SparseMatrix<double> S = MatrixXd::Identity(3, 3).eval().sparseView();
    const VarVector z = Eigen::SparseMatrix<double>(S) * x;
    BOOST_TEST(tape.memory().owned == 72u + 3 * 12 + 4 * 4); // numbers, inner and outer indices
    tape.rewind(before);
    BOOST_TEST(tape.memory().owned == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
