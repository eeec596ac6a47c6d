/** What opencode is called at services and in the records of shares. */
export const OPENCODE = "opencode";
