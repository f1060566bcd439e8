/* SPDX-License-Identifier: MIT */
/* The catalog queries for views, routines, triggers and whatever else has a definition. */
#include "schema.h"

_Static_assert(WB_KIND_VIEW == 13 && WB_KIND_ROUTINE == 14 && WB_KIND_TRIGGER == 15 &&
		       WB_KIND_POLICY == 17 && PG_KIND_RULE == 1002 && PG_KIND_STATISTICS == 1003 &&
		       PG_KIND_OTHER == 1005 && PG_KIND_FIRING == 1007,
	       "the numbers in the queries");

/* SQL is set by hand. */
/* clang-format off */

#define ENABLED(column) \
	"CASE " column " WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN " \
	"'ENABLE ALWAYS' END AS enabled"

#define FIRES(column) \
	"CASE " column " WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN " \
	"'ENABLE ALWAYS' ELSE 'ENABLE' END"

static const char views[] =
	/* one that looks at itself can only come of CREATE OR REPLACE */
	"SELECT 'pg_class'::regclass::oid, c.oid, 0, 13, CASE WHEN EXISTS (SELECT FROM "
	"pg_rewrite w JOIN pg_depend s ON s.classid = 'pg_rewrite'::regclass AND s.objid = w.oid "
	"WHERE w.ev_class = c.oid AND w.ev_type = '1' AND s.refclassid = 'pg_class'::regclass AND "
	"s.refobjid = c.oid AND s.refobjsubid > 0 AND s.deptype = 'n') THEN 1 ELSE 0 END, 0, n.nspname, NULL::text, "
	"c.relname, NULL::text, NULL::text, d.description AS comment, "
	"rtrim(pg_get_viewdef(c.oid), ';') AS definition, CASE c.relkind WHEN 'm' THEN 'yes' "
	"END AS materialized, " PG_OPTIONS("c.reloptions") ", ts.spcname AS tablespace, "
	"nullif(am.amname, 'heap') AS access_method, (SELECT string_agg(quote_ident(a.attname) "
	"|| ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation, E'\\n' ORDER "
	"BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0) AS "
	"\"~columns\", (SELECT string_agg('COMMENT ON COLUMN ' || c.oid::regclass || '.' || "
	"quote_ident(a.attname) || ' IS ' || quote_literal(e.description), E'\\n' ORDER BY "
	"a.attnum) FROM pg_attribute a JOIN pg_description e ON e.classoid = "
	"'pg_class'::regclass AND e.objoid = c.oid AND e.objsubid = a.attnum "
	"WHERE a.attrelid = c.oid) AS column_comments, (SELECT string_agg('ALTER VIEW ' || "
	"c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' || "
	"pg_get_expr(f.adbin, f.adrelid), E'\\n' ORDER BY a.attnum) FROM pg_attrdef f "
	"JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum "
	"WHERE f.adrelid = c.oid) AS column_defaults FROM pg_class c JOIN pg_namespace n ON "
	"n.oid = c.relnamespace LEFT JOIN pg_am am ON am.oid = c.relam "
	"LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace" PG_COMMENT("pg_class", "c.oid",
	"0") "WHERE c.relkind IN ('v', 'm') AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND "
	PG_NOT_MEMBER("pg_class", "c.oid");

#define AGGREGATE_FUNCTION(word, column) \
	"|| CASE WHEN g." column "::oid <> 0 THEN ', " word " = ' || g." column "::text ELSE '' " \
	"END "
#define FINAL_MODIFY(word, column, usual) \
	"|| CASE WHEN g." column " = " usual " THEN '' ELSE ', " word " = ' || CASE g." column " " \
	"WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END "

