# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what the harness sets
# Starting, breaking and asking the engine of tests/databricks. Sourced behind the harness.

engine=$srcdir/tests/databricks/gateway
engine_folder=$scratch/engine
engine_pid=''
# tests have a HOME of their own, and what was fetched is kept
export WHIMBREL_DATABRICKS_CACHE=${WHIMBREL_DATABRICKS_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/whimbrel-databricks}

# engine_start [PORT]: Spark and Delta Lake in one process of ours, with what an earlier one has left
engine_start() {
	port=${WHIMBREL_DATABRICKS_PORT:-}
	[ -z "$port" ] || return 0
	mkdir -p "$engine_folder"
	rm -f "$engine_folder/port"
	bash "$engine" run "$engine_folder/root" "$engine_folder/port" ${1:+"$1"} >>"$engine_folder/log" 2>&1 &
	engine_pid=$!
	for ((i = 0; i < 1200; i++)); do
		[ -e "$engine_folder/port" ] && break
		kill -0 "$engine_pid" 2>/dev/null || break
		sleep 0.1
	done
	[ -e "$engine_folder/port" ] || {
		tail -5 "$engine_folder/log" >&2
		return 1
	}
	port=$(<"$engine_folder/port")
}

# engine_kill: as if the machine had gone
engine_kill() {
	[ -z "$engine_pid" ] || kill -9 "$engine_pid" 2>/dev/null
	wait "$engine_pid" 2>/dev/null
	engine_pid=''
}

engine_end() {
	[ -n "${WHIMBREL_DATABRICKS_PORT:-}" ] || engine_kill
}

# url SCHEMA [TOKEN]
url() {
	echo "databricks://token:${2:-dapi-test}@127.0.0.1:$port?http_path=/sql/1.0/warehouses/test&catalog=whim-brel&schema=$1&tls=no"
}

# control JSON: {"reset":true}, {"faults":[{"kind":"503","match":"INSERT","skip":0,"count":1}]}, …
control() {
	python3 -c 'import sys, urllib.request as u
u.urlopen(sys.argv[1], sys.argv[2].encode()).read()' "http://127.0.0.1:$port/control" "$1"
}

# fault KIND MATCH [COUNT [SKIP]]
fault() {
	control "{\"faults\":[{\"kind\":\"$1\",\"match\":\"$2\",\"count\":${3:-1},\"skip\":${4:-0}}]}"
}

# requests [MATCH]: how many there were since the last reset
requests() {
	python3 -c 'import json, re, sys, urllib.request as u
all = json.load(u.urlopen(sys.argv[1]))
print(sum(1 for r in all if re.search(sys.argv[2], r["method"] + " " + r["path"] + " " + r.get("statement", ""), re.I | re.S)))' \
		"http://127.0.0.1:$port/requests" "${1:-}"
}

# sql STATEMENT: the first column of each row, in a line
sql() {
	python3 -c 'import json, sys, urllib.request as u
q = u.Request(sys.argv[1], json.dumps({"statement": sys.argv[2], "warehouse_id": "test", "catalog": "whim-brel",
	"wait_timeout": "50s"}).encode(), {"Authorization": "Bearer dapi-test"})
d = json.load(u.urlopen(q))
if d["status"]["state"] != "SUCCEEDED":
	print(d["status"])
else:
	print(" ".join(str(r[0]) for r in d.get("result", {}).get("data_array", [])))' "http://127.0.0.1:$port/api/2.0/sql/statements" "$1"
}
