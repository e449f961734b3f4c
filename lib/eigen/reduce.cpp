#include <reel/eigen/reduce.hpp>

#include <cmath>
#include <limits>
#include <string>

namespace reel {
namespace {

using elementwise::ConstArray;
using elementwise::Keeper;
using elementwise::KeptVector;
using elementwise::MutableArray;
using elementwise::passive;
using elementwise::sum_from_first;

/// y = sum_i x_i
struct Sum {
    Index x;
    Index count;
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column)
            MutableArray(adjoints.at(x, column), count) += *adjoints.at(result.first, column);
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column)
            *tangents.at(result.first, column) = sum_from_first(ConstArray(tangents.at(x, column), count));
    }
};

/// z = x . y:  x_bar += z_bar y,  y_bar += z_bar x
struct Dot {
    KeptVector x;
    KeptVector y;
    Index count;
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const double bar = *adjoints.at(result.first, column);
            if (x.index != passive)
                MutableArray(adjoints.at(x.index, column), count) += bar * ConstArray(y.numbers, count);
            if (y.index != passive)
                MutableArray(adjoints.at(y.index, column), count) += bar * ConstArray(x.numbers, count);
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column) {
            double dot = 0.0;
            if (x.index != passive)
                dot += (ConstArray(tangents.at(x.index, column), count) * ConstArray(y.numbers, count)).sum();
            if (y.index != passive)
                dot += (ConstArray(tangents.at(y.index, column), count) * ConstArray(x.numbers, count)).sum();
            *tangents.at(result.first, column) = dot;
        }
    }
};

/// z with dz/dx_i = factor s_i: the squared norm (s = x, 2), the norm (s = x, 1/|x|), logsumexp (s = the weights, 1)
struct Gradient {
    const double* slope;
    double factor;
    Index x;
    Index count;
    ConstArray slopes() const { return {slope, count}; }
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const double bar = factor * *adjoints.at(result.first, column);
            MutableArray(adjoints.at(x, column), count) += bar * slopes();
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column)
            *tangents.at(result.first, column) = factor * (ConstArray(tangents.at(x, column), count) * slopes()).sum();
    }
};

Index length(const VarVector& x) { return static_cast<Index>(x.size()); }

Var record_radial(const VarVector& x, double value, double factor)
{
    if (!x.active())
        return value;
    Tape& tape = Recording::tape();
    return tape.all_or_nothing([&] {
        const Index index = tape.use(x.id(), length(x));
        return Var(value, tape.block(Gradient{x.keep(tape), factor, index, length(x)}, 1));
    });
}

} // namespace

Var sum(const VarVector& x)
{
    const double value = x.value().sum();
    if (!x.active())
        return value;
    Tape& tape = Recording::tape();
    return {value, tape.block(Sum{tape.use(x.id(), length(x)), length(x)}, 1)};
}

Var dot(const VarVector& x, const VarVector& y)
{
    require(x.size() == y.size(), [&] {
        return "x.dot(y): x has " + std::to_string(x.size()) + " entries, y has " + std::to_string(y.size());
    });
    const double value = x.value().dot(y.value());
    if (!x.active() && !y.active())
        return value;
    Tape& tape = Recording::tape();
    Keeper keeper(&tape);
    return tape.all_or_nothing([&] {
        const KeptVector kept_x = x.kept(keeper, 0, x.size(), y.active());
        const KeptVector kept_y = y.kept(keeper, 0, y.size(), x.active());
        return Var(value, tape.block(Dot{kept_x, kept_y, length(x)}, 1));
    });
}

Var squared_norm(const VarVector& x) { return record_radial(x, x.value().squaredNorm(), 2.0); }

Var norm(const VarVector& x)
{
    const double value = x.value().norm();
    return record_radial(x, value, value == 0.0 ? 0.0 : 1.0 / value);
}

double detail::logsumexp(const Eigen::VectorXd& x)
{
    require(x.size() > 0, [] { return "logsumexp of no entries; at least one is needed"; });
    const double top = x.maxCoeff<Eigen::PropagateNaN>();
    return std::isfinite(top) ? top + std::log((x.array() - top).exp().sum()) : top;
}

void detail::softmax(const Eigen::VectorXd& x, double value, MutableArray weights)
{
    if (value == -std::numeric_limits<double>::infinity())
        weights.setZero();
    else
        elementwise::for_each_part(x.size(), [&](elementwise::Part part) {
            const auto entries = x.array().segment(part.begin, part.count);
            elementwise::assign_from_first(elementwise::array_at(weights.data(), part), (entries - value).exp());
        });
}

Var logsumexp(const VarVector& x)
{
    const double value = detail::logsumexp(x.value());
    if (!x.active())
        return value;
    Tape& tape = Recording::tape();
    return tape.all_or_nothing([&] {
        const Index index = tape.use(x.id(), length(x));
        double* weights = tape.numbers(static_cast<std::size_t>(x.size()));
        detail::softmax(x.value(), value, MutableArray(weights, x.size()));
        return Var(value, tape.block(Gradient{weights, 1.0, index, length(x)}, 1));
    });
}

} // namespace reel
