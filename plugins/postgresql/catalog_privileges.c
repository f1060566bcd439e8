/* SPDX-License-Identifier: MIT */
/* The catalog queries for whose everything is, and who may do what with it. */
#include "schema.h"

_Static_assert(PG_KIND_PRIVILEGES == 1008 && PG_KIND_DEFAULT_PRIVILEGES == 1009 &&
		       WB_OBJECT_PRIVILEGE == 32 && PG_PRIVILEGE_CLASS == 1000000,
	       "the numbers in the queries");

/* SQL is set by hand. */
/* clang-format off */

/* Rows of subjects(class, oid, sub, space, name, signature, word, grant target, ALTER's target, owner,
 * list, what the list is without a word of anybody): the target is null where there is nothing to grant, or
 * the owner is another object's. */
#define RELATION_WORD \
	"CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' " \
	"WHEN 'f' THEN 'FOREIGN TABLE' ELSE 'TABLE' END"
#define GRANT_WORD "CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass"
#define ROUTINE_WORD \
	"CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END"
#define LIST_KIND "CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::\"char\""

/* A sequence of a column is its table's owner's. */
#define RELATIONS \
	"SELECT 'pg_class'::regclass::oid AS class, c.oid, 0 AS sub, n.nspname AS space, c.relname::text AS " \
	"name, NULL::text AS signature, " RELATION_WORD " AS word, " GRANT_WORD " AS target, CASE WHEN NOT " \
	"EXISTS (SELECT FROM pg_depend o WHERE o.classid = 'pg_class'::regclass AND o.objid = c.oid AND " \
	"o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i')) THEN " RELATION_WORD \
	" || ' ' || c.oid::regclass END AS alter, c.relowner AS owner, c.relacl AS list, acldefault(" \
	LIST_KIND ", c.relowner) AS usual FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace " \
	"WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " \
	PG_NOT_MEMBER("pg_class", "c.oid")

/* The names and types of the columns. */
#define NOTHING \
	"SELECT 0::oid AS class, 0::oid AS oid, 0 AS sub, ''::name AS space, ''::text AS name, NULL::text AS " \
	"signature, ''::text AS word, NULL::text AS target, NULL::text AS alter, 0::oid AS owner, " \
	"NULL::aclitem[] AS list, NULL::aclitem[] AS usual WHERE false"

#define COLUMNS \
	" UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum, n.nspname, c.relname || '.' || a.attname, " \
	"NULL, 'COLUMN', 'TABLE ' || c.oid::regclass, NULL, c.relowner, a.attacl, NULL::aclitem[] FROM " \
	"pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = " \
	"c.relnamespace WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', " \
	"'m', 'f') AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid")

#define ROUTINES \
	" UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0, n.nspname, p.proname, '(' || " \
	"oidvectortypes(p.proargtypes) || ')', " ROUTINE_WORD ", CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' " \
	"ELSE 'FUNCTION ' END || p.oid::regprocedure, " ROUTINE_WORD " || ' ' || CASE WHEN p.prokind = 'a' " \
	"AND p.pronargs = 0 THEN replace(p.oid::regprocedure::text, '()', '(*)') ELSE " \
	"p.oid::regprocedure::text END, p.proowner, p.proacl, acldefault('f', p.proowner) FROM pg_proc p " \
	"JOIN pg_namespace n ON n.oid = p.pronamespace WHERE " PG_IN_SCOPE " AND NOT EXISTS (SELECT FROM " \
	"pg_depend m WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype IN ('e', 'i'))"

#define TYPES \
	" UNION ALL SELECT 'pg_type'::regclass, t.oid, 0, n.nspname, t.typname, NULL, CASE t.typtype WHEN " \
	"'d' THEN 'DOMAIN' ELSE 'TYPE' END, 'TYPE ' || t.oid::regtype, CASE t.typtype WHEN 'd' THEN " \
	"'DOMAIN ' ELSE 'TYPE ' END || t.oid::regtype, t.typowner, t.typacl, acldefault('T', t.typowner) " \
	"FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace LEFT JOIN pg_class c ON c.oid = " \
	"t.typrelid WHERE " PG_IN_SCOPE " AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND " \
	PG_NOT_MEMBER("pg_type", "t.oid")

