/* SPDX-License-Identifier: MIT */
/* The catalog queries for namespaces, types, sequences, tables and what is on them, and for what
 * needs what. */
#include <string.h>

#include "schema.h"

/* The kinds' numbers, for SQL. */
/* SQL is set by hand. */
/* clang-format off */
#define K_NAMESPACE "1"
#define K_EXTENSION "2"
#define K_TYPE "3"
#define K_SEQUENCE "4"
#define K_TABLE "5"
#define K_COLUMN "6"
#define K_INDEX "12"
#define K_PARTITION "18"
#define K_OWNERSHIP "1001"
#define K_OVERRIDE "1004"
#define K_ATTACHED "1006"
#define F_IMPLICIT "2"
#define F_INLINE "8"

/* clang-format on */
_Static_assert(WB_KIND_NAMESPACE == 1 && WB_KIND_COLUMN == 6 && WB_KIND_INDEX == 12 &&
		       WB_KIND_PARTITION == 18 && PG_KIND_OWNERSHIP == 1001 &&
		       PG_KIND_OVERRIDE == 1004 && PG_KIND_ATTACHED == 1006 &&
		       WB_OBJECT_IMPLICIT == 2 && WB_OBJECT_INLINE == 8,
	       "the numbers in the queries");
/* clang-format off */

#define OBJECT(class, oid, sub, kind, flags, position, space, parent, name, signature) \
	"SELECT '" class "'::regclass::oid, " oid ", " sub ", " kind ", " flags ", " position ", " \
	space ", " parent ", " name ", " signature ", NULL::text, d.description AS comment"

#define FLAG(condition, key) ", CASE WHEN " condition " THEN 'yes' END AS " key


/* A schema that holds nothing but our own tables is ours as well. */
static const char namespaces[] =
	OBJECT("pg_namespace", "n.oid", "0", K_NAMESPACE, "CASE WHEN n.nspname = $2::text AND "
	"n.nspname <> 'public' AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid "
	"AND c.relname = ANY ($3::text[])) AND NOT EXISTS (SELECT FROM pg_class c "
	"WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND c.relname "
	"<> ALL ($3::text[])) THEN " F_IMPLICIT " ELSE 0 END", "0", "NULL::text", "NULL::text",
	"n.nspname", "NULL::text") " FROM pg_namespace n LEFT JOIN pg_description d ON "
	"d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid AND NOT (n.nspname = "
	"'public' AND d.description = 'standard public schema') WHERE " PG_IN_SCOPE " AND "
	"n.nspname IS DISTINCT FROM $4::text AND " PG_NOT_MEMBER("pg_namespace", "n.oid");

/* Their versions are the server's affair. */
static const char extensions[] =
	OBJECT("pg_extension", "e.oid", "0", K_EXTENSION, "0", "0", "NULL::text", "NULL::text",
	"e.extname", "NULL::text") ", CASE WHEN n.nspname IS DISTINCT FROM $4::text THEN "
	"n.nspname END AS schema, e.extversion AS \"~version\" FROM pg_extension e "
	"JOIN pg_namespace n ON n.oid = e.extnamespace" PG_COMMENT("pg_extension", "e.oid", "0")
	"WHERE e.extname <> 'plpgsql' AND (" PG_IN_SCOPE " OR (n.nspname = 'pg_catalog' AND "
	PG_WHOLE "))";

/* `used` is whatever text names a value of an enum: a value that is new may not be used before it
 * is committed. */
