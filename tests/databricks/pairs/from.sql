-- SPDX-License-Identifier: MIT
-- Each table is one kind of change that Delta can make, and take back: to.sql. SET NOT NULL is Databricks' alone: Spark's Delta refuses it.

CREATE TABLE added (id INT) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
CREATE TABLE nested (id INT, s STRUCT<a: INT, c: STRUCT<x: STRING>>, t ARRAY<STRUCT<A: INT>>, m MAP<STRING, STRUCT<z: INT>>)
TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
CREATE TABLE defaults (id INT, n INT, s STRING DEFAULT 'it''s') TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported', 'delta.columnMapping.mode' = 'name');
CREATE TABLE words (a INT COMMENT 'one', b INT COMMENT 'gone', c INT) COMMENT 'the table';
CREATE TABLE settings (a INT) TBLPROPERTIES ('delta.enableChangeDataFeed' = 'false', 'own.key' = '1', 'own.gone' = 'x');
CREATE TABLE checks (a INT, b INT);
ALTER TABLE checks ADD CONSTRAINT changed CHECK (a > 0);
ALTER TABLE checks ADD CONSTRAINT dropped CHECK (b > 0);
CREATE TABLE parents (id BIGINT NOT NULL, other BIGINT NOT NULL);
CREATE TABLE kids (id BIGINT, parent BIGINT);
CREATE TABLE keyed (id BIGINT NOT NULL, CONSTRAINT pk_keyed PRIMARY KEY (id));
CREATE TABLE unclustered (a INT, s STRUCT<b: INT>, `Odd Name` INT) CLUSTER BY (a) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
CREATE TABLE clustered (a INT, s STRUCT<b: INT>, `Odd Name` INT) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
CREATE TABLE mapped (a INT, s STRUCT<b: INT, c: INT>, gone STRING) TBLPROPERTIES ('delta.columnMapping.mode' = 'name');
CREATE TABLE dropped (a INT COMMENT 'x', d DATE) PARTITIONED BY (d) COMMENT 'goes';
CREATE TABLE silent (a INT COMMENT 'gone') COMMENT 'gone';
