-- SPDX-License-Identifier: MIT
-- Views, routines, triggers, rules, policies and statistics.

--- include catalog.inc.sql

--- define enabled(column)
	CASE @column
		WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS'
	END AS enabled

--- define fires(column)
	CASE @column
		WHEN 'D' THEN 'DISABLE' WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE'
	END

--- list pg_catalog_code

--- text pg_objects_views
	-- one that looks at itself can only come of CREATE OR REPLACE
	SELECT 'pg_class'::regclass::oid, c.oid, 0, 13,
	CASE
		WHEN EXISTS (
			SELECT
			FROM pg_rewrite w
			JOIN pg_depend s ON s.classid = 'pg_rewrite'::regclass AND s.objid = w.oid
			WHERE w.ev_class = c.oid AND w.ev_type = '1' AND s.refclassid = 'pg_class'::regclass
				AND s.refobjid = c.oid
				AND s.refobjsubid > 0
				AND s.deptype = 'n'
		) THEN 1
		ELSE 0
	END,
	0, n.nspname, NULL::text, c.relname, NULL::text, NULL::text, d.description AS comment,
	rtrim(pg_get_viewdef(c.oid), ';') AS definition, CASE c.relkind WHEN 'm' THEN 'yes' END AS materialized,
	@options(c.reloptions), ts.spcname AS tablespace, nullif(am.amname, 'heap') AS access_method,
	(
		SELECT string_agg(
			quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation,
			E'\n' ORDER BY a.attnum
		)
		FROM pg_attribute a
		WHERE a.attrelid = c.oid AND a.attnum > 0
	) AS "~columns",
	(
		SELECT string_agg(
			'COMMENT ON COLUMN ' || c.oid::regclass || '.' || quote_ident(a.attname) || ' IS ' ||
			quote_literal(e.description),
			E'\n' ORDER BY a.attnum
		)
		FROM pg_attribute a
		JOIN pg_description e ON e.classoid = 'pg_class'::regclass AND e.objoid = c.oid
			AND e.objsubid = a.attnum
		WHERE a.attrelid = c.oid
	) AS column_comments,
	(
		SELECT string_agg(
			'ALTER VIEW ' || c.oid::regclass || ' ALTER COLUMN ' || quote_ident(a.attname) || ' SET DEFAULT ' ||
			pg_get_expr(f.adbin, f.adrelid),
			E'\n' ORDER BY a.attnum
		)
		FROM pg_attrdef f
		JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
		WHERE f.adrelid = c.oid
	) AS column_defaults
	FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_am am ON am.oid = c.relam
	LEFT JOIN pg_tablespace ts ON ts.oid = c.reltablespace @comment(pg_class, c.oid, 0)
	WHERE c.relkind IN ('v', 'm') AND @in_scope AND @not_ours AND @not_member(pg_class, c.oid)

--- define aggregate_function(word, column)
	|| CASE WHEN g.@column::oid <> 0 THEN ', @word = ' || @function_name(g.@column) ELSE '' END

--- define final_modify(word, column, usual)
	|| CASE
		WHEN g.@column = @usual THEN ''
		ELSE ', @word = ' || CASE g.@column
			WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE'
		END
	END