/* pg_get_functiondef has no words for aggregates. */
#define AGGREGATE \
	"'CREATE AGGREGATE ' || " PG_SPACE("n.nspname") " || quote_ident(p.proname) || '(' " \
	"|| CASE WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END || ') " \
	"(SFUNC = ' || g.aggtransfn::text || ', STYPE = ' || format_type(g.aggtranstype, NULL) " \
	"|| CASE WHEN g.aggtransspace <> 0 THEN ', SSPACE = ' || g.aggtransspace ELSE '' END " \
	AGGREGATE_FUNCTION("FINALFUNC", "aggfinalfn") "|| CASE WHEN g.aggfinalextra THEN ', " \
	"FINALFUNC_EXTRA' ELSE '' END " FINAL_MODIFY("FINALFUNC_MODIFY", "aggfinalmodify", "CASE " \
	"g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END") AGGREGATE_FUNCTION("COMBINEFUNC", \
	"aggcombinefn") AGGREGATE_FUNCTION("SERIALFUNC", "aggserialfn") AGGREGATE_FUNCTION( \
	"DESERIALFUNC", "aggdeserialfn") AGGREGATE_FUNCTION("MSFUNC", "aggmtransfn") \
	AGGREGATE_FUNCTION("MINVFUNC", "aggminvtransfn") "|| CASE WHEN g.aggmtranstype <> 0 " \
	"THEN ', MSTYPE = ' || format_type(g.aggmtranstype, NULL) || CASE WHEN g.aggmtransspace " \
	"<> 0 THEN ', MSSPACE = ' || g.aggmtransspace ELSE '' END ELSE '' END " \
	AGGREGATE_FUNCTION("MFINALFUNC", "aggmfinalfn") "|| CASE WHEN g.aggmfinalextra THEN ', " \
	"MFINALFUNC_EXTRA' ELSE '' END || coalesce(', INITCOND = ' || " \
	"quote_literal(g.agginitval), '') || coalesce(', MINITCOND = ' || " \
	"quote_literal(g.aggminitval), '') || CASE WHEN g.aggsortop <> 0 THEN ', SORTOP = ' || " \
	"(SELECT 'OPERATOR(' || " PG_SPACE("sn.nspname") " || so.oprname || ')' " \
	"FROM pg_operator so JOIN pg_namespace sn ON sn.oid = so.oprnamespace " \
	"WHERE so.oid = g.aggsortop) ELSE '' END || CASE p.proparallel WHEN 's' THEN ', " \
	"PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE '' END || CASE g.aggkind " \
	"WHEN 'h' THEN ', HYPOTHETICAL' ELSE '' END || ')'"

/* `late` bodies name things that need not be there yet. */
static const char routines[] =
	"SELECT 'pg_proc'::regclass::oid, p.oid, 0, 14, 0, 0, n.nspname, NULL::text, p.proname, "
	"'(' || oidvectortypes(p.proargtypes) || ')', NULL::text, d.description AS comment, "
	"CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END "
	"AS class, CASE WHEN p.prokind = 'a' THEN " AGGREGATE " ELSE "
	"rtrim(" PG_UNNAMED("pg_get_functiondef(p.oid)", "n.nspname") ", E'\\n') END AS definition, "
	"pg_get_function_result(p.oid) AS returns, pg_get_function_identity_arguments(p.oid) AS "
	"\"~arguments\", p.pronargdefaults::text AS \"~defaults\", CASE WHEN p.prokind = 'w' "
	"THEN 'yes' END AS \"window\", CASE WHEN l.lanname = 'sql' AND p.prosrc <> '' OR "
	"l.lanname = 'plpgsql' AND p.prosrc LIKE '%\\%%' THEN 'yes' END AS \"~late\" "
	"FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON "
	"l.oid = p.prolang LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid" PG_COMMENT("pg_proc",
	"p.oid", "0") "WHERE " PG_IN_SCOPE " AND NOT EXISTS (SELECT FROM pg_depend m "
	"WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype IN ('e', 'i'))";

static const char triggers[] =
	"SELECT 'pg_trigger'::regclass::oid, t.oid, 0, 15, 0, 0, n.nspname, c.relname, "
	"t.tgname, NULL::text, NULL::text, d.description AS comment, pg_get_triggerdef(t.oid, $4::text IS NOT NULL) "
	"AS definition, " ENABLED("t.tgenabled") " FROM pg_trigger t JOIN pg_class c ON c.oid = "
	"t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace" PG_COMMENT("pg_trigger",
	"t.oid", "0") "WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t)->>'tgparentid')::oid, "
	"0) = 0 AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid")
	" AND " PG_NOT_MEMBER("pg_trigger", "t.oid");