/* What every new database has, with its owner, says nothing. */
#define NAMESPACES \
	" UNION ALL SELECT 'pg_namespace'::regclass, n.oid, 0, NULL, n.nspname, NULL, 'SCHEMA', 'SCHEMA ' || " \
	"quote_ident(n.nspname), 'SCHEMA ' || quote_ident(n.nspname), n.nspowner, n.nspacl, coalesce((SELECT " \
	"i.initprivs FROM pg_init_privs i WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid " \
	"AND i.objsubid = 0), acldefault('n', n.nspowner)) FROM pg_namespace n WHERE " PG_IN_SCOPE " AND " \
	"n.nspname IS DISTINCT FROM $4::text AND " PG_NOT_MEMBER("pg_namespace", "n.oid")

#define OTHER_SUBJECT(class, oid, space, name, word, target, alter, owner, list, usual, from) \
	" UNION ALL SELECT '" class "'::regclass, " oid ", 0, " space ", " name ", NULL, '" word "', " target \
	", '" word " ' || " alter ", " owner ", " list ", " usual " FROM " from
#define IN_SPACE(space, name) PG_SPACE(space) " || quote_ident(" name ")"

#define OTHERS \
	OTHER_SUBJECT("pg_foreign_server", "o.oid", "NULL", "o.srvname", "SERVER", "'FOREIGN SERVER ' || " \
	"quote_ident(o.srvname)", "quote_ident(o.srvname)", "o.srvowner", "o.srvacl", "acldefault('S', " \
	"o.srvowner)", "pg_foreign_server o WHERE " PG_WHOLE " AND " PG_NOT_MEMBER( \
	"pg_foreign_server", "o.oid")) \
	OTHER_SUBJECT("pg_collation", "o.oid", "n.nspname", "o.collname", "COLLATION", "NULL", \
	IN_SPACE("n.nspname", "o.collname"), "o.collowner", "NULL", "NULL", "pg_collation o JOIN " \
	"pg_namespace n ON n.oid = o.collnamespace WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_collation", \
	"o.oid")) \
	OTHER_SUBJECT("pg_ts_config", "o.oid", "n.nspname", "o.cfgname", "TEXT SEARCH CONFIGURATION", "NULL", \
	IN_SPACE("n.nspname", "o.cfgname"), "o.cfgowner", "NULL", "NULL", "pg_ts_config o JOIN " \
	"pg_namespace n ON n.oid = o.cfgnamespace WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_ts_config", \
	"o.oid"))
