import { describeShareStore } from "../contract/share-store.ts";
import { MemoryStore } from "./memory-store.ts";

describeShareStore("MemoryStore", async () => new MemoryStore());
