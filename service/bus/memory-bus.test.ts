import { MemoryStore } from "../store/memory/memory-store.ts";
import { describeBus } from "./bus-contract.ts";
import { MemoryNodes } from "./memory-bus.ts";

describeBus(
  "one process",
  async () => {
    const nodes = new MemoryNodes();
    const [here, there] = [nodes.open(), nodes.open()];
    const endRights = () => here.tell({ kind: "people" });
    return { store: new MemoryStore(), nodes: [here, there], endRights };
  },
  true,
);
