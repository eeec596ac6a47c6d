/** Where one signs in at a service, and comes back to this page from. */
export const signInUrl = (serviceUrl: string): string =>
  `${serviceUrl}/auth/login?return=${encodeURIComponent(window.location.pathname)}`;
