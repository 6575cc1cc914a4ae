-- Who looked stays on record, SQLite. One statement per paragraph.

CREATE TRIGGER reveals_open BEFORE INSERT ON reveals BEGIN
  SELECT RAISE(ABORT, 'reveals_are_append_only') WHERE EXISTS (SELECT 1 FROM reveals WHERE id = NEW.id);
END;

CREATE TRIGGER reveals_change BEFORE UPDATE ON reveals BEGIN
  SELECT RAISE(ABORT, 'reveals_are_append_only');
END;

CREATE TRIGGER reveals_stay BEFORE DELETE ON reveals BEGIN
  SELECT RAISE(ABORT, 'reveals_are_append_only');
END;
