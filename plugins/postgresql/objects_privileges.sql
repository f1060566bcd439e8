-- SPDX-License-Identifier: MIT
-- Whose everything is, and who may do what with it.

--- include catalog.inc.sql

-- Rows of subjects(class, oid, sub, space, name, signature, word, grant target, ALTER's target, owner, list,
-- what the list is without a word of anybody): the target is null where there is nothing to grant, or the
-- owner is another object's.
--- define relation_word
	CASE c.relkind
		WHEN 'v' THEN 'VIEW'
		WHEN 'm' THEN 'MATERIALIZED VIEW'
		WHEN 'S' THEN 'SEQUENCE'
		WHEN 'f' THEN 'FOREIGN TABLE'
		ELSE 'TABLE'
	END

--- define grant_word
	CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass

--- define routine_word
	CASE p.prokind WHEN 'a' THEN 'AGGREGATE' WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END

--- define list_kind
	CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"

-- What an extension has is its own, and what it was given there usual: beyond that somebody has said something.
--- define is_member(class, oid)
	EXISTS (
		SELECT FROM pg_depend m WHERE m.classid = '@class'::regclass AND m.objid = @oid AND m.deptype = 'e'
	)

--- define given(class, oid)
	(
		SELECT i.initprivs
		FROM pg_init_privs i
		WHERE i.classoid = '@class'::regclass AND i.objoid = @oid AND i.objsubid = 0
	)

-- A sequence of a column is its table's owner's; partitions, which hang on their parents too, have their own.
--- define relations
	SELECT 'pg_class'::regclass::oid AS class, c.oid, 0 AS sub, n.nspname AS space, c.relname::text AS name,
	NULL::text AS signature, @relation_word AS word, @grant_word AS target,
	CASE
		WHEN NOT EXISTS (
			SELECT
			FROM pg_depend o
			WHERE c.relkind = 'S' AND o.classid = 'pg_class'::regclass AND o.objid = c.oid
				AND o.refclassid = 'pg_class'::regclass
				AND o.deptype IN ('a', 'i')
		) AND @not_member(pg_class, c.oid) THEN @relation_word || ' ' || c.oid::regclass
	END AS alter,
	c.relowner AS owner, c.relacl AS list,
	CASE
		WHEN c.relacl IS NOT NULL THEN coalesce(@given(pg_class, c.oid), acldefault(@list_kind, c.relowner))
	END AS usual
	FROM pg_class c
	JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND @in_scope AND @not_ours
		AND (c.relacl IS NOT NULL OR @not_member(pg_class, c.oid))

-- The names and types of the columns.
--- define nothing
	SELECT 0::oid AS class, 0::oid AS oid, 0 AS sub, ''::name AS space, ''::text AS name,
	NULL::text AS signature, ''::text AS word, NULL::text AS target, NULL::text AS alter, 0::oid AS owner,
	NULL::aclitem[] AS list, NULL::aclitem[] AS usual
	WHERE false

--- define columns
	UNION ALL SELECT 'pg_class'::regclass, c.oid, a.attnum, n.nspname, c.relname || '.' || a.attname, NULL,
	'COLUMN', 'TABLE ' || c.oid::regclass, NULL, c.relowner, a.attacl, NULL::aclitem[]
	FROM pg_attribute a
	JOIN pg_class c ON c.oid = a.attrelid
	JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND @in_scope
		AND @not_ours
		AND @not_member(pg_class, c.oid)

--- define routines
	UNION ALL SELECT 'pg_proc'::regclass, p.oid, 0, n.nspname, p.proname,
	'(' || oidvectortypes(p.proargtypes) || ')', @routine_word,
	CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.oid::regprocedure,
	CASE
		WHEN @is_member(pg_proc, p.oid) THEN NULL
		WHEN p.prokind = 'a' AND p.pronargs = 0 THEN @routine_word || ' ' ||
		replace(p.oid::regprocedure::text, '()', '(*)')
		ELSE @routine_word || ' ' || p.oid::regprocedure::text
	END,
	p.proowner, p.proacl,
	CASE WHEN p.proacl IS NOT NULL THEN coalesce(@given(pg_proc, p.oid), acldefault('f', p.proowner)) END
	FROM pg_proc p
	JOIN pg_namespace n ON n.oid = p.pronamespace
	WHERE @in_scope AND (p.proacl IS NOT NULL OR NOT @is_member(pg_proc, p.oid))
		AND NOT EXISTS (
			SELECT
			FROM pg_depend m
			WHERE m.classid = 'pg_proc'::regclass AND m.objid = p.oid AND m.deptype = 'i'
		)