-- pg_get_functiondef has no words for aggregates.
--- define aggregate
	'CREATE AGGREGATE ' || @dotted(n.nspname) || quote_ident(p.proname) || '(' || CASE
		WHEN p.pronargs = 0 THEN '*' ELSE pg_get_function_arguments(p.oid)
	END || ') (SFUNC = ' || @function_name(g.aggtransfn) || ', STYPE = ' || format_type(g.aggtranstype, NULL) || CASE
		WHEN g.aggtransspace <> 0 THEN ', SSPACE = ' || g.aggtransspace ELSE ''
	END @aggregate_function(FINALFUNC, aggfinalfn) || CASE WHEN g.aggfinalextra THEN ', FINALFUNC_EXTRA' ELSE ''
	END @final_modify(
		FINALFUNC_MODIFY, aggfinalmodify, CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END
	) @aggregate_function(COMBINEFUNC, aggcombinefn) @aggregate_function(SERIALFUNC, aggserialfn)
	@aggregate_function(DESERIALFUNC, aggdeserialfn) @aggregate_function(MSFUNC, aggmtransfn)
	@aggregate_function(MINVFUNC, aggminvtransfn) || CASE
		WHEN g.aggmtranstype <> 0 THEN ', MSTYPE = ' || format_type(g.aggmtranstype, NULL) || CASE
			WHEN g.aggmtransspace <> 0 THEN ', MSSPACE = ' || g.aggmtransspace ELSE ''
		END
		ELSE ''
	END @aggregate_function(MFINALFUNC, aggmfinalfn) || CASE WHEN g.aggmfinalextra THEN ', MFINALFUNC_EXTRA'
	ELSE '' END || coalesce(', INITCOND = ' || quote_literal(g.agginitval), '') || coalesce(', MINITCOND = ' ||
	quote_literal(g.aggminitval), '') || CASE
		WHEN g.aggsortop <> 0 THEN ', SORTOP = ' || (
			SELECT 'OPERATOR(' || @dotted(sn.nspname) || so.oprname || ')'
			FROM pg_operator so
			JOIN pg_namespace sn ON sn.oid = so.oprnamespace
			WHERE so.oid = g.aggsortop
		)
		ELSE ''
	END || CASE p.proparallel WHEN 's' THEN ', PARALLEL = SAFE' WHEN 'r' THEN ', PARALLEL = RESTRICTED' ELSE ''
	END || CASE g.aggkind WHEN 'h' THEN ', HYPOTHETICAL' ELSE '' END || ')'

-- `late` bodies name things that need not be there yet.
--- text pg_objects_routines
	SELECT 'pg_proc'::regclass::oid, p.oid, 0, 14, 0, 0, n.nspname, NULL::text, p.proname,
	'(' || oidvectortypes(p.proargtypes) || ')', NULL::text, d.description AS comment,
	CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END AS class,
	CASE
		WHEN p.prokind = 'a' THEN @aggregate ELSE rtrim(@unnamed(pg_get_functiondef(p.oid), n.nspname), E'\n')
	END AS definition,
	pg_get_function_result(p.oid) AS returns, CASE
		WHEN p.prokind = 'a' AND p.pronargs = 0 THEN '*' ELSE pg_get_function_identity_arguments(p.oid)
	END AS "~arguments",
	p.pronargdefaults::text AS "~defaults", CASE WHEN p.prokind = 'w' THEN 'yes' END AS "window",
	CASE
		WHEN l.lanname = 'sql' AND p.prosrc <> '' OR l.lanname = 'plpgsql' AND p.prosrc LIKE '%\%%' THEN 'yes'
	END AS "~late"
	FROM pg_proc p
	JOIN pg_namespace n ON n.oid = p.pronamespace
	JOIN pg_language l ON l.oid = p.prolang
	LEFT JOIN pg_aggregate g ON g.aggfnoid = p.oid @comment(pg_proc, p.oid, 0)
	WHERE @in_scope
		AND NOT EXISTS (
			SELECT
			FROM pg_depend m
			WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype IN ('e', 'i')
		)

--- text pg_objects_triggers
	SELECT 'pg_trigger'::regclass::oid, t.oid, 0, 15, 0, 0, n.nspname, c.relname, t.tgname, NULL::text,
	NULL::text, d.description AS comment, pg_get_triggerdef(t.oid, $4::text IS NOT NULL) AS definition,
	@enabled(t.tgenabled)
	FROM pg_trigger t
	JOIN pg_class c ON c.oid = t.tgrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace @comment(pg_trigger, t.oid, 0)
	WHERE NOT t.tgisinternal AND coalesce((to_jsonb(t)->>'tgparentid')::oid, 0) = 0 AND @on_in_scope(t.tgname)
		AND @not_ours
		AND @not_member(pg_class, c.oid)
		AND @not_member(pg_trigger, t.oid)

