-- Migration: step 7
-- Revision: r07
-- Revises: r06

-- migrate:up
INSERT INTO lg (x, s) VALUES (0, 'm');
INSERT INTO lg (x, s) VALUES (1, 'm');
INSERT INTO lg (x, s) VALUES (2, 'm');
INSERT INTO lg (x, s) VALUES (3, 'm');
INSERT INTO lg (x, s) VALUES (4, 'm');
INSERT INTO lg (x, s) VALUES (5, 'm');
INSERT INTO lg (x, s) VALUES (6, 'm');
INSERT INTO lg (x, s) VALUES (7, 'm');
INSERT INTO lg (x, s) VALUES (8, 'm');
INSERT INTO lg (x, s) VALUES (9, 'm');
INSERT INTO lg (x, s) VALUES (10, 'm');
INSERT INTO lg (x, s) VALUES (11, 'm');
INSERT INTO lg (x, s) VALUES (12, 'm');
INSERT INTO lg (x, s) VALUES (13, 'm');
INSERT INTO lg (x, s) VALUES (14, 'm');
INSERT INTO lg (x, s) VALUES (15, 'm');
INSERT INTO lg (x, s) VALUES (16, 'm');
INSERT INTO lg (x, s) VALUES (17, 'm');
INSERT INTO lg (x, s) VALUES (18, 'm');
INSERT INTO lg (x, s) VALUES (19, 'm');
INSERT INTO lg (x, s) VALUES (20, 'm');
INSERT INTO lg (x, s) VALUES (21, 'm');
INSERT INTO lg (x, s) VALUES (22, 'm');
INSERT INTO lg (x, s) VALUES (23, 'm');
INSERT INTO lg (x, s) VALUES (24, 'm');
INSERT INTO lg (x, s) VALUES (25, 'm');
INSERT INTO lg (x, s) VALUES (26, 'm');
INSERT INTO lg (x, s) VALUES (27, 'm');
INSERT INTO lg (x, s) VALUES (28, 'm');
INSERT INTO lg (x, s) VALUES (29, 'm');
INSERT INTO lg (x, s) VALUES (30, 'm');
INSERT INTO lg (x, s) VALUES (31, 'm');
INSERT INTO lg (x, s) VALUES (32, 'm');
INSERT INTO lg (x, s) VALUES (33, 'm');
INSERT INTO lg (x, s) VALUES (34, 'm');
INSERT INTO lg (x, s) VALUES (35, 'm');
INSERT INTO lg (x, s) VALUES (36, 'm');
INSERT INTO lg (x, s) VALUES (37, 'm');
INSERT INTO lg (x, s) VALUES (38, 'm');
INSERT INTO lg (x, s) VALUES (39, 'm');
INSERT INTO lg (x, s) VALUES (40, 'm');
INSERT INTO lg (x, s) VALUES (41, 'm');
INSERT INTO lg (x, s) VALUES (42, 'm');
INSERT INTO lg (x, s) VALUES (43, 'm');
INSERT INTO lg (x, s) VALUES (44, 'm');
INSERT INTO lg (x, s) VALUES (45, 'm');
INSERT INTO lg (x, s) VALUES (46, 'm');
INSERT INTO lg (x, s) VALUES (47, 'm');
INSERT INTO lg (x, s) VALUES (48, 'm');
INSERT INTO lg (x, s) VALUES (49, 'm');
INSERT INTO lg (x, s) VALUES (50, 'm');
INSERT INTO lg (x, s) VALUES (51, 'm');
INSERT INTO lg (x, s) VALUES (52, 'm');
INSERT INTO lg (x, s) VALUES (53, 'm');
INSERT INTO lg (x, s) VALUES (54, 'm');
INSERT INTO lg (x, s) VALUES (55, 'm');
INSERT INTO lg (x, s) VALUES (56, 'm');
INSERT INTO lg (x, s) VALUES (57, 'm');
INSERT INTO lg (x, s) VALUES (58, 'm');
INSERT INTO lg (x, s) VALUES (59, 'm');
UPDATE acc SET n = n + 1;

