/** Who is signed in, as a page shows it. */
export interface Account {
  readonly name: string;
  signOut(): Promise<void>;
}

/** Ways on from a share that asks for something first. */
export interface AccessActions {
  /** Where one signs in; it leads back. */
  readonly signInUrl: string;
  /**
   * Opens the share, by its password where it has one. Resolves to why it stays closed, in words for people; undefined: the
   * viewer goes on by itself.
   */
  open(password?: string): Promise<string | undefined>;
  /** Signs out, and goes where one signs in. */
  signInAsSomebodyElse(): Promise<void>;
}
