#include "report.hpp"

#include "interrupt.hpp"
#include "json.hpp"
#include "number.hpp"
#include "output.hpp"

#include <reel/error.hpp>
#include <reel/version.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace reel::apps {
namespace {

constexpr const char* incomplete_line = "# incomplete: interrupted\n";

template <class... Visitors>
struct Overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
Overloaded(Visitors...) -> Overloaded<Visitors...>;

std::string six_digits(double value)
{
    if (std::isnan(value))
        return "nan";
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::general, 6).ptr;
    return {text.data(), end};
}

// RFC 4180: quoted when it contains a comma, a quote or the end of a line, with quotes doubled.
std::string csv_field(const std::string& text)
{
    if (text.find_first_of(",\"\r\n") == std::string::npos)
        return text;
    std::string field = "\"";
    for (const char c : text)
        field += c == '"' ? "\"\"" : std::string(1, c);
    return field + '"';
}

std::string padded(const std::string& text, std::size_t width, bool to_the_left)
{
    const std::string blanks(width - std::min(width, text.size()), ' ');
    return to_the_left ? text + blanks : blanks + text;
}

// Each item of `count` made by `item(i)`, with `separator` between them.
template <class Item>
std::string joined(std::size_t count, const std::string& separator, const Item& item)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
        text += (i == 0 ? "" : separator) + item(i);
    return text;
}

} // namespace

bool Cell::finite() const
{
    const double* number = std::get_if<double>(&value_);
    return number == nullptr || std::isfinite(*number);
}

std::string Cell::exact() const
{
    return std::visit(Overloaded{[](std::monostate) { return std::string(); },
                                 [](bool value) { return std::string(value ? "true" : "false"); },
                                 [](double value) { return number_text(value); },
                                 [](std::int64_t value) { return std::to_string(value); },
                                 [](const std::string& value) { return value; }},
                      value_);
}

std::string Cell::brief() const
{
    if (std::holds_alternative<std::monostate>(value_))
        return "-";
    const double* number = std::get_if<double>(&value_);
    return number != nullptr ? six_digits(*number) : exact();
}

std::string Cell::json() const
{
    if (std::holds_alternative<std::monostate>(value_) || !finite())
        return "null";
    return text() ? json_text(exact()) : exact();
}

Report::Report(std::string command, std::int64_t seed, std::vector<std::string> columns)
    : command_(std::move(command)), seed_(seed), columns_(std::move(columns))
{
    require(!columns_.empty(), [] { return "Report: a report has one column at least"; });
}

void Report::row(std::vector<Cell> cells)
{
    require(cells.size() == columns_.size(), [&] {
        return "Report: a row of " + std::to_string(cells.size()) + " cells, but " + std::to_string(columns_.size()) +
               " columns";
    });
    const auto bad = std::ranges::find_if(cells, [](const Cell& cell) { return !cell.finite(); });
    if (bad != cells.end() && status_ == "ok")
        status_ = columns_[static_cast<std::size_t>(bad - cells.begin())] + " became " + bad->exact() + " at " +
                  columns_.front() + " = " + cells.front().exact();
    rows_.push_back(std::move(cells));
}

void Report::summary(std::string name, Cell value, std::string meaning)
{
    if (!value.finite() && status_ == "ok")
        status_ = name + " is " + value.exact();
    summary_.push_back({std::move(name), std::move(value), std::move(meaning)});
}

std::string Report::render(Format format, bool complete) const
{
    switch (format) {
    case Format::csv:
        return csv(complete);
    case Format::json:
        return json(complete);
    case Format::table:
        break;
    }
    return table(complete);
}

void Report::write(const RunSettings& settings) const
{
    write_output(settings.output, render(settings.format, !interrupted()));
    if (settings.format == Format::csv && !settings.quiet)
        std::fputs(summary_table().c_str(), stderr);
}

std::string Report::table(bool complete) const
{
    std::vector<std::size_t> widths;
    for (const std::string& column : columns_)
        widths.push_back(column.size());
    for (const auto& row : rows_)
        for (std::size_t j = 0; j < row.size(); ++j)
            widths[j] = std::max(widths[j], row[j].brief().size());
    const auto text_column = [&](std::size_t j) { return !rows_.empty() && rows_.front()[j].text(); };
    const auto line = [&](const auto& cell) {
        std::string text =
            joined(widths.size(), "  ", [&](std::size_t j) { return padded(cell(j), widths[j], text_column(j)); });
        return text.erase(text.find_last_not_of(' ') + 1) + '\n';
    };
    std::string text = line([&](std::size_t j) { return columns_[j]; });
    for (const auto& row : rows_)
        text += line([&](std::size_t j) { return row[j].brief(); });
    return text + '\n' + summary_table() + (complete ? "" : incomplete_line);
}

std::string Report::summary_table() const
{
    std::vector<Entry> entries = summary_;
    entries.push_back({"status", status_, ""});
    std::size_t names = 0;
    std::size_t values = 0;
    for (const Entry& entry : entries) {
        names = std::max(names, entry.name.size());
        if (!entry.meaning.empty())
            values = std::max(values, entry.value.brief().size());
    }
    std::string text;
    for (const Entry& entry : entries) {
        text +=
            padded(entry.name, names, true) + "  " + padded(entry.value.brief(), values, true) + "  " + entry.meaning;
        text.erase(text.find_last_not_of(' ') + 1) += '\n';
    }
    return text;
}

std::string Report::csv(bool complete) const
{
    std::string text = joined(columns_.size(), ",", [&](std::size_t j) { return csv_field(columns_[j]); }) + '\n';
    for (const auto& row : rows_)
        text += joined(row.size(), ",", [&](std::size_t j) { return csv_field(row[j].exact()); }) + '\n';
    return text + (complete ? "" : incomplete_line);
}

std::string Report::row_status(const std::vector<Cell>& cells) const
{
    std::string status;
    for (std::size_t j = 0; j < cells.size(); ++j)
        if (!cells[j].finite())
            status += (status.empty() ? "" : ", ") + columns_[j] + " is " + cells[j].exact();
    return status;
}

std::string Report::json(bool complete) const
{
    const auto member = [](const std::string& name, const std::string& value) {
        return json_text(name) + ": " + value;
    };
    const auto object = [&](const std::vector<Cell>& cells) {
        const std::string status = row_status(cells);
        return "    {" +
               joined(cells.size(), ", ", [&](std::size_t j) { return member(columns_[j], cells[j].json()); }) +
               (status.empty() ? "" : ", " + member("status", json_text(status))) + "}";
    };
    std::string summary;
    for (const Entry& entry : summary_)
        summary += "    " + member(entry.name, entry.value.json()) + ",\n";
    return "{\n  " + member("schema", json_text(command_ + "/1")) + ",\n  " + member("command", json_text(command_)) +
           ",\n  " + member("version", json_text(version())) + ",\n  " + member("seed", std::to_string(seed_)) +
           ",\n  " + member("complete", complete ? "true" : "false") + ",\n  \"results\": [" +
           (rows_.empty() ? "" : "\n") + joined(rows_.size(), ",\n", [&](std::size_t i) { return object(rows_[i]); }) +
           (rows_.empty() ? "" : "\n  ") + "],\n  \"summary\": {\n" + summary + "    " +
           member("status", json_text(status_)) + "\n  }\n}\n";
}

} // namespace reel::apps
