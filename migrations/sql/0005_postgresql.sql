-- What the books refuse, PostgreSQL. The same claims under the same names as in SQLite.

CREATE FUNCTION canteen_refuse(claim text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'check_violation', CONSTRAINT = claim, MESSAGE = claim;
END $$;

-- For tables that only grow: UPDATE, DELETE and TRUNCATE all end here, with the claim as the trigger's argument.
CREATE FUNCTION canteen_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM canteen_refuse(TG_ARGV[0]);
  RETURN NULL;
END $$;

-- No wallet or drawer without its balance, or it could be overdrawn.
CREATE FUNCTION canteen_account_birth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO account_balances (account_id, credit_sign)
  VALUES (NEW.id, CASE NEW.kind WHEN 'wallet' THEN 1 ELSE -1 END);
  RETURN NULL;
END $$;

CREATE TRIGGER accounts_birth AFTER INSERT ON accounts
  FOR EACH ROW WHEN (NEW.kind IN ('wallet', 'drawer')) EXECUTE FUNCTION canteen_account_birth();

CREATE FUNCTION canteen_balance_birth() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.balance_fen <> 0 OR NEW.floor_fen <> 0 OR NEW.last_posting_id <> 0
     OR NOT EXISTS (SELECT 1 FROM accounts
                     WHERE id = NEW.account_id
                       AND ((kind = 'wallet' AND NEW.credit_sign = 1) OR (kind = 'drawer' AND NEW.credit_sign = -1)))
  THEN
    PERFORM canteen_refuse('balances_are_born_at_zero');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER account_balances_birth BEFORE INSERT ON account_balances
  FOR EACH ROW EXECUTE FUNCTION canteen_balance_birth();

-- Depth 1 is an UPDATE from outside; the posting's own trigger comes in at depth 2.
CREATE FUNCTION canteen_balance_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 OR NEW.account_id <> OLD.account_id OR NEW.floor_fen <> OLD.floor_fen
     OR NEW.credit_sign <> OLD.credit_sign
  THEN
    PERFORM canteen_refuse('only_postings_move_balances');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER account_balances_move BEFORE UPDATE ON account_balances
  FOR EACH ROW EXECUTE FUNCTION canteen_balance_move();

CREATE FUNCTION canteen_posting_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id) THEN
    PERFORM canteen_refuse('entries_are_sealed');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER postings_open BEFORE INSERT ON postings FOR EACH ROW EXECUTE FUNCTION canteen_posting_open();

-- The lower account first, so that two postings the other way round never wait for each other in a circle.
CREATE FUNCTION canteen_posting_apply() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.debit_account_id < NEW.credit_account_id THEN
    UPDATE account_balances SET balance_fen = balance_fen - credit_sign * NEW.amount_fen, last_posting_id = NEW.id
     WHERE account_id = NEW.debit_account_id;
  END IF;
  UPDATE account_balances SET balance_fen = balance_fen + credit_sign * NEW.amount_fen, last_posting_id = NEW.id
   WHERE account_id = NEW.credit_account_id;
  IF NEW.debit_account_id > NEW.credit_account_id THEN
    UPDATE account_balances SET balance_fen = balance_fen - credit_sign * NEW.amount_fen, last_posting_id = NEW.id
     WHERE account_id = NEW.debit_account_id;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER postings_apply AFTER INSERT ON postings FOR EACH ROW EXECUTE FUNCTION canteen_posting_apply();

CREATE FUNCTION canteen_entry_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.amount_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM postings WHERE entry_id = NEW.id) THEN
    PERFORM canteen_refuse('postings_add_up');
  END IF;
  IF NOT (NEW.sequence = 1 AND NEW.previous_hash = '')
     AND NOT EXISTS (SELECT 1 FROM entries
                      WHERE chain_code = NEW.chain_code AND sequence = NEW.sequence - 1 AND hash = NEW.previous_hash)
  THEN
    PERFORM canteen_refuse('chain_is_unbroken');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER entries_seal BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION canteen_entry_seal();

CREATE FUNCTION canteen_order_part_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id) THEN
    PERFORM canteen_refuse('orders_are_sealed');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER order_lines_open BEFORE INSERT ON order_lines FOR EACH ROW EXECUTE FUNCTION canteen_order_part_open();

CREATE TRIGGER order_reductions_open BEFORE INSERT ON order_reductions
  FOR EACH ROW EXECUTE FUNCTION canteen_order_part_open();

CREATE TRIGGER order_tenders_open BEFORE INSERT ON order_tenders
  FOR EACH ROW EXECUTE FUNCTION canteen_order_part_open();

