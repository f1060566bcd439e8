/* SPDX-License-Identifier: MIT */
/* The one table of tools. */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "readers.h"

/* clang-format off */
#define LIST(...) (const char *const[]) { __VA_ARGS__, NULL }

static const struct import_live alembic_live = {
	.tables = LIST("alembic_version"),
	.queries = LIST("SELECT version_num, NULL, NULL, 'head' FROM alembic_version"),
};
static const struct import_live dbmate_live = {
	.tables = LIST("schema_migrations"),
	.queries = LIST("SELECT version, NULL, NULL, NULL FROM schema_migrations"),
};
static const struct import_live diesel_live = {
	.tables = LIST("__diesel_schema_migrations"),
	.queries = LIST("SELECT version, NULL, NULL, NULL FROM __diesel_schema_migrations"),
};
static const struct import_live flyway_live = {
	.tables = LIST("flyway_schema_history", "schema_version"),
#define FLYWAY "SELECT COALESCE(version, script), " \
	"CASE WHEN NOT success THEN 'failed' WHEN type IN ('DELETE', 'SCHEMA') OR type LIKE 'UNDO%' THEN '-' END, " \
	"checksum, CASE WHEN version IS NULL THEN 'file' WHEN type = 'BASELINE' THEN 'upto' " \
	"WHEN type = 'SQL_BASELINE' THEN 'B' END FROM "
	.queries = LIST(FLYWAY "flyway_schema_history ORDER BY installed_rank",
			FLYWAY "schema_version ORDER BY installed_rank"),
	.remedy = "see what is done of it, then `flyway repair`",
};
static const struct import_live golang_migrate_live = {
	.tables = LIST("schema_migrations"),
	.queries = LIST("SELECT version, CASE WHEN dirty THEN 'dirty' END, NULL, 'at' FROM schema_migrations"),
	.remedy = "see what is done of it, then `migrate force VERSION`",
};
static const struct import_live goose_live = {
	.tables = LIST("goose_db_version"),
	.queries = LIST("SELECT version_id, CASE WHEN NOT is_applied OR version_id = 0 THEN '-' END, NULL, NULL "
			"FROM goose_db_version ORDER BY id"),
};
static const struct import_live sqlx_live = {
	.tables = LIST("_sqlx_migrations"),
	.queries = LIST("SELECT version, CASE WHEN NOT success THEN 'not finished' END, checksum, NULL FROM _sqlx_migrations"),
	.remedy = "see what is done of it, then delete its row or let sqlx finish it",
};

