-- SPDX-License-Identifier: MIT
-- Namespaces, extensions, types and sequences.

--- include catalog.inc.sql

--- list pg_catalog_types

-- A schema that holds nothing but our own tables is ours as well.
--- text pg_objects_namespaces
	@object(
		pg_namespace, n.oid, 0, @kind_namespace,
		CASE
			WHEN n.nspname = $2::text AND n.nspname <> 'public'
			AND EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid AND c.relname = ANY ($3::text[]))
			AND NOT EXISTS (
				SELECT
				FROM pg_class c
				WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
					AND c.relname <> ALL ($3::text[])
			) THEN @flag_implicit
			ELSE 0
		END,
		0, NULL::text, NULL::text, n.nspname, NULL::text
	)
	FROM pg_namespace n
	LEFT JOIN pg_description d ON d.classoid = 'pg_namespace'::regclass AND d.objoid = n.oid
		AND NOT (n.nspname = 'public' AND d.description = 'standard public schema')
	WHERE @in_scope AND n.nspname IS DISTINCT FROM $4::text AND @not_member(pg_namespace, n.oid)

-- Their versions are the server's affair.
--- text pg_objects_extensions
	@object(pg_extension, e.oid, 0, @kind_extension, 0, 0, NULL::text, NULL::text, e.extname, NULL::text),
	CASE WHEN n.nspname IS DISTINCT FROM $4::text THEN n.nspname END AS schema, e.extversion AS "~version"
	FROM pg_extension e
	JOIN pg_namespace n ON n.oid = e.extnamespace @comment(pg_extension, e.oid, 0)
	WHERE e.extname <> 'plpgsql' AND (@in_scope OR (n.nspname = 'pg_catalog' AND @whole_database))

-- Do rows hold it inside of something else (an array, a composite type, a range)? The server then lets nobody
-- change what it allows.
--- define stored_within
	EXISTS (
		WITH RECURSIVE holder(type, within) AS (
			SELECT t.oid, false
			UNION
			SELECT x.type, h.within OR x.form <> 'd'
			FROM holder h
			JOIN pg_depend u ON u.refclassid = 'pg_type'::regclass AND u.refobjid = h.type
			CROSS JOIN LATERAL (
				SELECT y.oid, y.typtype
				FROM pg_type y
				WHERE u.classid = 'pg_type'::regclass AND y.oid = u.objid
				UNION ALL
				SELECT k.reltype, 'c'
				FROM pg_class k
				WHERE u.classid = 'pg_class'::regclass AND k.oid = u.objid AND u.objsubid > 0 AND k.reltype <> 0
			) x(type, form)
		)
		SELECT
		FROM holder h
		JOIN pg_depend u ON u.refclassid = 'pg_type'::regclass AND u.refobjid = h.type
			AND u.classid = 'pg_class'::regclass
			AND u.objsubid > 0
		JOIN pg_class k ON k.oid = u.objid AND k.relkind IN ('r', 'p', 'm')
		WHERE h.within
	)

