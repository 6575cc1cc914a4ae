-- What the books refuse, SQLite. One statement per paragraph; a claim's name is the message of its refusal.
-- INSERT OR REPLACE deletes what stands in its way without asking a DELETE trigger, on any connection that has not
-- set recursive_triggers; so every table that must not forget looks for the row before it is written.

-- Wallets and drawers are born empty, with the sign and the floor of their kind.
CREATE TRIGGER account_balances_birth BEFORE INSERT ON account_balances BEGIN
  SELECT RAISE(ABORT, 'balances_are_born_at_zero')
   WHERE NEW.balance_fen <> 0 OR NEW.floor_fen <> 0 OR NEW.last_posting_id <> 0
      OR EXISTS (SELECT 1 FROM account_balances WHERE account_id = NEW.account_id)
      OR NOT EXISTS (SELECT 1 FROM accounts
                      WHERE id = NEW.account_id
                        AND ((kind = 'wallet' AND NEW.credit_sign = 1) OR (kind = 'drawer' AND NEW.credit_sign = -1)));
END;

-- A balance changes only as a newer posting says, so nobody sets one by hand: every older posting is already in it.
CREATE TRIGGER account_balances_move BEFORE UPDATE ON account_balances BEGIN
  SELECT RAISE(ABORT, 'only_postings_move_balances')
   WHERE NEW.account_id <> OLD.account_id OR NEW.floor_fen <> OLD.floor_fen OR NEW.credit_sign <> OLD.credit_sign
      OR NEW.last_posting_id <= OLD.last_posting_id
      OR NOT EXISTS (SELECT 1 FROM postings
                      WHERE id = NEW.last_posting_id
                        AND ((credit_account_id = OLD.account_id
                              AND NEW.balance_fen = OLD.balance_fen + OLD.credit_sign * amount_fen)
                          OR (debit_account_id = OLD.account_id
                              AND NEW.balance_fen = OLD.balance_fen - OLD.credit_sign * amount_fen)));
END;

CREATE TRIGGER account_balances_stay BEFORE DELETE ON account_balances BEGIN
  SELECT RAISE(ABORT, 'balances_are_never_deleted');
END;

CREATE TRIGGER accounts_open BEFORE INSERT ON accounts BEGIN
  SELECT RAISE(ABORT, 'accounts_are_append_only')
   WHERE EXISTS (SELECT 1 FROM accounts WHERE id = NEW.id OR code = NEW.code);
END;

-- No wallet or drawer without its balance, or it could be overdrawn.
CREATE TRIGGER accounts_birth AFTER INSERT ON accounts WHEN NEW.kind IN ('wallet', 'drawer') BEGIN
  INSERT INTO account_balances (account_id, credit_sign)
  VALUES (NEW.id, CASE NEW.kind WHEN 'wallet' THEN 1 ELSE -1 END);
END;

CREATE TRIGGER accounts_change BEFORE UPDATE ON accounts BEGIN
  SELECT RAISE(ABORT, 'accounts_are_append_only');
END;

CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts BEGIN
  SELECT RAISE(ABORT, 'accounts_are_append_only');
END;

CREATE TRIGGER postings_open BEFORE INSERT ON postings BEGIN
  SELECT RAISE(ABORT, 'entries_are_sealed') WHERE EXISTS (SELECT 1 FROM entries WHERE id = NEW.entry_id);
  SELECT RAISE(ABORT, 'postings_are_append_only') WHERE EXISTS (SELECT 1 FROM postings WHERE id = NEW.id);
END;

