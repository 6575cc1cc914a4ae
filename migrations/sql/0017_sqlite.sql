-- What the books refuse of the life of members and cards, SQLite. One statement per paragraph, as in 0005_sqlite.sql.

CREATE TRIGGER members_born BEFORE INSERT ON members BEGIN
  SELECT RAISE(ABORT, 'member_states_are_known') WHERE NEW.state NOT IN ('open', 'frozen', 'closed', 'merged');
END;

-- Whoever holds money is not closed, and whoever was merged into another stays so.
CREATE TRIGGER members_state BEFORE UPDATE OF state ON members BEGIN
  SELECT RAISE(ABORT, 'member_states_are_known') WHERE NEW.state NOT IN ('open', 'frozen', 'closed', 'merged');
  SELECT RAISE(ABORT, 'merged_members_stay_merged') WHERE OLD.state = 'merged' AND NEW.state <> 'merged';
  SELECT RAISE(ABORT, 'closed_accounts_are_empty')
   WHERE NEW.state IN ('closed', 'merged')
     AND (SELECT balance_fen FROM account_balances WHERE account_id = NEW.wallet_account_id) <> 0;
  SELECT RAISE(ABORT, 'a_merged_member_has_a_survivor')
   WHERE NEW.state = 'merged' AND NOT EXISTS (SELECT 1 FROM member_merges WHERE member_id = NEW.id);
END;

CREATE TRIGGER postings_wallets BEFORE INSERT ON postings BEGIN
  SELECT RAISE(ABORT, 'closed_wallets_take_no_money')
   WHERE EXISTS (SELECT 1 FROM members
                  WHERE wallet_account_id = NEW.credit_account_id AND state IN ('closed', 'merged'));
  SELECT RAISE(ABORT, 'wallets_hold_paid_money')
   WHERE EXISTS (SELECT 1 FROM accounts WHERE id = NEW.credit_account_id AND kind = 'wallet')
     AND EXISTS (SELECT 1 FROM accounts WHERE id = NEW.debit_account_id AND kind IN ('discount', 'receivable'));
END;

CREATE TRIGGER orders_seal_members BEFORE INSERT ON orders WHEN NEW.member_id IS NOT NULL BEGIN
  SELECT RAISE(ABORT, 'members_buy_while_open')
   WHERE NOT EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND state = 'open');
END;

CREATE TRIGGER member_events_open BEFORE INSERT ON member_events BEGIN
  SELECT RAISE(ABORT, 'member_events_are_append_only') WHERE EXISTS (SELECT 1 FROM member_events WHERE id = NEW.id);
END;

CREATE TRIGGER member_events_change BEFORE UPDATE ON member_events BEGIN
  SELECT RAISE(ABORT, 'member_events_are_append_only');
END;

CREATE TRIGGER member_events_stay BEFORE DELETE ON member_events BEGIN
  SELECT RAISE(ABORT, 'member_events_are_append_only');
END;

CREATE TRIGGER member_merges_open BEFORE INSERT ON member_merges BEGIN
  SELECT RAISE(ABORT, 'merges_only_lead_on') WHERE EXISTS (SELECT 1 FROM member_merges WHERE member_id = NEW.member_id);
  SELECT RAISE(ABORT, 'a_survivor_is_open')
   WHERE NOT EXISTS (SELECT 1 FROM members WHERE id = NEW.survivor_id AND state = 'open');
END;

-- A survivor that is merged in turn leads everybody on to its own survivor.
CREATE TRIGGER member_merges_change BEFORE UPDATE ON member_merges BEGIN
  SELECT RAISE(ABORT, 'merges_only_lead_on')
   WHERE NEW.member_id <> OLD.member_id OR NEW.event_id <> OLD.event_id
      OR NOT EXISTS (SELECT 1 FROM member_merges
                      WHERE member_id = OLD.survivor_id AND survivor_id = NEW.survivor_id);
END;

CREATE TRIGGER member_merges_stay BEFORE DELETE ON member_merges BEGIN
  SELECT RAISE(ABORT, 'merges_only_lead_on');
END;

CREATE TRIGGER card_events_open BEFORE INSERT ON card_events BEGIN
  SELECT RAISE(ABORT, 'card_events_are_append_only')
   WHERE EXISTS (SELECT 1 FROM card_events WHERE event_id = NEW.event_id AND serial = NEW.serial);
END;

CREATE TRIGGER card_events_change BEFORE UPDATE ON card_events BEGIN
  SELECT RAISE(ABORT, 'card_events_are_append_only');
END;

CREATE TRIGGER card_events_stay BEFORE DELETE ON card_events BEGIN
  SELECT RAISE(ABORT, 'card_events_are_append_only');
END;

CREATE TRIGGER cards_change BEFORE UPDATE ON cards BEGIN
  SELECT RAISE(ABORT, 'card_counters_only_rise')
   WHERE NEW.counter < OLD.counter OR NEW.serial <> OLD.serial OR NEW.number <> OLD.number;
  SELECT RAISE(ABORT, 'cards_move_to_the_survivor_alone')
   WHERE NEW.member_id <> OLD.member_id
     AND NOT EXISTS (SELECT 1 FROM member_merges WHERE member_id = OLD.member_id AND survivor_id = NEW.member_id);
  SELECT RAISE(ABORT, 'cards_that_are_over_stay_blocked')
   WHERE OLD.block_reason IN ('replaced', 'returned') AND NEW.block_reason IS NOT OLD.block_reason;
