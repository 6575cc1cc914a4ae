-- What was found stays, SQLite. One statement per paragraph.

CREATE TRIGGER audit_runs_open BEFORE INSERT ON audit_runs BEGIN
  SELECT RAISE(ABORT, 'audit_runs_are_append_only') WHERE EXISTS (SELECT 1 FROM audit_runs WHERE id = NEW.id);
END;

CREATE TRIGGER audit_runs_change BEFORE UPDATE ON audit_runs BEGIN
  SELECT RAISE(ABORT, 'audit_runs_are_append_only');
END;

CREATE TRIGGER audit_runs_stay BEFORE DELETE ON audit_runs BEGIN
  SELECT RAISE(ABORT, 'audit_runs_are_append_only');
END;