/* How a partition's copy of a trigger fires, where that is not as its parent's does. */
static const char firing[] =
	"SELECT 6::oid, t.oid, 0, 1007, 0, 0, n.nspname, c.relname, t.tgname, NULL::text, NULL::text, "
	"'TRIGGER OF PARTITION' AS \"~class\", " FIRES("t.tgenabled") " AS enabled, " FIRES("p.tgenabled")
	" AS \"~usual\" FROM pg_trigger t JOIN pg_trigger p ON p.oid = "
	"(to_jsonb(t)->>'tgparentid')::oid AND p.tgenabled <> t.tgenabled JOIN pg_class c ON c.oid = "
	"t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT p.tgisinternal AND "
	PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

static const char policies[] =
	"SELECT 'pg_policy'::regclass::oid, p.oid, 0, 17, 0, 0, n.nspname, c.relname, "
	"p.polname, NULL::text, NULL::text, d.description AS comment, CASE p.polcmd WHEN 'r' "
	"THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' END "
	"AS command, CASE WHEN NOT p.polpermissive THEN 'yes' END AS restrictive, (SELECT "
	"string_agg(coalesce(quote_ident(r.rolname), 'PUBLIC'), ', ' ORDER BY r.rolname) "
	"FROM unnest(p.polroles) u(oid) LEFT JOIN pg_roles r ON r.oid = u.oid) AS roles, "
	"pg_get_expr(p.polqual, p.polrelid) AS \"using\", pg_get_expr(p.polwithcheck, "
	"p.polrelid) AS \"check\" FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid "
	"JOIN pg_namespace n ON n.oid = c.relnamespace" PG_COMMENT("pg_policy", "p.oid", "0")
	"WHERE " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

static const char rules[] =
	"SELECT 'pg_rewrite'::regclass::oid, r.oid, 0, 1002, 0, 0, n.nspname, c.relname, "
	"r.rulename, NULL::text, NULL::text, d.description AS comment, "
	"'RULE' AS \"~class\", rtrim(pg_get_ruledef(r.oid, $4::text IS NOT NULL), ';') AS definition, " ENABLED("r.ev_enabled") " "
	"FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = "
	"c.relnamespace" PG_COMMENT("pg_rewrite", "r.oid", "0") "WHERE r.rulename <> '_RETURN' "
	"AND " PG_IN_SCOPE " AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid");

#define STATISTICS PG_UNNAMED("pg_get_statisticsobjdef(s.oid)", "sn.nspname")

/* The server has the columns in their order in the table, which is nobody's affair. */
static const char statistics[] =
	"SELECT 'pg_statistic_ext'::regclass::oid, s.oid, 0, 1003, 0, 0, sn.nspname, "
	"NULL::text, s.stxname, NULL::text, NULL::text, d.description AS comment, "
	"'STATISTICS' AS \"~class\", coalesce(replace(" STATISTICS ", ' ON ' || "
	"k.names, ' ON ' || k.sorted), " STATISTICS ") AS definition, "
	"nullif((to_jsonb(s)->>'stxstattarget'), "
	"'-1') AS target FROM pg_statistic_ext s JOIN pg_namespace sn ON sn.oid = "
	"s.stxnamespace JOIN pg_class c ON c.oid = s.stxrelid JOIN pg_namespace n ON n.oid = "
	"c.relnamespace CROSS JOIN LATERAL (SELECT string_agg(quote_ident(a.attname), ', ' ORDER "
	"BY a.attnum) AS names, string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) AS "
	"sorted FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum = ANY (s.stxkeys)) k"
	PG_COMMENT("pg_statistic_ext", "s.oid", "0") "WHERE " PG_IN_SCOPE " "
	"AND " PG_NOT_OURS " AND " PG_NOT_MEMBER("pg_class", "c.oid") " AND "
	PG_NOT_MEMBER("pg_statistic_ext", "s.oid");

/* Rows of others(class, oid, namespace, what it is, its name as DDL has it, its CREATE). `read` are
 * those that are only looked at. */
