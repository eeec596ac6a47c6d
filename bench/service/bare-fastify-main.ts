// A Fastify that parses what it gets and answers, for comparison; in a process of its own, as the service is.
import fastify from "fastify";

const app = fastify();
let revision = 0;
app.post("/", async () => {
  revision += 1;
  return { revision };
});
console.log(await app.listen({ port: 0, host: "127.0.0.1" }));
