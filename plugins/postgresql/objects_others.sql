-- SPDX-License-Identifier: MIT
-- All else that has a definition.

--- include catalog.inc.sql

-- Rows of others(class, oid, namespace, what it is, its name as DDL has it, its CREATE). `read` are those
-- that are only looked at.
--- define other(class, oid, space, name, word, ddl_name, create, from)
	UNION ALL SELECT '@class'::regclass::oid, @oid, @space, @name, '@word', @ddl_name, @create FROM @from

--- define collation_provider
	CASE o.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END

--- define family_name
	@dotted(n.nspname) || quote_ident(o.opfname) || ' USING ' || quote_ident(am.amname)

-- The operators and functions of an operator class, and those that a family has beside its classes.
--- define members(class)
	(
		SELECT string_agg(m.text, ', ' ORDER BY m.text COLLATE "C")
		FROM pg_depend u
		CROSS JOIN LATERAL (
			SELECT 'OPERATOR ' || p.amopstrategy || ' ' || p.amopopr::regoperator || CASE
				WHEN p.amopsortfamily <> 0 THEN ' FOR ORDER BY ' || (
					SELECT @dotted(xn.nspname) || quote_ident(xf.opfname)
					FROM pg_opfamily xf
					JOIN pg_namespace xn ON xn.oid = xf.opfnamespace
					WHERE xf.oid = p.amopsortfamily
				)
				ELSE ''
			END
			FROM pg_amop p
			WHERE u.classid = 'pg_amop'::regclass AND p.oid = u.objid
			UNION ALL
			SELECT 'FUNCTION ' || p.amprocnum || ' (' || p.amproclefttype::regtype || ', ' ||
			p.amprocrighttype::regtype || ') ' || p.amproc::regprocedure
			FROM pg_amproc p
			WHERE u.classid = 'pg_amproc'::regclass AND p.oid = u.objid
		) m(text)
		WHERE u.refclassid = '@class'::regclass AND u.refobjid = o.oid
	)

--- define others_begin
	SELECT x.class, x.oid, 0, 1005, CASE WHEN x.creation IS NULL THEN 1 ELSE 0 END, 0, x.space, NULL::text,
	x.name, x.word, NULL::text, d.description AS comment, x.word AS class, x.ddl_name AS "~ddl_name",
	x.creation AS definition, f.wrapper AS "~wrapper", f.srvtype AS "~type",
	f.srvversion AS "~version", CASE WHEN f.srvoptions IS NOT NULL THEN @foreign_options(f.srvoptions) END AS "~foreign_options"
	FROM (SELECT 0::oid, 0::oid, ''::name, ''::text, ''::text, ''::text, ''::text WHERE false

--- define others_end
	) x(class, oid, space, name, word, ddl_name,
	creation) LEFT JOIN pg_description d ON d.classoid = x.class AND d.objoid = x.oid AND d.objsubid = 0
	LEFT JOIN (
		SELECT fs.*, w.fdwname AS wrapper
		FROM pg_foreign_server fs
		JOIN pg_foreign_data_wrapper w ON w.oid = fs.srvfdw
	) f ON x.class = 'pg_foreign_server'::regclass AND f.oid = x.oid

--- list pg_catalog_others

