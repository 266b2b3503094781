/**
 * Where the officer is. `procedure` asks the reception page to start with that procedure, `slip` to
 * enter what was written on a numbered slip.
 */
export type Route =
  | { name: "reception"; procedure?: string; slip?: { code: string; date: string } }
  | { name: "worklist" }
  | { name: "search" }
  | { name: "counter" }
  | { name: "registers" }
  | { name: "cash" }
  | { name: "catalogue" }
  | { name: "paperwork" }
  | { name: "verify" }
  | { name: "sync" }
  | { name: "case"; code: string };

let current = $state.raw<Route>({ name: "reception" });
let previous: Route | null = null;

export const route = {
  get current(): Route {
    return current;
  },
  go(next: Route): void {
    previous = current;
    current = next;
  },
  /** Back to where the officer came from, or to the worklist. */
  back(): void {
    current = previous && previous.name !== "case" ? previous : { name: "worklist" };
    previous = null;
  },
};