#define MORE_OTHERS \
	OTHER_SUBJECT("pg_ts_dict", "o.oid", "n.nspname", "o.dictname", "TEXT SEARCH DICTIONARY", "NULL", \
	IN_SPACE("n.nspname", "o.dictname"), "o.dictowner", "NULL", "NULL", "pg_ts_dict o JOIN pg_namespace " \
	"n ON n.oid = o.dictnamespace WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_ts_dict", "o.oid")) \
	OTHER_SUBJECT("pg_statistic_ext", "o.oid", "n.nspname", "o.stxname", "STATISTICS", "NULL", \
	IN_SPACE("n.nspname", "o.stxname"), "o.stxowner", "NULL", "NULL", "pg_statistic_ext o JOIN " \
	"pg_namespace n ON n.oid = o.stxnamespace WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER( \
	"pg_statistic_ext", "o.oid")) \
	OTHER_SUBJECT("pg_publication", "o.oid", "NULL", "o.pubname", "PUBLICATION", "NULL", \
	"quote_ident(o.pubname)", "o.pubowner", "NULL", "NULL", "pg_publication o")

/* A role, in words that mean the same wherever the owner is the migrating user. */
#define ROLE(oid, owner) \
	"CASE WHEN " oid " = 0 THEN 'PUBLIC' WHEN " oid " = " owner " AND pg_get_userbyid(" oid ") = " \
	"current_user THEN 'CURRENT_USER' ELSE quote_ident(pg_get_userbyid(" oid ")) END"

/* Lines of a list: what is given beyond what is usual, and what is not given of that. */
#define LINES(list, usual, owner, column) \
	"(SELECT string_agg(l.line, E'\\n' ORDER BY l.late, l.line COLLATE \"C\") FROM (SELECT e.grantor <> " \
	owner " AS late, e.privilege_type || " column " || ' TO ' || " ROLE("e.grantee", owner) " || CASE " \
	"WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END || CASE WHEN e.grantor <> " owner " THEN " \
	"' GRANTED BY ' || quote_ident(pg_get_userbyid(e.grantor)) ELSE '' END AS line FROM aclexplode(" list \
	") e WHERE NOT EXISTS (SELECT FROM aclexplode(" usual ") u WHERE u.grantee = e.grantee AND " \
	"u.privilege_type = e.privilege_type AND u.is_grantable = e.is_grantable) UNION ALL SELECT false, 'NO ' " \
	"|| u.privilege_type || ' TO ' || " ROLE("u.grantee", owner) " FROM aclexplode(" usual ") u WHERE NOT " \
	"EXISTS (SELECT FROM aclexplode(" list ") e WHERE e.grantee = u.grantee AND e.privilege_type = " \
	"u.privilege_type)) l)"

/* The class is told apart from that of what they are of. */
#define PRIVILEGES(subjects) \
	"WITH s AS MATERIALIZED (" subjects ") SELECT (s.class::int8 + 1000000)::oid, s.oid, s.sub, 1008, 32, 0, " \
	"s.space, NULL::text, s.name, concat(s.word, s.signature), NULL::text, 'PRIVILEGES OF ' || s.word AS " \
	"\"~class\", o.owner AS \"=owner\", s.alter AS \"~alter\", g.lines AS grants, ' ON ' || s.target AS " \
	"\"~target\" FROM s CROSS JOIN LATERAL (SELECT CASE WHEN s.alter IS NOT NULL AND " \
	"pg_get_userbyid(s.owner) <> current_user AND NOT (s.class = 'pg_namespace'::regclass AND s.name = " \
	"'public' AND (s.owner = 10 OR pg_get_userbyid(s.owner) = 'pg_database_owner')) THEN " \
	"quote_ident(pg_get_userbyid(s.owner)) END AS owner) o CROSS JOIN LATERAL (SELECT CASE WHEN s.list IS " \
	"NOT NULL AND s.target IS NOT NULL THEN " LINES("s.list", "s.usual", "s.owner", "CASE s.sub WHEN 0 THEN " \
	"'' ELSE (SELECT ' (' || quote_ident(a.attname) || ')' FROM pg_attribute a WHERE a.attrelid = s.oid AND " \
	"a.attnum = s.sub) END") " END AS lines) g WHERE o.owner IS NOT NULL OR g.lines IS NOT NULL"

static const char of_tables[] = PRIVILEGES(RELATIONS COLUMNS);
static const char of_code[] = PRIVILEGES(NOTHING ROUTINES TYPES);
static const char of_namespaces[] = PRIVILEGES(NOTHING NAMESPACES);
static const char of_others[] = PRIVILEGES(NOTHING OTHERS);
static const char of_more[] = PRIVILEGES(NOTHING MORE_OTHERS);

#define DEFAULT_KIND "CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END"
#define DEFAULT_WORD \
	"CASE d.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' " \
	"WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' END"

/* Those of a schema add to the others; those come in the place of what is usual. */
static const char defaults[] =
	"SELECT 'pg_default_acl'::regclass::oid, d.oid, 0, 1009, 32, 0, n.nspname, NULL::text, lower("
	DEFAULT_WORD "), w.role, NULL::text, 'DEFAULT PRIVILEGES ON' AS \"~class\", g.lines AS grants, ' ON ' || "
	DEFAULT_WORD " AS \"~target\", 'ALTER DEFAULT PRIVILEGES' || coalesce(w.role, '') || coalesce(' IN SCHEMA "
	"' || quote_ident(n.nspname), '') || ' ' AS \"~lead\" FROM pg_default_acl d LEFT JOIN pg_namespace n ON "
	"n.oid = d.defaclnamespace CROSS JOIN LATERAL (SELECT CASE WHEN pg_get_userbyid(d.defaclrole) <> "
	"current_user THEN ' FOR ROLE ' || quote_ident(pg_get_userbyid(d.defaclrole)) END AS role) w CROSS JOIN "
	"LATERAL (SELECT " LINES("d.defaclacl", "(CASE d.defaclnamespace WHEN 0 THEN acldefault(" DEFAULT_KIND
	"::\"char\", d.defaclrole) ELSE NULL::aclitem[] END)", "d.defaclrole", "''") " AS lines) g WHERE g.lines "
	"IS NOT NULL AND " DEFAULT_WORD " IS NOT NULL AND (n.oid IS NULL AND " PG_WHOLE " OR "
	PG_IN_SCOPE " AND n.nspname IS DISTINCT FROM $4::text)";

/* clang-format on */
const char *const pg_catalog_privileges[] = { of_tables, of_code,  of_namespaces, of_others,
					      of_more,   defaults, NULL };
