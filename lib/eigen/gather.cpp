#include <reel/eigen/gather.hpp>

#include <algorithm>
#include <cstring>
#include <string>

namespace reel {
namespace {

using elementwise::passive;
using Strided = Eigen::Map<Eigen::VectorXd, 0, Eigen::InnerStride<>>;

/// y_i = x_{first + i stride}
struct StridedEntries {
    Index first;
    Index stride;
    Strided of(Workspace& workspace, Run result, int column) const
    {
        return {workspace.at(first, column), result.count, Eigen::InnerStride<>(stride)};
    }
    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column)
            of(adjoints, result, column) +=
                Eigen::Map<Eigen::VectorXd>(adjoints.at(result.first, column), result.count);
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column)
            Eigen::Map<Eigen::VectorXd>(tangents.at(result.first, column), result.count) = of(tangents, result, column);
    }
};

/// A list of `count` values of a type, as the payload of a block.
template <class Entry>
Id record_list(Tape& tape, const Operation& operation, std::span<const Entry> entries, std::size_t results)
{
    const Id id{tape.values(), tape.epoch()};
    std::byte* payload = tape.raw_block(operation, (entries.size_bytes() + 7) / 8 * 8, static_cast<Index>(results));
    if (!entries.empty())
        std::memcpy(payload, entries.data(), entries.size_bytes());
    return id;
}
template <class Entry>
const Entry* list_at(const std::byte* payload)
{
    return reinterpret_cast<const Entry*>(payload);
}

/// An index for each entry.
constexpr Operation gathering{
    "gather",
    [](const std::byte* payload, Run result, Adjoints& adjoints) {
        const Index* indices = list_at<Index>(payload);
        for (int column = 0; column < adjoints.columns(); ++column)
            for (Index i = 0; i < result.count; ++i)
                if (indices[i] != passive)
                    *adjoints.at(indices[i], column) += *adjoints.at(result.first + i, column);
    },
    [](const std::byte* payload, Run result, Tangents& tangents) {
        const Index* indices = list_at<Index>(payload);
        for (int column = 0; column < tangents.columns(); ++column)
            for (Index i = 0; i < result.count; ++i)
                *tangents.at(result.first + i, column) = indices[i] == passive ? 0.0 : *tangents.at(indices[i], column);
    },
};

/// Runs of values, as many as it takes; a passive piece is a run from `passive` on.
constexpr Operation concatenation{
    "concatenate",
    [](const std::byte* payload, Run result, Adjoints& adjoints) {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const double* bar = adjoints.at(result.first, column);
            const double* end = bar + result.count;
            for (const Run* next = list_at<Run>(payload); bar != end; ++next) {
                const Run run = *next;
                if (run.first != passive)
                    elementwise::MutableArray(adjoints.at(run.first, column), run.count) +=
                        elementwise::ConstArray(bar, run.count);
                bar += run.count;
            }
        }
    },
    [](const std::byte* payload, Run result, Tangents& tangents) {
        for (int column = 0; column < tangents.columns(); ++column) {
            double* dot = tangents.at(result.first, column);
            const double* end = dot + result.count;
            for (const Run* next = list_at<Run>(payload); dot != end; ++next) {
                const Run run = *next;
                if (run.first == passive)
                    std::fill_n(dot, run.count, 0.0);
                else
                    std::copy_n(tangents.at(run.first, column), run.count, dot);
                dot += run.count;
            }
        }
    },
};

/// The pieces as runs of values, those that follow each other joined.
std::vector<Run> runs_of(Tape& tape, std::span<const VarVector> pieces)
{
    std::vector<Run> runs;
    for (const VarVector& piece : pieces) {
        const auto count = static_cast<Index>(piece.size());
        const Index first = piece.active() ? tape.use(piece.id(), count) : passive;
        if (count == 0)
            continue;
        const Index expected =
            runs.empty() || runs.back().first == passive ? passive : runs.back().first + runs.back().count;
        if (!runs.empty() && first == expected)
            runs.back().count += count;
        else
            runs.push_back({first, count});
    }
    return runs;
}

/// All pieces were recorded under one stamp.
bool of_one_era(std::span<const VarVector> pieces)
{
    return std::all_of(pieces.begin(), pieces.end(),
                       [&](const VarVector& piece) { return piece.id().stamp == pieces.front().id().stamp; });
}

} // namespace

Id detail::record_gather(Tape& tape, std::span<const Index> indices)
{
    return record_list(tape, gathering, indices, indices.size());
}

VarVector concatenate(std::span<const VarVector> pieces)
{
    Eigen::Index size = 0;
    for (const VarVector& piece : pieces)
        size += piece.size();
    Eigen::VectorXd numbers(size);
    Eigen::Index begin = 0;
    for (const VarVector& piece : pieces) {
        numbers.segment(begin, piece.size()) = piece.value();
        begin += piece.size();
    }
    if (std::none_of(pieces.begin(), pieces.end(), [](const VarVector& piece) { return piece.active(); }))
        return VarVector(std::move(numbers));
    Tape& tape = Recording::tape();
    const std::vector<Run> runs = runs_of(tape, pieces);
    if (runs.size() == 1 && of_one_era(pieces)) // so none is passive
        return VarVector(std::move(numbers), {runs[0].first, pieces.front().id().stamp});
    return VarVector(std::move(numbers), record_list<Run>(tape, concatenation, runs, static_cast<std::size_t>(size)));
}

VarVector gather(const VarVector& x, std::span<const Index> indices)
{
    const auto size = static_cast<Index>(x.size());
    for (const Index i : indices)
        require(i < size, [&] {
            return "gather: index " + std::to_string(static_cast<std::int32_t>(i)) + " of a vector of " +
                   std::to_string(size) + " entries";
        });
    Eigen::VectorXd numbers(static_cast<Eigen::Index>(indices.size()));
    for (std::size_t i = 0; i < indices.size(); ++i)
        numbers[static_cast<Eigen::Index>(i)] = x.value()[indices[i]];
    if (!x.active())
        return VarVector(std::move(numbers));
    Tape& tape = Recording::tape();
    const Index first = tape.use(x.id(), size);
    std::vector<Index> values(indices.begin(), indices.end());
    for (Index& value : values)
        value += first;
    return VarVector(std::move(numbers), detail::record_gather(tape, values));
}

VarVector strided(const VarVector& x, Eigen::Index first, Eigen::Index stride, Eigen::Index count)
{
    require(first >= 0 && stride >= 1 && count >= 0 && (count == 0 || first + (count - 1) * stride < x.size()), [&] {
        return std::to_string(count) + " entries from " + std::to_string(first) + " on, " + std::to_string(stride) +
               " apart, of a vector of " + std::to_string(x.size());
    });
    Eigen::VectorXd numbers(count);
    for (Eigen::Index i = 0; i < count; ++i)
        numbers[i] = x.value()[first + i * stride];
    if (!x.active())
        return VarVector(std::move(numbers));
    Tape& tape = Recording::tape();
    const Index index = tape.use(x.id(), static_cast<Index>(x.size())) + static_cast<Index>(first);
    const Id id = tape.block(StridedEntries{index, static_cast<Index>(stride)}, static_cast<Index>(count));
    return VarVector(std::move(numbers), id);
}

} // namespace reel