#define OTHER(class, oid, space, name, word, ddl_name, create, from) \
	" UNION ALL SELECT '" class "'::regclass::oid, " oid ", " space ", " name ", '" word "', " \
	ddl_name ", " create " FROM " from

#define COLLATION_PROVIDER "CASE o.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END"

#define OTHERS_BEGIN \
	"SELECT x.class, x.oid, 0, 1005, CASE WHEN x.creation IS NULL THEN 1 ELSE 0 END, 0, " \
	"x.space, NULL::text, x.name, x.word, NULL::text, d.description AS comment, x.word AS " \
	"class, x.ddl_name AS \"~ddl_name\", x.creation AS definition FROM (SELECT 0::oid, " \
	"0::oid, ''::name, ''::text, ''::text, ''::text, ''::text WHERE false"
#define OTHERS_END \
	") x(class, oid, space, name, word, ddl_name, creation) LEFT JOIN pg_description d ON " \
	"d.classoid = x.class AND d.objoid = x.oid AND d.objsubid = 0"

static const char operators[] = OTHERS_BEGIN
	OTHER("pg_collation", "o.oid", "n.nspname", "o.collname", "COLLATION",
	"" PG_SPACE("n.nspname") " || quote_ident(o.collname)", "'CREATE COLLATION ' || "
	"" PG_SPACE("n.nspname") " || quote_ident(o.collname) || ' (provider = ' || "
	COLLATION_PROVIDER " || CASE WHEN o.collprovider <> 'c' OR o.collcollate = o.collctype "
	"THEN ', locale = ' || quote_literal(coalesce(to_jsonb(o)->>'colliculocale', "
	"to_jsonb(o)->>'colllocale', o.collcollate)) ELSE ', lc_collate = ' || "
	"quote_literal(o.collcollate) || ', lc_ctype = ' || quote_literal(o.collctype) END || "
	"CASE WHEN o.collisdeterministic THEN '' ELSE ', deterministic = false' END || "
	"coalesce(', rules = ' || quote_literal(to_jsonb(o)->>'collicurules'), '') || ')'",
	"pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace "
	"WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_collation", "o.oid")) OTHER("pg_operator",
	"o.oid", "n.nspname", "o.oprname || ' (' || o.oprleft::regtype || ', ' || "
	"o.oprright::regtype || ')'", "OPERATOR", "" PG_SPACE("n.nspname") " || o.oprname "
	"|| ' (' || CASE o.oprleft WHEN 0 THEN 'NONE' ELSE o.oprleft::regtype::text END || ', ' "
	"|| o.oprright::regtype || ')'", "'CREATE OPERATOR ' || " PG_SPACE("n.nspname") " "
	"|| o.oprname || ' (FUNCTION = ' || o.oprcode::text || CASE o.oprleft WHEN 0 THEN '' "
	"ELSE ', LEFTARG = ' || o.oprleft::regtype END || ', RIGHTARG = ' || "
	"o.oprright::regtype || CASE o.oprcom WHEN 0 THEN '' ELSE ', COMMUTATOR = OPERATOR(' || "
	"(SELECT " PG_SPACE("xn.nspname") " || xo.oprname FROM pg_operator xo "
	"JOIN pg_namespace xn ON xn.oid = xo.oprnamespace WHERE xo.oid = o.oprcom) || ')' END "
	"|| CASE o.oprnegate WHEN 0 THEN '' ELSE ', NEGATOR = OPERATOR(' || (SELECT "
	"" PG_SPACE("xn.nspname") " || xo.oprname FROM pg_operator xo "
	"JOIN pg_namespace xn ON xn.oid = xo.oprnamespace WHERE xo.oid = o.oprnegate) || ')' "
	"END || CASE o.oprrest::oid WHEN 0 THEN '' ELSE ', RESTRICT = ' || o.oprrest::text END "
	"|| CASE o.oprjoin::oid WHEN 0 THEN '' ELSE ', JOIN = ' || o.oprjoin::text END || CASE "
	"WHEN o.oprcanhash THEN ', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', "
	"MERGES' ELSE '' END || ')'", "pg_operator o JOIN pg_namespace n ON n.oid = "
	"o.oprnamespace WHERE o.oprcode::oid <> 0 AND " PG_IN_SCOPE " AND " PG_NOT_MEMBER(
	"pg_operator", "o.oid")) OTHERS_END;

