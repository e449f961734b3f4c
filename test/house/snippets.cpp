// What the documents show is what was compiled and run. In a document, the line
//
//     <!-- doc/examples/first.cpp -->
//
// before a code block names the file that the block is; <!-- output of doc/examples/first.cpp --> names the program
// whose output it is. Every C++ block has such a line.
#include <common/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

BOOST_AUTO_TEST_SUITE(house_snippets)

namespace fs = std::filesystem;

namespace {

const fs::path root = REEL_SOURCE_DIR;
const fs::path programs = REEL_EXAMPLE_DIR;

std::string read(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

struct Block {
    fs::path document;
    std::string source;   // what the comment before it says, or ""
    std::string language;
    std::string text;
};

std::vector<Block> blocks_of(const fs::path& document)
{
    std::vector<Block> blocks;
    std::istringstream lines(read(document));
    std::string source;
    bool inside = false;
    for (std::string line; std::getline(lines, line);) {
        static const std::regex comment("<!-- (.*) -->");
        std::smatch match;
        if (line.starts_with("```")) {
            if (!inside)
                blocks.push_back({document, source, line.substr(3), ""});
            inside = !inside;
            source.clear();
        } else if (inside) {
            blocks.back().text += line + '\n';
        } else if (std::regex_match(line, match, comment)) {
            source = match[1];
        } else if (!line.empty()) {
            source.clear();
        }
    }
    return blocks;
}

std::vector<Block> all_blocks()
{
    std::vector<fs::path> documents{root / "README.md"};
    for (const auto& entry : fs::recursive_directory_iterator(root / "doc"))
        if (entry.path().extension() == ".md")
            documents.push_back(entry.path());
    std::vector<Block> blocks;
    for (const fs::path& document : documents)
        for (Block& block : blocks_of(document))
            blocks.push_back(std::move(block));
    return blocks;
}

// The part between "// [name]" and the next "// [name]", or the whole file.
std::string excerpt(const std::string& source)
{
    const std::size_t hash = source.find('#');
    const std::string text = read(root / source.substr(0, hash));
    if (hash == std::string::npos)
        return text;
    const std::string tag = "// [" + source.substr(hash + 1) + "]\n";
    const std::size_t begin = text.find(tag);
    const std::size_t end = begin == std::string::npos ? begin : text.find(tag, begin + tag.size());
    if (end == std::string::npos)
        return "no " + tag;
    const std::string part = text.substr(begin + tag.size(), end - begin - tag.size());
    return part.substr(0, part.find_last_of('\n') + 1); // without the indentation of the closing tag
}

} // namespace

BOOST_AUTO_TEST_CASE(every_program_shown_is_a_file_that_is_compiled)
{
    for (const Block& block : all_blocks())
        if (block.language == "cpp") {
            BOOST_TEST_CONTEXT(block.document.filename().string() << ": " << block.source)
            {
                BOOST_TEST(!block.source.empty());
                BOOST_TEST(block.text == excerpt(block.source));
            }
        }
}

BOOST_AUTO_TEST_CASE(every_output_shown_is_what_the_program_prints)
{
    const std::string prefix = "output of ";
    int shown = 0;
    for (const Block& block : all_blocks())
        if (block.source.starts_with(prefix)) {
            const fs::path program = programs / ("example_" + fs::path(block.source.substr(prefix.size())).stem().string());
            const auto finished = reel::apps::run_program({program.string()});
            BOOST_TEST_CONTEXT(block.document.filename().string() << ": " << block.source)
            {
                BOOST_TEST(finished.status == 0);
                BOOST_TEST(block.text == finished.output);
            }
            ++shown;
        }
    BOOST_TEST(shown >= 1);
}

BOOST_AUTO_TEST_CASE(the_readme_names_the_two_commands)
{
    const std::string text = read(root / "README.md");
    BOOST_TEST(text.find("sh apps/demo.sh") != std::string::npos);
    BOOST_TEST(text.find("sh test/run.sh") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