static const char types[] =
	OBJECT("pg_type", "t.oid", "0", K_TYPE, "CASE WHEN t.typtype IN ('b', 'p') THEN 1 ELSE "
	"0 END", "0", "n.nspname", "NULL::text", "t.typname", "NULL::text") ", CASE t.typtype "
	"WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'c' THEN "
	"'composite' ELSE 'base' END AS form, (SELECT string_agg(quote_literal(enumlabel), "
	"E'\\n' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) AS labels, CASE "
	"t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS type, CASE WHEN "
	"t.typtype = 'd' AND t.typcollation <> b.typcollation THEN "
	"t.typcollation::regcollation::text END AS collation, coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "
	"\"default\"" FLAG(
	"t.typnotnull", "not_null") ", nullif(nn.conname, t.typname || '_not_null') AS not_null_name, "
	"nn.conname AS \"~not_null_actual\", CASE t.typtype WHEN 'c' THEN coalesce((SELECT "
	"string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || "
	"CASE WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' || "
	"a.attcollation::regcollation::text ELSE '' END, E'\\n' ORDER BY a.attnum) "
	"FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid WHERE a.attrelid = t.typrelid "
	"AND a.attnum > 0 AND NOT a.attisdropped), '') END AS attributes, CASE t.typtype WHEN "
	"'c' THEN (SELECT string_agg('COMMENT ON COLUMN ' || t.oid::regtype || '.' || "
	"quote_ident(a.attname) || ' IS ' || quote_literal(e.description), E'\\n' ORDER BY "
	"a.attnum) FROM pg_attribute a JOIN pg_description e ON e.classoid = "
	"'pg_class'::regclass AND e.objoid = a.attrelid AND e.objsubid = a.attnum "
	"WHERE a.attrelid = t.typrelid AND NOT a.attisdropped) END AS column_comments, (SELECT "
	"'SUBTYPE = ' || format_type(r.rngsubtype, NULL) || ', SUBTYPE_OPCLASS = ' || "
	"" PG_SPACE("cn.nspname") " || quote_ident(oc.opcname) || CASE WHEN r.rngcollation "
	"<> s.typcollation THEN ', COLLATION = ' || r.rngcollation::regcollation::text ELSE '' "
	"END || CASE WHEN r.rngcanonical::oid <> 0 THEN ', CANONICAL = ' || "
	"r.rngcanonical::text ELSE '' END || CASE WHEN r.rngsubdiff::oid <> 0 THEN ', "
	"SUBTYPE_DIFF = ' || r.rngsubdiff::text ELSE '' END || coalesce(', MULTIRANGE_TYPE_NAME "
	"= ' || (to_jsonb(r)->>'rngmultitypid')::oid::regtype, '') FROM pg_range r "
	"JOIN pg_opclass oc ON oc.oid = r.rngsubopc JOIN pg_namespace cn ON cn.oid = "
	"oc.opcnamespace JOIN pg_type s ON s.oid = r.rngsubtype WHERE r.rngtypid = t.oid) AS "
	"definition, CASE t.typtype WHEN 'e' THEN (SELECT string_agg(CASE u.classid WHEN "
	"'pg_attrdef'::regclass THEN (SELECT pg_get_expr(x.adbin, x.adrelid) "
	"FROM pg_attrdef x WHERE x.oid = u.objid) WHEN 'pg_constraint'::regclass THEN "
	"pg_get_constraintdef(u.objid) WHEN 'pg_rewrite'::regclass THEN pg_get_ruledef(u.objid) "
	"WHEN 'pg_trigger'::regclass THEN pg_get_triggerdef(u.objid) WHEN 'pg_policy'::regclass "
	"THEN (SELECT concat(pg_get_expr(x.polqual, x.polrelid), pg_get_expr(x.polwithcheck, "
	"x.polrelid)) FROM pg_policy x WHERE x.oid = u.objid) WHEN 'pg_type'::regclass THEN "
	"(SELECT x.typdefault FROM pg_type x WHERE x.oid = u.objid) WHEN 'pg_class'::regclass "
	"THEN concat(pg_get_indexdef(u.objid), (SELECT pg_get_expr(x.relpartbound, x.oid) "
	"FROM pg_class x WHERE x.oid = u.objid)) WHEN 'pg_proc'::regclass THEN (SELECT "
	"pg_get_functiondef(x.oid) FROM pg_proc x WHERE x.oid = u.objid AND x.prokind <> 'a') "
	"END, E'\\n') FROM pg_depend u WHERE u.refclassid = 'pg_type'::regclass AND u.refobjid "
	"IN (t.oid, t.typarray)) END AS \"~used\" FROM pg_type t JOIN pg_namespace n ON n.oid = "
	"t.typnamespace LEFT JOIN pg_type b ON b.oid = t.typbasetype LEFT "
	"JOIN pg_class c ON c.oid = t.typrelid LEFT JOIN pg_constraint nn ON nn.contypid = t.oid AND "
	"nn.contype = 'n'" PG_COMMENT("pg_type", "t.oid", "0") "WHERE "
	PG_IN_SCOPE " AND (t.typtype IN ('e', 'd', 'r', 'p') OR c.relkind = 'c' OR (t.typtype = "
	"'b' AND t.typinput <> 'array_in'::regproc)) AND "
	PG_NOT_MEMBER("pg_type", "t.oid");