-- INSERT OR IGNORE makes the updates below ignore a broken CHECK, and OR FAIL keeps the posting; RAISE does neither.
CREATE TRIGGER postings_apply AFTER INSERT ON postings BEGIN
  SELECT RAISE(ABORT, 'ck_account_balances_stays_above_its_floor')
   WHERE EXISTS (SELECT 1 FROM account_balances
                  WHERE account_id = NEW.debit_account_id
                    AND balance_fen - credit_sign * NEW.amount_fen < floor_fen)
      OR EXISTS (SELECT 1 FROM account_balances
                  WHERE account_id = NEW.credit_account_id
                    AND balance_fen + credit_sign * NEW.amount_fen < floor_fen);
  UPDATE account_balances
     SET balance_fen = balance_fen - credit_sign * NEW.amount_fen, last_posting_id = NEW.id
   WHERE account_id = NEW.debit_account_id;
  UPDATE account_balances
     SET balance_fen = balance_fen + credit_sign * NEW.amount_fen, last_posting_id = NEW.id
   WHERE account_id = NEW.credit_account_id;
END;

CREATE TRIGGER postings_change BEFORE UPDATE ON postings BEGIN
  SELECT RAISE(ABORT, 'postings_are_append_only');
END;

CREATE TRIGGER postings_stay BEFORE DELETE ON postings BEGIN
  SELECT RAISE(ABORT, 'postings_are_append_only');
END;

CREATE TRIGGER entries_seal BEFORE INSERT ON entries BEGIN
  SELECT RAISE(ABORT, 'entries_are_append_only')
   WHERE EXISTS (SELECT 1 FROM entries WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM entries WHERE chain_code = NEW.chain_code AND sequence = NEW.sequence);
  SELECT RAISE(ABORT, 'postings_add_up')
   WHERE NEW.amount_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM postings WHERE entry_id = NEW.id);
  SELECT RAISE(ABORT, 'chain_is_unbroken')
   WHERE NOT (NEW.sequence = 1 AND NEW.previous_hash = '')
     AND NOT EXISTS (SELECT 1 FROM entries
                      WHERE chain_code = NEW.chain_code AND sequence = NEW.sequence - 1 AND hash = NEW.previous_hash);
END;

CREATE TRIGGER entries_change BEFORE UPDATE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries_are_append_only');
END;

CREATE TRIGGER entries_stay BEFORE DELETE ON entries BEGIN
  SELECT RAISE(ABORT, 'entries_are_append_only');
END;

CREATE TRIGGER order_lines_open BEFORE INSERT ON order_lines BEGIN
  SELECT RAISE(ABORT, 'orders_are_sealed') WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id);
END;

CREATE TRIGGER order_lines_change BEFORE UPDATE ON order_lines BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER order_lines_stay BEFORE DELETE ON order_lines BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER order_reductions_open BEFORE INSERT ON order_reductions BEGIN
  SELECT RAISE(ABORT, 'orders_are_sealed') WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id);
END;

CREATE TRIGGER order_reductions_change BEFORE UPDATE ON order_reductions BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER order_reductions_stay BEFORE DELETE ON order_reductions BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER order_tenders_open BEFORE INSERT ON order_tenders BEGIN
  SELECT RAISE(ABORT, 'orders_are_sealed') WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id);
END;

CREATE TRIGGER order_tenders_change BEFORE UPDATE ON order_tenders BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER order_tenders_stay BEFORE DELETE ON order_tenders BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

