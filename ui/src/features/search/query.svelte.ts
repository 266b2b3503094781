/** What was last looked for; it is still there when the officer comes back. */
export const query = $state({ text: "" });
