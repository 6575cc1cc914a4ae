// What the server says of the staff.

export interface Person {
  code: string;
  name: string;
  is_active: boolean;
  roles: string[];
  has_pin: boolean;
  has_password: boolean;
  has_totp: boolean;
  /** The last digits of each staff card. */
  cards: string[];
  is_locked: boolean;
}

export interface Device {
  id: string;
  kind: "till" | "tablet";
  till: string | null;
  enrolled_by: string;
  enrolled_at: string;
  revoked_at: string | null;
}

export interface Session {
  id: string;
  staff: { code: string; name: string };
  means: string;
  till: string | null;
  began_at: string;
  seen_at: string;
}

/** The server's answers; each act on the staff answers with everybody as they are now. */
export interface Everybody {
  staff: Person[];
}

export interface NewTotp extends Everybody {
  uri: string;
  /** A picture of it, as an address of an image. */
  qr: string;
}