-- FOR SHARE: the shift cannot close between this look and the commit, and sales do not wait for one another.
CREATE FUNCTION canteen_order_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM shifts
    WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL
      AND business_date = NEW.business_date
    FOR SHARE;
  IF NOT FOUND THEN
    PERFORM canteen_refuse('shift_is_open');
  END IF;
  IF NOT coalesce((SELECT sum(list_fen) = NEW.list_total_fen AND sum(total_fen) = NEW.total_fen
                     FROM order_lines WHERE order_id = NEW.id), false) THEN
    PERFORM canteen_refuse('lines_add_up');
  END IF;
  IF EXISTS (SELECT 1 FROM order_lines l
              WHERE l.order_id = NEW.id
                AND l.list_fen - l.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions r
                                                  WHERE r.order_id = NEW.id AND r.line_number = l.number))
     OR (NEW.discount_total_fen, NEW.subsidy_total_fen)
        <> (SELECT coalesce(sum(amount_fen) FILTER (WHERE kind = 'discount'), 0),
                   coalesce(sum(amount_fen) FILTER (WHERE kind = 'subsidy'), 0)
              FROM order_reductions WHERE order_id = NEW.id)
  THEN
    PERFORM canteen_refuse('reductions_add_up');
  END IF;
  IF NEW.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_tenders WHERE order_id = NEW.id) THEN
    PERFORM canteen_refuse('tenders_add_up');
  END IF;
  IF EXISTS (SELECT 1 FROM order_tenders t
              WHERE t.order_id = NEW.id AND t.kind = 'wallet'
                AND NOT EXISTS (SELECT 1 FROM cards c JOIN members m ON m.id = c.member_id
                                 WHERE c.serial = NEW.card_serial AND c.counter = NEW.card_counter
                                   AND c.state = 'active' AND m.id = NEW.member_id
                                   AND m.wallet_account_id = t.account_id))
  THEN
    PERFORM canteen_refuse('wallets_pay_by_their_own_card');
  END IF;
  IF EXISTS (SELECT 1 FROM order_tenders t
              WHERE t.order_id = NEW.id AND t.kind = 'cash'
                AND NOT EXISTS (SELECT 1 FROM tills
                                 WHERE code = NEW.till_code AND drawer_account_id = t.account_id))
  THEN
    PERFORM canteen_refuse('cash_goes_into_the_tills_drawer');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM entries
                  WHERE id = NEW.id AND kind = 'sale' AND amount_fen = NEW.list_total_fen
                    AND business_date = NEW.business_date)
     OR EXISTS (SELECT 1 FROM order_tenders t
                 WHERE t.order_id = NEW.id
                   AND t.amount_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM postings
                                         WHERE entry_id = NEW.id AND debit_account_id = t.account_id))
     OR (NEW.discount_total_fen, NEW.subsidy_total_fen, 0)
        <> (SELECT coalesce(sum(p.amount_fen) FILTER (WHERE d.kind = 'discount'), 0),
                   coalesce(sum(p.amount_fen) FILTER (WHERE d.kind = 'receivable'), 0),
                   count(*) FILTER (WHERE c.kind <> 'revenue')
              FROM postings p
              JOIN accounts d ON d.id = p.debit_account_id
              JOIN accounts c ON c.id = p.credit_account_id
             WHERE p.entry_id = NEW.id)
  THEN
    PERFORM canteen_refuse('sale_postings_add_up');
  END IF;
  IF NOT EXISTS (SELECT 1 FROM print_jobs WHERE key = NEW.receipt_job AND order_id = NEW.id) THEN
    PERFORM canteen_refuse('receipt_job_is_its_own');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER orders_seal BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION canteen_order_seal();

CREATE FUNCTION canteen_paper_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.key, NEW.order_id, NEW.kind, NEW.number, NEW.document, NEW.created_at)
     IS DISTINCT FROM (OLD.key, OLD.order_id, OLD.kind, OLD.number, OLD.document, OLD.created_at)
  THEN
    PERFORM canteen_refuse('papers_keep_their_words');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER print_jobs_change BEFORE UPDATE ON print_jobs FOR EACH ROW EXECUTE FUNCTION canteen_paper_change();

-- A counted dish takes its row; of any other the kitchen's switch is only read, and held until the commit.
CREATE FUNCTION canteen_portions_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE menu_items SET sold_portions = sold_portions + NEW.quantity
   WHERE id = NEW.menu_item_id AND planned_portions IS NOT NULL AND is_sold_out = 0 AND removed_at IS NULL
     AND sold_portions + NEW.quantity <= planned_portions;
  IF NOT FOUND THEN
    PERFORM 1 FROM menu_items
      WHERE id = NEW.menu_item_id AND planned_portions IS NULL AND is_sold_out = 0 AND removed_at IS NULL
      FOR SHARE;
    IF NOT FOUND THEN
      PERFORM canteen_refuse('portions_are_left');
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER portion_movements_take BEFORE INSERT ON portion_movements
  FOR EACH ROW EXECUTE FUNCTION canteen_portions_take();

CREATE FUNCTION canteen_menu_item_open() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM dishes WHERE code = NEW.dish_code AND category_code = NEW.category_code) THEN
    PERFORM canteen_refuse('menu_items_are_of_their_dish');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER menu_items_open BEFORE INSERT ON menu_items FOR EACH ROW EXECUTE FUNCTION canteen_menu_item_open();

