-- What was found stays, PostgreSQL. The same claims as in SQLite.

CREATE TRIGGER audit_runs_change BEFORE UPDATE ON audit_runs
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('audit_runs_are_append_only');

CREATE TRIGGER audit_runs_stay BEFORE DELETE ON audit_runs
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('audit_runs_are_append_only');

CREATE TRIGGER audit_runs_truncate BEFORE TRUNCATE ON audit_runs
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('audit_runs_are_append_only');
