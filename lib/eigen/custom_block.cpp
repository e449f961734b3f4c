#include <reel/eigen/custom_block.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace reel {
namespace {

using Eigen::VectorXd;
using elementwise::passive;

/// A recorded block: the user's, and where its arguments stand.
class Recorded final : public Owned {
public:
    Recorded(std::unique_ptr<const CustomBlock> block, std::vector<Run> arguments)
        : block_(std::move(block)), arguments_(std::move(arguments))
    {}
    std::size_t bytes() const noexcept override
    {
        return block_->bytes() + sizeof(*this) + arguments_.size() * sizeof(Run);
    }

    void pull(Run result, Adjoints& adjoints) const
    {
        for (int column = 0; column < adjoints.columns(); ++column) {
            const VectorXd y_bar = vector_at(adjoints, result, column);
            for (std::size_t i = 0; i < arguments_.size(); ++i)
                if (arguments_[i].first != passive) {
                    const VectorXd x_bar = block_->pull(y_bar, i);
                    require_size("pull", x_bar, arguments_[i].count, i);
                    vector_at(adjoints, arguments_[i], column) += x_bar;
                }
        }
    }
    void push(Run result, Tangents& tangents) const
    {
        for (int column = 0; column < tangents.columns(); ++column) {
            VectorXd y_dot = VectorXd::Zero(result.count);
            for (std::size_t i = 0; i < arguments_.size(); ++i)
                if (arguments_[i].first != passive) {
                    const VectorXd part = block_->push(vector_at(tangents, arguments_[i], column), i);
                    require_size("push", part, result.count, i);
                    y_dot += part;
                }
            vector_at(tangents, result, column) = y_dot;
        }
    }

private:
    static Eigen::Map<VectorXd> vector_at(Workspace& workspace, Run run, int column)
    {
        return {workspace.at(run.first, column), run.count};
    }
    static void require_size(const char* name, const VectorXd& given, Index needed, std::size_t i)
    {
        require(given.size() == needed, [&] {
            return std::string("custom block: ") + name + " for argument " + std::to_string(i) + " returned " +
                   std::to_string(given.size()) + " entries; " + std::to_string(needed) + " are needed";
        });
    }

    std::unique_ptr<const CustomBlock> block_;
    std::vector<Run> arguments_;
};

struct Payload {
    const Recorded* recorded;
    void pull(Run result, Adjoints& adjoints) const { recorded->pull(result, adjoints); }
    void push(Run result, Tangents& tangents) const { recorded->push(result, tangents); }
};

void require_block(const CustomBlock* block)
{
    require(block != nullptr, [] { return std::string("apply_block: the block is null"); });
}

} // namespace

Eigen::VectorXd apply_block(std::unique_ptr<CustomBlock> block, const std::vector<Eigen::VectorXd>& arguments)
{
    require_block(block.get());
    return block->value(arguments);
}

VarVector apply_block(std::unique_ptr<CustomBlock> block, const std::vector<VarVector>& arguments)
{
    require_block(block.get());
    std::vector<VectorXd> values;
    for (const VarVector& argument : arguments)
        values.push_back(argument.value());
    VectorXd y = block->value(values);
    if (std::none_of(arguments.begin(), arguments.end(), [](const VarVector& x) { return x.active(); }))
        return VarVector(std::move(y));

    Tape& tape = Recording::tape();
    std::vector<Run> runs;
    for (const VarVector& argument : arguments) {
        const auto count = static_cast<Index>(argument.size());
        runs.push_back({argument.active() ? tape.use(argument.id(), count) : passive, count});
    }
    const Id id = tape.all_or_nothing([&] {
        const Payload payload{&tape.own<Recorded>(std::move(block), std::move(runs))};
        return tape.block(payload, static_cast<Index>(y.size()));
    });
    return VarVector(std::move(y), id);
}

} // namespace reel