static const char casts[] = OTHERS_BEGIN
	OTHER("pg_cast", "o.oid", "NULL", "o.castsource::regtype || ' AS ' || "
	"o.casttarget::regtype", "CAST", "'(' || o.castsource::regtype || ' AS ' || "
	"o.casttarget::regtype || ')'", "'CREATE CAST (' || o.castsource::regtype || ' AS ' || "
	"o.casttarget::regtype || ') ' || CASE o.castmethod WHEN 'i' THEN 'WITH INOUT' WHEN 'b' "
	"THEN 'WITHOUT FUNCTION' ELSE 'WITH FUNCTION ' || o.castfunc::regprocedure END || CASE "
	"o.castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' ELSE '' END",
	"pg_cast o WHERE o.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_type y JOIN pg_namespace n ON "
	"n.oid = y.typnamespace WHERE y.oid IN (o.castsource, o.casttarget) AND y.oid >= 16384 AND NOT "
	PG_IN_SCOPE ") AND (" PG_WHOLE " OR EXISTS (SELECT FROM pg_type y JOIN pg_namespace n ON n.oid = "
	"y.typnamespace WHERE y.oid IN (o.castsource, o.casttarget) AND " PG_IN_SCOPE ")) AND NOT EXISTS (SELECT "
	"FROM pg_depend m WHERE m.classid = 'pg_cast'::regclass AND m.objid = o.oid AND "
	"m.deptype IN ('e', 'i'))") OTHERS_END;

static const char texts[] = OTHERS_BEGIN
	OTHER("pg_conversion", "o.oid", "n.nspname", "o.conname", "CONVERSION",
	"" PG_SPACE("n.nspname") " || quote_ident(o.conname)", "'CREATE ' || CASE WHEN "
	"o.condefault THEN 'DEFAULT ' ELSE '' END || 'CONVERSION ' || quote_ident(n.nspname) || "
	"'.' || quote_ident(o.conname) || ' FOR ' || "
	"quote_literal(pg_encoding_to_char(o.conforencoding)) || ' TO ' || "
	"quote_literal(pg_encoding_to_char(o.contoencoding)) || ' FROM ' || o.conproc::text",
	"pg_conversion o JOIN pg_namespace n ON n.oid = o.connamespace "
	"WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_conversion", "o.oid")) OTHER(
	"pg_ts_config", "o.oid", "n.nspname", "o.cfgname", "TEXT SEARCH CONFIGURATION",
	"" PG_SPACE("n.nspname") " || quote_ident(o.cfgname)", "'CREATE TEXT SEARCH "
	"CONFIGURATION ' || " PG_SPACE("n.nspname") " || quote_ident(o.cfgname) || ' "
	"(PARSER = ' || (SELECT " PG_SPACE("xn.nspname") " || quote_ident(xp.prsname) "
	"FROM pg_ts_parser xp JOIN pg_namespace xn ON xn.oid = xp.prsnamespace "
	"WHERE xp.oid = o.cfgparser) || ')' || coalesce((SELECT string_agg(E';\\nALTER TEXT "
	"SEARCH CONFIGURATION ' || " PG_SPACE("n.nspname") " || quote_ident(o.cfgname) || ' "
	"ADD MAPPING FOR ' || y.token || ' WITH ' || y.dictionaries, '' ORDER BY y.token) "
	"FROM (SELECT k.alias AS token, string_agg(cm.mapdict::regdictionary::text, ', ' ORDER "
	"BY cm.mapseqno) AS dictionaries FROM pg_ts_config_map cm JOIN "
	"ts_token_type(o.cfgparser) k ON k.tokid = cm.maptokentype WHERE cm.mapcfg = o.oid "
	"GROUP BY k.alias) y), '')", "pg_ts_config o JOIN pg_namespace n ON n.oid = "
	"o.cfgnamespace WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_ts_config", "o.oid"))
	OTHER("pg_ts_dict", "o.oid", "n.nspname", "o.dictname", "TEXT SEARCH DICTIONARY",
	"" PG_SPACE("n.nspname") " || quote_ident(o.dictname)", "'CREATE TEXT SEARCH "
	"DICTIONARY ' || " PG_SPACE("n.nspname") " || quote_ident(o.dictname) || ' "
	"(TEMPLATE = ' || (SELECT " PG_SPACE("xn.nspname") " || quote_ident(xt.tmplname) "
	"FROM pg_ts_template xt JOIN pg_namespace xn ON xn.oid = xt.tmplnamespace "
	"WHERE xt.oid = o.dicttemplate) || coalesce(', ' || o.dictinitoption, '') || ')'",
	"pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace WHERE " PG_IN_SCOPE " AND "
	PG_NOT_MEMBER("pg_ts_dict", "o.oid")) OTHERS_END;

