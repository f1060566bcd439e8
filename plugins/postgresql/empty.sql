-- SPDX-License-Identifier: MIT
-- What takes everything out of a database, before what was saved is put in, in the same transaction.

-- What extensions own goes with them; what was there from the beginning has an id below 16384, and stays. Privileges that
-- new objects get everywhere go back to the built-in ones.
--- text pg_empty_sql
	DO $whimbrel$
	DECLARE s text;
	BEGIN
	FOR s IN
		SELECT format('DROP EVENT TRIGGER %I', evtname) FROM pg_event_trigger t
		WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_event_trigger'::regclass AND objid = t.oid AND deptype = 'e')
	LOOP EXECUTE s; END LOOP;
	FOR s IN
		SELECT format('DROP PUBLICATION %I', pubname) FROM pg_publication
	LOOP EXECUTE s; END LOOP;
	FOR s IN
		SELECT format('DROP EXTENSION IF EXISTS %I CASCADE', extname) FROM pg_extension WHERE oid >= 16384
		UNION ALL SELECT format('DROP FOREIGN DATA WRAPPER IF EXISTS %I CASCADE', fdwname) FROM pg_foreign_data_wrapper
		WHERE oid >= 16384
		UNION ALL SELECT format('DROP CAST IF EXISTS (%s AS %s) CASCADE', format_type(castsource, NULL), format_type(casttarget, NULL))
		FROM pg_cast WHERE oid >= 16384
	LOOP EXECUTE s; END LOOP;
	FOR s IN
		SELECT format('DROP SCHEMA %I CASCADE', nspname) FROM pg_namespace
		WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
	LOOP EXECUTE s; END LOOP;
	FOR s IN
		SELECT format('DROP LANGUAGE IF EXISTS %I CASCADE', lanname) FROM pg_language WHERE oid >= 16384
		UNION ALL SELECT format('DROP ACCESS METHOD IF EXISTS %I CASCADE', amname) FROM pg_am WHERE oid >= 16384
		UNION ALL SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I REVOKE ALL ON %s FROM %s', r.rolname, k.kind,
			CASE WHEN e.grantee = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(e.grantee)) END)
		FROM pg_default_acl a
		JOIN pg_roles r ON r.oid = a.defaclrole
		JOIN (VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'), ('n', 'SCHEMAS'))
			k(letter, kind) ON k.letter = a.defaclobjtype::text
		CROSS JOIN LATERAL aclexplode(a.defaclacl) e
		WHERE a.defaclnamespace = 0
		UNION ALL SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I GRANT ALL ON %s TO %s', r.rolname, k.kind, g.grantee)
		FROM pg_default_acl a
		JOIN pg_roles r ON r.oid = a.defaclrole
		JOIN (VALUES ('r', 'TABLES'), ('S', 'SEQUENCES'), ('f', 'FUNCTIONS'), ('T', 'TYPES'), ('n', 'SCHEMAS'))
			k(letter, kind) ON k.letter = a.defaclobjtype::text
		CROSS JOIN LATERAL (VALUES (quote_ident(r.rolname)), (CASE WHEN k.letter IN ('f', 'T') THEN 'PUBLIC' END)) g(grantee)
		WHERE a.defaclnamespace = 0 AND g.grantee IS NOT NULL
	LOOP EXECUTE s; END LOOP;
	PERFORM lo_unlink(oid) FROM pg_largeobject_metadata;
	IF current_setting('server_version_num')::int >= 150000 THEN
		CREATE SCHEMA public AUTHORIZATION pg_database_owner;
		GRANT USAGE ON SCHEMA public TO PUBLIC;
	ELSE
		CREATE SCHEMA public;
		GRANT ALL ON SCHEMA public TO PUBLIC;
	END IF;
	COMMENT ON SCHEMA public IS 'standard public schema';
	END $whimbrel$;
