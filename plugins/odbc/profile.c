/* SPDX-License-Identifier: MIT */
/* Kinds of databases: what no driver tells of them. Those that are not `tested` were written from their
 * manuals. */
#include <string.h>
#include <strings.h>

#include "odbc.h"

#define COMMON .size = sizeof(struct wb_portable)
#define FETCH " OFFSET 0 ROWS FETCH FIRST "
#define KEY "BIGINT NOT NULL PRIMARY KEY"

static const char *const pg_no_tx[] = { "VACUUM",
					"CREATE DATABASE",
					"DROP DATABASE",
					"ALTER SYSTEM",
					"CREATE TABLESPACE",
					"DROP TABLESPACE",
					"CREATE INDEX CONCURRENTLY",
					"CREATE UNIQUE INDEX CONCURRENTLY",
					"DROP INDEX CONCURRENTLY",
					NULL };
static const char *const sqlite_no_tx[] = { "VACUUM", "DETACH", NULL };
static const char *const mssql_no_tx[] = {
	"CREATE DATABASE", "DROP DATABASE",   "ALTER DATABASE", "BACKUP",        "RESTORE",
	"RECONFIGURE",     "CREATE FULLTEXT", "ALTER FULLTEXT", "DROP FULLTEXT", NULL
};
static const char *const none[] = { NULL };