--- define types
	UNION ALL SELECT 'pg_type'::regclass, t.oid, 0, n.nspname, t.typname, NULL,
	CASE t.typtype WHEN 'd' THEN 'DOMAIN' ELSE 'TYPE' END, 'TYPE ' || t.oid::regtype,
	CASE t.typtype WHEN 'd' THEN 'DOMAIN ' ELSE 'TYPE ' END || t.oid::regtype, t.typowner, t.typacl,
	acldefault('T', t.typowner)
	FROM pg_type t
	JOIN pg_namespace n ON n.oid = t.typnamespace
	LEFT JOIN pg_class c ON c.oid = t.typrelid
	WHERE @in_scope AND (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND @not_member(pg_type, t.oid)

-- What every new database has, with its owner, says nothing: also where somebody has made `public` again, as a restore
-- does, and pg_init_privs has forgotten it.
--- define public_usual
	acldefault('n', n.nspowner) || makeaclitem(0, n.nspowner, 'USAGE', false)
		|| CASE
			WHEN current_setting('server_version_num')::int < 150000
				THEN ARRAY[makeaclitem(0, n.nspowner, 'CREATE', false)]
			ELSE '{}'::aclitem[]
		END

--- define namespaces
	UNION ALL SELECT 'pg_namespace'::regclass, n.oid, 0, NULL, n.nspname, NULL, 'SCHEMA',
	'SCHEMA ' || quote_ident(n.nspname), 'SCHEMA ' || quote_ident(n.nspname), n.nspowner, n.nspacl,
	coalesce(
		(
			SELECT i.initprivs
			FROM pg_init_privs i
			WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid AND i.objsubid = 0
		),
		CASE WHEN n.nspname = 'public' THEN @public_usual ELSE acldefault('n', n.nspowner) END
	)
	FROM pg_namespace n
	WHERE @in_scope AND n.nspname IS DISTINCT FROM $4::text AND @not_member(pg_namespace, n.oid)

--- define other_subject(class, oid, space, name, word, target, alter, owner, list, usual, from)
	UNION ALL SELECT '@class'::regclass, @oid, 0, @space, @name, NULL, '@word', @target, '@word ' || @alter,
	@owner, @list, @usual
	FROM @from

--- define in_space(space, name)
	@dotted(@space) || quote_ident(@name)

--- define others
	@other_subject(
		pg_foreign_server, o.oid, NULL, o.srvname, SERVER, 'FOREIGN SERVER ' || quote_ident(o.srvname),
		quote_ident(o.srvname), o.srvowner, o.srvacl, acldefault('S', o.srvowner), pg_foreign_server o
		WHERE @server_in_scope AND @not_member(pg_foreign_server, o.oid)
	)
	@other_subject(
		pg_collation, o.oid, n.nspname, o.collname, COLLATION, NULL, @in_space(n.nspname, o.collname),
		o.collowner, NULL, NULL, pg_collation o
		JOIN pg_namespace n ON n.oid = o.collnamespace
		WHERE @in_scope AND @not_member(pg_collation, o.oid)
	)
	@other_subject(
		pg_ts_config, o.oid, n.nspname, o.cfgname, TEXT SEARCH CONFIGURATION, NULL,
		@in_space(n.nspname, o.cfgname), o.cfgowner, NULL, NULL, pg_ts_config o
		JOIN pg_namespace n ON n.oid = o.cfgnamespace
		WHERE @in_scope AND @not_member(pg_ts_config, o.oid)
	)

--- define more_others
	@other_subject(
		pg_ts_dict, o.oid, n.nspname, o.dictname, TEXT SEARCH DICTIONARY, NULL,
		@in_space(n.nspname, o.dictname), o.dictowner, NULL, NULL, pg_ts_dict o
		JOIN pg_namespace n ON n.oid = o.dictnamespace
		WHERE @in_scope AND @not_member(pg_ts_dict, o.oid)
	)
	@other_subject(
		pg_statistic_ext, o.oid, n.nspname, o.stxname, STATISTICS, NULL, @in_space(n.nspname, o.stxname),
		o.stxowner, NULL, NULL, pg_statistic_ext o
		JOIN pg_namespace n ON n.oid = o.stxnamespace
		WHERE @in_scope AND @not_member(pg_statistic_ext, o.oid)
	)
	@other_subject(
		pg_publication, o.oid, NULL, o.pubname, PUBLICATION, NULL, quote_ident(o.pubname), o.pubowner, NULL,
		NULL, pg_publication o
	)
	@other_subject(
		pg_conversion, o.oid, n.nspname, o.conname, CONVERSION, NULL, @in_space(n.nspname, o.conname),
		o.conowner, NULL, NULL, pg_conversion o
		JOIN pg_namespace n ON n.oid = o.connamespace
		WHERE @in_scope AND @not_member(pg_conversion, o.oid)
	)
	@other_subject(
		pg_language, o.oid, NULL, o.lanname, LANGUAGE, 'LANGUAGE ' || quote_ident(o.lanname),
		quote_ident(o.lanname), o.lanowner, o.lanacl, acldefault('l', o.lanowner), pg_language o
		WHERE @whole_database AND o.oid >= 16384 AND @not_member(pg_language, o.oid)
	)

--- define operators
	@other_subject(
		pg_operator, o.oid, n.nspname,
		o.oprname || ' (' || o.oprleft::regtype || ', ' || o.oprright::regtype || ')', OPERATOR, NULL,
		@dotted(n.nspname) || o.oprname || ' (' || CASE o.oprleft
			WHEN 0 THEN 'NONE' ELSE o.oprleft::regtype::text
		END || ', ' || o.oprright::regtype || ')',
		o.oprowner, NULL, NULL, pg_operator o
		JOIN pg_namespace n ON n.oid = o.oprnamespace
		WHERE o.oprcode::oid <> 0 AND @in_scope AND @not_member(pg_operator, o.oid)
	)
	@other_subject(
		pg_opclass, o.oid, n.nspname, o.opcname || ' ' || am.amname, OPERATOR CLASS, NULL,
		@in_space(n.nspname, o.opcname) || ' USING ' || quote_ident(am.amname), o.opcowner, NULL, NULL,
		pg_opclass o
		JOIN pg_am am ON am.oid = o.opcmethod
		JOIN pg_namespace n ON n.oid = o.opcnamespace
		WHERE @in_scope AND @not_member(pg_opclass, o.oid)
	)
	@other_subject(
		pg_opfamily, o.oid, n.nspname, o.opfname || ' ' || am.amname, OPERATOR FAMILY, NULL,
		@in_space(n.nspname, o.opfname) || ' USING ' || quote_ident(am.amname), o.opfowner, NULL, NULL,
		pg_opfamily o
		JOIN pg_am am ON am.oid = o.opfmethod
		JOIN pg_namespace n ON n.oid = o.opfnamespace
		WHERE @in_scope AND @not_member(pg_opfamily, o.oid)
	)
	@other_subject(
		pg_event_trigger, o.oid, NULL, o.evtname, EVENT TRIGGER, NULL, quote_ident(o.evtname), o.evtowner,
		NULL, NULL, pg_event_trigger o
		JOIN pg_proc ep ON ep.oid = o.evtfoid
		JOIN pg_namespace n ON n.oid = ep.pronamespace
		WHERE @in_scope AND @not_member(pg_event_trigger, o.oid)
	)

-- A role, in words that mean the same wherever the owner is the migrating user.
--- define role(oid, owner)
	CASE
		WHEN @oid = 0 THEN 'PUBLIC'
		WHEN @oid = @owner AND pg_get_userbyid(@oid) = current_user THEN 'CURRENT_USER'
		ELSE quote_ident(pg_get_userbyid(@oid))
	END

-- Lines of a list: what is given beyond what is usual, and what is not given of that.
--- define lines(list, usual, owner, column)
	(
		SELECT string_agg(l.line, E'\n' ORDER BY l.late, l.line COLLATE "C")
		FROM (
			SELECT e.grantor <> @owner AS late,
			e.privilege_type || @column || ' TO ' || @role(e.grantee, @owner) || CASE
				WHEN e.is_grantable THEN ' WITH GRANT OPTION' ELSE ''
			END || CASE
				WHEN e.grantor <> @owner THEN ' GRANTED BY ' || quote_ident(pg_get_userbyid(e.grantor)) ELSE ''
			END AS line
			FROM aclexplode(@list) e
			WHERE NOT EXISTS (
				SELECT
				FROM aclexplode(@usual) u
				WHERE u.grantee = e.grantee AND u.privilege_type = e.privilege_type
					AND u.is_grantable = e.is_grantable
			)
			UNION ALL SELECT false, 'NO ' || u.privilege_type || ' TO ' || @role(u.grantee, @owner)
			FROM aclexplode(@usual) u
			WHERE NOT EXISTS (
				SELECT
				FROM aclexplode(@list) e
				WHERE e.grantee = u.grantee AND e.privilege_type = u.privilege_type
			)
		) l
	)

-- The class is told apart from that of what they are of.
--- define privileges(subjects)
	WITH s AS MATERIALIZED (@subjects) SELECT (s.class::int8 + 1000000)::oid, s.oid, s.sub, 1008, 32, 0,
	s.space, NULL::text, s.name, concat(s.word, s.signature), NULL::text,
	'PRIVILEGES OF ' || s.word AS "~class", o.owner AS "=owner", s.alter AS "~alter", g.lines AS grants,
	' ON ' || s.target AS "~target",
	CASE
		WHEN s.class IN ('pg_class'::regclass, 'pg_proc'::regclass)
		AND EXISTS (
			SELECT FROM pg_depend m WHERE m.classid = s.class AND m.objid = s.oid AND m.deptype = 'e'
		) THEN 'yes'
	END AS "~of_extension"
	FROM s
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN s.alter IS NOT NULL AND pg_get_userbyid(s.owner) <> current_user
			AND NOT (
				s.class = 'pg_namespace'::regclass AND s.name = 'public'
				AND (s.owner = 10 OR pg_get_userbyid(s.owner) = 'pg_database_owner')
			) THEN quote_ident(pg_get_userbyid(s.owner))
		END AS owner
	) o
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN s.list IS NOT NULL
			AND s.target IS NOT NULL THEN @lines(
				s.list, s.usual, s.owner,
				CASE s.sub
					WHEN 0 THEN ''
					ELSE (
						SELECT ' (' || quote_ident(a.attname) || ')'
						FROM pg_attribute a
						WHERE a.attrelid = s.oid AND a.attnum = s.sub
					)
				END
			)
		END AS lines
	) g
	WHERE o.owner IS NOT NULL OR g.lines IS NOT NULL

