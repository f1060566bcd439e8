-- Migration: step 5
-- Revision: r05
-- Revises: r04

-- migrate:up
SET sql_mode='ANSI', foreign_key_checks=0;
CREATE TABLE "ansi" ("id" INT PRIMARY KEY, "p" INT, CONSTRAINT fk FOREIGN KEY ("p") REFERENCES acc (id));
INSERT INTO "ansi" VALUES (1, 1), (2, 999);
LOCK TABLES lg WRITE, acc WRITE;
ALTER TABLE lg DISABLE KEYS;
INSERT INTO lg (k, x, s) VALUES (5000, 1, 'lk');
ALTER TABLE lg ENABLE KEYS;
UNLOCK TABLES;