-- The order comes last. What it is made of must add up, line by line, tender by tender, account by account.
CREATE TRIGGER orders_seal BEFORE INSERT ON orders BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only')
   WHERE EXISTS (SELECT 1 FROM orders
                  WHERE id = NEW.id OR number = NEW.number
                     OR (card_serial = NEW.card_serial AND card_counter = NEW.card_counter));
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM shifts
                      WHERE id = NEW.shift_id AND till_code = NEW.till_code AND closed_at IS NULL
                        AND business_date = NEW.business_date);
  SELECT RAISE(ABORT, 'lines_add_up')
   WHERE (SELECT count(*) FROM order_lines WHERE order_id = NEW.id) = 0
      OR (SELECT sum(list_fen) FROM order_lines WHERE order_id = NEW.id) <> NEW.list_total_fen
      OR (SELECT sum(total_fen) FROM order_lines WHERE order_id = NEW.id) <> NEW.total_fen;
  SELECT RAISE(ABORT, 'reductions_add_up')
   WHERE EXISTS (SELECT 1 FROM order_lines l
                  WHERE l.order_id = NEW.id
                    AND l.list_fen - l.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions r
                                                      WHERE r.order_id = NEW.id AND r.line_number = l.number))
      OR NEW.discount_total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions
                                     WHERE order_id = NEW.id AND kind = 'discount')
      OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_reductions
                                    WHERE order_id = NEW.id AND kind = 'subsidy');
  SELECT RAISE(ABORT, 'tenders_add_up')
   WHERE NEW.total_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM order_tenders WHERE order_id = NEW.id);
  SELECT RAISE(ABORT, 'wallets_pay_by_their_own_card')
   WHERE EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id AND t.kind = 'wallet'
                    AND NOT EXISTS (SELECT 1 FROM cards c JOIN members m ON m.id = c.member_id
                                     WHERE c.serial = NEW.card_serial AND c.counter = NEW.card_counter
                                       AND c.state = 'active' AND m.id = NEW.member_id
                                       AND m.wallet_account_id = t.account_id));
  SELECT RAISE(ABORT, 'cash_goes_into_the_tills_drawer')
   WHERE EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id AND t.kind = 'cash'
                    AND NOT EXISTS (SELECT 1 FROM tills
                                     WHERE code = NEW.till_code AND drawer_account_id = t.account_id));
  SELECT RAISE(ABORT, 'sale_postings_add_up')
   WHERE NOT EXISTS (SELECT 1 FROM entries
                      WHERE id = NEW.id AND kind = 'sale' AND amount_fen = NEW.list_total_fen
                        AND business_date = NEW.business_date)
      OR EXISTS (SELECT 1 FROM order_tenders t
                  WHERE t.order_id = NEW.id
                    AND t.amount_fen <> (SELECT coalesce(sum(amount_fen), 0) FROM postings
                                          WHERE entry_id = NEW.id AND debit_account_id = t.account_id))
      OR NEW.discount_total_fen <> (SELECT coalesce(sum(p.amount_fen), 0)
                                      FROM postings p JOIN accounts a ON a.id = p.debit_account_id
                                     WHERE p.entry_id = NEW.id AND a.kind = 'discount')
      OR NEW.subsidy_total_fen <> (SELECT coalesce(sum(p.amount_fen), 0)
                                     FROM postings p JOIN accounts a ON a.id = p.debit_account_id
                                    WHERE p.entry_id = NEW.id AND a.kind = 'receivable')
      OR EXISTS (SELECT 1 FROM postings p JOIN accounts a ON a.id = p.credit_account_id
                  WHERE p.entry_id = NEW.id AND a.kind <> 'revenue');
  SELECT RAISE(ABORT, 'receipt_job_is_its_own')
   WHERE NOT EXISTS (SELECT 1 FROM print_jobs WHERE key = NEW.receipt_job AND order_id = NEW.id);
END;

CREATE TRIGGER orders_change BEFORE UPDATE ON orders BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER orders_stay BEFORE DELETE ON orders BEGIN
  SELECT RAISE(ABORT, 'orders_are_append_only');
END;

CREATE TRIGGER print_jobs_open BEFORE INSERT ON print_jobs BEGIN
  SELECT RAISE(ABORT, 'papers_keep_their_words') WHERE EXISTS (SELECT 1 FROM print_jobs WHERE key = NEW.key);
END;

-- What a paper says never changes; whether it came out does.
CREATE TRIGGER print_jobs_change BEFORE UPDATE ON print_jobs BEGIN
  SELECT RAISE(ABORT, 'papers_keep_their_words')
   WHERE NEW.key <> OLD.key OR NEW.order_id IS NOT OLD.order_id OR NEW.kind <> OLD.kind
      OR NEW.number <> OLD.number OR NEW.document <> OLD.document OR NEW.created_at <> OLD.created_at;