/* Columns, filters and schemas are there from 15 on. */
#define PUBLISHED_TABLES \
	"SELECT 'TABLE ' || string_agg('ONLY ' || pr.prrelid::regclass || coalesce(' (' || (SELECT " \
	"string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) FROM pg_attribute a " \
	"WHERE a.attrelid = pr.prrelid AND a.attnum = ANY " \
	"(string_to_array(translate(to_jsonb(pr)->>'prattrs', '[] ', ''), ',')::smallint[])) || ')', '') || coalesce(' " \
	"WHERE (' || (SELECT to_jsonb(pt)->>'rowfilter' FROM pg_publication_tables pt " \
	"WHERE pt.pubname = o.pubname AND pt.schemaname = pn.nspname AND pt.tablename = " \
	"pc.relname) || ')', ''), ', ' ORDER BY pn.nspname, pc.relname) FROM pg_publication_rel " \
	"pr JOIN pg_class pc ON pc.oid = pr.prrelid JOIN pg_namespace pn ON pn.oid = " \
	"pc.relnamespace WHERE pr.prpubid = o.oid"
#define PUBLISHED_SCHEMAS \
	"SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(pn.nspname), ', ' ORDER BY " \
	"pn.nspname) FROM pg_depend pd JOIN pg_depend ps ON ps.classid = pd.classid AND ps.objid = " \
	"pd.objid AND ps.refclassid = 'pg_namespace'::regclass JOIN pg_namespace pn ON pn.oid = " \
	"ps.refobjid WHERE pd.classid = to_regclass('pg_catalog.pg_publication_namespace') AND " \
	"pd.refclassid = 'pg_publication'::regclass AND pd.refobjid = o.oid"
#define PUBLICATION \
	"'CREATE PUBLICATION ' || quote_ident(o.pubname) || CASE WHEN o.puballtables THEN ' FOR ALL " \
	"TABLES' ELSE coalesce(' FOR ' || nullif(concat_ws(', ', (" PUBLISHED_TABLES "), (" \
	PUBLISHED_SCHEMAS ")), ''), '') END || ' WITH (publish = ' || " \
	"quote_literal(concat_ws(', ', CASE WHEN o.pubinsert THEN 'insert' END, CASE WHEN " \
	"o.pubupdate THEN 'update' END, CASE WHEN o.pubdelete THEN 'delete' END, CASE WHEN " \
	"o.pubtruncate THEN 'truncate' END)) || CASE WHEN to_jsonb(o)->>'pubviaroot' = 'true' THEN ', " \
	"publish_via_partition_root = true' ELSE '' END || CASE WHEN to_jsonb(o)->>'pubgencols' = 's' " \
	"THEN ', publish_generated_columns = stored' ELSE '' END || ')'"

