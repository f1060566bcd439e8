-- Migration: Alert subscriptions
-- Revision: 20251120101500
-- Revises: 20251112090000
-- Date: 2025-11-20 10:15:00 +0000
-- Author: Watcher
-- Purpose: Which rule speaks on which channel, and a trigger that keeps the
--   time of the last change.

-- migrate:up dialect:postgresql
CREATE TABLE alert_subscription (
    rule_id INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    repeat_number INTEGER,
    repeat_datepart "DatePartEnum",
    updated_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    CONSTRAINT pk_alert_subscription PRIMARY KEY (rule_id, channel_id),
    CONSTRAINT fk_alert_subscription_rule
        FOREIGN KEY (rule_id) REFERENCES anomaly_detection_rule (id) ON DELETE CASCADE,
    CONSTRAINT fk_alert_subscription_channel
        FOREIGN KEY (channel_id) REFERENCES alert_channel (id) ON DELETE CASCADE
);
CREATE INDEX ix_alert_subscription_channel ON alert_subscription (channel_id);

CREATE FUNCTION alert_subscription_touch() RETURNS trigger LANGUAGE plpgsql AS $touch$
BEGIN
    NEW.updated_at := now();
    RETURN NEW;
END;
$touch$;
CREATE TRIGGER alert_subscription_touch BEFORE UPDATE ON alert_subscription
    FOR EACH ROW EXECUTE FUNCTION alert_subscription_touch();

-- migrate:down dialect:postgresql
DROP TABLE alert_subscription;
DROP FUNCTION alert_subscription_touch();
