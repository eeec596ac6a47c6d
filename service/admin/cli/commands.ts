import type { Command } from "./command.ts";
import { serviceCommands } from "./commands/service-commands.ts";
import { shareCommands } from "./commands/share-commands.ts";
import { tokenCommands } from "./commands/token-commands.ts";
import { userCommands } from "./commands/user-commands.ts";

/** All commands by their words, in the order of the help. */
export const commands: Readonly<Record<string, Command>> = {
  ...tokenCommands,
  ...userCommands,
  ...shareCommands,
  ...serviceCommands,
};
