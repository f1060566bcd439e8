-- ============================================================================
-- Migration: Catalog and schema
-- ============================================================================
-- Revision: 01_create_catalog
-- Date: 2026-02-06 00:00:00 +0000
-- Purpose: `whimbrel create` makes both, since it has to be there before a
--   revision can be written down in it.
-- Prerequisites: USE CATALOG, USE SCHEMA, CREATE TABLE
-- ============================================================================

-- migrate:up
-- Done by `whimbrel create`.

-- migrate:down
-- Undone by `whimbrel drop`.
