-- Migration: Quarters as a date part
-- Revision: 20251203083000
-- Revises: 20251005124405
-- Date: 2025-12-03 08:30:00 +0000
-- Author: Watcher
-- Purpose: Let pipelines be due every quarter. A value can be added to an enum
--   but not taken out of it: the way back makes the type anew, and stops at
--   the first row that still uses the value.

-- migrate:up dialect:postgresql
ALTER TYPE "DatePartEnum" ADD VALUE 'QUARTER' BEFORE 'YEAR';

-- migrate:down dialect:postgresql
ALTER TYPE "DatePartEnum" RENAME TO "DatePartEnum_quarter";
CREATE TYPE "DatePartEnum" AS ENUM (
    'MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'YEAR'
);
-- Whatever column has the type, on whatever branch: they are looked up, not
-- listed. CHECKs that name such a column are kept by the server.
DO $down$
DECLARE
    col record;
BEGIN
    FOR col IN
        SELECT a.attrelid::regclass AS tab, quote_ident(a.attname) AS name
        FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE a.atttypid = '"DatePartEnum_quarter"'::regtype
          AND c.relkind IN ('r', 'p') AND NOT a.attisdropped
        ORDER BY a.attrelid, a.attnum
    LOOP
        EXECUTE format(
            'ALTER TABLE %s ALTER COLUMN %s TYPE "DatePartEnum" USING %2$s::text::"DatePartEnum";',
            col.tab, col.name);
    END LOOP;
END
$down$;
DROP TYPE "DatePartEnum_quarter";

-- migrate:verify dialect:postgresql
-- expect: 1
SELECT count(*) FROM pg_enum
WHERE enumtypid = '"DatePartEnum"'::regtype AND enumlabel = 'QUARTER';
