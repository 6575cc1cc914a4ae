-- What the books refuse of the life of members and cards, PostgreSQL. The same claims as in SQLite.

CREATE FUNCTION canteen_member_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state NOT IN ('open', 'frozen', 'closed', 'merged') THEN
    PERFORM canteen_refuse('member_states_are_known');
  END IF;
  IF TG_OP = 'INSERT' THEN
    RETURN NEW;
  END IF;
  IF OLD.state = 'merged' AND NEW.state <> 'merged' THEN
    PERFORM canteen_refuse('merged_members_stay_merged');
  END IF;
  IF NEW.state IN ('closed', 'merged')
     AND (SELECT balance_fen FROM account_balances WHERE account_id = NEW.wallet_account_id) <> 0 THEN
    PERFORM canteen_refuse('closed_accounts_are_empty');
  END IF;
  IF NEW.state = 'merged' AND NOT EXISTS (SELECT 1 FROM member_merges WHERE member_id = NEW.id) THEN
    PERFORM canteen_refuse('a_merged_member_has_a_survivor');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER members_born BEFORE INSERT ON members FOR EACH ROW EXECUTE FUNCTION canteen_member_state();

CREATE TRIGGER members_state BEFORE UPDATE OF state ON members FOR EACH ROW EXECUTE FUNCTION canteen_member_state();

-- FOR SHARE: the account cannot close between this look and the commit, and two top-ups do not wait for each other.
CREATE FUNCTION canteen_posting_wallet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  state_now text;
BEGIN
  SELECT state INTO state_now FROM members WHERE wallet_account_id = NEW.credit_account_id FOR SHARE;
  IF state_now IN ('closed', 'merged') THEN
    PERFORM canteen_refuse('closed_wallets_take_no_money');
  END IF;
  IF EXISTS (SELECT 1 FROM accounts WHERE id = NEW.credit_account_id AND kind = 'wallet')
     AND EXISTS (SELECT 1 FROM accounts WHERE id = NEW.debit_account_id AND kind IN ('discount', 'receivable'))
  THEN
    PERFORM canteen_refuse('wallets_hold_paid_money');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER postings_wallets BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION canteen_posting_wallet();

CREATE FUNCTION canteen_order_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  state_now text;
BEGIN
  SELECT state INTO state_now FROM members WHERE id = NEW.member_id FOR SHARE;
  IF state_now IS DISTINCT FROM 'open' THEN
    PERFORM canteen_refuse('members_buy_while_open');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER orders_seal_members BEFORE INSERT ON orders
  FOR EACH ROW WHEN (NEW.member_id IS NOT NULL) EXECUTE FUNCTION canteen_order_member();

CREATE TRIGGER member_events_change BEFORE UPDATE ON member_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('member_events_are_append_only');

CREATE TRIGGER member_events_stay BEFORE DELETE ON member_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('member_events_are_append_only');

CREATE TRIGGER member_events_truncate BEFORE TRUNCATE ON member_events
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('member_events_are_append_only');

CREATE FUNCTION canteen_merge_open() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  state_now text;
BEGIN
  SELECT state INTO state_now FROM members WHERE id = NEW.survivor_id FOR UPDATE;
  IF state_now IS DISTINCT FROM 'open' THEN
    PERFORM canteen_refuse('a_survivor_is_open');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER member_merges_open BEFORE INSERT ON member_merges FOR EACH ROW EXECUTE FUNCTION canteen_merge_open();

-- A survivor that is merged in turn leads everybody on to its own survivor.
CREATE FUNCTION canteen_merge_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.member_id <> OLD.member_id OR NEW.event_id <> OLD.event_id
     OR NOT EXISTS (SELECT 1 FROM member_merges WHERE member_id = OLD.survivor_id AND survivor_id = NEW.survivor_id)
  THEN
    PERFORM canteen_refuse('merges_only_lead_on');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER member_merges_change BEFORE UPDATE ON member_merges
  FOR EACH ROW EXECUTE FUNCTION canteen_merge_change();

CREATE TRIGGER member_merges_stay BEFORE DELETE ON member_merges
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('merges_only_lead_on');

CREATE TRIGGER member_merges_truncate BEFORE TRUNCATE ON member_merges
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('merges_only_lead_on');

CREATE TRIGGER card_events_change BEFORE UPDATE ON card_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('card_events_are_append_only');

CREATE TRIGGER card_events_stay BEFORE DELETE ON card_events
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('card_events_are_append_only');

CREATE TRIGGER card_events_truncate BEFORE TRUNCATE ON card_events
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('card_events_are_append_only');

CREATE FUNCTION canteen_card_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.counter < OLD.counter OR NEW.serial <> OLD.serial OR NEW.number <> OLD.number THEN
    PERFORM canteen_refuse('card_counters_only_rise');
  END IF;
  IF NEW.member_id <> OLD.member_id
     AND NOT EXISTS (SELECT 1 FROM member_merges WHERE member_id = OLD.member_id AND survivor_id = NEW.member_id)
  THEN
    PERFORM canteen_refuse('cards_move_to_the_survivor_alone');
  END IF;
  IF OLD.block_reason IN ('replaced', 'returned') AND NEW.block_reason IS DISTINCT FROM OLD.block_reason THEN
    PERFORM canteen_refuse('cards_that_are_over_stay_blocked');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cards_change BEFORE UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION canteen_card_change();

