#!/bin/bash
# SPDX-License-Identifier: MIT
# How often the Databricks dialect asks, and where a run ends whose requests were cut off or whose client was killed: against a
# service that knows the journal, versions of tables and keys, and little else. What Spark and Delta Lake make of the statements is
# tests/databricks. Every WHIMBREL_DATABRICKS_STRIDE-th case is tried, of all requests and ways.
. "${0%/*}/harness.bash"

if ! "$WHIMBREL" plugins | grep -q '^databricks ' || ! command -v python3 >/dev/null; then
	t "the service is there"
	skip "there is no python3, or the dialect was left out"
	done_testing
	exit 0
fi
unset "${!DATABRICKS_@}"
export HOME=$scratch
server=''
trap 'status=$?; [ -z "$server" ] || kill "$server" 2>/dev/null; (exit $status); finish' EXIT

# service: a new one, in the current folder
service() {
	[ -z "$server" ] || kill "$server"
	mkdir migrations
	python3 "$srcdir/tests/databricks/service.py" &
	server=$!
	until [ -e port ]; do sleep 0.02; done
	: >asked
	: >changes
	export WHIMBREL_URL
	WHIMBREL_URL="databricks://token:t@127.0.0.1:$(<port)?http_path=/sql/1.0/warehouses/w&catalog=main&schema=s&tls=no"
}

t "twenty revisions that may be repeated take two requests each at most, and eight"
service
parent=''
for ((i = 101; i <= 120; i++)); do
	revision "r$i" "$parent" "CREATE TABLE IF NOT EXISTS t$i (id INT);"
	parent=r$i
done
ok upgrade
expect_stdout_has "applied   r120"
[ "$(wc -l <asked)" -le 48 ] || fail "$(wc -l <asked) requests: $(cut -c1-100 asked)"
expect_equal "each is run once" "$(wc -l <changes)" 20

t "what has nothing to do costs three"
: >../1/asked
cp -r ../1/migrations .
ok upgrade
expect_stdout_has "nothing to do"
expect_equal "requests" "$(wc -l <../1/asked)" 3
run backup
expect_exit 2
expect_stderr "whimbrel:restore-point TABLE"
expect_no_file backups

t "names are the catalog's, however the URL has them"
service
revision a '' "CREATE TABLE IF NOT EXISTS x (n INT);"
WHIMBREL_URL=${WHIMBREL_URL/catalog=main&schema=s/catalog=Main&schema=S} ok upgrade
grep -qF 'MERGE INTO `main`.`s`.whimbrel_log' asked || fail "$(cut -c1-60 asked)"

# key HOW KEYS SQL: the answer to SQL is lost; KEYS there are before it
key() {
	t "a key is told by the catalog: $3, cut $1"
	service
	echo "$2" >keys
	revision a '' "CREATE TABLE k (id INT);
$3;"
	echo "$1 ${3:0:18}" >fault
	run upgrade
	expect_exit 1
	ok upgrade
	expect_equal "how often it was done" "$(grep -c ALTER changes)" 1
}
for how in before after; do
	key $how 0 "ALTER TABLE k ADD CONSTRAINT p PRIMARY KEY (id)"
	key $how 1 "ALTER TABLE k DROP CONSTRAINT p"
done
key after 1 "ALTER TABLE k DROP PRIMARY KEY IF EXISTS CASCADE"
key after 2 "ALTER TABLE k ADD FOREIGN KEY (p) REFERENCES t (id)"

t "a result that can't be right is an error, and nothing is taken for missing"
service
revision a '' "CREATE TABLE IF NOT EXISTS k (id INT);"
ok upgrade
for how in fewer none cut object texts numbers loop elsewhere; do
	echo "$how SELECT revision," >fault
	run status
	expect_exit 1
	expect_stderr "a result that can't be right"
done
ok status
expect_stdout_like "a +applied"
run --url "${WHIMBREL_URL/token:t@/token:secret%0aX@}" status
expect_exit 2
expect_stderr "the token has"
expect_stderr_without secret
# told KIND WORDS: what is said of such an answer
told() {
	echo "$1 SELECT current_catalog" >fault
	DATABRICKS_TOKEN=dapi-hidden run --url "${WHIMBREL_URL/token:t@/}" status
	expect_exit 1
	expect_stderr "$2"
	expect_stderr_without dapi-hidden
}
told tells "what is ***?"
told page "no workspace"
told moved "no workspace"
told old-link "its link has ended"
revision b a "INSERT INTO k VALUES (1);"
echo "denied INSERT INTO k" >fault
run upgrade
expect_exit 1
expect_stderr "the file is not at fault"
ok upgrade
expect_equal "how often it was done" "$(grep -c INSERT changes)" 1

