import type { Command } from "./command.ts";
import { copyCommands } from "./copy-commands.ts";
import { serviceCommands } from "./service-commands.ts";
import { shareCommands } from "./share-commands.ts";
import { tokenCommands } from "./token-commands.ts";
import { userCommands } from "./user-commands.ts";

/** All commands by their words, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  ...tokenCommands,
  ...userCommands,
  ...shareCommands,
  ...serviceCommands,
  ...copyCommands,
};