END;

CREATE TRIGGER cards_given BEFORE INSERT ON cards BEGIN
  SELECT RAISE(ABORT, 'cards_are_given_to_open_members')
   WHERE NOT EXISTS (SELECT 1 FROM members WHERE id = NEW.member_id AND state = 'open');
END;

-- A member has used what the members have used who were merged into them: nobody gets a subsidy twice by two cards.
CREATE TRIGGER order_uses_open BEFORE INSERT ON order_uses BEGIN
  SELECT RAISE(ABORT, 'orders_are_sealed') WHERE EXISTS (SELECT 1 FROM orders WHERE id = NEW.order_id);
  SELECT RAISE(ABORT, 'orders_are_append_only')
   WHERE EXISTS (SELECT 1 FROM order_uses
                  WHERE order_id = NEW.order_id AND counter = NEW.counter AND period = NEW.period
                    AND site_code = NEW.site_code);
  SELECT RAISE(ABORT, 'uses_are_as_quoted')
   WHERE (NEW.seen_times, NEW.seen_amount_fen, NEW.seen_portions, NEW.seen_base_fen) <>
         (SELECT coalesce(sum(times), 0), coalesce(sum(amount_fen), 0), coalesce(sum(portions), 0),
                 coalesce(sum(base_fen), 0)
            FROM usage_counters
           WHERE counter = NEW.counter AND period = NEW.period AND site_code = NEW.site_code
             AND member_id IN (SELECT NEW.member_id
                               UNION ALL SELECT member_id FROM member_merges WHERE survivor_id = NEW.member_id));
END;

-- The act comes last and seals: its entry has one posting, between the member's wallet and where the money came from
-- or goes to. Cash is in the drawer of a till whose shift is open, or in the safe; every other means has its account.
CREATE TRIGGER wallet_acts_seal BEFORE INSERT ON wallet_acts BEGIN
  SELECT RAISE(ABORT, 'wallet_acts_are_append_only') WHERE EXISTS (SELECT 1 FROM wallet_acts WHERE id = NEW.id);
  SELECT RAISE(ABORT, 'wallet_acts_are_posted')
   WHERE NOT EXISTS (SELECT 1 FROM entries WHERE id = NEW.id AND kind = NEW.kind)
      OR (SELECT count(*) FROM postings WHERE entry_id = NEW.id) <> 1
      OR NOT EXISTS (SELECT 1 FROM postings p JOIN members m ON m.id = NEW.member_id
                      WHERE p.entry_id = NEW.id
                        AND ((NEW.kind = 'top_up' AND p.debit_account_id = NEW.account_id
                              AND p.credit_account_id = m.wallet_account_id)
                          OR (NEW.kind <> 'top_up' AND p.credit_account_id = NEW.account_id
                              AND p.debit_account_id = m.wallet_account_id)));
  SELECT RAISE(ABORT, 'money_goes_by_its_means')
   WHERE NOT EXISTS (SELECT 1 FROM accounts
                      WHERE id = NEW.account_id
                        AND ((NEW.means = 'cash' AND kind = 'drawer' AND NEW.shift_id IS NOT NULL)
                          OR (NEW.means = 'cash' AND kind = 'safe' AND NEW.shift_id IS NULL)
                          OR (NEW.means = 'wallet' AND kind = 'wallet')
                          OR code = 'external:' || NEW.means));
  SELECT RAISE(ABORT, 'shift_is_open')
   WHERE NEW.shift_id IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM shifts s JOIN tills t ON t.code = s.till_code JOIN entries e ON e.id = NEW.id
                      WHERE s.id = NEW.shift_id AND s.closed_at IS NULL AND s.business_date = e.business_date
                        AND (NEW.means <> 'cash' OR t.drawer_account_id = NEW.account_id));
  SELECT RAISE(ABORT, 'undos_go_back_to_their_tender')
   WHERE NEW.kind = 'undo'
     AND NOT EXISTS (SELECT 1 FROM wallet_acts u JOIN entries e ON e.id = u.id JOIN entries own ON own.id = NEW.id
                      WHERE u.id = NEW.undoes_id AND u.kind = 'top_up' AND u.member_id = NEW.member_id
                        AND u.means = NEW.means AND e.amount_fen = own.amount_fen
                        AND (NEW.means = 'cash' OR u.account_id = NEW.account_id));
  SELECT RAISE(ABORT, 'merges_pay_the_survivor')
   WHERE NEW.kind = 'merge'
     AND NOT EXISTS (SELECT 1 FROM member_merges g JOIN members s ON s.id = g.survivor_id
                      WHERE g.member_id = NEW.member_id AND g.event_id = NEW.id
                        AND s.wallet_account_id = NEW.account_id);
END;

CREATE TRIGGER wallet_acts_change BEFORE UPDATE ON wallet_acts BEGIN
  SELECT RAISE(ABORT, 'wallet_acts_are_append_only');
END;

CREATE TRIGGER wallet_acts_stay BEFORE DELETE ON wallet_acts BEGIN
  SELECT RAISE(ABORT, 'wallet_acts_are_append_only');
END;
