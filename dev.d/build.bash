# SPDX-License-Identifier: MIT
# shellcheck shell=bash
# ./dev build and install.

make_configure() {
	if [ ! -e "$source/configure" ] || [ -n "$(find "$source/configure.ac" "$source/Makefile.am" "$source/m4/wb_dialect.m4" \
		-newer "$source/configure")" ]; then
		quiet "$build/autogen.log" "$source/autogen.sh"
	fi
}

# configured NAME ARGUMENT...: $build/NAME, configured so; again if the arguments are others
configured() {
	local folder=$build/$1
	shift
	need "${packages[@]}"
	make_configure || return
	mkdir -p "$folder"
	[ -e "$folder/Makefile" ] && [ "$*" = "$(cat "$folder/arguments" 2>/dev/null)" ] && return
	(cd "$folder" && quiet configure.log "$source/configure" "$@") && echo "$*" >"$folder/arguments"
}

# built NAME ARGUMENT...
built() {
	configured "$@" && quiet "$build/$1/make.log" make -C "$build/$1" -j "$jobs"
}

# prefixed NAME ARGUMENT...: built for $build/NAME/prefix, where nothing is yet: unit tests must not find what is installed
prefixed() {
	rm -rf "${build:?}/$1/prefix"
	built "$1" --prefix="$build/$1/prefix" "${@:2}"
}

installed() {
	quiet "$build/$1/install.log" make -C "$build/$1" install
}

dev_build() {
	built plain && echo "built: $build/plain/whimbrel (WHIMBREL_PLUGIN_PATH=$build/plain/plugins/.libs)"
}

dev_install() {
	[ $# -eq 1 ] || die "install DIR"
	local prefix
	mkdir -p "$1" && prefix=$(cd "$1" && pwd) || exit 1
	built install --prefix="$prefix" && quiet "$build/install/install.log" make -C "$build/install" install &&
		echo "installed: $prefix/bin/whimbrel"
}