/* What the defaults are, is left out. An identity's sequence is its column's. */
#define SEQUENCE_OPTIONS \
	", nullif(s.seqincrement, 1)::text AS increment, nullif(s.seqmin, CASE WHEN " \
	"s.seqincrement > 0 THEN 1 ELSE l.low END)::text AS min, nullif(s.seqmax, CASE WHEN " \
	"s.seqincrement > 0 THEN l.high ELSE -1 END)::text AS max, nullif(s.seqstart, CASE WHEN " \
	"s.seqincrement > 0 THEN s.seqmin ELSE s.seqmax END)::text AS start, nullif(s.seqcache, " \
	"1)::text AS cache, CASE WHEN s.seqcycle THEN 'yes' END AS cycle"
#define SEQUENCE_LIMITS \
	" LEFT JOIN (VALUES (20, -9223372036854775808, 9223372036854775807), (23, -2147483648, " \
	"2147483647), (21, -32768, 32767)) l(type, low, high) ON l.type::oid = s.seqtypid "

static const char sequences[] =
	OBJECT("pg_class", "c.oid", "0", K_SEQUENCE, "CASE WHEN o.deptype = 'i' THEN " F_IMPLICIT
	" ELSE 0 END", "0", "n.nspname", "NULL::text", "c.relname", "NULL::text") ", "
	"pn.nspname AS \"~of_space\", p.relname AS \"~of_table\", "
	"nullif(format_type(s.seqtypid, NULL), 'bigint') AS type" SEQUENCE_OPTIONS FLAG(
	"c.relpersistence = 'u'", "unlogged") " FROM pg_sequence s JOIN pg_class c ON c.oid = "
	"s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace" SEQUENCE_LIMITS "LEFT "
	"JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid AND "
	"o.refclassid = 'pg_class'::regclass AND o.deptype IN ('a', 'i') "
	"LEFT JOIN pg_class p ON p.oid = o.refobjid LEFT JOIN pg_namespace pn ON pn.oid = "
	"p.relnamespace" PG_COMMENT("pg_class", "c.oid", "0") "WHERE " PG_IN_SCOPE " AND NOT "
	"(pn.nspname IS NOT DISTINCT FROM $2::text AND p.relname = ANY ($3::text[]) AND "
	"p.relname IS NOT NULL) AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

static const char ownerships[] =
	"SELECT 1::oid, s.oid, 0, " K_OWNERSHIP ", 0, 0, sn.nspname, NULL::text, s.relname, "
	"NULL::text, NULL::text, 'OWNER OF SEQUENCE' AS \"~class\", n.nspname AS "
	"\"~of_space\", c.relname AS \"~of_table\", c.oid::regclass || '.' || "
	"quote_ident(a.attname) AS owner "
	"FROM pg_depend o JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S' "
	"JOIN pg_namespace sn ON sn.oid = s.relnamespace JOIN pg_class c ON c.oid = o.refobjid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = "
	"c.oid AND a.attnum = o.refobjsubid WHERE o.classid = 'pg_class'::regclass AND "
	"o.refclassid = 'pg_class'::regclass AND o.deptype = 'a' AND " PG_IN_SCOPE " AND "
	PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid") " AND "
	PG_NOT_MEMBER("pg_class", "s.oid");

