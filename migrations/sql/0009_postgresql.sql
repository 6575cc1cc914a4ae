-- What the books refuse of proofs, uses and claims, PostgreSQL. The same claims as in SQLite.

CREATE FUNCTION canteen_proof_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.revoked_on IS NOT NULL
     OR (NEW.id, NEW.member_id, NEW.class_code, NEW.proof_type, NEW.valid_from, NEW.valid_until, NEW.recorded_at)
        IS DISTINCT FROM
        (OLD.id, OLD.member_id, OLD.class_code, OLD.proof_type, OLD.valid_from, OLD.valid_until, OLD.recorded_at)
  THEN
    PERFORM canteen_refuse('proofs_are_only_revoked');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER class_proofs_change BEFORE UPDATE ON class_proofs FOR EACH ROW EXECUTE FUNCTION canteen_proof_change();

CREATE TRIGGER class_proofs_stay BEFORE DELETE ON class_proofs
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('proofs_are_only_revoked');

CREATE TRIGGER class_proofs_truncate BEFORE TRUNCATE ON class_proofs
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('proofs_are_only_revoked');

CREATE TRIGGER order_uses_open BEFORE INSERT ON order_uses FOR EACH ROW EXECUTE FUNCTION canteen_order_part_open();

-- A sale counts what its quote counted on: where the counter moved meanwhile, the quote does not hold any more. The
-- statement waits for whoever holds the counter, and then looks again.
CREATE FUNCTION canteen_uses_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.seen_times, NEW.seen_amount_fen, NEW.seen_portions, NEW.seen_base_fen) = (0, 0, 0, 0) THEN
    INSERT INTO usage_counters (member_id, counter, period, site_code, times, amount_fen, portions, base_fen)
    VALUES (NEW.member_id, NEW.counter, NEW.period, NEW.site_code,
            NEW.times, NEW.amount_fen, NEW.portions, NEW.base_fen)
    ON CONFLICT (member_id, counter, period, site_code) DO UPDATE
       SET times = excluded.times, amount_fen = excluded.amount_fen, portions = excluded.portions,
           base_fen = excluded.base_fen
     WHERE (usage_counters.times, usage_counters.amount_fen, usage_counters.portions, usage_counters.base_fen)
           = (0, 0, 0, 0);
  ELSE
    UPDATE usage_counters
       SET times = times + NEW.times, amount_fen = amount_fen + NEW.amount_fen,
           portions = portions + NEW.portions, base_fen = base_fen + NEW.base_fen
     WHERE member_id = NEW.member_id AND counter = NEW.counter AND period = NEW.period
       AND site_code = NEW.site_code
       AND (times, amount_fen, portions, base_fen)
           = (NEW.seen_times, NEW.seen_amount_fen, NEW.seen_portions, NEW.seen_base_fen);
  END IF;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('uses_are_as_quoted');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER order_uses_count AFTER INSERT ON order_uses FOR EACH ROW EXECUTE FUNCTION canteen_uses_count();

CREATE TRIGGER order_uses_change BEFORE UPDATE ON order_uses
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('orders_are_append_only');

CREATE TRIGGER order_uses_stay BEFORE DELETE ON order_uses
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('orders_are_append_only');

CREATE TRIGGER order_uses_truncate BEFORE TRUNCATE ON order_uses
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('orders_are_append_only');

-- FOR UPDATE on the counter: two returns of one order wait for each other.
CREATE FUNCTION canteen_return_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM usage_counters c JOIN order_uses u
      ON u.member_id = c.member_id AND u.counter = c.counter AND u.period = c.period AND u.site_code = c.site_code
    WHERE u.order_id = NEW.order_id AND u.counter = NEW.counter AND u.period = NEW.period
      AND u.site_code = NEW.site_code
    FOR UPDATE OF c;
  IF NOT EXISTS (
    SELECT 1 FROM order_uses u,
      LATERAL (SELECT coalesce(sum(times), 0) AS times, coalesce(sum(amount_fen), 0) AS amount_fen,
                      coalesce(sum(portions), 0) AS portions, coalesce(sum(base_fen), 0) AS base_fen
                 FROM use_returns
                WHERE order_id = u.order_id AND counter = u.counter AND period = u.period
                  AND site_code = u.site_code) r
     WHERE u.order_id = NEW.order_id AND u.counter = NEW.counter AND u.period = NEW.period
       AND u.site_code = NEW.site_code
       AND u.times >= NEW.times + r.times AND u.amount_fen >= NEW.amount_fen + r.amount_fen
       AND u.portions >= NEW.portions + r.portions AND u.base_fen >= NEW.base_fen + r.base_fen)
  THEN
    PERFORM canteen_refuse('no_more_is_returned_than_was_used');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER use_returns_open BEFORE INSERT ON use_returns FOR EACH ROW EXECUTE FUNCTION canteen_return_open();

