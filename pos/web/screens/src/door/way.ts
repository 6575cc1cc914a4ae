// Where does a person go who was sent to the door? Pure: only to a page of ours.

/** The page that was wanted, from the address's query; home where none of ours was. */
export function nextPage(query: string): string {
  const wanted = new URLSearchParams(query).get("next") ?? "/";
  // "//elsewhere" and "/\elsewhere" lead to another server.
  return /^\/(?![/\\])/.test(wanted) ? wanted : "/";
}

/** The address of another page of the door, which leads on to the same. */
export function doorTo(page: "/enrol" | "/sign-on", query: string): string {
  return `${page}?${new URLSearchParams({ next: nextPage(query) }).toString()}`;
}

/** What was typed of a code: only its own characters, as they are on the keys. */
export function typedCode(text: string, alphabet: string, length: number): string {
  return [...text.toUpperCase()]
    .filter((letter) => alphabet.includes(letter))
    .slice(0, length)
    .join("");
}