/* Of its types 4 says that somebody has resolved it, whatever the error was. */
static const struct import_live atlas_live = {
	.tables = LIST("atlas_schema_revisions"),
#define ATLAS "SELECT version, CASE WHEN type IN (4, 6) THEN NULL WHEN COALESCE(error, '') <> '' THEN 'failed' " \
	"WHEN applied < total THEN 'half done' END, " \
	"NULL, CASE WHEN type = 1 THEN 'upto' END FROM "
	.queries = LIST(ATLAS "atlas_schema_revisions.atlas_schema_revisions WHERE version NOT LIKE '.%'",
			ATLAS "atlas_schema_revisions WHERE version NOT LIKE '.%'"),
	.remedy = "see what is done of it, then `atlas migrate set`",
};
static const struct import_live django_live = {
	.tables = LIST("django_migrations"),
	.queries = LIST("SELECT name, NULL, NULL, NULL, app FROM django_migrations ORDER BY id"),
};
static const struct import_live drizzle_live = {
	.tables = LIST("__drizzle_migrations"),
	.queries = LIST("SELECT created_at, NULL, hash, NULL FROM drizzle.__drizzle_migrations",
			"SELECT created_at, NULL, hash, NULL FROM __drizzle_migrations"),
};
static const struct import_live knex_live = {
	.tables = LIST("knex_migrations", "knex_migrations_lock"),
	.queries = LIST("SELECT name, NULL, NULL, NULL FROM knex_migrations UNION ALL "
			"SELECT 'its lock', CASE WHEN is_locked <> 0 THEN 'locked' ELSE '-' END, NULL, NULL FROM knex_migrations_lock",
			"SELECT name, NULL, NULL, NULL FROM knex_migrations ORDER BY id"),
	.remedy = "wait for whoever works on it, or `knex migrate:unlock`",
};
static const struct import_live liquibase_live = {
	.tables = LIST("DATABASECHANGELOG", "DATABASECHANGELOGLOCK", "databasechangelog", "databasechangeloglock"),
	.queries = LIST("SELECT ID, CASE WHEN EXECTYPE = 'SKIPPED' THEN '-' WHEN EXECTYPE = 'FAILED' THEN 'failed' END, NULL, NULL, "
			"AUTHOR FROM DATABASECHANGELOG UNION ALL "
			"SELECT 'its lock', CASE WHEN LOCKED THEN 'locked' ELSE '-' END, NULL, NULL, NULL FROM DATABASECHANGELOGLOCK"),
	.remedy = "of a changeset see what is done, then let liquibase finish it; of the lock wait for "
		  "whoever has it, or `liquibase release-locks`",
};
static const struct import_live node_pg_migrate_live = {
	.tables = LIST("pgmigrations"),
	.queries = LIST("SELECT name, NULL, NULL, NULL FROM pgmigrations"),
};
static const struct import_live prisma_live = {
	.tables = LIST("_prisma_migrations"),
	.queries = LIST("SELECT migration_name, CASE WHEN rolled_back_at IS NOT NULL THEN '-' WHEN finished_at IS NULL THEN 'not finished' END, "
			"checksum, NULL FROM _prisma_migrations ORDER BY started_at"),
	.remedy = "see what is done of it, then `prisma migrate resolve`",
};
/* Of several changes of one name each is a rework of the one before. */
#define SQITCH_QUERY(table)                                                                    \
	"SELECT c.change, NULL, NULL, (SELECT count(*) FROM " table                            \
	" o WHERE o.project = c.project AND o.change = c.change AND o.planned_at <= "          \
	"c.planned_at) FROM " table " c"
static const struct import_live sqitch_live = {
	.tables = LIST("sqitch.changes", "sqitch.*"),
	.queries = LIST(SQITCH_QUERY("sqitch.changes")),
	.file = "sqitch.db",
	.file_queries = LIST(SQITCH_QUERY("changes")),
};

static const struct import_mirror alembic_mirrors[] = {
	{
		.clear = "DELETE FROM %t",
		.put = "INSERT INTO %t (version_num) VALUES (%k)",
	},
	{ .put = NULL },
};
/* As `atlas migrate set` does it; of what is done it reads no hash. */
#define ATLAS_PUT "(version, description, type, applied, total, executed_at, execution_time, error, error_stmt, hash, operator_version) " \
	"VALUES (%k, %d, 4, 0, 0, CURRENT_TIMESTAMP, 0, '', '', '', 'whimbrel')"