static const char tables[] =
	OBJECT("pg_class", "c.oid", "0", K_TABLE, "CASE WHEN c.relkind = 'f' THEN 1 ELSE 0 END",
	"0", "n.nspname", "NULL::text", "c.relname", "NULL::text") FLAG("c.relpersistence = 'u'",
	"unlogged") ", " PG_OPTIONS("(c.reloptions || CASE WHEN t.reloptions IS NOT NULL "
	"THEN ARRAY(SELECT 'toast.' || x FROM unnest(t.reloptions) x) END)") ", CASE WHEN NOT "
	"c.relispartition THEN "
	"(SELECT string_agg(i.inhparent::regclass::text, ', ' ORDER BY i.inhseqno) "
	"FROM pg_inherits i WHERE i.inhrelid = c.oid) END AS inherits, "
	"pg_get_partkeydef(c.oid) AS partition_key, CASE WHEN c.relispartition THEN (SELECT "
	"i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid) END AS "
	"partition" FLAG("c.relrowsecurity", "row_security") FLAG("c.relforcerowsecurity",
	"force_row_security") ", CASE "
	"c.relreplident WHEN 'f' THEN 'FULL' WHEN 'n' THEN 'NOTHING' END AS replica_identity, "
	"nullif(am.amname, 'heap') AS access_method, ts.spcname AS tablespace, CASE WHEN "
	"c.reloftype <> 0 THEN format_type(c.reloftype, NULL) END AS of_type, (SELECT "
	"quote_ident(fs.srvname) FROM pg_foreign_table ft JOIN pg_foreign_server fs ON fs.oid = "
	"ft.ftserver WHERE ft.ftrelid = c.oid) AS server, (SELECT "
	"nullif(array_to_string(ft.ftoptions, ', '), '') "
	"FROM pg_foreign_table ft WHERE ft.ftrelid = c.oid) AS foreign_options "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"LEFT JOIN pg_class t ON t.oid = c.reltoastrelid LEFT JOIN pg_am am ON am.oid = c.relam "
	"LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace" PG_COMMENT("pg_class", "c.oid",
	"0") "WHERE c.relkind IN ('r', 'p', 'f') AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND "
	PG_NOT_MEMBER("pg_class", "c.oid");

/* What it is a partition of, and its bounds. An object of its own, since the bounds of one may be
 * taken only when another one has let go of them. */
static const char partitions[] =
	"SELECT 3::oid, c.oid, 0, " K_PARTITION ", 0, 0, n.nspname, NULL::text, c.relname, "
	"NULL::text, NULL::text, i.inhparent::regclass::text AS parent, "
	"pg_get_expr(c.relpartbound, c.oid) AS bound FROM pg_class c JOIN pg_inherits i ON "
	"i.inhrelid = c.oid JOIN pg_namespace n ON n.oid = c.relnamespace "
	"WHERE c.relispartition AND c.relkind IN ('r', 'p', 'f') AND " PG_IN_SCOPE " AND "
	PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

/* Since version 18 NOT NULL is a constraint with a name, which counts where it is not the usual one. Before
 * there are none, and the join finds nothing. */
#define NOT_NULL                                                                           \
	", nullif(nn.conname, c.relname || '_' || a.attname || '_not_null') AS not_null_name, nn.conname AS \"~not_null_actual\", "            \
	"nd.description AS not_null_comment" FLAG("nn.connoinherit", "not_null_no_inherit") \
		FLAG("NOT nn.convalidated", "not_null_not_valid") " "
#define NOT_NULL_JOIN                                                                 \
	" LEFT JOIN pg_constraint nn ON nn.conrelid = c.oid AND nn.contype = 'n' AND " \
	"nn.conkey = ARRAY[a.attnum] LEFT JOIN pg_description nd ON nd.classoid = "    \
	"'pg_constraint'::regclass AND nd.objoid = nn.oid "

/* Inherited columns come and go with their parent's. Options that begin with pg_ are the server's
 * own: a counter, for one. */