END;

CREATE TRIGGER print_jobs_stay BEFORE DELETE ON print_jobs BEGIN
  SELECT RAISE(ABORT, 'papers_are_never_deleted');
END;

-- Portions: taken here or refused here. A dish that is not counted has no row to wait for.
CREATE TRIGGER portion_movements_take BEFORE INSERT ON portion_movements BEGIN
  SELECT RAISE(ABORT, 'portion_movements_are_append_only')
   WHERE EXISTS (SELECT 1 FROM portion_movements WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM portion_movements
                  WHERE menu_item_id = NEW.menu_item_id AND reference = NEW.reference);
  UPDATE menu_items SET sold_portions = sold_portions + NEW.quantity
   WHERE id = NEW.menu_item_id AND planned_portions IS NOT NULL AND is_sold_out = 0 AND removed_at IS NULL
     AND sold_portions + NEW.quantity <= planned_portions;
  SELECT RAISE(ABORT, 'portions_are_left')
   WHERE changes() = 0
     AND NOT EXISTS (SELECT 1 FROM menu_items
                      WHERE id = NEW.menu_item_id AND planned_portions IS NULL
                        AND is_sold_out = 0 AND removed_at IS NULL);
END;

CREATE TRIGGER portion_movements_change BEFORE UPDATE ON portion_movements BEGIN
  SELECT RAISE(ABORT, 'portion_movements_are_append_only');
END;

CREATE TRIGGER portion_movements_stay BEFORE DELETE ON portion_movements BEGIN
  SELECT RAISE(ABORT, 'portion_movements_are_append_only');
END;

CREATE TRIGGER menu_changes_open BEFORE INSERT ON menu_changes BEGIN
  SELECT RAISE(ABORT, 'menu_changes_are_append_only') WHERE EXISTS (SELECT 1 FROM menu_changes WHERE id = NEW.id);
END;

CREATE TRIGGER menu_changes_change BEFORE UPDATE ON menu_changes BEGIN
  SELECT RAISE(ABORT, 'menu_changes_are_append_only');
END;

CREATE TRIGGER menu_changes_stay BEFORE DELETE ON menu_changes BEGIN
  SELECT RAISE(ABORT, 'menu_changes_are_append_only');
END;

CREATE TRIGGER menu_items_open BEFORE INSERT ON menu_items BEGIN
  SELECT RAISE(ABORT, 'menu_items_are_never_deleted')
   WHERE EXISTS (SELECT 1 FROM menu_items WHERE id = NEW.id)
      OR EXISTS (SELECT 1 FROM menu_items
                  WHERE menu_date = NEW.menu_date AND period_code = NEW.period_code AND dish_code = NEW.dish_code);
  SELECT RAISE(ABORT, 'menu_items_are_of_their_dish')
   WHERE NOT EXISTS (SELECT 1 FROM dishes WHERE code = NEW.dish_code AND category_code = NEW.category_code);
END;

-- What was sold points here: an item stays the dish that it was, of the category whose price is limited.
CREATE TRIGGER menu_items_change BEFORE UPDATE ON menu_items BEGIN
  SELECT RAISE(ABORT, 'menu_items_are_of_their_dish')
   WHERE NEW.id <> OLD.id OR NEW.menu_date <> OLD.menu_date OR NEW.period_code <> OLD.period_code
      OR NEW.dish_code <> OLD.dish_code OR NEW.category_code <> OLD.category_code;
END;

CREATE TRIGGER menu_items_stay BEFORE DELETE ON menu_items BEGIN
  SELECT RAISE(ABORT, 'menu_items_are_never_deleted');
END;

-- A card that was deleted and issued again would begin to count anew.
CREATE TRIGGER cards_open BEFORE INSERT ON cards BEGIN
  SELECT RAISE(ABORT, 'cards_are_never_deleted')
   WHERE EXISTS (SELECT 1 FROM cards WHERE serial = NEW.serial OR number = NEW.number);
