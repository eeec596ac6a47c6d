import { describeShareStore } from "../contract.ts";
import { MemoryStore } from "./memory-store.ts";

describeShareStore("MemoryStore", async () => new MemoryStore());
