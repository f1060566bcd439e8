# SPDX-License-Identifier: MIT
# bash completion for whimbrel(1). The words come from the program itself, so they are never out of date.

# Sets `command`, `first`: the word behind it, if that is no option, and `before`: the options in front of it, which
# say where the revisions are.
_whimbrel_find_command() {
	local word value=""

	command=""
	first=""
	before=()
	while [[ $# -gt 0 ]]; do
		word=$1
		shift
		if [[ -z $value && $word != -* ]]; then
			command=$word
			[[ ${1--} == -* ]] || first=$1
			return
		fi
		before+=("$word")
		value=""
		case $word in
		-[ctmx] | --config | --target | --url | --migrations | --variable | --format | --color | --plugin-path)
			value=1
			;;
		esac
	done
}

# _whimbrel_fits WORD BEGUN: the end of a range, FROM:TO, is begun anew behind the colon
_whimbrel_fits() {
	[[ $1 == "$2"* || ($2 == *:* && $1 != -* && $1 == "${2##*:}"*) ]]
}

_whimbrel() {
	local line=${COMP_LINE:0:COMP_POINT} current="" command first word prefix option values
	local -a words before

	read -ra words <<<"$line"
	if [[ $line != *[[:space:]] ]]; then
		current=${words[-1]}
		unset 'words[-1]'
	fi
	_whimbrel_find_command "${words[@]:1}"

	# the value of an option: of the word before, or behind a =
	word=${words[-1]}
	prefix=$current
	option=""
	if [[ $current == --*=* ]]; then
		option=${current%%=*}
		option=${option#--}
		prefix=${current#*=}
	elif [[ $word == --* && $word != *=* ]]; then
		option=${word#--}
	elif [[ $word == -[A-Za-z] ]]; then
		option=${word#-}
	fi
	if [[ -n $option && $option != "${words[0]}" ]]; then
		# without the option itself, which has no value yet
		[[ ${#before[@]} -eq 0 || ${before[-1]} != "$word" ]] || unset 'before[-1]'
		if values=$("${words[0]}" "${before[@]}" __complete ${command:+"$command"} "$option=" 2>/dev/null); then
			COMPREPLY=()
			while IFS=$'\t' read -r word _; do
				[[ -n $word ]] && _whimbrel_fits "$word" "$prefix" && COMPREPLY+=("$word")
			done <<<"$values"
			# readline has broken the word at = and : already
			prefix=${prefix%"${prefix##*[=:]}"}
			for word in "${!COMPREPLY[@]}"; do
				COMPREPLY[word]=${COMPREPLY[word]#"$prefix"}
			done
			return
		fi
	fi

	COMPREPLY=()
	while IFS=$'\t' read -r word _; do
		_whimbrel_fits "$word" "$current" || continue
		# options only where one was begun: there are many
		[[ $word == -* && $current != -* ]] && continue
		COMPREPLY+=("$word")
	done < <("${words[0]}" "${before[@]}" __complete ${command:+"$command"} ${first:+"$first"} 2>/dev/null)

	# readline has broken the word at = and : already
	prefix=${current%"${current##*[=:]}"}
	for word in "${!COMPREPLY[@]}"; do
		COMPREPLY[word]=${COMPREPLY[word]#"$prefix"}
	done
	if [[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]]; then
		compopt -o nospace
	fi
}

complete -o default -F _whimbrel whimbrel
