-- Who looked, who was erased and what was opened stays on record, PostgreSQL. The same claims as in SQLite.

CREATE TRIGGER reveals_change BEFORE UPDATE ON reveals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('reveals_are_append_only');

CREATE TRIGGER reveals_stay BEFORE DELETE ON reveals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('reveals_are_append_only');

CREATE TRIGGER reveals_truncate BEFORE TRUNCATE ON reveals
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('reveals_are_append_only');

CREATE TRIGGER erasures_change BEFORE UPDATE ON erasures
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('erasures_are_append_only');

CREATE TRIGGER erasures_stay BEFORE DELETE ON erasures
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('erasures_are_append_only');

CREATE TRIGGER erasures_truncate BEFORE TRUNCATE ON erasures
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('erasures_are_append_only');

CREATE TRIGGER openings_change BEFORE UPDATE ON openings
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('openings_are_append_only');

CREATE TRIGGER openings_stay BEFORE DELETE ON openings
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('openings_are_append_only');

CREATE TRIGGER openings_truncate BEFORE TRUNCATE ON openings
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('openings_are_append_only');
