#include <reel/eigen/scalar_product.hpp>

namespace reel::entries {
namespace {

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// A copy of the passive entries at `source`.
class Copy : public Owned {
public:
    Copy(Eigen::VectorXd numbers, const void* source) : numbers_(std::move(numbers)), source_(source) {}
    std::size_t bytes() const noexcept override { return static_cast<std::size_t>(numbers_.size()) * sizeof(double); }
    const double* numbers() const { return numbers_.data(); }
    bool is_of(const Eigen::VectorXd& numbers, const void* source) const
    {
        return source == source_ && numbers.size() == numbers_.size() && numbers == numbers_;
    }

private:
    Eigen::VectorXd numbers_;
    const void* source_;
};

} // namespace

DenseMatrix shared_copy(Tape& tape, const VarVector& entries, const void* source, Eigen::Index rows, Eigen::Index cols,
                        bool by_rows)
{
    const auto described = [&](const double* numbers) {
        return DenseMatrix{numbers, static_cast<Index>(rows), static_cast<Index>(cols),
                           static_cast<Index>(by_rows ? cols : rows), by_rows};
    };
    constexpr std::ptrdiff_t looked_through = 16; // a matrix in use was used not long ago
    const auto owned = tape.owned();
    const auto end = owned.size() > looked_through ? owned.rbegin() + looked_through : owned.rend();
    for (auto object = owned.rbegin(); object != end; ++object)
        if (const auto* copy = dynamic_cast<const Copy*>(*object); copy && copy->is_of(entries.value(), source))
            return described(copy->numbers());
    return described(tape.own<Copy>(entries.value(), source).numbers());
}

Eigen::VectorXd product_of_numbers(const Eigen::MatrixXd& left, const Eigen::MatrixXd& right)
{
    Eigen::VectorXd y(left.rows() * right.cols());
    Eigen::Map<Eigen::MatrixXd>(y.data(), left.rows(), right.cols()).noalias() = left * right;
    return y;
}

Eigen::MatrixXd numbers_in_order(const VarVector& entries, Eigen::Index rows, Eigen::Index cols, bool by_rows)
{
    if (by_rows)
        return Eigen::Map<const RowMajor>(entries.value().data(), rows, cols);
    return Eigen::Map<const Eigen::MatrixXd>(entries.value().data(), rows, cols);
}

} // namespace reel::entries