-- What was sold points here: an item stays the dish that it was, of the category whose price is limited.
CREATE FUNCTION canteen_menu_item_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.menu_date, NEW.period_code, NEW.dish_code, NEW.category_code)
     <> (OLD.id, OLD.menu_date, OLD.period_code, OLD.dish_code, OLD.category_code)
  THEN
    PERFORM canteen_refuse('menu_items_are_of_their_dish');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER menu_items_change BEFORE UPDATE ON menu_items
  FOR EACH ROW EXECUTE FUNCTION canteen_menu_item_change();

CREATE FUNCTION canteen_card_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.counter < OLD.counter OR NEW.serial <> OLD.serial OR NEW.number <> OLD.number
     OR NEW.member_id <> OLD.member_id THEN
    PERFORM canteen_refuse('card_counters_only_rise');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER cards_change BEFORE UPDATE ON cards FOR EACH ROW EXECUTE FUNCTION canteen_card_change();

-- A shift is closed once; its business date and its till are decided when it opens.
CREATE FUNCTION canteen_shift_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.closed_at IS NOT NULL
     OR (NEW.id, NEW.till_code, NEW.cashier, NEW.business_date, NEW.float_fen, NEW.opened_at)
        <> (OLD.id, OLD.till_code, OLD.cashier, OLD.business_date, OLD.float_fen, OLD.opened_at)
  THEN
    PERFORM canteen_refuse('shifts_only_close');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER shifts_change BEFORE UPDATE ON shifts FOR EACH ROW EXECUTE FUNCTION canteen_shift_change();

-- Whose wallet it is, and which till's drawer, is decided once.
CREATE FUNCTION canteen_member_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.code, NEW.wallet_account_id) <> (OLD.id, OLD.code, OLD.wallet_account_id) THEN
    PERFORM canteen_refuse('members_keep_their_wallets');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER members_change BEFORE UPDATE ON members FOR EACH ROW EXECUTE FUNCTION canteen_member_change();

CREATE FUNCTION canteen_till_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.code, NEW.drawer_account_id) <> (OLD.code, OLD.drawer_account_id) THEN
    PERFORM canteen_refuse('tills_keep_their_drawers');
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER tills_change BEFORE UPDATE ON tills FOR EACH ROW EXECUTE FUNCTION canteen_till_change();

-- Facts are never changed; of the others only some columns change, as the triggers above say. None is deleted.
DO $$
DECLARE
  facts text[][] := ARRAY[
    ['accounts', 'accounts_are_append_only'],
    ['entries', 'entries_are_append_only'],
    ['postings', 'postings_are_append_only'],
    ['orders', 'orders_are_append_only'],
    ['order_lines', 'orders_are_append_only'],
    ['order_reductions', 'orders_are_append_only'],
    ['order_tenders', 'orders_are_append_only'],
    ['portion_movements', 'portion_movements_are_append_only'],
    ['menu_changes', 'menu_changes_are_append_only'],
    ['schemes', 'scheme_versions_are_never_edited']];
  kept text[][] := facts || ARRAY[
    ['account_balances', 'balances_are_never_deleted'],
    ['print_jobs', 'papers_are_never_deleted'],
    ['menu_items', 'menu_items_are_never_deleted'],
    ['cards', 'cards_are_never_deleted'],
    ['shifts', 'shifts_are_never_deleted'],
    ['members', 'members_keep_their_wallets'],
    ['tills', 'tills_keep_their_drawers']];
  fact text[];
BEGIN
  FOREACH fact SLICE 1 IN ARRAY facts LOOP
    EXECUTE format('CREATE TRIGGER %1$I BEFORE UPDATE ON %2$I FOR EACH ROW EXECUTE FUNCTION canteen_append_only(%3$L)',
                   fact[1] || '_change', fact[1], fact[2]);
  END LOOP;
  FOREACH fact SLICE 1 IN ARRAY kept LOOP
    EXECUTE format('CREATE TRIGGER %1$I BEFORE DELETE ON %2$I FOR EACH ROW EXECUTE FUNCTION canteen_append_only(%3$L)',
                   fact[1] || '_stay', fact[1], fact[2]);
    EXECUTE format('CREATE TRIGGER %1$I BEFORE TRUNCATE ON %2$I FOR EACH STATEMENT EXECUTE FUNCTION canteen_append_only(%3$L)',
                   fact[1] || '_truncate', fact[1], fact[2]);
  END LOOP;
END $$;

-- Whoever may make temporary tables could otherwise put one of their own in front of ours.
DO $$
DECLARE
  guard regprocedure;
BEGIN
  FOR guard IN SELECT oid::regprocedure FROM pg_proc WHERE proname LIKE 'canteen%' LOOP
    EXECUTE format('ALTER FUNCTION %s SET search_path = public, pg_temp', guard);
  END LOOP;
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
END $$;
