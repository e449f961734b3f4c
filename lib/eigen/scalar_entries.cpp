#include <reel/eigen/gather.hpp>
#include <reel/eigen/scalar_entries.hpp>

#include <string>
#include <utility>
#include <vector>

namespace reel {
namespace {

template <class F>
void for_each_entry(const entries::Strided<const Var>& from, const F& f)
{
    const Var* run = from.first;
    for (Eigen::Index j = 0; j < from.outer; ++j, run += from.outer_stride) {
        const Var* entry = run;
        for (Eigen::Index i = 0; i < from.inner; ++i, entry += from.inner_stride)
            f(*entry);
    }
}

VarVector gather(Eigen::VectorXd value, const entries::Strided<const Var>& from)
{
    Tape& tape = Recording::tape();
    std::vector<Index> indices;
    indices.reserve(static_cast<std::size_t>(value.size()));
    for_each_entry(from,
                   [&](const Var& x) { indices.push_back(x.active() ? tape.use(x.id()) : elementwise::passive); });
    return VarVector(std::move(value), detail::record_gather(tape, indices));
}

} // namespace

VarVector entries::read(const Strided<const Var>& from)
{
    Eigen::VectorXd value(from.inner * from.outer);
    if (value.size() == 0)
        return VarVector(std::move(value));
    const Id first = from.first->id();
    double* next = value.data();
    Index place = first.index;
    Index astray = 0; // not zero when some entry is not where a row would have it
    Stamp stamps = 0;
    for_each_entry(from, [&](const Var& x) {
        const Id id = x.id();
        *next++ = x.value();
        astray |= (id.index ^ place++) | (id.stamp ^ first.stamp);
        stamps |= id.stamp;
    });
    if (stamps == 0)
        return VarVector(std::move(value));
    return astray == 0 ? VarVector(std::move(value), first) : gather(std::move(value), from);
}

void entries::write(const VarVector& row, const Strided<Var>& to)
{
    const double* value = row.value().data();
    Id id = row.id();
    Var* run = to.first;
    for (Eigen::Index j = 0; j < to.outer; ++j, run += to.outer_stride) {
        Var* entry = run;
        for (Eigen::Index i = 0; i < to.inner; ++i, entry += to.inner_stride) {
            *entry = Var(*value++, id);
            id.index += row.active() ? 1U : 0U;
        }
    }
}

Id entries::row_id(const Var* first, Index count)
{
    for (Index i = 0; i < count; ++i) {
        const Id id = first[i].id();
        if (id.stamp != first->id().stamp || id.index != first->id().index + (id.active() ? i : 0))
            throw InvalidUse(
                "entry " + std::to_string(i) + " of " + std::to_string(count) +
                " does not follow the one before on the tape; read the adjoints of the entries one by one");
    }
    return count == 0 ? Id{} : first->id();
}

Eigen::Matrix<Var, Eigen::Dynamic, 1> entries_of(const VarVector& x)
{
    Eigen::Matrix<Var, Eigen::Dynamic, 1> result(x.size());
    entries::write(x, entries::strided<false>(result.data(), result));
    return result;
}

} // namespace reel
