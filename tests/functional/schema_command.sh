#!/bin/bash
# SPDX-License-Identifier: MIT
# The desired schema from a program: what it prints, how it fails, how long it may take, how it is ended; and the models of
# SQLAlchemy and of Django.
. "${0%/*}/harness.bash"

setting() {
	sed -i "1i $1" whimbrel.cfg
}

# A process that has ended, though nobody may have taken notice.
gone() {
	local state
	state=$(sed -n 's/^State:[[:space:]]*//p' "/proc/$1/status" 2>/dev/null)
	[ -z "$state" ] || [[ $state == Z* ]]
}

# prints LINE...: a program that does
prints() {
	printf '%s\n' '#!/bin/sh' "$@" >ddl.sh
	chmod +x ddl.sh
}

t "a program tells the schema: a model changes, autogenerate writes the revision"
project
setting 'schema_command = [ "./ddl.sh", "a b" ];'
prints 'echo "CREATE TABLE t (id INTEGER PRIMARY KEY); -- $1, $WHIMBREL_DIALECT, \${NOT_OURS}"'
ok revision --autogenerate -m first
ok upgrade
ok check
prints 'echo "CREATE TABLE t (id INTEGER PRIMARY KEY, x TEXT);"'
run check
expect_exit 3
expect_stdout_has 't.x'
ok revision --autogenerate -m second
ok upgrade
ok check
ok diff
expect_stdout ''

t "a text is the shell's, and files come before it"
project
echo 'CREATE TABLE a (id INTEGER PRIMARY KEY);' >a.sql
setting 'schema = [ "a.sql" ]; schema_command = "cat b.sql | grep -v nothing";'
echo 'CREATE TABLE b (id INTEGER REFERENCES a); CREATE VIEW v AS SELECT * FROM a;' >b.sql
ok diff
expect_stdout_has 'CREATE TABLE a'
expect_stdout_has 'CREATE TABLE b'
expect_stdout_has 'CREATE VIEW v'

t "it runs in the config's folder, once"
project
setting 'schema_command = [ "./ddl.sh" ];'
prints 'echo run >>runs' 'echo "CREATE TABLE t (id INTEGER);"'
mkdir deep
(cd deep && "$WHIMBREL" -c ../whimbrel.cfg diff >/dev/null 2>&1) || fail "from another folder"
expect_equal runs "$(cat runs)" run

t "its failures are told: exit code, signal, what it said, nothing printed, no such program"
project
setting 'schema_command = [ "./ddl.sh" ];'
prints 'echo "CREATE TABLE half (id INTEGER);"' 'echo "ImportError: no models" >&2' 'exit 7'
for command in diff 'revision --autogenerate -m x'; do
	# shellcheck disable=SC2086 # words
	run $command
	expect_exit 2
	expect_stderr './ddl.sh ended with exit code 7'
	expect_stderr 'ImportError: no models'
