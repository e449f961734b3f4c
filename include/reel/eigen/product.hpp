#pragma once
/// Products with passive matrices: y = A x stores no number at all.
///
///     y = A x        x_bar += A^T y_bar        y_dot = A x_dot
///
/// A is any passive Eigen matrix: dense (also a transpose, a block, a map), sparse, diagonal, triangular or
/// self-adjoint. A variable is referred to and must outlive the tape's last sweep, unchanged; a Debug build checks
/// that when it sweeps. A temporary is moved onto the tape. Several columns of adjoints become one matrix product.

#include <reel/eigen/passive.hpp>
#include <reel/eigen/vector.hpp>

#include <Eigen/Core>
#include <Eigen/SparseCore>

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

namespace reel {

namespace product {

using Columns = Eigen::Map<Eigen::MatrixXd, 0, Eigen::OuterStride<>>;

inline Columns columns_of(Workspace& workspace, Index first, Eigen::Index count)
{
    return {workspace.at(first), count, workspace.columns(),
            Eigen::OuterStride<>(static_cast<Eigen::Index>(workspace.stride()))};
}

/// to += A from, for one column or several.
template <class A>
void add_product(const A& matrix, Workspace& workspace, Run from, Run to)
{
    if (workspace.columns() == 1) {
        const Eigen::Map<const Eigen::VectorXd> x(workspace.at(from.first), from.count);
        Eigen::Map<Eigen::VectorXd>(workspace.at(to.first), to.count).noalias() += matrix * x;
    } else {
        columns_of(workspace, to.first, to.count).noalias() += matrix * columns_of(workspace, from.first, from.count);
    }
}
inline void clear(Workspace& workspace, Run run)
{
    for (int column = 0; column < workspace.columns(); ++column)
        std::fill_n(workspace.at(run.first, column), run.count, 0.0);
}

/// A dense matrix as its numbers: column-major with a stride, or row-major.
struct DenseProduct {
    const double* numbers;
    Index stride;
    bool row_major;
    Run x;

