#pragma once
/// The results of a run: rows under named columns and a summary, written as a table for people, as CSV, or as JSON.
///
///     Report report("reel-error", seed, {"k", "e", "edot"});
///     report.row({k, e, edot});
///     report.summary("rho", 0.98, "contraction of one step");
///     report.write(options.settings());
///
/// Numbers keep every digit in CSV and JSON; the table shows six. A cell may be empty. A number that is not finite is
/// `inf` or `nan` in table and CSV; in JSON it is null, its row gets a "status" that names it, and everywhere the
/// summary's "status" says where the first one appeared: "e became inf at k = 37". The status is "ok" otherwise.
///
/// After SIGINT or SIGTERM the report is incomplete: JSON says `"complete": false`, CSV and table end with the line
/// "# incomplete: interrupted".

#include "run_settings.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace reel::apps {

/// One value of a row: nothing, a number, or text.
class Cell {
public:
    Cell() = default; ///< Empty: null in JSON, "-" in the table.
    Cell(double value) : value_(value) {}
    Cell(bool value) : value_(value) {}
    Cell(std::string value) : value_(std::move(value)) {}
    Cell(const char* value) : value_(std::string(value)) {}
    template <std::integral Integer>
    Cell(Integer value) : value_(static_cast<std::int64_t>(value))
    {}

    bool finite() const; ///< False for the doubles inf and nan only.
    bool text() const { return std::holds_alternative<std::string>(value_); }
    std::string exact() const; ///< Every digit; "" when empty.
    std::string brief() const; ///< Six digits; "-" when empty.
    std::string json() const;

private:
    std::variant<std::monostate, double, bool, std::int64_t, std::string> value_;
};

class Report {
public:
    Report(std::string command, std::int64_t seed, std::vector<std::string> columns);

    /// One cell a column; the first one names the row in a status.
    void row(std::vector<Cell> cells);

    /// A result of the whole run, with a few words for whoever reads the table.
    void summary(std::string name, Cell value, std::string meaning = "");

    /// Replaces the status that the report finds by itself.
    void status(std::string text) { status_ = std::move(text); }
    const std::string& status() const noexcept { return status_; }
    std::size_t rows() const noexcept { return rows_.size(); }

    /// The whole text in one format. `complete` is false for an interrupted run.
    std::string render(Format format, bool complete) const;

    /// Renders and writes to --output or standard output, complete unless `interrupted()`. With CSV, which has no place
    /// for it, the summary goes to stderr unless --quiet.
    void write(const RunSettings& settings) const;

private:
    struct Entry {
        std::string name;
        Cell value;
        std::string meaning;
    };

    std::string table(bool complete) const;
    std::string csv(bool complete) const;
    std::string json(bool complete) const;
    std::string summary_table() const;
    std::string row_status(const std::vector<Cell>& cells) const;

    std::string command_;
    std::int64_t seed_;
    std::vector<std::string> columns_;
    std::vector<std::vector<Cell>> rows_;
    std::vector<Entry> summary_;
    std::string status_ = "ok";
};

} // namespace reel::apps
