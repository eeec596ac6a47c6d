interface Window {
  /** Set by whatever attack manages to run. */
  executed?: unknown;
}