--- text pg_objects_operators
	@others_begin
	@other(
		pg_collation, o.oid, n.nspname, o.collname, COLLATION, @dotted(n.nspname) || quote_ident(o.collname),
		'CREATE COLLATION ' || @dotted(n.nspname) || quote_ident(o.collname) || ' (provider = ' ||
		@collation_provider || CASE
			WHEN o.collprovider <> 'c' OR o.collcollate = o.collctype THEN ', locale = ' || quote_literal(
				coalesce(to_jsonb(o)->>'colliculocale', to_jsonb(o)->>'colllocale', o.collcollate)
			)
			ELSE ', lc_collate = ' || quote_literal(o.collcollate) || ', lc_ctype = ' ||
			quote_literal(o.collctype)
		END || CASE WHEN o.collisdeterministic THEN '' ELSE ', deterministic = false' END ||
		coalesce(', rules = ' || quote_literal(to_jsonb(o)->>'collicurules'), '') || ')',
		pg_collation o
		JOIN pg_namespace n ON n.oid = o.collnamespace
		WHERE @in_scope AND @not_member(pg_collation, o.oid)
	)
	@other(
		pg_operator, o.oid, n.nspname,
		o.oprname || ' (' || o.oprleft::regtype || ', ' || o.oprright::regtype || ')', OPERATOR,
		@dotted(n.nspname) || o.oprname || ' (' || CASE o.oprleft
			WHEN 0 THEN 'NONE' ELSE o.oprleft::regtype::text
		END || ', ' || o.oprright::regtype || ')',
		'CREATE OPERATOR ' || @dotted(n.nspname) || o.oprname || ' (FUNCTION = ' || @function_name(o.oprcode) || CASE
		o.oprleft
			WHEN 0 THEN '' ELSE ', LEFTARG = ' || o.oprleft::regtype
		END || ', RIGHTARG = ' || o.oprright::regtype || CASE o.oprcom
			WHEN 0 THEN ''
			ELSE ', COMMUTATOR = OPERATOR(' || (
				SELECT @dotted(xn.nspname) || xo.oprname
				FROM pg_operator xo
				JOIN pg_namespace xn ON xn.oid = xo.oprnamespace
				WHERE xo.oid = o.oprcom
			) || ')'
		END || CASE o.oprnegate
			WHEN 0 THEN ''
			ELSE ', NEGATOR = OPERATOR(' || (
				SELECT @dotted(xn.nspname) || xo.oprname
				FROM pg_operator xo
				JOIN pg_namespace xn ON xn.oid = xo.oprnamespace
				WHERE xo.oid = o.oprnegate
			) || ')'
		END || CASE o.oprrest::oid WHEN 0 THEN '' ELSE ', RESTRICT = ' || o.oprrest::text END || CASE
		o.oprjoin::oid WHEN 0 THEN '' ELSE ', JOIN = ' || o.oprjoin::text END || CASE WHEN o.oprcanhash THEN
		', HASHES' ELSE '' END || CASE WHEN o.oprcanmerge THEN ', MERGES' ELSE '' END || ')',
		pg_operator o
		JOIN pg_namespace n ON n.oid = o.oprnamespace
		WHERE o.oprcode::oid <> 0 AND @in_scope AND @not_member(pg_operator, o.oid)
	)
	@others_end

--- text pg_objects_casts
	@others_begin
	@other(
		pg_cast, o.oid, NULL, o.castsource::regtype || ' AS ' || o.casttarget::regtype, CAST,
		'(' || o.castsource::regtype || ' AS ' || o.casttarget::regtype || ')',
		'CREATE CAST (' || o.castsource::regtype || ' AS ' || o.casttarget::regtype || ') ' || CASE o.castmethod
			WHEN 'i' THEN 'WITH INOUT'
			WHEN 'b' THEN 'WITHOUT FUNCTION'
			ELSE 'WITH FUNCTION ' || o.castfunc::regprocedure
		END || CASE o.castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' ELSE '' END,
		pg_cast o
		WHERE o.oid >= 16384
			AND NOT EXISTS (
				SELECT
				FROM pg_type y
				JOIN pg_namespace n ON n.oid = y.typnamespace
				WHERE y.oid IN (o.castsource, o.casttarget) AND y.oid >= 16384 AND NOT @in_scope
			)
			AND (
				@whole_database OR EXISTS (
					SELECT
					FROM pg_type y
					JOIN pg_namespace n ON n.oid = y.typnamespace
					WHERE y.oid IN (o.castsource, o.casttarget) AND @in_scope
				)
			)
			AND NOT EXISTS (
				SELECT
				FROM pg_depend m
				WHERE m.classid = 'pg_cast'::regclass AND m.objid = o.oid AND m.deptype IN ('e', 'i')
			)
	)
	@others_end