static const struct odbc_profile profiles[] = {
	{
		.name = "postgresql",
		.dbms = "PostgreSQL",
		.mode = WB_LEX_E_STRING | WB_LEX_DOLLAR | WB_LEX_NESTED | ODBC_MODE_BLOCKS,
		.tested = true,
		.ddl = 1,
		.lock_timeout = "SET lock_timeout = #",
		.columns = odbc_columns_postgresql,
		.tables = odbc_tables_postgresql,
		.foreign_keys = odbc_foreign_keys_postgresql,
		.comment_on = true,
		.databases = "SELECT datname, CASE WHEN EXISTS (SELECT 1 FROM pg_stat_activity a "
			     "WHERE a.datname = d.datname) THEN 1 ELSE 0 END FROM pg_database d",
		.untold = odbc_untold_postgresql,
		.schema = "SELECT current_schema()",
		.no_tx = pg_no_tx,
		.hex_of_letters = "SELECT encode(convert_to('" ODBC_LETTERS "', 'UTF8'), 'hex')",
		.portable = { COMMON, .flags = WB_PORTABLE_E_STRING | WB_PORTABLE_COUNTED,
			      .table_suffix = "", .create_table = "CREATE TABLE IF NOT EXISTS",
			      .id_column = KEY, .name_type = "VARCHAR(64) COLLATE \"C\"",
			      .text_type = "TEXT", .integer_type = "BIGINT",
			      .time_type = "TIMESTAMP",
			      .now = "(clock_timestamp() AT TIME ZONE 'UTC')",
			      .user = "session_user", .limit = " LIMIT ", .begin = "BEGIN",
			      .script_head = "\\set ON_ERROR_STOP on\n",
			      .after = "(clock_timestamp() AT TIME ZONE 'UTC' + interval '1 "
				       "millisecond' * ",
			      .after_end = ")" },
	},
	{
		.name = "mariadb",
		.dbms = "MariaDB",
		.mode = WB_LEX_BACKSLASH | WB_LEX_BACKTICK | WB_LEX_HASH | WB_LEX_DASH_SPACE |
			WB_LEX_EXECUTABLE | ODBC_MODE_BLOCKS,
		.tested = true,
		.catalogs = true,
		.ddl = 0,
		.lock_timeout = "SET SESSION lock_wait_timeout = CEILING(0.001 * #), "
				"SESSION innodb_lock_wait_timeout = CEILING(0.001 * #)",
		.keys = odbc_keys_mariadb,
		.columns = odbc_columns_mariadb,
		.tables = odbc_tables_mariadb,
		.foreign_keys = odbc_foreign_keys_mariadb,
		.databases = "SELECT schema_name, CASE WHEN EXISTS (SELECT 1 FROM "
			     "information_schema.processlist WHERE db = schema_name) THEN 1 ELSE 0 "
			     "END FROM information_schema.schemata",
		.untold = odbc_untold_mariadb,
		.schema = "SELECT DATABASE()",
		.no_tx = none,
		.hex_of_letters = "SELECT HEX(CONVERT('" ODBC_LETTERS "' USING utf8mb4))",
		.portable = { COMMON,
			      .flags = WB_PORTABLE_BACKSLASH | WB_PORTABLE_BACKTICK |
				       WB_PORTABLE_COUNTED,
			      .create_table = "CREATE TABLE IF NOT EXISTS", .id_column = KEY,
			      .name_type = "VARCHAR(64)", .text_type = "LONGTEXT",
			      .integer_type = "BIGINT", .time_type = "DATETIME(6)",
			      .now = "UTC_TIMESTAMP(6)", .user = "CURRENT_USER()",
			      .begin = "START TRANSACTION", .script_head = "SET NAMES utf8mb4;\n",
			      .block_begin = "DELIMITER $whimbrel$\n",
			      .block_end = "\n$whimbrel$\nDELIMITER ;\n",
			      .table_suffix = " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 "
					      "COLLATE utf8mb4_bin",
			      .limit = " LIMIT ", .after = "(UTC_TIMESTAMP(6) + INTERVAL 1000*",
			      .after_end = " MICROSECOND)" },
	},
	{
		.name = "sqlite",
		.dbms = "SQLite",
		.mode = WB_LEX_BRACKET | WB_LEX_BACKTICK | ODBC_MODE_BLOCKS,
		.tested = true,
		.file = true,
		.ddl = 1,
		.lock_timeout_key = "Timeout",
		.keys = odbc_keys_sqlite,
		.untold = odbc_untold_sqlite,
		.columns = odbc_columns_sqlite,
		.tables = odbc_tables_sqlite,
		.foreign_keys = odbc_foreign_keys_sqlite,
		.no_tx = sqlite_no_tx,
		.hex_of_letters = "SELECT hex('" ODBC_LETTERS "')",
		.portable = { COMMON, .flags = WB_PORTABLE_COUNTED, .table_suffix = "",
			      .create_table = "CREATE TABLE IF NOT EXISTS",
			      .id_column = "INTEGER PRIMARY KEY", .name_type = "VARCHAR(64)",
			      .text_type = "TEXT", .integer_type = "INTEGER", .time_type = "TEXT",
			      .now = "strftime('%Y-%m-%d %H:%M:%f', 'now')", .user = "'sqlite3'",
			      .begin = "BEGIN IMMEDIATE", .script_head = ".bail on\n",
			      .limit = " LIMIT ",
			      .after = "strftime('%Y-%m-%d %H:%M:%f', 'now', '+' || (",
			      .after_end = " / 1000.0) || ' seconds')" },
	},
	{
		.name = "sqlserver",
		.dbms = "Microsoft SQL Server",
		.mode = WB_LEX_BRACKET | WB_LEX_NESTED | ODBC_MODE_GO,
		.ddl = 1,
		.lock_timeout = "SET LOCK_TIMEOUT #",
		.schema = "SELECT SCHEMA_NAME()",
		.no_tx = mssql_no_tx,
		.no_keep = true,
		.portable = { COMMON,
			      .flags = WB_PORTABLE_COUNTED,
			      .table_suffix = "",
			      .id_column = KEY,
			      .name_type = "VARCHAR(64) COLLATE Latin1_General_100_BIN2",
			      .text_type = "NVARCHAR(MAX)",
			      .integer_type = "BIGINT",
			      .time_type = "DATETIME2(3)",
			      .limit = FETCH,
			      .limit_end = " ROWS ONLY",
			      .nullable = " NULL",
			      .savepoint = "SAVE TRANSACTION ",
			      .release = "",
			      .rollback_to = "ROLLBACK TRANSACTION ",
			      .name_quotes = "[]",
			      .now = "SYSUTCDATETIME()",
			      .user = "SUSER_SNAME()",
			      .begin = "BEGIN TRANSACTION",
			      .script_head = ":on error exit\nSET XACT_ABORT ON;\n",
			      .terminator = "\nGO\n",
			      .after = "DATEADD(millisecond, ",
			      .after_end = ", SYSUTCDATETIME())" },
	},
	{
		.name = "oracle",
		.dbms = "Oracle",
		.comment_on = true,
		.mode = WB_LEX_Q_STRING | ODBC_MODE_SLASH,
		.ddl = 0,
		.schema = "SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM DUAL",
		.no_tx = none,
		.portable = { COMMON,
			      .flags = WB_PORTABLE_COUNTED | WB_PORTABLE_UPPER |
				       WB_PORTABLE_EMPTY_IS_NULL,
			      .table_suffix = "", .id_column = "NUMBER(19) NOT NULL PRIMARY KEY",
			      .name_type = "VARCHAR2(64)", .text_type = "CLOB",
			      .integer_type = "NUMBER(19)", .time_type = "TIMESTAMP",
			      .limit = FETCH, .limit_end = " ROWS ONLY",
			      .now = "SYS_EXTRACT_UTC(SYSTIMESTAMP)", .user = "USER",
			      .script_head = "WHENEVER SQLERROR EXIT FAILURE ROLLBACK\nSET DEFINE "
					     "OFF\nSET SQLBLANKLINES ON\n",
			      .block_end = "\n/\n",
			      .after = "(SYS_EXTRACT_UTC(SYSTIMESTAMP) + NUMTODSINTERVAL(",
			      .after_end = " / 1000, 'SECOND'))", .literal_max = 4000 },
	},
	{
		.name = "db2",
		.dbms = "DB2",
		.comment_on = true,
		.mode = ODBC_MODE_BLOCKS | ODBC_MODE_COMPOUND,
		.ddl = 1,
		.schema = "VALUES CURRENT SCHEMA",
		.no_tx = none,
		.no_keep = true,
		.portable = { COMMON, .flags = WB_PORTABLE_COUNTED | WB_PORTABLE_UPPER,
			      .table_suffix = "", .id_column = KEY, .name_type = "VARCHAR(64)",
			      .text_type = "CLOB(16M)", .integer_type = "BIGINT",
			      .time_type = "TIMESTAMP", .limit = FETCH, .limit_end = " ROWS ONLY",
			      .now = "(CURRENT TIMESTAMP - CURRENT TIMEZONE)",
			      .script_head = "UPDATE COMMAND OPTIONS USING C OFF S ON;\n",
			      .block_begin = "--#SET TERMINATOR @\n",
			      .block_end = "\n@\n--#SET TERMINATOR ;\n", .user = "SESSION_USER",
			      .after = "(CURRENT TIMESTAMP - CURRENT TIMEZONE + (",
			      .after_end = " * 1000) MICROSECONDS)", .literal_max = 32672 },
	},
	{
		.name = "snowflake",
		.dbms = "Snowflake",
		.comment_on = true,
		.mode = WB_LEX_BACKSLASH | WB_LEX_DOLLAR | WB_LEX_SLASH_COMMENT | ODBC_MODE_BLOCKS,
		.ddl = 0,
		.schema = "SELECT CURRENT_SCHEMA()",
		.no_tx = none,
		.portable = { COMMON,
			      .flags = WB_PORTABLE_COUNTED | WB_PORTABLE_UPPER |
				       WB_PORTABLE_BACKSLASH,
			      .table_suffix = "", .create_table = "CREATE TABLE IF NOT EXISTS",
			      .id_column = "NUMBER(19) NOT NULL PRIMARY KEY",
			      .name_type = "VARCHAR(64)", .text_type = "VARCHAR",
			      .integer_type = "NUMBER(19)", .time_type = "TIMESTAMP_NTZ",
			      .now = "SYSDATE()", .user = "CURRENT_USER()", .limit = " LIMIT ",
			      .begin = "BEGIN", .script_head = "!set exit_on_error=true\n",
			      .after = "DATEADD(millisecond, ", .after_end = ", SYSDATE())" },
	},
	/* what the standard has, and ODBC's own words for what it has not */
	{
		.name = "standard",
		.mode = ODBC_MODE_BLOCKS,
		.ddl = -1,
		.no_tx = none,
		.portable = { COMMON, .flags = WB_PORTABLE_COUNTED, .table_suffix = "",
			      .id_column = KEY, .name_type = "VARCHAR(64)",
			      .text_type = "VARCHAR(4000)", .integer_type = "BIGINT",
			      .time_type = "TIMESTAMP", .limit = FETCH, .limit_end = " ROWS ONLY",
			      .now = "CURRENT_TIMESTAMP", .user = "USER",
			      .after = "{fn TIMESTAMPADD(SQL_TSI_SECOND, ",
			      .after_end = " / 1000, CURRENT_TIMESTAMP)}", .literal_max = 4000 },
	},
};
#define COUNT (sizeof(profiles) / sizeof(profiles[0]))

const struct odbc_profile *odbc_profile_named(const char *name)
{
	if (strcasecmp(name, "mysql") == 0)
		name = "mariadb";
	for (size_t i = 0; i < COUNT; i++)
		if (strcasecmp(profiles[i].name, name) == 0)
			return &profiles[i];
	return NULL;
}

const struct odbc_profile *odbc_profile_at(uint32_t index)
{
	return &profiles[index < COUNT ? index : COUNT - 1];
}

uint32_t odbc_profile_index(const char *name)
{
	const struct odbc_profile *found = odbc_profile_named(name);

	return (uint32_t)(found ? found - profiles : (ptrdiff_t)COUNT - 1);
}

const struct odbc_profile *odbc_profile_of(const char *dbms)
{
	if (strncasecmp(dbms, "MySQL", 5) == 0)
		dbms = "MariaDB";
	for (size_t i = 0; i + 1 < COUNT; i++)
		if (strncasecmp(dbms, profiles[i].dbms, strlen(profiles[i].dbms)) == 0)
			return &profiles[i];
	return &profiles[COUNT - 1];
}
