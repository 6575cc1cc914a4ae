-- Who looked stays on record, PostgreSQL. The same claims as in SQLite.

CREATE TRIGGER reveals_change BEFORE UPDATE ON reveals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('reveals_are_append_only');

CREATE TRIGGER reveals_stay BEFORE DELETE ON reveals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('reveals_are_append_only');

CREATE TRIGGER reveals_truncate BEFORE TRUNCATE ON reveals
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('reveals_are_append_only');
