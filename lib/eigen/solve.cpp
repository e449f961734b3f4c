#include <reel/eigen/solve.hpp>

#include <Eigen/Cholesky>
#include <Eigen/LU>

#include <sstream>

namespace reel {

DualMatrix::DualMatrix(Eigen::MatrixXd value, Eigen::MatrixXd tangents)
    : value_(std::move(value)), tangents_(std::move(tangents))
{
    require(tangents_.rows() == value_.size() || tangents_.cols() == 0, [&] {
        return "DualMatrix of " + std::to_string(value_.size()) + " entries: the tangents have " +
               std::to_string(tangents_.rows()) + " rows; a row for each entry is needed";
    });
}

namespace linear {
namespace {

using Eigen::MatrixXd;
using elementwise::passive;
using MatrixMap = Eigen::Map<MatrixXd>;

/// `cols` columns of adjoints or tangents for each direction, side by side.
MatrixXd gathered(const Workspace& workspace, Run run, Index cols)
{
    MatrixXd side_by_side(run.count / cols, cols * static_cast<Index>(workspace.columns()));
    for (int column = 0; column < workspace.columns(); ++column)
        std::copy_n(workspace.at(run.first, column), run.count, side_by_side.data() + Eigen::Index{run.count} * column);
    return side_by_side;
}
MatrixMap columns_of(MatrixXd& side_by_side, Run run, Index cols, int column)
{
    return {side_by_side.data() + Eigen::Index{run.count} * column, run.count / cols, cols};
}
MatrixMap at(Workspace& workspace, Run run, Index cols, int column)
{
    return {workspace.at(run.first, column), run.count / cols, cols};
}

/// X = A^{-1} B with A passive
struct Solve {
    const void* factor;
    Solver solver;
    Index b;
    Index cols;
    void pull(Run result, Adjoints& adjoints) const
    {
        MatrixXd w = solver(factor, true, gathered(adjoints, result, cols));
        for (int column = 0; column < adjoints.columns(); ++column)
            at(adjoints, {b, result.count}, cols, column) += columns_of(w, result, cols, column);
    }
    void push(Run result, Tangents& tangents) const
    {
        MatrixXd dot = solver(factor, false, gathered(tangents, {b, result.count}, cols));
        for (int column = 0; column < tangents.columns(); ++column)
            at(tangents, result, cols, column) = columns_of(dot, result, cols, column);
    }
};

/// X = A^{-1} B with A active
struct ActiveSolve {
    const void* factor;
    Solver solver;
    const double* x;
    Index A;
    Index b; // or passive
    Index cols;
    Eigen::Map<const MatrixXd> solution(Run result) const { return {x, result.count / cols, cols}; }
    Run matrix(Run result) const { return {A, result.count / cols * (result.count / cols)}; }
    void pull(Run result, Adjoints& adjoints) const
    {
        MatrixXd all = solver(factor, true, gathered(adjoints, result, cols));
        const Index n = result.count / cols;
        for (int column = 0; column < adjoints.columns(); ++column) {
            const MatrixMap w = columns_of(all, result, cols, column);
            if (b != passive)
                at(adjoints, {b, result.count}, cols, column) += w;
            at(adjoints, matrix(result), n, column).noalias() -= w * solution(result).transpose();
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        const Index n = result.count / cols;
        MatrixXd right = b != passive ? gathered(tangents, {b, result.count}, cols)
                                      : MatrixXd::Zero(n, cols * static_cast<Index>(tangents.columns()));
        for (int column = 0; column < tangents.columns(); ++column)
            columns_of(right, result, cols, column).noalias() -=
                at(tangents, matrix(result), n, column) * solution(result);
        MatrixXd dot = solver(factor, false, right);
        for (int column = 0; column < tangents.columns(); ++column)
            at(tangents, result, cols, column) = columns_of(dot, result, cols, column);
    }
};

void require_square(Eigen::Index rows, Eigen::Index cols, Eigen::Index entries)
{
    require(rows == cols && rows == entries, [&] {
        return "solve(A, b): A is " + std::to_string(rows) + " by " + std::to_string(cols) + ", b has " +
               std::to_string(entries) + " rows; A must be square, with as many";
    });
}

/// Calls f with the factorisation of A. Throws `InvalidArgument` when it cannot be solved with.
template <class Factor, class F>
auto with_factor(const MatrixXd& A, const char* what, const F& f)
{
    const Factor factor(A);
    bool successful = true;
    if constexpr (requires { factor.info(); })
        successful = factor.info() == Eigen::Success;
    const double condition = successful && A.size() != 0 ? factor.rcond() : successful ? 1.0 : 0.0;
    require(condition > std::numeric_limits<double>::epsilon(), [&] {
        std::ostringstream text;
        text << "solve(A, b): A, " << A.rows() << " by " << A.cols() << ", is " << what
             << " to working precision: its reciprocal condition number is " << condition
             << "; shift its diagonal, or choose another factorisation";
        return text.str();
    });
    return f(factor);
}
template <class F>
auto with_factor(const MatrixXd& A, Factorization factorization, const F& f)
{
    if (factorization == Factorization::llt)
        return with_factor<Eigen::LLT<MatrixXd>>(A, "not positive definite", f);
    if (factorization == Factorization::ldlt)
        return with_factor<Eigen::LDLT<MatrixXd>>(A, "singular", f);
    return with_factor<Eigen::PartialPivLU<MatrixXd>>(A, "singular", f);
}

} // namespace

Id record_solve(Tape& tape, const void* factor, Solver solver, const VarVector& B, Eigen::Index cols)
{
    const auto count = static_cast<Index>(B.size());
    return tape.block(Solve{factor, solver, tape.use(B.id(), count), static_cast<Index>(cols)}, count);
}

VarVector solve_active(const VarMatrix& A, const VarVector& B, Eigen::Index cols, Factorization factorization)
{
    const Eigen::Index rows = cols == 0 ? A.rows() : B.size() / cols;
    require_square(A.rows(), A.cols(), rows);
    return with_factor(A.value(), factorization, [&]<class Factor>(const Factor& factor) {
        const MatrixXd right = B.value().reshaped(rows, cols);
        Eigen::VectorXd x(B.size());
        if (cols == 1)
            x = factor.solve(B.value()); // as for plain vectors, bit for bit
        else
            MatrixMap(x.data(), rows, cols) = factor.solve(right);
        if ((!A.active() && !B.active()) || x.size() == 0)
            return VarVector(std::move(x));
        Tape& tape = Recording::tape();
        return tape.all_or_nothing([&] {
            const void* kept = &settled(tape, Factor(factor));
            if (!A.active())
                return VarVector(std::move(x), record_solve(tape, kept, solve_by<Factor>, B, cols));
            VarVector result(std::move(x));
            const auto count = static_cast<Index>(B.size());
            const Index b = B.active() ? tape.use(B.id(), count) : passive;
            const ActiveSolve block{
                kept, solve_by<Factor>,        result.keep(tape), tape.use(A.id(), static_cast<Index>(A.size())),
                b,    static_cast<Index>(cols)};
            result.renumber(tape.block(block, count));
            return result;
        });
    });
}

} // namespace linear

DualVector solve(const DualMatrix& A, const DualVector& b, Factorization factorization)
{
    linear::require_square(A.rows(), A.cols(), b.size());
    elementwise::ForwardKeeper keeper;
    keeper.join(A.directions());
    keeper.join(b.directions());
    return linear::with_factor(A.value(), factorization, [&](const auto& factor) {
        Eigen::VectorXd x = factor.solve(b.value());
        if (keeper.directions() == 0)
            return DualVector(std::move(x));
        Eigen::MatrixXd right = b.active() ? b.tangents() : Eigen::MatrixXd::Zero(b.size(), keeper.directions());
        for (Eigen::Index k = 0; k < A.directions(); ++k)
            right.col(k) -= A.tangent(k) * x;
        Eigen::MatrixXd tangents = factor.solve(right);
        return DualVector(std::move(x), std::move(tangents));
    });
}

} // namespace reel