-- How a partition's copy of a trigger fires, where that is not as its parent's does. Before version 15 such a copy is
-- internal, and so is that of a partition in between: what checks a constraint is told by the constraint.
--- text pg_objects_firing
	SELECT 6::oid, t.oid, 0, 1007, 0, 0, n.nspname, c.relname, t.tgname, NULL::text, NULL::text,
	'TRIGGER OF PARTITION' AS "~class", @fires(t.tgenabled) AS enabled, @fires(p.tgenabled) AS "~usual"
	FROM pg_trigger t
	JOIN pg_trigger p ON p.oid = (to_jsonb(t)->>'tgparentid')::oid AND p.tgenabled <> t.tgenabled
	JOIN pg_class c ON c.oid = t.tgrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint
	WHERE coalesce(k.contype, 't') = 't' AND @in_scope AND @not_ours AND @not_member(pg_class, c.oid)

--- text pg_objects_policies
	SELECT 'pg_policy'::regclass::oid, p.oid, 0, 17, 0, 0, n.nspname, c.relname, p.polname, NULL::text,
	NULL::text, d.description AS comment,
	CASE p.polcmd
		WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE'
	END AS command,
	CASE WHEN NOT p.polpermissive THEN 'yes' END AS restrictive,
	(
		SELECT string_agg(coalesce(quote_ident(r.rolname), 'PUBLIC'), ', ' ORDER BY r.rolname)
		FROM unnest(p.polroles) u(oid)
		LEFT JOIN pg_roles r ON r.oid = u.oid
	) AS roles,
	pg_get_expr(p.polqual, p.polrelid) AS "using", pg_get_expr(p.polwithcheck, p.polrelid) AS "check"
	FROM pg_policy p
	JOIN pg_class c ON c.oid = p.polrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace @comment(pg_policy, p.oid, 0)
	WHERE @on_in_scope(p.polname) AND @not_ours AND @not_member(pg_class, c.oid)

--- text pg_objects_rules
	SELECT 'pg_rewrite'::regclass::oid, r.oid, 0, 1002, 0, 0, n.nspname, c.relname, r.rulename, NULL::text,
	NULL::text, d.description AS comment, 'RULE' AS "~class",
	rtrim(pg_get_ruledef(r.oid, $4::text IS NOT NULL), ';') AS definition, @enabled(r.ev_enabled)
	FROM pg_rewrite r
	JOIN pg_class c ON c.oid = r.ev_class
	JOIN pg_namespace n ON n.oid = c.relnamespace @comment(pg_rewrite, r.oid, 0)
	WHERE r.rulename <> '_RETURN' AND @on_in_scope(r.rulename) AND @not_ours AND @not_member(pg_class, c.oid)

--- define statistics
	@unnamed(pg_get_statisticsobjdef(s.oid), sn.nspname)

-- The server has the columns in their order in the table, which is nobody's affair.
--- text pg_objects_statistics
	SELECT 'pg_statistic_ext'::regclass::oid, s.oid, 0, 1003, 0, 0, sn.nspname, NULL::text, s.stxname,
	NULL::text, NULL::text, d.description AS comment, 'STATISTICS' AS "~class",
	coalesce(replace(@statistics, ' ON ' || k.names, ' ON ' || k.sorted), @statistics) AS definition,
	nullif((to_jsonb(s)->>'stxstattarget'), '-1') AS target
	FROM pg_statistic_ext s
	JOIN pg_namespace sn ON sn.oid = s.stxnamespace
	JOIN pg_class c ON c.oid = s.stxrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	CROSS JOIN LATERAL (
		SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) AS names,
		string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname) AS sorted
		FROM pg_attribute a
		WHERE a.attrelid = c.oid AND a.attnum = ANY (s.stxkeys)
	) k @comment(pg_statistic_ext, s.oid, 0)
	WHERE @in_scope AND @not_ours AND @not_member(pg_class, c.oid) AND @not_member(pg_statistic_ext, s.oid)
