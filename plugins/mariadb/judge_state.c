/* SPDX-License-Identifier: MIT */
/* What an object looks like, as SQL scalars. Each asks for one object by name, which the server
 * finds without opening others. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "maria.h"

/* ",(SELECT what FROM information_schema.view WHERE schema_column=… AND table_name=…" */
static void look(struct kit_text *t, const char *what, const char *view, const char *schema_column,
		 const struct maria_name *table)
{
	kit_text_write(t,
		       ",(SELECT %s FROM information_schema.%s WHERE %s=%L AND "
		       "table_name=%L)",
		       what, view, schema_column, table->schema, table->name);
}

void maria_table_exists(struct kit_text *t, const struct maria_name *table)
{
	look(t, "COUNT(*)", "tables", "table_schema", table);
}

/* MD5() and SHA1() are gone from MySQL 9. */
#define DIGEST(text) "COALESCE(SHA2(" text ",224),'-')"
/* NULL is no field to CONCAT_WS, and must not look like another field's absence. */
#define ROWS(fields, order) DIGEST("GROUP_CONCAT(CONCAT_WS('~'," fields ") ORDER BY " order ")")

static bool has(const char *text, size_t len, const char *word)
{
	size_t n = strlen(word);

	for (size_t i = 0; i + n <= len; i++)
		if (strncasecmp(text + i, word, n) == 0)
			return true;
	return false;
}

static void columns(struct kit_text *t, const struct maria_name *table)
{
	look(t,
	     ROWS("ordinal_position,HEX(column_name),HEX(column_default),is_nullable,HEX(column_"
		  "type),collation_name,extra,"
		  "HEX(column_comment),HEX(generation_expression)",
		  "ordinal_position"),
	     "columns", "table_schema", table);
}

static void indexes(struct kit_text *t, const struct maria_name *table, bool mysql)
{
	look(t,
	     mysql ? ROWS("HEX(index_name),seq_in_index,HEX(column_name),sub_part,non_unique,index_"
			  "type,HEX(index_comment)",
			  "index_name,seq_in_index")
		   : ROWS("HEX(index_name),seq_in_index,HEX(column_name),sub_part,non_unique,index_"
			  "type,HEX(index_comment),ignored",
			  "index_name,seq_in_index"),
	     "statistics", "table_schema", table);
}

static void references(struct kit_text *t, const struct maria_name *table)
{
	look(t,
	     ROWS("HEX(constraint_name),HEX(referenced_table_name),update_rule,delete_rule",
		  "constraint_name"),
	     "referential_constraints", "constraint_schema", table);
}

static void checks(struct kit_text *t, const struct maria_name *table)
{
	look(t, ROWS("HEX(constraint_name),HEX(check_clause)", "constraint_name"),
	     "check_constraints", "constraint_schema", table);
}

/* Is there a comma outside of parentheses? */
static bool several_actions(struct maria_scan scan)
{
	int depth = 0;

	for (; !maria_ended(&scan); maria_next(&scan)) {
		depth += maria_mark(&scan, '(') - maria_mark(&scan, ')');
		if (depth == 0 && maria_mark(&scan, ','))
			return true;
	}
	return false;
}

/* ADD [CONSTRAINT [name]] FOREIGN KEY or CHECK, from behind ADD on. Where an engine has no foreign keys, the index of
 * one is made all the same. */
static bool one_constraint(struct kit_text *t, const struct maria_name *table,
			   struct maria_scan scan, bool mysql)
{
	static const char *const kinds[] = { "FOREIGN", "CHECK", "UNIQUE", "PRIMARY", NULL };

	if (maria_is(&scan, "CONSTRAINT")) {
		maria_next(&scan);
		if (!maria_one_of(&scan, kinds))
			maria_next(&scan);
	}
	if (!maria_one_of(&scan, kinds) || (mysql && maria_is(&scan, "CHECK")))
		return false;
	if (maria_is(&scan, "FOREIGN"))
		references(t, table);
	if (maria_is(&scan, "CHECK"))
		checks(t, table);
	else
		indexes(t, table, mysql);
	return true;
}

/* An ALTER is done as a whole, so of one that does a single thing the feature that this surely
 * changes is enough, and cheaper than all. One of several may change nothing, and be done twice
 * without harm; a table option, a constraint that goes or an IF EXISTS may be anywhere: then all is
 * looked at. */
