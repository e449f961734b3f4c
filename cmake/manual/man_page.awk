# PROGRAM --help | awk -v version=0.1.0 -f options.awk -f man_page.awk > PROGRAM.1

function escaped(text) { gsub(/\\/, "\\e", text); gsub(/-/, "\\-", text); sub(/^[.']/, "\\\\\\&&", text); return text }

function begin(name, purpose)
{
    program = name
    printf ".TH %s 1 \"\" \"reel %s\" \"reel\"\n", escaped(toupper(name)), version
    printf ".SH NAME\n%s \\- %s\n", escaped(name), escaped(purpose)
}

function section(title)
{
    current = title
    printf ".SH %s\n", escaped(toupper(title == "Usage" ? "Synopsis" : title))
}

function option(flags, value, fallback, text)
{
    printf ".TP\n\\fB%s\\fR", escaped(flags)
    if (value != "")
        printf " \\fI%s\\fR", escaped(value)
    if (fallback != "")
        printf " (=%s)", escaped(fallback)
    printf "\n%s\n", escaped(text)
}

# An example or an exit code, and below it or beside it what it is about.
function line(text)
{
    if (text ~ /^ *$/)
        return
    if (current == "Exit codes" && match(text, /[0-9]+ +/))
        printf ".TP\n\\fB%s\\fR\n%s\n", trimmed(substr(text, RSTART, RLENGTH)), escaped(substr(text, RSTART + RLENGTH))
    else if (current == "Examples" && text ~ /^  [^ ]/)
        printf ".TP\n\\fB%s\\fR\n", escaped(trimmed(text))
    else
        printf "%s\n", escaped(trimmed(text))
}

function finish() {}