static const char columns[] =
	OBJECT("pg_class", "c.oid", "a.attnum", K_COLUMN, "CASE WHEN a.attinhcount > 0 THEN "
	F_IMPLICIT " ELSE 0 END + " F_INLINE, "a.attnum", "n.nspname", "c.relname", "a.attname",
	"NULL::text") ", format_type(a.atttypid, a.atttypmod) AS type, CASE y.typtype WHEN 'b' "
	"THEN y.typcategory::text || CASE WHEN y.typcategory = 'A' THEN coalesce((SELECT "
	"e.typtype::text FROM pg_type e WHERE e.oid = y.typelem), '') ELSE '' END ELSE "
	"y.typtype::text END AS \"~category\"" FLAG("a.attnotnull", "not_null")
	NOT_NULL FLAG("NOT nn.conislocal AND NOT c.relispartition", "\"~not_null_inherited\"")
	FLAG("a.attgenerated = 'v'", "virtual") ", CASE a.attgenerated WHEN '' THEN pg_get_expr(f.adbin, 0) END AS "
	"\"default\", CASE WHEN a.attgenerated <> '' THEN pg_get_expr(f.adbin, f.adrelid) END "
	"AS generated, CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END "
	"AS identity, sc.relname AS identity_sequence, CASE WHEN "
	"a.attgenerated = '' AND dq.relnamespace = c.relnamespace THEN dq.relname END AS "
	"\"~default_sequence\"" SEQUENCE_OPTIONS ", CASE "
	"WHEN a.attcollation <> y.typcollation THEN a.attcollation::regcollation END AS "
	"collation, CASE WHEN a.attstorage <> y.typstorage THEN CASE a.attstorage WHEN 'p' THEN "
	"'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END END AS "
	"storage, CASE y.typstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' "
	"THEN 'MAIN' ELSE 'EXTENDED' END AS \"~type_storage\", CASE a.attcompression WHEN 'p' "
	"THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression, CASE WHEN a.attstattarget >= 0 "
	"THEN a.attstattarget::text END AS statistics, CASE WHEN a.attoptions IS NOT NULL THEN "
	"nullif((SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(a.attoptions) o WHERE o NOT "
	"LIKE 'pg\\_%'), '') END AS options" FLAG("a.attislocal AND a.attinhcount > 0", "\"~local\"") " "
	"FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
	"JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
	"JOIN pg_type y ON y.oid = a.atttypid LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND "
	"f.adnum = a.attnum LEFT JOIN pg_depend o ON a.attidentity <> '' AND o.refclassid = "
	"'pg_class'::regclass AND o.refobjid = c.oid AND o.refobjsubid = a.attnum AND o.deptype "
	"= 'i' AND o.classid = 'pg_class'::regclass LEFT JOIN pg_sequence s ON s.seqrelid = "
	"o.objid LEFT JOIN pg_class sc ON sc.oid = o.objid LEFT JOIN (SELECT "
	"DISTINCT ON (q.objid) q.objid, qc.relname, qc.relnamespace FROM pg_depend q "
	"JOIN pg_class qc ON qc.oid = q.refobjid AND qc.relkind = 'S' WHERE q.classid = "
	"'pg_attrdef'::regclass AND q.refclassid = 'pg_class'::regclass ORDER BY q.objid, "
	"q.refobjid) dq ON dq.objid = f.oid" NOT_NULL_JOIN SEQUENCE_LIMITS PG_COMMENT("pg_class", "c.oid",
	"a.attnum") "WHERE c.relkind IN ('r', 'p', 'f') AND " PG_IN_SCOPE " AND "
	PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

/* Where an inherited column differs from the one that it comes from in the end. */
static const char overrides[] =
	PG_ANCESTORS "SELECT 2::oid, c.oid, a.attnum, " K_OVERRIDE ", 0, 0, n.nspname, c.relname, a.attname, "
	"NULL::text, NULL::text, 'INHERITED COLUMN' AS \"~class\", CASE WHEN q.expression IS "
	"DISTINCT FROM p.expression THEN coalesce(q.expression, 'NULL') END AS \"default\", CASE WHEN q.expression IS DISTINCT "
	"FROM p.expression THEN p.expression END AS \"~inherited_default\"" FLAG("a.attnotnull "
	"AND NOT p.not_null", "not_null") ", CASE WHEN NOT p.not_null AND nn.conname <> "
	"c.relname || '_' || a.attname || '_not_null' THEN nn.conname END AS not_null_name, "
	"d.description AS comment FROM pg_attribute a "
	"JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
	"LEFT JOIN pg_constraint nn ON nn.conrelid = c.oid AND nn.contype = 'n' AND nn.conkey = "
	"ARRAY[a.attnum] "
	"LEFT JOIN pg_attrdef f ON f.adrelid = c.oid AND f.adnum = a.attnum CROSS "
	"JOIN LATERAL (SELECT pg_get_expr(f.adbin, f.adrelid) AS expression) q CROSS "
	"JOIN LATERAL (SELECT min(pg_get_expr(pf.adbin, pf.adrelid)) AS expression, "
	"bool_or(pa.attnotnull) AS not_null FROM ancestors i JOIN pg_attribute pa ON "
	"pa.attrelid = i.ancestor AND pa.attname = a.attname AND NOT pa.attisdropped AND "
	"pa.attinhcount = 0 LEFT JOIN pg_attrdef pf ON pf.adrelid = pa.attrelid AND pf.adnum = "
	"pa.attnum WHERE i.heir = c.oid) p" PG_COMMENT("pg_class", "c.oid", "a.attnum") "WHERE "
	"a.attinhcount > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND c.relkind IN "
	"('r', 'p') AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid") " AND (q.expression IS DISTINCT "
	"FROM p.expression OR (a.attnotnull AND NOT p.not_null) OR d.description IS NOT NULL)";

