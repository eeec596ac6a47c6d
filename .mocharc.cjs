// How mocha runs a test file, also by hand.
const { TEST_MS } = require("./fixtures/limits.ts");

module.exports = { extension: ["ts"], timeout: TEST_MS, reporter: "dot" };
