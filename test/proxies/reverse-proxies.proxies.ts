import { describeServiceBehind } from "./behind-a-proxy.ts";

describeServiceBehind("nginx", "caddy", "apache");
