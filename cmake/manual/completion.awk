# PROGRAM --help | awk -f options.awk -f completion.awk > PROGRAM
#
# Completion for bash: the options, the words that one of them allows, or files.

# The plain words among the alternatives a|b|c of a value.
function choices(value,    words, n, i, text)
{
    n = split(value, words, "|")
    text = ""
    for (i = 1; i <= n && n > 1; ++i)
        if (words[i] !~ /[A-Z][A-Z]|[][()<>.,:]|^[A-Z]$/)
            text = text (text == "" ? "" : " ") words[i]
    return text
}

function begin(name, purpose) { program = name; names = "" ; cases = "" }

function section(title) {}

function option(flags, value, fallback, text,    name, words)
{
    name = flags
    if (match(flags, /\[ --[a-z-]+ \]/))
        name = substr(flags, RSTART + 2, RLENGTH - 4)
    names = names (names == "" ? "" : " ") name
    if (value == "")
        return
    words = choices(value)
    if (value ~ /FILE|FOLDER/)
        words = "-f"
    else if (words != "")
        words = "-W '" words "'"
    cases = cases "    " name ") words=(" words ") ;;\n"
}

function line(text) {}

function finish(    body)
{
    body = program
    gsub(/-/, "_", body)
    printf "# bash completion for %s\n_%s()\n{\n", program, body
    print "    local word=$2 before=$3 words"
    print "    # --name=value comes as three words"
    print "    [[ $word == = ]] && word="
    print "    [[ $before == = ]] && before=${COMP_WORDS[COMP_CWORD - 2]}"
    printf "    case $before in\n%s", cases
    printf "    *) words=(-W '%s') ;;\n    esac\n", names
    print "    [[ ${words[0]} == -f ]] && compopt -o filenames 2> /dev/null"
    print "    COMPREPLY=()"
    print "    ((${#words[@]} == 0)) || mapfile -t COMPREPLY < <(compgen \"${words[@]}\" -- \"$word\")"
    printf "}\ncomplete -F _%s %s\n", body, program
}
