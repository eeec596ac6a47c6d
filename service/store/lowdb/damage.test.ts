import { describeDamage } from "../../testing/faults/describe-damage.ts";

describeDamage({ seed: 1, rounds: 150 });
