#!/bin/bash
# SPDX-License-Identifier: MIT
# The examples of containers and CI: they are read, and what of them needs no registry of images is run.
. "${0%/*}/harness.bash"

mkdir "$scratch/bin" && ln -s "$WHIMBREL" "$scratch/bin/whimbrel"
export PATH=$scratch/bin:$PATH
yaml() {
	python3 -c 'import yaml' 2>/dev/null || {
		skipped="there is no python3-yaml"
		return 1
	}
}
# runs FILE: the commands of a file, each as a script of its own: run.1, run.2 …
runs() {
	python3 - "$1" <<'END'
import sys, yaml
def walk(node):
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ('run', 'entry') and isinstance(value, str):
                yield value
            elif key == 'script':
                yield from value
            elif key == 'args' and isinstance(value, list):
                yield 'whimbrel ' + ' '.join("'" + word + "'" for word in value)
            elif key == 'command' and isinstance(value, list):
                yield value[-1]
            else:
                yield from walk(value)
    elif isinstance(node, list):
        for value in node:
            yield from walk(value)
for n, script in enumerate(walk(list(yaml.safe_load_all(open(sys.argv[1])))), 1):
    open('run.%d' % n, 'w').write(script + '\n')
END
}
# a_project: with what the examples take for granted
a_project() {
	mkdir migrations
	chain a b
	printf 'migrations = [ "migrations" ];\ntargets = { };\n' >whimbrel.cfg
}

for file in ci/github-workflow.yml ci/gitlab-ci.yml ci/pre-commit-config.yaml containers/compose.yaml containers/kubernetes.yaml; do
	t "the commands of examples/$file"
	yaml || continue
	a_project
	runs "$srcdir/examples/$file"
	set -- run.*
	[ $# -ge 3 ] || [ "$file" = containers/compose.yaml ] || [ "$file" = containers/kubernetes.yaml ] || fail "there are $#"
	export DATABASE_URL=sqlite:$PWD/app.db
	# what waits comes before what it waits for, and may not wait for ever
	for ((n = 1; n <= $#; n++)); do
		script=run.$n
		sed -i "s/'wait' '--for' 'head' '--timeout' '10m'/wait --for head --timeout 20s/; s|/tmp/backups|$PWD/backups|" "$script"
		bash -n "$script" || fail "$script can't be read"
		grep -q '^gh ' "$script" && continue
		bash -euo pipefail "$script" >out 2>&1 || fail "$file: $(<"$script"): exit $?: $(<out)"
	done
	unset DATABASE_URL
done

t "the composite action is read"
if yaml; then
	runs "$srcdir/examples/ci/github-action/action.yml"
	for script in run.*; do bash -n "$script" || fail "$script can't be read"; done
fi

t "a compose file's services wait for each other"
if yaml; then
	out=$(python3 -c 'import sys, yaml; d = yaml.safe_load(open(sys.argv[1])); print(d["services"]["app"]["depends_on"]["migrate"]["condition"])' "$srcdir/examples/containers/compose.yaml")
	expect_equal "condition" "$out" service_completed_successfully
fi

# The last stage has the libraries that the program needs, and no other; Debian's dpkg knows whose they are.
t "the image has the libraries that the program needs"
if command -v dpkg >/dev/null && grep -q '^VERSION_ID="12"' /etc/os-release; then
	docker=$srcdir/examples/containers/Dockerfile
	sed -n '/^FROM debian:12-slim$/,$p' "$docker" >last
	for object in "$WHIMBREL" "$(dirname "$WHIMBREL")"/../lib/whimbrel/*.so "$(dirname "$WHIMBREL")"/../lib/libwhimbrel.so*; do
		ldd "$object" 2>/dev/null | awk '$3 ~ /^\// { print $3 }'
	done | grep -v whimbrel | sort -u | while read -r library; do
		dpkg -S "$(realpath "$library")" 2>/dev/null || dpkg -S "/usr$(realpath "$library")"
	done 2>/dev/null | cut -d: -f1 | sort -u >packages
	for direct in libconfig9 libsqlite3-0 libsmartcols1 libjansson4 libnettle8 libpq5 libmariadb3; do
		grep -qw "$direct" last || fail "the image lacks $direct"
		grep -qx "$direct" packages || echo "$direct" >>unneeded
	done
	expect_equal "user and program" "$(grep -E '^(USER|ENTRYPOINT)' last | tr '\n' ' ')" 'USER nobody ENTRYPOINT ["whimbrel"] '
	! grep -qE '(^|[[:space:]])(gcc|make)( |$)' last || fail "the image has a compiler"
	[ ! -e unneeded ] || [ ! -e "$(dirname "$WHIMBREL")/../lib/whimbrel/postgresql.so" ] || fail "the image needs no $(in_words=$(<unneeded); echo "$in_words")"
else
	skip "it is not Debian 12"
fi
done_testing