    template <class F>
    void with_matrix(Index rows, const F& f) const
    {
        using Stride = Eigen::OuterStride<>;
        using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
        if (row_major)
            f(Eigen::Map<const RowMajor, 0, Stride>(numbers, rows, x.count, Stride(stride)));
        else
            f(Eigen::Map<const Eigen::MatrixXd, 0, Stride>(numbers, rows, x.count, Stride(stride)));
    }
    void pull(Run result, Adjoints& adjoints) const
    {
        with_matrix(result.count, [&](const auto& A) { add_product(A.transpose(), adjoints, result, x); });
    }
    void push(Run result, Tangents& tangents) const
    {
        clear(tangents, result);
        with_matrix(result.count, [&](const auto& A) { add_product(A, tangents, x, result); });
    }
};

/// Any other matrix, referred to: sparse, diagonal, triangular, self-adjoint. `View` makes of it what is multiplied.
template <class Stored, class View>
struct ViewProduct {
    const Stored* stored;
    Run x;
    void pull(Run result, Adjoints& adjoints) const { add_transposed(View::of(*stored), adjoints, result, x); }
    void push(Run result, Tangents& tangents) const
    {
        clear(tangents, result);
        add_product(View::of(*stored), tangents, x, result);
    }

private:
    template <class A>
    static void add_transposed(const A& matrix, Adjoints& adjoints, Run result, Run x)
    {
        if constexpr (requires { matrix.transpose(); })
            add_product(matrix.transpose(), adjoints, result, x);
        else
            add_product(matrix, adjoints, result, x); // diagonal
    }
};

struct Itself {
    template <class M>
    static const M& of(const M& matrix)
    {
        return matrix;
    }
};
struct Transposed {
    static auto of(const auto& matrix) { return matrix.transpose(); }
};
struct Diagonal {
    static auto of(const auto& vector) { return vector.asDiagonal(); }
};
template <unsigned int mode>
struct Triangular {
    static auto of(const auto& matrix) { return matrix.template triangularView<mode>(); }
};
template <unsigned int mode>
struct SelfAdjoint {
    static auto of(const auto& matrix) { return matrix.template selfadjointView<mode>(); }
};

void require_fit(Eigen::Index rows, Eigen::Index cols, Eigen::Index entries);

/// y = A x where A has its numbers at `numbers` (kept by its owner, or by the tape).
template <class A>
VarVector record_dense(const A& matrix, const VarVector& x, Tape& tape)
{
    constexpr bool row_major = bool(A::Flags & Eigen::RowMajorBit);
    const Run run{tape.use(x.id(), static_cast<Index>(x.size())), static_cast<Index>(x.size())};
    Eigen::VectorXd y = matrix * x.value();
    passive_matrix::watch(tape, matrix);
    const Id id = tape.block(DenseProduct{matrix.data(), static_cast<Index>(matrix.outerStride()), row_major, run},
                             static_cast<Index>(y.size()));
    return VarVector(std::move(y), id);
}

template <class View, class Stored>
VarVector record_view(const Stored& stored, const VarVector& x, Tape& tape)
{
    const Run run{tape.use(x.id(), static_cast<Index>(x.size())), static_cast<Index>(x.size())};
    Eigen::VectorXd y = View::of(stored) * x.value();
    passive_matrix::watch(tape, stored);
    const Id id = tape.block(ViewProduct<Stored, View>{&stored, run}, static_cast<Index>(y.size()));
    return VarVector(std::move(y), id);
}

/// A matrix that the tape owns because it was a temporary.
template <class M>
class OwnedMatrix : public Owned {
public:
    explicit OwnedMatrix(M matrix) : matrix_(std::move(matrix)) {}
    const M& matrix() const { return matrix_; }
    std::size_t bytes() const noexcept override { return passive_matrix::bytes_of(matrix_); }

private:
    M matrix_;
};
template <class M>
const M& own(Tape& tape, M matrix)
{
    auto owned = std::make_unique<const OwnedMatrix<M>>(std::move(matrix));
    return static_cast<const OwnedMatrix<M>&>(tape.own(std::move(owned))).matrix();
}

template <class M>
concept Dense = std::derived_from<M, Eigen::MatrixBase<M>> && std::is_same_v<typename M::Scalar, double> &&
                M::ColsAtCompileTime != 1;
template <class M>
concept Addressable = Dense<M> && bool(M::Flags & Eigen::DirectAccessBit) && M::InnerStrideAtCompileTime == 1;
template <class M>
concept Sparse = std::derived_from<M, Eigen::SparseMatrixBase<M>> && std::is_same_v<typename M::Scalar, double>;

template <class M>
constexpr bool is_transposed_variable = false;
template <Sparse M>
constexpr bool is_transposed_variable<Eigen::Transpose<M>> =
    std::is_same_v<std::remove_const_t<M>, typename M::PlainObject>;

/// y = A x, recorded; x is active. A dense matrix (a vector's transpose is one) takes 48 bytes of tape.
template <class M>
    requires Dense<std::remove_cvref_t<M>>
VarVector record(Tape& tape, M&& A, const VarVector& x)
{
    using Plain = std::remove_cvref_t<M>;
    using Stored = typename Plain::PlainObject;
    constexpr bool temporary_numbers = std::is_same_v<Plain, Stored> && !std::is_lvalue_reference_v<M>;
    if constexpr (Addressable<Plain> && !temporary_numbers)
        return record_dense(A, x, tape);
    else
        return record_dense(own<Stored>(tape, std::forward<M>(A)), x, tape);
}
template <class M>
    requires Sparse<std::remove_cvref_t<M>>
VarVector record(Tape& tape, M&& A, const VarVector& x)
{
    using Plain = std::remove_cvref_t<M>;
    using Stored = typename Plain::PlainObject;
    if constexpr (is_transposed_variable<Plain>)
        return record_view<Transposed>(A.nestedExpression(), x, tape);
    else if constexpr (std::is_same_v<Plain, Stored> && std::is_lvalue_reference_v<M>)
        return record_view<Itself>(A, x, tape);
    else
        return record_view<Itself>(own<Stored>(tape, std::forward<M>(A)), x, tape);
}
/// diag(d), and the triangular and self-adjoint part of a variable.
template <class D>
VarVector record(Tape& tape, const Eigen::DiagonalWrapper<D>& A, const VarVector& x)
{
    if constexpr (std::is_lvalue_reference_v<typename D::Nested>)
        return record_view<Diagonal>(A.diagonal(), x, tape);
    else
        return record_view<Diagonal>(own<Eigen::VectorXd>(tape, A.diagonal()), x, tape);
}
template <class M, unsigned int mode>
VarVector record(Tape& tape, const Eigen::TriangularView<M, mode>& A, const VarVector& x)
{
    return record_view<Triangular<mode>>(A.nestedExpression(), x, tape);
}
template <class M, unsigned int mode>
VarVector record(Tape& tape, const Eigen::SelfAdjointView<M, mode>& A, const VarVector& x)
{
    return record_view<SelfAdjoint<mode>>(A.nestedExpression(), x, tape);
}

template <class M>
constexpr bool is_structured = false;
template <class D>
constexpr bool is_structured<Eigen::DiagonalWrapper<D>> = true;
template <class M, unsigned int mode>
constexpr bool is_structured<Eigen::TriangularView<M, mode>> = true;
template <class M, unsigned int mode>
constexpr bool is_structured<Eigen::SelfAdjointView<M, mode>> = true;

/// What may stand left of a vector.
template <class M>
concept PassiveMatrix = Dense<M> || Sparse<M> || is_structured<M>;

} // namespace product

template <class M>
VarVector product_of(M&& A, const VarVector& x)
{
    if (!x.active())
        return VarVector(Eigen::VectorXd(A * x.value()));
    Tape& tape = Recording::tape();
    return tape.all_or_nothing([&] { return product::record(tape, std::forward<M>(A), x); });
}

/// y = A x. Throws `InvalidArgument` when the sizes do not match. One block that stores no number of x.
template <class M, std::derived_from<elementwise::VectorTag> V>
    requires product::PassiveMatrix<std::remove_cvref_t<M>>
V operator*(M&& A, const V& x)
{
    product::require_fit(A.rows(), A.cols(), x.size());
    return product_of(std::forward<M>(A), x);
}
/// A times an expression: the expression becomes a vector first.
template <class M, class E>
    requires product::PassiveMatrix<std::remove_cvref_t<M>>
typename E::Vector operator*(M&& A, const VectorExpr<E>& x)
{
    return std::forward<M>(A) * typename E::Vector(x);
}

} // namespace reel