/* Most have one: that is had for less. */
#define NAMES(keys, table) \
	"CASE WHEN k.contype = 'c' THEN NULL WHEN cardinality(" keys ") = 1 THEN (SELECT " \
	"a.attname FROM pg_attribute a WHERE a.attrelid = " table " AND a.attnum = (" keys \
	")[1]) ELSE " \
	"(SELECT string_agg(a.attname, ', ' ORDER BY u.at) FROM unnest(" keys ") WITH " \
	"ORDINALITY u(number, at) JOIN pg_attribute a ON a.attrelid = " table " AND a.attnum = " \
	"u.number) END"
#define ACTION(column) \
	"CASE " column " WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET " \
	"NULL' WHEN 'd' THEN 'SET DEFAULT' END"

static const char constraints[] =
	OBJECT("pg_constraint", "k.oid", "0", "CASE k.contype WHEN 'p' THEN 7 WHEN 'u' THEN 8 "
	"WHEN 'f' THEN 9 WHEN 'c' THEN 10 ELSE 11 END", "CASE WHEN k.coninhcount > 0 OR "
	"k.conparentid <> 0 THEN " F_IMPLICIT " ELSE 0 END + CASE k.contype WHEN 'f' THEN 0 "
	"ELSE " F_INLINE " END", "0", "n.nspname", "coalesce(c.relname, t.typname)", "k.conname",
	"NULL::text") ", pg_get_constraintdef(k.oid) AS definition, " NAMES("k.conkey", "c.oid")
	" AS columns, f.relname AS \"table\", CASE WHEN fn.nspname IS DISTINCT FROM "
	"$4::text THEN fn.nspname END AS table_namespace, " NAMES("k.confkey", "f.oid") " AS "
	"target_columns, " ACTION("k.confdeltype") " AS on_delete, " ACTION("k.confupdtype") " "
	"AS on_update, CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS "
	"expression, " PG_OPTIONS("i.reloptions") ", ts.spcname AS tablespace" FLAG(
	"x.indisclustered", "clustered") FLAG("x.indisreplident", "replica_identity") FLAG(
	"k.contypid <> 0", "\"~domain\"") FLAG("c.relkind = 'p'", "\"~partitioned\"") " "
	"FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace "
	"LEFT JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_type t ON t.oid = k.contypid "
	"LEFT JOIN pg_class f ON f.oid = k.confrelid LEFT JOIN pg_namespace fn ON fn.oid = "
	"f.relnamespace LEFT JOIN pg_class i ON i.oid = k.conindid AND k.contype <> 'f' "
	"LEFT JOIN pg_index x ON x.indexrelid = i.oid LEFT JOIN pg_tablespace ts ON ts.oid = "
	"i.reltablespace" PG_COMMENT("pg_constraint", "k.oid", "0") "WHERE k.contype IN ('p', "
	"'u', 'f', 'c', 'x') AND " PG_IN_SCOPE " AND CASE WHEN c.oid IS NULL THEN "
	PG_NOT_MEMBER("pg_type", "t.oid") " ELSE " PG_NOT_OURS " AND "
	PG_NOT_MEMBER("pg_class", "c.oid") " END";

/* The server names the table in full unless it is asked for the form for people, which also has fewer
 * parentheses. */
#define PG_INDEXDEF "pg_get_indexdef(i.oid, 0, $4::text IS NOT NULL)"