static bool one_feature(struct kit_text *t, const struct maria_name *table, struct maria_scan scan,
			bool mysql)
{
	static const char *const index[] = { "INDEX",   "KEY",     "UNIQUE", "FULLTEXT",
					     "SPATIAL", "PRIMARY", NULL };
	static const char *const column[] = { "MODIFY", "CHANGE", NULL };
	static const char *const others[] = { "CONSTRAINT", "FOREIGN", "CHECK",  "PARTITION",
					      "IF",         "SYSTEM",  "PERIOD", NULL };
	bool drop = maria_is(&scan, "DROP"), add = maria_is(&scan, "ADD");

	if (maria_one_of(&scan, column)) {
		columns(t, table);
		return true;
	}
	if (!drop && !add)
		return false;
	maria_next(&scan);
	if (maria_one_of(&scan, index)) {
		indexes(t, table, mysql);
		return true;
	}
	if (add && one_constraint(t, table, scan, mysql))
		return true;
	if (maria_is(&scan, "COLUMN"))
		maria_next(&scan);
	if (maria_one_of(&scan, others))
		return false;
	columns(t, table);
	return true;
}

void maria_table_state(struct kit_text *t, const struct maria_name *table,
		       const struct maria_scan *scan, bool mysql)
{
	const char *text = scan->text + scan->word;
	size_t len = scan->len - scan->word;

	if (!has(text, len, "IF") && !several_actions(*scan) && one_feature(t, table, *scan, mysql))
		return;
	look(t,
	     DIGEST("GROUP_CONCAT(CONCAT_WS('~',table_type,engine,version,row_format,"
		    "table_collation,create_options,HEX(table_comment)))"),
	     "tables", "table_schema", table);
	columns(t, table);
	indexes(t, table, mysql);
	if (has(text, len, "FOREIGN") || has(text, len, "CONSTRAINT") ||
	    has(text, len, "REFERENCES") || has(text, len, "DROP")) {
		references(t, table);
		look(t,
		     ROWS("HEX(constraint_name),HEX(column_name),HEX(referenced_column_name)",
			  "constraint_name,ordinal_position"),
		     "key_column_usage", "table_schema", table);
	}
	if (!mysql &&
	    (has(text, len, "CHECK") || has(text, len, "CONSTRAINT") || has(text, len, "DROP")))
		checks(t, table);
	if (has(text, len, "PARTITION"))
		look(t,
		     ROWS("HEX(partition_name),partition_method,HEX(partition_expression),HEX("
			  "partition_description)",
			  "partition_ordinal_position"),
		     "partitions", "table_schema", table);
}

static bool plain_name(const char *name)
{
	for (; *name; name++)
		if (!isalnum((unsigned char)*name) && *name != '_')
			return false;
	return true;
}

bool maria_table_identity(const struct maria_conn *c, struct kit_text *t,
			  const struct maria_name *table)
{
	if (!c || c->mysql || !c->sees_processes || !plain_name(table->schema) ||
	    !plain_name(table->name))
		return false;
	kit_text_write(t,
		       ",(SELECT COALESCE(GROUP_CONCAT(table_id ORDER BY name),'-') FROM "
		       "information_schema.innodb_sys_tables "
		       "WHERE name='%s/%s' OR name LIKE '%s/%s#P#%%')",
		       table->schema, table->name, table->schema, table->name);
	return true;
}

/* Whether the user is there, and with `grants` what it may do, as far as tables say. */
void maria_user_state(struct kit_text *t, const char *user, const char *host, bool grants)
{
	static const char *const views[] = { "user_privileges", "schema_privileges",
					     "table_privileges", "column_privileges" };

	kit_text_write(t,
		       ",(SELECT COUNT(*) FROM mysql.global_priv WHERE user=%L AND host="
		       "%L)",
		       user, host);
	for (size_t i = 0; grants && i < 4; i++) {
		static const char *const fields[] = {
			"privilege_type,is_grantable", "table_schema,privilege_type,is_grantable",
			"table_schema,table_name,privilege_type,is_grantable",
			"table_schema,table_name,column_name,privilege_type,is_grantable"
		};

		kit_text_write(
			t,
			",(SELECT " ROWS("%s", "1") " FROM information_schema.%s WHERE "
						    "grantee=CONCAT(X'27',%L,X'274027',%L,X'27'))",
			fields[i], views[i], user, host);
	}
	if (!grants)
		return;
	kit_text_write(t,
		       ",(SELECT " ROWS("Db,Routine_name,Proc_priv",
					"1") " FROM mysql.procs_priv "
					     "WHERE User=%L AND Host=%L),(SELECT "
					     "COALESCE(GROUP_CONCAT(Role ORDER BY 1),'-') FROM "
					     "mysql.roles_mapping WHERE User=%L AND Host=%L)",
		       user, host, user, host);
}