CREATE FUNCTION canteen_return_count() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE usage_counters c
     SET times = c.times - NEW.times, amount_fen = c.amount_fen - NEW.amount_fen,
         portions = c.portions - NEW.portions, base_fen = c.base_fen - NEW.base_fen
    FROM order_uses u
   WHERE u.order_id = NEW.order_id AND u.counter = NEW.counter AND u.period = NEW.period
     AND u.site_code = NEW.site_code
     AND c.member_id = u.member_id AND c.counter = u.counter AND c.period = u.period AND c.site_code = u.site_code;
  RETURN NULL;
END $$;

CREATE TRIGGER use_returns_count AFTER INSERT ON use_returns FOR EACH ROW EXECUTE FUNCTION canteen_return_count();

CREATE TRIGGER use_returns_change BEFORE UPDATE ON use_returns
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('returns_are_append_only');

CREATE TRIGGER use_returns_stay BEFORE DELETE ON use_returns
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('returns_are_append_only');

CREATE TRIGGER use_returns_truncate BEFORE TRUNCATE ON use_returns
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('returns_are_append_only');

-- A counter is what the orders used less what was given back, whoever writes it.
CREATE FUNCTION canteen_counter_adds_up() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (TG_OP = 'UPDATE' AND (NEW.member_id, NEW.counter, NEW.period, NEW.site_code)
                           <> (OLD.member_id, OLD.counter, OLD.period, OLD.site_code))
     OR (NEW.times, NEW.amount_fen, NEW.portions, NEW.base_fen) <>
        (SELECT coalesce(sum(times), 0), coalesce(sum(amount_fen), 0), coalesce(sum(portions), 0),
                coalesce(sum(base_fen), 0)
           FROM (SELECT times, amount_fen, portions, base_fen
                   FROM order_uses
                  WHERE member_id = NEW.member_id AND counter = NEW.counter AND period = NEW.period
                    AND site_code = NEW.site_code
                 UNION ALL
                 SELECT -r.times, -r.amount_fen, -r.portions, -r.base_fen
                   FROM order_uses u
                   JOIN use_returns r ON r.order_id = u.order_id AND r.counter = u.counter
                                     AND r.period = u.period AND r.site_code = u.site_code
                  WHERE u.member_id = NEW.member_id AND u.counter = NEW.counter AND u.period = NEW.period
                    AND u.site_code = NEW.site_code) moves)
  THEN
    PERFORM canteen_refuse('uses_add_up');
  END IF;
  RETURN NULL;
END $$;

-- After, not before: an upsert that finds the row asks the BEFORE INSERT trigger about a row that it does not insert.
CREATE TRIGGER usage_counters_birth AFTER INSERT ON usage_counters
  FOR EACH ROW EXECUTE FUNCTION canteen_counter_adds_up();

CREATE TRIGGER usage_counters_move AFTER UPDATE ON usage_counters
  FOR EACH ROW EXECUTE FUNCTION canteen_counter_adds_up();

CREATE TRIGGER usage_counters_stay BEFORE DELETE ON usage_counters
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('uses_add_up');

CREATE TRIGGER usage_counters_truncate BEFORE TRUNCATE ON usage_counters
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('uses_add_up');

CREATE TRIGGER operator_claims_open BEFORE INSERT ON operator_claims
  FOR EACH ROW EXECUTE FUNCTION canteen_order_part_open();

CREATE TRIGGER operator_claims_change BEFORE UPDATE ON operator_claims
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('orders_are_append_only');

CREATE TRIGGER operator_claims_stay BEFORE DELETE ON operator_claims
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('orders_are_append_only');

CREATE TRIGGER operator_claims_truncate BEFORE TRUNCATE ON operator_claims
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('orders_are_append_only');

-- Nobody uses up what another member is entitled to.
CREATE FUNCTION canteen_uses_own() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM order_uses WHERE order_id = NEW.id AND member_id IS DISTINCT FROM NEW.member_id) THEN
    PERFORM canteen_refuse('uses_are_the_members_own');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER orders_seal_uses BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION canteen_uses_own();

CREATE TRIGGER scheme_withdrawals_change BEFORE UPDATE ON scheme_withdrawals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('withdrawals_are_append_only');

CREATE TRIGGER scheme_withdrawals_stay BEFORE DELETE ON scheme_withdrawals
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('withdrawals_are_append_only');

CREATE TRIGGER scheme_withdrawals_truncate BEFORE TRUNCATE ON scheme_withdrawals
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('withdrawals_are_append_only');

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
