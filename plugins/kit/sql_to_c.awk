# SPDX-License-Identifier: MIT
# Makes C of texts of SQL: sql_to_c.awk FILE.sql >FILE.c
#
# A line that begins with two dashes is a comment, but for these:
#   --- text NAME            what follows is the text `const char NAME[]`
#   --- list NAME            all texts that follow are in the list `const char *const NAME[]` as well, which NULL ends
#   --- define NAME(A, B)    what follows is a macro: @NAME(a, b) stands for it, with @A and @B as they are given
#   --- define NAME = TEXT   a short one
#   --- include FILE         the macros of another file beside this one
# Lines are joined by one blank; blanks at their beginning and end go. A macro without arguments is @NAME.

function fail(what) {
	printf "%s:%d: %s\n", FILENAME, FNR, what >"/dev/stderr"
	failed = 1
	exit 1
}

function trim(s) {
	sub(/^[ \t]+/, "", s)
	sub(/[ \t]+$/, "", s)
	return s
}

# The arguments between the parentheses at the beginning of `s`, into given[]; the length with both.
function arguments(s, given,    i, depth, quoted, from, ch, n) {
	split("", given)
	from = 2
	for (i = 1; i <= length(s); i++) {
		ch = substr(s, i, 1)
		if (ch == "'")
			quoted = !quoted
		if (quoted)
			continue
		if (ch == "(")
			depth++
		if (ch == ")" && --depth == 0) {
			given[++n] = trim(substr(s, from, i - from))
			return i
		}
		if (ch == "," && depth == 1) {
			given[++n] = trim(substr(s, from, i - from))
			from = i + 1
		}
	}
	fail("a macro's arguments do not end: " substr(s, 1, 60))
}

# `text` with the macros in it written out; `names` and `values` are what it was given itself.
function expand(text, names, values, deep,    out, at, name, given, rest, len, i, found, n, wanted) {
	if (deep > 20)
		fail("a macro stands for itself")
	while ((at = index(text, "@")) > 0) {
		out = out substr(text, 1, at - 1)
		rest = substr(text, at + 1)
		if (!match(rest, /^[a-z_][a-z0-9_]*/)) {
			out = out "@"
			text = rest
			continue
		}
		name = substr(rest, 1, RLENGTH)
		rest = substr(rest, RLENGTH + 1)
		found = 0
		for (i in names)
			if (names[i] == name) {
				out = out values[i]
				found = 1
			}
		if (!found) {
			if (!(name in macro))
				fail("no macro is called " name)
			n = split(parameters[name], wanted, ",")
			len = 0
			split("", given)
			if (n > 0) {
				if (substr(rest, 1, 1) != "(")
					fail(name " takes " n " arguments")
				len = arguments(rest, given)
			}
			for (i = 1; i <= n; i++) {
				if (!(i in given))
					fail(name " takes " n " arguments")
				given[i] = expand(given[i], names, values, deep + 1)
			}
			rest = substr(rest, len + 1)
			out = out expand(macro[name], wanted, given, deep + 1)
		}
		text = rest
	}
	return out text
}

# `s` with a backslash before each `what`: what gsub makes of backslashes differs between awks.
function escape(s, what,    out, at) {
	while ((at = index(s, what)) > 0) {
		out = out substr(s, 1, at - 1) "\\" what
		s = substr(s, at + 1)
	}
	return out s
}

# C's literal of a text, in lines.
function literal(s,    out, part) {
	s = escape(escape(s, "\\"), "\"")
	while (length(s) > 90 && match(substr(s, 1, 90), /.* /)) {
		part = substr(s, 1, RLENGTH)
		out = out "\n\t\"" part "\""
		s = substr(s, RLENGTH + 1)
	}
	return out "\n\t\"" s "\""
}

function finish(    none) {
	body = trim(body)
	if (what == "define")
		macro[name] = body
	else if (what == "text") {
		split("", none)
		body = expand(body, none, none, 0)
		if (body == "")
			fail("the text " name " is empty")
		printf "extern const char %s[];\nconst char %s[] =%s;\n\n", name, name, literal(body)
		if (list != "")
			listed = listed "\t" name ",\n"
	}
	what = body = ""
}

function close_list() {
	if (list != "")
		printf "extern const char *const %s[];\nconst char *const %s[] = {\n%s\t0\n};\n\n", list, list, listed
	list = listed = ""
}

function directive(line,    words, n, open) {
	finish()
	n = split(line, words, /[ \t]+/)
	if (words[2] == "text") {
		what = "text"
		name = words[3]
	} else if (words[2] == "list") {
		close_list()
		list = words[3]
	} else if (words[2] == "define") {
		what = "define"
		sub(/^---[ \t]+define[ \t]+/, "", line)
		if (line ~ /^[a-z0-9_]+[ \t]*=/) {
			body = trim(substr(line, index(line, "=") + 1))
			line = substr(line, 1, index(line, "=") - 1)
		}
		open = index(line, "(")
		name = open ? substr(line, 1, open - 1) : trim(line)
		parameters[name] = ""
		if (open) {
			line = substr(line, open + 1)
			sub(/\)[ \t]*$/, "", line)
			gsub(/[ \t]/, "", line)
			parameters[name] = line
		}
	} else if (words[2] == "include") {
		include(words[3])
	} else {
		fail("not known: " line)
	}
}

function include(file,    path, line, any) {
	path = FILENAME
	sub(/[^\/]*$/, "", path)
	path = path file
	while ((getline line < path) > 0) {
		any = 1
		take(line)
	}
	if (!any)
		fail(path " can't be read")
	close(path)
	finish()
}

function take(line) {
	sub(/^[ \t]+/, "", line)
	if (line ~ /^---[ \t]/)
		directive(line)
	else if (line !~ /^--/) {
		line = trim(line)
		if (line != "" && what == "")
			fail("a text without a name")
		if (line != "")
			body = body (body == "" ? "" : " ") line
	}
}

BEGIN {
	print "/* Made by sql_to_c.awk: do not edit. */"
	print "#ifdef __GNUC__\n#pragma GCC diagnostic ignored \"-Woverlength-strings\"\n#endif\n"
}

{ take($0) }

END {
	if (!failed) {
		finish()
		close_list()
	}
	exit failed
}
