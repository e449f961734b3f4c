#include <reel/eigen/dual_vector.hpp>

#include <string>
#include <utility>

namespace reel::elementwise {

void Slopes::begin(Part part)
{
    part_ = part;
    const auto forget = [](auto& terms) {
        for (auto& x : terms) {
            x.constant = 0.0;
            x.varies = false;
        }
    };
    forget(vectors_);
    forget(scalars_);
}

void Slopes::sum(int column, MutableArray z_dot) const
{
    if (steep_)
        sum_terms<true>(column, z_dot);
    else
        sum_terms<false>(column, z_dot);
}

template <bool steep>
void Slopes::sum_terms(int column, MutableArray z_dot) const
{
    bool fresh = true;
    const auto add = [&](const auto& e) {
        if (fresh)
            z_dot = e;
        else
            z_dot += e;
        fresh = false;
    };
    const auto tangent = [&](const auto& x) {
        return array_at(x.leaf.tangents + column * x.leaf.stride, part_);
    };
    const auto varying = [&](const auto& x) { return chained<steep>(tangent(x), x.variation + x.constant); };
    const Term<KeptDual>* waiting = nullptr; // two vectors in one pass over z_dot
    for (const auto& x : vectors_)
        if (!x.varies)
            add(chained<steep>(tangent(x), x.constant));
        else if (waiting != nullptr)
            add(varying(*std::exchange(waiting, nullptr)) + varying(x));
        else
            waiting = &x;
    if (waiting != nullptr)
        add(varying(*waiting));
    for (const auto& u : scalars_) {
        const double u_dot = u.leaf.number->tangent(column);
        if (u.varies)
            add(chained<steep>(u_dot, u.variation) + chained<steep>(u_dot, u.constant));
        else
            add(MutableArray::Constant(z_dot.size(), chained<steep>(u_dot, u.constant)));
    }
    if (fresh)
        z_dot.setZero();
}

void ForwardKeeper::join(Eigen::Index directions)
{
    require(directions == 0 || directions_ == 0 || directions == directions_, [&] {
        return "one operand has tangents along " + std::to_string(directions_) + " directions, another along " +
               std::to_string(directions) + "; seed all independents with the same number of directions";
    });
    if (directions != 0)
        directions_ = directions;
}

} // namespace reel::elementwise
