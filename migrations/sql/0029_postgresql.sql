-- What the books refuse of approvals, PostgreSQL. The same claims as in SQLite.

CREATE FUNCTION canteen_approval_change() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.decided_at IS NOT NULL OR NEW.used_at IS NOT NULL THEN
      PERFORM canteen_refuse('approvals_are_decided_once');
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.kind, NEW.site_code, NEW.till_code, NEW.object, NEW.about, NEW.amount_fen, NEW.request_hash,
      NEW.asked_by_id, NEW.asked_at)
     <> (OLD.id, OLD.kind, OLD.site_code, OLD.till_code, OLD.object, OLD.about, OLD.amount_fen, OLD.request_hash,
         OLD.asked_by_id, OLD.asked_at)
     OR (OLD.decided_at IS NOT NULL
         AND (NEW.decided_by_id, NEW.decided_at, NEW.is_given, NEW.means, NEW.reason)
             IS DISTINCT FROM (OLD.decided_by_id, OLD.decided_at, OLD.is_given, OLD.means, OLD.reason))
  THEN
    PERFORM canteen_refuse('approvals_are_decided_once');
  END IF;
  IF OLD.used_at IS NOT NULL THEN
    PERFORM canteen_refuse('approvals_are_used_once');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER approvals_open BEFORE INSERT ON approvals FOR EACH ROW EXECUTE FUNCTION canteen_approval_change();

CREATE TRIGGER approvals_change BEFORE UPDATE ON approvals FOR EACH ROW EXECUTE FUNCTION canteen_approval_change();

CREATE TRIGGER approvals_stay BEFORE DELETE ON approvals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('approvals_are_decided_once');

CREATE TRIGGER approvals_truncate BEFORE TRUNCATE ON approvals
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('approvals_are_decided_once');