static const char indexes[] =
	OBJECT("pg_class", "i.oid", "0", K_INDEX, "CASE WHEN i.relispartition AND NOT "
	PG_INCOMPLETE " THEN " F_IMPLICIT " ELSE 0 END", "0", "n.nspname", "c.relname", "i.relname", "NULL::text")
	", CASE WHEN c.relkind = 'p' AND NOT " PG_INCOMPLETE " THEN replace(" PG_INDEXDEF ", ' ON ONLY ', ' ON ') "
	"ELSE " PG_INDEXDEF " END AS definition, CASE WHEN x.indnkeyatts = 1 AND x.indkey[0] <> 0 "
	"THEN (SELECT a.attname FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = "
	"x.indkey[0]) WHEN x.indexprs IS NULL THEN (SELECT "
	"string_agg(a.attname, ', ' ORDER BY u.at) FROM unnest(x.indkey) WITH ORDINALITY "
	"u(number, at) JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number WHERE "
	"u.at <= x.indnkeyatts) ELSE (SELECT string_agg(pg_get_indexdef(i.oid, at, false), ', ' "
	"ORDER BY at) FROM generate_series(1, x.indnkeyatts) at) END AS columns"
	FLAG("x.indisunique", "unique") ", pg_get_expr(x.indpred, x.indrelid) AS \"where\", "
	"ts.spcname AS tablespace, (SELECT string_agg(a.attnum || ' ' || a.attstattarget, ', ' "
	"ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = i.oid AND a.attstattarget >= "
	"0) AS statistics" FLAG("x.indisclustered", "clustered") FLAG("x.indisreplident",
	"replica_identity") FLAG("NOT x.indisvalid AND c.relkind <> 'p'", "invalid") FLAG(
	"c.relkind = 'm'", "\"~materialized\"") " FROM pg_index x JOIN pg_class i ON i.oid = "
	"x.indexrelid JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = "
	"c.relnamespace LEFT JOIN pg_tablespace ts ON ts.oid = i.reltablespace" PG_COMMENT(
	"pg_class", "i.oid", "0") "WHERE c.relkind IN ('r', 'p', 'm') AND NOT EXISTS (SELECT "
	"FROM pg_constraint k WHERE k.conrelid = c.oid AND k.conindid = i.oid AND k.contype IN "
	"('p', 'u', 'x')) AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class",
	"c.oid");

/* The server calls them by their tables and columns. */
static const char attached[] =
	"SELECT 4::oid, i.oid, 0, " K_ATTACHED ", 0, 0, n.nspname, c.relname, p.relname, NULL::text, "
	"NULL::text, 'INDEX OF PARTITION' AS \"~class\", i.relname AS index, "
	PG_INDEXDEF " AS definition, u.usual AS \"~usual\", CASE WHEN " PG_INCOMPLETE " THEN "
	"p.oid::regclass::text END AS attach "
	"FROM pg_class i JOIN pg_index x ON x.indexrelid = i.oid JOIN pg_inherits h ON h.inhrelid = "
	"i.oid JOIN pg_class p ON p.oid = h.inhparent JOIN pg_class c ON c.oid = x.indrelid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL (SELECT c.relname || '_' || "
	"string_agg(coalesce(k.attname, a.attname), '_' ORDER BY a.attnum) || '_idx' AS usual FROM "
	"pg_attribute a LEFT JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = "
	"x.indkey[a.attnum - 1] WHERE a.attrelid = i.oid) u WHERE i.relispartition AND i.relkind IN ('i', 'I') AND "
	"(" PG_INCOMPLETE " OR (octet_length(u.usual) < 64 AND i.relname <> u.usual)) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = "
	"c.oid AND k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')) AND " PG_IN_SCOPE " AND "
	PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

/* clang-format on */
const char *const pg_catalog_tables[] = { namespaces, extensions, types,   sequences, ownerships,
					  tables,     partitions, columns, overrides, constraints,
					  indexes,    attached,   NULL };

char *pg_catalog_fit(const struct pg_conn *c, const char *sql)
{
	static const char word[] = "a.attcompression";
	static const char instead[] = "''";
	char *copy = strdup(sql),
	     *at = copy && PQserverVersion(c->db) < 140000 ? strstr(copy, word) : NULL;

	for (; at; at = strstr(at, word)) {
		memset(at, ' ', sizeof(word) - 1);
		memcpy(at, instead, sizeof(instead) - 1);
	}
	return copy;
}