CREATE FUNCTION canteen_card_given() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  state_now text;
BEGIN
  SELECT state INTO state_now FROM members WHERE id = NEW.member_id FOR SHARE;
  IF state_now IS DISTINCT FROM 'open' THEN
    PERFORM canteen_refuse('cards_are_given_to_open_members');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cards_given BEFORE INSERT ON cards FOR EACH ROW EXECUTE FUNCTION canteen_card_given();

-- A member has used what the members have used who were merged into them: nobody gets a subsidy twice by two cards.
-- The look at the member first: a merge waits until this sale is written, or this sale sees it.
CREATE FUNCTION canteen_uses_count() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  merged record;
  is_first boolean;
BEGIN
  PERFORM 1 FROM members WHERE id = NEW.member_id FOR SHARE;
  SELECT coalesce(sum(c.times), 0) AS times, coalesce(sum(c.amount_fen), 0) AS amount_fen,
         coalesce(sum(c.portions), 0) AS portions, coalesce(sum(c.base_fen), 0) AS base_fen
    INTO merged
    FROM member_merges g JOIN usage_counters c ON c.member_id = g.member_id
   WHERE g.survivor_id = NEW.member_id AND c.counter = NEW.counter AND c.period = NEW.period
     AND c.site_code = NEW.site_code;
  is_first := (NEW.seen_times, NEW.seen_amount_fen, NEW.seen_portions, NEW.seen_base_fen)
              = (merged.times, merged.amount_fen, merged.portions, merged.base_fen);
  IF is_first THEN
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
       AND (times + merged.times, amount_fen + merged.amount_fen, portions + merged.portions,
            base_fen + merged.base_fen)
           = (NEW.seen_times, NEW.seen_amount_fen, NEW.seen_portions, NEW.seen_base_fen);
  END IF;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('uses_are_as_quoted');
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER order_uses_count AFTER INSERT ON order_uses FOR EACH ROW EXECUTE FUNCTION canteen_uses_count();

-- The act comes last and seals: its entry has one posting, between the member's wallet and where the money came from
-- or goes to. Cash is in the drawer of a till whose shift is open, or in the safe; every other means has its account.
CREATE FUNCTION canteen_wallet_act_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM entries WHERE id = NEW.id AND kind = NEW.kind)
     OR (SELECT count(*) FROM postings WHERE entry_id = NEW.id) <> 1
     OR NOT EXISTS (SELECT 1 FROM postings p JOIN members m ON m.id = NEW.member_id
                     WHERE p.entry_id = NEW.id
                       AND ((NEW.kind = 'top_up' AND p.debit_account_id = NEW.account_id
                             AND p.credit_account_id = m.wallet_account_id)
                         OR (NEW.kind <> 'top_up' AND p.credit_account_id = NEW.account_id
                             AND p.debit_account_id = m.wallet_account_id)))
  THEN
    PERFORM canteen_refuse('wallet_acts_are_posted');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM accounts
                  WHERE id = NEW.account_id
                    AND ((NEW.means = 'cash' AND kind = 'drawer' AND NEW.shift_id IS NOT NULL)
                      OR (NEW.means = 'cash' AND kind = 'safe' AND NEW.shift_id IS NULL)
                      OR (NEW.means = 'wallet' AND kind = 'wallet')
                      OR code = 'external:' || NEW.means))
  THEN
    PERFORM canteen_refuse('money_goes_by_its_means');
  END IF;
  IF NEW.shift_id IS NOT NULL THEN
    PERFORM 1 FROM shifts s JOIN tills t ON t.code = s.till_code JOIN entries e ON e.id = NEW.id
      WHERE s.id = NEW.shift_id AND s.closed_at IS NULL AND s.business_date = e.business_date
        AND (NEW.means <> 'cash' OR t.drawer_account_id = NEW.account_id)
      FOR SHARE OF s;
    IF NOT FOUND THEN
      PERFORM canteen_refuse('shift_is_open');
    END IF;
  END IF;
  IF NEW.kind = 'undo'
     AND NOT EXISTS (SELECT 1 FROM wallet_acts u JOIN entries e ON e.id = u.id JOIN entries own ON own.id = NEW.id
                      WHERE u.id = NEW.undoes_id AND u.kind = 'top_up' AND u.member_id = NEW.member_id
                        AND u.means = NEW.means AND e.amount_fen = own.amount_fen
                        AND (NEW.means = 'cash' OR u.account_id = NEW.account_id))
  THEN
    PERFORM canteen_refuse('undos_go_back_to_their_tender');
  END IF;
  IF NEW.kind = 'merge'
     AND NOT EXISTS (SELECT 1 FROM member_merges g JOIN members s ON s.id = g.survivor_id
                      WHERE g.member_id = NEW.member_id AND g.event_id = NEW.id
                        AND s.wallet_account_id = NEW.account_id)
  THEN
    PERFORM canteen_refuse('merges_pay_the_survivor');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER wallet_acts_seal BEFORE INSERT ON wallet_acts FOR EACH ROW EXECUTE FUNCTION canteen_wallet_act_seal();

CREATE TRIGGER wallet_acts_change BEFORE UPDATE ON wallet_acts
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('wallet_acts_are_append_only');

CREATE TRIGGER wallet_acts_stay BEFORE DELETE ON wallet_acts
  FOR EACH ROW EXECUTE FUNCTION canteen_append_only('wallet_acts_are_append_only');

CREATE TRIGGER wallet_acts_truncate BEFORE TRUNCATE ON wallet_acts
  FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only('wallet_acts_are_append_only');

DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
END $$;