--- text pg_objects_texts
	@others_begin
	@other(
		pg_conversion, o.oid, n.nspname, o.conname, CONVERSION, @dotted(n.nspname) || quote_ident(o.conname),
		'CREATE ' || CASE
			WHEN o.condefault THEN 'DEFAULT ' ELSE ''
		END || 'CONVERSION ' || quote_ident(n.nspname) || '.' || quote_ident(o.conname) || ' FOR ' ||
		quote_literal(pg_encoding_to_char(o.conforencoding)) || ' TO ' ||
		quote_literal(pg_encoding_to_char(o.contoencoding)) || ' FROM ' || o.conproc::text,
		pg_conversion o
		JOIN pg_namespace n ON n.oid = o.connamespace
		WHERE @in_scope AND @not_member(pg_conversion, o.oid)
	)
	@other(
		pg_ts_config, o.oid, n.nspname, o.cfgname, TEXT SEARCH CONFIGURATION,
		@dotted(n.nspname) || quote_ident(o.cfgname),
		'CREATE TEXT SEARCH CONFIGURATION ' || @dotted(n.nspname) || quote_ident(o.cfgname) || ' (PARSER = ' ||
		(
			SELECT @dotted(xn.nspname) || quote_ident(xp.prsname)
			FROM pg_ts_parser xp
			JOIN pg_namespace xn ON xn.oid = xp.prsnamespace
			WHERE xp.oid = o.cfgparser
		) || ')' || coalesce(
			(
				SELECT string_agg(
					E';\nALTER TEXT SEARCH CONFIGURATION ' || @dotted(n.nspname) || quote_ident(o.cfgname) ||
					' ADD MAPPING FOR ' || y.token || ' WITH ' || y.dictionaries,
					'' ORDER BY y.token
				)
				FROM (
					SELECT k.alias AS token,
					string_agg(cm.mapdict::regdictionary::text, ', ' ORDER BY cm.mapseqno) AS dictionaries
					FROM pg_ts_config_map cm
					JOIN ts_token_type(o.cfgparser) k ON k.tokid = cm.maptokentype
					WHERE cm.mapcfg = o.oid
					GROUP BY k.alias
				) y
			),
			''
		),
		pg_ts_config o
		JOIN pg_namespace n ON n.oid = o.cfgnamespace
		WHERE @in_scope AND @not_member(pg_ts_config, o.oid)
	)
	@other(
		pg_ts_dict, o.oid, n.nspname, o.dictname, TEXT SEARCH DICTIONARY,
		@dotted(n.nspname) || quote_ident(o.dictname),
		'CREATE TEXT SEARCH DICTIONARY ' || @dotted(n.nspname) || quote_ident(o.dictname) || ' (TEMPLATE = ' ||
		(
			SELECT @dotted(xn.nspname) || quote_ident(xt.tmplname)
			FROM pg_ts_template xt
			JOIN pg_namespace xn ON xn.oid = xt.tmplnamespace
			WHERE xt.oid = o.dicttemplate
		) || coalesce(', ' || o.dictinitoption, '') || ')',
		pg_ts_dict o
		JOIN pg_namespace n ON n.oid = o.dictnamespace
		WHERE @in_scope AND @not_member(pg_ts_dict, o.oid)
	)
	@others_end

--- define function_if(word, oid)
	CASE WHEN @oid::oid <> 0 THEN ', @word = ' || @function_name(@oid) ELSE '' END

