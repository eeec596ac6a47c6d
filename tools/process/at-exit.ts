/** What is left to do; one listener for all of it, however much is open at a time. */
const duties = new Set<() => void>();

process.once("exit", () => {
  for (const duty of duties) duty();
});

/** Has something done when this process ends, unless the function that is returned is called before. */
export function atExit(duty: () => void): () => void {
  duties.add(duty);
  return () => duties.delete(duty);
}
