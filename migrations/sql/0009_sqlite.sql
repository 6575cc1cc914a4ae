-- What the books refuse of proofs, uses and claims, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

CREATE TRIGGER class_proofs_open BEFORE INSERT ON class_proofs BEGIN
  SELECT RAISE(ABORT, 'proofs_are_only_revoked')
   WHERE EXISTS (SELECT 1 FROM class_proofs
                  WHERE id = NEW.id OR (member_id = NEW.member_id AND class_code = NEW.class_code
                                        AND valid_from = NEW.valid_from));
END;

CREATE TRIGGER class_proofs_change BEFORE UPDATE ON class_proofs BEGIN
  SELECT RAISE(ABORT, 'proofs_are_only_revoked')
   WHERE OLD.revoked_on IS NOT NULL OR NEW.id <> OLD.id OR NEW.member_id <> OLD.member_id
      OR NEW.class_code <> OLD.class_code OR NEW.proof_type <> OLD.proof_type OR NEW.valid_from <> OLD.valid_from
      OR NEW.valid_until IS NOT OLD.valid_until OR NEW.recorded_at <> OLD.recorded_at;
END;

CREATE TRIGGER class_proofs_stay BEFORE DELETE ON class_proofs BEGIN
  SELECT RAISE(ABORT, 'proofs_are_only_revoked');
END;

-- A sale counts what its quote counted on: where the counter moved meanwhile, the quote does not hold any more.
CREATE TRIGGER order_uses_open BEFORE INSERT ON order_uses BEGIN
  SELECT RAISE(ABORT, 'orders_are_sealed') WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id);
  SELECT RAISE(ABORT, 'orders_are_append_only')
   WHERE EXISTS (SELECT 1 FROM order_uses
                  WHERE order_id = NEW.order_id AND counter = NEW.counter AND period = NEW.period
                    AND site_code = NEW.site_code);
  SELECT RAISE(ABORT, 'uses_are_as_quoted')
   WHERE (NEW.seen_times, NEW.seen_amount_fen, NEW.seen_portions, NEW.seen_base_fen) <>
         (SELECT coalesce(max(times), 0), coalesce(max(amount_fen), 0), coalesce(max(portions), 0),
                 coalesce(max(base_fen), 0)
            FROM usage_counters
           WHERE member_id = NEW.member_id AND counter = NEW.counter AND period = NEW.period
             AND site_code = NEW.site_code);
END;

CREATE TRIGGER order_uses_count AFTER INSERT ON order_uses BEGIN
  UPDATE usage_counters
     SET times = times + NEW.times, amount_fen = amount_fen + NEW.amount_fen,
         portions = portions + NEW.portions, base_fen = base_fen + NEW.base_fen
   WHERE member_id = NEW.member_id AND counter = NEW.counter AND period = NEW.period AND site_code = NEW.site_code;
  INSERT INTO usage_counters (member_id, counter, period, site_code, times, amount_fen, portions, base_fen)
  SELECT NEW.member_id, NEW.counter, NEW.period, NEW.site_code,
         NEW.times, NEW.amount_fen, NEW.portions, NEW.base_fen
   WHERE changes() = 0;
END;

CREATE TRIGGER order_uses_change BEFORE UPDATE ON order_uses BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER order_uses_stay BEFORE DELETE ON order_uses BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER use_returns_open BEFORE INSERT ON use_returns BEGIN
  SELECT RAISE(ABORT, 'returns_are_append_only')
   WHERE EXISTS (SELECT 1 FROM use_returns
                  WHERE reference = NEW.reference AND order_id = NEW.order_id AND counter = NEW.counter
                    AND period = NEW.period AND site_code = NEW.site_code);
  SELECT RAISE(ABORT, 'no_more_is_returned_than_was_used')
   WHERE NOT EXISTS (
     SELECT 1 FROM order_uses u
      WHERE u.order_id = NEW.order_id AND u.counter = NEW.counter AND u.period = NEW.period
        AND u.site_code = NEW.site_code
        AND u.times >= NEW.times + (SELECT coalesce(sum(times), 0) FROM use_returns r
              WHERE r.order_id = u.order_id AND r.counter = u.counter AND r.period = u.period AND r.site_code = u.site_code)
        AND u.amount_fen >= NEW.amount_fen + (SELECT coalesce(sum(amount_fen), 0) FROM use_returns r
              WHERE r.order_id = u.order_id AND r.counter = u.counter AND r.period = u.period AND r.site_code = u.site_code)
        AND u.portions >= NEW.portions + (SELECT coalesce(sum(portions), 0) FROM use_returns r
              WHERE r.order_id = u.order_id AND r.counter = u.counter AND r.period = u.period AND r.site_code = u.site_code)
        AND u.base_fen >= NEW.base_fen + (SELECT coalesce(sum(base_fen), 0) FROM use_returns r
              WHERE r.order_id = u.order_id AND r.counter = u.counter AND r.period = u.period AND r.site_code = u.site_code));
