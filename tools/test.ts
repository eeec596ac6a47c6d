// `npm test [suite…] [-- options of mocha]`: runs the suites, and ends with one line that counts all tests.
import { runTests } from "./testing/run-tests.ts";
import { suites } from "./testing/suites.ts";

await runTests(process.argv.slice(2), suites);
