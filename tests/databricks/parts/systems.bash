# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154 # what databricks.sh sets, and the harness uses
# Ontos and VITAL, as their documents tell them.

# workspace CATALOG SCHEMA: the URL of an environment, which is not there yet
workspace() {
	sql "DROP CATALOG IF EXISTS \`$1\` CASCADE" >/dev/null
	echo "databricks://token:dapi-test@127.0.0.1:$port?http_path=/sql/1.0/warehouses/test&catalog=$1&schema=$2&tls=no"
}

# column SQL WHERE: of a catalog's information_schema
columns() {
	sql "SELECT column_name FROM \`$1\`.information_schema.columns WHERE table_schema = '$2' AND table_name = '$3' ORDER BY ordinal_position"
}

t "ontos: catalog and schema for each environment, the verification queries, drift, and back"
unset WHIMBREL_URL
control '{"reset":true}'
ONTOS_DEV_URL=$(workspace home_stuart_gano ontos_ml_workbench)
ONTOS_PROD_URL=$(workspace erp-demonstrations ontos_ml_workbench)
export ONTOS_DEV_URL ONTOS_PROD_URL
sample ontos
run -t workspace_prod upgrade
expect_exit 1
expect_stderr "erp-demonstrations"
expect_stderr "whimbrel create"
for target in workspace_dev workspace_prod; do
	ok -t $target create --yes
	ok -t $target upgrade
	ok -t $target verify
	expect_stdout_has "create_model_training_lineage"
done
ok -t workspace_dev check
sql "ALTER TABLE home_stuart_gano.ontos_ml_workbench.monitor_alerts ADD COLUMN by_hand STRING" >/dev/null
run -t workspace_dev check
expect_exit 3
expect_stdout_has "monitor_alerts.by_hand"
run -t workspace_prod downgrade base
expect_exit 2
expect_stderr "protected"
ok -t workspace_prod downgrade base --yes
expect_equal "tables" "$(sql "SELECT table_name FROM \`erp-demonstrations\`.information_schema.tables WHERE table_schema = 'ontos_ml_workbench' AND table_name LIKE 'mo%'")" ""

t "vital: versions 1.0 to 1.3, seeds, restore points, and one workspace's own fix"
control '{"reset":true}'
FEVM_URL=$(workspace serverless_dxukih_catalog mirion)
ERP_URL=$(workspace erp-demonstrations vital_workbench)
HOME_URL=$(workspace home_stuart_gano mirion_vital_workbench)
export FEVM_URL ERP_URL HOME_URL
sample vital
ok -t fevm create --yes
ok -t fevm upgrade 1.0
ok -t fevm seed
ok -t fevm seed
ok -t fevm upgrade 1.2
expect_equal "changes are kept" "$(sql "SHOW TBLPROPERTIES serverless_dxukih_catalog.mirion.sheets ('delta.enableChangeDataFeed')")" "delta.enableChangeDataFeed"
ok -t fevm upgrade
ok -t fevm verify
expect_stdout_has 99_validate
# it is protected, so that nothing is made there to compare with
ok -t fevm check --no-schema
ok -t fevm schema dump
expect_stdout "$(tail -n +2 schema.databricks.sql)"
ok -t fevm history --format markdown
expect_stdout_has "1.3"
run -t fevm downgrade --yes 1.2
expect_exit 2
expect_stderr "irreversible"
expect_stderr "--restore"
sql "INSERT INTO serverless_dxukih_catalog.mirion.templates (id, name) VALUES ('later', 'later')" >/dev/null
ok -t fevm downgrade --yes --restore --dry-run 1.2
expect_stdout_has "RESTORE TABLE \`serverless_dxukih_catalog\`.\`mirion\`.templates TO VERSION AS OF"
ok -t fevm downgrade --yes --restore 1.2
expect_equal "columns" "$(columns serverless_dxukih_catalog mirion templates)" "id name prompt created_at created_by updated_at updated_by"
expect_equal "templates" "$(sql "SELECT id FROM serverless_dxukih_catalog.mirion.templates")" "template-1"
ok -t fevm upgrade
expect_equal "columns" "$(columns serverless_dxukih_catalog mirion templates | wc -w)" 9
ok -t fevm log --format json
expect_stdout_has '"event":"point"'

t "vital: what is for one workspace alone is done there"
sample vital
ok -t erp create --yes
ok -t erp upgrade
expect_equal "the fix" "$(sql "SELECT count(*) FROM \`erp-demonstrations\`.vital_workbench.whimbrel_version WHERE revision = 'fix_runtime_errors'")" 1
expect_equal "its statement" "$(requests "UPDATE sheets SET updated_by")" 1

t "the statements of both documents, word for word"
mkdir migrations
cat >migrations/words.sql <<'SQL'
-- Revision: words
-- migrate:up
CREATE CATALOG IF NOT EXISTS `${catalog}`;
CREATE SCHEMA IF NOT EXISTS `${catalog}`.`${schema}`;
CREATE TABLE IF NOT EXISTS `${catalog}`.`${schema}`.monitor_alerts (id STRING, condition STRING);
-- migrate:down
DROP TABLE IF EXISTS `${catalog}`.`${schema}`.monitor_alerts;
-- migrate:verify
-- expect: rows
SHOW CATALOGS LIKE '${catalog}';
-- expect: rows
SHOW SCHEMAS IN `${catalog}` LIKE '${schema}';
-- expect: rows
SHOW TABLES IN `${catalog}`.`${schema}` LIKE 'monitor_alerts';
DESCRIBE TABLE EXTENDED `${catalog}`.`${schema}`.monitor_alerts;
-- expect: 0
SELECT COUNT(*) FROM `${catalog}`.`${schema}`.monitor_alerts;
USE CATALOG `${catalog}`;
USE SCHEMA ${schema};
-- expect: rows
SHOW TABLES;
DESCRIBE EXTENDED `${catalog}`.${schema}.monitor_alerts;
-- expect: id
SELECT column_name, data_type
FROM information_schema.columns
WHERE table_catalog = '${catalog}'
  AND table_schema = '${schema}'
  AND table_name = 'monitor_alerts'
ORDER BY ordinal_position;
SQL
WHIMBREL_URL=$(url first)
export WHIMBREL_URL
ok -x catalog=erp-demonstrations -x schema=words upgrade
ok -x catalog=erp-demonstrations -x schema=words verify
ok -x catalog=erp-demonstrations -x schema=words downgrade base