END;

CREATE TRIGGER use_returns_count AFTER INSERT ON use_returns BEGIN
  UPDATE usage_counters
     SET times = times - NEW.times, amount_fen = amount_fen - NEW.amount_fen,
         portions = portions - NEW.portions, base_fen = base_fen - NEW.base_fen
   WHERE counter = NEW.counter AND period = NEW.period AND site_code = NEW.site_code
     AND member_id = (SELECT member_id FROM order_uses
                       WHERE order_id = NEW.order_id AND counter = NEW.counter AND period = NEW.period
                         AND site_code = NEW.site_code);
END;

CREATE TRIGGER use_returns_change BEFORE UPDATE ON use_returns BEGIN
  SELECT RAISE(ABORT, 'returns_are_append_only');
END;

CREATE TRIGGER use_returns_stay BEFORE DELETE ON use_returns BEGIN
  SELECT RAISE(ABORT, 'returns_are_append_only');
END;

-- A counter is what the orders used less what was given back, whoever writes it.
CREATE TRIGGER usage_counters_birth BEFORE INSERT ON usage_counters BEGIN
  SELECT RAISE(ABORT, 'uses_add_up')
   WHERE (NEW.times, NEW.amount_fen, NEW.portions, NEW.base_fen) <>
         (SELECT coalesce(sum(times), 0), coalesce(sum(amount_fen), 0), coalesce(sum(portions), 0),
                 coalesce(sum(base_fen), 0)
            FROM order_uses
           WHERE member_id = NEW.member_id AND counter = NEW.counter AND period = NEW.period
             AND site_code = NEW.site_code)
      OR EXISTS (SELECT 1 FROM usage_counters
                  WHERE member_id = NEW.member_id AND counter = NEW.counter AND period = NEW.period
                    AND site_code = NEW.site_code);
END;

CREATE TRIGGER usage_counters_move BEFORE UPDATE ON usage_counters BEGIN
  SELECT RAISE(ABORT, 'uses_add_up')
   WHERE NEW.member_id <> OLD.member_id OR NEW.counter <> OLD.counter OR NEW.period <> OLD.period
      OR NEW.site_code <> OLD.site_code
      OR (NEW.times, NEW.amount_fen, NEW.portions, NEW.base_fen) <>
         (SELECT sum(times), sum(amount_fen), sum(portions), sum(base_fen)
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
                     AND u.site_code = NEW.site_code));
END;

CREATE TRIGGER usage_counters_stay BEFORE DELETE ON usage_counters BEGIN
  SELECT RAISE(ABORT, 'uses_add_up');
END;

CREATE TRIGGER operator_claims_open BEFORE INSERT ON operator_claims BEGIN
  SELECT RAISE(ABORT, 'orders_are_sealed') WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id);
END;

CREATE TRIGGER operator_claims_change BEFORE UPDATE ON operator_claims BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER operator_claims_stay BEFORE DELETE ON operator_claims BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

-- Nobody uses up what another member is entitled to.
CREATE TRIGGER orders_seal_uses BEFORE INSERT ON orders BEGIN
  SELECT RAISE(ABORT, 'uses_are_the_members_own')
   WHERE EXISTS (SELECT 1 FROM order_uses WHERE order_id = NEW.id AND member_id IS NOT NEW.member_id);
END;

CREATE TRIGGER scheme_withdrawals_open BEFORE INSERT ON scheme_withdrawals BEGIN
  SELECT RAISE(ABORT, 'withdrawals_are_append_only')
   WHERE EXISTS (SELECT 1 FROM scheme_withdrawals WHERE code = NEW.code AND version = NEW.version);
END;

CREATE TRIGGER scheme_withdrawals_change BEFORE UPDATE ON scheme_withdrawals BEGIN
  SELECT RAISE(ABORT, 'withdrawals_are_append_only');
END;

CREATE TRIGGER scheme_withdrawals_stay BEFORE DELETE ON scheme_withdrawals BEGIN
  SELECT RAISE(ABORT, 'withdrawals_are_append_only');
END;
