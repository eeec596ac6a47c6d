import { MemorySessionStore } from "./memory-session-store.ts";
import { describeSessionStore } from "./session-store-contract.ts";

describeSessionStore("MemorySessionStore", async () => new MemorySessionStore());
