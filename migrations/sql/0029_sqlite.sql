-- What the books refuse of approvals, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

CREATE TRIGGER approvals_open BEFORE INSERT ON approvals BEGIN
  SELECT RAISE(ABORT, 'approvals_are_decided_once')
   WHERE EXISTS (SELECT 1 FROM approvals WHERE id = NEW.id) OR NEW.decided_at IS NOT NULL OR NEW.used_at IS NOT NULL;
END;

-- What was asked stays; it is decided once, and used once.
CREATE TRIGGER approvals_change BEFORE UPDATE ON approvals BEGIN
  SELECT RAISE(ABORT, 'approvals_are_decided_once')
   WHERE NEW.id <> OLD.id OR NEW.kind <> OLD.kind OR NEW.site_code <> OLD.site_code
      OR NEW.till_code <> OLD.till_code OR NEW.object <> OLD.object OR NEW.about <> OLD.about
      OR NEW.amount_fen <> OLD.amount_fen OR NEW.request_hash <> OLD.request_hash
      OR NEW.asked_by_id <> OLD.asked_by_id OR NEW.asked_at <> OLD.asked_at
      OR (OLD.decided_at IS NOT NULL
          AND (NEW.decided_by_id IS NOT OLD.decided_by_id OR NEW.decided_at IS NOT OLD.decided_at
            OR NEW.is_given IS NOT OLD.is_given OR NEW.means IS NOT OLD.means OR NEW.reason IS NOT OLD.reason));
  SELECT RAISE(ABORT, 'approvals_are_used_once') WHERE OLD.used_at IS NOT NULL;
END;

CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals BEGIN
  SELECT RAISE(ABORT, 'approvals_are_decided_once');
END;
