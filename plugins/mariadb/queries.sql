-- SPDX-License-Identifier: MIT
-- What the plugin asks the server's catalogs. %L stands for a literal that is filled in: the database, mostly.

--- define ours(column)
@column NOT IN ('mysql','information_schema','performance_schema','sys')

-- what may be left in the session
--- define session = 'GET_LOCK|RELEASE_ALL_LOCKS|@@|TEMPORARY|COMPLETION_TYPE|SESSION_TRACK|AUTOCOMMIT|GLOBAL|EXECUTE|START|CHAIN|ROLLBACK|DEFAULT[[:space:]]+ROLE'

-- lasting.c: the objects whose rows or numbers no rollback takes back, functions, and what is about GET_LOCK …
--- text maria_lasting_names_sql
SELECT IF(table_type='SEQUENCE','s','p'),table_name FROM information_schema.tables
	WHERE @ours(table_schema) AND (table_type='SEQUENCE' OR (table_type='BASE TABLE' AND engine IN (
		SELECT engine FROM information_schema.engines WHERE transactions='NO' OR transactions IS NULL)))
UNION ALL
SELECT 'f',routine_name FROM information_schema.routines WHERE routine_type='FUNCTION' AND @ours(routine_schema)
UNION ALL
SELECT 'l',routine_name FROM information_schema.routines
	WHERE @ours(routine_schema) AND routine_definition REGEXP @session
UNION ALL
SELECT 'l',event_object_table FROM information_schema.triggers
	WHERE @ours(event_object_schema) AND action_statement REGEXP @session

-- … and what may reach them by its text
--- text maria_lasting_bodies_sql
SELECT 'v',table_name,view_definition FROM information_schema.views WHERE @ours(table_schema)
UNION ALL
SELECT 'r',routine_name,routine_definition FROM information_schema.routines WHERE @ours(routine_schema)
UNION ALL
SELECT 't',event_object_table,action_statement FROM information_schema.triggers WHERE @ours(event_object_schema)
UNION ALL
SELECT 't',table_name,column_default FROM information_schema.columns
	WHERE @ours(table_schema) AND column_default LIKE '%nextval(%'

-- introspect.c: what SHOW CREATE is asked for
--- text maria_objects_sql
SELECT table_name,table_type FROM information_schema.tables WHERE table_schema=%L
UNION ALL
SELECT routine_name,routine_type FROM information_schema.routines WHERE routine_schema=%L
UNION ALL
SELECT trigger_name,'TRIGGER' FROM information_schema.triggers WHERE trigger_schema=%L

-- programs.c, by the columns of its enums
--- text maria_triggers_sql
SELECT trigger_name,event_object_table,action_timing,event_manipulation,action_statement,sql_mode,definer
	FROM information_schema.triggers WHERE event_object_schema=%L
	ORDER BY event_object_table,action_timing,event_manipulation,action_order

--- text maria_events_sql
SELECT event_name,execute_at,interval_value,interval_field,starts,ends,status,on_completion,event_comment,
	event_definition,sql_mode,TIMESTAMPDIFF(SECOND,last_altered,execute_at),
	TIMESTAMPDIFF(SECOND,last_altered,starts),TIMESTAMPDIFF(SECOND,last_altered,ends),definer,time_zone
	FROM information_schema.events WHERE event_schema=%L ORDER BY event_name

-- serve.c: statements that drop all that is not the server's own
--- text maria_clear_sql
SELECT CONCAT('DROP DATABASE `',REPLACE(schema_name,'`','``'),'`') FROM information_schema.schemata
	WHERE schema_name NOT IN ('mysql','sys','information_schema','performance_schema')
UNION ALL
SELECT CONCAT('DROP ',IF(is_role='Y','ROLE ','USER '),QUOTE(user),IF(is_role='Y','',CONCAT('@',QUOTE(host))))
	FROM mysql.user WHERE user NOT IN ('root','mariadb.sys','mysql','PUBLIC','')