-- What is made of functions alone, most of them written in C.
--- text pg_objects_handlers
	@others_begin
	@other(
		pg_ts_parser, o.oid, n.nspname, o.prsname, TEXT SEARCH PARSER,
		@dotted(n.nspname) || quote_ident(o.prsname),
		'CREATE TEXT SEARCH PARSER ' || @dotted(n.nspname) || quote_ident(o.prsname) || ' (START = ' ||
		@function_name(o.prsstart) || ', GETTOKEN = ' || @function_name(o.prstoken) || ', END = ' ||
		@function_name(o.prsend) || @function_if(HEADLINE, o.prsheadline) || ', LEXTYPES = ' ||
		@function_name(o.prslextype) || ')',
		pg_ts_parser o
		JOIN pg_namespace n ON n.oid = o.prsnamespace
		WHERE @in_scope AND @not_member(pg_ts_parser, o.oid)
	)
	@other(
		pg_ts_template, o.oid, n.nspname, o.tmplname, TEXT SEARCH TEMPLATE,
		@dotted(n.nspname) || quote_ident(o.tmplname),
		'CREATE TEXT SEARCH TEMPLATE ' || @dotted(n.nspname) || quote_ident(o.tmplname) || ' (LEXIZE = ' ||
		@function_name(o.tmpllexize) || @function_if(INIT, o.tmplinit) || ')',
		pg_ts_template o
		JOIN pg_namespace n ON n.oid = o.tmplnamespace
		WHERE @in_scope AND @not_member(pg_ts_template, o.oid)
	)
	@other(
		pg_am, o.oid, NULL, o.amname, ACCESS METHOD, quote_ident(o.amname),
		'CREATE ACCESS METHOD ' || quote_ident(o.amname) || ' TYPE ' || CASE o.amtype
			WHEN 't' THEN 'TABLE' ELSE 'INDEX'
		END || ' HANDLER ' || @function_name(o.amhandler),
		pg_am o
		WHERE @whole_database AND o.oid >= 16384 AND @not_member(pg_am, o.oid)
	)
	@other(
		pg_language, o.oid, NULL, o.lanname, LANGUAGE, quote_ident(o.lanname),
		'CREATE ' || CASE WHEN o.lanpltrusted THEN 'TRUSTED ' ELSE '' END || 'LANGUAGE ' ||
		quote_ident(o.lanname) || ' HANDLER ' || @function_name(o.lanplcallfoid) || CASE o.laninline
			WHEN 0 THEN '' ELSE ' INLINE ' || @function_name(o.laninline)
		END || CASE o.lanvalidator WHEN 0 THEN '' ELSE ' VALIDATOR ' || @function_name(o.lanvalidator) END,
		pg_language o
		WHERE @whole_database AND o.oid >= 16384 AND o.lanplcallfoid <> 0 AND @not_member(pg_language, o.oid)
	)
	@other(
		pg_transform, o.oid, NULL, o.trftype::regtype || ' LANGUAGE ' || l.lanname, TRANSFORM,
		'FOR ' || o.trftype::regtype || ' LANGUAGE ' || quote_ident(l.lanname),
		'CREATE TRANSFORM FOR ' || o.trftype::regtype || ' LANGUAGE ' || quote_ident(l.lanname) || ' (' || concat_ws(
			', ',
			CASE WHEN o.trffromsql::oid <> 0 THEN 'FROM SQL WITH FUNCTION ' || o.trffromsql::regprocedure END,
			CASE WHEN o.trftosql::oid <> 0 THEN 'TO SQL WITH FUNCTION ' || o.trftosql::regprocedure END
		) || ')',
		pg_transform o
		JOIN pg_language l ON l.oid = o.trflang
		JOIN pg_type y ON y.oid = o.trftype
		JOIN pg_namespace n ON n.oid = y.typnamespace
		WHERE (@in_scope OR @whole_database AND y.oid < 16384) AND @not_member(pg_transform, o.oid)
	)
	@others_end