END;

CREATE TRIGGER cards_stay BEFORE DELETE ON cards BEGIN
  SELECT RAISE(ABORT, 'cards_are_never_deleted');
END;

CREATE TRIGGER cards_change BEFORE UPDATE ON cards BEGIN
  SELECT RAISE(ABORT, 'card_counters_only_rise')
   WHERE NEW.counter < OLD.counter OR NEW.serial <> OLD.serial OR NEW.number <> OLD.number
     OR NEW.member_id <> OLD.member_id;
END;

-- A shift is closed once; its business date and its till are decided when it opens.
CREATE TRIGGER shifts_open BEFORE INSERT ON shifts BEGIN
  SELECT RAISE(ABORT, 'shifts_are_never_deleted')
   WHERE EXISTS (SELECT 1 FROM shifts
                  WHERE id = NEW.id
                     OR (till_code = NEW.till_code AND closed_at IS NULL AND NEW.closed_at IS NULL));
END;

CREATE TRIGGER shifts_change BEFORE UPDATE ON shifts BEGIN
  SELECT RAISE(ABORT, 'shifts_only_close')
   WHERE OLD.closed_at IS NOT NULL OR NEW.id <> OLD.id OR NEW.till_code <> OLD.till_code
      OR NEW.cashier <> OLD.cashier OR NEW.business_date <> OLD.business_date
      OR NEW.float_fen <> OLD.float_fen OR NEW.opened_at <> OLD.opened_at;
END;

CREATE TRIGGER shifts_stay BEFORE DELETE ON shifts BEGIN
  SELECT RAISE(ABORT, 'shifts_are_never_deleted');
END;

-- Whose wallet it is, and which till's drawer, is decided once.
CREATE TRIGGER members_open BEFORE INSERT ON members BEGIN
  SELECT RAISE(ABORT, 'members_keep_their_wallets')
   WHERE EXISTS (SELECT 1 FROM members
                  WHERE id = NEW.id OR code = NEW.code OR wallet_account_id = NEW.wallet_account_id);
END;

CREATE TRIGGER members_change BEFORE UPDATE ON members BEGIN
  SELECT RAISE(ABORT, 'members_keep_their_wallets')
   WHERE NEW.id <> OLD.id OR NEW.code <> OLD.code OR NEW.wallet_account_id <> OLD.wallet_account_id;
END;

CREATE TRIGGER members_stay BEFORE DELETE ON members BEGIN
  SELECT RAISE(ABORT, 'members_keep_their_wallets');
END;

CREATE TRIGGER tills_open BEFORE INSERT ON tills BEGIN
  SELECT RAISE(ABORT, 'tills_keep_their_drawers')
   WHERE EXISTS (SELECT 1 FROM tills WHERE code = NEW.code OR drawer_account_id = NEW.drawer_account_id);
END;

CREATE TRIGGER tills_change BEFORE UPDATE ON tills BEGIN
  SELECT RAISE(ABORT, 'tills_keep_their_drawers')
   WHERE NEW.code <> OLD.code OR NEW.drawer_account_id <> OLD.drawer_account_id;
END;

CREATE TRIGGER tills_stay BEFORE DELETE ON tills BEGIN
  SELECT RAISE(ABORT, 'tills_keep_their_drawers');
END;

CREATE TRIGGER schemes_open BEFORE INSERT ON schemes BEGIN
  SELECT RAISE(ABORT, 'scheme_versions_are_never_edited')
   WHERE EXISTS (SELECT 1 FROM schemes WHERE code = NEW.code AND version = NEW.version);
END;

CREATE TRIGGER schemes_change BEFORE UPDATE ON schemes BEGIN
  SELECT RAISE(ABORT, 'scheme_versions_are_never_edited');
END;

CREATE TRIGGER schemes_stay BEFORE DELETE ON schemes BEGIN
  SELECT RAISE(ABORT, 'scheme_versions_are_never_edited');
END;
