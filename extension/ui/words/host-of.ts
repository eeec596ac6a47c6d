/** How a service is called: its host, with the port if it has one of its own. */
export const hostOf = (serviceUrl: string) => new URL(serviceUrl).host;