-- Columns, filters and schemas are there from 15 on.
--- define published_tables
	SELECT 'TABLE ' || string_agg(
		'ONLY ' || pr.prrelid::regclass || coalesce(
			' (' || (
				SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attname)
				FROM pg_attribute a
				WHERE a.attrelid = pr.prrelid
					AND a.attnum = ANY (
						string_to_array(translate(to_jsonb(pr)->>'prattrs', '[] ', ''), ',')::smallint[]
					)
			) || ')',
			''
		) || coalesce(' WHERE (' || (
			SELECT to_jsonb(pt)->>'rowfilter'
			FROM pg_publication_tables pt
			WHERE pt.pubname = o.pubname AND pt.schemaname = pn.nspname AND pt.tablename = pc.relname
		) || ')', ''),
		', ' ORDER BY pn.nspname, pc.relname
	)
	FROM pg_publication_rel pr
	JOIN pg_class pc ON pc.oid = pr.prrelid
	JOIN pg_namespace pn ON pn.oid = pc.relnamespace
	WHERE pr.prpubid = o.oid

--- define published_schemas
	SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(pn.nspname), ', ' ORDER BY pn.nspname)
	FROM pg_depend pd
	JOIN pg_depend ps ON ps.classid = pd.classid AND ps.objid = pd.objid
		AND ps.refclassid = 'pg_namespace'::regclass
	JOIN pg_namespace pn ON pn.oid = ps.refobjid
	WHERE pd.classid = to_regclass('pg_catalog.pg_publication_namespace')
		AND pd.refclassid = 'pg_publication'::regclass
		AND pd.refobjid = o.oid

--- define publication
	'CREATE PUBLICATION ' || quote_ident(o.pubname) || CASE
		WHEN o.puballtables THEN ' FOR ALL TABLES'
		ELSE coalesce(' FOR ' || nullif(concat_ws(', ', (@published_tables), (@published_schemas)), ''), '')
	END || ' WITH (publish = ' || quote_literal(
		concat_ws(
			', ', CASE WHEN o.pubinsert THEN 'insert' END, CASE WHEN o.pubupdate THEN 'update' END,
			CASE WHEN o.pubdelete THEN 'delete' END, CASE WHEN o.pubtruncate THEN 'truncate' END
		)
	) || CASE WHEN to_jsonb(o)->>'pubviaroot' = 'true' THEN ', publish_via_partition_root = true' ELSE '' END ||
	CASE WHEN to_jsonb(o)->>'pubgencols' = 's' THEN ', publish_generated_columns = stored' ELSE '' END || ')'

--- text pg_objects_publications
	@others_begin
	@other(
		pg_publication, o.oid, NULL, o.pubname, PUBLICATION, quote_ident(o.pubname), @publication,
		pg_publication o
		CROSS JOIN LATERAL (
			SELECT bool_or(@in_scope) AS ours, bool_or(NOT @in_scope) AS others
			FROM (
				SELECT pc.relnamespace
				FROM pg_publication_rel pr
				JOIN pg_class pc ON pc.oid = pr.prrelid
				WHERE pr.prpubid = o.oid
				UNION ALL SELECT ps.refobjid
				FROM pg_depend pd
				JOIN pg_depend ps ON ps.classid = pd.classid AND ps.objid = pd.objid
					AND ps.refclassid = 'pg_namespace'::regclass
				WHERE pd.classid = to_regclass('pg_catalog.pg_publication_namespace')
					AND pd.refclassid = 'pg_publication'::regclass
					AND pd.refobjid = o.oid
			) u(space)
			JOIN pg_namespace n ON n.oid = u.space
		) m
		WHERE CASE
			WHEN @whole_database THEN coalesce(
				m.ours OR NOT m.others, o.puballtables OR @named_loose(o.pubname)
			)
			ELSE coalesce(m.ours AND NOT m.others, false)
		END
	)
	@others_end