-- `used` is whatever text names a value of an enum: a value that is new may not be used before it is
-- committed.
--- text pg_objects_types
	@object(
		pg_type, t.oid, 0, @kind_type, CASE WHEN t.typtype IN ('b', 'p') THEN 1 ELSE 0 END, 0, n.nspname,
		NULL::text, t.typname, NULL::text
	),
	CASE t.typtype
		WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'r' THEN 'range' WHEN 'c' THEN 'composite' ELSE 'base'
	END AS form,
	(
		SELECT string_agg(quote_literal(enumlabel), E'\n' ORDER BY enumsortorder)
		FROM pg_enum
		WHERE enumtypid = t.oid
	) AS labels,
	CASE t.typtype WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod) END AS type,
	CASE
		WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN t.typcollation::regcollation::text
	END AS collation,
	coalesce(pg_get_expr(t.typdefaultbin, 0), t.typdefault) AS "default", @flag(t.typnotnull, not_null),
	nullif(nn.conname, t.typname || '_not_null') AS not_null_name, nn.conname AS "~not_null_actual",
	CASE t.typtype
		WHEN 'c' THEN coalesce(
			(
				SELECT string_agg(
					quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || CASE
						WHEN a.attcollation <> y.typcollation THEN ' COLLATE ' ||
						a.attcollation::regcollation::text
						ELSE ''
					END,
					E'\n' ORDER BY a.attnum
				)
				FROM pg_attribute a
				JOIN pg_type y ON y.oid = a.atttypid
				WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped
			),
			''
		)
	END AS attributes,
	CASE t.typtype
		WHEN 'c' THEN (
			SELECT string_agg(
				'COMMENT ON COLUMN ' || t.oid::regtype || '.' || quote_ident(a.attname) || ' IS ' ||
				quote_literal(e.description),
				E'\n' ORDER BY a.attnum
			)
			FROM pg_attribute a
			JOIN pg_description e ON e.classoid = 'pg_class'::regclass AND e.objoid = a.attrelid
				AND e.objsubid = a.attnum
			WHERE a.attrelid = t.typrelid AND NOT a.attisdropped
		)
	END AS column_comments,
	CASE t.typtype
		WHEN 'c' THEN (
			SELECT string_agg(quote_ident(a.attname), E'\n')
			FROM pg_attribute a
			WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND EXISTS (
				SELECT
				FROM pg_depend u
				WHERE u.refclassid = 'pg_class'::regclass AND u.refobjid = t.typrelid AND u.refobjsubid = a.attnum
			)
		)
	END AS "~read",
	(
		SELECT 'SUBTYPE = ' || format_type(r.rngsubtype, NULL) || ', SUBTYPE_OPCLASS = ' || @dotted(cn.nspname)
		|| quote_ident(oc.opcname) || CASE
			WHEN r.rngcollation <> s.typcollation THEN ', COLLATION = ' || r.rngcollation::regcollation::text
			ELSE ''
		END || CASE WHEN r.rngcanonical::oid <> 0 THEN ', CANONICAL = ' || r.rngcanonical::text ELSE '' END ||
		CASE WHEN r.rngsubdiff::oid <> 0 THEN ', SUBTYPE_DIFF = ' || r.rngsubdiff::text ELSE '' END ||
		coalesce(', MULTIRANGE_TYPE_NAME = ' || (to_jsonb(r)->>'rngmultitypid')::oid::regtype, '')
		FROM pg_range r
		JOIN pg_opclass oc ON oc.oid = r.rngsubopc
		JOIN pg_namespace cn ON cn.oid = oc.opcnamespace
		JOIN pg_type s ON s.oid = r.rngsubtype
		WHERE r.rngtypid = t.oid
	) AS definition,
	CASE t.typtype
		WHEN 'e' THEN (
			SELECT string_agg(
				CASE u.classid
					WHEN 'pg_attrdef'::regclass THEN (
						SELECT pg_get_expr(x.adbin, x.adrelid) FROM pg_attrdef x WHERE x.oid = u.objid
					)
					WHEN 'pg_constraint'::regclass THEN pg_get_constraintdef(u.objid)
					WHEN 'pg_rewrite'::regclass THEN pg_get_ruledef(u.objid)
					WHEN 'pg_trigger'::regclass THEN pg_get_triggerdef(u.objid)
					WHEN 'pg_policy'::regclass THEN (
						SELECT concat(
							pg_get_expr(x.polqual, x.polrelid), pg_get_expr(x.polwithcheck, x.polrelid)
						)
						FROM pg_policy x
						WHERE x.oid = u.objid
					)
					WHEN 'pg_type'::regclass THEN (SELECT x.typdefault FROM pg_type x WHERE x.oid = u.objid)
					WHEN 'pg_class'::regclass THEN concat(
						pg_get_indexdef(u.objid),
						(SELECT pg_get_expr(x.relpartbound, x.oid) FROM pg_class x WHERE x.oid = u.objid)
					)
					WHEN 'pg_proc'::regclass THEN (
						SELECT pg_get_functiondef(x.oid)
						FROM pg_proc x
						WHERE x.oid = u.objid AND x.prokind <> 'a'
					)
				END,
				E'\n'
			)
			FROM pg_depend u
			WHERE u.refclassid = 'pg_type'::regclass AND u.refobjid IN (t.oid, t.typarray)
		)
	END AS "~used",
	CASE t.typtype WHEN 'd' THEN CASE WHEN @stored_within THEN 'yes' END END AS "~within"
	FROM pg_type t
	JOIN pg_namespace n ON n.oid = t.typnamespace
	LEFT JOIN pg_type b ON b.oid = t.typbasetype
	LEFT JOIN pg_class c ON c.oid = t.typrelid
	LEFT JOIN pg_constraint nn ON nn.contypid = t.oid AND nn.contype = 'n' @comment(pg_type, t.oid, 0)
	WHERE @in_scope
		AND (
			t.typtype IN ('e', 'd', 'r', 'p') OR c.relkind = 'c' OR (
				t.typtype = 'b' AND t.typinput <> 'array_in'::regproc
			)
		)
		AND @not_member(pg_type, t.oid)

--- text pg_objects_sequences
	@object(
		pg_class, c.oid, 0, @kind_sequence, CASE WHEN o.deptype = 'i' THEN @flag_implicit ELSE 0 END, 0,
		n.nspname, NULL::text, c.relname, NULL::text
	),
	pn.nspname AS "~of_space", p.relname AS "~of_table",
	nullif(format_type(s.seqtypid, NULL), 'bigint') AS type, @sequence_options,
	@flag(c.relpersistence = 'u', unlogged)
	FROM pg_sequence s
	JOIN pg_class c ON c.oid = s.seqrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace @sequence_limits
	LEFT JOIN pg_depend o ON o.classid = 'pg_class'::regclass AND o.objid = c.oid
		AND o.refclassid = 'pg_class'::regclass
		AND o.deptype IN ('a', 'i')
	LEFT JOIN pg_class p ON p.oid = o.refobjid
	LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace @comment(pg_class, c.oid, 0)
	WHERE @in_scope
		AND NOT (
			pn.nspname IS NOT DISTINCT FROM $2::text AND p.relname = ANY ($3::text[]) AND p.relname IS NOT NULL
		)
		AND @not_ours
		AND @not_member(pg_class, c.oid)

--- text pg_objects_ownerships
	SELECT 1::oid, s.oid, 0, @kind_ownership, 0, 0, sn.nspname, NULL::text, s.relname, NULL::text, NULL::text,
	'OWNER OF SEQUENCE' AS "~class", n.nspname AS "~of_space", c.relname AS "~of_table",
	c.oid::regclass || '.' || quote_ident(a.attname) AS owner
	FROM pg_depend o
	JOIN pg_class s ON s.oid = o.objid AND s.relkind = 'S'
	JOIN pg_namespace sn ON sn.oid = s.relnamespace
	JOIN pg_class c ON c.oid = o.refobjid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = o.refobjsubid
	WHERE o.classid = 'pg_class'::regclass AND o.refclassid = 'pg_class'::regclass AND o.deptype = 'a'
		AND @in_scope
		AND @not_ours
		AND @not_member(pg_class, c.oid)
		AND @not_member(pg_class, s.oid)