static const struct import_mirror atlas_mirrors[] = {
	{
		.probe = "SELECT count(*) FROM atlas_schema_revisions.atlas_schema_revisions",
		.put = "INSERT INTO atlas_schema_revisions.atlas_schema_revisions " ATLAS_PUT,
		.take = "DELETE FROM atlas_schema_revisions.atlas_schema_revisions WHERE version = %k",
	},
	{
		.put = "INSERT INTO %t " ATLAS_PUT,
		.take = "DELETE FROM %t WHERE version = %k",
	},
	{ .put = NULL },
};
static const struct import_mirror dbmate_mirrors[] = {
	{
		.put = "INSERT INTO %t (version) VALUES (%k)",
		.take = "DELETE FROM %t WHERE version = %k",
	},
	{ .put = NULL },
};
static const struct import_mirror diesel_mirrors[] = {
	{
		.put = "INSERT INTO %t (version) VALUES (%k)",
		.take = "DELETE FROM %t WHERE version = %k",
	},
	{ .put = NULL },
};
static const struct import_mirror django_mirrors[] = {
	{
		.put = "INSERT INTO %t (app, name, applied) VALUES (%a, %b, CURRENT_TIMESTAMP)",
		.take = "DELETE FROM %t WHERE app = %a AND name = %b",
	},
	{ .put = NULL },
};
static const struct import_mirror golang_migrate_mirrors[] = {
	{
		.clear = "DELETE FROM %t",
		.put = "INSERT INTO %t (version, dirty) VALUES (%k, false)",
	},
	{ .put = NULL },
};
static const struct import_mirror goose_mirrors[] = {
	{
		.put = "INSERT INTO %t (version_id, is_applied) VALUES (%k, true)",
		.take = "DELETE FROM %t WHERE version_id = %k",
	},
	{ .put = NULL },
};
static const struct import_mirror knex_mirrors[] = {
	{
		.put = "INSERT INTO %t (name, batch, migration_time) "
		       "SELECT %k, COALESCE(MAX(batch), 0) + 1, CURRENT_TIMESTAMP FROM %t",
		.take = "DELETE FROM %t WHERE name = %k",
	},
	{ .put = NULL },
};
static const struct import_mirror node_pg_migrate_mirrors[] = {
	{
		.put = "INSERT INTO %t (name, run_on) VALUES (%k, CURRENT_TIMESTAMP)",
		.take = "DELETE FROM %t WHERE name = %k",
	},
	{ .put = NULL },
};
static const struct import_mirror drizzle_mirrors[] = {
	{
		.probe = "SELECT count(*) FROM drizzle.__drizzle_migrations",
		.put = "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (%c, %k)",
		.take = "DELETE FROM drizzle.__drizzle_migrations WHERE created_at = %k",
	},
	{
		.put = "INSERT INTO %t (hash, created_at) VALUES (%c, %k)",
		.take = "DELETE FROM %t WHERE created_at = %k",
	},
	{ .put = NULL },
};
#define FLYWAY_PUT "INSERT INTO %t (installed_rank, version, description, type, script, checksum, installed_by, installed_on, " \
	"execution_time, success) SELECT COALESCE(MAX(installed_rank), 0) + 1, "
static const struct import_mirror flyway_mirrors[] = {
	{
		/* no version has letters: B is in front of a baseline's alone */
		.put = FLYWAY_PUT "REPLACE(%k, 'B', ''), %d, CASE WHEN SUBSTR(%k, 1, 1) = 'B' THEN 'SQL_BASELINE' ELSE 'SQL' END, %f, %c, "
			"'whimbrel', CURRENT_TIMESTAMP, 0, true FROM %t",
		.take = "DELETE FROM %t WHERE version = REPLACE(%k, 'B', '')",
		.put_repeat = FLYWAY_PUT "NULL, %d, 'SQL', %f, %c, 'whimbrel', CURRENT_TIMESTAMP, 0, true FROM %t",
	},
	{ .put = NULL },
};
/* Where it finds no checksum it writes its own. */
#define LIQUIBASE_TAKE "DELETE FROM %t WHERE AUTHOR = %a AND ID = %b"
#define LIQUIBASE_PUT "INSERT INTO %t (ID, AUTHOR, FILENAME, DATEEXECUTED, ORDEREXECUTED, EXECTYPE, MD5SUM, DESCRIPTION, LIQUIBASE) " \
	"SELECT %b, %a, %s, CURRENT_TIMESTAMP, COALESCE(MAX(ORDEREXECUTED), 0) + 1, 'EXECUTED', NULL, 'sql', 'whimbrel' FROM %t"
static const struct import_mirror liquibase_mirrors[] = {
	{
		.put = LIQUIBASE_PUT,
		.take = LIQUIBASE_TAKE,
		.put_repeat = LIQUIBASE_TAKE ";\n" LIQUIBASE_PUT,
		.files = "SELECT ID, AUTHOR, FILENAME FROM DATABASECHANGELOG",
	},
	{ .put = NULL },
};
static const struct import_mirror prisma_mirrors[] = {
	{
		.put = "INSERT INTO %t (id, checksum, finished_at, migration_name, started_at, applied_steps_count) "
			"VALUES (%i, %c, CURRENT_TIMESTAMP, %k, CURRENT_TIMESTAMP, 1)",
		.take = "DELETE FROM %t WHERE migration_name = %k",
	},
	{ .put = NULL },
};
#define SQLX_PUT "INSERT INTO %t (version, description, installed_on, success, checksum, execution_time) VALUES (%k, %d, " \
	"CURRENT_TIMESTAMP, true, "