done
expect_no_file migrations/*x.sql
run check
[ "$code" -ne 0 ] || fail "check is clean"
prints 'kill -9 $$'
run diff
expect_exit 2
expect_stderr 'signal 9'
prints 'echo'
run diff
expect_exit 2
expect_stderr 'printed nothing'
rm ddl.sh
run diff
expect_exit 2
expect_stderr './ddl.sh can'
prints 'echo "CREATE TABLE t (id INTEGER;"'
run diff
[ "$code" -ne 0 ] || fail "a syntax error is none"
expect_stderr 'schema_command:1'

t "it has its time, and what it started ends with it"
project
setting 'schema_command = [ "./ddl.sh" ]; schema_timeout = "300ms";'
prints 'sleep 60 & echo $! >child; wait'
begin=$SECONDS
run diff
expect_exit 2
expect_stderr 'longer than 0.3 s'
[ $((SECONDS - begin)) -lt 10 ] || fail "it took $((SECONDS - begin)) s"
gone "$(cat child)" || fail "its child goes on"

t "a signal ends it"
for signal in INT TERM; do
	mkdir "$signal" && cd "$signal" || exit 1
	project
	setting 'schema_command = [ "./ddl.sh" ];'
	prints 'echo $$ >pid; exec sleep 60'
	"$WHIMBREL" diff >/dev/null 2>&1 &
	client=$!
	for _ in {1..100}; do [ -s pid ] || sleep 0.05; done
	begin=$SECONDS
	kill -"$signal" $client
	wait $client
	expect_equal "exit after $signal" $? 130
	[ $((SECONDS - begin)) -lt 5 ] || fail "it took $((SECONDS - begin)) s"
	gone "$(cat pid)" || fail "the program goes on"
	cd ..
done

t "what is wrong in the config has its line"
project
printf 'schema_command = [ ];\n' >>whimbrel.cfg
run diff
expect_exit 2
expect_stderr 'whimbrel.cfg:4: "schema_command" must be'

# ------------------------------------------------------------------ models

# An environment of Python's with these packages, for all tests of this file.
with_python() {
	if [ -z "${WHIMBREL_TEST_PYPI:-}" ]; then
		skip "WHIMBREL_TEST_PYPI is not set"
		return 1
	fi
	[ -x "$scratch/python/bin/python" ] || python3 -m venv "$scratch/python" >/dev/null 2>&1
	"$scratch/python/bin/pip" install -q --disable-pip-version-check "$@" >"$scratch/pip" 2>&1 || {
		fail "$(tail -5 "$scratch/pip")"
		return 1
	}
}

t "SQLAlchemy: a model changes, autogenerate writes the revision"
if with_python sqlalchemy; then
	project
	setting "schema_command = [ \"$scratch/python/bin/python\", \"ddl.py\" ];"
	cat >models.py <<-'PY'
		from sqlalchemy import Column, ForeignKey, Index, Integer, String
		from sqlalchemy.orm import declarative_base
		Base = declarative_base()

		class Customer(Base):
		    __tablename__ = "customers"
		    id = Column(Integer, primary_key=True)
		    email = Column(String(100), nullable=False, unique=True)

		class Order(Base):
		    __tablename__ = "orders"
		    id = Column(Integer, primary_key=True)
		    customer_id = Column(ForeignKey("customers.id"), nullable=False, index=True)
	PY
	cat >ddl.py <<-'PY'
		import os
		from sqlalchemy import create_mock_engine
		from models import Base

		def show(statement, *args, **kwargs):
		    print(str(statement.compile(dialect=engine.dialect)).strip() + ";")

		engine = create_mock_engine(os.environ["WHIMBREL_DIALECT"] + "://", show)
		Base.metadata.create_all(engine, checkfirst=False)
	PY
	ok revision --autogenerate -m first
	ok upgrade
	ok check
	sql "INSERT INTO customers VALUES (1, 'a@b'); INSERT INTO orders VALUES (1, 1)" >/dev/null
	cat >>models.py <<-'PY'
		    note = Column(String(20), nullable=False, server_default="")
	PY
	run check
	expect_exit 3
	expect_stdout_has 'orders.note'
	ok revision --autogenerate -m note
	ok upgrade
	ok check
	expect_equal rows "$(sql 'SELECT * FROM orders')" '1|1|'
	ok downgrade -1
	expect_equal rows "$(sql 'SELECT * FROM orders')" '1|1'
fi

t "Django: a model changes, autogenerate writes the revision"
if with_python django; then
	project
	setting "schema_command = [ \"$scratch/python/bin/python\", \"ddl.py\" ];"
	mkdir shop && touch shop/__init__.py
	cat >shop/models.py <<-'PY'
		from django.db import models

		class Customer(models.Model):
		    email = models.EmailField(unique=True)

		class Order(models.Model):
		    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
		    placed = models.DateTimeField(auto_now_add=True)
	PY
	cat >ddl.py <<-'PY'
		import django
		from django.apps import apps
		from django.conf import settings
		from django.db import connection

		settings.configure(INSTALLED_APPS=["shop"], DEFAULT_AUTO_FIELD="django.db.models.AutoField",
		                   DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})
		django.setup()
		connection.disable_constraint_checking()
		with connection.schema_editor(collect_sql=True, atomic=False) as editor:
		    for model in apps.get_app_config("shop").get_models():
		        editor.create_model(model)
		print("\n".join(editor.collected_sql))
	PY
	ok revision --autogenerate -m first
	ok upgrade
	ok check
	cat >>shop/models.py <<-'PY'
		    paid = models.BooleanField(default=False, db_index=True, null=True)
	PY
	run check
	expect_exit 3
	expect_stdout_has 'paid'
	ok revision --autogenerate -m paid
	ok upgrade
	ok check
fi

done_testing