# endless SQL: the service never says that it is over, and the signal comes behind two looks at it
endless() {
	local job
	echo "endless $1" >fault
	: >asked
	set -m
	env --default-signal=INT "$WHIMBREL" upgrade >out 2>err </dev/null &
	job=$!
	set +m
	until [ "$(grep -c '^/api.*/01ef-e$' asked)" -ge 2 ] || ! kill -0 "$job" 2>/dev/null; do sleep 0.02; done
	kill -INT "$job"
	wait "$job"
	code=$?
	grep -q '^/api.*/01ef-e/cancel$' asked || fail "$1: nobody was asked to end it"
}

t "a statement that never ends is given up, whosever it is, and what became of it is not said"
service
revision a '' "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);"
endless "SELECT revision,"
expect_equal "exit at an own statement" "$code" 130
endless "INSERT INTO k"
expect_equal "exit at a user's" "$code" 130
grep -q "journal in the database tells what was done" err || fail "it says $(<err)"
ok upgrade
expect_equal "how often it was done" "$(grep -c INSERT changes)" 1

t "what others have cancelled, or closed, may have been done all the same"
for how in closed cancelled strange moved; do
	mkdir $how && cd $how || exit 1
	service
	revision a '' "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);"
	echo "$how INSERT INTO k" >fault
	run upgrade
	[ $how = closed ] || expect_exit 1
	ok upgrade
	expect_equal "how often it was done: $how" "$(grep -c INSERT changes)" 1
	cd ..
done

# project: statements of all kinds, with what may be repeated between them
project() {
	service
	revision a '' "CREATE TABLE k (id INT);
INSERT INTO k VALUES (1);
INSERT INTO k SELECT id + 1 FROM k;"
	revision b a "CREATE TABLE IF NOT EXISTS z (n INT);
ALTER TABLE k ADD COLUMN n INT;
UPDATE k SET n = id * 10;"
	revision c b "ALTER TABLE k ADD CONSTRAINT p PRIMARY KEY (id);
DELETE FROM k WHERE id = 2;
CREATE TABLE IF NOT EXISTS y (n INT);
INSERT INTO z SELECT count(*) FROM k;
DROP TABLE y;"
}

# disturbed KIND NUMBER: the run, whose request behind so many others meets that; the lock is let go, since a lease lasts
disturbed() {
	rm -f hung
	echo "$1 $2" >fault
	"$WHIMBREL" upgrade >out 2>err </dev/null &
	local pid=$!
	if [ "$1" = kill ] || [ "$1" = late ]; then
		until [ -e hung ] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.02; done
		kill -9 "$pid" 2>/dev/null
	fi
	wait "$pid" 2>/dev/null
	rm -f fault
	run lock release --yes
}

t "where nothing of a dead run can be seen, that is told"
project
disturbed kill "INSERT INTO k VALUES"
touch hidden
run upgrade
expect_exit 5
expect_stderr "whether a statement of it still runs can't be told"