static const struct import_mirror sqlx_mirrors[] = {
	{
		/* there these are bytes; elsewhere they are bits, which are none */
		.probe = "SELECT count(*) FROM _sqlx_migrations WHERE checksum = x'00'",
		.put = SQLX_PUT "x'%x', 0)",
		.take = "DELETE FROM %t WHERE version = %k",
	},
	{
		.put = SQLX_PUT "decode('%x', 'hex'), 0)",
		.take = "DELETE FROM %t WHERE version = %k",
	},
	{ .put = NULL },
};

const struct import_tool import_tools[] = {
	{ .name = "alembic", .read = alembic_read, .live = &alembic_live, .mirrors = alembic_mirrors },
	{ .name = "atlas", .read = atlas_read, .live = &atlas_live, .mirrors = atlas_mirrors },
	{ .name = "dbmate", .read = dbmate_read, .live = &dbmate_live, .mirrors = dbmate_mirrors },
	{ .name = "diesel", .read = diesel_read, .live = &diesel_live, .mirrors = diesel_mirrors },
	{ .name = "django", .live = &django_live, .mirrors = django_mirrors },
	{ .name = "drizzle", .read = drizzle_read, .live = &drizzle_live, .mirrors = drizzle_mirrors },
	{ .name = "flask-migrate", .read = alembic_read, .live = &alembic_live, .mirrors = alembic_mirrors },
	{ .name = "flyway", .read = flyway_read, .live = &flyway_live, .mirrors = flyway_mirrors },
	{ .name = "golang-migrate", .read = golang_migrate_read, .live = &golang_migrate_live, .mirrors = golang_migrate_mirrors },
	{ .name = "goose", .read = goose_read, .live = &goose_live, .mirrors = goose_mirrors },
	{ .name = "knex", .live = &knex_live, .mirrors = knex_mirrors },
	{ .name = "liquibase", .read = liquibase_read, .live = &liquibase_live, .mirrors = liquibase_mirrors },
	{ .name = "node-pg-migrate", .read = node_pg_migrate_read, .live = &node_pg_migrate_live, .mirrors = node_pg_migrate_mirrors },
	{ .name = "prisma", .read = prisma_read, .live = &prisma_live, .mirrors = prisma_mirrors },
	{ .name = "sqitch", .read = sqitch_read, .live = &sqitch_live,
	  .unmirrored = "what it calls a change is a hash of all of sqitch.plan before it, and its registry may be another file or database: "
			"`sqitch deploy --log-only` and `sqitch revert --log-only` bring it to where the database is" },
	{ .name = "sqlx", .read = sqlx_read, .live = &sqlx_live, .mirrors = sqlx_mirrors },
	{ .name = NULL },
};
/* clang-format on */

#define TOOLS (sizeof(import_tools) / sizeof(import_tools[0]) - 1)

const struct import_tool *import_tool_find(const char *name, struct wb_error *err)
{
	const char *names[TOOLS], *near;
	struct buf all = { 0 };

	for (size_t i = 0; i < TOOLS; i++) {
		names[i] = import_tools[i].name;
		if (strcmp(name, names[i]) == 0)
			return &import_tools[i];
	}
	for (size_t i = 0; i < TOOLS; i++)
		buf_printf(&all, "%s%s", i ? ", " : "", names[i]);
	near = text_nearest(name, names, TOOLS);
	wb_error_set(err, WB_E_USAGE, "there is no reader for \"%.60s\"%s%s%s (there are: %s)",
		     name, near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "",
		     buf_text(&all));
	buf_release(&all);
	return NULL;
}
