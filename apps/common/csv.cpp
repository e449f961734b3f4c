#include "csv.hpp"

#include "exit.hpp"
#include "number.hpp"
#include "text_file.hpp"

#include <algorithm>
#include <cmath>

namespace reel::apps {
namespace {

struct Field {
    std::string text;
    std::size_t offset; // in its line
};

std::string trimmed(const std::string& text)
{
    const std::size_t start = text.find_first_not_of(" \t");
    return start == std::string::npos ? "" : text.substr(start, text.find_last_not_of(" \t") + 1 - start);
}

// RFC 4180: separated by commas; a field in quotes may contain commas, and quotes that are doubled.
std::vector<Field> split(std::string_view line, const std::string& file, std::size_t number)
{
    std::vector<Field> fields(1, Field{"", 0});
    bool in_quotes = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (c == '"' && in_quotes && i + 1 < line.size() && line[i + 1] == '"')
            fields.back().text += line[++i];
        else if (c == '"')
            in_quotes = !in_quotes;
        else if (c == ',' && !in_quotes)
            fields.push_back({"", i + 1});
        else
            fields.back().text += c;
    }
    if (in_quotes)
        throw UsageError("a quote is not closed", place(file, number, fields.back().offset), "\"...\" within one line");
    for (Field& field : fields)
        field.text = trimmed(field.text);
    return fields;
}

bool is_number(const Field& field)
{
    try {
        parse_number(field.text, any_number());
        return true;
    }
    catch (const UsageError&) {
        return false;
    }
}

double cell(const Field& field, const std::string& column, const std::string& file, std::size_t line)
{
    const std::string where = place(file, line, field.offset);
    if (field.text.empty())
        throw UsageError("empty cell in column '" + column + "'", where, "a finite number");
    try {
        return parse_number(field.text, any_number());
    }
    catch (const UsageError& error) {
        throw UsageError(error.complaint() + " in column '" + column + "'", where, error.allowed());
    }
}

std::vector<std::string> header(std::string_view line, const std::string& file)
{
    const std::vector<Field> fields = split(line, file, 1);
    if (std::ranges::all_of(fields, is_number))
        throw UsageError("the header is missing", place(file, 1, 0), "names of the columns in the first line");
    if (fields.size() < 2)
        throw UsageError("there is one column only", place(file, 1, 0), "features, and the target in the last column");
    std::vector<std::string> names;
    for (const Field& field : fields) {
        if (field.text.empty())
            throw UsageError("a column has no name", place(file, 1, field.offset), "a name for each column");
        names.push_back(field.text);
    }
    return names;
}

void centre(Eigen::Ref<Eigen::VectorXd> column)
{
    column.array() -= column.mean();
}

// A column that is constant up to the rounding of its mean has no scale.
void standardize(Dataset& data, const std::string& file)
{
    for (Eigen::Index j = 0; j < data.A.cols(); ++j) {
        auto column = data.A.col(j);
        const bool constant = (column.array() == column[0]).all();
        const double largest = column.lpNorm<Eigen::Infinity>();
        centre(column);
        const double deviation = std::sqrt(column.squaredNorm() / static_cast<double>(column.size()));
        if (constant || !(deviation > 1e-14 * largest))
            throw UsageError("column '" + data.features[static_cast<std::size_t>(j)] + "' is constant", file,
                             "columns that vary, or --scale none");
        column /= deviation;
    }
}

} // namespace

Dataset read_csv(const std::string& path)
{
    const std::string text = read_text_file(path);
    std::vector<std::string_view> lines = lines_of(text);
    while (!lines.empty() && trimmed(std::string(lines.back())).empty())
        lines.pop_back();
    if (lines.empty())
        throw UsageError("the file is empty", place(path, 1, 0), "a header and one row at least");
    if (lines.size() == 1)
        throw UsageError("there is no row under the header", place(path, 2, 0), "one row at least");

    Dataset data;
    data.features = header(lines.front(), path);
    const auto rows = static_cast<Eigen::Index>(lines.size() - 1);
    const auto columns = static_cast<Eigen::Index>(data.features.size());
    data.A.resize(rows, columns - 1);
    data.b.resize(rows);
    for (Eigen::Index i = 0; i < rows; ++i) {
        const auto number = static_cast<std::size_t>(i) + 2;
        const std::vector<Field> fields = split(lines[number - 1], path, number);
        if (fields.size() != data.features.size())
            throw UsageError("this row has " + std::to_string(fields.size()) + " cells, the header " +
                                 std::to_string(columns),
                             place(path, number, fields.back().offset), "as many cells as names in the header");
        for (Eigen::Index j = 0; j < columns; ++j) {
            const auto field = static_cast<std::size_t>(j);
            (j + 1 < columns ? data.A(i, j) : data.b[i]) = cell(fields[field], data.features[field], path, number);
        }
    }
    data.target = data.features.back();
    data.features.pop_back();
    return data;
}

Dataset read_classification(const std::string& path, Scale scale)
{
    Dataset data = read_csv(path);
    if (scale == Scale::standardize)
        standardize(data, path);
    return data;
}

Dataset read_regression(const std::string& path, Scale scale)
{
    Dataset data = read_classification(path, scale);
    if (scale == Scale::standardize)
        centre(data.b);
    return data;
}

} // namespace reel::apps
