/** CPU time that this process uses meanwhile, all its threads, % of a core. */
export async function cpuPercentOf<T>(work: () => Promise<T>) {
  const start = performance.now();
  const before = process.cpuUsage();
  const result = await work();
  const { user, system } = process.cpuUsage(before);
  return { result, percent: (user + system) / 10 / (performance.now() - start) };
}