static const char publications[] = OTHERS_BEGIN
	OTHER("pg_publication", "o.oid", "NULL", "o.pubname", "PUBLICATION",
	"quote_ident(o.pubname)", PUBLICATION, "pg_publication o CROSS JOIN LATERAL (SELECT "
	"bool_or(" PG_IN_SCOPE ") AS ours, bool_or(NOT " PG_IN_SCOPE ") AS others FROM (SELECT "
	"pc.relnamespace FROM pg_publication_rel pr JOIN pg_class pc ON pc.oid = pr.prrelid WHERE "
	"pr.prpubid = o.oid UNION ALL SELECT ps.refobjid FROM pg_depend pd JOIN pg_depend ps ON "
	"ps.classid = pd.classid AND ps.objid = pd.objid AND ps.refclassid = 'pg_namespace'::regclass "
	"WHERE pd.classid = to_regclass('pg_catalog.pg_publication_namespace') AND pd.refclassid = "
	"'pg_publication'::regclass AND pd.refobjid = o.oid) u(space) JOIN pg_namespace n ON n.oid = "
	"u.space) m WHERE CASE WHEN " PG_WHOLE " THEN coalesce(m.ours OR NOT m.others, true) ELSE "
	"coalesce(m.ours AND NOT m.others, false) END")
	OTHERS_END;

static const char others[] = OTHERS_BEGIN
	OTHER("pg_event_trigger", "o.oid", "NULL", "o.evtname", "EVENT TRIGGER",
	"quote_ident(o.evtname)", "'CREATE EVENT TRIGGER ' || quote_ident(o.evtname) || ' ON ' "
	"|| o.evtevent || coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(g), ', "
	"') FROM unnest(o.evttags) g) || ')', '') || ' EXECUTE FUNCTION ' || o.evtfoid::regproc "
	"|| '()' || CASE o.evtenabled WHEN 'O' THEN '' ELSE E';\\nALTER EVENT TRIGGER ' || "
	"quote_ident(o.evtname) || CASE o.evtenabled WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' "
	"ENABLE REPLICA' ELSE ' ENABLE ALWAYS' END END", "pg_event_trigger o "
	"JOIN pg_proc ep ON ep.oid = o.evtfoid JOIN pg_namespace n ON n.oid = ep.pronamespace "
	"WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_event_trigger", "o.oid")) OTHER("pg_foreign_data_wrapper",
	"o.oid", "NULL", "o.fdwname", "FOREIGN DATA WRAPPER", "quote_ident(o.fdwname)", "NULL",
	"pg_foreign_data_wrapper o WHERE " PG_WHOLE " AND " PG_NOT_MEMBER(
	"pg_foreign_data_wrapper", "o.oid")) OTHER("pg_foreign_server", "o.oid", "NULL",
	"o.srvname", "SERVER", "quote_ident(o.srvname)", "'CREATE SERVER ' || "
	"quote_ident(o.srvname) || coalesce(' TYPE ' || quote_literal(o.srvtype), '') || "
	"coalesce(' VERSION ' || quote_literal(o.srvversion), '') || ' FOREIGN DATA WRAPPER ' "
	"|| (SELECT quote_ident(w.fdwname) FROM pg_foreign_data_wrapper w "
	"WHERE w.oid = o.srvfdw) || coalesce(' OPTIONS (' || (SELECT "
	"string_agg(quote_ident(q.option_name) || ' ' || quote_literal(q.option_value), ', ') "
	"FROM pg_options_to_table(o.srvoptions) q) || ')', '')", "pg_foreign_server o "
	"WHERE " PG_WHOLE " AND " PG_NOT_MEMBER("pg_foreign_server", "o.oid")) OTHER(
	"pg_opfamily", "o.oid", "n.nspname", "o.opfname || ' ' || am.amname", "OPERATOR FAMILY",
	"quote_ident(o.opfname)", "NULL", "pg_opfamily o JOIN pg_am am ON am.oid = o.opfmethod "
	"JOIN pg_namespace n ON n.oid = o.opfnamespace WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER(
	"pg_opfamily", "o.oid")) OTHER("pg_opclass", "o.oid", "n.nspname", "o.opcname || ' ' || "
	"am.amname", "OPERATOR CLASS", "quote_ident(o.opcname)", "NULL", "pg_opclass o "
	"JOIN pg_am am ON am.oid = o.opcmethod JOIN pg_namespace n ON n.oid = o.opcnamespace "
	"WHERE " PG_IN_SCOPE " AND " PG_NOT_MEMBER("pg_opclass", "o.oid")) OTHERS_END;

/* clang-format on */
const char *const pg_catalog_code[] = { views,        routines,   triggers,  firing, policies,
					rules,        statistics, operators, casts,  texts,
					publications, others,     NULL };