--- text pg_objects_others
	@others_begin
	@other(
		pg_event_trigger, o.oid, NULL, o.evtname, EVENT TRIGGER, quote_ident(o.evtname),
		'CREATE EVENT TRIGGER ' || quote_ident(o.evtname) || ' ON ' || o.evtevent || coalesce(
			' WHEN TAG IN (' || (SELECT string_agg(quote_literal(g), ', ') FROM unnest(o.evttags) g) || ')', ''
		) || ' EXECUTE FUNCTION ' || o.evtfoid::regproc || '()' || CASE o.evtenabled
			WHEN 'O' THEN ''
			ELSE E';\nALTER EVENT TRIGGER ' || quote_ident(o.evtname) || CASE o.evtenabled
				WHEN 'D' THEN ' DISABLE' WHEN 'R' THEN ' ENABLE REPLICA' ELSE ' ENABLE ALWAYS'
			END
		END,
		pg_event_trigger o
		JOIN pg_proc ep ON ep.oid = o.evtfoid
		JOIN pg_namespace n ON n.oid = ep.pronamespace
		WHERE @in_scope AND @not_member(pg_event_trigger, o.oid)
	)
	@other(
		pg_foreign_data_wrapper, o.oid, NULL, o.fdwname, FOREIGN DATA WRAPPER, quote_ident(o.fdwname), NULL,
		pg_foreign_data_wrapper o
		WHERE @whole_database AND @not_member(pg_foreign_data_wrapper, o.oid)
	)
	@other(
		pg_foreign_server, o.oid, NULL, o.srvname, SERVER, quote_ident(o.srvname),
		'CREATE SERVER ' || quote_ident(o.srvname) || coalesce(
			' TYPE ' || quote_literal(o.srvtype), ''
		) || coalesce(
			' VERSION ' || quote_literal(o.srvversion), ''
		) || ' FOREIGN DATA WRAPPER ' || (
			SELECT quote_ident(w.fdwname) FROM pg_foreign_data_wrapper w WHERE w.oid = o.srvfdw
		) || coalesce(
			' OPTIONS (' || (
				SELECT string_agg(
					quote_ident(q.option_name) || ' ' || quote_literal(q.option_value), ', ' ORDER BY q.option_name
				)
				FROM pg_options_to_table(o.srvoptions) q
			) || ')',
			''
		),
		pg_foreign_server o
		WHERE @server_in_scope AND @not_member(pg_foreign_server, o.oid)
	)
	@other(
		pg_opfamily, o.oid, n.nspname, o.opfname || ' ' || am.amname, OPERATOR FAMILY, @family_name,
		'CREATE OPERATOR FAMILY ' || @family_name || coalesce(
			E';\nALTER OPERATOR FAMILY ' || @family_name || ' ADD ' || @members(pg_opfamily), ''
		),
		pg_opfamily o
		JOIN pg_am am ON am.oid = o.opfmethod
		JOIN pg_namespace n ON n.oid = o.opfnamespace
		WHERE @in_scope AND @not_member(pg_opfamily, o.oid)
	)
	@other(
		pg_opclass, o.oid, n.nspname, o.opcname || ' ' || am.amname, OPERATOR CLASS,
		@dotted(n.nspname) || quote_ident(o.opcname) || ' USING ' || quote_ident(am.amname),
		'CREATE OPERATOR CLASS ' || @dotted(n.nspname) || quote_ident(o.opcname) || CASE
			WHEN o.opcdefault THEN ' DEFAULT' ELSE ''
		END || ' FOR TYPE ' || o.opcintype::regtype || ' USING ' || quote_ident(am.amname) || ' FAMILY ' || (
			SELECT @dotted(xn.nspname) || quote_ident(xf.opfname)
			FROM pg_opfamily xf
			JOIN pg_namespace xn ON xn.oid = xf.opfnamespace
			WHERE xf.oid = o.opcfamily
		) || ' AS ' || concat_ws(
			', ',
			CASE WHEN o.opckeytype <> 0 THEN 'STORAGE ' || o.opckeytype::regtype END,
			coalesce(
				@members(pg_opclass),
				CASE WHEN o.opckeytype = 0 THEN 'STORAGE ' || o.opcintype::regtype END
			)
		),
		pg_opclass o
		JOIN pg_am am ON am.oid = o.opcmethod
		JOIN pg_namespace n ON n.oid = o.opcnamespace
		WHERE @in_scope AND @not_member(pg_opclass, o.oid)
	)
	@others_end