--- list pg_catalog_privileges

--- text pg_objects_of_tables
	@privileges(@relations @columns)

--- text pg_objects_of_code
	@privileges(@nothing @routines @types)

--- text pg_objects_of_namespaces
	@privileges(@nothing @namespaces)

--- text pg_objects_of_others
	@privileges(@nothing @others)

--- text pg_objects_of_more
	@privileges(@nothing @more_others)

--- text pg_objects_of_operators
	@privileges(@nothing @operators)

--- define default_kind
	CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END

--- define default_word
	CASE d.defaclobjtype
		WHEN 'r' THEN 'TABLES'
		WHEN 'S' THEN 'SEQUENCES'
		WHEN 'f' THEN 'FUNCTIONS'
		WHEN 'T' THEN 'TYPES'
		WHEN 'n' THEN 'SCHEMAS'
	END

-- Those of a schema add to the others; those come in the place of what is usual.
--- text pg_objects_defaults
	SELECT 'pg_default_acl'::regclass::oid, d.oid, 0, 1009, 32, 0, n.nspname, NULL::text, lower(@default_word),
	w.role, NULL::text, 'DEFAULT PRIVILEGES ON' AS "~class", g.lines AS grants,
	' ON ' || @default_word AS "~target",
	'ALTER DEFAULT PRIVILEGES' || coalesce(w.role, '') || coalesce(
		' IN SCHEMA ' || quote_ident(n.nspname), ''
	) || ' ' AS "~lead"
	FROM pg_default_acl d
	LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
	CROSS JOIN LATERAL (
		SELECT CASE
			WHEN pg_get_userbyid(d.defaclrole) <> current_user THEN ' FOR ROLE ' ||
			quote_ident(pg_get_userbyid(d.defaclrole))
		END AS role
	) w
	CROSS JOIN LATERAL (
		SELECT @lines(
			d.defaclacl,
			(
				CASE d.defaclnamespace
					WHEN 0 THEN acldefault(@default_kind::"char", d.defaclrole) ELSE NULL::aclitem[]
				END
			),
			d.defaclrole, ''
		) AS lines
	) g
	WHERE g.lines IS NOT NULL AND @default_word IS NOT NULL
		AND (n.oid IS NULL AND @whole_database OR @in_scope AND n.nspname IS DISTINCT FROM $4::text)
