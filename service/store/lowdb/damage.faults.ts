import { describeDamage } from "../../testing/faults/describe-damage.ts";

/** The long form of `damage.test.ts`; a round is repeated by its seed alone. */
const { SEED = "1", ROUNDS = "10000" } = process.env;
describeDamage({ seed: Number(SEED), rounds: Number(ROUNDS) });
