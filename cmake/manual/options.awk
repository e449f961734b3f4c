# Reads what `PROGRAM --help` prints, for the two files beside this one: a line of the help becomes a call of theirs.
#
#     begin(name, purpose)                  "reel-error: Measures ..."
#     section(title)                        "Solver:"
#     option(flags, value, fallback, text)  "  --method gd|nesterov (=gd)     how to solve"
#     line(text)                            every other line of a section
#     finish()

function trimmed(text) { sub(/^ +/, "", text); sub(/ +$/, "", text); return text }

# The option that is being collected, with its lines of continuation.
function flush_option(    head, parts, flags, value, fallback)
{
    if (pending == "")
        return
    head = pending
    fallback = ""
    if (match(head, / \(=.*\)$/)) {
        fallback = substr(head, RSTART + 3, RLENGTH - 4)
        head = substr(head, 1, RSTART - 1)
    }
    flags = head
    value = ""
    if (head !~ /\[ --/ && split(head, parts, " ") > 1) {
        flags = parts[1]
        value = trimmed(substr(head, length(flags) + 1))
    }
    option(flags, value, fallback, pending_text)
    pending = ""
}

FNR == 1 {
    colon = index($0, ": ")
    begin(substr($0, 1, colon - 1), substr($0, colon + 2))
    next
}

/^[A-Z][^:]*:/ {
    flush_option()
    section(substr($0, 1, index($0, ":") - 1))
    rest = trimmed(substr($0, index($0, ":") + 1))
    if (rest != "")
        line(rest)
    next
}

/^  -/ {
    flush_option()
    pending = trimmed($0)
    pending_text = ""
    if (match(pending, /   */)) {
        pending_text = substr(pending, RSTART + RLENGTH)
        pending = substr(pending, 1, RSTART - 1)
    }
    next
}

/^       / && pending != "" {
    pending_text = trimmed(pending_text " " trimmed($0))
    next
}

{
    flush_option()
    line($0)
}

END {
    flush_option()
    finish()
}