t "whatever request is cut, the end is that of an undisturbed run"
project
ok upgrade
whole=$(<changes) posts=$(grep -vc '^/' asked)
kinds=(before after half kill late)
all=$((posts * ${#kinds[@]})) stride=${WHIMBREL_DATABRICKS_STRIDE:-23} untold=''
for ((i = 0; i < all; i += stride)); do
	kind=${kinds[i % ${#kinds[@]}]} at=$((i / ${#kinds[@]}))
	mkdir "case$i" && cd "case$i" || exit 1
	project
	disturbed "$kind" "$at"
	# of every other case the next run is disturbed as well
	[ $((i % 2)) -eq 0 ] || disturbed "${kinds[i / 3 % ${#kinds[@]}]}" $((i * 5 % 30))
	run upgrade
	if [ "$code" -eq 5 ]; then
		untold+=" $kind:$at"
		expect_stderr repair
	elif [ "$code" -ne 0 ] || [ "$(<changes)" != "$whole" ]; then
		fail "$kind at request $at: exit $code: $err$(diff <(echo "$whole") changes)"
	fi
	cd ..
done
echo "# $posts requests; could not be told:${untold:- none}"
expect_equal "what can't be told" "$untold" ""

# stands_still COUNT: a run that is stopped behind so many requests, and goes on when another one has taken over
stands_still() {
	local pid
	mkdir "still$1" && cd "still$1" || exit 1
	project
	"$WHIMBREL" upgrade >out 2>err </dev/null &
	pid=$!
	until [ "$(wc -l <asked)" -ge "$1" ] || ! kill -0 "$pid" 2>/dev/null; do sleep 0.01; done
	kill -STOP "$pid" 2>/dev/null
	ok lock release --yes
	ok upgrade
	kill -CONT "$pid" 2>/dev/null
	wait "$pid"
	expect_equal "the end" "$(<changes)" "$whole"
	cd ..
}

t "a run that stood still until another had taken over writes nothing more"
for at in 12 20; do
	stands_still "$at"
done

# certificate NAME SAN FROM TO: NAME.pem, signed by ca.pem
certificate() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$1" -addext "subjectAltName=DNS:$2" -keyout key \
		-out csr 2>/dev/null
	openssl ca -batch -config ca.cnf -cert ca.pem -keyfile ca.key -in csr -out crt -notext -startdate "$3" -enddate "$4" 2>/dev/null
	cat crt key >"$1.pem"
}

# self_signed NAME CN: NAME.pem, and its NAME.key
self_signed() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
		-keyout "$1.key" -out "$1.pem" 2>/dev/null
}

# with_tls CERTIFICATE [OPTION]: status of a service that has this one, as localhost
with_tls() {
	rm -rf served && mkdir served && cp "$1" served/tls.pem && cd served || exit 1
	service
	cd .. || exit 1
	run -vvv -m served/migrations --url "databricks://token:dapi-secret@localhost:$(<served/port)?http_path=/sql/1.0/warehouses/w&catalog=main&schema=s${2:-}" status
	expect_stderr_without dapi-secret
	[ "$code" = 0 ] || expect_equal "what was asked" "$(<served/asked)" ""
}

t "the certificate is checked: who signed it, for whom, and until when"
if command -v openssl >/dev/null; then
	self_signed ca ca
	self_signed self localhost
	printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\n[p]\ncommonName=supplied\n' >ca.cnf
	: >index
	echo 01 >serial
	certificate good localhost 20200101000000Z 20990101000000Z
	certificate expired localhost 20200101000000Z 20210101000000Z
	certificate other other.example 20200101000000Z 20990101000000Z
	cat self.key >>self.pem
	trust="&ca_file=$PWD/ca.pem"
	with_tls good.pem "$trust"
	expect_exit 0
	with_tls good.pem
	expect_exit 1
	expect_stderr "with the option ca_file"
	for bad in "expired:the clock here" self:ca_file "other:another host's"; do
		with_tls "${bad%:*}.pem" "$trust"
		expect_exit 1
		expect_stderr "${bad#*:}"
	done
	with_tls good.pem "&ca_file=$PWD/nowhere.pem"
	expect_exit 1
	expect_stderr nowhere.pem
	# what is between sees whom it shall connect, and nothing else
	https_proxy=http://127.0.0.1:1 with_tls good.pem "$trust"
	expect_exit 1
	expect_stderr 127.0.0.1
else
	skip "there is no openssl"
fi

t "what goes in clear goes through no proxy"
service
http_proxy=http://127.0.0.1:1 all_proxy=http://127.0.0.1:1 ok status

# held_up WORDS STATEMENTS: a run that gets the answer to what has these words late, when another one has taken over and dropped x
held_up() {
	mkdir "held$((++held))" && cd "held$held" || exit 1
	service
	revision a '' "CREATE TABLE IF NOT EXISTS x (n INT);
$2;"
	revision b a "DROP TABLE x;"
	echo "slow $1" >fault
	"$WHIMBREL" upgrade >out 2>err </dev/null &
	local pid=$!
	until [ ! -e fault ]; do sleep 0.01; done
	kill -STOP "$pid"
	ok lock release --yes
	ok upgrade
	kill -CONT "$pid"
	wait "$pid"
	late=$?
	cd ..
}

t "nor does it begin what may be repeated, whatever that is"
held=0
for statements in "CREATE TABLE IF NOT EXISTS y (n INT)" $'USE SCHEMA other;\nGRANT SELECT ON TABLE x TO u' \
	$'BEGIN\n  INSERT INTO x VALUES (1);\nEND'; do
	held_up "EXISTS x" "$statements"
	expect_equal "its exit" "$late" 1
	expect_equal "what was run last" "$(tail -n 1 "held$held/changes")" "DROP TABLE x"
	[[ $(<"held$held/err") == *"lock is gone"* ]] || fail "$(<"held$held/err")"
done

t "what can't stand in a script goes alone"
service
revision a '' "CREATE TABLE IF NOT EXISTS x (n INT);
VACUUM x;
GRANT SELECT ON TABLE x TO u;"
ok upgrade
expect_equal "the last" "$(tail -n 2 changes)" $'VACUUM x\nGRANT SELECT ON TABLE x TO u'

t "a block that met another writer may have done a part, and is not tried again"
service
revision a '' "CREATE TABLE IF NOT EXISTS x (n INT);
BEGIN INSERT INTO x VALUES (1); UPDATE x SET n = 2 /* CONFLICT */; END;"
run upgrade
expect_exit 1
run upgrade
expect_exit 5
expect_equal "how often it was begun" "$(grep -c BEGIN changes)" 1

t "what can't be held back is told when it came behind another run"
held_up "'intent'" "CREATE MATERIALIZED VIEW m AS SELECT 1"
expect_equal "its exit" "$late" 5
expect_equal "what was run last" "$(tail -n 1 "held$held/changes" | cut -c1-24)" "CREATE MATERIALIZED VIEW"
[[ $(<"held$held/err") == *"carried out without knowing that"*"the journal in the database tells"* ]] || fail "$(<"held$held/err")"

done_testing
