--- begin
CREATE TABLE seen (what TEXT, n INT);
--- what the next VACUUM is to make notx
PRAGMA auto_vacuum = FULL;
PRAGMA page_size = 8192;
INSERT INTO seen VALUES ('one', 1);
--- is no longer so in the next step notx
VACUUM;
INSERT INTO seen SELECT 'vacuum', auto_vacuum FROM pragma_auto_vacuum;
INSERT INTO seen SELECT 'page', page_size FROM pragma_page_size;
